"""Stream and batch give the same numbers, to the last digit, however the events are cut."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.datasets.file_stream import FileStream
from connected_car.pipelines.streaming_scoring.scoring import matrices_of, score
from connected_car.risk.decisions import decide
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.schema import DAILY, PROCESSED


def batch_answer(quick, folder: Path, names: list[str]) -> pd.DataFrame:
    """Return the numbers as a batch over some files of a landing folder gives them."""
    _, cleaning, scoring = quick.groups()
    files, readings, *_ = FileStream(folder / "landing", 1).reread(names)
    layouts = {number: file.layout for number, file in enumerate(files)}
    batches = list(clean_partition(readings.to_batches(), layouts, cleaning))
    table = pa.Table.from_batches(batches, PROCESSED)
    days = table.filter(pa.compute.is_null(table["Kind"])).select(DAILY.names)
    matrices = matrices_of(days, scoring.history_days)
    with ThreadPoolExecutor(1) as pool:
        return score([lambda: matrices], quick.mean_champion(), scoring, pool)


def newest_risk(folder: Path) -> pd.DataFrame:
    frame = DeltaTable(str(folder / "streamed_battery_risk")).to_pyarrow_table().to_pandas()
    newest = frame.sort_values("Batch_ID").drop_duplicates("Battery_ID", keep="last")
    return newest.sort_values("Battery_ID", ignore_index=True)


def assert_as_batch(quick, folder: Path) -> None:
    """Compare the newest risk of each battery with the batch over all files."""
    names = sorted(path.name for path in (folder / "landing").iterdir())
    numbers = batch_answer(quick, folder, names)
    streamed = newest_risk(folder)
    assert list(streamed["Battery_ID"]) == list(numbers["Battery_ID"])
    champion, scoring = quick.mean_champion(), quick.groups()[2]
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


@st.composite
def cuts(draw):
    """Draw into which file each of some readings goes, and what else happens to them."""
    seed = draw(st.integers(0, 10_000))
    return {
        "seed": seed,
        "hours": draw(st.sampled_from([24, 12])),
        "n_files": draw(st.integers(1, 6)),
        "restarts": draw(st.booleans()),
        "in_order": draw(st.booleans()),
        "repeats": draw(st.integers(0, 12)),
        "ties": draw(st.integers(0, 8)),
        "lost": draw(st.sampled_from([0.0, 0.05, 0.3])),
        "wrong_dates": draw(st.integers(0, 2)),
        "large": draw(st.integers(0, 2)),
    }


def spoiled(lines, cut, rng) -> list[str]:
    """Lose some readings; repeat others, with the same values and with other ones."""
    kept = [entry for entry in lines if rng.random() >= cut["lost"]] or lines
    texts = [line for _, _, line in kept]
    for _ in range(cut["repeats"]):
        texts.append(texts[rng.integers(len(texts))])
    for _ in range(cut["ties"]):
        fields = texts[rng.integers(len(texts))].split(",")
        fields[5] = f"{rng.uniform(0, 0.5):.5f}"
        texts.append(",".join(fields))
    for _ in range(cut["wrong_dates"]):
        fields = texts[rng.integers(len(texts))].split(",")
        fields[1] = str(pd.Timestamp(fields[1]) + pd.Timedelta(days=int(rng.integers(20, 90))))
        texts.append(",".join(fields))
    for _ in range(cut["large"]):
        fields = texts[rng.integers(len(texts))].split(",")
        fields[1], fields[5] = str(pd.Timestamp(fields[1]) + pd.Timedelta(hours=1)), "7.5"
        texts.append(",".join(fields))
    return texts


@settings(max_examples=8, deadline=None)
@given(cuts())
def test_any_cut_into_batches_ends_as_the_batch(quick, deliver, readings, tmp_path_factory, cut):
    folder, rng = tmp_path_factory.mktemp("cut"), np.random.default_rng(cut["seed"])
    texts = spoiled(readings(3, 40, cut["seed"], cut["hours"]), cut, rng)
    n_files = cut["n_files"]
    place = rng.integers(0, n_files, len(texts))
    if cut["in_order"]:
        place = np.sort(place)
    arrival = rng.permutation(n_files)  # files come in another order than their names say
    waiting = folder / "waiting"
    for number in range(n_files):
        own = [text for text, p in zip(texts, place, strict=True) if p == number]
        deliver(waiting, f"{number:02d}.csv", [own[i] for i in rng.permutation(len(own))])
    (folder / "landing").mkdir()
    for number in arrival:
        name = f"{number:02d}.csv"
        (waiting / "landing" / name).rename(folder / "landing" / name)
        (folder / "landing" / name).touch()
        if cut["restarts"]:
            quick.run_stream(folder)
    if not cut["restarts"]:
        quick.run_stream(folder)
    assert_as_batch(quick, folder)
    health = DeltaTable(str(folder / "stream_health")).to_pyarrow_table().to_pandas()
    assert health["Read"].sum() == len(texts)
    shutil.rmtree(folder)


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "a", "c")])
def test_a_tie_goes_to_the_first_in_file_order_whichever_comes_first(
    quick, deliver, readings, tmp_path, order
):
    lines = [line for _, _, line in readings(1)]
    fields = lines[-1].split(",")
    ties = {"a": "0.111", "b": "0.222", "c": "0.333"}
    deliver(tmp_path, "0.csv", lines[:-1])
    quick.run_stream(tmp_path)
    for name in order:
        deliver(tmp_path, f"{name}.csv", [",".join([*fields[:5], ties[name], *fields[6:]])])
        quick.run_stream(tmp_path)
    assert_as_batch(quick, tmp_path)
    health = DeltaTable(str(tmp_path / "stream_health")).to_pyarrow_table().to_pandas()
    assert health[["Kept", "Duplicate"]].sum().to_list() == [40, 2]


def test_no_event_is_stored_twice_and_the_counts_add_up(quick, deliver, readings, tmp_path, stored):
    lines = [line for _, _, line in readings()]
    deliver(tmp_path, "a.csv", [*lines[:100], "nonsense", lines[3]])
    deliver(tmp_path, "b.csv", [*lines[100:], *lines[:7], lines[50].replace("B", "?", 1)])
    summary = quick.run_stream(tmp_path)
    telemetry = stored(tmp_path, "streamed_telemetry")
    assert len(telemetry) == len(telemetry.drop_duplicates(["Source_File", "Source_Row"])) == 160
    assert (summary["kept"], summary["duplicate"], summary["rejected"]) == (160, 8, 2)
    rejected = stored(tmp_path, "rejected_events")
    for row in rejected.itertuples():
        in_file = (tmp_path / "landing" / row.Source_File).read_text().splitlines()
        assert in_file[int(row.Source_Row) - 1] == row.Raw_Text
