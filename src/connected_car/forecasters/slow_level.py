"""The slow part of use: a level that drifts, and a yearly pattern, followed week by week.

A structural time series model (Harvey 1989, chapter 3): ``week = level + yearly + noise``, the
level a random walk, the yearly pattern a sum of sines and cosines whose sizes have a prior that the
fleet gives. Habits of some batteries change and those of others stay, so the random walk may have
several paces; a battery's own weeks tell which one is its own. The Kalman filter runs over the
weeks, for all batteries and paces at once and in plain elementwise operations, so that a battery's
figures do not depend on which others are in the call.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

_FIRST_LEVEL = (
    1.0  # variance of the level before the first week, in units of the mean level squared
)
_SURPRISE = 3.0  # a week further off than so many standard deviations counts as that many
_SIZES = (0.1, 10.0)  # least and largest level for its steps, relative to the mean
_YEAR = 365.25


@dataclass(frozen=True)
class SlowPrior:
    """What is known of the slow part before a battery's weeks are seen.

    Attributes:
        drifts: ``(k,)`` variances of the step from week to week, relative to the level; one a pace.
        shares: ``(k,)`` share of the batteries that change at each pace.
        noise: how many times more a week varies than its days tell, as a variance; above 1 where
            days hang together: charges spread over days, trips, holidays.
        yearly: ``(p,)`` mean sizes of the yearly waves, relative: cosine, sine, cosine of half a
            year, …
        covariance: ``(p, p)`` of the batteries' sizes.
    """

    drifts: np.ndarray
    shares: np.ndarray
    noise: float
    yearly: np.ndarray
    covariance: np.ndarray


@dataclass
class Filtered:
    """State after a week: level first, then the sizes of the yearly waves.

    Attributes:
        state: ``(n, 1 + p)``, or ``(k, n, 1 + p)`` for each pace.
        covariance: ``(n, 1 + p, 1 + p)`` or ``(k, n, 1 + p, 1 + p)``.
        log_likelihood: ``(n,)`` or ``(k, n)`` of the weeks, up to a constant.
    """

    state: np.ndarray
    covariance: np.ndarray
    log_likelihood: np.ndarray


def waves(days: np.ndarray, p: int) -> np.ndarray:
    """Return ``(…, p)`` cosines and sines of the year for days since 1970-01-01."""
    angle = 2.0 * np.pi * days[..., None] / _YEAR * (np.arange(p) // 2 + 1)
    return np.where(np.arange(p) % 2 == 0, np.cos(angle), np.sin(angle))


def follow(weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray, prior: SlowPrior) -> Filtered:
    """Run the filter over all weeks, and weigh the paces by how well they explain them.

    Args:
        weeks: ``(n, w)`` level of each week relative to the battery's mean; any value if unknown.
        noise: ``(n, w)`` its variance as its days tell it; infinite if unknown.
        middle: ``(n,)`` day since 1970-01-01 in the middle of the last week.
        prior: paces, noise and yearly pattern.
    """
    return mix(follow_each(weeks, noise, middle, prior), prior.shares)


def follow_each(
    weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray, prior: SlowPrior
) -> Filtered:
    """Return what the filter says after the last week for each pace; see ``follow``."""
    for found in steps(weeks, noise, middle, prior):  # noqa: B007  the last one counts
        pass
    return found


def steps(
    weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray, prior: SlowPrior
) -> Iterator[Filtered]:
    """Yield what the filter says for each pace before any week and after each one."""
    (n, w), k, p = weeks.shape, len(prior.drifts), len(prior.yearly)
    state = np.broadcast_to(np.concatenate([[1.0], prior.yearly]), (k, n, 1 + p))
    covariance = np.zeros((k, n, 1 + p, 1 + p))
    covariance[:, :, 0, 0] = _FIRST_LEVEL
    covariance[:, :, 1:, 1:] = prior.covariance
    log_likelihood = np.zeros((k, n))
    seen = np.ones((w, n, 1 + p))
    seen[:, :, 1:] = waves(middle - 7.0 * np.arange(w - 1, -1, -1)[:, None], p)
    noise = prior.noise * noise
    begun = np.logical_or.accumulate(np.isfinite(noise), axis=1)
    yield Filtered(state, covariance, log_likelihood)
    for t in range(w):
        size = np.clip(state[:, :, 0], *_SIZES)  # of the level: it changes by shares of itself
        covariance[:, :, 0, 0] += prior.drifts[:, None] * size**2 * begun[:, t]
        state, covariance, gain = _update(state, covariance, seen[t], weeks[:, t], noise[:, t])
        log_likelihood = log_likelihood + gain
        yield Filtered(state, covariance, log_likelihood)


def mix(found: Filtered, shares: np.ndarray) -> Filtered:
    """Return the mean over the paces, weighed for each battery by share and likelihood."""
    highest = found.log_likelihood.max(axis=0)
    odds = shares[:, None] * np.exp(found.log_likelihood - highest)
    total = odds.sum(axis=0)
    weight = (odds / total)[:, :, None]
    return Filtered(
        (weight * found.state).sum(axis=0),
        (weight[:, :, :, None] * found.covariance).sum(axis=0),
        np.log(total) + highest,
    )


def _update(
    state: np.ndarray, covariance: np.ndarray, seen: np.ndarray, week: np.ndarray, noise: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return state, covariance and log-likelihood of one more week, for each pace."""
    known = np.isfinite(noise)
    spread = (covariance * seen[:, None, :]).sum(axis=-1)
    total = (spread * seen).sum(axis=-1) + np.where(known, noise, 1.0)
    surprise = week - (state * seen).sum(axis=-1)
    bound = _SURPRISE * np.sqrt(total)
    surprise = np.where(known, np.clip(surprise, -bound, bound), 0.0)
    gain = np.where(known, 1.0 / total, 0.0)[..., None] * spread
    state = state + gain * surprise[..., None]
    covariance = covariance - gain[..., None] * spread[..., None, :]
    score = -0.5 * (np.log(total) + surprise**2 / total)
    return state, covariance, np.where(known, score, 0.0)


def forecast(filtered: Filtered, days: np.ndarray) -> np.ndarray:
    """Return ``(n, horizon)`` relative levels of days since 1970-01-01."""
    p = filtered.state.shape[1] - 1
    yearly = (filtered.state[:, None, 1:] * waves(days.astype(float), p)).sum(axis=2)
    return filtered.state[:, :1] + yearly
