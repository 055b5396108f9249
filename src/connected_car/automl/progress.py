"""Tells how far a search is."""

import logging

from connected_car.automl.options import ExitOptions
from connected_car.automl.trials import SearchResult

logger = logging.getLogger(__name__)

_WIDTH = 20


def log_trial(result: SearchResult, options: ExitOptions, seconds: float) -> None:
    """Log the last trial, the best and the baseline's score, a bar, and the time left at most."""
    last, best = result.trials[-1], result.best()
    logger.info(
        "%s trial %d, %s: %s; best %.4f (%s), %s %.4f%s",
        _bar(_share_done(result, options, seconds)),
        len(result.trials),
        last.recipe.family,
        f"{last.value:.4f}" if last.score else last.state,
        best.value,
        best.recipe.family,
        result.subject.baseline,
        result.mean.value,
        _time_left(result, options, seconds),
    )


def _share_done(result: SearchResult, options: ExitOptions, seconds: float) -> float:
    shares = [0.0]
    if options.max_trials is not None:
        shares.append(len(result.trials) / options.max_trials)
    if options.job_time_minutes is not None:
        shares.append(seconds / 60 / options.job_time_minutes)
    return min(1.0, max(shares))


def _bar(share: float) -> str:
    return f"[{'#' * round(_WIDTH * share):.<{_WIDTH}}] {100 * share:3.0f} %"


def _time_left(result: SearchResult, options: ExitOptions, seconds: float) -> str:
    left = []
    if options.max_trials is not None:
        each = seconds / len(result.trials)
        left.append((options.max_trials - len(result.trials)) * each)
    if options.job_time_minutes is not None:
        left.append(60 * options.job_time_minutes - seconds)
    return f"; about {max(0.0, min(left)):.0f} s left" if left else ""
