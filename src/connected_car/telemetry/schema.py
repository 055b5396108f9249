"""What goes into the cleaning and what comes out, as Arrow schemas.

In: ``READING``, one row per line or row of a source file, header and blank lines included (with
``is_reading`` false), because they count for line numbers. A CSV line has its text in ``raw``; a
typed row has its columns, and ``raw`` (JSON) only where a column could not be cast.

Out: ``PROCESSED``, four nullable structs of which exactly one is set per row.
"""

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
        ("is_reading", pa.bool_()),
        ("key", pa.string()),
        ("raw", pa.string()),
        ("Date", MICROSECOND),
        *[(name, pa.float64()) for name in NUMBER_COLUMNS],
    ]
)

_DAILY = pa.struct(
    [
        ("Battery_ID", pa.string()),
        ("Date", pa.date32()),
        *[(name, pa.float64()) for name in NUMBER_COLUMNS],
        ("Observed_Readings", pa.int32()),
        ("Is_Interpolated", pa.bool_()),
    ]
)
_REJECTED = pa.struct(
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
_BATTERY = pa.struct(
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
_SOURCE = pa.struct(
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
PROCESSED = pa.schema(
    [("daily", _DAILY), ("rejected", _REJECTED), ("battery", _BATTERY), ("source", _SOURCE)]
)


def processed_rows(kind: str, columns: dict[str, pa.Array]) -> pa.RecordBatch:
    """Return rows of ``PROCESSED`` with one struct set and the other three null."""
    struct = PROCESSED.field(kind).type
    fields = [columns[field.name].cast(field.type) for field in struct]
    rows = pa.StructArray.from_arrays(fields, fields=list(struct))
    return pa.RecordBatch.from_arrays(
        [rows if field.name == kind else pa.nulls(len(rows), field.type) for field in PROCESSED],
        schema=PROCESSED,
    )
