"""Scoring and deciding one Spark partition, Arrow in and Arrow out."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.batch_scoring.packed_days import unpack
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel
from connected_car.risk.decisions import decide, judge_days, previous_class
from connected_car.risk.numbers import NUMBERS
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import RiskPolicy
from connected_car.risk.scoring import score_batteries
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.risk.states import without_unread_end
from connected_car.tables import SCHEMAS

_BATTERIES_AT_ONCE = 5_000  # bounds the memory
_ADDED_LATER = ("Scored_At", "Run_ID")
_VERSIONS = ("Model_Version", "Data_Version")
_WITH_BATTERY = ("Battery_ID", "As_Of_Date", *_VERSIONS, *_ADDED_LATER)

FORECAST = pa.struct([f for f in SCHEMAS["battery_forecasts"] if f.name not in _WITH_BATTERY])
SCORED = pa.schema(
    [
        ("Battery_ID", pa.string()),
        ("forecast", pa.list_(FORECAST)),
        ("numbers", pa.struct(list(NUMBERS))),
    ]
)
DECIDED = pa.schema([f for f in SCHEMAS["battery_risk"] if f.name not in _ADDED_LATER])
STORED_COLUMNS = {  # of the last run's row of a battery, as they come beside its numbers
    "As_Of_Date": "Stored_As_Of_Date",
    "Risk": "Stored_Risk",
    "Previous_Risk": "Stored_Previous_Risk",
}


def score_partition(
    batches: Iterator[pa.RecordBatch], model: WorkerModel, options: BatchScoringOptions
) -> Iterator[pa.RecordBatch]:
    """Score all batteries of a partition, some thousand at once.

    Args:
        batches: rows with the schema ``PACKED``, every part of each battery; a row without days
            tells that the battery must have a row.
        model: the champion.
        options: the group ``batch_scoring``.

    Yields:
        Batches with the schema ``SCORED``, a row a battery, those without any day last; nothing for
        an empty partition.
    """
    filled = [batch for batch in batches if batch.num_rows]
    if not filled:
        return
    never_read: list[str] = []
    for parts in _whole_batteries(pa.Table.from_batches(filled)):
        days, scored = _known(unpack(parts), options), pa.array([], pa.string())
        if len(days):
            batch = nest(*score_batteries(days, model.get(), options))
            scored = batch["Battery_ID"]
            yield batch
        listed = parts.filter(pc.is_null(parts["Date"]))["Battery_ID"]
        never_read += sorted(listed.filter(pc.invert(pc.is_in(listed, scored))).to_pylist())
    if never_read:
        columns = [pa.array(never_read, pa.string())]
        columns += [pa.nulls(len(never_read), field.type) for field in list(SCORED)[1:]]
        yield pa.RecordBatch.from_arrays(columns, schema=SCORED)


def _whole_batteries(parts: pa.Table) -> Iterator[pa.Table]:
    """Yield the parts of some thousand batteries at a time, sorted by battery."""
    order = pc.sort_indices(parts["Battery_ID"])
    ids = pc.take(parts["Battery_ID"], order).combine_chunks().to_numpy(zero_copy_only=False)
    number = np.cumsum(np.append(0, ids[1:] != ids[:-1])) // _BATTERIES_AT_ONCE
    bounds = np.searchsorted(number, np.arange(number[-1] + 2))
    for start, end in pairwise(bounds.tolist()):
        yield parts.take(order[start:end])


def _known(days: pd.DataFrame, options: BatchScoringOptions) -> pd.DataFrame:
    """Return the days that are known on the day of scoring."""
    if options.as_of is None:
        return days
    return without_unread_end(days[days["Date"] <= np.datetime64(options.as_of)])


def decide_partition(
    batches: Iterator[pa.RecordBatch], policy: RiskPolicy, options: RiskOptions, today: date
) -> Iterator[pa.RecordBatch]:
    """Judge the batteries of each batch.

    Args:
        batches: ``Battery_ID``, the columns of ``NUMBERS`` and ``STORED_COLUMNS``, the versions.
        policy: of the champion.
        options: see ``RiskOptions``.
        today: the day on which the fleet is judged.

    Yields:
        As many rows with the schema ``DECIDED``.
    """
    for batch in batches:
        rows = batch.to_pandas(date_as_object=False)
        stored = (rows[name].to_numpy() for name in STORED_COLUMNS.values())
        _, as_of = judge_days(rows, today)
        previous = previous_class(as_of, *stored)
        decided = decide(rows, previous, policy, options, today).assign(**rows[list(_VERSIONS)])
        yield pa.RecordBatch.from_struct_array(_struct(decided, pa.struct(list(DECIDED))))


def nest(forecasts: pd.DataFrame, numbers: pd.DataFrame) -> pa.RecordBatch:
    """Put the forecast rows and the numbers of each battery into one row.

    Args:
        forecasts: as ``score_batteries`` returns it: as many rows for each battery, in its order.
        numbers: as ``score_batteries`` returns it.
    """
    offsets = np.linspace(0, len(forecasts), len(numbers) + 1).astype("int32")
    rows = pa.ListArray.from_arrays(pa.array(offsets), _struct(forecasts, FORECAST))
    ids = pa.array(numbers["Battery_ID"], pa.string())
    parts = [ids, rows, _struct(numbers, SCORED.field("numbers").type)]
    return pa.RecordBatch.from_arrays(parts, schema=SCORED)


def _struct(frame: pd.DataFrame, struct: pa.StructType) -> pa.StructArray:
    fields = list(struct)
    columns = [pa.Array.from_pandas(frame[f.name], type=f.type) for f in fields]
    return pa.StructArray.from_arrays(columns, fields=fields)
