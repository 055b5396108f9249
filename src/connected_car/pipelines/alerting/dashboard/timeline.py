"""How severe each alert was on each day, from its history."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from connected_car.pipelines.alerting.findings import INVITES_FROM, SEVERITY_RANK

_ENDS = {"resolved"}
_STARTS = {"opened", "opened again"}
_CHANGES = {"worsened", "eased"}


def severity_steps(history: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of severity: ``Alert_ID, Day, Rank`` (0: it is over), in order.

    Args:
        history: ``alert_history``.
    """
    rows = list(_steps(history.sort_values(["Alert_ID", "Step"])))
    steps = pd.DataFrame(rows, columns=["Alert_ID", "Day", "Rank"])
    return steps.assign(Day=pd.to_datetime(steps["Day"]), Rank=steps["Rank"].astype(int))


def _steps(history: pd.DataFrame) -> Iterator[tuple[str, object, int]]:
    columns = (history[name] for name in ("Alert_ID", "Day", "Event", "Note"))
    for alert, day, event, note in zip(*columns, strict=True):
        if event in _ENDS:
            yield alert, day, 0
        elif event in _STARTS:  # the note begins with the severity
            yield alert, day, SEVERITY_RANK.get(str(note).split(",")[0], 0)
        elif event in _CHANGES:  # "from watch to alert"
            yield alert, day, SEVERITY_RANK.get(str(note).rsplit(" ", 1)[-1], 0)


def standing_by_day(steps: pd.DataFrame, day: pd.Timestamp, days: int) -> pd.DataFrame:
    """Return ``Day, Urgent, Watched``: how many alerts stood at the end of each day.

    Args:
        steps: from ``severity_steps``.
        day: the last one.
        days: how many at most; it begins with the first day of the history.
    """
    if steps.empty:
        return pd.DataFrame({"Day": [], "Urgent": [], "Watched": []})
    first = max(steps["Day"].min(), day - pd.Timedelta(days=days - 1))
    calendar = pd.date_range(first, day, freq="D")
    last = steps.drop_duplicates(["Alert_ID", "Day"], keep="last")
    before = last.groupby("Alert_ID")["Rank"].shift(fill_value=0)
    counts = {
        "Urgent": _running(last, before, calendar, last["Rank"].max() + 1, INVITES_FROM),
        "Watched": _running(last, before, calendar, INVITES_FROM, 1),
    }
    return pd.DataFrame({"Day": calendar, **counts})


def _running(
    steps: pd.DataFrame, before: pd.Series, calendar: pd.DatetimeIndex, below: int, least: int
) -> np.ndarray:
    """Return how many alerts have a rank from ``least`` on and under ``below``, by day."""
    now, was = (rank.between(least, below - 1).astype(int) for rank in (steps["Rank"], before))
    change = (now - was).groupby(steps["Day"]).sum().sort_index().cumsum()
    return change.reindex(calendar, method="ffill").fillna(0).astype(int).to_numpy()


def first_urgent(steps: pd.DataFrame) -> pd.Series:
    """Return by ``Alert_ID`` the first day on which it was alert or overdue.

    Args:
        steps: from ``severity_steps``.
    """
    return steps[steps["Rank"] >= INVITES_FROM].groupby("Alert_ID")["Day"].min()
