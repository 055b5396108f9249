"""The cleaning recipe as a single-process polars script: what a user would write without Spark.

``python -m benchmarks.polars_recipe FOLDER_OF_PARQUET OUTPUT.parquet``
"""

import sys
from pathlib import Path

import polars as pl

SUMMED = ["Number_Of_Trips", "Daily_Trip_Duration", "Daily_Cycles_Used"]
LOWEST = ["Battery_Age_Days", "Battery_Rated_Cycles"]
MINUTES_OF_DAY = 1440
MAX_GAP_DAYS = 20


def checked(readings: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return the first possible reading of each timestamp, and the impossible or repeated ones."""
    good = (
        pl.col("Battery_ID").str.contains(r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")
        & pl.col("Daily_Trip_Duration").is_between(0, MINUTES_OF_DAY)
        & pl.col("Daily_Cycles_Used").is_between(0, 5)
        & (pl.col("Number_Of_Trips") >= 0)
        & (pl.col("Battery_Rated_Cycles") > 0)
        & pl.col("Date").is_between(pl.datetime(2000, 1, 1), pl.datetime(2026, 12, 31))
    )
    ordered = readings.filter(good).sort("Battery_ID", "Date", maintain_order=True)
    first = pl.struct("Battery_ID", "Date") != pl.struct("Battery_ID", "Date").shift(1)
    marked = ordered.with_columns(first.fill_null(True).alias("first"))
    repeated = marked.filter(~pl.col("first")).drop("first")
    rejected = pl.concat([readings.filter(~good), repeated])
    return marked.filter("first").drop("first"), rejected


def gridded(readings: pl.LazyFrame) -> pl.LazyFrame:
    """Find the cadence around each reading, and fill the gaps of its grid by interpolation."""
    after = pl.col("Date").shift(-1).over("Battery_ID") - pl.col("Date")
    minutes = after.dt.total_minutes()
    usual = pl.col("minutes").rolling_median(15, center=True, min_samples=1).over("Battery_ID")
    cadence = pl.when(usual <= 1080).then(720).otherwise(MINUTES_OF_DAY)
    slots = (
        (pl.col("minutes") / pl.col("cadence")).round().fill_null(1).clip(1, None).cast(pl.Int32)
    )
    fillable = pl.col("minutes").fill_null(0) <= (MAX_GAP_DAYS + 1) * MINUTES_OF_DAY
    values = [*SUMMED, *LOWEST]
    nexts = [pl.col(c).shift(-1).over("Battery_ID").alias(f"next_{c}") for c in values]
    framed = (
        readings.with_columns(minutes.alias("minutes"), *nexts)
        .with_columns(cadence.alias("cadence"))
        .with_columns(pl.when(fillable).then(slots).otherwise(1).alias("slots"))
        .with_columns(pl.int_ranges(0, pl.col("slots")).alias("slot"))
        .explode("slot")
    )
    share = pl.col("slot") / pl.col("slots")
    filled = [
        pl.when(pl.col("slot") == 0)
        .then(pl.col(c))
        .otherwise(pl.col(c) + share * (pl.col(f"next_{c}") - pl.col(c)))
        .alias(c)
        for c in values
    ]
    moment = pl.col("Date") + pl.duration(minutes=pl.col("slot") * pl.col("cadence"))
    return framed.with_columns(moment.dt.date().alias("Date"), *filled)


def daily(readings: pl.LazyFrame) -> pl.LazyFrame:
    """Add the slots of each day up, and run the counter."""
    observed = pl.col("slot") == 0
    days = readings.group_by("Battery_ID", "Date", maintain_order=True).agg(
        *(pl.col(c).sum() for c in SUMMED),
        *(pl.col(c).min() for c in LOWEST),
        (pl.col("Lifetime_Cycles_Used") - pl.col("Daily_Cycles_Used")).first().alias("start"),
        observed.sum().alias("Observed_Readings"),
        (~observed).any().alias("Is_Interpolated"),
    )
    counter = pl.col("start").first() + pl.col("Daily_Cycles_Used").cum_sum()
    return days.with_columns(counter.over("Battery_ID").alias("Lifetime_Cycles_Used")).drop("start")


def main(source: str, target: str) -> None:
    """Clean a folder of Parquet files into one Parquet file, and write what was left out."""
    kept, rejected = checked(pl.scan_parquet(str(Path(source) / "*.parquet")))
    days, rest = pl.collect_all([daily(gridded(kept)), rejected])
    days.write_parquet(target)
    rest.write_parquet(f"{target}.rejected")


if __name__ == "__main__":
    main(*sys.argv[1:])
