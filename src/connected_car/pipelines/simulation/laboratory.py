"""The process of use of the ``lab`` preset: white noise like the workshop's own battery.

Measured there (1,539 days from 2013-01-01, twice a day until 2014-12-31): mean .142090 cycles a
day, sd .012142, from .105648 to .185246, five trips a day, rated 200 cycles; no trend and no
weekday, month or year effect.
"""

import numpy as np

from connected_car.pipelines.simulation.wear import CYCLES_PER_MINUTE

# quantiles of Daily_Cycles_Used of the workshop's file
_QUANTILES = {
    0.000: 0.105648,
    0.002: 0.108988,
    0.010: 0.115565,
    0.050: 0.122661,
    0.100: 0.126461,
    0.200: 0.131648,
    0.300: 0.135642,
    0.400: 0.138579,
    0.500: 0.141803,
    0.600: 0.145104,
    0.700: 0.148399,
    0.800: 0.152418,
    0.900: 0.157704,
    0.950: 0.162232,
    0.990: 0.171420,
    0.998: 0.176240,
    1.000: 0.185246,
}
_TWICE_A_DAY = 730 / 1_539  # share of the days
TRIPS_A_DAY = 5
RATED_CYCLES = 200.0


def lab_minutes(n_days: int, n_future: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw minutes driven that have the workshop's distribution and no memory.

    The days of data are the quantiles of that distribution in random order, so that level, spread
    and range hold for every seed and length; the future is drawn freely.

    Args:
        n_days: days of data.
        n_future: days after them.
        n: number of batteries.
        rng: random numbers.

    Returns:
        Minutes a day with four decimals, shape (batteries, ``n_days`` + ``n_future``).
    """
    order = np.argsort(rng.random((n, n_days)), axis=1)
    in_data = order / (n_days - 1) if n_days > 1 else np.full((n, 1), 0.5)
    levels = np.concatenate([in_data, rng.random((n, n_future))], axis=1)
    cycles = np.interp(levels, list(_QUANTILES), list(_QUANTILES.values()))
    return np.round(cycles / CYCLES_PER_MINUTE, 4)


def lab_switch_day(n_days: int) -> int:
    """Return the first day that is read once instead of twice."""
    return round(n_days * _TWICE_A_DAY)
