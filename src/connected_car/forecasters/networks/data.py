"""Windows of a panel as tensors: scaled by their own level, many at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from connected_car.forecasters.levels import FleetLevel, carry_weekdays, shrink
from connected_car.forecasters.panel import Panel

MAX_RATIO = 20.0  # a day counts at most so many times its window's level
_MIN_SHARE = 0.01  # a window's scale is at least this share of the fleet's level
_LEVEL_DAYS = 182
MIN_DAYS = 14  # a window with fewer known days teaches nothing


class Batch(NamedTuple):
    """Windows and what came after them.

    Attributes:
        window: ``(b, w)`` days up to the cutoff over the window's level; 1 where nothing is known.
        day: ``(b,)`` the cutoff, days since 1970-01-01.
        target: ``(b, horizon)`` days after the cutoff over the level; NaN where unknown.
    """

    window: torch.Tensor
    day: torch.Tensor
    target: torch.Tensor


class Windows:
    """All windows of a panel that can be learned from, cut out when they are asked for.

    Memory grows with the panel, not with its number of windows.

    Args:
        history: the panel; a missing day counts as the last known same weekday before it.
        fleet: gives the smallest scale.
        width: days of a window.
        horizon: days of a target.
        since: the first day (column) that a target may reach; earlier ones belong to others.
    """

    def __init__(
        self, history: Panel, fleet: FleetLevel, width: int, horizon: int, since: int = 0
    ) -> None:
        self._width, self._horizon = width, horizon
        self._floor = scale_floor(fleet)
        self._filled = _padded(carry_weekdays(history.y), width, 0)
        self._truth = _padded(history.y, 0, horizon)
        last = history.last_day.astype("datetime64[D]").astype(np.int64)
        self._first_day = torch.from_numpy(last - history.y.shape[1])
        self._at = torch.from_numpy(_usable_cutoffs(history.y, since))
        self._columns = max(1, history.y.shape[1])

    def __len__(self) -> int:
        """Return how many windows there are."""
        return len(self._at)

    def take(self, which: torch.Tensor) -> Batch:
        """Return the windows with these numbers, each below ``len``."""
        row, cutoff = self._at[which] // self._columns, self._at[which] % self._columns
        window = self._filled[row[:, None], cutoff[:, None] + torch.arange(self._width)]
        target = self._truth[row[:, None], cutoff[:, None] + torch.arange(self._horizon)]
        level = window_level(window).clamp_min(self._floor)
        target = (target / level[:, None]).clamp_max(MAX_RATIO)
        return Batch(scaled(window, level), self._first_day[row] + cutoff, target)


@dataclass
class RandomBatches:
    """An endless choice of windows, so many batches an epoch; repeatable through its generator."""

    windows: Windows
    batch_size: int
    batches: int
    generator: torch.Generator

    def __len__(self) -> int:
        """Return the batches of an epoch."""
        return self.batches

    def __iter__(self) -> Iterator[Batch]:
        """Yield the batches of an epoch; no window comes twice before all came once."""
        order = torch.empty(0, dtype=torch.int64)
        for _ in range(self.batches):
            if len(order) < self.batch_size:
                order = torch.cat([order, self._shuffled()])
            yield self.windows.take(order[: self.batch_size])
            order = order[self.batch_size :]

    def _shuffled(self) -> torch.Tensor:
        """Return all windows in a random order, or enough random ones of very many."""
        total, wanted = len(self.windows), self.batch_size * self.batches
        if total > 4 * wanted:
            return torch.randint(total, (wanted,), generator=self.generator)
        return torch.randperm(total, generator=self.generator)


def inputs(history: Panel, fleet: FleetLevel, width: int) -> tuple[Batch, np.ndarray]:
    """Return the last window of each battery, without targets, and its ``(n,)`` level in cycles.

    A short history has a level between its own and the fleet's.
    """
    filled = _padded(carry_weekdays(history.y), max(0, width - history.y.shape[1]), 0)
    window = filled[:, filled.shape[1] - width :]
    level = shrink(window_level(window).double().numpy(), history.known_days(), fleet)
    scale = torch.from_numpy(np.maximum(level, scale_floor(fleet))).float()
    last = history.last_day.astype("datetime64[D]").astype(np.int64)
    batch = Batch(scaled(window, scale), torch.from_numpy(last), torch.empty(len(last), 0))
    return batch, level


def window_level(window: torch.Tensor) -> torch.Tensor:
    """Return ``(b,)`` the mean of the known days in the last half year of each window; 0 if none.

    A whole year would give a young battery, whose window is not full, another part of the season.
    """
    recent = window[:, -_LEVEL_DAYS:]
    known = ~torch.isnan(recent)
    return torch.nan_to_num(recent).sum(dim=1) / known.sum(dim=1).clamp_min(1)


def scaled(window: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
    """Return windows over their level; an unknown day counts as the level."""
    return torch.nan_to_num(window / level[:, None], nan=1.0).clamp_max(MAX_RATIO)


def scale_floor(fleet: FleetLevel) -> float:
    """Return the smallest scale of a window, cycles a day."""
    return max(_MIN_SHARE * fleet.level, 1e-6)


def _padded(y: np.ndarray, before: int, after: int) -> torch.Tensor:
    padded = np.pad(y, ((0, 0), (before, after)), constant_values=np.nan)
    return torch.from_numpy(padded.astype(np.float32))


def _usable_cutoffs(y: np.ndarray, since: int) -> np.ndarray:
    """Return flat ``row * t + cutoff``; the cutoff is the number of days that the window knows.

    A battery must have MIN_DAYS known days before the cutoff, and a known day right after it.
    """
    known = ~np.isnan(y)
    before = np.cumsum(known, axis=1, dtype=np.int32) - known
    usable = known & (before >= MIN_DAYS)
    usable[:, :since] = False
    return np.flatnonzero(usable.ravel())
