"""The numbers of each battery from which its class and its reason are made."""

import numpy as np
import pandas as pd
import pyarrow as pa

from connected_car.risk.probability import crossing_shares, interval, running_totals
from connected_car.risk.replacement import days_to_crossing, likely_days
from connected_car.risk.states import RECENT_DAYS, BatteryStates

YEAR_DAYS = 365

NUMBERS = pa.schema(
    [
        ("As_Of_Date", pa.date32()),
        ("Lifetime_Cycles_Used", pa.float64()),
        ("Battery_Rated_Cycles", pa.float64()),
        ("Forecast_Cycles_30d", pa.float64()),
        ("Lower_80_30d", pa.float64()),
        ("Upper_80_30d", pa.float64()),
        ("Share_Crossing", pa.float64()),  # of the paths, within the horizon
        ("Days_Median", pa.float64()),  # until the rating; null: never, or unknown
        ("Days_Early", pa.float64()),  # one path in ten is there
        ("Days_Late", pa.float64()),  # nine in ten are
        ("Use_Recent", pa.float64()),  # cycles a day over the last 28 days
        ("Use_Year", pa.float64()),
        ("Span_Days", pa.int64()),
        ("Days_Known", pa.int64()),
        ("Days_Unread", pa.int64()),  # of the last 28
        ("Last_Reading", pa.date32()),
        ("Usual_Gap", pa.int64()),  # days
        ("Counter_Jump", pa.float64()),  # cycles, negative: fell; null: none
        ("Counter_Jump_On", pa.date32()),
        ("Rating_Before", pa.float64()),  # null: unchanged in the last 90 days
        ("Rating_Before_On", pa.date32()),
    ]
)


def battery_numbers(states: BatteryStates, mean: np.ndarray, paths: np.ndarray) -> pd.DataFrame:
    """Return ``Battery_ID`` and the columns of ``NUMBERS``, one row a battery.

    Args:
        states: what is known of each battery.
        mean: ``(n, horizon)`` forecasts, cycles a day.
        paths: ``(n, draws, horizon)`` sample paths.
    """
    remaining = states.rating - states.lifetime
    running = running_totals(paths)
    totals, shares = running[:, :, -1], crossing_shares(running, remaining)
    lower, upper = interval(totals, mean.sum(axis=1))
    median = days_to_crossing(shares, remaining, np.median(totals, axis=1), mean.mean(axis=1))
    early, late = likely_days(shares, remaining, totals, median)
    columns = {
        "Battery_ID": states.panel.ids,
        "As_Of_Date": states.panel.last_day,
        "Lifetime_Cycles_Used": states.lifetime,
        "Battery_Rated_Cycles": states.rating,
        "Forecast_Cycles_30d": mean.sum(axis=1),
        "Lower_80_30d": lower,
        "Upper_80_30d": upper,
        "Share_Crossing": np.where(remaining <= 0, 1.0, shares[:, -1]),
        "Days_Median": median,
        "Days_Early": early,
        "Days_Late": late,
        "Use_Recent": _mean_use(states.panel.y, RECENT_DAYS),
        "Use_Year": _mean_use(states.panel.y, YEAR_DAYS),
        "Span_Days": states.span,
        "Days_Known": states.days_known,
        "Days_Unread": states.days_unread,
        "Last_Reading": states.last_reading,
        "Usual_Gap": states.usual_gap,
        "Counter_Jump": states.jump,
        "Counter_Jump_On": states.jump_day,
        "Rating_Before": states.rating_before,
        "Rating_Before_On": states.rating_day,
    }
    return pd.DataFrame(columns)


def _mean_use(y: np.ndarray, days: int) -> np.ndarray:
    """Return ``(n,)`` mean of the known days among the last ones; NaN where none is known."""
    last = y[:, -days:]
    known = (~np.isnan(last)).sum(axis=1)
    total = np.nansum(last, axis=1)
    return np.divide(total, known, out=np.full(len(y), np.nan), where=known > 0)
