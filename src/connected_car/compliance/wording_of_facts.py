"""What a note states, in words."""

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.classifiers.facts.reading import BAD, Facts

_LIMIT = FIRST_COMPLIANT_YEAR


def stated(facts: Facts) -> np.ndarray:
    """Return e.g. ``made in 2001, of nickel, in good condition``; empty where nothing is."""
    parts = (_years(facts, limit=False), _materials(facts), _conditions(facts))
    return _joined(list(parts), ", ")


def violations(facts: Facts) -> np.ndarray:
    """Return e.g. ``made in 1991, before 1995; of iron``; empty where the rule finds none."""
    sides = (facts.year_side, facts.material_side, facts.condition_side)
    parts = (_years(facts, limit=True), _materials(facts), _conditions(facts))
    found = [np.where(side == BAD, part, "") for side, part in zip(sides, parts, strict=True)]
    return _joined(found, "; ")


def _years(facts: Facts, limit: bool) -> np.ndarray:
    pairs = np.where(np.isnan(facts.year_low), -1, facts.year_low * 10_000 + facts.year_high)
    codes, distinct = pd.factorize(pairs)
    words = [_span(*divmod(int(pair), 10_000), limit) if pair >= 0 else "" for pair in distinct]
    return np.array(words, dtype=object)[codes]


def _span(low: int, high: int, limit: bool) -> str:
    before = f", before {_LIMIT}" if limit else ""
    if low == high:
        return f"made in {low}{before}"
    if low <= 1800:
        return f"made in {high} or before{before if high >= _LIMIT else ''}"
    if high >= 2100:
        return f"made in {low} or after"
    return f"made between {low} and {high}{before}"


def _materials(facts: Facts) -> np.ndarray:
    return _named(facts.material, "of {}")


def _conditions(facts: Facts) -> np.ndarray:
    return _named(facts.condition, "in {} condition")


def _named(values: np.ndarray, form: str) -> np.ndarray:
    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    words = [form.format(name) if isinstance(name, str) else "" for name in distinct]
    return np.array(words, dtype=object)[codes]


def _joined(parts: list[np.ndarray], sign: str) -> np.ndarray:
    total = parts[0].astype(object)
    for part in parts[1:]:
        between = np.where((total != "") & (part != ""), sign, "").astype(object)
        total = total + between + part.astype(object)
    return total
