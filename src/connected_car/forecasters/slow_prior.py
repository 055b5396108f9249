"""Learning drift and yearly pattern of a fleet by maximum likelihood (empirical Bayes)."""

from dataclasses import replace

import numpy as np

from connected_car.forecasters.panel import sample_rows
from connected_car.forecasters.slow_level import Filtered, SlowPrior, follow

_DRIFTS = (0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032)  # standard deviations of a day's step
_FIRST_SIZE = 0.1  # of a yearly wave, before any is seen
_ROUNDS = 4
_FEWEST_BATTERIES = 10  # with fewer there is no mean pattern of a fleet
_WORTH = 3.0  # a more complex model must raise the log-likelihood by so much for each parameter
_LEARN_FROM = 300  # batteries; more do not tell more
YEAR_WEEKS = 55  # weeks with a value below which a battery tells nothing of the year


def learn_prior(
    weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray, waves: int, seed: int
) -> SlowPrior:
    """Return the prior under which the weeks are most likely; see ``slow_level.follow``.

    Simple first: drift and yearly pattern are only taken if the data ask for them.
    """
    rows = np.flatnonzero(np.isfinite(noise).any(axis=1))
    rows = rows[sample_rows(len(rows), _LEARN_FROM, seed)]
    weeks, noise, middle = weeks[rows], noise[rows], middle[rows]
    still = SlowPrior(0.0, np.zeros(0), np.zeros((0, 0)))
    plain, likelihood = _best_drift(still, weeks, noise, middle)
    p, long = 2 * waves, np.isfinite(noise).sum(axis=1) >= YEAR_WEEKS
    if not p or not long.any():
        return plain
    yearly = _learn_yearly(_unknown_year(plain.drift, p), weeks[long], noise[long], middle[long])
    yearly, better = _best_drift(yearly, weeks, noise, middle)
    return yearly if better - likelihood > _WORTH * p else plain


def _unknown_year(drift: float, p: int) -> SlowPrior:
    return SlowPrior(drift, np.zeros(p), np.eye(p) * _FIRST_SIZE**2)


def _best_drift(
    prior: SlowPrior, weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray
) -> tuple[SlowPrior, float]:
    best, likelihood = prior, -np.inf
    for drift in _DRIFTS:
        tried = replace(prior, drift=7.0 * drift**2)
        found = float(follow(weeks, noise, middle, tried).log_likelihood.sum())
        if found > likelihood + (_WORTH if drift == _DRIFTS[1] else 0.0):
            best, likelihood = tried, found
    return best, likelihood


def _learn_yearly(
    prior: SlowPrior, weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray
) -> SlowPrior:
    """Expectation-maximisation for mean and covariance of the sizes of the waves."""
    for _ in range(_ROUNDS):
        found: Filtered = follow(weeks, noise, middle, prior)
        sizes, doubt = found.state[:, 1:], found.covariance[:, 1:, 1:].mean(axis=0)
        enough = len(sizes) >= _FEWEST_BATTERIES
        mean = sizes.mean(axis=0) if enough else np.zeros(sizes.shape[1])
        off = sizes - mean
        prior = replace(prior, yearly=mean, covariance=off.T @ off / len(off) + doubt)
    return prior
