"""Small tables on which the report stands, counted by Spark."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from connected_car.pipelines.data_processing.scan import Scan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_SHOWN_FINDINGS = 100
_SHOWN_BATTERIES = 50
_RECENT_SHARE = 0.25  # of the last 28 days interpolated: too much to forecast from


@dataclass(frozen=True)
class Summaries:
    """Counts over the whole fleet, each a small frame.

    Attributes:
        fleet: one row: ``count, first_day, last_day, days, interpolated_days, missing_days,
            recent_interpolated`` (batteries with over a quarter of their last 28 days made up),
            ``changing`` (batteries with more than one cadence).
        reasons: ``Source_File, Status, Reason, Count, First_Day``.
        cadence: ``Hours, Batteries``.
        changes: ``Month, Batteries``: in which months the cadence of how many batteries changed.
        policies: ``Gap_Policy, Reason, Batteries``.
        gaps: ``Days, Filled, Count``.
        findings: ``Battery_ID, Day, Kind, From, To``, the first ones by day.
        finding_counts: ``Kind, Count``.
        worst: ``Battery_ID, Coverage, Interpolated_Share_28d, Missing_Days, Last_Day``.
    """

    fleet: pd.DataFrame
    reasons: pd.DataFrame
    cadence: pd.DataFrame
    changes: pd.DataFrame
    policies: pd.DataFrame
    gaps: pd.DataFrame
    findings: pd.DataFrame
    finding_counts: pd.DataFrame
    worst: pd.DataFrame


def summarise(processed: "DataFrame", scan: Scan) -> Summaries:
    """Count the facts of all batteries and files."""
    batteries = processed.where("battery is not null").select("battery.*").cache()
    try:
        return Summaries(
            fleet=_fleet(batteries),
            reasons=_reasons(processed, scan),
            **_cadence(batteries),
            policies=_policies(batteries),
            gaps=_gaps(batteries),
            **_findings(batteries),
            worst=_worst(batteries),
        )
    finally:
        batteries.unpersist()


def _fleet(batteries: "DataFrame") -> pd.DataFrame:
    from pyspark.sql import functions as F

    days = F.sum(F.datediff("Last_Day", "First_Day") + 1 - F.col("Missing_Days"))
    return batteries.agg(
        F.count("*").alias("count"),
        F.min("First_Day").cast("string").alias("first_day"),
        F.max("Last_Day").cast("string").alias("last_day"),
        F.coalesce(days, F.lit(0)).alias("days"),
        F.coalesce(F.sum("Interpolated_Days"), F.lit(0)).alias("interpolated_days"),
        F.coalesce(F.sum("Missing_Days"), F.lit(0)).alias("missing_days"),
        F.count_if(F.col("Interpolated_Share_28d") > _RECENT_SHARE).alias("recent_interpolated"),
        F.count_if(F.size("Cadence") > 1).alias("changing"),
    ).toPandas()


def _reasons(processed: "DataFrame", scan: Scan) -> pd.DataFrame:
    """Count each reason by file; a row with two reasons counts for both."""
    from pyspark.sql import functions as F

    rejected = processed.where("rejected is not null").select("rejected.*")
    counted = (
        rejected.where("Status != 'mended'")
        .select("File", "Status", "Day", F.explode(F.split("Family", "; ")).alias("Reason"))
        .groupBy("File", "Status", "Reason")
        .agg(F.count("*").alias("Count"), F.min("Day").cast("string").alias("First_Day"))
        .toPandas()
    )
    names = [scan.files[number].name for number in counted.pop("File")]
    keys = ["Source_File", "Status", "Reason"]
    merged = counted.assign(Source_File=names).groupby(keys, as_index=False)
    return merged.agg({"Count": "sum", "First_Day": "min"})


def _cadence(batteries: "DataFrame") -> dict[str, pd.DataFrame]:
    from pyspark.sql import functions as F

    periods = batteries.select("Battery_ID", F.posexplode("Cadence").alias("Place", "Period"))
    by_hours = periods.groupBy(F.col("Period.Hours").alias("Hours")).agg(
        F.count_distinct("Battery_ID").alias("Batteries")
    )
    month = F.date_format("Period.First_Day", "yyyy-MM").alias("Month")
    changes = (
        periods.where("Place > 0")
        .groupBy(month)
        .agg(F.count_distinct("Battery_ID").alias("Batteries"))
    )
    return {
        "cadence": by_hours.orderBy("Hours").toPandas(),
        "changes": changes.orderBy("Month").toPandas(),
    }


def _policies(batteries: "DataFrame") -> pd.DataFrame:
    """Count policies by their reason, the battery's own numbers left out."""
    from pyspark.sql import functions as F

    share = r"^\d+ % of days have no reading(, (but|and) )?"
    plain = F.regexp_replace("Gap_Policy_Reason", share, "")
    plain = F.trim(F.regexp_replace(plain, r"\(correlation [-\d.e]+\)$", ""))
    plain = F.when(plain == "", "few days have no reading").otherwise(plain).alias("Reason")
    counted = batteries.groupBy(F.col("Gap_Policy").alias("Policy"), plain).agg(
        F.count("*").alias("Batteries")
    )
    return counted.orderBy("Policy", "Reason").toPandas()


def _gaps(batteries: "DataFrame") -> pd.DataFrame:
    from pyspark.sql import functions as F

    gaps = batteries.select(F.explode("Gaps").alias("Gap"))
    days, filled = F.col("Gap.Days").alias("Days"), F.col("Gap.Filled").alias("Filled")
    counted = gaps.groupBy(days, filled).agg(F.count("*").alias("Count"))
    return counted.orderBy("Days", "Filled").toPandas()


def _findings(batteries: "DataFrame") -> dict[str, pd.DataFrame]:
    from pyspark.sql import functions as F

    found = batteries.select("Battery_ID", F.explode("Counter_Findings").alias("Finding"))
    day = F.col("Finding.Day").cast("string").alias("Day")
    flat = found.select("Battery_ID", day, "Finding.Kind", "Finding.From", "Finding.To")
    counts = flat.groupBy("Kind").agg(F.count("*").alias("Count")).orderBy("Kind")
    first = flat.orderBy("Day", "Battery_ID", "Kind", "To").limit(_SHOWN_FINDINGS)
    return {"findings": first.toPandas(), "finding_counts": counts.toPandas()}


def _worst(batteries: "DataFrame") -> pd.DataFrame:
    from pyspark.sql import functions as F

    bad = batteries.where("Gap_Policy = 'interpolate' and Coverage < 1")
    ordered = bad.orderBy(
        F.desc("Interpolated_Share_28d"), "Coverage", F.desc("Missing_Days"), "Battery_ID"
    )
    last = F.col("Last_Day").cast("string").alias("Last_Day")
    names = ("Battery_ID", "Coverage", "Interpolated_Share_28d", "Missing_Days")
    return ordered.limit(_SHOWN_BATTERIES).select(*names, last).toPandas()
