"""The tables and files of a run: what is read, what is written, and in which state."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from connected_car.passports.stored import files_state, table_rows, table_version


@dataclass(frozen=True)
class Place:
    """A stored dataset of a run.

    Attributes:
        name: of the dataset.
        path: where it lies.
        is_read: whether a run reads what earlier ones have left there.
        is_written: whether the run writes it.
        version: the one that was asked for; None for the newest.
        is_raw: whether it was delivered from outside.
        is_report: whether people look at it.
    """

    name: str
    path: str
    is_read: bool = False
    is_written: bool = False
    version: int | None = None
    is_raw: bool = False
    is_report: bool = False


class Places:
    """The places of a run; their state before it is noted at once.

    Args:
        places: several may lie at one path, which are then taken as one.
        root: folder of the project, below which paths are told.
    """

    def __init__(self, places: Iterable[Place], root: Path) -> None:
        self._root = root
        self._places = _merged(places)
        self._before = {p.path: table_version(p.path) for p in self._places}
        self._files = {
            p.path: files_state(p.path)
            for p in self._places
            if p.is_raw and p.is_read and self._before[p.path] is None
        }

    def tables(self) -> list[dict[str, Any]]:
        """Return the tables: version before the run, version that it used or made, rows of it."""
        found = []
        for place in self._places:
            newest = table_version(place.path)
            if newest is None:
                continue
            version = newest if place.version is None else place.version
            found.append(
                {
                    **self._head(place),
                    "before": self._before[place.path],
                    "version": version,
                    "rows": table_rows(place.path, version),
                }
            )
        return found

    def files(self) -> list[dict[str, Any]]:
        """Return the raw files that were read, as they were when the run began."""
        return [
            {**self._head(place), **state}
            for place in self._places
            if (state := self._files.get(place.path)) is not None
        ]

    def links(self) -> list[dict[str, str]]:
        """Return the files for people that are there now, pages first."""
        reports = [p for p in self._places if p.is_report and Path(p.path).is_file()]
        reports.sort(key=lambda p: not p.path.endswith(".html"))
        return [{"what": p.name.replace("_", " "), "path": self._below(p.path)} for p in reports]

    def _head(self, place: Place) -> dict[str, Any]:
        use = {(True, False): "read", (False, True): "written", (True, True): "read and written"}
        return {
            "name": place.name,
            "path": self._below(place.path),
            "use": use.get((place.is_read, place.is_written), "kept"),
        }

    def _below(self, path: str) -> str:
        if Path(path).is_relative_to(self._root):
            return os.path.relpath(path, self._root)
        return path


def _merged(places: Iterable[Place]) -> list[Place]:
    found: dict[str, Place] = {}
    for new in sorted(places, key=lambda p: (not p.is_written, p.name)):
        known = found.setdefault(new.path, new)
        found[new.path] = replace(
            known,
            is_read=known.is_read or new.is_read,
            is_raw=known.is_raw or new.is_raw,
            is_report=known.is_report or new.is_report,
            version=new.version if known.version is None else known.version,
        )
    return list(found.values())
