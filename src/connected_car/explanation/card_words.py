"""The words of a model card that hold for every champion, and those made from its numbers."""

from collections.abc import Mapping, Sequence

from connected_car.explanation.importance import GlobalExplanation, Importance
from connected_car.explanation.sentences import cycles, percent
from connected_car.forecasters.levels import SHORT_DAYS
from connected_car.pages.words import percent as share

_LEAST_MOVE = 0.005  # of a forecast, that is worth a word
INTENDED_USE = (
    "Forecast the charge and discharge cycles that each battery of the fleet will use on each of "
    "the next {horizon} days.",
    "Estimate from these how likely a battery is to pass its rated cycles within that time, so "
    "that its driver can be invited to a service appointment.",
    "Plan service capacity for the fleet over the coming weeks.",
)
OUT_OF_SCOPE = (
    "Deciding that a battery is safe or unsafe: the model counts cycles, it measures no voltage, "
    "temperature or damage.",
    "Warranty or liability decisions about a single driver.",
    "Judging how or how well somebody drives.",
    "Times beyond {horizon} days: they were not tested.",
    "Fleets of another kind than the one that it was learned from, without learning it anew.",
)
GLOSSARY = {
    "Cycle": "One full charge and discharge of a battery; parts of a cycle add up.",
    "Rated cycles": "How many cycles a battery is built for.",
    "Champion": "The model that is in use, because it won the last comparison.",
    "Mean": "The simplest forecast: each battery goes on using what it used on average so far.",
    "Fold": "Days of the past on which models are compared; each model sees only the days before.",
    "Hold-out": "Days that took no part in the choice of the champion, looked at once, afterwards.",
    "Range": "The difference between the highest and the lowest day of a battery.",
    "NRMSE": "The typical error of a day as a share of the battery’s range; large errors count "
    "more. Lower is better.",
    "Interval": "Two ends between which a number lies with a stated chance.",
    "Coverage": "How often the truth lay within a forecast’s interval.",
    "Leak": "Something that a model is shown in a test but could not know in use.",
}
METRICS = {
    "nrmse": ("NRMSE", "typical error of a day / range of the battery"),
    "mae": ("Mean absolute error", "cycles a day"),
    "rmse": ("Root mean square error", "cycles a day; large errors count more"),
    "wape_sum": ("Error of the sum", "of the whole window, % of what was used"),
    "coverage_80": ("Coverage of a day", "share of days inside of their 80 % interval"),
    "coverage_80_sum": ("Coverage of the sum", "share of sums inside of their 80 % interval"),
}


def summary(
    horizon: int, holdout: Mapping[str, float | None], mean: Mapping[str, float | None], use: float
) -> tuple[str, ...]:
    """Return a summary for someone who knows no statistics.

    Args:
        horizon: days ahead.
        holdout: metrics of the champion on the hold-out.
        mean: the same of the mean.
        use: mean use of the fleet on the hold-out, cycles a day.
    """
    lines = [
        f"This model says how many cycles each battery of the fleet will use on each of the next "
        f"{horizon} days, from what it used so far."
    ]
    error, plain = holdout.get("mae"), mean.get("mae")
    if error is not None and plain is not None:
        lines.append(
            f"On days that it had not seen, a day’s forecast was off by {cycles(error)} cycles on "
            f"average, where a battery uses {cycles(use)} a day."
        )
        lines.append(_beside_the_mean(error, plain))
    covered = holdout.get("coverage_80_sum")
    if covered is not None:
        lines.append(
            f"With each forecast of a battery’s total comes a range that should hold the true "
            f"total in 80 of 100 cases; it did so in {100 * covered:.0f} of 100."
        )
    return tuple(lines)


def _beside_the_mean(error: float, plain: float) -> str:
    gain = 1 - error / plain if plain > 0 else 0.0
    if percent(gain) == "0 %":
        return "Taking each battery’s average instead of a model would be as good."
    return (
        f"Taking each battery’s average instead of a model would be off by {cycles(plain)}: the "
        f"model is {percent(gain)} {'better' if gain > 0 else 'worse'}."
    )


def rests_on(explained: GlobalExplanation) -> tuple[str, ...]:
    """Return what the forecasts rest on, the most important part first."""
    ranked = sorted(explained.importances, key=lambda i: -i.rise)
    lines = [f"Without {i.group.name} {_rise(i)}." for i in ranked]
    if explained.left_out:
        lines.append(
            f"Not measured, for lack of days or batteries: {', '.join(explained.left_out)}."
        )
    return tuple(lines) or ("Nothing could be measured: no battery was scored on the hold-out.",)


def _rise(importance: Importance) -> str:
    share, moved = percent(importance.share), importance.moved
    low, high = importance.lower, importance.upper
    chance = low is not None and high is not None and low <= 0 <= high
    if share != "0 %" and not chance:
        return f"the error would be {share} {'higher' if importance.rise > 0 else 'lower'}"
    if moved < _LEAST_MOVE:
        return "the forecasts would be the same"
    return f"a forecast would change by {percent(moved)}, and be neither better nor worse"


def _knows(known: Sequence[str]) -> str:
    if known:
        return (
            f"It knows the cycles of past days, the calendar and, in advance, {', '.join(known)}, "
            "and nothing else: where these turn out otherwise, it is wrong."
        )
    return (
        "It knows the cycles of past days and the calendar, and nothing else: no weather, no plans "
        "of the driver, no change of owner."
    )


def limits(
    *,
    horizon: int,
    batteries: int,
    short: int,
    filled: float,
    coverage: float | None,
    known: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return what the model cannot do, from the numbers of its data and its tests.

    Args:
        horizon: days ahead.
        batteries: of the fleet.
        short: how many of them have fewer than 60 known days.
        filled: share of interpolated days.
        coverage: share of 30-day sums inside of their 80 % interval; None if not measured.
        known: columns that it knows in advance.
    """
    lines = [
        _knows(known),
        f"A change of habits shows in the forecast only after days of it are known; within the "
        f"{horizon} days it is not foreseen.",
    ]
    if short:
        lines.append(
            f"Of {batteries:,} batteries {short:,} lean on similar ones, because fewer than "
            f"{SHORT_DAYS} of their days are known."
        )
    if filled:
        lines.append(
            f"{share(filled)} of the days were not read but filled in between readings; they are "
            "learned from, and not scored."
        )
    if coverage is not None and not 0.76 <= coverage <= 0.84:
        lines.append(
            f"The 80 % range of a total held the truth in {100 * coverage:.0f} of 100 cases: take "
            f"it as too {'narrow' if coverage < 0.8 else 'wide'}."
        )
    return tuple(lines)
