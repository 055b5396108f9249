"""Rows for gradient boosting that forecasts day by day, through mlforecast (recursive strategy).

Features and target of a day are divided by the battery's mean of the 91 days before it, so that
large and small users teach the same model, and nothing of a day's future is in its scale.
"""

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from connected_car.forecasters.levels import FleetLevel, filled
from connected_car.forecasters.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Callable

HISTORY_DAYS = 189  # the longest window and a week
MIN_DAYS = 28  # a day with fewer days before it teaches nothing
_LAGS = (*range(1, 8), 14, 21, 28)
_LEVEL_DAYS = 91  # window of the scale
_LONGEST_DAYS = 182  # window of the longest rolling mean
_CALENDAR = ("dayofweek", "month")
_MAX_RATIO = 20.0  # a day counts at most so many times the battery's level
_MIN_SHARE = 0.01  # the scale is at least this share of the fleet's level


def training_rows(
    history: Panel, fleet: FleetLevel, most: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return features and target of the days with a value, in units of the row's scale.

    Args:
        history: the panel.
        fleet: level of a battery without a history.
        most: rows at most; more are thinned at random.
        seed: of the thinning.
    """
    known = ~np.isnan(history.y)
    begun = np.logical_or.accumulate(known, axis=1)
    frame = _long_frame(filled(history, fleet)).assign(known=known.ravel())[begun.ravel()]
    if frame.empty or begun.sum(axis=1).max() <= MIN_DAYS:
        return np.empty((0, 0)), np.empty(0)
    model = _feature_maker()
    table = cast(
        pd.DataFrame,
        model.preprocess(frame.drop(columns="known"), static_features=[], validate_data=False),
    )
    table = table[frame.loc[table.index, "known"]]
    if len(table) > most:
        table = table.sample(most, random_state=seed).sort_index()
    scale = _RowScale(model.ts.features, fleet)
    features = scale.divide(table[model.ts.features])
    return features, np.minimum(table["y"].to_numpy() / scale.divisor, _MAX_RATIO)


def forecast(
    history: Panel, fleet: FleetLevel, horizon: int, predict: "Callable[[np.ndarray], np.ndarray]"
) -> np.ndarray:
    """Return ``(n, horizon)`` forecasts, each day from the forecasts of those before it.

    Args:
        history: the panel.
        fleet: level of a battery without a history.
        horizon: days ahead.
        predict: features -> target, in units of the row's scale.
    """
    frame = _long_frame(filled(history.tail(HISTORY_DAYS).widen(HISTORY_DAYS), fleet))
    model = _feature_maker()
    model.preprocess(frame.head(HISTORY_DAYS), static_features=[], validate_data=False)
    model.models_ = {"lightgbm": _Model(predict)}
    scale = _RowScale(model.ts.features, fleet)
    found = model.predict(
        horizon,
        new_df=frame,
        before_predict_callback=scale.divide,
        after_predict_callback=scale.multiply,
    )
    return found["lightgbm"].to_numpy(dtype=float).reshape(-1, horizon)


class _Model:
    """What mlforecast calls at each step."""

    def __init__(self, predict: "Callable[[np.ndarray], np.ndarray]") -> None:
        self.predict = predict


class _RowScale:
    """Divides a row's features by the battery's level of the days before, and multiplies back."""

    def __init__(self, features: list[str], fleet: FleetLevel) -> None:
        self._level_column = features.index(
            f"rolling_mean_lag1_window_size{_LEVEL_DAYS}_min_samples{MIN_DAYS}"
        )
        self._cycles = np.array([name not in _CALENDAR for name in features])
        self._floor = max(_MIN_SHARE * fleet.level, 1e-9)
        self.divisor = self._level = np.empty(0)

    def divide(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the features as a matrix, those in cycles divided by the level."""
        values = rows.to_numpy(dtype=float)
        self._level = values[:, self._level_column].copy()
        self.divisor = np.maximum(self._level, self._floor)
        values[:, self._cycles] /= self.divisor[:, None]
        return np.where(self._cycles, np.minimum(values, _MAX_RATIO), values)

    def multiply(self, predictions: Any) -> np.ndarray:
        """Return predictions in cycles; what has stood still for the whole window stays still."""
        return np.maximum(0.0, np.asarray(predictions) * self._level)


def _feature_maker() -> Any:
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean, RollingStd, SeasonalRollingMean

    recent: list[Any] = [
        RollingMean(7, min_samples=7),
        RollingMean(28, min_samples=14),
        RollingMean(_LEVEL_DAYS, min_samples=MIN_DAYS),
        RollingMean(_LONGEST_DAYS, min_samples=MIN_DAYS),
        RollingStd(28, min_samples=14),
    ]
    same_weekday: list[Any] = [
        SeasonalRollingMean(7, 4, min_samples=2),
        SeasonalRollingMean(7, 12, min_samples=2),
    ]
    return MLForecast(
        models={},
        freq="D",
        lags=list(_LAGS),
        lag_transforms={1: recent, 7: same_weekday},
        date_features=list(_CALENDAR),
    )


def _long_frame(panel: Panel) -> pd.DataFrame:
    """Return ``unique_id, ds, y`` sorted by both; ids are row numbers, quick to group by."""
    n, t = panel.y.shape
    return pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(n), t),
            "ds": panel.days().ravel().astype("datetime64[ns]"),
            "y": panel.y.ravel(),
        }
    )
