"""Score and judge the fleet once, and take forecasts and risk from what was scored."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.datasets.champion import Champion
from connected_car.datasets.table_files import TableFiles
from connected_car.errors import UserError
from connected_car.forecasters import load_forecaster
from connected_car.pages.subjects import find_subject, page_name
from connected_car.pipelines.batch_scoring.battery_page import battery_page
from connected_car.pipelines.batch_scoring.changes import risk_report, summary_line
from connected_car.pipelines.batch_scoring.explaining import (
    deciding_rule,
    replay,
)
from connected_car.pipelines.batch_scoring.packed_days import (
    Parts,
    battery_ids,
    map_groups,
    packed_days,
    whole_batteries,
    without_days,
)
from connected_car.pipelines.batch_scoring.partitions import (
    SCORED,
    Judge,
    score_partition,
    stored_classes,
)
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel
from connected_car.risk.classes import chosen_levels
from connected_car.risk.scoring import check_scorable
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.risk.states import STATE_COLUMNS
from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
else:
    DataFrame = Any  # Kedro reads annotations at run time, where pyspark is too heavy to import

logger = logging.getLogger(__name__)

_REMEMBERED = (
    *("Battery_ID", "As_Of_Date", "Lifetime_Cycles_Used", "Battery_Rated_Cycles"),
    *("Failure_Probability", "Risk", "Findings", "Previous_Risk", "Model_Version"),
)


def recall_last_run(battery_risk_before: pd.DataFrame) -> pd.DataFrame:
    """Return what is remembered of the last run's risk, before this one replaces it.

    Args:
        battery_risk_before: ``battery_risk`` as it lies there; may be empty.
    """
    return battery_risk_before.reindex(columns=list(_REMEMBERED))


def score_fleet(
    *,
    daily: TableFiles,
    vehicles: pd.DataFrame,
    last_run: pd.DataFrame,
    champion: Champion,
    data_version: int,
    options: BatchScoringOptions,
) -> DataFrame:
    """Score and judge every battery on its last known day, some thousand in one vectorised call.

    Args:
        daily: the files of ``daily_telemetry``.
        vehicles: the vehicle list; a battery of it that was never read gets a row without numbers.
        last_run: from ``recall_last_run``; a battery leaves its class there with hysteresis.
        champion: the forecaster, its version and its policy.
        data_version: version of ``daily_telemetry``.
        options: the group ``batch_scoring``.

    Returns:
        One row a battery: ``Battery_ID, forecast`` (array of days), ``risk`` (struct: class,
        findings, reason, …), ``Model_Version, Data_Version``.

    Raises:
        UserError: no day is known yet, or the champion needs columns that are known in advance.
    """
    from pyspark.sql import functions as F

    check_scorable(champion.forecaster)
    chosen_levels(champion.policy, options)  # complains now, not after minutes of scoring
    _refuse_nothing(daily, options)
    model = WorkerModel.send(champion.forecaster.to_files(), load_forecaster)
    stored = spark_session().sparkContext.broadcast(stored_classes(last_run))
    today = options.as_of or daily.greatest("Date")
    judge = Judge(champion.policy, options, today, stored)
    score = partial(score_partition, model=model, options=options, judge=judge)
    scored = _by_battery(daily, _batteries_of(vehicles), options, score)
    versions = {"Model_Version": champion.version, "Data_Version": data_version}
    return scored.withColumns({name: F.lit(version) for name, version in versions.items()})


def _by_battery(
    daily: TableFiles,
    listed: pa.StringArray,
    options: BatchScoringOptions,
    score: Callable[[Parts], Parts],
) -> DataFrame:
    """Bring all parts of a battery together, through a shuffle only where they lie apart."""
    from pyspark.sql.pandas.types import from_arrow_schema

    spark, schema = spark_session(), from_arrow_schema(SCORED)
    if options.partitions is None and (tasks := whole_batteries(daily)):
        known = battery_ids(daily, options.as_of)
        never_read = listed.filter(pc.invert(pc.is_in(listed, known)))
        rest = spark.createDataFrame(without_days(never_read)).mapInArrow(score, schema)
        return map_groups(tasks, score, SCORED).union(rest)
    packed = packed_days(daily).union(spark.createDataFrame(without_days(listed)))
    by_battery = (
        packed.repartition("Battery_ID")
        if options.partitions is None
        else packed.repartition(options.partitions, "Battery_ID")
    )
    return by_battery.mapInArrow(score, schema)


def select_forecasts(scored: DataFrame) -> DataFrame:
    """Return ``battery_forecasts``: one row a battery and future day.

    Args:
        scored: from ``score_fleet``.
    """
    days = scored.selectExpr("Battery_ID", "risk.As_Of_Date", "Model_Version", "inline(forecast)")
    return days.select(
        *("Battery_ID", "Date", "Forecast_Cycles", "Lower_80", "Upper_80"),
        *("As_Of_Date", "Model_Version"),
    )


def check_batteries(
    scored: DataFrame, daily: TableFiles, vehicles: pd.DataFrame, options: BatchScoringOptions
) -> DataFrame:
    """Return what was scored, having made sure that every battery was, exactly once.

    Args:
        scored: from ``score_fleet``.
        daily: the files of ``daily_telemetry``, of which every known battery must be there.
        vehicles: the vehicle list, of which every battery must be there.
        options: the group ``batch_scoring``.

    Raises:
        RuntimeError: a battery is missing or stands there twice.
    """
    found = scored.select("Battery_ID").toArrow()["Battery_ID"]
    known = [battery_ids(daily, options.as_of), _batteries_of(vehicles)]
    expected, different = pc.unique(pa.chunked_array(known)), pc.unique(found)
    once = len(found) == len(different) == len(expected)
    if not once or not pc.all(pc.is_in(found, expected)).as_py():
        raise RuntimeError(
            f"{len(expected)} batteries gave {len(found)} rows of risk for "
            f"{len(different)} batteries"
        )
    return scored


def store_risk(checked: DataFrame, last_run: pd.DataFrame) -> tuple[dict[str, Any], DataFrame]:
    """Return ``risk_changes``, what changed since the last run, and ``battery_risk``.

    They are stored in this order: a run that is killed between them finds the changes again.

    Args:
        checked: from ``check_batteries``.
        last_run: from ``recall_last_run``; empty after a first run.
    """
    risk = checked.select("Battery_ID", "risk.*", "Model_Version", "Data_Version")
    report = risk_report(risk.select(*_REMEMBERED).toArrow().to_pandas(), last_run)
    logger.info(summary_line(report))
    return report, risk


def explain_battery(
    daily: TableFiles, battery_risk: pd.DataFrame, champion: Champion, options: BatchScoringOptions
) -> dict[str, str]:
    """Return the page of the battery that ``explain`` names, by file name; nothing without a name.

    Args:
        daily: the files of ``daily_telemetry``.
        battery_risk: one row a battery.
        champion: the forecaster and its policy.
        options: the group ``batch_scoring``.

    Raises:
        UserError: there is no such battery.
    """
    if options.explain is None:
        return {}
    battery = find_subject(
        "explain",
        options.explain,
        battery_risk["Battery_ID"],
        "neither daily_telemetry nor the vehicle list has this battery",
    )
    row = battery_risk[battery_risk["Battery_ID"] == battery].iloc[0]
    history = _history(daily, battery, options)
    today = np.datetime64(options.as_of or battery_risk["As_Of_Date"].max(), "D")
    replayed = None if history.empty else replay(history, champion, options, today)
    rule = deciding_rule(row, *chosen_levels(champion.policy, options))
    logger.info("battery %s: %s. %s %s", battery, row["Risk"], row["Reason"], rule)
    page = battery_page(row, rule, history, replayed, options.horizon)
    return {page_name(battery): page}


def _history(daily: TableFiles, battery: str, options: BatchScoringOptions) -> pd.DataFrame:
    """Return the known days of one battery, ascending."""
    rows = daily.rows(STATE_COLUMNS, pc.field("Battery_ID") == battery)
    history = rows.to_pandas().sort_values("Date", ignore_index=True)
    return history if options.as_of is None else history[history["Date"] <= options.as_of]


def _batteries_of(vehicles: pd.DataFrame) -> pa.StringArray:
    return pa.array(vehicles["Battery_ID"].drop_duplicates(), pa.string())


def _refuse_nothing(daily: TableFiles, options: BatchScoringOptions) -> None:
    if not daily.row_groups:
        raise UserError("daily_telemetry has no rows: run data_processing on readings first")
    if options.as_of is not None and not len(battery_ids(daily, options.as_of)):
        first = pc.min(daily.rows(["Date"])["Date"])
        raise UserError(
            f"as_of={options.as_of}: daily_telemetry begins on {first}; give a later day"
        )
