"""One gradient-boosting model for all batteries, through mlforecast.

Features and target of a day are divided by the battery's mean of the 91 days before it, so that
large and small users teach the same model, and nothing of a day's future is in its scale.
"""

import os
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
import pandas as pd

from connected_car.errors import UserError
from connected_car.forecasters.family import BASELINE, Family
from connected_car.forecasters.hyperparameters import Range, Space
from connected_car.forecasters.levels import carry_weekdays, shrunk_level
from connected_car.forecasters.panel import Panel

if TYPE_CHECKING:
    from lightgbm import Booster

# Read once, when LightGBM's OpenMP is loaded below: threads that wait sleep. Spinning ones take ten
# times as long as soon as another program wants the cores too.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

MODEL_FILE = "model.lgb"
_LAGS = (*range(1, 8), 14, 21, 28)
_LEVEL_DAYS = 91  # window of the scale
_LONGEST_DAYS = 182  # window of the longest rolling mean
_MIN_DAYS = 28  # a day with fewer days before it teaches nothing
_CALENDAR = ("dayofweek", "month")
_MAX_ROWS = 200_000  # rows to learn from; more are thinned at random
_MAX_RATIO = 20.0  # a day counts at most so many times the battery's level
_EXPLAINED_DAYS = 7  # feature contributions are means over a week
_MIN_SHARE = 0.01  # the scale is at least this share of the fleet's level


class GlobalLightGBM(Family):
    """Gradient-boosted trees on lags, rolling means and calendar; forecasts day by day."""

    family = "lightgbm"
    complexity = 10
    history_days = _LONGEST_DAYS + 7
    space: ClassVar[Space] = {
        "num_leaves": Range(15, 4, 63, log=True),
        "learning_rate": Range(0.05, 0.02, 0.15, log=True),
        "n_estimators": Range(150, 50, 400, log=True),
        "min_child_samples": Range(100, 20, 500, log=True),
        "feature_fraction": Range(0.7, 0.3, 1.0),
    }
    booster: "Booster"

    def error_windows(self, n_batteries: int) -> int:
        """Return enough windows for 300 error vectors, between 3 and 12."""
        return int(np.clip(np.ceil(300 / n_batteries), 3, 12))

    def _learn(self, history: Panel) -> None:
        features, target = self._training_rows(history)
        if not len(target):
            raise UserError(
                f"lightgbm needs batteries with more than {_MIN_DAYS} days before the first fold; "
                "take it out of forecasting.search.families"
            )
        self._take_model(_fit_trees(features, target, self.hyperparameters, self.seed))

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        return self._walk(_Trees(self.booster), history, horizon)[0]

    def feature_contributions(self, history: Panel) -> pd.DataFrame | None:
        """Return exact Shapley values of the trees (TreeSHAP, Lundberg et al. 2018)."""
        trees = _ExplainedTrees(self.booster)
        seen = history.tail(self.history_days or 0)
        _, names, levels = self._walk(trees, seen, _EXPLAINED_DAYS)
        cycles = [v * level[:, None] for v, level in zip(trees.shares, levels, strict=True)]
        return pd.DataFrame(np.mean(cycles, axis=0), history.ids, [*names, BASELINE])

    def _walk(
        self, trees: "_Trees", history: Panel, horizon: int
    ) -> tuple[np.ndarray, list[str], list[np.ndarray]]:
        """Forecast day by day; return forecasts, names of the features, level on each day."""
        frame = _long_frame(_filled(_padded(history, self.history_days or 0), self))
        model = _feature_maker()
        model.preprocess(frame.head(self.history_days), static_features=[], validate_data=False)
        model.models_ = {"lightgbm": trees}
        scale = _RowScale(model.ts.features, self._floor())
        forecast = model.predict(
            horizon,
            new_df=frame,
            before_predict_callback=scale.divide,
            after_predict_callback=scale.multiply,
        )
        point = forecast["lightgbm"].to_numpy(dtype=float).reshape(-1, horizon)
        return point, list(model.ts.features), scale.levels

    def _training_rows(self, history: Panel) -> tuple[np.ndarray, np.ndarray]:
        """Return features and target of the days with a value, in units of the row's scale."""
        known = ~np.isnan(history.y)
        begun = np.logical_or.accumulate(known, axis=1)
        frame = _long_frame(_filled(history, self)).assign(known=known.ravel())[begun.ravel()]
        if frame.empty or begun.sum(axis=1).max() <= _MIN_DAYS:
            return np.empty((0, 0)), np.empty(0)
        model = _feature_maker()
        table = cast(
            pd.DataFrame,
            model.preprocess(frame.drop(columns="known"), static_features=[], validate_data=False),
        )
        table = table[frame.loc[table.index, "known"]]
        if len(table) > _MAX_ROWS:
            table = table.sample(_MAX_ROWS, random_state=self.seed).sort_index()
        scale = _RowScale(model.ts.features, self._floor())
        features = scale.divide(table[model.ts.features])
        return features, np.minimum(table["y"].to_numpy() / scale.divisor, _MAX_RATIO)

    def _floor(self) -> float:
        return max(_MIN_SHARE * self.fleet.level, 1e-9)

    def _take_model(self, text: str) -> None:
        import lightgbm

        self.booster = lightgbm.Booster(model_str=text)

    def _files(self) -> dict[str, bytes]:
        return {MODEL_FILE: self.booster.model_to_string().encode()}

    def _read_files(self, files: dict[str, bytes]) -> None:
        self._take_model(files[MODEL_FILE].decode())


class _RowScale:
    """Divides a row's features by the battery's level of the days before, and multiplies back."""

    def __init__(self, features: list[str], floor: float) -> None:
        self._level_column = features.index(
            f"rolling_mean_lag1_window_size{_LEVEL_DAYS}_min_samples{_MIN_DAYS}"
        )
        self._cycles = np.array([name not in _CALENDAR for name in features])
        self._floor = floor
        self.divisor = self._level = np.empty(0)
        self.levels: list[np.ndarray] = []

    def divide(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the features as a matrix, those in cycles divided by the level."""
        values = rows.to_numpy(dtype=float)
        self._level = values[:, self._level_column].copy()
        self.divisor = np.maximum(self._level, self._floor)
        values[:, self._cycles] /= self.divisor[:, None]
        return np.where(self._cycles, np.minimum(values, _MAX_RATIO), values)

    def multiply(self, predictions: Any) -> np.ndarray:
        """Return predictions in cycles; what has stood still for the whole window stays still."""
        self.levels.append(self._level)
        return np.maximum(0.0, np.asarray(predictions) * self._level)


def _feature_maker() -> Any:
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean, RollingStd, SeasonalRollingMean

    recent: list[Any] = [
        RollingMean(7, min_samples=7),
        RollingMean(28, min_samples=14),
        RollingMean(_LEVEL_DAYS, min_samples=_MIN_DAYS),
        RollingMean(_LONGEST_DAYS, min_samples=_MIN_DAYS),
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


def _fit_trees(
    features: np.ndarray, target: np.ndarray, hyperparameters: dict[str, float], seed: int
) -> str:
    """Return the fitted model as LightGBM's text."""
    import lightgbm

    settings = {
        "objective": "l2",
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": _threads(len(target), 20_000),
        "verbosity": -1,
        **{k: v for k, v in hyperparameters.items() if k != "n_estimators"},
    }
    rounds = int(hyperparameters["n_estimators"])
    data = lightgbm.Dataset(features.astype(np.float32), target, free_raw_data=True)
    return lightgbm.train(settings, data, num_boost_round=rounds).model_to_string()


class _Trees:
    """What mlforecast calls at each step."""

    def __init__(self, booster: "Booster") -> None:
        self._booster = booster

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Return the predictions for one day of all batteries."""
        threads = _threads(len(features), 5_000)
        return np.asarray(self._booster.predict(features, num_threads=threads))


class _ExplainedTrees(_Trees):
    """Keeps the Shapley values of each step, in units of the level; the last column is the mean."""

    def __init__(self, booster: "Booster") -> None:
        super().__init__(booster)
        self.shares: list[np.ndarray] = []

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Return the predictions for one day of all batteries."""
        shares = np.asarray(self._booster.predict(features, pred_contrib=True))
        self.shares.append(shares)
        return shares.sum(axis=1)


def _threads(rows: int, rows_each: int) -> int:
    """Return how many threads pay for so many rows; idle ones only wait for each other."""
    return int(np.clip(rows // rows_each, 1, len(os.sched_getaffinity(0))))


def _padded(history: Panel, days: int) -> Panel:
    """Return the panel with that many columns, missing days in front."""
    missing = days - history.y.shape[1]
    y = np.pad(history.y, ((0, 0), (max(0, missing), 0)), constant_values=np.nan)
    return Panel(history.ids, history.last_day, y)


def _filled(history: Panel, family: Family) -> Panel:
    """Return the panel without missing days: the same weekday before, else the level."""
    level = shrunk_level(history, family.fleet)
    y = carry_weekdays(history.y)
    return Panel(history.ids, history.last_day, np.where(np.isnan(y), level[:, None], y))


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
