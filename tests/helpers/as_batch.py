"""The numbers of a stream beside those of the batch over the same files."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from deltalake import DeltaTable

import quick_stream
from connected_car.datasets.file_stream import FileStream
from connected_car.pipelines.streaming_scoring.scoring import matrices_of, score
from connected_car.risk.decisions import decide
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.schema import DAILY, PROCESSED


def batch_answer(folder: Path, names: list[str]) -> pd.DataFrame:
    """Return the numbers as a batch over some files of a landing folder gives them."""
    _, cleaning, scoring = quick_stream.groups()
    files, readings, *_ = FileStream(folder / "landing", 1).reread(names)
    layouts = {number: file.layout for number, file in enumerate(files)}
    batches = list(clean_partition(readings.to_batches(), layouts, cleaning))
    table = pa.Table.from_batches(batches, PROCESSED)
    days = table.filter(pa.compute.is_null(table["Kind"])).select(DAILY.names)
    matrices = matrices_of(days, scoring.history_days)
    with ThreadPoolExecutor(1) as pool:
        return score([lambda: matrices], quick_stream.mean_champion(), scoring, pool)


def newest_risk(folder: Path) -> pd.DataFrame:
    frame = DeltaTable(str(folder / "streamed_battery_risk")).to_pyarrow_table().to_pandas()
    newest = frame.sort_values("Batch_ID").drop_duplicates("Battery_ID", keep="last")
    return newest.sort_values("Battery_ID", ignore_index=True)


def assert_as_batch(folder: Path) -> None:
    """Compare the newest risk of each battery with the batch over all files."""
    names = sorted(path.name for path in (folder / "landing").iterdir())
    numbers = batch_answer(folder, names)
    streamed = newest_risk(folder)
    assert list(streamed["Battery_ID"]) == list(numbers["Battery_ID"])
    champion, scoring = quick_stream.mean_champion(), quick_stream.groups()[2]
    previous = streamed["Previous_Risk"].to_numpy(dtype=object)
    today = np.datetime64(max(streamed["As_Of_Date"]), "D").astype(object)
    expected = decide(numbers, previous, champion.policy, scoring, today)
    is_last = (streamed["Batch_ID"] == streamed["Batch_ID"].max()).to_numpy()
    for name in expected:
        rows = is_last if name in {"Risk", "Reason", "Findings"} else slice(None)
        left, right = streamed[name][rows], expected[name][rows]
        if name in {"As_Of_Date", "Expected_Replacement_Date"}:
            left, right = pd.to_datetime(left), pd.to_datetime(right)
        pd.testing.assert_series_equal(left, right, check_exact=True, check_dtype=False)
