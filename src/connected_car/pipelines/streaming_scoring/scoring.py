"""The touched batteries' risk, by the functions of the batch."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor

import numpy as np
import pandas as pd
import pyarrow as pa

from connected_car.datasets.champion import Champion
from connected_car.pipelines.streaming_scoring.fleet import FleetMemory
from connected_car.risk.decisions import decide, previous_class
from connected_car.risk.scoring import score_numbers
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.risk.states import STATE_COLUMNS, DayMatrices, day_matrices, states_of
from connected_car.tables import SCHEMAS

RISK = pa.schema([f for f in SCHEMAS["streamed_battery_risk"] if f.name != "Run_ID"])


def matrices_of(days: pa.Table, history_days: int) -> DayMatrices:
    """Return the days of some batteries as matrices.

    Args:
        days: schema ``telemetry.schema.DAILY``, all days of each battery; at least one.
        history_days: see ``RiskOptions``.
    """
    chosen = days.select(STATE_COLUMNS)
    ids = chosen["Battery_ID"].combine_chunks().dictionary_encode()
    frame = chosen.set_column(0, "Battery_ID", ids).to_pandas(date_as_object=False)
    known = frame["Battery_ID"].cat.categories
    frame = frame.assign(Battery_ID=frame["Battery_ID"].cat.reorder_categories(sorted(known)))
    return day_matrices(frame, history_days)


def score(
    parts: Iterable[Callable[[], DayMatrices]],
    champion: Champion,
    options: BatchScoringOptions,
    pool: Executor,
) -> pd.DataFrame | None:
    """Return ``Battery_ID`` and the columns of ``risk.numbers.NUMBERS``, one row a battery.

    A battery's numbers do not depend on those beside it, so any parts give the same; small ones
    stay in the processor's cache, and threads share them.

    Args:
        parts: each gives the days of some batteries.
        champion: the forecaster.
        options: the group ``batch_scoring``.
        pool: whose threads share the parts.
    """

    def numbers(part: Callable[[], DayMatrices]) -> pd.DataFrame:
        return score_numbers(states_of(part()), champion.forecaster, options)

    scored = list(pool.map(numbers, parts))
    return pd.concat(scored, ignore_index=True) if scored else None


def decide_batch(
    numbers: pd.DataFrame, fleet: FleetMemory, champion: Champion, options: BatchScoringOptions
) -> pd.DataFrame:
    """Return the columns of ``streamed_battery_risk`` up to ``Model_Version``.

    All are judged on the newest day that is known of the fleet, as the batch judges them. The fleet
    remembers the result.

    Args:
        numbers: from ``score``.
        fleet: the last risk of every battery.
        champion: calibration, levels and version.
        options: the group ``batch_scoring``.
    """
    as_of = numbers["As_Of_Date"].to_numpy().astype("datetime64[D]")
    ids = numbers["Battery_ID"].to_numpy()
    previous = previous_class(as_of, *fleet.recall(ids))
    fleet.note_days(ids, as_of)
    decided = decide(numbers, previous, champion.policy, options, fleet.last_day().astype(object))
    fleet.note_classes(ids, decided["Risk"].to_numpy(), previous)
    return decided.assign(Model_Version=champion.version)


def risk_rows(
    decided: pd.DataFrame, events: pd.DataFrame, batch: int, scored_at: pd.Timestamp
) -> pa.Table:
    """Return rows of ``streamed_battery_risk``, but for ``Run_ID``.

    Args:
        decided: from ``decide_batch``.
        events: ``Source_File, Source_Row, Event_Time`` of each battery's newest reading, indexed by
            its id.
        batch: id of the batch.
        scored_at: when.
    """
    newest = events.reindex(decided["Battery_ID"]).reset_index(drop=True)
    age = (scored_at - newest["Event_Time"]).dt.total_seconds()
    rows = decided.assign(
        **newest, Data_Age_Seconds=age, Batch_ID=np.int64(batch), Scored_At=scored_at
    )
    return pa.Table.from_pandas(rows, RISK, preserve_index=False)


def newest_events(readings: pa.Table) -> pd.DataFrame:
    """Return where and when the newest reading of each battery is, indexed by its id."""
    frame = readings.select(["Battery_ID", "Date", "Source_File", "Source_Row"]).to_pandas()
    last = frame.sort_values(["Battery_ID", "Date"], kind="stable").drop_duplicates(
        "Battery_ID", keep="last"
    )
    return last.set_index("Battery_ID").rename(columns={"Date": "Event_Time"})
