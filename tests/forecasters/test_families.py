"""What every family must do."""

import io
from functools import cache

import numpy as np
import pytest

from connected_car.forecasters import FAMILIES, Panel, load_forecaster, make

HORIZON = 30

# two fits of the others take seconds; they share all but the model with one of these
DEAR = {"auto_theta", "auto_ces", "auto_arima", "workshop_lstm"}
QUICK = [family for family in FAMILIES if family not in DEAR]
TRAINED = {"nhits", "lstm", "workshop_lstm"}  # networks/test_training.py trains them twice


@pytest.fixture(scope="module")
def fleet(make_fleet) -> Panel:
    """Four batteries with a weekly pattern, four without."""
    weekly, steady = (make_fleet(8, 260, kind, missing=0.05) for kind in ("weekly", "noise"))
    mixed = np.where(np.arange(8)[:, None] < 4, weekly.y, steady.y)
    return Panel(weekly.ids, weekly.last_day, mixed)


@pytest.fixture(scope="module")
def fitted(fleet):
    """The function that gives a family fitted on the fleet; it is fitted once."""
    return cache(lambda family: make(family, seed=3).fit(fleet))


@pytest.fixture(scope="module", params=FAMILIES)
def forecaster(request, fitted):
    return fitted(request.param)


@pytest.fixture(scope="module")
def point(forecaster, fleet):
    """What the forecaster says of the fleet."""
    return forecaster.predict(fleet, HORIZON)


def stranger(fleet: Panel, y) -> Panel:
    """Return one battery that was never seen, with this history."""
    return Panel(np.array(["stranger"]), fleet.last_day[:1], np.asarray(y, dtype=float)[None])


def assert_sound(forecast: np.ndarray) -> None:
    assert np.isfinite(forecast).all()
    assert (forecast >= 0).all()


def test_forecasts_and_paths_are_sound_and_leave_the_history_as_it_was(forecaster, fleet):
    before = fleet.y.copy()
    point = forecaster.predict(fleet, HORIZON)
    paths = forecaster.sample(fleet, HORIZON, 50, seed=1)
    np.testing.assert_array_equal(paths, forecaster.sample(fleet, HORIZON, 50, seed=1, point=point))
    assert point.shape == (8, HORIZON)
    assert paths.shape == (8, 50, HORIZON)
    assert_sound(point)
    assert_sound(paths)
    np.testing.assert_array_equal(fleet.y, before)
    assert forecaster.predict(fleet.select([]), HORIZON).shape == (0, HORIZON)


def test_files_bring_back_the_same_forecaster_to_the_bit(forecaster, fleet, point):
    files = forecaster.to_files()
    again = load_forecaster(files)
    assert again.to_files() == files
    np.testing.assert_array_equal(again.predict(fleet, HORIZON), point)
    np.testing.assert_array_equal(
        *(f.sample(fleet, HORIZON, 20, 1, point=point) for f in (again, forecaster))
    )


@pytest.mark.parametrize("family", [family for family in FAMILIES if family not in TRAINED])
def test_fitting_twice_gives_the_same_files(family, fleet, fitted):
    assert make(family, seed=3).fit(fleet).to_files() == fitted(family).to_files()


def test_files_are_safe(forecaster):
    files = forecaster.to_files()
    assert {name.rpartition(".")[2] for name in files} <= {"json", "npy", "lgb", "safetensors"}
    np.load(io.BytesIO(files["errors.npy"]), allow_pickle=False)


def test_save_writes_the_files(forecaster, tmp_path):
    forecaster.save(tmp_path / "model")
    written = {path.name: path.read_bytes() for path in (tmp_path / "model").iterdir()}
    assert written == forecaster.to_files()


def test_any_partitioning_gives_the_same_numbers(forecaster, fleet, point):
    parts = [fleet.select(rows) for rows in ([0, 1, 2], [3], list(range(4, 8)))]
    points = [forecaster.predict(part, HORIZON) for part in parts]
    np.testing.assert_array_equal(np.concatenate(points), point)
    paths = [
        forecaster.sample(part, HORIZON, 20, 1, point=its)
        for part, its in zip(parts, points, strict=True)
    ]
    whole = forecaster.sample(fleet, HORIZON, 20, 1, point=point)
    np.testing.assert_array_equal(np.concatenate(paths), whole)


def test_days_before_the_tail_do_not_matter(forecaster, fleet):
    if forecaster.history_days is None:
        pytest.skip("the mean looks at the whole history")
    padded = np.pad(fleet.y, ((0, 0), (500, 0)), constant_values=9.0)
    long = Panel(fleet.ids, fleet.last_day, padded).tail(forecaster.history_days)
    longer = Panel(fleet.ids, fleet.last_day, padded)
    np.testing.assert_array_equal(
        forecaster.predict(longer, HORIZON), forecaster.predict(long, HORIZON)
    )


def test_a_battery_never_seen_gets_a_forecast_near_its_own_level(forecaster, fleet):
    rng = np.random.default_rng(5)
    history = stranger(fleet, 0.5 + 0.02 * rng.standard_normal(200))
    forecast = forecaster.predict(history, HORIZON)
    assert_sound(forecast)
    assert forecast.mean() == pytest.approx(0.5, rel=0.15)


def test_a_battery_without_history_gets_about_the_fleets_mean(forecaster, fleet):
    for days in (0, 5, 200):
        forecast = forecaster.predict(stranger(fleet, np.full(days, np.nan)), HORIZON)
        assert forecast.mean() == pytest.approx(forecaster.fleet.level, rel=0.25)
        assert_sound(forecaster.sample(stranger(fleet, np.full(days, np.nan)), HORIZON, 20, 1))


def test_a_short_history_pulls_the_forecast_towards_itself(forecaster, fleet):
    none, short, longer = (
        forecaster.predict(stranger(fleet, np.full(days, 3 * forecaster.fleet.level)), 28).mean()
        for days in (0, 5, 40)
    )
    assert none < short < longer < 3.6 * forecaster.fleet.level


def test_a_constant_history_is_carried_on(forecaster, fleet):
    forecast = forecaster.predict(stranger(fleet, np.full(300, 0.25)), HORIZON)
    assert forecast.mean() == pytest.approx(0.25, rel=0.12)


def test_a_battery_that_stands_still_stays_still(forecaster, fleet):
    forecast = forecaster.predict(stranger(fleet, np.zeros(300)), HORIZON)
    np.testing.assert_array_equal(forecast, 0)
    assert_sound(forecaster.sample(stranger(fleet, np.zeros(300)), HORIZON, 20, 1))


def test_missing_last_days_are_bridged(forecaster, fleet):
    y = fleet.y.copy()
    y[:, -20:] = np.nan
    gone = forecaster.predict(Panel(fleet.ids, fleet.last_day, y), 28)
    assert_sound(gone)
    np.testing.assert_allclose(gone.mean(), np.nanmean(y[:, -60:]), rtol=0.25)


def test_a_horizon_beyond_the_error_vectors(forecaster, fleet):
    paths = forecaster.sample(fleet, 75, 10, 1)
    assert paths.shape == (8, 10, 75)
    assert_sound(paths)


@pytest.mark.parametrize("family", ["mean", "weekday_profile", "structural", "adida"])
def test_a_fleet_that_never_moved_is_forecast_to_stand_still(family, fleet):
    still = Panel(fleet.ids, fleet.last_day, np.zeros(fleet.y.shape))
    forecaster = make(family, seed=3).fit(still)
    assert forecaster.predict(still, HORIZON).max() == 0
    assert forecaster.sample(still, HORIZON, 5, seed=1).max() == 0


@pytest.mark.parametrize("family", QUICK)
def test_one_huge_outlier_leaves_the_other_batteries_alone(family, fleet, fitted):
    y = fleet.y.copy()
    y[0, -100] = 1e6
    spoilt = make(family, seed=3).fit(Panel(fleet.ids, fleet.last_day, y))
    forecast = spoilt.predict(Panel(fleet.ids, fleet.last_day, y), HORIZON)
    assert_sound(forecast)
    others = fitted(family).predict(fleet, HORIZON)[1:].mean()
    assert forecast[1:].mean() == pytest.approx(others, rel=0.1)


@pytest.mark.parametrize("family", QUICK)
@pytest.mark.parametrize("days", [32, 70])
def test_a_fleet_with_a_short_history_can_be_fitted(family, days, make_fleet):
    fleet = make_fleet(n=8, days=days)
    forecaster = make(family).fit(fleet)
    assert_sound(forecaster.predict(fleet, HORIZON))
    assert_sound(forecaster.sample(fleet, HORIZON, 20, 1))


def test_lightgbm_learns_the_weekend(fleet):
    forecaster = make("lightgbm").learn(fleet)
    point = forecaster.predict(fleet, 28)
    weekday = (fleet.future_days(28).astype(int) + 3) % 7
    rests = np.nanmean(fleet.y[:, (np.arange(260)[::-1] + 5) % 7 < 2], axis=1) < 0.1
    at_weekends = np.array([row[day >= 5].mean() for row, day in zip(point, weekday, strict=True)])
    in_the_week = np.array([row[day < 5].mean() for row, day in zip(point, weekday, strict=True)])
    assert (at_weekends < 0.7 * in_the_week)[rests].all()


def test_seasonal_naive_repeats_the_last_week(fleet):
    rng = np.random.default_rng(2)
    history = stranger(fleet, rng.random(100))
    forecast = make("seasonal_naive").learn(fleet).predict(history, HORIZON)
    np.testing.assert_array_equal(forecast[0, :14], np.tile(history.y[0, -7:], 2))


def test_window_average_looks_at_the_window_alone(fleet):
    y = np.full(200, 9.0)
    y[-14:] = 0.3
    forecaster = make("window_average", window=14).learn(fleet)
    np.testing.assert_allclose(forecaster.predict(stranger(fleet, y), 3), 0.3)


def test_mean_is_the_mean_of_all_known_days(fleet):
    forecast = make("mean").learn(fleet).predict(fleet, 2)
    np.testing.assert_allclose(forecast[:, 0], np.nanmean(fleet.y, axis=1))
