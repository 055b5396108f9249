"""A landing folder of CSV, JSON and Parquet files as a source of the stream."""

import contextlib
import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import unquote

from kedro.io import AbstractDataset, DatasetError

from connected_car.datasets.source_log import SourceLog
from connected_car.errors import UserError
from connected_car.spark import spark_session
from connected_car.telemetry.delivery import Delivery, Refused, read_delivery
from connected_car.telemetry.files import find_source_file
from connected_car.telemetry.sources import SourceFile
from connected_car.telemetry.stream_source import ForeachBatch, Known, StreamSource

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.streaming import StreamingQuery

_LISTED = "path string, modificationTime timestamp, length long, content binary"
_VANISHED = "it vanished before it was read; deliver it again, under a new name"
_ANY_AGE = "36500d"  # Spark would pass in silence over a file dated a week before the newest
_HIDDEN = (".", "_")  # a file that is being written; Spark ignores such names too


class FileStreamDataset(AbstractDataset[NoReturn, StreamSource]):
    """A landing folder; load only, the delivered files are never written.

    Example:
        ```yaml
        telemetry_events:
          type: connected_car.datasets.FileStreamDataset
          filepath: data/01_raw/landing
          max_files_per_trigger: 10
        ```

    Args:
        filepath: the folder, made when it is missing. Deliver by writing a hidden name and renaming
            it: a file is read once, as it is then.
        max_files_per_trigger: files of one micro-batch at most.
        archive: folder to which files are moved once they are taken in; they are still found there.
    """

    def __init__(
        self,
        *,
        filepath: str,
        max_files_per_trigger: int = 10,
        archive: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._filepath = str(filepath)
        self._max_files = int(max_files_per_trigger)
        self._archive = archive
        self.metadata = metadata

    def load(self) -> StreamSource:
        """Return the source; starts nothing yet.

        Raises:
            UserError: there is no such folder, and none can be made.
        """
        archive = None if self._archive is None else Path(self._archive)
        return FileStream(Path(self._filepath).absolute(), self._max_files, archive)

    def save(self, data: NoReturn) -> None:
        """Refuse."""
        raise DatasetError("the delivered files are the user's own and are never written")

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath}


class FileStream(StreamSource):
    """Spark lists the files and remembers them; each is read here, by its own header."""

    what = "files"

    def __init__(self, landing: Path, max_files: int, archive: Path | None = None) -> None:
        self.landing = landing
        self.archive = archive
        self._max_files = max_files
        self._log = SourceLog(None)
        try:
            landing.mkdir(parents=True, exist_ok=True)
            list(landing.iterdir())
        except OSError as error:
            reason = error.strerror or error
            raise UserError(
                f"the landing folder {landing} cannot be read: {reason}; mend it, or name another "
                "by --params landing=PATH"
            ) from error

    def knows(self, position: Any) -> bool:
        """Return whether Spark has counted lists of files."""
        return "logOffset" in position

    def start(
        self, foreach_batch: ForeachBatch, checkpoint: Path, trigger: Mapping[str, Any]
    ) -> "StreamingQuery":
        """Start to list the folder."""
        self._log = SourceLog(checkpoint)
        self._log.follow(self.landing)
        reader = spark_session().readStream.format("binaryFile").schema(_LISTED)
        reader = reader.options(maxFilesPerTrigger=self._max_files, maxFileAge=_ANY_AGE)
        listed = reader.options(ignoreMissingFiles=True).load(str(self.landing)).select("path")
        writer = listed.writeStream.option("checkpointLocation", str(checkpoint))
        return writer.foreachBatch(foreach_batch).trigger(**trigger).start()

    def deliver(self, batch: "DataFrame") -> Delivery:
        """Read the files of a micro-batch, sorted by name.

        Spark leaves out a file in silence that it has listed and that is gone now; so that it is
        refused by name, the files are also looked up in Spark's own list.
        """
        paths = {_bare(row["path"]) for row in batch.select("path").collect()}
        paths |= set(self._log.new_paths())
        return self._read(sorted(self._name(path) for path in paths))

    def reread(self, names: Sequence[str]) -> Delivery:
        """Read files once more, from the landing folder or the archive; absent ones are refused."""
        return self._read(sorted(names))

    def fingerprint(self, name: str) -> Known | None:
        """Return size, time and digest of a file; None when it is not there."""
        try:
            path = self.path(name)
            stat, content = path.stat(), path.read_bytes()
        except OSError:
            return None
        return Known(0, stat.st_size, stat.st_mtime_ns, hashlib.sha256(content).hexdigest())

    def complaints(self, known: Mapping[str, Known]) -> list[str]:
        """Name the files that were rewritten or have grown since they were taken in."""
        found = []
        for name, before, now in self._differing(known):
            if before.sha256 is None:
                found.append(
                    f"{name} had vanished before it was read, and is back: "
                    "--params replay_rejected=true takes it in"
                )
            else:
                found.append(
                    f"{name} was changed after it was read ({before.n_bytes} bytes then, "
                    f"{now.n_bytes} now), and is not read again: deliver the new content under a "
                    "new name"
                )
        return found

    def _differing(self, known: Mapping[str, Known]) -> Iterator[tuple[str, Known, Known]]:
        """Yield name, state then and state now of the files that are not as they were."""
        for name, size, modified in self._listing():
            before = known.get(name)
            if before is None or (before.n_bytes, before.modified_ns) == (size, modified):
                continue
            now = self.fingerprint(name)
            if now is not None and now.sha256 != before.sha256:
                yield name, before, now

    def oldest_waiting_seconds(self, known: Mapping[str, Known]) -> float | None:
        """Return the age of the oldest file that is not taken in yet."""
        waiting = [modified for name, _, modified in self._listing() if name not in known]
        return max(0.0, time.time() - min(waiting) / 1e9) if waiting else None

    def put_away(self, known: Mapping[str, Known]) -> int:
        """Move files to the archive, if there is one; return how many."""
        if self.archive is None:
            return 0
        changed = {name for name, before, _ in self._differing(known) if before.sha256 is not None}
        landed = [self._name(str(path)) for path in self.landing.rglob("*") if path.is_file()]
        there = [name for name in landed if name in known and name not in changed]
        for name in there:
            target = self.archive / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(self.landing / name, target)
        return len(there)

    def path(self, name: str) -> Path:
        """Return where a file lies now: in the landing folder, or else in the archive."""
        landed = self.landing / name
        if self.archive is not None and not landed.exists():
            return self.archive / name
        return landed

    def _listing(self) -> Iterator[tuple[str, int, int]]:
        for path in self.landing.iterdir():
            if not path.name.startswith(_HIDDEN):
                with contextlib.suppress(OSError):  # it was moved away meanwhile
                    stat = path.stat()
                    yield path.name, stat.st_size, stat.st_mtime_ns

    def _name(self, path: str) -> str:
        return path.removeprefix(f"{self.landing}/")

    def _read(self, names: Sequence[str]) -> Delivery:
        files: list[SourceFile] = []
        refused: list[Refused] = []
        for name in names:
            try:
                if not self.path(name).exists():
                    refused.append(Refused(name, _VANISHED))
                    continue
                files.append(replace(find_source_file(str(self.path(name))), name=name))
            except (UserError, OSError) as error:
                refused.append(Refused(name, str(error)))
        delivery = read_delivery(files)
        return delivery._replace(refused=(*refused, *delivery.refused))


def _bare(uri: str) -> str:
    """Return the path of a file's URI; Spark writes one or three slashes, and escapes nothing."""
    path = uri.removeprefix("file:")
    path = "/" + path.lstrip("/")
    return path if Path(path).exists() else unquote(path)
