"""From the numbers of a battery to its class, its findings and its reason.

Batch and stream both call it. It looks at each battery alone, so any split of a fleet gives the
same answer.
"""

from datetime import date

import numpy as np
import pandas as pd

from connected_car.risk.classes import chosen_levels, classify
from connected_car.risk.findings import find, finding_names
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import Level, RiskPolicy
from connected_car.risk.reasons import Judged, reasons
from connected_car.risk.replacement import dates_after

_KEPT = [
    "Lifetime_Cycles_Used",
    "Battery_Rated_Cycles",
    "Forecast_Cycles_30d",
    "Lower_80_30d",
    "Upper_80_30d",
]


def previous_class(
    as_of: np.ndarray, stored_day: np.ndarray, stored: np.ndarray, stored_previous: np.ndarray
) -> np.ndarray:
    """Return ``(n,)`` the class that a battery had before; None where there was none.

    Of a row stored for an earlier day it is the class; of one for the same day (a run repeated) the
    class before that row; a row for a later day says nothing of the past.

    Args:
        as_of: ``(n,)`` the day that is scored now.
        stored_day: ``(n,)`` the stored row's day, NaT without one.
        stored: ``(n,)`` its class.
        stored_previous: ``(n,)`` the class before it.
    """
    chosen = np.where(stored_day == as_of, stored_previous, np.array(None))
    chosen = np.where(stored_day < as_of, stored, chosen)
    return np.where(pd.isna(chosen), np.array(None), chosen)


def judge_days(numbers: pd.DataFrame, today: np.ndarray | date) -> tuple[np.ndarray, np.ndarray]:
    """Return ``(n,)`` today and ``(n,)`` the day each row speaks of; today without any reading."""
    present = np.broadcast_to(np.asarray(today, dtype="datetime64[D]"), len(numbers))
    as_of = numbers["As_Of_Date"].to_numpy().astype("datetime64[D]")
    return present, np.where(np.isnat(as_of), present, as_of)


def decide(
    numbers: pd.DataFrame,
    previous: np.ndarray,
    policy: RiskPolicy,
    options: RiskOptions,
    today: np.ndarray | date,
) -> pd.DataFrame:
    """Judge every battery.

    Args:
        numbers: ``Battery_ID`` and the columns of ``numbers.NUMBERS``; a battery without any day
            has nothing but nulls.
        previous: ``(n,)`` from ``previous_class``.
        policy: calibration and levels, stored with the champion.
        options: see ``RiskOptions``.
        today: the day on which the fleet is judged, or ``(n,)`` such days; silence counts to it.

    Returns:
        The columns of ``battery_risk`` up to ``Previous_Risk``, rows as in ``numbers``.
    """
    present, as_of = judge_days(numbers, today)
    probability = policy.calibration(numbers["Share_Crossing"].to_numpy(float))
    found = find(numbers, present, options.silent_after_days)
    levels = chosen_levels(policy, options)
    risk = risk_class(remaining_cycles(numbers), probability, found["silent"], previous, levels)
    due = dates_after(as_of, numbers["Days_Median"].to_numpy(float))
    return numbers[["Battery_ID"]].assign(
        As_Of_Date=as_of,
        **numbers[_KEPT],
        Failure_Probability=probability,
        Expected_Replacement_Date=due,
        Risk=risk,
        Reason=reasons(numbers, Judged(present, probability, risk, found), options),
        Findings=finding_names(found),
        Previous_Risk=previous,
    )


def risk_class(
    remaining: np.ndarray,
    probability: np.ndarray,
    silent: np.ndarray,
    previous: np.ndarray,
    levels: tuple[Level, Level],
) -> np.ndarray:
    """Return ``(n,)`` classes as ``classify`` does; a silent battery is never ok.

    Args:
        remaining: ``(n,)`` cycles from the counter to the rating.
        probability: ``(n,)`` failure probability.
        silent: ``(n,)`` whether it is silent.
        previous: ``(n,)`` class before.
        levels: of watch and alert.
    """
    risk = classify(probability, remaining, previous, *levels)
    return np.where(silent & (risk == "ok"), "watch", risk)


def remaining_cycles(numbers: pd.DataFrame) -> np.ndarray:
    """Return ``(n,)`` cycles from the counter to the rating, NaN where one of them is unknown."""
    return (numbers["Battery_Rated_Cycles"] - numbers["Lifetime_Cycles_Used"]).to_numpy(float)
