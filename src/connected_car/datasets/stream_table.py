"""Delta tables to which a stream appends, each micro-batch exactly once."""

from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc
from kedro.io import AbstractDataset, DatasetError
from kedro_datasets._typing import TablePreview

from connected_car.datasets.compaction import by_battery, next_merge
from connected_car.datasets.delta import DeltaTableDataset, is_delta, open_table
from connected_car.datasets.run_id import current_run_id
from connected_car.tables import SCHEMAS

if TYPE_CHECKING:
    import pyarrow.dataset as ds
    from deltalake import DeltaTable, WriterProperties

APP_ID = "connected_car/streaming_scoring"
_LOG_KEPT = "interval 6 hours"
_LARGEST_FILE = 2**30  # bytes: files that are put together become one
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
        from deltalake import CommitProperties, Transaction, write_deltalake

        if self.last_batch() >= batch:
            return False
        stamped = rows.append_column("Run_ID", pa.repeat(current_run_id(), rows.num_rows))
        write_deltalake(
            self._table if self._table is not None else self.filepath,
            stamped.select(self.schema.names).cast(self.schema),
            mode="append",
            schema_mode="merge",
            commit_properties=CommitProperties(app_transactions=[Transaction(APP_ID, batch)]),
            writer_properties=_writer_properties(),
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
        """Put small files that lie side by side into one, where there are many; return whether.

        Readers see the old files or the new one, never both. Rows are sorted by battery, so that
        few of a file's row groups hold a few batteries. Files that no version needs any more are
        removed after a while, in which slow readers end, and old entries of the table's log.

        Args:
            files: so many small files are put together, see ``compaction.next_merge``.
            keep_hours: for so long unneeded files stay.
        """
        table, is_merged = self.newest(), False
        while table is not None and (found := next_merge(_files(table), files)):
            self._merge(table, *found)
            is_merged = True
        if is_merged:
            self._table = None
            _remove_old(open_table(self.filepath), keep_hours)
        return is_merged

    def _merge(self, table: "DeltaTable", first: int, last: int) -> None:
        """Write the rows of some batches into one file."""
        from deltalake import write_deltalake

        stored = table.to_pyarrow_dataset()  # which may lack columns that came later
        where = (pc.field("Batch_ID") >= first) & (pc.field("Batch_ID") <= last)
        write_deltalake(
            table,
            pa.RecordBatchReader.from_batches(stored.schema, by_battery(stored, where)),
            mode="overwrite",
            predicate=f"Batch_ID >= {first} AND Batch_ID <= {last}",
            target_file_size=_LARGEST_FILE,
            writer_properties=_writer_properties(),
        )

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


def _files(table: "DeltaTable") -> pa.Table:
    return pa.table(table.get_add_actions(flatten=True))


def _remove_old(table: "DeltaTable", keep_hours: int) -> None:
    """Remove files and entries of the log that nothing needs any more.

    Each write looks through the log: by Delta's default of 30 days it would take seconds. Files are
    looked for in the folder, too: the log knows none of a killed write, and forgets old ones.
    """
    kept = {
        "delta.logRetentionDuration": _LOG_KEPT,
        "delta.deletedFileRetentionDuration": f"interval {keep_hours} hours",
    }
    if not kept.items() <= table.metadata().configuration.items():
        table.alter.set_table_properties(kept)
    table.vacuum(keep_hours, dry_run=False, enforce_retention_duration=False, full=True)
    table.create_checkpoint()
    table.cleanup_metadata()


def _writer_properties() -> "WriterProperties":
    from deltalake import WriterProperties

    return WriterProperties(compression="SNAPPY", max_row_group_size=_ROWS_PER_GROUP)


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
