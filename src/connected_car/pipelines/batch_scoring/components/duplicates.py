"""Inspections that were delivered more than once."""

from typing import TYPE_CHECKING

from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_FEW = 1_000_000  # ids that every worker can hold


def mark_seconds(read: "DataFrame") -> "DataFrame":
    """Return the rows with ``Again``: whether one of that id stands before it in files and lines.

    The ids are looked through at once; notes move between workers only where very many come twice.

    Args:
        read: with the schema ``PLACED``.
    """
    from pyspark.sql import functions as F

    ids = read.filter("Reason IS NULL").groupBy("Inspection_ID")
    found = ids.agg(F.min("Place").alias("First"), F.count("*").alias("n"))
    firsts = found.filter("n > 1").drop("n")
    some = firsts.limit(_FEW + 1).toArrow()
    if not len(some):
        return read.withColumn("Again", F.lit(False))
    if len(some) <= _FEW:
        firsts = F.broadcast(spark_session().createDataFrame(some))
    again = F.coalesce(F.col("First") < F.col("Place"), F.lit(False))
    return read.join(firsts, "Inspection_ID", "left").withColumn("Again", again).drop("First")
