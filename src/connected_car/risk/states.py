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


def battery_states(daily: pd.DataFrame, history_days: int) -> BatteryStates:
    """Gather the state of each battery from its days.

    Args:
        daily: columns ``STATE_COLUMNS``, in any order, one row a battery and day.
        history_days: days before each battery's last one that are used.
    """
    frame = daily.rename(
        columns={"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    )
    panel = Panel.from_frame(frame, history_days).widen(history_days)
    codes = pd.Categorical(frame["unique_id"], categories=panel.ids).codes
    day = pd.to_datetime(frame["ds"]).to_numpy().astype("datetime64[D]")
    back = (panel.last_day[codes] - day).astype(int)
    grid = _Grid(codes, back, len(panel.ids))
    observed = frame["Observed_Readings"].to_numpy() > 0
    counter, ratings = (frame[name].to_numpy(float) for name in STATE_COLUMNS[3:5])
    width = min(SIGN_DAYS + 1, history_days)
    recent = grid.numbers(counter, width)
    rated = grid.numbers(np.where(observed | (back == 0), ratings, np.nan), width)
    read = grid.flags(observed, history_days)
    made_up = frame["Is_Interpolated"].to_numpy(dtype=bool)
    unpaid = grid.flags(~observed & ~made_up, history_days)
    jump, jump_back = counter_jumps(recent, panel.y)
    panel = replace(panel, y=spread_charges(panel.y, unpaid & ~np.isnan(panel.y)))
    rating_before, rating_back = rating_changes(rated)
    span = grid.oldest() + 1
    ours = (back < RECENT_DAYS) & ~made_up
    return BatteryStates(
        panel,
        lifetime=recent[:, -1],
        rating=rated[:, -1],
        span=span,
        days_known=panel.known_days(),
        days_unread=np.minimum(span, RECENT_DAYS) - np.bincount(codes[ours], minlength=grid.n),
        last_reading=_before(panel, _last_reading(read, span)),
        usual_gap=usual_gaps(read),
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
