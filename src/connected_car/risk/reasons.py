"""Why a battery has its class, in plain words; built column by column, never battery by battery."""

import numpy as np

from connected_car.risk.replacement import CAP_DAYS
from connected_car.risk.states import RECENT_DAYS, BatteryStates

UNREAD_WORTH_SAYING = 0.2  # share of the last 28 days
_UNKNOWN = "Its rated cycles, its counter or its use are not known, so nothing can be said."


def reasons(
    states: BatteryStates,
    *,
    probability: np.ndarray,
    rate: np.ndarray,
    days: np.ndarray,
    dates: np.ndarray,
    horizon: int,
    short_history_days: int,
) -> np.ndarray:
    """Return ``(n,)`` texts of one to three sentences.

    Args:
        states: what is known of each battery.
        probability: ``(n,)`` failure probability.
        rate: ``(n,)`` mean of the forecast, in cycles a day.
        days: ``(n,)`` days until the rating is passed, from ``days_to_crossing``.
        dates: ``(n,)`` the day of that.
        horizon: days that the probability speaks of.
        short_history_days: with fewer known days the answer rests on similar batteries.
    """
    used, rated = _used(states.lifetime), _number("%.1f", states.rating)
    counter = _join("Used ", used, " of ", rated, " rated cycles; ")
    pace = _join("at ", _rate(rate), " cycles a day the rating is ", _when(days, dates), "; ")
    chance = _join(of_100(probability), " of 100 batteries like this pass it within ")
    ahead = _join(counter, pace, chance, f"{horizon} days.")
    passed = _join("Passed its rating of ", rated, " cycles; ", used, " used.")
    unknown = np.isnan(states.rating - states.lifetime) | np.isnan(probability)
    overdue = states.lifetime >= states.rating
    main = np.where(overdue, passed, np.where(unknown, _UNKNOWN, ahead))
    return _join(main, _short_history(states, short_history_days), _unread(states))


def _when(days: np.ndarray, dates: np.ndarray) -> np.ndarray:
    on = _join("passed around ", np.datetime_as_string(dates), " (in ", _count(days, "day"), ")")
    never = np.isnan(days) | (days >= CAP_DAYS)
    return np.where(never, "not passed in the next five years", on)


def of_100(probability: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` probabilities in words, to go before ``of 100 batteries``."""
    about = _join("about ", _number("%.0f", 100 * probability))
    return np.select(
        [probability < 0.01, probability > 0.99], ["fewer than 1", "more than 99"], about
    )


def _short_history(states: BatteryStates, short_history_days: int) -> np.ndarray:
    own = _count(states.days_known, "day")
    said = _join(" Estimate from similar batteries: only ", own, " of history of its own.")
    return np.where(states.days_known < short_history_days, said, "")


def _unread(states: BatteryStates) -> np.ndarray:
    number = np.char.mod("%d", states.days_unread)
    said = _join(" No reading of its own on ", number, f" of its last {RECENT_DAYS} days.")
    return np.where(states.days_unread > UNREAD_WORTH_SAYING * RECENT_DAYS, said, "")


def _used(lifetime: np.ndarray) -> np.ndarray:
    """Rounded down, so that a battery just below its rating does not read as having passed it."""
    return np.char.mod("%.1f", np.floor(lifetime * 10 + 1e-6) / 10)


def _rate(rate: np.ndarray) -> np.ndarray:
    small = np.where(rate < 0.001, "less than 0.001", np.char.mod("%.3f", rate))
    return np.where(rate < 0.1, small, np.char.mod("%.2f", rate))


def _number(form: str, values: np.ndarray) -> np.ndarray:
    """Text of the numbers, a closing ``.0`` left out."""
    text = np.char.mod(form, values)
    return np.where(np.strings.endswith(text, ".0"), np.strings.rpartition(text, ".")[0], text)


def _count(values: np.ndarray, noun: str) -> np.ndarray:
    return _join(np.char.mod("%.0f", values), np.where(values == 1, f" {noun}", f" {noun}s"))


def _join(*parts: str | np.ndarray) -> np.ndarray:
    text: np.ndarray = np.array("", dtype=object)
    for part in parts:
        text = text + (part.astype(object) if isinstance(part, np.ndarray) else part)
    return text
