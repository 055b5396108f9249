"""Parts of a history: taken apart, exchanged and taken away as plain loops do it."""

from dataclasses import replace

import numpy as np
import pytest

from connected_car.explanation.exchange import exchanged, occluded
from connected_car.explanation.groups import (
    GROUPS,
    KNOWN,
    LEVEL,
    WEEKDAYS,
    WINDOWS,
    Parts,
    groups_of,
)
from connected_car.forecasters.panel import Panel


@pytest.fixture
def parts(fleet):
    return Parts.of(fleet)


def test_parts_are_those_of_a_plain_loop(fleet, parts):
    days = fleet.days()
    for row in range(len(fleet.ids)):
        year = fleet.y[row, -364:]
        known = year[~np.isnan(year)]
        if not len(known) or known.mean() == 0:
            assert np.isnan(parts.level[row])
            continue
        assert parts.level[row] == pytest.approx(known.mean())
        for weekday in range(7):
            same = [
                value / known.mean()
                for value, day in zip(year, days[row, -364:], strict=True)
                if day.item().weekday() == weekday and not np.isnan(value)
            ]
            assert parts.weekdays[row, weekday] == pytest.approx(np.mean(same))


def test_windows_cover_each_day_once(fleet):
    days = np.zeros(fleet.y.shape[1])
    for group in WINDOWS:
        days[group.columns(len(days))] += 1
    assert (days == 1).all()


def test_a_group_needs_days(make_fleet, parts, fleet):
    short = Parts.of(make_fleet(n=3, days=25))
    names = [group.key for group in GROUPS if short.has(group).any()]
    assert names == ["level", "last_week", "weeks_2_to_4"]
    assert not any(parts.has(group)[5] or parts.has(group)[2] for group in GROUPS)
    assert not parts.has(WINDOWS[0])[3]
    none = Parts.of(Panel(fleet.ids, fleet.last_day, np.empty((30, 0))))
    assert not any(none.has(group).any() for group in GROUPS)


@pytest.mark.parametrize("group", WINDOWS, ids=lambda group: group.key)
def test_a_window_is_exchanged_between_batteries_and_scaled(fleet, parts, group):
    panel, rows = exchanged(parts, group, np.random.default_rng(1))
    columns = group.columns(fleet.y.shape[1])
    outside = np.ones(fleet.y.shape[1], dtype=bool)
    outside[columns] = False
    np.testing.assert_allclose(panel.y[:, outside], fleet.y[:, outside])
    np.testing.assert_array_equal(panel.y[~rows], fleet.y[~rows])
    patterns = parts.ratio[:, columns]
    for row in np.flatnonzero(rows):
        got = panel.y[row, columns] / parts.level[row]
        donors = [
            other for other in range(len(rows)) if np.allclose(got, patterns[other], equal_nan=True)
        ]
        assert len(donors) == 1
        assert donors[0] != row


def test_levels_are_exchanged_and_patterns_stay(fleet, parts):
    panel, rows = exchanged(parts, LEVEL, np.random.default_rng(1))
    new = Parts.of(panel)
    np.testing.assert_allclose(new.ratio[rows], parts.ratio[rows])
    np.testing.assert_allclose(np.sort(new.level[rows]), np.sort(parts.level[rows]))
    assert (np.abs(new.level[rows] - parts.level[rows]) > 0).all()


def test_the_weekday_profile_is_turned(make_fleet):
    fleet = make_fleet(n=4, days=140)
    fleet.y[:] = 1 + 0.1 * np.arange(140) % 0.7
    parts = Parts.of(fleet)
    panel, _ = exchanged(parts, WEEKDAYS, np.random.default_rng(1))
    turned = Parts.of(panel).weekdays
    for row in range(4):
        turns = [
            turn
            for turn in range(7)
            if np.allclose(turned[row], np.roll(parts.weekdays[row], -turn))
        ]
        assert turns and turns[0] > 0


def test_a_single_battery_gets_its_own_earlier_days(make_fleet):
    fleet = make_fleet(n=1, days=300)
    parts = Parts.of(fleet)
    panel, rows = exchanged(parts, WINDOWS[1], np.random.default_rng(1))
    assert rows.all()
    got, y = panel.y[0, WINDOWS[1].columns(300)], fleet.y[0]
    starts = [s for s in range(280) if np.allclose(got, y[s : s + 21])]
    assert len(starts) == 1
    assert starts[0] <= 272 - 21
    assert (272 - starts[0]) % 7 == 0
    assert exchanged(parts, LEVEL, np.random.default_rng(1)) is None
    assert exchanged(parts, WINDOWS[3], np.random.default_rng(1)) is None


def test_taking_away_leaves_what_is_expected(fleet, parts):
    window, _ = occluded(parts, WINDOWS[0], 0.1)
    row, columns = 0, WINDOWS[0].columns(400)
    codes = [day.item().weekday() for day in fleet.days()[row, columns]]
    expected = parts.level[row] * parts.weekdays[row, codes]
    expected[np.isnan(fleet.y[row, columns])] = np.nan
    np.testing.assert_allclose(window.y[row, columns], expected)
    level, rows = occluded(parts, LEVEL, 0.1)
    np.testing.assert_allclose(Parts.of(level).level[rows], 0.1)
    flat, _ = occluded(parts, WEEKDAYS, 0.1)
    before, after = parts.weekdays[0], Parts.of(flat).weekdays[0]
    assert np.ptp(after) < 0.35 * np.ptp(before)


@pytest.fixture
def planned(fleet) -> Panel:
    """Two plans of 5 days ahead, each value of its own; nothing is planned for battery 3."""
    plan = np.arange(30 * 405, dtype=float).reshape(30, 405)
    plan[3, -5:] = np.nan
    return replace(fleet, known={"trips": plan, "service": -plan})


@pytest.mark.parametrize("batteries", [30, 1])
def test_what_is_known_in_advance_comes_from_another_battery_and_day(planned, batteries):
    panel = planned.select(slice(0, batteries))
    changed, rows = exchanged(Parts.of(panel), KNOWN, np.random.default_rng(1))
    assert rows.tolist() == [row != 3 for row in range(batteries)]
    new, old = changed.known["trips"], panel.known["trips"]
    np.testing.assert_array_equal(changed.y, panel.y)
    np.testing.assert_array_equal(changed.known["service"], -new)
    np.testing.assert_array_equal(new[:, :-5], old[:, :-5])
    np.testing.assert_array_equal(np.sort(new[:, -5:], axis=None), np.sort(old[:, -5:], axis=None))
    for row in np.flatnonzero(rows):
        donors = np.flatnonzero(np.isin(old, new[row, -5:]).any(axis=1))
        assert len(donors) == 1
        assert (donors[0] != row) == (batteries > 1)
    assert not np.array_equal(new, old)


def test_what_is_known_in_advance_is_taken_away(planned):
    changed, rows = occluded(Parts.of(planned), KNOWN, 0.1)
    assert rows.sum() == 29
    for name, values in planned.known.items():
        np.testing.assert_array_equal(changed.known[name][:, :-5], values[:, :-5])
        assert np.isnan(changed.known[name][:, -5:]).all()


def test_a_fleet_of_which_nothing_is_known_in_advance_has_no_such_part(planned, fleet):
    assert groups_of(fleet) == GROUPS
    assert groups_of(planned) == (*GROUPS, KNOWN)
    nothing = replace(fleet, known={"trips": np.full((30, 405), np.nan)})
    assert exchanged(Parts.of(nothing), KNOWN, np.random.default_rng(1)) is None


def test_input_stays_as_it_was(fleet, planned):
    before, plan = fleet.y.copy(), planned.known["trips"].copy()
    parts = Parts.of(planned)
    for group in groups_of(planned):
        exchanged(parts, group, np.random.default_rng(1))
        occluded(parts, group, 0.1)
    np.testing.assert_array_equal(fleet.y, before)
    np.testing.assert_array_equal(planned.known["trips"], plan)
