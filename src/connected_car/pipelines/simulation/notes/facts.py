"""What a note may state about a component, and the rule by which it is judged."""

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

FIRST_COMPLIANT_YEAR = 1995
CONDITIONS = ("excellent", "good", "fair", "poor")
BAD_CONDITIONS = ("fair", "poor")
BAD_MATERIALS = ("plastic", "iron")
GOOD_MATERIALS = ("nickel", "steel", "copper", "aluminium", "brass", "titanium")
COMPONENTS = (
    "brake disc",
    "wheel hub",
    "fuel tank",
    "exhaust pipe",
    "radiator",
    "door hinge",
    "gearbox housing",
    "battery tray",
    "oil pan",
    "steering column",
    "seat frame",
    "bumper",
)
FACTS = ("year", "material", "condition")
# as many components meet the whole rule as fail it, and most that fail it do so by one fact
_COMPLIANT = 0.78
_OLDEST, _NEWEST = 1960, 2025


@dataclass(frozen=True)
class Facts:
    """A component as it is; None for what its note does not state."""

    component: str
    year: int | None
    material: str | None
    condition: str | None

    def without(self, *names: str) -> "Facts":
        """Return the facts with these unknown."""
        kept = {name: None if name in names else getattr(self, name) for name in FACTS}
        return Facts(self.component, **kept)


def draw_facts(rng: random.Random, component: str | None = None) -> Facts:
    """Return a component; about half of them comply. A third of the years is near the limit."""
    return Facts(
        component or rng.choice(COMPONENTS),
        draw_year(rng, rng.random() < _COMPLIANT),
        draw_material(rng, rng.random() < _COMPLIANT),
        draw_condition(rng, rng.random() < _COMPLIANT),
    )


def draw_year(rng: random.Random, compliant: bool) -> int:
    """Return a year of manufacture on one side of the rule."""
    limit, near = FIRST_COMPLIANT_YEAR, rng.random() < 1 / 3
    if compliant:
        return rng.randint(limit, limit + 4 if near else _NEWEST)
    return rng.randint(limit - 5 if near else _OLDEST, limit - 1)


def draw_material(rng: random.Random, compliant: bool) -> str:
    """Return a material on one side of the rule."""
    return rng.choice(GOOD_MATERIALS if compliant else BAD_MATERIALS)


def draw_condition(rng: random.Random, compliant: bool) -> str:
    """Return a condition on one side of the rule."""
    return rng.choice(CONDITIONS[:2] if compliant else BAD_CONDITIONS)


def judge(stated: pd.DataFrame) -> pd.DataFrame:
    """Return what the rule says about stated facts.

    Args:
        stated: ``year``, ``material`` and ``condition``, missing where a note is silent.

    Returns:
        ``label`` (1 = not compliant, 0 = compliant, missing where what is stated leaves it
        open) and ``reason``, in words.
    """
    early = (stated["year"] < FIRST_COMPLIANT_YEAR).fillna(False)
    broken = {
        f"made before {FIRST_COMPLIANT_YEAR}": early,
        f"{' or '.join(BAD_CONDITIONS)} condition": stated["condition"].isin(BAD_CONDITIONS),
        " or ".join(BAD_MATERIALS): stated["material"].isin(BAD_MATERIALS),
    }
    silent = {f"no {name} stated": stated[name].isna() for name in FACTS}
    violates = np.logical_or.reduce([np.asarray(mask, bool) for mask in broken.values()])
    open_ = ~violates & np.logical_or.reduce(list(silent.values()))
    label = pd.Series(violates, stated.index).astype("Int8").mask(open_)
    reason = np.where(violates, _in_words(broken), np.where(open_, _in_words(silent), "complies"))
    return pd.DataFrame({"label": label, "reason": reason}, index=stated.index)


def _in_words(masks: dict[str, pd.Series]) -> np.ndarray:
    """Join the words of all masks that hold, by looking up each of the 2^n combinations."""
    words, n = list(masks), len(masks)
    codes = sum(np.asarray(mask, int) << i for i, mask in enumerate(masks.values()))
    joined = ["; ".join(w for i, w in enumerate(words) if code >> i & 1) for code in range(2**n)]
    return np.array(joined, dtype=object)[codes]
