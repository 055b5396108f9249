"""Scoring and judging one Spark partition, Arrow in and Arrow out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

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
_OF_ALL = ("Battery_ID", "Model_Version", "Data_Version", "Scored_At", "Run_ID")
_STORED = ("As_Of_Date", "Risk", "Previous_Risk")

FORECAST = pa.struct(
    [f for f in SCHEMAS["battery_forecasts"] if f.name not in (*_OF_ALL, "As_Of_Date")]
)
RISK = pa.struct([f for f in SCHEMAS["battery_risk"] if f.name not in _OF_ALL])
SCORED = pa.schema(
    [
        ("Battery_ID", pa.string()),
        ("forecast", pa.list_(FORECAST)),
        ("risk", RISK),
    ]
)


@dataclass(frozen=True)
class Judge:
    """Gives every battery its class, findings and reason.

    Attributes:
        policy: of the champion.
        options: see ``RiskOptions``.
        today: the day on which the fleet is judged.
        last_run: Spark broadcast of what ``stored_classes`` gave.
    """

    policy: RiskPolicy
    options: RiskOptions
    today: date
    last_run: Any

    def __call__(self, numbers: pd.DataFrame) -> pd.DataFrame:
        """Return the columns of ``RISK`` and the id of each battery, rows as in ``numbers``."""
        stored = self.last_run.value.reindex(numbers["Battery_ID"])
        _, as_of = judge_days(numbers, self.today)
        previous = previous_class(as_of, *(stored[name].to_numpy() for name in _STORED))
        return decide(numbers, previous, self.policy, self.options, self.today)


def stored_classes(last_run: pd.DataFrame) -> pd.DataFrame:
    """Return what a ``Judge`` needs of the last run's ``battery_risk``, by battery."""
    days = pd.to_datetime(last_run["As_Of_Date"])
    return last_run[["Battery_ID", *_STORED]].assign(As_Of_Date=days).set_index("Battery_ID")


def score_partition(
    batches: Iterator[pa.RecordBatch],
    model: WorkerModel,
    options: BatchScoringOptions,
    judge: Judge,
) -> Iterator[pa.RecordBatch]:
    """Score and judge all batteries of a partition, some thousand at once.

    Args:
        batches: rows with the schema ``PACKED``, every part of each battery; a row without days
            tells that the battery must have a row.
        model: the champion.
        options: the group ``batch_scoring``.
        judge: decides on each of them.

    Yields:
        Batches with the schema ``SCORED``, a row a battery, those without any day last and without
        forecast; nothing for an empty partition.
    """
    filled = [batch for batch in batches if batch.num_rows]
    if not filled:
        return
    never_read: list[str] = []
    for parts in _whole_batteries(pa.Table.from_batches(filled)):
        days, scored = _known(unpack(parts), options), pa.array([], pa.string())
        if len(days):
            forecasts, numbers = score_batteries(days, model.get(), options)
            batch = nest(forecasts, judge(numbers))
            scored = batch["Battery_ID"]
            yield batch
        listed = parts.filter(pc.is_null(parts["Date"]))["Battery_ID"]
        never_read += sorted(listed.filter(pc.invert(pc.is_in(listed, scored))).to_pylist())
    if never_read:
        yield nest(None, judge(_without_numbers(never_read)))


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


def _without_numbers(batteries: list[str]) -> pd.DataFrame:
    columns = {field.name: pa.nulls(len(batteries), field.type) for field in NUMBERS}
    return pa.table({"Battery_ID": batteries, **columns}).to_pandas(date_as_object=False)


def nest(forecasts: pd.DataFrame | None, risk: pd.DataFrame) -> pa.RecordBatch:
    """Put the forecast rows and the risk of each battery into one row.

    Args:
        forecasts: as ``score_batteries`` returns it: as many rows for each battery, in its order;
            None without any.
        risk: as a ``Judge`` returns it.
    """
    ids = pa.array(risk["Battery_ID"], pa.string())
    rows = pa.nulls(len(risk), SCORED.field("forecast").type)
    if forecasts is not None:
        offsets = np.linspace(0, len(forecasts), len(risk) + 1).astype("int32")
        rows = pa.ListArray.from_arrays(pa.array(offsets), _struct(forecasts, FORECAST))
    return pa.RecordBatch.from_arrays([ids, rows, _struct(risk, RISK)], schema=SCORED)


def _struct(frame: pd.DataFrame, struct: pa.StructType) -> pa.StructArray:
    fields = list(struct)
    columns = [pa.Array.from_pandas(frame[f.name], type=f.type) for f in fields]
    return pa.StructArray.from_arrays(columns, fields=fields)
