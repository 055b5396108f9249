"""The storm guard: a run that alerts far more cars than usual has something else to tell.

A bad model or a broken feed looks like a fleet whose batteries all fail at once. Then nothing is
sent until a person releases it, or the findings are gone again; the findings themselves stay.
"""

import logging

import pandas as pd

from connected_car.pages.words import percent
from connected_car.pipelines.alerting.findings import (
    INVITES_FROM,
    KINDS_FOR_DRIVERS,
    severity_rank,
)
from connected_car.pipelines.alerting.options import StormOptions
from connected_car.pipelines.alerting.records import is_open, with_event

logger = logging.getLogger(__name__)

_WINDOW_DAYS = 90
_SHORTEST_HISTORY_DAYS = 7


def invites(alerts: pd.DataFrame) -> pd.Series:
    """Return which alerts are such that a driver is told, whether or not he has been."""
    severe = severity_rank(alerts["Severity"]) >= INVITES_FROM
    return is_open(alerts) & severe & alerts["Kind"].isin(KINDS_FOR_DRIVERS)


def guard(
    before: pd.DataFrame,
    alerts: pd.DataFrame,
    fleet: int,
    day: pd.Timestamp,
    options: StormOptions,
) -> pd.DataFrame:
    """Return the alerts, those that came in a storm marked by ``Storm_On``.

    Args:
        before: the alerts that the last run left.
        alerts: the alerts after this run.
        fleet: how many batteries and components were judged.
        day: of the run.
        options: when it is a storm, and whether one is released.
    """
    if options.release:
        held = is_open(alerts) & alerts["Storm_On"].notna()
        alerts = alerts.assign(Storm_On=alerts["Storm_On"].where(~held))
        return with_event(alerts, held, "released from the storm", day)
    ids = set(before.loc[invites(before), "Alert_ID"])
    new = invites(alerts) & ~alerts["Alert_ID"].isin(ids)
    usual = expected_new(before, day)
    if new.sum() <= most_new(usual, fleet, options):
        return alerts
    share = percent(new.sum(), fleet)
    usually = "there is no history" if usual is None else f"{usual:.1f} were to be expected"
    note = f"{new.sum():,} of {fleet:,} at once ({share}); {usually}"
    logger.warning("alert storm, nothing is sent: %s; see alert_report", note)
    alerts = alerts.assign(Storm_On=alerts["Storm_On"].mask(new, day))
    return with_event(alerts, new, "held in a storm", day, note)


def most_new(usual: float | None, fleet: int, options: StormOptions) -> float:
    """Return how many new invitations are no storm.

    Args:
        usual: from ``expected_new``.
        fleet: how many batteries and components were judged.
        options: see ``StormOptions``.
    """
    if usual is None:
        return max(options.min_alerts - 1, options.first_share * fleet)
    return max(options.min_alerts - 1, options.min_share * fleet, options.times_usual * usual)


def expected_new(before: pd.DataFrame, day: pd.Timestamp) -> float | None:
    """Return how many invitations the last 90 days lead to expect since the last run.

    None without a history of at least a week, in which case nothing is known.
    """
    past = before[before["Opened_On"] < day]
    calm = past[past["Storm_On"].isna() & past["Kind"].isin(KINDS_FOR_DRIVERS)]
    calm = calm[severity_rank(calm["Severity"]) >= INVITES_FROM]
    if calm.empty or (day - calm["Opened_On"].min()).days < _SHORTEST_HISTORY_DAYS:
        return None
    since = max(calm["Opened_On"].min(), day - pd.Timedelta(days=_WINDOW_DAYS))
    days = max((day - since).days, 1)
    gap = max((day - before["Last_Seen_On"].max()).days, 1)
    return float((calm["Opened_On"] >= since).sum() / days * gap)


def storm_words(alerts: pd.DataFrame) -> list[str]:
    """Return what to look at while alerts are held in a storm; nothing without one.

    Args:
        alerts: as in ``read_alerts``.
    """
    held = alerts[is_open(alerts) & alerts["Storm_On"].notna()]
    if held.empty:
        return []
    calm = alerts[alerts["Storm_On"].isna()]
    models = ", ".join(sorted(held["Model_Version"].dropna().astype(str).unique()))
    earlier = ", ".join(sorted(calm["Model_Version"].dropna().astype(str).unique()))
    kinds = held["Kind"].value_counts()
    words = [
        f"{len(held):,} alerts of {held['Storm_On'].max().date()} are held back, "
        + ", ".join(f"{count:,} for {kind}" for kind, count in kinds.items()),
        f"they come from model version {models or 'unknown'}, earlier ones from "
        f"{earlier or 'none'}: see model_card and risk_backtest",
        "whether the readings changed: see data_quality_report and risk_changes",
        "if the alerts are right: kedro run --pipelines alerting --params release_storm=true",
    ]
    return words
