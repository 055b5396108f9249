"""What is known of each battery on the day it is scored."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.forecasters.panel import Panel

RECENT_DAYS = 28
STATE_COLUMNS = (
    "Battery_ID",
    "Date",
    "Daily_Cycles_Used",
    "Lifetime_Cycles_Used",
    "Battery_Rated_Cycles",
    "Is_Interpolated",
)


@dataclass(frozen=True)
class BatteryStates:
    """One entry a battery, in the order of ``panel.ids``.

    Attributes:
        panel: daily cycles, always ``history_days`` wide, so that a battery's numbers do not depend
            on the batteries beside it.
        lifetime: ``(n,)`` cycles used up to the last day.
        rating: ``(n,)`` rated cycles on the last day.
        days_known: ``(n,)`` days of the panel with a value.
        days_unread: ``(n,)`` days of the last 28 without a reading of their own (filled or absent).
    """

    panel: Panel
    lifetime: np.ndarray
    rating: np.ndarray
    days_known: np.ndarray
    days_unread: np.ndarray

    def select(self, rows: slice) -> "BatteryStates":
        """Return some of the batteries."""
        parts = (self.lifetime, self.rating, self.days_known, self.days_unread)
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
    last = back == 0
    lifetime, rating = (np.full(len(panel.ids), np.nan) for _ in range(2))
    lifetime[codes[last]] = frame["Lifetime_Cycles_Used"].to_numpy(dtype=float)[last]
    rating[codes[last]] = frame["Battery_Rated_Cycles"].to_numpy(dtype=float)[last]
    read = (back < RECENT_DAYS) & ~frame["Is_Interpolated"].to_numpy(dtype=bool)
    days_known = (~np.isnan(panel.y)).sum(axis=1)
    return BatteryStates(panel, lifetime, rating, days_known, _unread(codes, back, read, panel))


def _unread(codes: np.ndarray, back: np.ndarray, read: np.ndarray, panel: Panel) -> np.ndarray:
    """Days of the last 28, or since the first day, that have no reading of their own."""
    n = len(panel.ids)
    oldest = np.zeros(n, dtype=int)
    np.maximum.at(oldest, codes, back)
    return np.minimum(oldest + 1, RECENT_DAYS) - np.bincount(codes[read], minlength=n)
