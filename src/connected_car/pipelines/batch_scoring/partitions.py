"""Scoring one Spark partition that holds all days of its batteries, Arrow in and Arrow out."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from connected_car.pipelines.batch_scoring.worker_model import WorkerModel
from connected_car.risk.options import RiskOptions
from connected_car.risk.scoring import score_batteries
from connected_car.tables import SCHEMAS

_ADDED_LATER = ("Model_Version", "Data_Version", "Scored_At", "Run_ID")


def _fields(table: str, *left_out: str) -> pa.StructType:
    return pa.struct([f for f in SCHEMAS[table] if f.name not in {*left_out, *_ADDED_LATER}])


FORECAST = _fields("battery_forecasts", "Battery_ID", "As_Of_Date")
RISK = _fields("battery_risk", "Battery_ID")
SCORED = pa.schema([("Battery_ID", pa.string()), ("forecast", pa.list_(FORECAST)), ("risk", RISK)])


def score_partition(
    batches: Iterator[pa.RecordBatch], model: WorkerModel, options: RiskOptions
) -> Iterator[pa.RecordBatch]:
    """Score all batteries of a partition at once.

    Args:
        batches: days with the columns ``risk.states.STATE_COLUMNS``, every day of each battery.
        model: the champion.
        options: see ``RiskOptions``.

    Yields:
        One batch with the schema ``SCORED``, a row a battery; nothing for an empty partition.
    """
    filled = [batch for batch in batches if batch.num_rows]
    if not filled:
        return
    days = to_days(pa.Table.from_batches(filled))
    yield nest(*score_batteries(days, model.forecaster(), options))


def to_days(table: pa.Table) -> pd.DataFrame:
    """Return the days as pandas, the ids as sorted categories: no Python object for each row."""
    where = table.schema.get_field_index("Battery_ID")
    ids = table.column(where).combine_chunks().dictionary_encode()
    days = table.set_column(where, "Battery_ID", ids).to_pandas(date_as_object=False)
    known = days["Battery_ID"].cat.categories
    return days.assign(Battery_ID=days["Battery_ID"].cat.reorder_categories(sorted(known)))


def nest(forecasts: pd.DataFrame, risk: pd.DataFrame) -> pa.RecordBatch:
    """Put the forecast rows and the risk of each battery into one row.

    Args:
        forecasts: as ``score_batteries`` returns it: as many rows for each battery, in its order.
        risk: as ``score_batteries`` returns it.
    """
    offsets = np.linspace(0, len(forecasts), len(risk) + 1).astype("int32")
    rows = pa.ListArray.from_arrays(pa.array(offsets), _struct(forecasts, FORECAST))
    ids = pa.array(risk["Battery_ID"], pa.string())
    return pa.RecordBatch.from_arrays([ids, rows, _struct(risk, RISK)], schema=SCORED)


def _struct(frame: pd.DataFrame, struct: pa.StructType) -> pa.StructArray:
    fields = list(struct)
    columns = [pa.Array.from_pandas(frame[f.name], type=f.type) for f in fields]
    return pa.StructArray.from_arrays(columns, fields=fields)
