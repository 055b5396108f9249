"""What the dashboard's page of a battery shows, as plain values that its script draws."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pages.words import day as day_words
from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.findings import severity_rank
from connected_car.pipelines.alerting.options import DashboardOptions

_DIGITS = 4
_DAYS = ("Battery_ID", "Date", "Daily_Cycles_Used", "Is_Interpolated")
_RISK = {
    "risk": "Risk",
    "used": "Lifetime_Cycles_Used",
    "rated": "Battery_Rated_Cycles",
    "ahead": "Forecast_Cycles_30d",
    "ahead_low": "Lower_80_30d",
    "ahead_high": "Upper_80_30d",
    "chance": "Failure_Probability",
    "due": "Expected_Replacement_Date",
    "reason": "Reason",
    "findings": "Findings",
}


def battery_pages(
    sources: Sources, vehicle_of: pd.Series, options: DashboardOptions
) -> dict[str, dict[str, Any]]:
    """Return the page of each battery by its id; of a large fleet those of the most endangered.

    Args:
        sources: the stored tables.
        vehicle_of: ``Vehicle_ID`` by ``Battery_ID``.
        options: how many pages, and how many days of history.
    """
    risk = sources.risk
    order = risk.assign(rank=severity_rank(risk["Risk"])).sort_values(
        ["rank", "Failure_Probability", "Battery_ID"], ascending=[False, False, True]
    )
    shown = order.head(options.max_pages)
    histories = _histories(sources, shown["Battery_ID"], options.history_days)
    forecasts = _forecasts(sources.forecasts, shown)
    return {
        str(row["Battery_ID"]): {
            **{key: plain(row[name]) for key, name in _RISK.items()},
            "vehicle": plain(vehicle_of.get(row["Battery_ID"])),
            "change": what_would_change(row, sources.horizon),
            "history": histories.get(row["Battery_ID"]),
            "forecast": forecasts.get(row["Battery_ID"]),
        }
        for row in shown.to_dict("records")
    }


def what_would_change(row: dict[Any, Any], horizon: int) -> str:
    """Return in a sentence or two what would take a battery out of its class.

    Args:
        row: of ``battery_risk``.
        horizon: days ahead, of which it speaks.
    """
    quiet = str(row["Findings"] or "")
    if "no_readings" in quiet:
        return "A first reading would show how worn it is."
    if row["Risk"] == "overdue":
        return (
            "Only a new battery would, or a corrected rating where this one is wrong. How it is "
            "used from now on changes nothing."
        )
    left = row["Battery_Rated_Cycles"] - row["Lifetime_Cycles_Used"]
    if pd.isna(left):
        return "It has no rating to compare with: a rating would tell."
    again = " A new reading would end its silence." if "silent" in quiet else ""
    return _use_words(left, row, horizon) + again


def _use_words(left: float, row: dict[Any, Any], horizon: int) -> str:
    until = day_words((pd.Timestamp(row["As_Of_Date"]) + pd.Timedelta(days=horizon)).date())
    most, ahead = left / horizon, row["Forecast_Cycles_30d"] / horizon
    allowed = next_below(most)
    words = f"With up to {allowed:g} cycles a day" if allowed else "Only without any use"
    words += f" it stays below its rating until {until}"
    if pd.isna(ahead):
        return f"{words}; no forecast is known."
    if not ahead > 0:
        return f"{words}; hardly any use is expected."
    times = most / ahead
    compared = (
        f"{100 * (1 - times):.0f} % less than that" if times < 1 else f"{times:.1f} times that"
    )
    return f"{words}. {ahead:.2g} a day are expected; the limit is {compared}."


def next_below(value: float) -> float:
    """Return the next lower number of two decimals, of three below 0.1; 0 where there is none."""
    steps = 100 if value > 0.1 else 1000
    return max(0, math.ceil(value * steps - 1e-6) - 1) / steps


def _histories(sources: Sources, batteries: pd.Series, days: int) -> dict[str, Any]:
    """Return by battery ``start``, ``use`` (a value a day, None where unknown) and ``filled``."""
    if not len(batteries) or pd.isna(sources.day):
        return {}
    first = sources.day - pd.Timedelta(days=days - 1)
    among = pc.field("Battery_ID").isin(pa.array(batteries, pa.string()))
    rows = sources.read_days(_DAYS, among & (pc.field("Date") >= first.date())).to_pandas()
    rows = rows.assign(Date=pd.to_datetime(rows["Date"])).sort_values(["Battery_ID", "Date"])
    return {str(name): _history(part) for name, part in rows.groupby("Battery_ID", observed=True)}


def _history(rows: pd.DataFrame) -> dict[str, Any]:
    start = rows["Date"].iloc[0]
    at = (rows["Date"] - start).dt.days.to_numpy()
    use = np.full(at[-1] + 1, np.nan)
    use[at] = rows["Daily_Cycles_Used"].to_numpy(float)
    filled = at[rows["Is_Interpolated"].to_numpy(bool)]
    return {"start": start.date().isoformat(), "use": numbers(use), "filled": filled.tolist()}


def _forecasts(forecasts: pd.DataFrame, risk: pd.DataFrame) -> dict[str, Any]:
    """Return by battery ``start`` and the ``mean``, ``low`` and ``high`` of each day ahead.

    A forecast that was made as of another day than the risk is left out.
    """
    known = forecasts.merge(risk[["Battery_ID", "As_Of_Date"]]).sort_values(["Battery_ID", "Date"])
    names = {"mean": "Forecast_Cycles", "low": "Lower_80", "high": "Upper_80"}
    return {
        str(battery): {
            "start": str(rows["Date"].iloc[0])[:10],
            **{key: numbers(rows[name]) for key, name in names.items()},
        }
        for battery, rows in known.groupby("Battery_ID")
    }


def numbers(values: Iterable[float]) -> list[float | None]:
    """Return values with few digits, None for what is no number."""
    return [
        None if not np.isfinite(value) else round(float(value), _DIGITS)
        for value in np.asarray(values, dtype=float)
    ]


def plain(value: Any) -> Any:
    """Return a cell as JSON can hold it: days as text, few digits, None where it is missing."""
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, (float, np.floating)):
        return _short(float(value)) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value


def _short(value: float) -> float:
    """Return a number with few digits; what is almost certain is not made certain."""
    short = round(value, _DIGITS)
    return value if short in (0, 1) else short
