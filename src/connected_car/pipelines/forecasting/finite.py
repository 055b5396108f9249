"""Numbers as JSON can hold them."""

from typing import Any

import numpy as np


def without_nan(value: Any) -> Any:
    """Return the value with None for each number that is not finite."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
