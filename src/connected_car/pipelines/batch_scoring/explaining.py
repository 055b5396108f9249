"""What one battery's page shows: its last 60 days replayed, and which rule decided today."""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256

import numpy as np
import pandas as pd

from connected_car.datasets.champion import Champion
from connected_car.errors import UserError
from connected_car.pages.words import chance, percent
from connected_car.risk.classes import chosen_levels
from connected_car.risk.decisions import remaining_cycles, risk_class
from connected_car.risk.findings import find
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import Level
from connected_car.risk.probability import interval, running_totals
from connected_car.risk.scoring import forecast_paths, score_states
from connected_car.risk.states import BatteryStates, battery_states, without_unread_end

REPLAYED_DAYS = 60
_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Replay:
    """A battery judged as of each of the last days, from what was known on each.

    Attributes:
        days: ``(k,)`` the days, the last one is today.
        probability: ``(k,)`` in 0 .. 1, NaN where unknown.
        risk: ``(k,)`` class, with the hysteresis of the days before.
        silent: ``(k,)`` whether it was silent.
        watch: level of the class.
        alert: level of the class.
        forecast: ``Date, Forecast_Cycles, Lower_80, Upper_80`` from the last known day on.
        ahead: ``Date, Mean, Lower, Upper``: cycles used since the last known day.
    """

    days: np.ndarray
    probability: np.ndarray
    risk: np.ndarray
    silent: np.ndarray
    watch: Level
    alert: Level
    forecast: pd.DataFrame
    ahead: pd.DataFrame


def replay(
    history: pd.DataFrame, champion: Champion, options: RiskOptions, today: np.datetime64
) -> Replay:
    """Judge a battery as of each of the last 60 days, all in one call.

    Each day is a battery of its own with the same id: a path depends on id and last day alone, so
    that the numbers are those that a run on that day had given.

    Args:
        history: the battery's days, columns ``STATE_COLUMNS``.
        champion: the forecaster and its policy.
        options: see ``RiskOptions``.
        today: the day on which the fleet is judged.
    """
    dates = pd.to_datetime(history["Date"]).to_numpy().astype("datetime64[D]")
    days = today - np.arange(REPLAYED_DAYS - 1, -1, -1).astype("timedelta64[D]")
    days = days[days >= dates.min()]
    row, place = np.nonzero(dates[None, :] <= days[:, None])
    known = history.iloc[place].assign(Battery_ID=np.char.mod("%02d", row))
    states = battery_states(without_unread_end(known), options.history_days)
    states = _under_its_own_id(states, str(history["Battery_ID"].iloc[0]))
    forecasts, numbers = score_states(states, champion.forecaster, options)
    probability = champion.policy.calibration(numbers["Share_Crossing"].to_numpy(float))
    silent = find(numbers, days, options.silent_after_days)["silent"]
    levels = chosen_levels(champion.policy, options)
    remaining, risk = remaining_cycles(numbers), np.full(len(days), None, dtype=object)
    before = np.array([None], dtype=object)
    for day in range(len(days)):  # each class depends on the one before
        at = slice(day, day + 1)
        before = risk_class(remaining[at], probability[at], silent[at], before, levels)
        risk[at] = before
    ahead = _ahead(states.select(slice(-1, None)), champion, options)
    forecast = forecasts.tail(options.horizon)
    return Replay(days, probability, risk, silent, *levels, forecast, ahead)


def _under_its_own_id(states: BatteryStates, battery: str) -> BatteryStates:
    ids = np.full(len(states.panel.ids), battery, dtype=object)
    return replace(states, panel=replace(states.panel, ids=ids))


def _ahead(states: BatteryStates, champion: Champion, options: RiskOptions) -> pd.DataFrame:
    mean, paths = forecast_paths(states, champion.forecaster, options)
    totals = mean.cumsum(axis=1)
    lower, upper = interval(running_totals(paths), totals)
    days = states.panel.future_days(options.horizon)[0]
    return pd.DataFrame({"Date": days, "Mean": totals[0], "Lower": lower[0], "Upper": upper[0]})


def deciding_rule(row: pd.Series, watch: Level, alert: Level) -> str:
    """Return in a sentence which rule gave a battery its class.

    Args:
        row: its row of ``battery_risk``.
        watch: level of the class.
        alert: level of the class.
    """
    share = row["Failure_Probability"]
    if row["Risk"] == "overdue":
        return "Its counter has reached its rating, so it is overdue whatever its probability is."
    if pd.isna(share):
        return "Nothing can be said of its probability, so it is watched."
    held = f"its probability of {chance(share)}"
    if row["Risk"] == "ok":
        return f"It is ok: {held} is below {percent(watch.on)}, from which on it would be watched."
    return _by_level(row, held, watch, alert)


def _by_level(row: pd.Series, held: str, watch: Level, alert: Level) -> str:
    is_alert = row["Risk"] == "alert"
    what, level = ("an alert", alert) if is_alert else ("watched", watch)
    share, before = row["Failure_Probability"], row["Previous_Risk"]
    if share >= level.on:
        upto = "" if is_alert else f", but below the {percent(alert.on)} of an alert"
        return f"It is {what}: {held} has reached {percent(level.on)}{upto}."
    if share >= level.off and before in ("watch", "alert", "overdue"):
        return (
            f"It stays {what}: it was {before} before, and {held} is not yet below "
            f"{percent(level.off)}, where it would leave the class."
        )
    return f"It is watched because it is silent; {held} alone would leave it ok."


def refuse_unknown(battery: str, known: np.ndarray) -> None:
    """Raise ``UserError`` with near names if there is no such battery."""
    if battery in known:
        return
    ids = [str(name) for name in known]
    padded = [name for name in ids if name != battery and name.lstrip("0") == battery.lstrip("0")]
    near = [*padded[:1], *get_close_matches(battery, ids, n=3, cutoff=0.5)]
    hint = f"near names: {', '.join(dict.fromkeys(near))}" if near else "no name is near"
    quotes = f"; write --params \"explain='{padded[0]}'\" to keep the zeros" if padded else ""
    raise UserError(
        f"explain={battery[:80]}: neither daily_telemetry nor the vehicle list has this battery; "
        f"{hint}{quotes}"
    )


def page_name(battery: str) -> str:
    """Return a file name for a battery's page, another one for each battery."""
    if _SAFE.fullmatch(battery):
        return battery
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", battery)[:60]
    return f"{plain}-{sha256(battery.encode()).hexdigest()[:8]}"
