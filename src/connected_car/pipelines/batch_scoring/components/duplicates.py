"""Inspections that were delivered more than once."""

from typing import TYPE_CHECKING

from connected_car.spark import spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_FEW = 1_000_000  # ids that every worker can hold


def mark_seconds(rows: "DataFrame", ids: "DataFrame") -> "DataFrame":
    """Return the rows with ``Again``: whether one of that id stands before it in files and lines.

    The ids are looked through at once; notes move between workers only where very many come twice.

    Args:
        rows: with the schema ``PLACED``.
        ids: with the schema ``IDS``.
    """
    from pyspark.sql import functions as F

    found = ids.groupBy("Inspection_ID").agg(F.min("Place").alias("First"), F.count("*").alias("n"))
    firsts = found.filter("n > 1").drop("n")
    some = firsts.limit(_FEW + 1).toArrow()
    if not len(some):
        return rows.withColumn("Again", F.lit(False))
    if len(some) <= _FEW:
        firsts = F.broadcast(spark_session().createDataFrame(some))
    again = F.coalesce(F.col("First") < F.col("Place"), F.lit(False))
    return rows.join(firsts, "Inspection_ID", "left").withColumn("Again", again).drop("First")
