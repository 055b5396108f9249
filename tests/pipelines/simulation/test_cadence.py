import numpy as np
import pytest

from connected_car.pipelines.simulation.cadence import (
    Cadence,
    fleet_cadence,
    gap_days,
    reading_times,
)
from connected_car.pipelines.simulation.options import CadenceShares


def runs(days) -> list[int]:
    """Lengths of the runs of True."""
    text = "".join("x" if day else " " for day in days)
    return [len(run) for run in text.split()]


def test_gaps_have_1_to_20_days_and_never_touch():
    missing = gap_days(365, 300, 0.9, np.random.default_rng(1))
    lengths = [length for battery in missing for length in runs(battery)]
    assert set(lengths) == set(range(1, 21))
    periods = np.mean([(365 - (30 - shift) % 30) // 30 for shift in range(30)])
    assert len(lengths) == pytest.approx(0.9 * 300 * periods, rel=0.03)
    assert not missing[:, [0, -1]].any()


def test_gaps_of_a_fleet_lie_on_all_days_alike():
    missing = gap_days(365, 3000, 0.5, np.random.default_rng(2)).mean(axis=0)
    assert missing[40:-40].std() < 0.1 * missing[40:-40].mean()


def test_no_share_no_gap_and_a_short_series_has_none():
    assert not gap_days(365, 50, 0.0, np.random.default_rng(1)).any()
    assert gap_days(20, 50, 1.0, np.random.default_rng(1)).shape == (50, 20)


def test_reading_times_equal_a_loop():
    missing = np.random.default_rng(2).random((3, 12)) < 0.3
    cadence = Cadence(np.array(["daily"] * 3), np.array([0, 12, 5]), np.array([-1, -1, -1]))
    expected = []
    for battery in range(3):
        for day in np.flatnonzero(~missing[battery]):
            if day < cadence.twice_until[battery]:
                expected += [(battery, day, 1, 0), (battery, day, 2, 720)]
            else:
                expected.append((battery, day, 0, -1))
    found = zip(*reading_times(cadence, missing, np.random.default_rng(3)), strict=True)
    assert list(found) == expected


def test_drifting_readings_stay_near_their_minute_and_on_their_day():
    cadence = Cadence(np.array(["drifting"]), np.array([0]), np.array([600]))
    *_, minute = reading_times(cadence, np.zeros((1, 2_000), bool), np.random.default_rng(4))
    assert minute.mean() == pytest.approx(600, abs=1)
    assert 3 < minute.std() < 5


def test_cadences_come_in_the_given_shares():
    shares = CadenceShares(twice_a_day=0.2, switching=0.3, drifting=0.1)
    cadence = fleet_cadence(100, 50, shares, np.random.default_rng(5))
    names, counts = np.unique(cadence.name, return_counts=True)
    counted = dict(zip(names, counts, strict=True))
    assert counted == {"twice_a_day": 10, "switching": 15, "drifting": 5, "daily": 20}
    switch = cadence.twice_until[cadence.name == "switching"]
    assert len(set(switch)) > 5
    assert ((switch >= 20) & (switch <= 80)).all()
