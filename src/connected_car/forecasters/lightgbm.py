"""One gradient-boosting model for all batteries."""

import json
import os
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from connected_car.errors import UserError
from connected_car.forecasters import lightgbm_direct as direct
from connected_car.forecasters import lightgbm_recursive as recursive
from connected_car.forecasters.family import BASELINE, Family
from connected_car.forecasters.levels import own_weight
from connected_car.forecasters.lightgbm_text import checked_text
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.weekdays import WeekdayPrior, weekday_of
from connected_car.hyperparameters import Choice, Range, Space

if TYPE_CHECKING:
    from lightgbm import Booster

# Read once, when LightGBM's OpenMP is loaded below: threads that wait sleep. Spinning ones take ten
# times as long as soon as another program wants the cores too.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

MODEL_FILE = "model.lgb"
WEEKDAYS_FILE = "weekdays.json"
KNOWN_FILE = "known_columns.json"
_PROFILE_DAYS = 364
_EXPLAINED_DAYS = 7  # feature contributions are means over a week
_NOTHING_PLANNED = 0.1  # share of rows that teach what to expect where nothing is known in advance
_MAX_ROWS = {"direct": 80_000, "recursive": 200_000}  # rows to learn from


class GlobalLightGBM(Family):
    """Gradient-boosted trees on lags, windows, weekdays, last year and calendar.

    ``direct`` forecasts each day ahead from the cutoff, all in one call; ``recursive`` goes day by
    day through mlforecast. ``country`` (a code such as DE) adds its public holidays, direct only;
    so do columns that are known in advance.
    """

    family = "lightgbm"
    complexity = 10
    libraries = ("holidays", "lightgbm", "mlforecast")
    history_days = direct.HISTORY_DAYS
    space: ClassVar[Space] = {
        "strategy": Choice("direct", ("direct", "recursive")),
        "num_leaves": Range(15, 4, 63, log=True),
        "learning_rate": Range(0.08, 0.02, 0.15, log=True),
        "n_estimators": Range(100, 50, 400, log=True),
        "min_child_samples": Range(100, 20, 500, log=True),
        "feature_fraction": Range(0.7, 0.3, 1.0),
        "country": Choice("none", ("none",)),
    }
    text: str  # of the trees, as LightGBM wrote it
    booster: "Booster"
    weekdays: WeekdayPrior

    def _learn(self, history: Panel) -> None:
        year = history.tail(_PROFILE_DAYS)
        self.weekdays = WeekdayPrior.of(year.y, weekday_of(year.last_day), _PROFILE_DAYS)
        direct_days = self.hyperparameters["strategy"] == "direct"
        self.known_columns = tuple(history.known) if direct_days else ()
        features, target, weight = self._rows(history)
        if not len(target):
            raise UserError(
                f"lightgbm needs batteries with more than {recursive.MIN_DAYS} days before the "
                "first fold; take it out of forecasting.search.families"
            )
        self._take_model(_fit_trees(features, target, weight, self.hyperparameters, self.seed))

    def _rows(self, history: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        most = _MAX_ROWS[self.hyperparameters["strategy"]]
        if self.hyperparameters["strategy"] == "recursive":
            features, target = recursive.training_rows(history, self.fleet, most, self.seed)
            return features, target, np.ones(len(target))
        rng = np.random.default_rng(self.seed)
        seen = history.tail(2 * direct.HISTORY_DAYS)
        rows, days = direct.training_rows(seen, most, rng)
        features, level, factor = self._features(seen, 0).make(rows)
        if self.known_columns:
            unplanned = rng.random(len(features)) < _NOTHING_PLANNED
            last = len(direct.KNOWN_FORMS) * len(self.known_columns)
            features[unplanned, -last:] = np.nan
        base = level * factor
        used = base > 0
        target = np.minimum(days[used] / base[used], direct.MAX_RATIO)
        return features[used], target, factor[used] ** 2

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        if self.hyperparameters["strategy"] == "recursive":
            return recursive.forecast(history, self.fleet, horizon, self._predict)
        history = history.widen(1)
        n, t = history.y.shape
        rows = direct.forecast_rows(n, t, horizon)
        features, level, factor = self._features(history, horizon).make(rows)
        own = (level * factor * self._predict(features)).reshape(n, horizon)
        weight = own_weight(history.known_days(), self.fleet)[:, None]
        fleet = self.fleet.level * self.weekdays.mean[weekday_of(history.future_days(horizon))]
        return weight * own + (1.0 - weight) * fleet

    def feature_contributions(self, history: Panel) -> pd.DataFrame | None:
        """Return exact Shapley values of the trees (TreeSHAP, Lundberg et al. 2018).

        None for the recursive strategy, whose features are its own forecasts.
        """
        if self.hyperparameters["strategy"] == "recursive" or not len(history.ids):
            return None
        seen = history.tail(self.history_days or 0)
        n, t = seen.y.shape
        rows = direct.forecast_rows(n, t, _EXPLAINED_DAYS)
        maker = self._features(seen, _EXPLAINED_DAYS)
        features, level, factor = maker.make(rows)
        shares = np.asarray(self.booster.predict(features, pred_contrib=True))
        cycles = (shares * (level * factor)[:, None]).reshape(n, _EXPLAINED_DAYS, -1).mean(axis=1)
        weight = own_weight(seen.known_days(), self.fleet)[:, None]
        fleet = self.fleet.level * self.weekdays.mean[weekday_of(seen.future_days(_EXPLAINED_DAYS))]
        cycles *= weight
        cycles[:, -1] += (1.0 - weight[:, 0]) * fleet.mean(axis=1)
        return pd.DataFrame(cycles, history.ids, [*maker.names(), BASELINE])

    def _features(self, panel: Panel, horizon: int) -> direct.DirectFeatures:
        days = panel.last_day.astype("datetime64[D]").astype(np.int64)
        first, last = int(days.min()) - panel.y.shape[1], int(days.max()) + horizon
        holidays = direct.holiday_days(str(self.hyperparameters["country"]), first, last)
        return direct.DirectFeatures(
            panel, self.fleet.level, self.weekdays.mean, holidays, self.known_columns
        )

    def _predict(self, features: np.ndarray) -> np.ndarray:
        threads = _threads(len(features), 5_000)
        return np.asarray(self.booster.predict(features, num_threads=threads))

    def _take_model(self, text: str) -> None:
        import lightgbm

        self.text = text
        self.booster = lightgbm.Booster(model_str=checked_text(text))

    def _files(self) -> dict[str, bytes]:
        weekdays = json.dumps(self.weekdays.as_lists(), indent=2).encode()
        files = {MODEL_FILE: self.text.encode(), WEEKDAYS_FILE: weekdays}
        if self.known_columns:
            files[KNOWN_FILE] = json.dumps(self.known_columns).encode()
        return files

    def _read_files(self, files: dict[str, bytes]) -> None:
        self._take_model(files[MODEL_FILE].decode())
        self.weekdays = WeekdayPrior.from_lists(json.loads(files[WEEKDAYS_FILE]))
        self.known_columns = tuple(json.loads(files.get(KNOWN_FILE, b"[]")))


def _fit_trees(
    features: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray,
    hyperparameters: dict[str, float],
    seed: int,
) -> str:
    """Return the fitted model as LightGBM's text."""
    import lightgbm

    used = ("num_leaves", "learning_rate", "min_child_samples", "feature_fraction")
    settings = {
        "objective": "l2",
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": _threads(len(target), 20_000),
        "verbosity": -1,
        **{name: hyperparameters[name] for name in used},
    }
    rounds = int(hyperparameters["n_estimators"])
    data = lightgbm.Dataset(features.astype(np.float32), target, weight=weight, free_raw_data=True)
    return lightgbm.train(settings, data, num_boost_round=rounds).model_to_string()


def _threads(rows: int, rows_each: int) -> int:
    """Return how many threads pay for so many rows; idle ones only wait for each other.

    ``OMP_NUM_THREADS`` bounds them: Spark sets it for its workers, each of which has one core.
    """
    most = os.environ.get("OMP_NUM_THREADS", "")
    cores = int(most) if most.isdigit() else len(os.sched_getaffinity(0))
    return int(np.clip(rows // rows_each, 1, max(1, cores)))
