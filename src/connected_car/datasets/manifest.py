"""What a model's files were when it was registered: the SHA-256 of each, signed where a key is set.

The digests tell that a file has changed since. Whoever can write to MLflow's database can change
them too, so a key makes a signature (HMAC-SHA-256) over the model's name and all digests.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import SecretStr

DIGESTS, SIGNATURE = "file_sha256", "file_signature"  # tags of a version


@dataclass(frozen=True)
class Seal:
    """Makes and checks the manifests of one model.

    Attributes:
        model_name: name in the registry; another model's files are no good under it.
        key: signs; None: nothing is signed, and no signature is asked for.
    """

    model_name: str
    key: SecretStr | None = None

    def tags(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Return the tags that a version with these files gets."""
        found = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        digests = json.dumps(found, sort_keys=True)
        return {DIGESTS: digests, **({SIGNATURE: self._sign(digests)} if self.key else {})}

    def is_of(self, files: Mapping[str, bytes], tags: Mapping[str, str]) -> bool:
        """Return whether a version's tags are those that these files would get."""
        return all(tags.get(name) == value for name, value in self.tags(files).items())

    def fault(self, files: Mapping[str, bytes], tags: Mapping[str, str]) -> str | None:
        """Return what is wrong with a version whose files and tags were read; None: nothing."""
        stored, given = tags.get(DIGESTS, ""), tags.get(SIGNATURE, "")
        if self.key and not hmac.compare_digest(self._sign(stored).encode(), given.encode()):
            return "is not signed with your key"
        changed = set(_read(stored).items()) ^ set(_read(self.tags(files)[DIGESTS]).items())
        if changed or not files:
            names = ", ".join(sorted({name for name, _ in changed})) or "all"
            return f"was changed after it was registered (files: {names})"
        return None

    def _sign(self, digests: str) -> str:
        key = self.key.get_secret_value().encode() if self.key else b""
        content = f"{self.model_name}\n{digests}".encode()
        return hmac.new(key, content, hashlib.sha256).hexdigest()


def _read(digests: str) -> dict[str, str]:
    try:
        found = json.loads(digests)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
