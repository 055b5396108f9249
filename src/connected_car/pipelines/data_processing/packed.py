"""The facts that lie packed beside the days."""

from typing import TYPE_CHECKING

from connected_car.telemetry.schema import FACTS, unpack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def facts_of(processed: "DataFrame", kind: str) -> "DataFrame":
    """Return the facts of a kind (``rejected``, ``battery`` or ``source``), one row each."""
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema

    packed = processed.where(F.col("Kind") == kind).select("Payload")
    return packed.mapInArrow(unpack, from_arrow_schema(FACTS[kind]))
