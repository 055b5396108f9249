"""The readings of a micro-batch: parsed, checked one by one, numbered by source and row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.checks import too_much
from connected_car.telemetry.delivery import Delivery
from connected_car.telemetry.facts import rejected_rows
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.partition import Partition, only_readings, read_partition
from connected_car.telemetry.schema import MICROSECOND, NUMBER_COLUMNS, unpack
from connected_car.telemetry.sources import SourceFile
from connected_car.telemetry.stream_source import Known

READINGS = pa.schema(
    [
        ("Battery_ID", pa.string()),
        ("Date", MICROSECOND),
        *[(name, pa.float64()) for name in NUMBER_COLUMNS],
        ("Source_File", pa.string()),
        ("Source_Row", pa.int64()),
    ]
)
VERDICTS = pa.schema(
    [
        ("Raw_Text", pa.string()),
        ("Status", pa.string()),
        ("Reason", pa.string()),
        ("Battery_ID", pa.string()),
        ("Source_File", pa.string()),
        ("Source_Row", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Events:
    """What came in a micro-batch.

    Attributes:
        read: number of readings.
        readings: schema ``READINGS``: those that are good by themselves; whether they are kept
            depends on the battery's other readings.
        raw: the text of each of them, null for typed rows.
        rejected: schema ``VERDICTS``: those that are not.
    """

    read: int
    readings: pa.Table
    raw: pa.Array
    rejected: pa.Table


def parse_events(delivery: Delivery, options: CleaningOptions) -> Events:
    """Parse and check the readings of a delivery, as the batch does."""
    names = pa.array([file.name for file in delivery.files], pa.string())
    layouts = {number: file.layout for number, file in enumerate(delivery.files)}
    batch = _cut(only_readings(delivery.readings), options.max_line_length)
    partition = read_partition(batch.to_batches(), layouts, options)
    if partition is None:
        none = pa.array([], pa.string())
        return Events(0, READINGS.empty_table(), none, VERDICTS.empty_table())
    wrong = partition.reasons.mask()
    wrong[partition.reasons.only(too_much(options).values())] = False  # may be a long charge
    rows = np.flatnonzero(~wrong)
    raw = pc.take(partition.raw, pa.array(rows)).combine_chunks()
    rejected = _rejected(partition, wrong, names)
    return Events(len(wrong), _readings(partition, rows, names), raw, rejected)


def facts_of(batches: Iterable[pa.RecordBatch], kind: str, schema: pa.Schema) -> pa.Table:
    """Return the facts of a kind among rows of ``schema.PROCESSED``."""
    chosen = [
        batch.filter(pc.fill_null(pc.equal(batch.column("Kind"), kind), False)) for batch in batches
    ]
    return pa.Table.from_batches(unpack(chosen), schema)


def with_message_keys(rows: pa.Table, keys: pa.Table) -> pa.Table:
    """Return rows with ``Message_Key``, found by their source and row; null where there is none.

    Args:
        rows: columns ``Source_File`` and ``Source_Row`` among others.
        keys: schema ``delivery.MESSAGE_KEYS``.
    """
    if not keys.num_rows:
        return rows.append_column("Message_Key", pa.nulls(rows.num_rows, pa.string()))
    found = pc.index_in(_places(rows), value_set=_places(keys))
    return rows.append_column("Message_Key", keys["Message_Key"].take(found))


def _places(table: pa.Table) -> pa.Array:
    rows = table["Source_Row"].cast(pa.string())
    return pc.binary_join_element_wise(table["Source_File"], rows, ":").combine_chunks()


def further_columns(file: SourceFile) -> str:
    """Return the columns of a file that nothing reads, joined by commas."""
    return ", ".join(name for name in file.header or () if name and name not in TELEMETRY_COLUMNS)


def without_known(delivery: Delivery, known: Mapping[str, Known]) -> tuple[Delivery, int]:
    """Leave out what was taken in before, which comes again after a repair; return how much.

    A file was taken in as a whole; of a partition, all rows up to the last one.
    """
    last = np.array([_taken(known.get(file.name)) for file in delivery.files], dtype=np.int64)
    new = [refused for refused in delivery.refused if refused.name not in known]
    delivery = delivery._replace(refused=new)
    if not (last >= 0).any():
        return delivery, 0
    file = delivery.readings["file"].to_numpy()
    is_new = delivery.readings["row"].to_numpy() > last[file]
    kept = delivery.readings.filter(pa.array(is_new))
    return delivery._replace(readings=kept), int(np.count_nonzero(~is_new))


def _taken(known: Known | None) -> int:
    """Return the last row that was taken in; -1 without any."""
    if known is None:
        return -1
    return known.last_row if known.n_bytes is None else np.iinfo(np.int64).max


def _cut(table: pa.Table, longest: int) -> pa.Table:
    """Cut lines that are too long, as the batch does before it sends them through a shuffle."""
    is_long = pc.fill_null(pc.greater(pc.binary_length(table["raw"]), longest), False)
    if not pc.any(is_long).as_py():
        return table
    cut = pc.if_else(is_long, pc.utf8_slice_codeunits(table["raw"], 0, longest), table["raw"])
    return table.set_column(table.schema.get_field_index("raw"), "raw", cut)


def _readings(partition: Partition, rows: np.ndarray, names: pa.Array) -> pa.Table:
    columns = {
        "Battery_ID": partition.batteries.take(pa.array(partition.code[rows])),
        "Date": pa.array(partition.time[rows]).cast(MICROSECOND),
        **{name: pa.array(partition.numbers[name][rows]) for name in NUMBER_COLUMNS},
        "Source_File": names.take(pa.array(partition.file[rows])),
        "Source_Row": pa.array(partition.row[rows]),
    }
    return pa.table(columns, schema=READINGS)


def _rejected(partition: Partition, wrong: np.ndarray, names: pa.Array) -> pa.Table:
    if not wrong.any():
        return VERDICTS.empty_table()
    batches = list(rejected_rows(partition, partition.reasons, "rejected"))
    facts = pa.Table.from_batches(unpack(batches))
    rows, _, _ = partition.reasons.joined()
    facts = facts.filter(pa.array(wrong[rows]))
    placed = facts.append_column("Source_File", names.take(facts["File"].combine_chunks()))
    placed = placed.append_column("Source_Row", placed["Row"])
    return placed.select(VERDICTS.names)
