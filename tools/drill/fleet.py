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
    """One reading a battery and day; ``line(battery, day)`` is one of them.

    Args:
        batteries: how many.
        days: how many.
        seed: of the random numbers.

    Attributes:
        counter: lifetime cycles, (batteries, days).
        rating: cycles for which each battery is built.
    """

    header = TELEMETRY_COLUMNS

    def __init__(self, batteries: int = BATTERIES, days: int = DAYS, seed: int = 7) -> None:
        rng = np.random.default_rng(seed)
        self._cycles = np.round(rng.gamma(4, 0.04, (batteries, days)), 6)
        self.counter = np.round(150 + self._cycles.cumsum(axis=1), 6)
        self.rating = 155.0 + np.arange(batteries)

    def line(self, battery: int, day: int) -> str:
        """Return a reading."""
        used, counter = self._cycles[battery, day], self.counter[battery, day]
        numbers = (
            f"{day + 100},2,{used * 400:.4f},{used:.6f},{counter:.6f},{self.rating[battery]:.1f}"
        )
        return f"B{battery:03d},{self.date(day)} 07:00:00,{numbers}"

    @staticmethod
    def date(day: int) -> np.datetime64:
        """Return the date of a day, counted from 0."""
        return _FIRST_DAY + day

    def lines(self, days: Iterable[int]) -> list[str]:
        """Return the readings of all batteries on some days."""
        return [self.line(battery, day) for day in days for battery in range(len(self.rating))]


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
