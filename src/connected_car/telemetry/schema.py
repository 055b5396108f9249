"""What goes into the cleaning and what comes out, as Arrow schemas.

In: ``READING``, one row per line or row of a source file. A CSV line has its text in ``raw``,
header and blank lines an empty one (they count for line numbers); a typed row has its columns, and
``raw`` (JSON) only where a column could not be cast.

Out: ``PROCESSED``. A day is a row of its own. The few other results (see ``FACTS``) travel packed:
a row with their kind and, as Arrow IPC stream, some thousands of them at once. Spark writes every
column of every row, also an empty one, so columns of their own would cost more than the days.
"""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from connected_car.tables import TELEMETRY_COLUMNS

NUMBER_COLUMNS = TELEMETRY_COLUMNS[2:]
SUMMED_COLUMNS = ("Number_Of_Trips", "Daily_Trip_Duration", "Daily_Cycles_Used")
LEAST_COLUMNS = ("Battery_Age_Days", "Battery_Rated_Cycles")
REPLAY_BLOCK = -1  # stands for the block of a row that comes from the quarantine
MICROSECOND = pa.timestamp("us", tz="UTC")

READING = pa.schema(
    [
        ("file", pa.int32()),
        ("block", pa.int64()),
        ("row", pa.int64()),
        ("key", pa.string()),
        ("raw", pa.string()),
        ("Date", MICROSECOND),
        *[(name, pa.float64()) for name in NUMBER_COLUMNS],
    ]
)

DAILY = pa.schema(
    [
        ("Battery_ID", pa.string()),
        ("Date", pa.date32()),
        *[(name, pa.float64()) for name in NUMBER_COLUMNS],
        ("Observed_Readings", pa.int32()),
        ("Is_Interpolated", pa.bool_()),
    ]
)
_REJECTED = pa.schema(
    [
        ("Raw_Text", pa.string()),
        ("Status", pa.string()),
        ("Reason", pa.string()),
        ("Family", pa.string()),  # the reasons without the row's own values, joined by "; "
        ("Battery_ID", pa.string()),
        ("Day", pa.date32()),
        ("File", pa.int32()),
        ("Block", pa.int64()),
        ("Row", pa.int64()),
    ]
)
PERIOD = pa.struct([("First_Day", pa.date32()), ("Last_Day", pa.date32()), ("Hours", pa.int32())])
GAP = pa.struct([("First_Day", pa.date32()), ("Days", pa.int32()), ("Filled", pa.bool_())])
FINDING = pa.struct(
    [("Day", pa.date32()), ("Kind", pa.string()), ("From", pa.float64()), ("To", pa.float64())]
)
_BATTERY = pa.schema(
    [
        ("Battery_ID", pa.string()),
        ("First_Day", pa.date32()),
        ("Last_Day", pa.date32()),
        ("Readings", pa.int64()),
        ("Observed_Days", pa.int32()),
        ("Interpolated_Days", pa.int32()),
        ("Missing_Days", pa.int32()),
        ("Coverage", pa.float64()),  # share of days, first to last, with a reading
        ("Interpolated_Share_28d", pa.float64()),
        ("Gap_Policy", pa.string()),
        ("Gap_Policy_Reason", pa.string()),
        ("Cadence", pa.list_(PERIOD)),
        ("Gaps", pa.list_(GAP)),
        ("Counter_Findings", pa.list_(FINDING)),
    ]
)
_SOURCE = pa.schema(
    [
        ("File", pa.int32()),
        ("Block", pa.int64()),
        ("First_Row", pa.int64()),
        ("Last_Row", pa.int64()),
        ("Read", pa.int64()),
        ("Kept", pa.int64()),
        ("Duplicate", pa.int64()),
        ("Rejected", pa.int64()),
    ]
)
FACTS = {"rejected": _REJECTED, "battery": _BATTERY, "source": _SOURCE}
PROCESSED = pa.schema([*DAILY, ("Kind", pa.string()), ("Payload", pa.binary())])
_ROWS_PER_PAYLOAD = 5_000


def daily_batch(columns: dict[str, pa.Array]) -> pa.RecordBatch:
    """Return days as rows of ``PROCESSED``."""
    arrays = [columns[field.name].cast(field.type) for field in DAILY]
    rows = len(arrays[0])
    arrays += [pa.nulls(rows, pa.string()), pa.nulls(rows, pa.binary())]
    return pa.RecordBatch.from_arrays(arrays, schema=PROCESSED)


def packed_batches(kind: str, columns: dict[str, pa.Array]) -> Iterator[pa.RecordBatch]:
    """Yield facts of a kind, packed, as rows of ``PROCESSED``."""
    schema = FACTS[kind]
    table = pa.table([columns[field.name].cast(field.type) for field in schema], schema=schema)
    for part in table.to_batches(max_chunksize=_ROWS_PER_PAYLOAD):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema) as stream:
            stream.write_batch(part)
        packed = {"Kind": pa.array([kind]), "Payload": pa.array([sink.getvalue().to_pybytes()])}
        arrays = [packed.get(field.name, pa.nulls(1, field.type)) for field in PROCESSED]
        yield pa.RecordBatch.from_arrays(arrays, schema=PROCESSED)


def unpack(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the facts that lie in the column ``Payload``, all of one kind."""
    for batch in batches:
        for payload in batch.column("Payload").drop_null():
            yield from pa.ipc.open_stream(payload.as_buffer())
