"""Training: repeatable, quiet, ended by validation, and no trace left in PyTorch's settings."""

import logging
import subprocess
import sys

import numpy as np
import pytest
import torch

from connected_car.errors import UserError
from connected_car.forecasters import Panel, make
from connected_car.forecasters.networks import train as training
from connected_car.forecasters.networks.threads import repeatable

NETWORKS = ("nhits", "lstm", "workshop_lstm")


@pytest.fixture(scope="module")
def fleet(make_fleet) -> Panel:
    return make_fleet(n=8, days=200, kind="weekly", missing=0.04)


@pytest.mark.parametrize("family", NETWORKS)
def test_the_same_seed_gives_the_same_files(family, fleet):
    first = make(family, seed=5).fit(fleet).to_files()
    torch.rand(3)  # what others draw in between does not matter
    assert make(family, seed=5).fit(fleet).to_files() == first
    assert make(family, seed=6).fit(fleet).to_files() != first


def test_pytorchs_settings_are_left_as_they_were(fleet):
    torch.manual_seed(11)
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    make("nhits").fit(fleet).predict(fleet, 30)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads
    assert not torch.are_deterministic_algorithms_enabled()


def test_settings_come_back_after_an_error():
    threads = torch.get_num_threads()
    with pytest.raises(ZeroDivisionError), repeatable(1, threads + 1):
        assert torch.get_num_threads() == threads + 1
        raise ZeroDivisionError
    assert torch.get_num_threads() == threads
    assert not torch.are_deterministic_algorithms_enabled()


def test_training_prints_nothing():
    code = (
        "import numpy as np; from connected_car.forecasters import Panel, make;"
        "from connected_car.forecasters.networks.family import NetworkFamily as N;"
        "N.epochs = N.batches = 2;"
        "y = np.random.default_rng(1).random((3, 90));"
        "p = Panel(np.array(['a', 'b', 'c']), np.full(3, np.datetime64('2026-01-01')), y);"
        "make('nhits').fit(p).predict(p, 30)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_a_long_training_tells_how_far_it_is(fleet, monkeypatch, caplog):
    monkeypatch.setattr(training, "_LOG_SECONDS", 0.0)
    with caplog.at_level(logging.INFO, "connected_car"):
        make("nhits").fit(fleet)
    assert any("nhits: epoch 2 of at most 2, validation error 0." in m for m in caplog.messages)


def test_ctrl_c_stays_ctrl_c(fleet, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(training.Regression, "training_step", interrupt)
    import signal

    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        make("nhits").fit(fleet)
    assert signal.getsignal(signal.SIGINT) == handler


def test_noise_alone_is_not_learned(monkeypatch, make_fleet):
    """Training never ends with a worse validation error than the level alone has."""
    from connected_car.forecasters.networks.family import NetworkFamily

    monkeypatch.setattr(NetworkFamily, "epochs", 6)
    noise = make_fleet(n=3, days=250)
    point = make("nhits").learn(noise).predict(noise, 30)
    level = np.nanmean(noise.y, axis=1, keepdims=True)
    np.testing.assert_allclose(point.mean(axis=1, keepdims=True), level, rtol=0.2)


def test_a_fleet_too_short_is_refused_in_one_line(make_fleet):
    with pytest.raises(UserError, match="nhits needs batteries with at least"):
        make("nhits").fit(make_fleet(n=3, days=12))


def test_no_error_vector_comes_from_days_that_were_learned_from(fleet):
    """A change in the last window changes the errors of that window alone."""
    changed = Panel(fleet.ids, fleet.last_day, fleet.y.copy())
    changed.y[:, -33:] += 1.0  # where the window before the last one ends
    before, after = (make("nhits", seed=2).fit(f).errors.vectors for f in (fleet, changed))
    assert len(before) > 8
    np.testing.assert_array_equal(before[:-8], after[:-8])
    assert (after[-8:, 2:] > before[-8:, 2:] + 5).all()


def test_a_block_beyond_the_horizon_is_forecast_from_the_one_before(fleet):
    forecaster = make("nhits", seed=2).fit(fleet)
    first = forecaster.predict(fleet, 30)
    longer = Panel(
        fleet.ids, fleet.last_day + np.timedelta64(30, "D"), np.concatenate([fleet.y, first], 1)
    )
    both = np.concatenate([first, forecaster.predict(longer, 30)], axis=1)
    np.testing.assert_allclose(forecaster.predict(fleet, 60), both, rtol=1e-5)
    np.testing.assert_array_equal(forecaster.predict(fleet, 7), first[:, :7])
