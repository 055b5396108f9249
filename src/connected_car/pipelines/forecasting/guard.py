"""The leak guard: which columns count as known in advance."""

import logging

import pandas as pd

from connected_car.automl.leaks import find_leaks
from connected_car.errors import UserError
from connected_car.pipelines.forecasting.options import ForecastingOptions

logger = logging.getLogger(__name__)


def check_known(days: pd.DataFrame, options: ForecastingOptions) -> tuple[str, ...]:
    """Return a sentence for each leak that ``accept_leaks`` lets pass, after logging it.

    Args:
        days: from ``read_days``.
        options: the group ``forecasting``.

    Raises:
        UserError: a column tells the target of its own day, or is not known for the whole horizon.
    """
    if not options.known_in_advance:
        return ()
    leaks = find_leaks(days, list(options.known_in_advance), options.target)
    refused = [leak for leak in leaks if leak.column not in options.accept_leaks]
    if refused:
        names = "+".join(leak.column for leak in refused)
        raise UserError(
            f"{'; '.join(map(str, refused))}: no forecast may use what is known only after the "
            "day; take it out of forecasting.known_in_advance, or, if it really is known before, "
            f"set forecasting.accept_leaks={names}"
        )
    _check_reach(days, options)
    overrides = tuple(f"{leak}; allowed by forecasting.accept_leaks." for leak in leaks)
    for sentence in overrides:
        logger.warning("leak guard overridden: %s", sentence)
    return overrides


def _check_reach(days: pd.DataFrame, options: ForecastingOptions) -> None:
    """Refuse a column that folds would know for more days ahead than there are today."""
    last = days.loc[days["y"].notna(), "ds"].max()
    ahead = (days["ds"] - last).dt.days
    coming = days[(ahead > 0) & (ahead <= options.horizon)]
    for column in options.known_in_advance:
        known = coming.loc[coming[column].notna(), "ds"].nunique()
        if known < options.horizon and column not in options.accept_leaks:
            raise UserError(
                f"{column} is known for {known} of the {options.horizon} days after {last.date()}; "
                f"add rows with it and without {options.target} for the others, or lower "
                "forecasting.horizon"
            )
