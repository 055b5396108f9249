"""Learning the slow part of a fleet by maximum likelihood (empirical Bayes)."""

from dataclasses import replace

import numpy as np

from connected_car.forecasters.panel import sample_rows
from connected_car.forecasters.slow_level import (
    Filtered,
    SlowPrior,
    follow,
    follow_each,
    mix,
    steps,
)

# standard deviations of a day's step
_DRIFTS = np.array([0.0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064])
_FEW = 0.05  # a pace of a smaller share of the batteries is left out
_NOISES = 2.0 ** np.arange(6)  # times what the days tell, as a variance
_AHEAD = 4  # weeks; noise is judged by forecasts of their mean
_SEEN = 8  # weeks before such a forecast
_BETTER = 0.995  # more noise must lower the misses to this part
_FIRST_SIZE = 0.1  # of a yearly wave, before any is seen
_ROUNDS, _SHARE_ROUNDS = 4, 300
_FEWEST_BATTERIES = 10  # with fewer there is no mean pattern of a fleet
_WORTH = 3.0  # a more complex model must raise the log-likelihood by so much for each parameter
_LEARN_FROM = 300  # batteries; more do not tell more
YEAR_WEEKS = 55  # weeks with a value below which a battery tells nothing of the year


def learn_prior(
    weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray, waves: int, seed: int
) -> SlowPrior:
    """Return the prior under which the weeks are most likely; see ``slow_level.follow``.

    Simple first: drift, several paces and a yearly pattern are only taken if the data ask for them.
    """
    rows = np.flatnonzero(np.isfinite(noise).any(axis=1))
    rows = rows[sample_rows(len(rows), _LEARN_FROM, seed)]
    weeks, noise, middle = weeks[rows], noise[rows], middle[rows]
    plain = _learn_noise(weeks, noise, middle)
    p, long = 2 * waves, np.isfinite(noise).sum(axis=1) >= YEAR_WEEKS
    if not p or not long.any():
        return plain
    unknown = replace(plain, yearly=np.zeros(p), covariance=np.eye(p) * _FIRST_SIZE**2)
    yearly = _learn_yearly(unknown, weeks[long], noise[long], middle[long])
    yearly = _learn_paces(yearly, weeks, noise, middle)
    better = _likelihood(yearly, weeks, noise, middle) - _likelihood(plain, weeks, noise, middle)
    return yearly if better > _WORTH * p else plain


def _likelihood(
    prior: SlowPrior, weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray
) -> float:
    return float(follow(weeks, noise, middle, prior).log_likelihood.sum())


def _learn_noise(weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray) -> SlowPrior:
    """Return the plain prior with the least noise that more would not improve much.

    It is judged by forecasts of some weeks, not of the next one alone: what lasts longer than a
    week and passes (a trip, a holiday, a charge that pays for the week before) is noise as well.
    """
    best, least = None, np.inf
    for factor in _NOISES:
        still = SlowPrior(np.zeros(1), np.ones(1), float(factor), np.zeros(0), np.zeros((0, 0)))
        tried = _learn_paces(still, weeks, noise, middle)
        missed = _misses(tried, weeks, noise, middle)
        if best is not None and not missed < _BETTER * least:
            break
        best, least = tried, missed
    assert best is not None
    return best


def _misses(prior: SlowPrior, weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray) -> float:
    """Return the mean absolute miss of the mean of the weeks ahead, over batteries and weeks."""
    known = np.isfinite(noise)
    total, count = (_running(x) for x in (np.where(known, weeks, 0.0), known))
    first, last = total[:, :-_AHEAD], total[:, _AHEAD:]
    whole = count[:, _AHEAD:] - count[:, :-_AHEAD] == _AHEAD
    whole &= count[:, :-_AHEAD] >= _SEEN
    found = steps(weeks, noise, middle, prior)
    levels = [mix(one, prior.shares).state[:, 0] for one in found][: first.shape[1]]
    if not whole.any():
        return 0.0
    miss = (last - first)[whole] / _AHEAD - np.stack(levels, axis=1)[whole]
    return float(np.abs(miss).mean())


def _running(x: np.ndarray) -> np.ndarray:
    return np.pad(np.cumsum(x, axis=1), ((0, 0), (1, 0)))


def _learn_paces(
    prior: SlowPrior, weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray
) -> SlowPrior:
    """Return the prior with the likeliest drift, or with several where batteries differ in it."""
    tried = replace(prior, drifts=7.0 * _DRIFTS**2, shares=np.ones(len(_DRIFTS)))
    found = follow_each(weeks, noise, middle, tried)
    likelihood = found.log_likelihood.sum(axis=1) - _WORTH * (_DRIFTS > 0)
    single = int(likelihood.argmax())
    one = replace(prior, drifts=tried.drifts[[single]], shares=np.ones(1))
    if len(weeks) < _FEWEST_BATTERIES:
        return one
    shares = _learn_shares(found.log_likelihood)
    kept = shares >= _FEW
    several = replace(prior, drifts=tried.drifts[kept], shares=shares[kept] / shares[kept].sum())
    part = Filtered(*(values[kept] for values in vars(found).values()))
    gain = mix(part, several.shares).log_likelihood.sum() - found.log_likelihood[single].sum()
    return several if gain > _WORTH * 2 * (kept.sum() - 1) else one


def _learn_shares(log_likelihood: np.ndarray) -> np.ndarray:
    """Return ``(k,)`` shares of the paces from ``(k, n)`` (expectation-maximisation)."""
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=0))
    shares = np.full(len(likelihood), 1.0 / len(likelihood))
    for _ in range(_SHARE_ROUNDS):
        odds = shares[:, None] * likelihood
        shares = (odds / odds.sum(axis=0)).mean(axis=1)
    return shares


def _learn_yearly(
    prior: SlowPrior, weeks: np.ndarray, noise: np.ndarray, middle: np.ndarray
) -> SlowPrior:
    """Expectation-maximisation for mean and covariance of the sizes of the waves."""
    for _ in range(_ROUNDS):
        found = follow(weeks, noise, middle, prior)
        sizes, doubt = found.state[:, 1:], found.covariance[:, 1:, 1:].mean(axis=0)
        enough = len(sizes) >= _FEWEST_BATTERIES
        mean = sizes.mean(axis=0) if enough else np.zeros(sizes.shape[1])
        off = sizes - mean
        prior = replace(prior, yearly=mean, covariance=off.T @ off / len(off) + doubt)
    return prior
