"""The plain rule, on what a note states: no training, nothing but words and years."""

import numpy as np

from connected_car.classifiers.facts.reading import BAD, GOOD, Facts, read_facts

_NAMES = ("year", "material", "condition")


def judge_by_rule(texts: np.ndarray) -> np.ndarray:
    """Return 1.0 (not compliant), 0.0 (compliant), or NaN where what is stated leaves it open."""
    return judge_facts(read_facts(texts))


def judge_facts(facts: Facts) -> np.ndarray:
    """Return what the rule says about facts; see ``judge_by_rule``."""
    sides = np.stack([facts.year_side, facts.material_side, facts.condition_side])
    verdict = np.select(
        [(sides == BAD).any(axis=0), (sides == GOOD).all(axis=0)], [1.0, 0.0], np.nan
    )
    return np.where(facts.flags["other_language"] | facts.flags["doubt"], np.nan, verdict)
