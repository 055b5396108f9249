"""Columns that would tell the future: refused as known-in-advance regressors.

A column that follows from the target of the same day is not known before the day has passed. Three
signs give it away: it, its daily change, or its value of the day before is a linear function of the
target; it ends where the target ends; or it explains, alone, more than an honest column ever could.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

_LINEAR = 0.98  # R2 from which a column is a linear function of the target
_TOO_GOOD = 0.8  # cross-validated R2 of a model of this column alone
_CALENDAR = 0.95  # R2 from which a column is a function of the calendar, which is known in advance
_MAX_ROWS = 50_000
_MIN_ROWS = 30


@dataclass(frozen=True)
class Leak:
    """A column that is not known in advance.

    Attributes:
        column: its name.
        reason: how that shows, with the ratio where there is one.
    """

    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.column} {self.reason}"


def find_leaks(days: pd.DataFrame, columns: list[str], target: str) -> list[Leak]:
    """Return the columns that tell the target of their own day.

    Args:
        days: ``unique_id, ds, y`` and the candidate columns; rows after a series' last known ``y``
            hold the values that are known in advance.
        columns: the candidates; numbers.
        target: the target's name, for the reason.
    """
    ordered = days.sort_values(["unique_id", "ds"], ignore_index=True)
    reasons = {column: _reason(ordered, column, target) for column in columns}
    return [Leak(column, reason) for column, reason in reasons.items() if reason]


def _reason(days: pd.DataFrame, column: str, target: str) -> str:
    return (
        _linear_reason(days, column, target)
        or _one_column_reason(days, column, target)
        or _late_reason(days, column)
    )


def _linear_reason(days: pd.DataFrame, column: str, target: str) -> str:
    """Look at the column, its daily change (counters), and its value of the day before."""
    x, series = days[column].astype(float), days["unique_id"]
    forms = {
        f"is a linear function of {target} on the same day": x,
        f"is a counter of {target}: its daily change follows from it": x.groupby(series).diff(),
        f"is a linear function of {target} on the next day": x.groupby(series).shift(1),
    }
    for words, values in forms.items():
        share, ratio = _linear_share(values, days["y"], series)
        if share >= _LINEAR:
            return f"{words} (ratio {ratio:.5g}, R2 {share:.4f})"
    return ""


def _linear_share(x: pd.Series, y: pd.Series, series: pd.Series) -> tuple[float, float]:
    """Return R2 and slope y / x: of all series together, or the median of each on its own."""
    known = x.notna() & y.notna()
    x, y, series = x[known], y[known], series[known]
    if len(x) < _MIN_ROWS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0, 0.0
    together = float(np.corrcoef(x, y)[0, 1] ** 2)
    slope = float(np.polyfit(x, y, 1)[0])
    each = _each_share(x, y, series)
    return max(together, each), slope


def _each_share(x: pd.Series, y: pd.Series, series: pd.Series) -> float:
    """Return the median over series of their own R2."""
    frame = pd.DataFrame({"x": x, "y": y})
    groups = frame.groupby(series)
    centred = frame - groups.transform("mean")
    products = pd.DataFrame(
        {
            "xy": centred["x"] * centred["y"],
            "xx": centred["x"] ** 2,
            "yy": centred["y"] ** 2,
        }
    )
    sums = products.groupby(series).sum()[groups.size() >= _MIN_ROWS]
    sums = sums[(sums["xx"] > 1e-12) & (sums["yy"] > 1e-12)]
    return float((sums["xy"] ** 2 / (sums["xx"] * sums["yy"])).median()) if len(sums) else 0.0


def _one_column_reason(days: pd.DataFrame, column: str, target: str) -> str:
    """Fit a small tree on the column alone; what the calendar tells is exempt."""
    known = days[days[column].notna() & days["y"].notna()]
    if len(known) < 2 * _MIN_ROWS or known[column].nunique() < 2:
        return ""
    if len(known) > _MAX_ROWS:
        known = known.sample(_MAX_ROWS, random_state=0)
    level = known.groupby("unique_id")["y"].transform("mean").clip(lower=1e-9)
    usual = known.groupby("unique_id")[column].transform("mean")
    x = np.column_stack([known[column], known[column] - usual])
    share = _tree_share(x, (known["y"] / level).to_numpy())
    if share < _TOO_GOOD:
        return ""
    day = pd.to_datetime(known["ds"])
    calendar = np.column_stack([day.dt.dayofweek, day.dt.dayofyear])
    if _tree_share(calendar, known[column].to_numpy(dtype=float)) >= _CALENDAR:
        return ""
    return f"alone explains {100 * share:.0f} % of the day-to-day variation of {target}"


def _tree_share(x: np.ndarray, y: np.ndarray) -> float:
    """Return the cross-validated R2 of a small regression tree."""
    from sklearn.model_selection import KFold, cross_val_score
    from sklearn.tree import DecisionTreeRegressor

    tree = DecisionTreeRegressor(max_leaf_nodes=32, min_samples_leaf=5, random_state=0)
    folds = KFold(3, shuffle=True, random_state=0)
    return float(np.mean(cross_val_score(tree, x, y, cv=folds, scoring="r2")))


def _late_reason(days: pd.DataFrame, column: str) -> str:
    """Look whether the column goes on where the target ends."""
    last = days.loc[days["y"].notna(), "ds"].max()
    if days.loc[days["ds"] > last, column].notna().any():
        return ""
    return f"has no value after {pd.Timestamp(last).date()}, so it is known only afterwards"
