"""Windows: what they show, what they hide, in which order they come."""

import numpy as np
import pytest
import torch

from connected_car.forecasters.levels import FleetLevel
from connected_car.forecasters.networks.data import MIN_DAYS, RandomBatches, Windows, inputs
from connected_car.forecasters.panel import Panel

WIDTH, HORIZON = 56, 30


@pytest.fixture
def fleet(make_fleet) -> Panel:
    return make_fleet(n=4, days=120, missing=0.05)


def windows(panel: Panel, since: int = 0) -> Windows:
    return Windows(panel, FleetLevel.of(panel), WIDTH, HORIZON, since)


def test_a_window_against_a_plain_loop(fleet):
    found = windows(fleet)
    numbers = torch.arange(len(found))
    batch = found.take(numbers)
    at = 0
    for row in range(4):
        for cutoff in range(120):
            past, ahead = fleet.y[row, :cutoff], fleet.y[row, cutoff : cutoff + HORIZON]
            if np.isnan(ahead[0]) or (~np.isnan(past)).sum() < MIN_DAYS:
                continue
            day = fleet.last_day[row].astype(int) - 120 + cutoff
            assert batch.day[at] == day
            known = batch.target[at, : len(ahead)].numpy()
            ratio = known / ahead
            assert np.array_equal(np.isnan(known), np.isnan(ahead))
            assert np.nanstd(ratio) < 1e-4 * np.nanmean(ratio)
            assert torch.isnan(batch.target[at, len(ahead) :]).all()
            at += 1
    assert at == len(found)


def test_a_window_is_scaled_by_its_own_level(fleet):
    batch = windows(fleet).take(torch.arange(len(windows(fleet))))
    np.testing.assert_allclose(batch.window.mean(dim=1), 1.0, rtol=1e-5)
    assert not torch.isnan(batch.window).any()


def test_no_window_shows_a_day_after_its_cutoff(fleet):
    changed = Panel(fleet.ids, fleet.last_day, fleet.y.copy())
    changed.y[:, 80:] *= 7
    level = FleetLevel.of(fleet)
    before = Windows(fleet, level, WIDTH, HORIZON)
    after = Windows(changed, level, WIDTH, HORIZON)
    numbers = torch.arange(len(before))
    one, other = before.take(numbers), after.take(numbers)
    early = one.day < int(fleet.last_day[0].astype(int)) - 40
    torch.testing.assert_close(one.window[early], other.window[early], rtol=0, atol=0)
    assert not torch.equal(one.window[~early], other.window[~early])


def test_validation_windows_begin_where_training_targets_end(fleet):
    training = windows(fleet.before(20))
    validation = windows(fleet, since=100)
    end = int(fleet.last_day[0].astype(int))
    days = validation.take(torch.arange(len(validation))).day
    assert days.min() >= end - 20  # the cutoff is the last day that the window knows
    batch = training.take(torch.arange(len(training)))
    reach = batch.day[:, None] + torch.arange(1, HORIZON + 1)
    assert reach[~torch.isnan(batch.target)].max() <= end - 20


def test_all_windows_come_before_one_comes_again(fleet):
    found = windows(fleet)
    size = len(found) // 4
    batches = RandomBatches(found, size, 4, torch.Generator().manual_seed(1))
    days = torch.cat([batch.day for batch in batches])
    assert len(days) == 4 * size
    counts = torch.unique(days, return_counts=True)[1]
    assert counts.max() <= 4  # four batteries have each day once
    again = RandomBatches(found, size, 4, torch.Generator().manual_seed(1))
    assert torch.equal(days, torch.cat([batch.day for batch in again]))


def test_a_short_history_is_padded_with_its_level(fleet):
    batch, level = inputs(fleet.tail(5), FleetLevel.of(fleet), WIDTH)
    assert batch.window.shape == (4, WIDTH)
    assert (batch.window[:, :-7] == 1).all()
    assert ((level > 0) & np.isfinite(level)).all()


def test_no_history_at_all_has_the_fleets_level(fleet):
    fleet_level = FleetLevel.of(fleet)
    for days in (0, 9):
        nothing = Panel(fleet.ids, fleet.last_day, np.full((4, days), np.nan))
        batch, level = inputs(nothing, fleet_level, WIDTH)
        np.testing.assert_allclose(level, fleet_level.level)
        assert (batch.window == 1).all()
