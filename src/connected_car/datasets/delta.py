"""Delta tables written without a JVM jar: data by Spark or pandas, the commit by delta-rs.

A Spark frame is written by its own workers as Parquet files inside the table's folder; one small
commit then makes all of them visible at once. A kill before the commit leaves the old version.
"""

import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd
import pyarrow as pa
from kedro.io import AbstractDataset, DatasetError
from kedro_datasets._typing import TablePreview

from connected_car.datasets.run_id import current_run_id
from connected_car.datasets.table_files import TableFiles
from connected_car.spark import spark_session
from connected_car.tables import SCHEMAS

if TYPE_CHECKING:
    from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties
    from pyspark.sql import DataFrame

_DIGEST = "content_digest"


class DeltaTableDataset(AbstractDataset[Any, Any]):
    """A table of ``connected_car.tables`` as Delta; Delta's own version is the data version.

    Saving replaces the table, adds ``Run_ID`` (and the time of writing), and makes no new version
    when the content is the one already there.

    Example:
        ```yaml
        battery_risk:
          type: connected_car.datasets.DeltaTableDataset
          filepath: data/07_model_output/battery_risk
          schema: battery_risk
          written_at: Scored_At
        ```

    Args:
        filepath: folder of the table.
        schema: name of its schema in ``connected_car.tables.SCHEMAS``.
        written_at: column that takes the time of writing.
        load_as: ``pandas``, ``spark``, or ``files`` for workers that read them themselves.
        table_version: version to load; the newest when None (Kedro keeps ``version`` for itself).
        missing_ok: a missing table loads as an empty pandas frame.
    """

    def __init__(
        self,
        *,
        filepath: str,
        schema: str,
        written_at: str | None = None,
        load_as: str = "pandas",
        table_version: int | None = None,
        missing_ok: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._filepath = filepath
        self._schema = SCHEMAS[schema]
        self._written_at = written_at
        self._load_as = load_as
        self._version = table_version
        self._missing_ok = missing_ok
        self.metadata = metadata

    def load(self) -> Any:
        """Return the table as a pandas or Spark frame, or as ``TableFiles``."""
        if self._missing_ok and not self._exists():
            return self._schema.empty_table().to_pandas()
        table = open_table(self._filepath, self._version)
        if self._load_as == "files":
            return TableFiles(tuple(table.file_uris()))
        return _spark_frame(table) if self._load_as == "spark" else _pandas_frame(table)

    def save(self, data: Any) -> None:
        """Replace the table by a pandas or Spark frame with the schema's columns."""
        stamps: dict[str, Any] = {"Run_ID": current_run_id()}
        if self._written_at:
            stamps[self._written_at] = datetime.now(UTC)
        missing = [c for c in self._schema.names if c not in {*data.columns, *stamps}]
        if missing:
            raise DatasetError(f"{self._filepath}: the frame lacks the columns {missing}")
        if isinstance(data, pd.DataFrame):
            self._save_pandas(data, stamps)
        else:
            self._save_spark(data, stamps)

    def _save_pandas(self, data: pd.DataFrame, stamps: dict[str, Any]) -> None:
        from deltalake import write_deltalake

        content = data[[c for c in self._schema.names if c not in stamps]]
        digest = f"pandas-{len(content)}-{_pandas_digest(content)}"
        if self._holds(digest):
            return
        table = pa.Table.from_pandas(
            content.assign(**stamps)[self._schema.names], self._schema, preserve_index=False
        )
        write_deltalake(
            self._filepath,
            table,
            mode="overwrite",
            schema_mode="overwrite",  # an older version of the project may have had fewer columns
            commit_properties=_properties(digest),
            post_commithook_properties=_keep_log(),
        )

    def _save_spark(self, data: "DataFrame", stamps: dict[str, Any]) -> None:
        from pyspark.sql import Observation
        from pyspark.sql import functions as F

        content = [c for c in self._schema.names if c not in stamps]
        seen = Observation()
        hashed = F.sum(F.xxhash64(*content).cast("decimal(38,0)")).alias("digest")
        observed = data.select(*content).observe(seen, F.count("*").alias("rows"), hashed)
        stamped = observed.withColumns({name: F.lit(value) for name, value in stamps.items()})
        part = uuid.uuid4().hex
        folder = Path(self._filepath) / part
        try:
            stamped.select(*self._schema.names).write.parquet(str(folder))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        digest = f"spark-{seen.get['rows']}-{seen.get['digest']}"
        if self._holds(digest):
            shutil.rmtree(folder)
        else:
            _commit(self._filepath, part, self._schema, _properties(digest))

    def _holds(self, digest: str) -> bool:
        return (
            self._exists() and open_table(self._filepath).history(1)[0].get(_DIGEST, "") == digest
        )

    def preview(self, nrows: int = 5) -> TablePreview:
        """Return the first rows for kedro-viz."""
        from deltalake import QueryBuilder

        query = f"select * from t limit {int(nrows)}"
        batches = QueryBuilder().register("t", open_table(self._filepath)).execute(query)
        frame = pa.table(batches).to_pandas()
        return TablePreview(frame.astype(str).to_dict(orient="split"))

    def _exists(self) -> bool:
        return is_delta(self._filepath)

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath, "load_as": self._load_as, "version": self._version}


class DeltaVersionDataset(AbstractDataset[NoReturn, int | None]):
    """The version of a Delta table as a number: what the rows of a later table were made from.

    Files that are no Delta table have none.
    """

    def __init__(
        self,
        *,
        filepath: str,
        table_version: int | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._filepath = filepath
        self._version = table_version
        self.metadata = metadata

    def load(self) -> int | None:
        """Return the version that is asked for, or else the newest; None for plain files."""
        if Path(self._filepath).exists() and not is_delta(self._filepath):
            return None
        return open_table(self._filepath, self._version).version()

    def save(self, data: NoReturn) -> None:
        """Refuse: a version comes from writing the table."""
        raise DatasetError("a table's version cannot be saved; save the table")

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath, "version": self._version}


def is_delta(filepath: str) -> bool:
    """Return whether there is a Delta table."""
    from deltalake import DeltaTable

    return not Path(filepath).is_file() and DeltaTable.is_deltatable(filepath)


def open_table(filepath: str, version: int | None = None) -> "DeltaTable":
    """Open a Delta table; raises ``DatasetError`` in one line when it or the version is missing."""
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError, TableNotFoundError

    try:
        newest = DeltaTable(filepath)
        if version is None:
            return newest
        if not 0 <= version <= newest.version():
            known = f"it has 0 to {newest.version()}"
            raise DatasetError(f"the table at {filepath} has no version {version}; {known}")
        return DeltaTable(filepath, version=version)
    except TableNotFoundError as error:
        if version is not None and is_delta(filepath):
            raise DatasetError(
                f"the table at {filepath} keeps version {version} no longer; name a later one"
            ) from error
        raise DatasetError(
            f"there is no table at {filepath} yet; run the pipelines before this one "
            "(`kedro run` runs all)"
        ) from error
    except DeltaError as error:
        reason = str(error).splitlines()[0]
        raise DatasetError(
            f"the table at {filepath} cannot be read: {reason}; put it "
            "back from a backup, or move it away and run the pipeline that writes it"
        ) from error


def _pandas_frame(table: "DeltaTable") -> pd.DataFrame:
    return table.to_pyarrow_table().to_pandas()


def _spark_frame(table: "DeltaTable") -> "DataFrame":
    from pyspark.sql.pandas.types import from_arrow_schema

    schema = from_arrow_schema(pa.schema(table.schema().to_arrow()))
    spark = spark_session()
    files = table.file_uris()
    return spark.read.schema(schema).parquet(*files) if files else spark.createDataFrame([], schema)


def _pandas_digest(content: pd.DataFrame) -> int:
    hashes = pd.util.hash_pandas_object(content.astype(object).astype(str), index=False)
    return int(hashes.sum())


def _properties(digest: str) -> "CommitProperties":
    from deltalake import CommitProperties

    return CommitProperties(custom_metadata={_DIGEST: digest, "run_id": current_run_id()})


def _keep_log() -> "PostCommitHookProperties":
    """Return what keeps every version readable: Delta would cut the log at each hundredth one."""
    from deltalake import PostCommitHookProperties

    return PostCommitHookProperties(cleanup_expired_logs=False)


def _commit(filepath: str, part: str, schema: pa.Schema, properties: "CommitProperties") -> None:
    """Make the Parquet files of one folder the table's whole content."""
    from deltalake import DeltaTable, Schema
    from deltalake.transaction import create_table_with_add_actions

    delta_schema = Schema.from_arrow(schema)
    actions = [_add_action(path, f"{part}/{path.name}") for path in _parquet_files(filepath, part)]
    if DeltaTable.is_deltatable(filepath):
        DeltaTable(filepath).create_write_transaction(
            actions,
            mode="overwrite",
            schema=delta_schema,
            commit_properties=properties,
            post_commithook_properties=_keep_log(),
        )
    else:
        create_table_with_add_actions(
            filepath, schema=delta_schema, add_actions=actions, commit_properties=properties
        )


def _parquet_files(filepath: str, part: str) -> list[Path]:
    folder = Path(filepath) / part
    files = []
    for path in folder.iterdir():
        if path.suffix == ".parquet" and not path.name.startswith("."):
            files.append(path)
        else:
            path.unlink()
    return sorted(files)


def _add_action(path: Path, relative: str) -> Any:
    import pyarrow.parquet as pq
    from deltalake.transaction import AddAction

    rows = pq.read_metadata(path).num_rows
    stat = path.stat()
    modified = int(stat.st_mtime * 1000)
    return AddAction(relative, stat.st_size, {}, modified, True, f'{{"numRecords": {rows}}}')
