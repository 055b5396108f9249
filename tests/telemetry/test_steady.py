"""A reading in the usual rhythm changes nothing before it: compared with cleaning all anew."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import DAILY, FACTS, NUMBER_COLUMNS, PROCESSED, READING, unpack
from connected_car.telemetry.steady import Readings, go_on, lifetime, steady_facts
from tools.project import parameters

DAY = 86_400_000_000


@cache
def options(policy: str) -> CleaningOptions:
    changed = {"today": date(2026, 11, 24), "gap_policy": policy}
    return CleaningOptions(**parameters("data_processing") | changed)


def cleaned(frame: pd.DataFrame, policy: str) -> tuple[pd.DataFrame, bool]:
    """Return the days of one battery, and whether a reading was not kept."""
    n = len(frame)
    columns = {"file": np.zeros(n), "block": np.zeros(n), "row": np.arange(n)}
    arrays = {name: pa.array(values) for name, values in columns.items()}
    arrays |= {"key": pa.array(["B"] * n), "raw": pa.nulls(n, pa.string())}
    arrays |= {"Date": pa.array(frame["time"]), **{c: pa.array(frame[c]) for c in NUMBER_COLUMNS}}
    table = pa.table([arrays[f.name].cast(f.type) for f in READING], schema=READING)
    result = pa.Table.from_batches(
        clean_partition(table.to_batches(), {}, options(policy)), PROCESSED
    )
    days = result.filter(pa.compute.is_null(result["Kind"])).select(DAILY.names).to_pandas()
    packed = result.filter(pa.compute.equal(result["Kind"], "rejected")).to_batches()
    return days, pa.Table.from_batches(unpack(packed), FACTS["rejected"]).num_rows > 0


def as_readings(frame: pd.DataFrame) -> Readings:
    numbers = {name: frame[name].to_numpy(float) for name in NUMBER_COLUMNS}
    return Readings(np.zeros(len(frame), dtype=np.int64), frame["time"].to_numpy(), numbers)


@st.composite
def histories(draw) -> pd.DataFrame:
    """Draw the readings of a battery: mostly one a day, at any time of the day, with odd things."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    days = np.arange(draw(st.integers(4, 60)))
    lost = draw(st.sampled_from([0.0, 0.05, 0.35, 0.5]))
    days = days[rng.random(len(days)) >= lost]
    if draw(st.booleans()):
        days = np.where(days > len(days) // 2, days + draw(st.integers(15, 40)), days)
    jitter = draw(st.sampled_from([0, 10, 40, 400, 700]))  # minutes
    at = draw(st.sampled_from([0, 5, 420, 720, 1430]))
    minutes = days * 1440 + at + rng.integers(-jitter, jitter + 1, len(days))
    minutes = np.unique(minutes) + 1440 * 20_000
    used = rng.gamma(4, 0.04, len(minutes))
    gap = np.diff(minutes, prepend=minutes[:1]) / 1440
    if draw(st.booleans()):  # a charging log: a reading pays for the days before it
        used = used * np.maximum(gap, 1)
    counter = 90 + used.cumsum() + rng.normal(0, draw(st.sampled_from([0, 0.5])), len(used))
    if draw(st.booleans()):
        counter += np.where(gap > 2, 0.4 * gap, 0).cumsum()  # used while no reading came
    off = (rng.random(len(used)) < draw(st.sampled_from([0.0, 0.1]))) * rng.integers(
        -9, 9, len(used)
    )
    return pd.DataFrame(
        {
            "time": minutes * 60_000_000,
            "Battery_Age_Days": 500 + minutes // 1440 - minutes[:1].sum() // 1440 + off,
            "Number_Of_Trips": 2.0,
            "Daily_Trip_Duration": used * 100,
            "Daily_Cycles_Used": used,
            "Lifetime_Cycles_Used": np.maximum(counter, 0),
            "Battery_Rated_Cycles": 200.0 + rng.integers(0, 2, len(used)),
        }
    )


@settings(max_examples=40)
@given(histories(), st.sampled_from(["auto", "auto", "interpolate", "zero"]))
def test_one_day_more_is_that_day_alone(frame, policy):
    _went_on_days(frame, policy)


def _went_on_days(frame: pd.DataFrame, policy: str) -> int:
    """Clean ever more readings; where one goes on, compare. Return how often one did."""
    count = 0
    for n in range(max(1, len(frame) - 12), len(frame)):
        before, odd = cleaned(frame[:n], policy)
        if odd or before.empty:
            continue
        cycles = before["Daily_Cycles_Used"].to_numpy()
        zero = ((before["Observed_Readings"] == 0) & ~before["Is_Interpolated"]).any()
        group = options(policy)
        steady, facts = steady_facts(
            as_readings(frame[:n]), np.zeros(len(before), dtype=np.int64), cycles, group
        )
        same_counter = lifetime(facts)[0] == before["Lifetime_Cycles_Used"].iloc[-1]
        if zero or not (steady[0] and same_counter):
            continue
        goes_on, later = go_on(facts, as_readings(frame[n : n + 1]), group)
        if goes_on[0]:
            count += 1
            _assert_one_day_more(before, frame, n, policy, later)
    return count


def _assert_one_day_more(before, frame, n, policy, later) -> None:
    after, odd = cleaned(frame[: n + 1], policy)
    assert not odd
    pd.testing.assert_frame_equal(after[:-1], before, check_exact=True)
    new, reading = after.iloc[-1], frame.iloc[n]
    assert new["Lifetime_Cycles_Used"] == lifetime(later)[0]
    assert new["Daily_Cycles_Used"] == reading["Daily_Cycles_Used"]
    assert new["Battery_Rated_Cycles"] == reading["Battery_Rated_Cycles"]
    assert (new["Observed_Readings"], new["Is_Interpolated"]) == (1, False)
    again, facts = steady_facts(
        as_readings(frame[: n + 1]),
        np.zeros(len(after), dtype=np.int64),
        after["Daily_Cycles_Used"].to_numpy(),
        options(policy),
    )
    assert again[0]
    assert {name: values[0] for name, values in facts.items()} == {
        name: values[0] for name, values in later.items()
    }


@pytest.mark.parametrize("at", [0, 420])
def test_plain_days_do_go_on(at):
    minutes = (20_000 + np.arange(40)) * 1440 + at
    used = np.linspace(0.1, 0.2, 40)
    frame = pd.DataFrame({"time": minutes * 60_000_000, "Daily_Cycles_Used": used})
    frame = frame.assign(Battery_Age_Days=np.arange(40.0), Number_Of_Trips=1.0)
    frame = frame.assign(Daily_Trip_Duration=50.0, Lifetime_Cycles_Used=50 + used.cumsum())
    assert _went_on_days(frame.assign(Battery_Rated_Cycles=200.0), "auto") == 12
