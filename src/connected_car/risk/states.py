"""What is known of each battery on the day it is scored."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from connected_car.forecasters.charges import spread_charges
from connected_car.forecasters.panel import Panel
from connected_car.risk.signs import (
    SIGN_DAYS,
    counter_jumps,
    rating_changes,
    usual_gaps,
)

RECENT_DAYS = 28
STATE_COLUMNS = (
    "Battery_ID",
    "Date",
    "Daily_Cycles_Used",
    "Lifetime_Cycles_Used",
    "Battery_Rated_Cycles",
    "Is_Interpolated",
    "Observed_Readings",
)


@dataclass(frozen=True)
class BatteryStates:
    """One entry a battery, in the order of ``panel.ids``; each is ``(n,)`` but the panel.

    Attributes:
        panel: daily cycles, always ``history_days`` wide, so that a battery's numbers do not depend
            on the batteries beside it; charges of a log are spread over the days they pay for.
        lifetime: cycles used up to the last day.
        rating: rated cycles on the last day.
        span: days from the first one to the last.
        days_known: days of the panel with a value.
        days_unread: days of the last 28 that were filled in or are absent.
        last_reading: last day with a reading; the day before the first one where there is none.
        usual_gap: days within which 95 of 100 of its readings followed the one before.
        jump: cycles by which the counter last rose more than its use explains, or fell; else NaN.
        jump_day: the day of that, NaT where there is none.
        rating_before: another rating that it had in the last 90 days, else NaN.
        rating_day: the last day with that rating.
    """

    panel: Panel
    lifetime: np.ndarray
    rating: np.ndarray
    span: np.ndarray
    days_known: np.ndarray
    days_unread: np.ndarray
    last_reading: np.ndarray
    usual_gap: np.ndarray
    jump: np.ndarray
    jump_day: np.ndarray
    rating_before: np.ndarray
    rating_day: np.ndarray

    def select(self, rows: slice) -> "BatteryStates":
        """Return some of the batteries."""
        parts = (getattr(self, field.name) for field in fields(self)[1:])
        return BatteryStates(self.panel.select(rows), *(part[rows] for part in parts))


@dataclass(frozen=True)
class DayMatrices:
    """The days of some batteries as matrices ``(n, …)`` that end at each one's last day.

    Attributes:
        panel: daily cycles as stored, ``history_days`` wide.
        read: whether the day has a reading; no narrower than the oldest day of the panel.
        unpaid: the days of a charging log without a reading, as wide as the panel; None: no logs.
        counter: lifetime counter of the last ``sign_width`` days, NaN where absent.
        rating: rated cycles of as many days, of those with a reading and of the last one.
        span: ``(n,)`` days from the first one, which may lie before the panel, to the last.
        own: ``(n, 28)`` the last days that are there and were not filled in.
    """

    panel: Panel
    read: np.ndarray
    unpaid: np.ndarray | None
    counter: np.ndarray
    rating: np.ndarray
    span: np.ndarray
    own: np.ndarray

    def select(self, rows: np.ndarray | slice) -> "DayMatrices":
        """Return some of the batteries."""
        unpaid = None if self.unpaid is None else self.unpaid[rows]
        parts = (self.counter, self.rating, self.span, self.own)
        return DayMatrices(
            self.panel.select(rows), self.read[rows], unpaid, *(part[rows] for part in parts)
        )


def sign_width(history_days: int) -> int:
    """Return how many last days of counter and rating are looked at."""
    return min(SIGN_DAYS + 1, history_days)


def battery_states(daily: pd.DataFrame, history_days: int) -> BatteryStates:
    """Gather the state of each battery from its days.

    Args:
        daily: columns ``STATE_COLUMNS``, in any order, one row a battery and day.
        history_days: days before each battery's last one that are used.
    """
    return states_of(day_matrices(daily, history_days))


def day_matrices(daily: pd.DataFrame, history_days: int) -> DayMatrices:
    """Put the days into matrices; see ``battery_states``."""
    names = {"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    frame = pd.DataFrame({new: daily[old] for old, new in names.items()}, copy=False)
    panel = Panel.from_frame(frame, history_days).widen(history_days)
    codes = pd.Categorical(daily["Battery_ID"], categories=panel.ids).codes
    day = pd.to_datetime(daily["Date"]).to_numpy().astype("datetime64[D]")
    back = (panel.last_day[codes] - day).astype(int)
    grid = _Grid(codes, back, len(panel.ids))
    observed = daily["Observed_Readings"].to_numpy() > 0
    counter, ratings = (daily[name].to_numpy(float) for name in STATE_COLUMNS[3:5])
    width = sign_width(history_days)
    made_up = daily["Is_Interpolated"].to_numpy(dtype=bool)
    return DayMatrices(
        panel,
        read=grid.flags(observed, history_days),
        unpaid=grid.flags(~observed & ~made_up, history_days),
        counter=grid.numbers(counter, width),
        rating=grid.numbers(np.where(observed | (back == 0), ratings, np.nan), width),
        span=grid.oldest() + 1,
        own=grid.flags(~made_up, RECENT_DAYS),
    )


def states_of(days: DayMatrices) -> BatteryStates:
    """Return the state of each battery; every step looks at each one alone."""
    panel = days.panel
    jump, jump_back = counter_jumps(days.counter, panel.y)
    if days.unpaid is not None:
        y = spread_charges(panel.y, days.unpaid & ~np.isnan(panel.y))
        panel = replace(panel, y=y)
    rating_before, rating_back = rating_changes(days.rating)
    return BatteryStates(
        panel,
        lifetime=days.counter[:, -1],
        rating=days.rating[:, -1],
        span=days.span,
        days_known=panel.known_days(),
        days_unread=np.minimum(days.span, RECENT_DAYS) - np.count_nonzero(days.own, axis=1),
        last_reading=_before(panel, _last_reading(days.read, days.span)),
        usual_gap=usual_gaps(days.read),
        jump=jump,
        jump_day=_before(panel, jump_back),
        rating_before=rating_before,
        rating_day=_before(panel, rating_back),
    )


def without_unread_end(daily: pd.DataFrame) -> pd.DataFrame:
    """Return the days of each battery up to its last reading.

    In a table that was cut at a day, what follows was filled in from a reading after that day, of
    which nothing was known then. A battery without any reading keeps its days.

    Args:
        daily: columns ``STATE_COLUMNS``.
    """
    read = daily[daily["Observed_Readings"] > 0]
    last = read.groupby("Battery_ID", observed=True)["Date"].max()
    until = daily["Battery_ID"].astype(object).map(last)
    return daily[until.isna() | (daily["Date"] <= until)]


@dataclass(frozen=True)
class _Grid:
    """Puts a column of the days into a matrix that ends at each battery's last day."""

    codes: np.ndarray
    back: np.ndarray
    n: int

    def numbers(self, values: np.ndarray, width: int) -> np.ndarray:
        matrix = np.full((self.n, width), np.nan)
        kept = self.back < width
        matrix[self.codes[kept], width - 1 - self.back[kept]] = values[kept]
        return matrix

    def flags(self, values: np.ndarray, width: int) -> np.ndarray:
        matrix = np.zeros((self.n, width), dtype=bool)
        kept = values & (self.back < width)
        matrix[self.codes[kept], width - 1 - self.back[kept]] = True
        return matrix

    def oldest(self) -> np.ndarray:
        oldest = np.zeros(self.n, dtype=int)
        np.maximum.at(oldest, self.codes, self.back)
        return oldest


def _last_reading(read: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` how many days back the last reading is."""
    back = np.argmax(read[:, ::-1], axis=1)
    return np.where(read.any(axis=1), back, span).astype(float)


def _before(panel: Panel, back: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the day that many days before the last one; NaT where the number is NaN."""
    steps = np.where(np.isnan(back), 0, back).astype("timedelta64[D]")
    return np.where(np.isnan(back), np.datetime64("NaT", "D"), panel.last_day - steps)
