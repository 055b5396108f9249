"""A secret from the credentials, which no log and no representation ever shows."""

from collections.abc import Mapping
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError
from pydantic import SecretStr


def read_secret(credentials: Mapping[str, Any] | None) -> SecretStr | None:
    """Return the entry ``secret`` of some credentials; None where there is none."""
    secret = (credentials or {}).get("secret")
    return None if secret in {None, ""} else SecretStr(str(secret))


class SecretDataset(AbstractDataset[NoReturn, SecretStr | None]):
    """The entry ``secret`` of some credentials; loads as ``SecretStr``, None where there is none.

    Example:
        ```yaml
        webhook_secret:
          type: connected_car.datasets.SecretDataset
          credentials: webhook
        ```

    Args:
        credentials: ``{"secret": …}``, as Kedro reads it from ``credentials.yml``.
    """

    def __init__(
        self, *, credentials: dict[str, Any], metadata: dict[str, Any] | None = None
    ) -> None:
        self._secret = read_secret(credentials)
        self.metadata = metadata

    def load(self) -> SecretStr | None:
        """Return the secret."""
        return self._secret

    def save(self, data: NoReturn) -> None:
        """Refuse."""
        raise DatasetError("a secret is set in the environment or in conf/local/credentials.yml")

    def _exists(self) -> bool:
        return self._secret is not None

    def _describe(self) -> dict[str, Any]:
        return {"is_set": self._secret is not None}
