"""The slow part of use: a level that drifts, and a yearly pattern, followed week by week.

A structural time series model (Harvey 1989, chapter 3): ``week = level + yearly + noise``, the
level a random walk, the yearly pattern a sum of sines and cosines whose sizes have a prior that the
fleet gives. The Kalman filter runs over the weeks, for all batteries at once and in plain
elementwise operations, so that a battery's figures do not depend on which others are in the call.
"""

from dataclasses import dataclass

import numpy as np

_FIRST_LEVEL = (
    1.0  # variance of the level before the first week, in units of the mean level squared
)
_SURPRISE = 3.0  # a week further off than so many standard deviations counts as that many
_YEAR = 365.25


@dataclass(frozen=True)
class SlowPrior:
    """What is known of the slow part before a battery's weeks are seen.

    Attributes:
        drift: variance of the level's step from week to week, relative.
        yearly: ``(p,)`` mean sizes of the yearly waves, relative: cosine, sine, cosine of half a
            year, …
        covariance: ``(p, p)`` of the batteries' sizes.
    """

    drift: float
    yearly: np.ndarray
    covariance: np.ndarray


@dataclass
class Filtered:
    """State after the last week: level first, then the sizes of the yearly waves.

    Attributes:
        state: ``(n, 1 + p)``.
        covariance: ``(n, 1 + p, 1 + p)``.
        log_likelihood: ``(n,)`` of the weeks, up to a constant.
    """

    state: np.ndarray
    covariance: np.ndarray
    log_likelihood: np.ndarray


def waves(days: np.ndarray, p: int) -> np.ndarray:
    """Return ``(…, p)`` cosines and sines of the year for days since 1970-01-01."""
    angle = 2.0 * np.pi * days[..., None] / _YEAR * (np.arange(p) // 2 + 1)
    return np.where(np.arange(p) % 2 == 0, np.cos(angle), np.sin(angle))


def follow(weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray, prior: SlowPrior) -> Filtered:
    """Run the filter over all weeks.

    Args:
        weeks: ``(n, w)`` level of each week relative to the battery's mean; any value if unknown.
        noise: ``(n, w)`` its variance; infinite if unknown.
        middle: ``(n,)`` day since 1970-01-01 in the middle of the last week.
        prior: drift and yearly pattern.
    """
    n, w = weeks.shape
    p = len(prior.yearly)
    state = np.concatenate([np.ones((n, 1)), np.tile(prior.yearly, (n, 1))], axis=1)
    covariance = np.zeros((n, 1 + p, 1 + p))
    covariance[:, 0, 0] = _FIRST_LEVEL
    covariance[:, 1:, 1:] = prior.covariance
    log_likelihood = np.zeros(n)
    seen = np.ones((n, w, 1 + p))
    seen[:, :, 1:] = waves(middle[:, None] - 7.0 * np.arange(w - 1, -1, -1), p)
    for t in range(w):
        covariance[:, 0, 0] += prior.drift
        state, covariance, gain = _update(state, covariance, seen[:, t], weeks[:, t], noise[:, t])
        log_likelihood += gain
    return Filtered(state, covariance, log_likelihood)


def _update(
    state: np.ndarray, covariance: np.ndarray, seen: np.ndarray, week: np.ndarray, noise: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return state, covariance and log-likelihood of one more week."""
    known = np.isfinite(noise)
    spread = (covariance * seen[:, None, :]).sum(axis=2)
    total = (spread * seen).sum(axis=1) + np.where(known, noise, 1.0)
    surprise = week - (state * seen).sum(axis=1)
    bound = _SURPRISE * np.sqrt(total)
    surprise = np.where(known, np.clip(surprise, -bound, bound), 0.0)
    gain = np.where(known, 1.0 / total, 0.0)[:, None] * spread
    state = state + gain * surprise[:, None]
    covariance = covariance - gain[:, :, None] * spread[:, None, :]
    score = -0.5 * (np.log(total) + surprise**2 / total)
    return state, covariance, np.where(known, score, 0.0)


def forecast(filtered: Filtered, days: np.ndarray) -> np.ndarray:
    """Return ``(n, horizon)`` relative levels of days since 1970-01-01."""
    p = filtered.state.shape[1] - 1
    yearly = (filtered.state[:, None, 1:] * waves(days.astype(float), p)).sum(axis=2)
    return filtered.state[:, :1] + yearly
