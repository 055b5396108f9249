"""The charging log: rows only when charged, each telling of all use since the one before."""

import numpy as np
import pandas as pd
import pytest

from connected_car.pipelines.simulation.block import plan_readings, simulate_block
from connected_car.pipelines.simulation.charging import Charges, draw_charges
from connected_car.pipelines.simulation.nodes import (
    count_dirt,
    describe_true_batteries,
    simulate_telemetry,
    simulate_true_days,
)
from connected_car.pipelines.simulation.readings import dirty_readings
from connected_car.pipelines.simulation.wear import to_cycles

N_DAYS = 600


@pytest.fixture(scope="module")
def charging_options(make_options):
    """Make options of the preset, ``charging`` and ``dirt`` with only what differs."""

    def make(clean: bool = True, **charging):
        options = make_options(preset="charging_log", n_batteries=100, n_days=N_DAYS)
        none = dict.fromkeys(type(options.dirt).model_fields, 0) | {"file_faults": False}
        changes = {"charging": options.charging.model_copy(update=charging)}
        if clean:
            changes["dirt"] = options.dirt.model_copy(update=none)
        return options.model_copy(update=changes)

    return make


def readings_of(options) -> pd.DataFrame:
    return pd.DataFrame(dirty_readings(options, 0, options.n_batteries))


@pytest.fixture(scope="module")
def readings(charging_options):
    return readings_of(charging_options())


def test_a_charge_tells_of_all_days_since_the_one_before():
    rng = np.random.default_rng(3)
    values, charged = rng.integers(0, 9, (20, 50)), rng.random((20, 50)) < 0.3
    told = Charges(charged, np.zeros(20)).told(values)
    for battery in range(20):
        since = 0
        for day in range(50):
            since += values[battery, day]
            assert told[battery, day] == (since if charged[battery, day] else 0)
            since = 0 if charged[battery, day] else since


def test_sums_of_readings_are_the_rise_of_the_counter_and_the_true_use(readings, charging_options):
    options = charging_options()
    days, _ = simulate_true_days(options)
    true = pd.concat([make() for make in days.values()])
    counter = true["Lifetime_Cycles_Used"].to_numpy(float).reshape(100, N_DAYS)
    true_at_reading = counter[readings["battery"], readings["day"]]
    np.testing.assert_allclose(readings["counter"], true_at_reading, atol=1e-6)
    same = readings["battery"].diff() == 0
    np.testing.assert_allclose(
        readings["counter"].diff()[same], readings["cycles"][same], atol=1e-6
    )


@pytest.mark.parametrize(("share", "least", "most"), [(0.4, 0.55, 0.65), (0.2, 0.74, 0.84)])
def test_share_of_days_without_a_row(share, least, most, charging_options):
    log = readings_of(charging_options(charged_days=share)).groupby("battery")["day"]
    missing = 1 - log.nunique() / (log.max() - log.min() + 1)
    assert least < missing.mean() < most
    assert missing.std() > 0.03


def test_readings_by_day_grow_with_the_days_before_them_and_those_by_level_hardly(charging_options):
    def growth(by_level: float) -> float:
        log = readings_of(charging_options(by_level=by_level, habit_change=0.0))
        log["gap"] = log.groupby("battery")["day"].diff()
        private = log.groupby("battery").filter(lambda one: one["cycles"].mean() < 0.3)
        return (
            private.groupby("battery")[["gap", "cycles"]]
            .corr()
            .xs("gap", level=1)["cycles"]
            .median()
        )

    assert growth(0.0) > 0.7
    assert growth(1.0) < growth(0.0) - 0.15


def test_short_and_long_histories_stand_side_by_side(readings):
    first = readings.groupby("battery")["day"].min()
    is_short = first >= N_DAYS - 120
    assert is_short.sum() == 50
    assert (first[~is_short] < 60).all()
    assert set(is_short.groupby(is_short.index // 50).sum()) == {25}


def test_habits_change_within_weeks_only_if_asked(charging_options):
    def change(size: float) -> float:
        minutes = simulate_block(charging_options(habit_change=size), 0).minutes
        months = minutes[:, :600].reshape(50, 10, 60).mean(axis=2)
        return np.abs(np.diff(np.log(months), axis=1)).mean()

    assert change(0.8) > 1.5 * change(0.0)


def test_many_truly_cross_within_30_days(charging_options):
    options = charging_options()
    left = pd.to_datetime(describe_true_batteries(options)["Crossing_Date"]) - pd.Timestamp(
        options.end_date
    )
    assert left.dt.days.between(1, 30).mean() == pytest.approx(options.charging.due.within_30_days)


def test_readings_come_at_odd_hours(readings):
    hours = readings["minute"].between(0, 1_439).all(), (readings["minute"] // 60).nunique()
    assert hours == (True, 24)


def test_a_battery_that_stands_is_never_charged(charging_options):
    minutes = np.zeros((3, 90))
    minutes[1:, 10:20] = 30.0
    options = charging_options().charging
    charged = draw_charges(minutes, 60, options, np.random.default_rng(1)).charged
    assert not charged[0].any()
    assert charged[1:].any(axis=1).all()
    assert (charged[1:].sum(axis=1) <= 10).all()


def test_dirt_is_counted_as_written_and_lost_charges_leave_the_counter_right(charging_options):
    options = charging_options(clean=False)
    files = simulate_telemetry(options)
    stated = count_dirt(options, files, pd.DataFrame())["files"]
    for name, make in files.items():
        assert make().count("\n") + stated[name]["cut_lines"] == stated[name]["rows"] + 1
    plan, truth = plan_readings(options, 0), simulate_block(options, 0)
    lost = truth.charges.read(N_DAYS) & plan.missing
    assert lost.sum() > 20
    assert (to_cycles(truth.told(truth.minutes))[:, :N_DAYS][lost] > 0).all()
