"""What is out of order with a battery's records: named findings, each with a plain sentence."""

import numpy as np
import pandas as pd

from connected_car.risk.wording import day, days, join, number

FINDINGS = ("no_readings", "no_rating", "silent", "counter_jump", "rating_changed")
_RHYTHM_FACTOR = 2  # a battery is silent after twice the gap that is usual for it


def find(numbers: pd.DataFrame, today: np.ndarray, silent_after_days: int) -> dict[str, np.ndarray]:
    """Return, by name of the finding, ``(n,)`` whether a battery has it.

    A battery is silent when its last reading is more than ``silent_after_days`` back, or, if it is
    usually seen less often, more than twice its usual gap.

    Args:
        numbers: columns ``numbers.NUMBERS``; a battery without any day has nothing but nulls.
        today: ``(n,)`` the day on which it is judged.
        silent_after_days: see above.
    """
    is_read = numbers["As_Of_Date"].notna().to_numpy()
    longest = np.maximum(silent_after_days, _RHYTHM_FACTOR * numbers["Usual_Gap"].to_numpy(float))
    return {
        "no_readings": ~is_read,
        "no_rating": is_read & numbers["Battery_Rated_Cycles"].isna().to_numpy(),
        "silent": is_read & (silent_days(numbers, today) > longest),
        "counter_jump": numbers["Counter_Jump"].notna().to_numpy(),
        "rating_changed": (
            numbers["Rating_Before"].notna() & numbers["Battery_Rated_Cycles"].notna()
        ).to_numpy(),
    }


def silent_days(numbers: pd.DataFrame, today: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` days since the last reading, NaN without one."""
    since = numbers["Last_Reading"].to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(since), np.nan, (today - since).astype(float))


def finding_names(found: dict[str, np.ndarray]) -> np.ndarray:
    """Return ``(n,)`` names joined by ``, ``; None where nothing was found."""
    text = join(*(np.where(mask, f"{name}, ", "") for name, mask in found.items()))
    kinds, place = np.unique(text.astype(str), return_inverse=True)
    return np.array([kind.removesuffix(", ") or None for kind in kinds], dtype=object)[place]


def count_findings(names: pd.Series) -> dict[str, int]:
    """Return how many batteries have each finding; those that none has are left out.

    Args:
        names: as ``finding_names`` makes them.
    """
    counts = names.dropna().astype(str).str.split(", ").explode().value_counts()
    return {name: int(counts[name]) for name in FINDINGS if name in counts}


def finding_sentences(
    numbers: pd.DataFrame, found: dict[str, np.ndarray], today: np.ndarray
) -> np.ndarray:
    """Return ``(n,)`` sentences on what the main ones do not say, each after a blank.

    Args:
        numbers: as for ``find``.
        found: from ``find``.
        today: as for ``find``.
    """
    sentences = {
        "silent": _silence(numbers, today),
        "counter_jump": _jump(numbers),
        "rating_changed": _change(numbers),
    }
    return join(*(np.where(found[name], text, "") for name, text in sentences.items()))


def _silence(numbers: pd.DataFrame, today: np.ndarray) -> np.ndarray:
    gap = numbers["Usual_Gap"].to_numpy(float)
    rhythm = np.where(gap > 1, join("at least every ", days(gap)), "every day")
    since = day(numbers["Last_Reading"].to_numpy())
    silent = days(silent_days(numbers, today))
    return join(
        " No reading has come for ",
        silent,
        ", since ",
        since,
        ", though it usually reports ",
        rhythm,
        ".",
    )


def _jump(numbers: pd.DataFrame) -> np.ndarray:
    step = numbers["Counter_Jump"].to_numpy(float)
    size, on = number(np.abs(step)), day(numbers["Counter_Jump_On"].to_numpy())
    rose = join(" Its counter rose by ", size, " cycles more than its use explains on ", on)
    fell = join(" Its counter fell by ", size, " cycles on ", on)
    return join(np.where(step < 0, fell, rose), ", so please check it.")


def _change(numbers: pd.DataFrame) -> np.ndarray:
    before, now = (
        number(numbers["Rating_Before"].to_numpy(float)),
        number(numbers["Battery_Rated_Cycles"].to_numpy(float)),
    )
    after = day(numbers["Rating_Before_On"].to_numpy())
    return join(" Its rating changed from ", before, " to ", now, " cycles after ", after, ".")
