"""Files of labelled notes, as they were delivered."""

from pathlib import Path
from typing import Any, NoReturn

from kedro.io import AbstractDataset, DatasetError

from connected_car.compliance.delivered import NoteFile
from connected_car.datasets.delivered_files import delivered_paths
from connected_car.errors import UserError


class NoteFilesDataset(AbstractDataset[NoReturn, list[NoteFile]]):
    """The files of notes that a user names, or else those of the simulation; only read.

    Example:
        ```yaml
        component_notes:
          type: connected_car.datasets.NoteFilesDataset
          filepath: ${runtime_params:component_notes, null}
          default:
            workshop: {filepath: data/01_raw/component_notes.csv}
        ```

    Args:
        filepath: a file, or a folder whose files are all read; None where none is named.
        default: files that are read otherwise, by any name; each may be missing, but not all. Kedro
            makes what is called ``filepath`` absolute, wherever it is called from.
        missing_ok: without any file, load an empty list.
    """

    def __init__(
        self,
        *,
        filepath: str | None = None,
        default: dict[str, dict[str, str]],
        missing_ok: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._named = None if filepath is None else Path(str(filepath))
        self._default = [Path(entry["filepath"]) for entry in default.values()]
        self._missing_ok = missing_ok
        self.metadata = metadata

    def load(self) -> list[NoteFile]:
        """Return the files; raises ``UserError`` when there is none."""
        files = [NoteFile(path.as_posix(), path.read_bytes()) for path in self._paths()]
        if files or self._missing_ok:
            return files
        if self._named is not None:
            raise UserError(f"there is no file of notes at {self._named}; mend the path")
        raise UserError(
            f"there are no notes at {self._default[0]}: give `--params component_notes=PATH`, or "
            "write some with `kedro run --pipelines simulation`"
        )

    def save(self, data: NoReturn) -> NoReturn:
        """Refuse: the files are the user's."""
        raise DatasetError("files of notes are only read")

    def _paths(self) -> list[Path]:
        if self._named is None:
            return [path for path in self._default if path.is_file()]
        return delivered_paths(self._named)

    def _exists(self) -> bool:
        return bool(self._paths())

    def _describe(self) -> dict[str, Any]:
        return {
            "filepaths": [str(path) for path in ([self._named] if self._named else self._default)]
        }
