"""Rows of ``rejected_events``: what was not kept, with its text, its place and the reasons."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.streaming_scoring.events import VERDICTS, Events
from connected_car.pipelines.streaming_scoring.outcome import Outcome
from connected_car.pipelines.streaming_scoring.plan import Plan
from connected_car.tables import SCHEMAS
from connected_car.telemetry.delivery import Delivery

_ADDED_LATER = ("Message_Key", "Run_ID")
_REJECTED = pa.schema([f for f in SCHEMAS["rejected_events"] if f.name not in _ADDED_LATER])
_TIME = pa.timestamp("us", tz="UTC")


def rejected_events(delivery: Delivery, events: Events, outcome: Outcome, plan: Plan) -> pa.Table:
    """Return the rows of a batch; nothing for a batch that was kept as a whole.

    Args:
        delivery: as it came.
        events: its readings.
        outcome: what became of them.
        plan: the batch, and when it was begun.
    """
    parts = [
        events.rejected,
        _with_text(pa.concat_tables(outcome.verdicts), events),
        _refused(delivery),
    ]
    rows = pa.concat_tables(parts)
    headers = {file.name: file.header_line for file in delivery.files}
    names = rows["Source_File"].to_pylist()
    columns = {
        **{name: rows[name] for name in VERDICTS.names},
        "Header": pa.array([headers.get(name) for name in names], pa.string()),
        "Batch_ID": pa.repeat(pa.scalar(plan.batch, pa.int64()), len(names)),
        "Rejected_At": pa.repeat(pa.scalar(plan.time, _TIME), len(names)),
    }
    return pa.table(columns, schema=_REJECTED)


def _with_text(verdicts: pa.Table, events: Events) -> pa.Table:
    """Put the line as it came where there is one; typed rows keep their values as JSON."""
    if verdicts.num_rows == 0:
        return verdicts
    shown = pc.is_in(events.readings["Source_Row"], value_set=pc.unique(verdicts["Source_Row"]))
    rows = np.flatnonzero(shown.to_numpy())
    some = events.readings.select(["Source_File", "Source_Row"]).take(pa.array(rows))
    places = zip(*(column.to_pylist() for column in some.columns), strict=True)
    texts = dict(zip(places, events.raw.take(pa.array(rows)).to_pylist(), strict=True))
    wanted = zip(
        verdicts["Source_File"].to_pylist(), verdicts["Source_Row"].to_pylist(), strict=True
    )
    raw = pa.array([texts.get(place) for place in wanted], pa.string())
    return verdicts.set_column(0, "Raw_Text", pc.coalesce(raw, verdicts["Raw_Text"]))


def _refused(delivery: Delivery) -> pa.Table:
    rows = [
        {"Status": "refused", "Reason": refused.reason, "Source_File": refused.name}
        for refused in delivery.refused
    ]
    return pa.Table.from_pylist(rows, schema=VERDICTS)
