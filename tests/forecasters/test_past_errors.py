"""Error vectors and the histories behind them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from connected_car.forecasters import Panel, make
from connected_car.forecasters.family import SETTINGS_FILE
from connected_car.forecasters.past_errors import ERROR_DAYS, PastErrors

HORIZON = 30


def test_vectors_are_those_of_histories_as_long():
    days = np.arange(0, 365)
    errors = PastErrors(np.zeros((365, ERROR_DAYS), np.float32), days)
    first, count = errors.alike(np.array([0, 10, 100, 364, 900]))
    last = first + count - 1
    assert (count >= 40).all()
    np.testing.assert_array_equal(first[:2], 0)
    assert days[first[2]] == 67
    assert days[last[2]] == 150
    np.testing.assert_array_equal(last[3:], 364)


def test_few_vectors_are_all_used():
    errors = PastErrors(np.zeros((12, ERROR_DAYS), np.float32), np.full(12, 364))
    first, count = errors.alike(np.array([0, 5, 364, 1000]))
    np.testing.assert_array_equal(first, 0)
    np.testing.assert_array_equal(count, 12)


def test_a_fleet_knows_how_unsure_a_short_history_is_and_one_battery_does_not(make_fleet):
    assert make("mean").fit(make_fleet(n=100, days=400)).errors.know_short
    assert not make("mean").fit(make_fleet(n=1, days=800)).errors.know_short


@pytest.mark.parametrize("family", ["mean", "window_average", "structural"])
@pytest.mark.parametrize("kind", ["noise", "weekly"])
def test_the_sum_is_covered_at_every_length_of_history(family, kind, make_fleet):
    """80 % intervals hold for batteries of one week and of a year, in one fleet.

    Lengths around each one: the mean of 20 days of a weekly pattern errs more than that of 21.
    """
    inside: dict[int, list[bool]] = {}
    for seed in (21, 22, 23, 24):
        fleet = make_fleet(n=500, days=480, kind=kind, seed=seed)
        past, truth = fleet.before(HORIZON), fleet.y[:, -HORIZON:].sum(axis=1)
        forecaster = make(family).fit(past)
        for days in (6, 20, 50, 100, 200, 450):
            length = np.random.default_rng(seed).uniform(0.75, 1.25, (500, 1)) * days
            gone = np.arange(450)[::-1] >= length
            short = Panel(past.ids, past.last_day, np.where(gone, np.nan, past.y))
            sums = forecaster.sample(short, HORIZON, 200, seed=1).sum(axis=2)
            low, high = np.quantile(sums, (0.1, 0.9), axis=1)
            inside.setdefault(days, []).extend((truth >= low) & (truth <= high))
    shares = {days: float(np.mean(hits)) for days, hits in inside.items()}
    assert all(0.74 <= share <= 0.86 for share in shares.values()), shares


@pytest.fixture(scope="module")
def steady_and_heavy() -> Panel:
    """Cars at work with days of all sizes, and private ones of whom some months are busier."""
    rng = np.random.default_rng(5)
    n, days = 400, 480
    heavy = (np.arange(n) % 2 == 1)[:, None]
    months = np.repeat(rng.standard_normal((n, days // 40)), 40, axis=1)
    level = np.where(heavy, 0.5, 0.1 * np.exp(0.4 * months))
    y = level * rng.lognormal(0, np.where(heavy, 0.7, 0.3), (n, days))
    ids = np.array([f"B{k:03d}" for k in range(n)], dtype=object)
    return Panel(ids, np.repeat(np.datetime64("2026-06-30"), n), y)


def test_sums_of_heavy_and_light_use_are_covered_alike(steady_and_heavy):
    fleet = steady_and_heavy
    past, truth = fleet.before(HORIZON), fleet.y[:, -HORIZON:].sum(axis=1)
    forecaster = make("window_average").fit(past)
    assert forecaster.errors.growth < -0.05
    plain = replace(forecaster.errors, growth=0.0)

    def gap() -> float:
        sums = forecaster.sample(past, HORIZON, 200, seed=1).sum(axis=2)
        low, high = np.quantile(sums, (0.1, 0.9), axis=1)
        inside = (truth >= low) & (truth <= high)
        return abs(float(inside[::2].mean()) - float(inside[1::2].mean()))

    nearer = gap()
    forecaster.errors = plain
    assert nearer < 0.75 * gap()


def test_spreads_in_proportion_to_the_use_stay_so(make_fleet):
    assert make("mean").fit(make_fleet(n=300, days=400)).errors.growth == 0.0
    assert make("mean").fit(make_fleet(n=1, days=800)).errors.growth == 0.0


def test_the_growth_survives_in_the_files_and_older_models_have_none(steady_and_heavy):
    forecaster = make("window_average").fit(steady_and_heavy)
    files = forecaster.to_files()
    again = type(forecaster).from_files(files)
    assert (again.errors.growth, again.errors.usual) == (
        forecaster.errors.growth,
        forecaster.errors.usual,
    )
    settings = json.loads(files[SETTINGS_FILE])
    del settings["errors"]
    older = type(forecaster).from_files(files | {SETTINGS_FILE: json.dumps(settings).encode()})
    assert older.errors.growth == 0.0


def test_a_battery_that_stands_still_has_no_spread_whatever_the_growth(steady_and_heavy):
    forecaster = make("window_average").fit(steady_and_heavy)
    still = replace(steady_and_heavy.select([0, 1]), y=np.zeros((2, 480)))
    assert (forecaster.sample(still, HORIZON, 20, seed=1) == 0).all()


def test_errors_rest_on_days_that_had_been_read_when_their_window_began(make_fleet):
    fleet = make_fleet(n=30, days=300)
    y, read = fleet.y.copy(), np.ones(fleet.y.shape, dtype=bool)
    y[:, -36::-28] *= 100  # the day before each window, told by a later reading
    read[:, -36::-28] = False
    leaky = make("naive").fit(replace(fleet, y=y)).errors.vectors
    honest = make("naive").fit(replace(fleet, y=y, read=read)).errors.vectors
    assert np.median(leaky) < -2
    assert abs(np.median(honest)) < 0.2


def test_only_some_batteries_are_forecast_where_that_is_slow(make_fleet):
    forecaster = make("adida")
    forecaster.error_batteries = 4
    fleet = make_fleet(n=30, days=300)
    few = forecaster.fit(Panel(fleet.ids, fleet.last_day, fleet.y)).errors.vectors
    assert len(few) == 4 * forecaster.error_windows(30)
