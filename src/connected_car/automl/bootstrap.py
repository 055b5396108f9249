"""How sure a mean over batteries is."""

import numpy as np

FEW_BATTERIES = 5  # fewer give no interval
_DRAWS = 1000
_INTERVAL = (0.025, 0.975)


def bootstrap_interval(
    values: np.ndarray, rng: np.random.Generator
) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % percentile interval of the mean over batteries; None for few of them."""
    n = len(values)
    if n < FEW_BATTERIES:
        return None, None
    means = values[rng.integers(0, n, (_DRAWS, n))].mean(axis=1)
    low, high = np.quantile(means, _INTERVAL)
    return float(low), float(high)
