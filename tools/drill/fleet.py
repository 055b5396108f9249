"""A few made-up batteries, their readings as lines of CSV, and a forecaster for them."""

from collections.abc import Iterable

import numpy as np

from connected_car.forecasters import Panel, make
from connected_car.forecasters.family import Family
from connected_car.tables import TELEMETRY_COLUMNS

BATTERIES = 20
DAYS = 40
_FIRST_DAY = np.datetime64("2024-01-01", "D")


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


def mean_forecaster(seed: int) -> Family:
    """Return a simple forecaster, fitted on made-up batteries; another seed gives another one."""
    rng = np.random.default_rng(seed)
    ids = np.array([f"L{number:02d}" for number in range(30)])
    last_days = np.full(30, np.datetime64("2023-12-31"))
    return make("mean").fit(Panel(ids, last_days, rng.gamma(4, 0.04, (30, 200))))
