"""Stream and batch give the same numbers, to the last digit, however the events are cut."""

import shutil

import numpy as np
import pandas as pd
import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

import quick_stream
from as_batch import assert_as_batch


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


@settings(max_examples=8)
@given(cuts())
def test_any_cut_into_batches_ends_as_the_batch(deliver, readings, tmp_path_factory, cut):
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
            quick_stream.run_stream(folder)
    if not cut["restarts"]:
        quick_stream.run_stream(folder)
    assert_as_batch(folder)
    health = DeltaTable(str(folder / "stream_health")).to_pyarrow_table().to_pandas()
    assert health["Read"].sum() == len(texts)
    shutil.rmtree(folder)


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "a", "c")])
def test_a_tie_goes_to_the_first_in_file_order_whichever_comes_first(
    deliver, readings, tmp_path, order
):
    lines = [line for _, _, line in readings(1)]
    fields = lines[-1].split(",")
    ties = {"a": "0.111", "b": "0.222", "c": "0.333"}
    deliver(tmp_path, "0.csv", lines[:-1])
    quick_stream.run_stream(tmp_path)
    for name in order:
        deliver(tmp_path, f"{name}.csv", [",".join([*fields[:5], ties[name], *fields[6:]])])
        quick_stream.run_stream(tmp_path)
    assert_as_batch(tmp_path)
    health = DeltaTable(str(tmp_path / "stream_health")).to_pyarrow_table().to_pandas()
    assert health[["Kept", "Duplicate"]].sum().to_list() == [40, 2]


def test_no_event_is_stored_twice_and_the_counts_add_up(deliver, readings, tmp_path, stored):
    lines = [line for _, _, line in readings()]
    deliver(tmp_path, "a.csv", [*lines[:100], "nonsense", lines[3]])
    deliver(tmp_path, "b.csv", [*lines[100:], *lines[:7], lines[50].replace("B", "?", 1)])
    summary = quick_stream.run_stream(tmp_path)
    telemetry = stored(tmp_path, "streamed_telemetry")
    assert len(telemetry) == len(telemetry.drop_duplicates(["Source_File", "Source_Row"])) == 160
    assert (summary["kept"], summary["duplicate"], summary["rejected"]) == (160, 8, 2)
    rejected = stored(tmp_path, "rejected_events")
    for row in rejected.itertuples():
        in_file = (tmp_path / "landing" / row.Source_File).read_text().splitlines()
        assert in_file[int(row.Source_Row) - 1] == row.Raw_Text
