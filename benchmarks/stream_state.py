"""The same events by Spark's own stateful operators (``python -m benchmarks.stream_state``)."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from tools.project import PROJECT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

OPERATORS = ("applyInPandasWithState", "transformWithStateInPandas")
_KEPT_DAYS = 400
_READING = (
    "Battery_ID string, Date timestamp, Battery_Age_Days double, Number_Of_Trips double, "
    "Daily_Trip_Duration double, Daily_Cycles_Used double, Lifetime_Cycles_Used double, "
    "Battery_Rated_Cycles double"
)
_SCORE = "Battery_ID string, Forecast_Cycles_30d double, Left double"
_STATE = "days binary"  # an array of doubles cannot be a state of applyInPandasWithState


def run(folder: Path, operator: str) -> dict[str, float]:
    """Run one operator over the landed files; return its keys a second after the first batch."""
    from deltalake import write_deltalake
    from pyspark.sql import SparkSession

    from connected_car.hooks import configure_spark

    conf = PROJECT / "conf"
    settings = yaml.safe_load((conf / "base" / "spark.yml").read_text())
    provider = "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
    own = {
        "spark.master": "local[2]",
        "spark.sql.shuffle.partitions": 2,
        "spark.sql.streaming.stateStore.providerClass": provider,
    }
    configure_spark(settings | own, conf)
    spark = SparkSession.builder.getOrCreate()
    reader = spark.readStream.schema(_READING).option("header", True)
    events = reader.option("maxFilesPerTrigger", 1).csv(str(folder / "landing"))
    table = str(folder / "scores")

    def write(batch: "DataFrame", number: int) -> None:
        write_deltalake(table, batch.toArrow(), mode="append")

    scored = _scored(events, operator)
    writer = scored.writeStream.option("checkpointLocation", str(folder / "checkpoint"))
    started = writer.outputMode("update").foreachBatch(write).trigger(availableNow=True).start()
    started.awaitTermination()
    return {"keys_per_s": _rate(started.recentProgress)}


def _scored(events: "DataFrame", operator: str) -> "DataFrame":
    grouped = events.groupBy("Battery_ID")
    if operator == "applyInPandasWithState":
        return grouped.applyInPandasWithState(_score_group, _SCORE, _STATE, "update", "NoTimeout")
    return grouped.transformWithStateInPandas(_processor(), _SCORE, "Update", "None")


def _score(key: tuple, days: np.ndarray, last: pd.DataFrame) -> pd.DataFrame:
    forecast = 30 * float(np.mean(days))
    left = float((last["Battery_Rated_Cycles"] - last["Lifetime_Cycles_Used"]).iloc[-1])
    return pd.DataFrame({"Battery_ID": [key[0]], "Forecast_Cycles_30d": [forecast], "Left": [left]})


def _score_group(key: tuple, frames: Iterator[pd.DataFrame], state: Any) -> Iterator[pd.DataFrame]:
    days = _days(state.get[0] if state.exists else b"")
    for frame in frames:
        days = np.append(days, frame["Daily_Cycles_Used"])[-_KEPT_DAYS:]
        yield _score(key, days, frame)
    state.update((days.tobytes(),))


def _days(stored: bytes) -> np.ndarray:
    return np.frombuffer(stored, dtype=float)


def _processor() -> Any:
    from pyspark.sql.streaming import StatefulProcessor

    class Processor(StatefulProcessor):
        """Keeps the last days of each battery."""

        def init(self, handle: Any) -> None:
            self._days = handle.getValueState("days", _STATE)

        def handleInputRows(
            self, key: tuple, rows: Iterator[pd.DataFrame], timerValues: Any
        ) -> Iterator[pd.DataFrame]:
            days = _days(self._days.get()[0] if self._days.exists() else b"")
            for frame in rows:
                days = np.append(days, frame["Daily_Cycles_Used"])[-_KEPT_DAYS:]
                yield _score(key, days, frame)
            self._days.update((days.tobytes(),))

        def close(self) -> None:
            pass

    return Processor()


def _rate(progress: list[Any]) -> float:
    """Return the keys a second of all batches but the first, which pays for the start."""
    done = [p for p in progress if p.numInputRows][1:]
    return sum(p.numInputRows for p in done) / (sum(p.batchDuration for p in done) / 1000)


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), sys.argv[2])))
