"""Score the fleet once, take the forecasts from what was scored, and decide on every battery."""

import logging
from datetime import date
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
from connected_car.pipelines.batch_scoring.packed_days import battery_ids, packed_days
from connected_car.pipelines.batch_scoring.partitions import (
    DECIDED,
    SCORED,
    STORED_COLUMNS,
    decide_partition,
    score_partition,
)
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel
from connected_car.risk.classes import chosen_levels
from connected_car.risk.scoring import check_scorable
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.risk.states import STATE_COLUMNS
from connected_car.spark import spark_session
from connected_car.tables import SCHEMAS

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
    daily: TableFiles,
    vehicles: pd.DataFrame,
    champion: Champion,
    data_version: int,
    options: BatchScoringOptions,
) -> DataFrame:
    """Score every battery on its last known day, each partition in one vectorised call.

    Args:
        daily: the files of ``daily_telemetry``.
        vehicles: the vehicle list; a battery of it that was never read gets a row without numbers.
        champion: the forecaster and its version.
        data_version: version of ``daily_telemetry``.
        options: the group ``batch_scoring``.

    Returns:
        One row a battery: ``Battery_ID, forecast`` (array of days), ``numbers`` (struct),
        ``Model_Version, Data_Version``.

    Raises:
        UserError: no day is known yet, or the champion needs columns that are known in advance.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

    check_scorable(champion.forecaster)
    chosen_levels(champion.policy, options)  # complains now, not after minutes of scoring
    _refuse_nothing(daily, options)
    model = WorkerModel.send(champion.forecaster.to_files(), load_forecaster)
    by_battery = (
        ("Battery_ID",) if options.partitions is None else (options.partitions, "Battery_ID")
    )
    scored = (
        packed_days(daily)
        .unionByName(_in_vehicles(vehicles), allowMissingColumns=True)
        .repartition(*by_battery)
        .mapInArrow(
            partial(score_partition, model=model, options=options), from_arrow_schema(SCORED)
        )
    )
    versions = {"Model_Version": champion.version, "Data_Version": data_version}
    return scored.withColumns({name: F.lit(version) for name, version in versions.items()})


def select_forecasts(scored: DataFrame) -> DataFrame:
    """Return ``battery_forecasts``: one row a battery and future day.

    Args:
        scored: from ``score_fleet``.
    """
    days = scored.selectExpr(
        "Battery_ID", "numbers.As_Of_Date", "Model_Version", "inline(forecast)"
    )
    return days.select(
        *("Battery_ID", "Date", "Forecast_Cycles", "Lower_80", "Upper_80"),
        *("As_Of_Date", "Model_Version"),
    )


def check_batteries(
    scored: DataFrame, daily: TableFiles, vehicles: pd.DataFrame, options: BatchScoringOptions
) -> date:
    """Make sure that every battery was scored exactly once; return the day on which all are judged.

    Args:
        scored: from ``score_fleet``.
        daily: the files of ``daily_telemetry``, of which every known battery must be there.
        vehicles: the vehicle list, of which every battery must be there.
        options: the group ``batch_scoring``.

    Returns:
        ``as_of``, or else the last known day of the fleet.

    Raises:
        RuntimeError: a battery is missing or stands there twice.
    """
    from pyspark.sql import functions as F

    found = scored.select("Battery_ID", F.lit(1).alias("rows"), "numbers.As_Of_Date")
    expected = battery_ids(daily, options.as_of).union(_in_vehicles(vehicles))
    listed = expected.select("Battery_ID", F.lit(0).alias("rows"), F.lit(None).cast("date"))
    battery = (
        found.union(listed)
        .groupBy("Battery_ID")
        .agg(  # one pass: each job costs its start
            F.sum("rows").alias("rows"),
            F.min("rows").alias("least"),
            F.max("As_Of_Date").alias("day"),
        )
    )
    known, n_rows = F.col("least") == 0, F.col("rows")
    counts = F.count_if(known), F.sum(n_rows), F.count_if(n_rows > 0), F.max("day")
    once = F.count_if(known & (n_rows == 1)) == F.count("*")
    batteries, rows, different, last_day, right = battery.agg(*counts, once).collect()[0]
    if not right:
        raise RuntimeError(
            f"{batteries} batteries gave {rows} rows of risk for {different} batteries"
        )
    return options.as_of or last_day


def decide_risk(
    scored: DataFrame,
    fleet_day: date,
    last_run: pd.DataFrame,
    champion: Champion,
    options: BatchScoringOptions,
) -> DataFrame:
    """Return the columns of ``battery_risk``: class, findings and reason of every battery.

    Args:
        scored: from ``score_fleet``.
        fleet_day: from ``check_batteries``.
        last_run: from ``recall_last_run``; a battery leaves its class there with hysteresis.
        champion: says by which policy.
        options: the group ``batch_scoring``.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

    rows = scored.select("Battery_ID", "numbers.*", "Model_Version", "Data_Version")
    decide = partial(decide_partition, policy=champion.policy, options=options, today=fleet_day)
    stored = F.broadcast(_stored(scored, last_run))
    return rows.join(stored, "Battery_ID", "left").mapInArrow(decide, from_arrow_schema(DECIDED))


def store_risk(decided: DataFrame, last_run: pd.DataFrame) -> tuple[dict[str, Any], DataFrame]:
    """Return ``risk_changes``, what changed since the last run, and ``battery_risk``.

    They are stored in this order: a run that is killed between them finds the changes again.

    Args:
        decided: from ``decide_risk``.
        last_run: from ``recall_last_run``; empty after a first run.
    """
    report = risk_report(decided.select(*_REMEMBERED).toArrow().to_pandas(), last_run)
    logger.info(summary_line(report))
    return report, decided


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


def _in_vehicles(vehicles: pd.DataFrame) -> DataFrame:
    ids = pa.array(vehicles["Battery_ID"].drop_duplicates(), pa.string())
    return spark_session().createDataFrame(pa.table({"Battery_ID": ids}))


def _stored(scored: DataFrame, last_run: pd.DataFrame) -> DataFrame:
    """Return the last run's rows, narrow, for the join."""
    names = ["Battery_ID", *STORED_COLUMNS]
    schema = pa.schema([SCHEMAS["battery_risk"].field(name) for name in names])
    rows = pa.Table.from_pandas(last_run[names], schema, preserve_index=False)
    renamed = rows.rename_columns(["Battery_ID", *STORED_COLUMNS.values()])
    return scored.sparkSession.createDataFrame(renamed)


def _refuse_nothing(daily: TableFiles, options: BatchScoringOptions) -> None:
    if not daily.row_groups:
        raise UserError("daily_telemetry has no rows: run data_processing on readings first")
    if options.as_of is not None and battery_ids(daily, options.as_of).isEmpty():
        first = pc.min(daily.rows(["Date"])["Date"])
        raise UserError(
            f"as_of={options.as_of}: daily_telemetry begins on {first}; give a later day"
        )
