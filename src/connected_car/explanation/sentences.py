"""What made a battery's forecast what it is, in plain words; each sentence has its numbers."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connected_car.explanation.groups import KNOWN, LEVEL, WEEKDAYS
from connected_car.forecasters.levels import SHORT_DAYS

LEAST_CHANGE = 0.05  # a change of the recent use that is worth a sentence
LEAST_ERRORS = 2.0  # ... and so many of its standard errors
LEAST_SLOPE = 0.02
LEAST_SHARE = 0.01  # of the forecast, for a part of the history
_FOLLOWS, _IGNORES = 0.75, 0.25
_SILENT_DAYS = 7
_WHOLE_YEAR = 300  # known days
_DAYS_FOR_WEEKENDS = 56
_NEUTRAL_WEEKEND = 2 / 7

Facts = Mapping[str, float]


@dataclass(frozen=True)
class Sentence:
    """A sentence and what it rests on.

    Attributes:
        key: what it is about.
        text: the sentence.
        numbers: the facts that it was made from, unrounded.
    """

    key: str
    text: str
    numbers: dict[str, float]


@dataclass(frozen=True)
class Contribution:
    """What one part of the history adds to a battery's forecast.

    Attributes:
        key: of the group.
        name: of the group, for readers.
        cycles: by how much the sum of the forecast falls when the part is taken away.
        share: the same as a share of that sum.
        daily: mean absolute change of the forecast days, as a share of their mean.
    """

    key: str
    name: str
    cycles: float
    share: float
    daily: float


def describe(facts: Facts, contributions: list[Contribution]) -> list[Sentence]:
    """Return the sentences about one battery, the most important ones first.

    Args:
        facts: a row of ``battery_facts``.
        contributions: from the same forecast.
    """
    makers: tuple[Callable[[Facts], Sentence | None], ...] = (
        _amount,
        _estimate,
        _silence,
        _recent_change,
        _weekends,
        _slope,
    )
    made = [make(facts) for make in makers]
    made.append(_known_ahead(contributions))
    made.append(_strongest(contributions) if facts["known_days"] >= SHORT_DAYS else None)
    return [sentence for sentence in made if sentence is not None]


def percent(share: float) -> str:
    """Return ``20 %``, without a sign."""
    return f"{abs(100 * share):.0f} %"


def cycles(value: float) -> str:
    """Return cycles to three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 0.001 or value == 0 else "less than 0.001"


def _amount(facts: Facts) -> Sentence:
    text = (
        f"The next {facts['forecast_days']:.0f} days are forecast at "
        f"{cycles(facts['forecast_mean'])} cycles a day, {cycles(facts['forecast_sum'])} in all"
    )
    names = ["forecast_days", "forecast_mean", "forecast_sum", "year_known"]
    compared = []
    year = facts["year_known"]
    whole = year >= _WHOLE_YEAR
    for name, words in (
        ("forecast_to_last_30", "in its last 30 days"),
        ("forecast_to_year", "over its last year" if whole else f"over its {year:.0f} known days"),
    ):
        if not math.isnan(facts[name]):
            names.append(name)
            compared.append(f"{_more_or_less(facts[name])} {words}")
    tail = f": {' and '.join(compared)}." if compared else "."
    return _sentence("amount", text + tail, facts, names)


def _more_or_less(change: float) -> str:
    if percent(change) == "0 %":
        return "as much as"
    return f"{percent(change)} {'more' if change > 0 else 'less'} than"


def _estimate(facts: Facts) -> Sentence | None:
    days = facts["known_days"]
    if days >= SHORT_DAYS:
        return None
    special = {0: "no day is known", 1: "only 1 day is known"}
    known = special.get(int(days), f"only {days:.0f} days are known")
    text = f"Estimate from similar batteries: {known}."
    return _sentence("estimate", text, facts, ["known_days"])


def _silence(facts: Facts) -> Sentence | None:
    if facts["silent_days"] <= _SILENT_DAYS or facts["known_days"] == 0:
        return None
    text = f"Nothing is known of its last {facts['silent_days']:.0f} days."
    return _sentence("silence", text, facts, ["silent_days"])


def _recent_change(facts: Facts) -> Sentence | None:
    change, error = facts["recent_change"], facts["recent_change_error"]
    if math.isnan(change):
        return None
    names = ["recent_change", "recent_change_error", "recent_mean", "before_mean"]
    if abs(change) < LEAST_CHANGE or abs(change) <= LEAST_ERRORS * error:
        text = "Its use in the last four weeks is about that of the nine weeks before."
        return _sentence("recent_change", text, facts, names)
    text = (
        f"Its use {'rose' if change > 0 else 'fell'} by {percent(change)} in the last four weeks "
        f"against the nine weeks before; {_follows(facts['followed'])}."
    )
    return _sentence("recent_change", text, facts, [*names, "forecast_mean", "followed"])


def _follows(followed: float) -> str:
    if followed >= _FOLLOWS:
        return "the forecast follows that"
    if followed > _IGNORES:
        return f"the forecast follows {percent(followed)} of the way"
    return "the forecast does not follow that"


def _weekends(facts: Facts) -> Sentence | None:
    share, forecast = facts["weekend_share"], facts["forecast_weekend_share"]
    if facts["known_days"] < _DAYS_FOR_WEEKENDS or math.isnan(share) or math.isnan(forecast):
        return None
    text = (
        f"Weekends count for {percent(share)} of its use and for {percent(forecast)} of the "
        f"forecast; two days of seven would be {percent(_NEUTRAL_WEEKEND)}."
    )
    return _sentence("weekends", text, facts, ["weekend_share", "forecast_weekend_share"])


def _slope(facts: Facts) -> Sentence | None:
    slope = facts["forecast_slope"]
    if math.isnan(slope):
        return None
    text = "The forecast stays level from its first to its last week."
    if abs(slope) >= LEAST_SLOPE:
        verb = "rises" if slope > 0 else "falls"
        text = f"The forecast {verb} by {percent(slope)} from its first to its last week."
    return _sentence("slope", text, facts, ["forecast_slope"])


def _known_ahead(contributions: list[Contribution]) -> Sentence | None:
    for part in contributions:
        if part.key == KNOWN.key:
            text = f"What is known in advance moves a day of the forecast by {percent(part.daily)}."
            return Sentence("known", text, {"known_daily": part.daily})
    return None


def _strongest(contributions: list[Contribution]) -> Sentence | None:
    """Name the window that moves the forecast most; the other parts have their own sentences."""
    windows = [c for c in contributions if c.key not in {LEVEL.key, WEEKDAYS.key, KNOWN.key}]
    if not windows:
        return None
    most = max(windows, key=lambda c: abs(c.share))
    numbers = {f"{c.key}_share": c.share for c in windows}
    if abs(most.share) < LEAST_SHARE:
        text = "No stretch of past days stands out: the forecast rests on the usual use."
        return Sentence("strongest", text, numbers)
    verb = "adds" if most.cycles > 0 else "takes away"
    text = (
        f"What was unusual in {most.name} moves the forecast most: it {verb} {percent(most.share)}."
    )
    return Sentence("strongest", text, numbers)


def _sentence(key: str, text: str, facts: Facts, names: list[str]) -> Sentence:
    return Sentence(key, text, {name: float(facts[name]) for name in names})
