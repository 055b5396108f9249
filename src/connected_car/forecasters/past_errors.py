"""The errors that a family made in the past, as whole vectors over a window.

A forecast from a short history is less sure than one from a long history. So part of the past
windows are forecast from shortened histories, and each vector keeps how many days lay behind it.
Misses of a day are in proportion to a battery's scale. Those of a whole window need not be: a car
at work has large days, and yet its month can be told well. So the mean of a vector may grow with
another power of the scale.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from connected_car.forecasters.levels import SCALE_DAYS, SHORT_DAYS, scale
from connected_car.forecasters.panel import Panel, sample_rows

if TYPE_CHECKING:
    from connected_car.forecasters.family import Family

ERROR_DAYS = 30  # length of an error vector
MAX_VECTORS = 2000
_FIRST, _STEP = 35, 28  # days back: all windows begin on the weekday on which the forecast will
_MIN_HISTORY = 56  # known days before a window, so that its forecast is a usual one
_SHORT_HISTORY = 21  # the same where no battery has more than a window beside these
_MIN_KNOWN = 0.8  # share of a window's days with a value
_SHORTENED = 0.5  # share of the histories that are shortened
_MANY_BATTERIES = 20  # from here on the fleet tells of a battery with a short history
_YEAR_KNOWN = 420  # days from which a yearly pattern can be learned
_ALIKE = 1.5  # histories are alike up to this ratio of their lengths
_FEWEST = 40  # vectors to draw from, if there are so many
_TOO_FEW = 8  # vectors of which nothing can be drawn
_POWERS = np.linspace(-0.6, 0.6, 25)  # of the scale, by which means may grow beside it
_SCALES = (0.05, 20.0)  # least and largest that count, in units of the usual one
_TAKEN = 0.5  # of the likeliest power: a few large errors say more to it than to an interval's ends
_CLEARLY = 0.02  # of log-likelihood a vector that another power than 0 must explain


@dataclass(frozen=True)
class PastErrors:
    """Error vectors, those from short histories first.

    Attributes:
        vectors: ``(m, 30)`` float32, in units of the battery's scale at that time, their means in
            units of ``scale * (scale / usual) ** growth``.
        days: ``(m,)`` known days of the last year behind each forecast, ascending.
        growth: 0 where the error of a whole window is in proportion to the scale.
        usual: the fleet's usual scale, cycles a day.
    """

    vectors: np.ndarray
    days: np.ndarray
    growth: float = 0.0
    usual: float = 1.0

    @property
    def know_short(self) -> bool:
        """Return whether they tell how unsure a short history is."""
        return bool(len(self.days) and self.days[0] < SHORT_DAYS // 4)

    def stretch(self, spread: np.ndarray) -> np.ndarray:
        """Return by how much the means of the vectors count more for batteries of some scale.

        Args:
            spread: ``(n,)`` scales, cycles a day.
        """
        return np.clip(spread / self.usual, *_SCALES) ** self.growth

    def alike(self, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return first one and number, ``(n,)`` each, of the vectors of histories as long as these.

        Args:
            days: ``(n,)`` known days of the last year.
        """
        m = len(self.days)
        first = np.searchsorted(self.days, days / _ALIKE, side="left")
        last = np.searchsorted(self.days, days * _ALIKE, side="right")
        lacking = np.maximum(0, min(_FEWEST, m) - (last - first))
        first = np.maximum(0, first - (lacking + 1) // 2)
        last = np.minimum(m, np.maximum(last + lacking // 2, first + min(_FEWEST, m)))
        first = np.maximum(0, np.minimum(first, last - min(_FEWEST, m)))
        return first, last - first


def collect_errors(forecaster: "Family", history: Panel) -> PastErrors:
    """Return the errors of a family over past windows.

    A twin of the forecaster learns from the days before the first window alone, and forecasts each
    window from what was known when it began. Where no window fits, or hardly a battery has one, the
    errors are those of white noise.
    """
    n, width = history.y.shape
    least = _MIN_HISTORY if width >= _MIN_HISTORY + _FIRST else _SHORT_HISTORY
    longest = min(width - least, max(_FIRST, _days_to_forecast(n, width)))
    k = min(forecaster.error_windows(max(1, n)), (longest - _FIRST) // _STEP + 1)
    rng = np.random.default_rng(forecaster.seed)
    blocks = _past_errors(forecaster, history, k, least, rng) if k > 0 else []
    if sum(len(errors) for errors, *_ in blocks) < _TOO_FEW:
        noise = rng.standard_normal((MAX_VECTORS // 10, ERROR_DAYS)).astype(np.float32)
        return PastErrors(noise, np.full(len(noise), SCALE_DAYS))
    vectors, days, spread = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    rows = sample_rows(len(vectors), MAX_VECTORS, rng)
    rows = rows[np.argsort(days[rows], kind="stable")]
    vectors, days, spread = vectors[rows], days[rows], spread[rows]
    usual = float(np.median(spread))
    growth = _growth(vectors.mean(axis=1), spread / usual) if n >= _MANY_BATTERIES else 0.0
    errors = PastErrors(vectors, days, growth, usual)
    vectors = stretched(vectors, 1.0 / errors.stretch(spread))
    return replace(errors, vectors=vectors.astype(np.float32))


def stretched(vectors: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Return ``(m, 30)`` vectors whose means are larger by a factor, ``(m,)`` or one for all."""
    return vectors + (vectors.mean(axis=1) * (factor - 1.0))[:, None]


def _growth(means: np.ndarray, spread: np.ndarray) -> float:
    """Return the power of the scale by which means of vectors grow beside it, if that is clear.

    It is half of the likeliest one under Laplace's law, whose width is the mean absolute error.

    Args:
        means: ``(m,)`` of vectors in units of the scale.
        spread: ``(m,)`` scales, in units of the usual one.
    """
    if not (np.abs(means) > 0).any():
        return 0.0
    unlikely = [
        np.log(np.abs(means / spread**power).mean()) + power * np.log(spread).mean()
        for power in _POWERS
    ]
    best = int(np.argmin(unlikely))
    is_clear = unlikely[best] < unlikely[len(_POWERS) // 2] - _CLEARLY
    return _TAKEN * float(_POWERS[best]) if is_clear else 0.0


def _days_to_forecast(n: int, width: int) -> int:
    """Return how many of the last days the windows may lie in; the twin learns from those before.

    Half of the history at most. Over a year a fleet has vectors enough from fewer windows, and its
    twin should know the year as the forecaster does: errors of one who does not are larger.
    """
    half, beyond_year = width // 2, width - _YEAR_KNOWN
    if n < _MANY_BATTERIES or beyond_year <= 0:
        return half
    return max(width // 4, min(half, beyond_year))


def _past_errors(
    forecaster: "Family", history: Panel, k: int, least: int, rng: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return of each window errors, the known days behind them, and the batteries' scales."""
    width = history.y.shape[1]
    fleet, history = history, history.sample(forecaster.error_batteries, rng)
    cutoffs = [_FIRST + _STEP * window for window in range(k - 1, -1, -1)]
    twin = forecaster.twin(fleet.before(cutoffs[0]))
    blocks = []
    for back in cutoffs:
        past = history.before(back)
        twin.advance(past)
        truth = history.y[:, width - back : width - back + ERROR_DAYS]
        usual = past.known_days() >= least
        usual &= (~np.isnan(truth)).mean(axis=1) >= _MIN_KNOWN
        past = _shortened(past.select(usual), rng)
        spread = scale(past, twin.fleet)
        moves = spread > 0
        if moves.any():
            past, known = past.select(moves), truth[usual][moves]
            errors = (known - twin.predict(past, ERROR_DAYS)) / spread[moves, None]
            own_mean = np.nanmean(errors, axis=1, keepdims=True)
            errors = np.where(np.isnan(errors), own_mean, errors)
            blocks.append((errors, past.tail(SCALE_DAYS).known_days(), spread[moves]))
    return blocks


def _shortened(past: Panel, rng: np.random.Generator) -> Panel:
    """Return the panel with part of the histories cut to 0-363 days, evenly in the logarithm."""
    n, width = past.y.shape
    if n < _MANY_BATTERIES:
        return past
    kept = np.floor(np.exp(rng.uniform(0, np.log(SCALE_DAYS), n))) - 1
    kept = np.where(rng.random(n) < _SHORTENED, kept, width)
    return past.cut(kept)
