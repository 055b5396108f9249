"""Score the fleet once, then take the two result tables from what was scored."""

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from connected_car.datasets.champion import Champion
from connected_car.errors import UserError
from connected_car.pipelines.batch_scoring.options import BatchScoringOptions
from connected_car.pipelines.batch_scoring.partitions import SCORED, score_partition
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel, files_digest
from connected_car.risk.states import STATE_COLUMNS
from connected_car.tables import RISK_CLASSES

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
else:
    DataFrame = Any  # Kedro reads annotations at run time, where pyspark is too heavy to import

logger = logging.getLogger(__name__)


def score_fleet(
    daily: DataFrame, champion: Champion, data_version: int, options: BatchScoringOptions
) -> DataFrame:
    """Score every battery on its last known day, each partition in one vectorised call.

    Args:
        daily: ``daily_telemetry``.
        champion: the forecaster and its version.
        data_version: version of ``daily_telemetry``.
        options: the group ``batch_scoring``.

    Returns:
        One row a battery: ``Battery_ID, forecast`` (array of days), ``risk`` (struct),
        ``Model_Version, Data_Version``.

    Raises:
        UserError: no day is known yet.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

    known = _known_days(daily, options)
    _refuse_nothing(daily, known, options)
    files = champion.forecaster.to_files()
    model = WorkerModel(daily.sparkSession.sparkContext.broadcast(files), files_digest(files))
    by_battery = (
        ("Battery_ID",) if options.partitions is None else (options.partitions, "Battery_ID")
    )
    scored = (
        known.select(*STATE_COLUMNS)
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
    days = scored.selectExpr("Battery_ID", "risk.As_Of_Date", "Model_Version", "inline(forecast)")
    return days.select(
        *("Battery_ID", "Date", "Forecast_Cycles", "Lower_80", "Upper_80"),
        *("As_Of_Date", "Model_Version"),
    )


def select_risk(scored: DataFrame, daily: DataFrame, options: BatchScoringOptions) -> DataFrame:
    """Return ``battery_risk``, after making sure that it has each battery exactly once.

    Args:
        scored: from ``score_fleet``.
        daily: ``daily_telemetry``, of which every battery must be there.
        options: the group ``batch_scoring``.

    Raises:
        RuntimeError: a battery is missing or stands there twice.
    """
    risk = scored.select("Battery_ID", "risk.*", "Model_Version", "Data_Version")
    classes = {row["Risk"]: row["count"] for row in risk.groupBy("Risk").count().collect()}
    rows = sum(classes.values())
    scored_batteries = risk.select("Battery_ID").distinct().count()
    batteries = _known_days(daily, options).select("Battery_ID").distinct().count()
    if not rows == scored_batteries == batteries:
        raise RuntimeError(
            f"{batteries} batteries gave {rows} rows of risk for {scored_batteries} batteries"
        )
    counts = ", ".join(f"{classes.get(name, 0)} {name}" for name in RISK_CLASSES)
    logger.info("%d batteries scored: %s", rows, counts)
    return risk


def _known_days(daily: DataFrame, options: BatchScoringOptions) -> DataFrame:
    from pyspark.sql import functions as F

    return daily if options.as_of is None else daily.filter(F.col("Date") <= F.lit(options.as_of))


def _refuse_nothing(daily: DataFrame, known: DataFrame, options: BatchScoringOptions) -> None:
    if not known.isEmpty():
        return
    first = daily.select("Date").orderBy("Date").first()
    if first is None:
        raise UserError("daily_telemetry has no rows: run data_processing on readings first")
    raise UserError(
        f"as_of={options.as_of}: daily_telemetry begins on {first['Date']}; give a later day"
    )
