"""In words: what a note states, what the rule makes of it, and what would change that."""

import numpy as np

from connected_car.classifiers.facts.limits import (
    BAD_CONDITIONS,
    BAD_MATERIALS,
    FIRST_COMPLIANT_YEAR,
    GOOD_CONDITIONS,
)
from connected_car.classifiers.facts.reading import BAD, BOTH, OPEN, Facts

_LIMIT = FIRST_COMPLIANT_YEAR
_EVER, _NEVER = 1800, 2100  # bounds of a year that has but one
_NEITHER = f"neither {' nor '.join(BAD_MATERIALS)}"
_MENDED = {
    "year": f"made in {_LIMIT} or later",
    "material": f"of {_NEITHER}",
    "condition": f"in {' or '.join(reversed(GOOD_CONDITIONS))} condition",
}
_SPOILT = (
    f"not compliant if made before {_LIMIT}, of {' or '.join(BAD_MATERIALS)}, "
    f"or in {' or '.join(BAD_CONDITIONS)} condition"
)


def reasons(facts: Facts) -> np.ndarray:
    """Return ``(n,)`` sentences: what breaks the rule, or what is open, or what complies."""
    return np.array([_reason(facts, i) for i in range(len(facts.year_side))], object)


def what_would_change(facts: Facts) -> np.ndarray:
    """Return ``(n,)`` sentences: what a note would have to state to be judged otherwise."""
    return np.array([_change(facts, i) for i in range(len(facts.year_side))], object)


def _reason(facts: Facts, i: int) -> str:
    flags, sides = {name: flag[i] for name, flag in facts.flags.items()}, _sides(facts, i)
    if flags["other_language"]:
        return "not in English"
    if flags["says_nothing"]:
        return "says nothing of year, material or condition"
    contradicted = [name for name, side in sides.items() if side == BOTH]
    if contradicted:
        return f"contradicts itself about the {' and the '.join(contradicted)}"
    stated = {"year": _year(facts, i), "material": _of(facts, i), "condition": _in(facts, i)}
    bad = [stated[name] for name, side in sides.items() if side == BAD]
    doubt = "; the note is in doubt about what it says" if flags["doubt"] else ""
    if bad:
        return ", ".join(bad) + doubt
    silent = [name for name, side in sides.items() if side == OPEN]
    if silent:
        return f"no {' and no '.join(silent)} stated that decides{doubt}"
    return f"complies: {', '.join(stated.values())}{doubt}"


def _change(facts: Facts, i: int) -> str:
    sides = _sides(facts, i)
    bad = [name for name, side in sides.items() if side == BAD]
    silent = [name for name, side in sides.items() if side in (OPEN, BOTH)]
    if bad:
        needed = [_MENDED[name] for name in sides if name in bad or name in silent]
        return f"compliant if {', '.join(needed)}"
    if silent:
        return f"decided if it stated one {' and one '.join(silent)}"
    return _SPOILT


def _sides(facts: Facts, i: int) -> dict[str, int]:
    return {
        "year": int(facts.year_side[i]),
        "material": int(facts.material_side[i]),
        "condition": int(facts.condition_side[i]),
    }


def _year(facts: Facts, i: int) -> str:
    low, high = facts.year_low[i], facts.year_high[i]
    if np.isnan(low):
        return "year not stated"
    when = f"made in {low:.0f}" if low == high else f"made between {low:.0f} and {high:.0f}"
    if low <= _EVER:
        when = f"made in {high:.0f} or before"
    elif high >= _NEVER:
        when = f"made in {low:.0f} or later"
    return f"{when}, before {_LIMIT}" if high < _LIMIT else when


def _of(facts: Facts, i: int) -> str:
    return f"of {facts.material[i] or _NEITHER}"


def _in(facts: Facts, i: int) -> str:
    return f"in {facts.condition[i]} condition"
