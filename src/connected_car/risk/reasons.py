"""Why a battery has its class, in plain words; built column by column, never battery by battery.

Two sentences, and one more for each finding that they do not say.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.risk.findings import finding_sentences
from connected_car.risk.numbers import YEAR_DAYS
from connected_car.risk.options import RiskOptions
from connected_car.risk.replacement import CAP_DAYS, dates_after
from connected_car.risk.states import RECENT_DAYS
from connected_car.risk.wording import day, day_range, days, join, number, of_100, rate, whole

UNREAD_WORTH_SAYING = 0.2  # share of the last 28 days


@dataclass(frozen=True)
class Judged:
    """What was decided of each battery, ``(n,)`` each.

    Attributes:
        today: the day on which it is judged.
        probability: of passing the rating within the horizon, NaN where unknown.
        risk: its class.
        found: masks from ``findings.find``.
    """

    today: np.ndarray
    probability: np.ndarray
    risk: np.ndarray
    found: dict[str, np.ndarray]


def reasons(numbers: pd.DataFrame, judged: Judged, options: RiskOptions) -> np.ndarray:
    """Return ``(n,)`` texts.

    Args:
        numbers: columns ``numbers.NUMBERS``, one row a battery.
        judged: what was decided.
        options: see ``RiskOptions``.
    """
    use = _use(numbers, options)
    kinds = [
        (judged.found["no_readings"], _never_read(judged)),
        (judged.risk == "overdue", _overdue(numbers, use)),
        (judged.found["no_rating"], _unrated(numbers, use)),
        (np.isnan(judged.probability), np.array(_UNKNOWN, dtype=object)),
    ]
    ahead = join(_course(numbers, use, judged), " ", _chance(numbers, judged, options))
    main = np.select([mask for mask, _ in kinds], [text for _, text in kinds], ahead)
    return join(main, finding_sentences(numbers, judged.found, judged.today))


_UNKNOWN = "Its counter or its daily use is not known. So nobody can say when it is due."


def _never_read(judged: Judged) -> np.ndarray:
    upto = day(judged.today)
    return join(
        "It is in the list of vehicles, but no usable reading of it has come up to ",
        upto,
        ". So nothing can be said of its wear.",
    )


def _overdue(numbers: pd.DataFrame, use: np.ndarray) -> np.ndarray:
    rated, used = (
        number(numbers[name].to_numpy(float))
        for name in ("Battery_Rated_Cycles", "Lifetime_Cycles_Used")
    )
    reached = join("Its rating of ", rated, " cycles is reached: ", used, " are used, ", use)
    return join(reached, ". It is due for replacement now.")


def _unrated(numbers: pd.DataFrame, use: np.ndarray) -> np.ndarray:
    used = _floor(numbers["Lifetime_Cycles_Used"].to_numpy(float), 10)
    counter = join("Used ", number(used), " cycles, ", use)
    counter = np.where(np.isnan(used), "Its counter is not known", counter)
    return join(counter, ", and its rated cycles are not known. So nobody can say when it is due.")


def _course(numbers: pd.DataFrame, use: np.ndarray, judged: Judged) -> np.ndarray:
    """Return counter, rating, use, and the days left as a range."""
    used = number(_floor(numbers["Lifetime_Cycles_Used"].to_numpy(float), 10))
    rated = number(-_floor(-numbers["Battery_Rated_Cycles"].to_numpy(float), 10))
    return join(
        "Used ",
        used,
        " of ",
        rated,
        " rated cycles, ",
        use,
        "; it is ",
        _arrival(numbers, judged),
        ".",
    )


def _arrival(numbers: pd.DataFrame, judged: Judged) -> np.ndarray:
    as_of = numbers["As_Of_Date"].to_numpy().astype("datetime64[D]")
    early, late = (
        np.minimum(np.nan_to_num(numbers[name].to_numpy(float), nan=CAP_DAYS), CAP_DAYS)
        for name in ("Days_Early", "Days_Late")
    )
    silent = judged.found["silent"]
    first, last = dates_after(as_of, early), dates_after(as_of, late)
    dates = join(" (", day_range(first, last), ")")
    after = np.where(silent, " after its last day", "")
    before = np.where(silent, "", "in ")
    span = np.where(
        early == late, join("about ", days(late)), join(whole(early), " to ", days(late))
    )
    likely = join("likely to reach its rating ", before, span, after, dates)
    earliest = join(days(early), after, " (", day(first), ")")
    perhaps = join(
        "likely to reach its rating ",
        before,
        earliest,
        " at the earliest, perhaps not within five years",
    )
    never = join(
        "not likely to reach its rating within five years", np.where(silent, " of its last day", "")
    )
    return np.select([early >= CAP_DAYS, late >= CAP_DAYS], [never, perhaps], likely)


def _chance(numbers: pd.DataFrame, judged: Judged, options: RiskOptions) -> np.ndarray:
    """Return the probability, what would turn the alert off, and what the answer rests on."""
    about = of_100(judged.probability)
    about = join(
        np.where(judged.probability < 0.01, "F", np.where(judged.probability > 0.99, "M", "A")),
        np.array([text[1:] for text in about], dtype=object),
    )
    silent = judged.found["silent"]
    within = join(
        f" of 100 batteries like this would reach it within {options.horizon} days",
        np.where(silent, " of that day", ""),
    )
    told = np.isin(judged.risk, ("watch", "alert")) & ~silent
    advice = np.where(told, _advice(numbers, options.horizon), "")
    return join(about, within, advice, _basis(numbers, options), ".")


def _advice(numbers: pd.DataFrame, horizon: int) -> np.ndarray:
    remaining = (numbers["Battery_Rated_Cycles"] - numbers["Lifetime_Cycles_Used"]).to_numpy(float)
    as_of = numbers["As_Of_Date"].to_numpy().astype("datetime64[D]")
    most = _below(remaining / horizon)
    allowed = join("with at most ", rate(most), " cycles a day")
    how = np.where(most > 0, allowed, "only without any use")
    until = day(as_of + np.timedelta64(horizon, "D"))
    return join("; this one would stay below ", how, " until ", until)


def _below(values: np.ndarray) -> np.ndarray:
    """Return the next lower number of two decimals, of three below 0.1; never equal, 0 if none."""
    steps = np.where(values > 0.1, 100.0, 1000.0)
    return np.maximum(np.ceil(values * steps - 1e-6) - 1, 0) / steps


def _basis(numbers: pd.DataFrame, options: RiskOptions) -> np.ndarray:
    known, unread = (numbers[name].to_numpy(float) for name in ("Days_Known", "Days_Unread"))
    recent = np.fmin(numbers["Span_Days"].to_numpy(float), RECENT_DAYS)
    own = np.where(known == 0, "no use", join("only ", days(known)))
    are = np.where(known > 1, "are", "is")
    short = join(
        "; this is an estimate from similar batteries, for ", own, " of its own ", are, " known"
    )
    made_up = join(
        "; ",
        whole(unread),
        " of its last ",
        days(recent),
        np.where(unread == 1, " is", " are"),
        " filled in or missing",
    )
    return join(
        np.where(known < options.short_history_days, short, ""),
        np.where(unread > UNREAD_WORTH_SAYING * RECENT_DAYS, made_up, ""),
    )


def _use(numbers: pd.DataFrame, options: RiskOptions) -> np.ndarray:
    """Return the use of the last four weeks and of the year, or of what there is of them."""
    span = numbers["Span_Days"].to_numpy(float)
    recent, year = (numbers[name].to_numpy(float) for name in ("Use_Recent", "Use_Year"))
    window = min(YEAR_DAYS, options.history_days)
    long = "the last year" if window == YEAR_DAYS else f"the last {window} days"
    period = np.where(span >= window, long, join("its ", days(span), " so far"))
    latest = np.where(span >= RECENT_DAYS, "the last four weeks", period)
    one = join(rate(recent), np.where(recent == 0, "", " a day"), " over ", latest)
    one = np.where(span == 1, join(rate(recent), " on its only day so far"), one)
    same_unit = (recent > 0) | (year == 0)
    both = join(one, " and ", rate(year), np.where(same_unit, "", " a day"), " over ", period)
    use = np.where(span > RECENT_DAYS, both, one)
    return np.where(np.isnan(recent), "with no known use of late", use)


def _floor(values: np.ndarray, steps: float) -> np.ndarray:
    """Rounded down, so that a battery just below its rating does not read as having reached it."""
    return np.floor(values * steps + 1e-6) / steps
