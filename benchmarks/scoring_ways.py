"""The ways to score a fleet that are compared, each run as a process of its own.

``python -m benchmarks.scoring_ways WAY STORAGE BATTERIES`` prints a JSON line: the seconds after
imports and the JVM's start, and the batteries that have their risk. MLflow's URI comes from the
environment.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.scored_fleet import DAYS, LAST_DAY
from tools.project import PROJECT, parameters

_TABLE = "03_primary/daily_telemetry"
_BLOCK = 5_000  # batteries that the single process scores at once


def spark_local(storage: Path, batteries: int) -> tuple[float, int]:
    """Run the pipeline ``batch_scoring`` on Spark in this process, up to the stored risk."""
    return _pipeline("bench", ["battery_risk"])


def spark_whole(storage: Path, batteries: int) -> tuple[float, int]:
    """Run all of ``batch_scoring``: the forecasts' table, changes and components as well."""
    return _pipeline("bench")


def spark_cluster(storage: Path, batteries: int) -> tuple[float, int]:
    """Run the pipeline ``batch_scoring`` on the cluster of which the environment tells."""
    return _pipeline("cluster", ["battery_risk"])


def _pipeline(env: str, to_outputs: list[str] | None = None) -> tuple[float, int]:
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    from connected_car.spark import spark_session

    bootstrap_project(PROJECT)
    with KedroSession.create(PROJECT, env=env) as session:
        catalog = session.load_context().catalog
        spark_session()
        start = time.perf_counter()
        session.run(pipeline_names=["batch_scoring"], to_outputs=to_outputs)
        return time.perf_counter() - start, len(catalog.load("battery_risk"))


def single_process(storage: Path, batteries: int) -> tuple[float, int]:
    """Loop over blocks of the sorted table in one process, by the functions that Spark calls."""
    import pyarrow.parquet as pq

    from connected_car.pipelines.batch_scoring.partitions import SCORED, nest
    from connected_car.risk.decisions import decide
    from connected_car.risk.scoring import score_batteries

    champion, options = _champion(), _options()
    start, scored = time.perf_counter(), 0
    with pq.ParquetWriter(storage / "single_process.parquet", SCORED) as writer:
        for block in _blocks(storage / _TABLE):
            days = block.to_pandas(date_as_object=False)
            forecasts, numbers = score_batteries(days, champion.forecaster, options)
            nothing = np.full(len(numbers), None, dtype=object)
            risk = decide(numbers, nothing, champion.policy, options, LAST_DAY)
            batch = nest(forecasts, risk)
            writer.write_batch(batch)
            scored += batch.num_rows
    return time.perf_counter() - start, scored


def _blocks(table: Path) -> Iterator[pa.Table]:
    """Yield the days of whole batteries; the files hold them in order."""
    import pyarrow.parquet as pq
    from deltalake import DeltaTable

    from connected_car.risk.states import STATE_COLUMNS

    rest: list[pa.RecordBatch] = []
    for path in sorted(DeltaTable(table).file_uris()):
        file = pq.ParquetFile(path, read_dictionary=["Battery_ID"])
        for batch in file.iter_batches(_BLOCK * DAYS, columns=[*STATE_COLUMNS]):
            days = pa.Table.from_batches([*rest, batch]).unify_dictionaries()
            whole = len(days) - len(days) % DAYS
            yield days.slice(0, whole)
            rest = days.slice(whole).to_batches()


def champion_each(storage: Path, batteries: int) -> tuple[float, int]:
    """Call the champion once a battery, by ``applyInPandas``."""
    from connected_car.risk.scoring import score_batteries

    forecaster, options = _champion().forecaster, _options()

    def score(days: pd.DataFrame) -> pd.DataFrame:
        _, numbers = score_batteries(days, forecaster, options)
        named = numbers.rename(columns={"Share_Crossing": "Failure_Probability"})
        return named[["Battery_ID", "Failure_Probability"]]

    return _each_battery(storage, batteries, score)


def ets_each(storage: Path, batteries: int) -> tuple[float, int]:
    """Fit AutoETS to each battery, by ``applyInPandas``; its probability by normal errors."""

    def score(days: pd.DataFrame) -> pd.DataFrame:
        from scipy.stats import norm
        from statsforecast.models import AutoETS

        days = days.sort_values("Date")
        last = days.iloc[-1]
        y = days["Daily_Cycles_Used"].to_numpy()
        found = AutoETS(season_length=7).forecast(y, 30, level=[80])
        spread = (found["hi-80"] - found["lo-80"]) / 2.563
        left = last["Battery_Rated_Cycles"] - last["Lifetime_Cycles_Used"]
        p = norm.sf((left - found["mean"].sum()) / max(1e-9, (spread**2).sum() ** 0.5))
        return pd.DataFrame({"Battery_ID": [last["Battery_ID"]], "Failure_Probability": [p]})

    return _each_battery(storage, batteries, score)


def _each_battery(
    storage: Path, batteries: int, score: Callable[[pd.DataFrame], pd.DataFrame]
) -> tuple[float, int]:
    """Score each battery by a Python call of its own; a first round warms the workers."""
    from connected_car.hooks import configure_spark
    from connected_car.spark import spark_session

    configure_spark({"spark.master": "local[2]", "spark.ui.enabled": False}, PROJECT / "conf")
    daily = spark_session().read.parquet(str(storage / _TABLE))
    some = daily.where(daily["Battery_ID"] < f"B{batteries:07d}").cache()
    some.count()
    risk = some.repartition(2, "Battery_ID").groupBy("Battery_ID")
    scored = risk.applyInPandas(score, "Battery_ID string, Failure_Probability double")
    for _ in range(2):
        start = time.perf_counter()
        rows = scored.toPandas()
        seconds = time.perf_counter() - start
    return seconds, len(rows)


def _champion() -> Any:
    import mlflow

    from connected_car.datasets import ChampionDataset

    mlflow.set_tracking_uri(os.environ["BENCHMARK_TRACKING_URI"])
    return ChampionDataset(model_name="battery_forecaster").load()


def _options() -> Any:
    from connected_car.risk.scoring_options import BatchScoringOptions

    return BatchScoringOptions(**parameters("batch_scoring", env="bench"))


WAYS = {
    way.__name__: way
    for way in (spark_local, spark_whole, spark_cluster, single_process, champion_each, ets_each)
}


def main() -> None:
    """Run one way and print what it took."""
    way, storage, batteries = sys.argv[1:]
    seconds, scored = WAYS[way](Path(storage), int(batteries))
    print(json.dumps({"seconds": seconds, "batteries": scored}))


if __name__ == "__main__":
    main()
