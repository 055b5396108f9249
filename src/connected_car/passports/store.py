"""The folder of passports."""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

from connected_car.errors import UserError
from connected_car.stored_files import write_whole

COMPARISON = "run_report"  # the pipeline that compares two runs
_ID = re.compile(r"[0-9a-f]{1,32}")
_NAMES = ("last", "previous")
_LISTED = 5


class PassportStore:
    """Passports as ``<run id>.json`` with a page ``<run id>.html`` beside each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, passport: dict[str, Any], page: str, keep: int) -> Path:
        """Write a passport, whole or not at all, and remove the oldest; return the page's path."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{passport['run_id']}.json"
        write_whole(path, json.dumps(passport, indent=2, ensure_ascii=False, default=str))
        write_whole(path.with_suffix(".html"), page)
        self._remove_old(keep, passport["run_id"])
        return path.with_suffix(".html")

    def find(self, name: str) -> dict[str, Any]:
        """Return the passport of a run.

        Args:
            name: its id, the beginning of it, ``last`` or ``previous``; the last two pass over
                runs that only compared others.

        Raises:
            UserError: there is none, or more than one.
        """
        if name in _NAMES:
            runs = self._runs()
            if len(runs) <= _NAMES.index(name):
                raise UserError(f"compare={name}: there is no such run yet; {self._listed()}")
            return runs[_NAMES.index(name)]
        found = sorted(self._folder.glob(f"{name}*.json")) if _ID.fullmatch(name) else []
        if len(found) > 1:
            ids = ", ".join(path.stem[:12] for path in found[:_LISTED])
            raise UserError(f"compare={name}: {len(found)} runs begin so: {ids}; give more of it")
        passport = _read(found[0]) if found else None
        if passport is None:
            raise UserError(f"compare={name[:40]}: there is no passport of it; {self._listed()}")
        return passport

    def _runs(self) -> list[dict[str, Any]]:
        return [p for p in self._newest_first() if p["call"]["pipelines"] != [COMPARISON]]

    def _newest_first(self) -> list[dict[str, Any]]:
        found = [_read(path) for path in self._folder.glob("[0-9a-f]*.json")]
        whole = [passport for passport in found if passport is not None]
        return sorted(whole, key=lambda passport: str(passport["started_at"]), reverse=True)

    def _listed(self) -> str:
        ids = [str(passport["run_id"])[:8] for passport in self._runs()[:_LISTED]]
        return f"the newest are {', '.join(ids)}" if ids else "each kedro run leaves one"

    def _remove_old(self, keep: int, present: str) -> None:
        """Remove the oldest, but never the present run's, which looks old on a clock set back."""
        if sum(1 for _ in self._folder.glob("[0-9a-f]*.json")) <= keep:
            return
        others = [one for one in self._newest_first() if one["run_id"] != present]
        for passport in others[keep - 1 :]:
            for suffix in ("json", "html"):
                (self._folder / f"{passport['run_id']}.{suffix}").unlink(missing_ok=True)


def two_names(text: str) -> tuple[str, str]:
    """Return the two runs of ``RUN_A,RUN_B``; ``..`` may stand between them as well."""
    names = [name.strip().lower() for name in re.split(r",|\.\.", text)]
    if len(names) != 2 or not all(names):
        raise UserError(
            f"compare={text[:80]}: name two runs as RUN_A,RUN_B: ids, the beginnings of ids, "
            "last or previous"
        )
    return names[0], names[1]


def _is_passport(found: Any) -> bool:
    """Return whether it has what the store itself needs; a file may be damaged."""
    if not isinstance(found, dict) or not {"run_id", "started_at", "call"} <= found.keys():
        return False
    call, run = found["call"], found["run_id"]
    is_id = isinstance(run, str) and _ID.fullmatch(run) is not None  # files are named by it
    return is_id and isinstance(call, dict) and isinstance(call.get("pipelines"), list)


def _read(path: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        passport = json.loads(path.read_text(encoding="utf-8"))
        if _is_passport(passport):
            return passport
    return None
