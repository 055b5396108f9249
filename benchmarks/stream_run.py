"""One run of the stream on a prepared folder, with Spark (``python -m benchmarks.stream_run``)."""

import json
import os
import sys
import time
from pathlib import Path

import psutil
import pyarrow as pa
import yaml

from connected_car.datasets.stream_table import StreamTable
from tools.project import PROJECT, parameters


class WatchedTable(StreamTable):
    """A table that notes the memory of this process, and of Spark's, with each batch."""

    def __init__(self, filepath: str, schema: str) -> None:
        super().__init__(filepath, schema)
        self.megabytes: list[float] = []
        self.spark_megabytes: list[float] = []

    def append(self, batch: int, rows: pa.Table) -> bool:
        """Write, and note."""
        written, process = super().append(batch, rows), psutil.Process()
        self.megabytes.append(process.memory_info().rss / 2**20)
        children = sum(child.memory_info().rss for child in process.children(recursive=True))
        self.spark_megabytes.append(children / 2**20)
        return written


def run(folder: Path) -> dict[str, object]:
    """Run it to its end and return what its health table says."""
    from connected_car.datasets import ChampionWatchDataset, FileStreamDataset
    from connected_car.hooks import configure_spark
    from connected_car.pipelines.streaming_scoring.nodes import score_stream
    from connected_car.pipelines.streaming_scoring.options import StreamingOptions
    from connected_car.risk.scoring_options import BatchScoringOptions
    from connected_car.telemetry.options import CleaningOptions

    conf = PROJECT / "conf"
    spark = yaml.safe_load((conf / "base" / "spark.yml").read_text())
    configure_spark(spark | {"spark.master": "local[2]"}, conf)
    names = ("streamed_telemetry", "rejected_events", "streamed_battery_risk", "stream_health")
    tables = [StreamTable(str(folder / name), name) for name in names]
    tables[3] = health = WatchedTable(str(folder / names[3]), names[3])
    (folder / "state").mkdir(exist_ok=True)
    score_stream(
        events=FileStreamDataset(filepath=str(folder / "landing"), max_files_per_trigger=1).load(),
        telemetry=tables[0],
        rejected=tables[1],
        risk=tables[2],
        health=health,
        champion=ChampionWatchDataset(model_name="battery_forecaster").load(),
        state=folder / "state",
        options=StreamingOptions(**parameters("streaming_scoring")),
        cleaning=CleaningOptions(**parameters("data_processing")),
        scoring=BatchScoringOptions(**parameters("batch_scoring")),
        replay_rejected=False,
    )
    return _figures(health) | {"memory_mb": health.megabytes, "spark_mb": health.spark_megabytes}


def _figures(health: StreamTable) -> dict[str, object]:
    columns = ["Batch_ID", "Read", "Late", "Seconds_Total", "Started_At"]
    rows = health.read(columns).sort_by("Batch_ID").to_pandas()
    full = rows[rows["Read"] == rows["Read"].max()].iloc[1:]
    took = rows["Started_At"].diff().shift(-1).dt.total_seconds()
    whole = took.loc[full.index]
    process = psutil.Process()
    is_late = rows["Late"] > 0
    first = rows["Started_At"].iloc[0].timestamp() + rows["Seconds_Total"].iloc[0]
    return {
        "start_to_first_s": float(first - process.create_time()),
        "first_batch_s": float(rows["Seconds_Total"].iloc[0]),
        "events_per_s": float(full["Read"].sum() / whole.sum()),
        "p50_s": float(full["Seconds_Total"].median()),
        "p95_s": float(full["Seconds_Total"].quantile(0.95)),
        "few_s": float(rows["Seconds_Total"][~is_late].iloc[-3:].median()),
        "late_s": float(rows["Seconds_Total"][is_late].median()),
        "cpu_s": time.process_time(),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
