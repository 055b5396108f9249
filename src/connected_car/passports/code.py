"""Which code a run is made with."""

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import connected_car

_SUFFIXES = {".py", ".j2", ".css", ".js"}


def code_state() -> dict[str, Any]:
    """Return the package's version, its commit, and a digest of its source.

    ``commit`` is None where there is no git; ``dirty`` says whether files that git knows differ
    from it. ``source`` tells two states of the code apart in any case.
    """
    package = Path(connected_car.__file__).parent
    commit = _describe(package)
    return {
        "version": connected_car.__version__,
        "commit": None if commit is None else commit.removesuffix("-dirty"),
        "dirty": None if commit is None else commit.endswith("-dirty"),
        "source": _digest(package),
    }


def _describe(folder: Path) -> str | None:
    command = ["git", "--no-optional-locks", "-C", str(folder), "describe", "--always"]
    options = ["--dirty", "--abbrev=12", "--exclude=*"]
    try:
        done = subprocess.run(
            [*command, *options], capture_output=True, text=True, check=False, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def _digest(package: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in _SUFFIXES):
        digest.update(f"{path.relative_to(package)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
