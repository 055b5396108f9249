"""Delta tables to which a stream appends, each micro-batch exactly once."""

from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc
from kedro.io import AbstractDataset, DatasetError
from kedro_datasets._typing import TablePreview

from connected_car.datasets.delta import DeltaTableDataset, is_delta, open_table
from connected_car.datasets.run_id import current_run_id
from connected_car.tables import SCHEMAS

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    from deltalake import DeltaTable

APP_ID = "connected_car/streaming_scoring"
_SMALL_ROWS = 500_000  # of a file
_ROWS_AT_ONCE = 2_000_000  # that are put into one file
_ROWS_PER_GROUP = 8_192  # so that a few batteries are found without reading a whole file


class StreamTable:
    """A table whose every commit carries the id of its micro-batch.

    Delta takes the id as a note and refuses nothing, so it is read before each write.
    """

    def __init__(self, filepath: str, schema: str) -> None:
        self.filepath = filepath
        self.schema = SCHEMAS[schema]
        self._table: DeltaTable | None = None

    def last_batch(self) -> int:
        """Return the last batch that was written; -1 without any."""
        table = self.newest()
        version = None if table is None else table.transaction_version(APP_ID)
        return -1 if version is None else version

    def append(self, batch: int, rows: pa.Table) -> bool:
        """Write the rows of a batch, unless it was written before; return whether it was now.

        Args:
            batch: its id; greater than those of all batches before.
            rows: the columns of the schema; ``Run_ID`` is added.
        """
        from deltalake import CommitProperties, Transaction, WriterProperties, write_deltalake

        if self.last_batch() >= batch:
            return False
        stamped = rows.append_column("Run_ID", pa.repeat(current_run_id(), rows.num_rows))
        write_deltalake(
            self._table if self._table is not None else self.filepath,
            stamped.select(self.schema.names).cast(self.schema),
            mode="append",
            schema_mode="merge",
            commit_properties=CommitProperties(app_transactions=[Transaction(APP_ID, batch)]),
            writer_properties=WriterProperties(
                compression="SNAPPY", max_row_group_size=_ROWS_PER_GROUP
            ),
        )
        return True

    def read(self, columns: list[str], where: "ds.Expression | None" = None) -> pa.Table:
        """Return some columns of the rows that satisfy a condition; nothing without a table."""
        table = self.newest()
        if table is None:
            return self.schema.empty_table().select(columns)
        # a table that an earlier version of the project began may lack columns: they are null
        stored = table.to_pyarrow_dataset().replace_schema(self.schema)
        return stored.to_table(columns=columns, filter=where)

    def compact(self, files: int, keep_hours: int) -> bool:
        """Put small files into one where there are many; return whether there were.

        Readers see the old files or the new one, never both. Rows are sorted by battery, so that
        few of a file's row groups hold a few batteries. Files that no version needs any more are
        removed after a while, in which slow readers end.

        Args:
            files: so many small files are left as they are.
            keep_hours: for so long unneeded files stay.
        """
        from deltalake import WriterProperties, write_deltalake

        table = self.newest()
        first, last, count = (0, 0, 0) if table is None else _small_files(table)
        if table is None or count <= files:
            return False
        where = (pc.field("Batch_ID") >= first) & (pc.field("Batch_ID") <= last)
        rows = self.read(self.schema.names, where)
        if "Battery_ID" in self.schema.names:
            rows = rows.sort_by([("Battery_ID", "ascending"), ("Batch_ID", "ascending")])
        write_deltalake(
            table,
            rows,
            mode="overwrite",
            predicate=f"Batch_ID >= {first} AND Batch_ID <= {last}",
            writer_properties=WriterProperties(
                compression="SNAPPY", max_row_group_size=_ROWS_PER_GROUP
            ),
        )
        self._table = None
        open_table(self.filepath).vacuum(
            keep_hours, dry_run=False, enforce_retention_duration=False
        )
        return True

    def undo_after(self, batch: int) -> None:
        """Remove the rows of all later batches."""
        table = self.newest()
        if table is not None:
            table.delete(f"Batch_ID > {batch}")

    def newest(self) -> "DeltaTable | None":
        """Return the table as it is now; None when there is none."""
        if self._table is None:
            self._table = open_table(self.filepath) if is_delta(self.filepath) else None
        else:
            self._table.update_incremental()
        return self._table


def _small_files(table: "DeltaTable") -> tuple[int, int, int]:
    """Return the first and last batch of the small files, and how many these are."""
    actions = pa.table(table.get_add_actions(flatten=True))
    small = actions.filter(pc.less(actions["num_records"], _SMALL_ROWS))
    small = small.sort_by("min.Batch_ID")
    total = pc.cumulative_sum(small["num_records"])
    small = small.filter(pc.less_equal(total, _ROWS_AT_ONCE))
    if small.num_rows == 0:
        return 0, 0, 0
    first, last = pc.min(small["min.Batch_ID"]), pc.max(small["max.Batch_ID"])
    return first.as_py(), last.as_py(), small.num_rows


class StreamDeltaTableDataset(AbstractDataset[NoReturn, StreamTable]):
    """A table of ``connected_car.tables`` to which a stream appends; loads as ``StreamTable``.

    Example:
        ```yaml
        streamed_telemetry:
          type: connected_car.datasets.StreamDeltaTableDataset
          filepath: data/07_model_output/streamed_telemetry
          schema: streamed_telemetry
        ```

    Args:
        filepath: folder of the table.
        schema: name of its schema in ``connected_car.tables.SCHEMAS``.
    """

    def __init__(
        self, *, filepath: str, schema: str, metadata: dict[str, Any] | None = None
    ) -> None:
        self._filepath = str(filepath)
        self._schema = schema
        self.metadata = metadata

    def load(self) -> StreamTable:
        """Return the table; it need not exist yet."""
        return StreamTable(self._filepath, self._schema)

    def save(self, data: NoReturn) -> None:
        """Refuse."""
        raise DatasetError(f"{self._filepath} is written by the stream, batch by batch")

    def preview(self, nrows: int = 5) -> TablePreview:
        """Return the first rows for kedro-viz."""
        return DeltaTableDataset(filepath=self._filepath, schema=self._schema).preview(nrows)

    def _exists(self) -> bool:
        return is_delta(self._filepath)

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath}
