"""A few made-up batteries, their readings as lines of CSV, and a champion for them."""

import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from connected_car.tables import TELEMETRY_COLUMNS

BATTERIES = 20
DAYS = 40
_FIRST_DAY = np.datetime64("2024-01-01", "D")
_MODEL = "battery_forecaster"
_EXPERIMENT = "connected_car"


class Fleet:
    """One reading a battery and day; ``line(battery, day)`` is one of them."""

    header = TELEMETRY_COLUMNS

    def __init__(self, seed: int = 7) -> None:
        rng = np.random.default_rng(seed)
        self._cycles = np.round(rng.gamma(4, 0.04, (BATTERIES, DAYS)), 6)
        self._counter = np.round(150 + self._cycles.cumsum(axis=1), 6)

    def line(self, battery: int, day: int) -> str:
        """Return a reading."""
        used, counter = self._cycles[battery, day], self._counter[battery, day]
        numbers = f"{day + 100},2,{used * 400:.4f},{used:.6f},{counter:.6f},{155 + battery}"
        return f"B{battery:03d},{_FIRST_DAY + day} 07:00:00,{numbers}"

    def lines(self, days: Iterable[int]) -> list[str]:
        """Return the readings of all batteries on some days."""
        return [self.line(battery, day) for day in days for battery in range(BATTERIES)]


def register_champion(folder: Path, seed: int) -> None:
    """Make a simple forecaster the champion of the MLflow store in a folder."""
    import mlflow

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)

    from connected_car.datasets import ChampionDataset
    from connected_car.datasets.champion import Champion
    from connected_car.forecasters import Panel, make

    folder.mkdir(parents=True, exist_ok=True)
    mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
    if mlflow.get_experiment_by_name(_EXPERIMENT) is None:
        mlflow.create_experiment(_EXPERIMENT, str(folder / "artifacts"))
    mlflow.set_experiment(_EXPERIMENT)
    rng = np.random.default_rng(seed)
    ids = np.array([f"L{number:02d}" for number in range(30)])
    last_days = np.full(30, np.datetime64("2023-12-31"))
    forecaster = make("mean").fit(Panel(ids, last_days, rng.gamma(4, 0.04, (30, 200))))
    with mlflow.start_run():
        ChampionDataset(model_name=_MODEL).save(Champion(forecaster))
