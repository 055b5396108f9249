"""What the cleaning must know about each source file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from connected_car.tables import TELEMETRY_COLUMNS

Format = Literal["csv", "parquet", "json"]


@dataclass(frozen=True)
class SourceFile:
    """One delivered file.

    Attributes:
        path: where it lies.
        format: ``csv``, ``parquet``, or ``json`` (one object a line; the stream alone reads it).
        header: its column names, trimmed; None when the file is empty.
        name: what it is called in the quarantine and the report (a Delta table has one name for
            all its files).
        header_line: the first line of a CSV file, by which its lines can be read later.
        n_bytes: size.
        n_rows: number of rows where the format tells it, else None.
        types: Arrow types of the columns of a Parquet file, in the order of the header.
        is_replay: not delivered now; some of its lines come from the quarantine.
    """

    path: str
    format: Format
    header: tuple[str, ...] | None
    name: str
    header_line: str | None = None
    n_bytes: int = 0
    n_rows: int | None = None
    types: tuple[str, ...] = ()
    is_replay: bool = False

    @property
    def layout(self) -> "Layout | None":
        """The layout of the file's lines; None where the raw text of a row is JSON."""
        return layout_of(self.header) if self.format == "csv" and self.header else None


@dataclass(frozen=True)
class Layout:
    """Where the needed fields stand in a line: number of fields, and position by column name."""

    n_fields: int
    positions: tuple[int, ...]

    def position(self, column: str) -> int:
        """Return the field number of a needed column."""
        return self.positions[TELEMETRY_COLUMNS.index(column)]


def layout_of(header: Iterable[str]) -> Layout:
    """Return the layout of a header; a name that stands twice counts where it stands first."""
    names = list(header)
    return Layout(len(names), tuple(names.index(column) for column in TELEMETRY_COLUMNS))
