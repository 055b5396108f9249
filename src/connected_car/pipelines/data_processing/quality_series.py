"""What the pictures of the quality page show, gathered by Spark: small by construction."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from connected_car.pipelines.data_processing.packed import facts_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
else:
    DataFrame = Any  # Kedro reads annotations at run time, without importing pyspark

_SHOWN = 6
_ALWAYS = "best"
_ON_A_GRID = "Gap_Policy = 'interpolate'"
# story, which batteries have one, the most telling first
_STORIES = (
    ("fewest_days", f"{_ON_A_GRID} and Coverage < 1", "Coverage"),
    ("longest_gap", f"{_ON_A_GRID} and size(Gaps) > 0", "-array_max(Gaps.Days)"),
    ("cadence", "size(Cadence) > 1", "abs(size(Cadence) - 2)"),
    ("counter", "size(Counter_Findings) > 0", "-size(Counter_Findings)"),
    ("charging_log", "Gap_Policy = 'zero'", "Coverage"),
    ("lately_filled", "Interpolated_Share_28d > 0", "-Interpolated_Share_28d"),
    (_ALWAYS, "true", "-Coverage, Interpolated_Days"),
)


@dataclass(frozen=True)
class QualitySeries:
    """Series for pictures.

    Attributes:
        days: ``Date, Readings`` (kept), ``Batteries`` (with a reading), ``Filled`` (batteries
            of which that day is filled in, wholly or partly), ordered by day.
        coverage: ``Percent`` (days with a reading of all days, rounded down), ``Batteries``;
            without charging logs.
        batteries: facts on up to six telling batteries as in ``telemetry.schema`` and ``Story``:
            ``fewest_days, longest_gap, cadence, counter, charging_log, lately_filled`` or ``best``.
        series: ``Battery_ID, Date, Daily_Cycles_Used, Is_Interpolated`` of these, ordered.
    """

    days: pd.DataFrame
    coverage: pd.DataFrame
    batteries: list[dict[str, Any]]
    series: pd.DataFrame


def select_quality_series(processed: DataFrame, daily: DataFrame) -> QualitySeries:
    """Choose a few telling batteries, and count the days of all.

    Args:
        processed: what ``process_readings`` wrote; its facts on batteries are used.
        daily: ``daily_telemetry``.
    """
    facts = facts_of(processed, "battery")
    coverage, batteries = _coverage(facts), _telling_batteries(facts)
    names = [battery["Battery_ID"] for battery in batteries]
    columns = ["Battery_ID", "Date", "Daily_Cycles_Used", "Is_Interpolated"]
    series = daily.where(daily["Battery_ID"].isin(names)).select(*columns).toPandas()
    ordered = series.sort_values(columns[:2], ignore_index=True)
    return QualitySeries(_days(daily), coverage, batteries, ordered)


def _coverage(facts: DataFrame) -> pd.DataFrame:
    from pyspark.sql import functions as F

    percent = F.floor(100 * F.col("Coverage")).alias("Percent")
    counted = facts.where(_ON_A_GRID).groupBy(percent).agg(F.count("*").alias("Batteries"))
    return counted.orderBy("Percent").toPandas()


def _days(daily: DataFrame) -> pd.DataFrame:
    from pyspark.sql import functions as F

    counted = daily.groupBy("Date").agg(
        F.sum("Observed_Readings").alias("Readings"),
        F.count_if(F.col("Observed_Readings") > 0).alias("Batteries"),
        F.count_if("Is_Interpolated").alias("Filled"),
    )
    return counted.orderBy("Date").toPandas()


def _telling_batteries(facts: DataFrame) -> list[dict[str, Any]]:
    """Give each story its most telling battery; no battery is shown twice."""
    from pyspark.sql import functions as F

    columns = ", ".join(facts.columns)
    ranked = facts.agg(
        *(
            F.expr(
                f"min_by(struct({columns}), struct({order}, Battery_ID), {len(_STORIES)})"
                f" filter (where {condition})"
            ).alias(story)
            for story, condition, order in _STORIES
        )
    ).collect()[0]
    told: dict[str, dict[str, Any]] = {}
    for story, *_ in _STORIES:
        rows = [row.asDict(recursive=True) for row in ranked[story] or []]
        new = [row for row in rows if row["Battery_ID"] not in told]
        if new and (story == _ALWAYS or len(told) < _SHOWN - 1):
            told[new[0]["Battery_ID"]] = {**new[0], "Story": story}
    return list(told.values())
