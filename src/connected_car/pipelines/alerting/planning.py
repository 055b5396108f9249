"""Who is told: a budget for each workshop, the most costly to miss first; the others wait."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from connected_car.pages.words import some
from connected_car.pipelines.alerting.options import BudgetOptions
from connected_car.pipelines.alerting.outbox import Line, told_days
from connected_car.pipelines.alerting.records import is_open
from connected_car.pipelines.alerting.storms import invites
from connected_car.pipelines.alerting.vehicles import ALL_WORKSHOPS
from connected_car.tables import SCHEMAS

_SCHEMA = pa.schema([field for field in SCHEMAS["alert_delivery"] if field.name != "Run_ID"])
_WEEK_DAYS = 7


def plan(
    alerts: pd.DataFrame, sent: list[Line], day: pd.Timestamp, budget: BudgetOptions
) -> pd.DataFrame:
    """Return a row for each alert that stands: ``Delivery``, ``Why``, and what waiting may cost.

    Planned again, after the messages are in the outbox, it says the same.

    Args:
        alerts: as in ``read_alerts``.
        sent: the lines of the outbox so far.
        day: of the run.
        budget: see ``BudgetOptions``.
    """
    standing = alerts[is_open(alerts)]
    told = told_days(standing, sent)
    plan = standing[["Alert_ID", "Vehicle_ID", "Workshop"]].assign(
        Delivery=_states(standing, told), Told_On=told, **_expected(standing, budget)
    )
    plan["Told_On"] = plan["Told_On"].where(plan["Delivery"] == "told")
    plan["Why"] = plan["Delivery"].map(_reasons(standing))
    plan.loc[plan["Delivery"] == "acknowledged", "Why"] = _acknowledged(standing)
    return _within_budget(plan, standing, sent, day, budget)


def stored_plan(delivery: pd.DataFrame) -> pd.DataFrame:
    """Return a plan in the form in which the table gives it back, in a fixed order."""
    ordered = delivery.sort_values("Alert_ID", ignore_index=True)
    return pa.Table.from_pandas(ordered[_SCHEMA.names], _SCHEMA, preserve_index=False).to_pandas()


def _states(alerts: pd.DataFrame, told: pd.Series) -> pd.Series:
    """Return the state of each alert; ``waiting`` where the budget is to decide."""
    storm = alerts["Storm_On"].notna().any()
    state = pd.Series("waiting", index=alerts.index, dtype=object)
    if storm:
        state[:] = "storm"
    state[alerts["Easing_Since"].notna()] = "easing"
    state[alerts["Vehicle_ID"].isna()] = "no_vehicle"
    state[told.notna()] = "told"
    state[alerts["Status"] == "acknowledged"] = "acknowledged"
    state[~invites(alerts)] = "not_for_drivers"
    return state


def _reasons(alerts: pd.DataFrame) -> Mapping[str, str]:
    storm_on = alerts["Storm_On"].max()
    on = "" if pd.isna(storm_on) else f" of {storm_on.date()}"
    return {
        "told": "the invitation is in the outbox",
        "storm": f"nothing is sent until the storm{on} is released or over",
        "easing": "it is less severe than it was, and may soon close",
        "no_vehicle": "no car is known for it",
        "not_for_drivers": "it is for analysts and operators alone",
    }


def _acknowledged(alerts: pd.DataFrame) -> pd.Series:
    until = alerts["Acknowledged_Until"].dt.date.astype(str)
    return (
        alerts["Owner"].astype(str)
        + " takes care of it until "
        + until
        + ": "
        + alerts["Acknowledge_Reason"].astype(str)
    )


def _expected(alerts: pd.DataFrame, budget: BudgetOptions) -> dict[str, pd.Series]:
    """Return what not telling is expected to cost, and how many failures it may miss."""
    chance = alerts["Probability"].astype(float).fillna(1.0).where(invites(alerts), 0.0)
    is_component = alerts["Subject"] == "component"
    cost = chance * budget.missed_failure_cost
    return {
        "Expected_Cost": cost.mask(is_component, chance * budget.missed_violation_cost),
        "Expected_Failures": chance.mask(is_component, 0.0),
    }


def _within_budget(
    plan: pd.DataFrame,
    alerts: pd.DataFrame,
    sent: list[Line],
    day: pd.Timestamp,
    budget: BudgetOptions,
) -> pd.DataFrame:
    due = alerts["Due_Date"].reindex(plan.index)
    order = plan.assign(due=due).sort_values(
        ["Expected_Cost", "due", "Alert_ID"], ascending=[False, True, True]
    )
    waiting = order[order["Delivery"] == "waiting"]
    place = waiting.groupby("Workshop").cumcount()
    spent = {name: _spent(sent, name, day) for name in waiting["Workshop"].unique()}
    left = waiting["Workshop"].map(
        {
            name: max(0, min(budget.per_day - today, budget.per_week - week))
            for name, (today, week) in spent.items()
        }
    )
    told = plan.index.isin(waiting.index[place < left])
    held = plan.index.isin(waiting.index[place >= left])
    plan = plan.assign(
        Delivery=plan["Delivery"].mask(told, "told").mask(held, "held_back"),
        Told_On=plan["Told_On"].mask(told, day),
    )
    plan["Why"] = plan["Why"].mask(told, _reasons(alerts)["told"])
    plan["Why"] = plan["Why"].mask(held, _held_words(waiting, place - left, budget))
    return plan


def _held_words(waiting: pd.DataFrame, ahead: pd.Series, budget: BudgetOptions) -> pd.Series:
    most = f"{some(budget.per_day, 'invitation')} a day or {budget.per_week:,} a week"
    words = [
        f"{'the workshop' if name == ALL_WORKSHOPS else name} has used its {most}; "
        f"{some(max(int(n), 0), 'other')} that wait{'s' if n == 1 else ''} would cost more"
        for name, n in zip(waiting["Workshop"], ahead, strict=True)
    ]
    return pd.Series(words, index=waiting.index, dtype=object)


def _spent(sent: list[Line], workshop: str, day: pd.Timestamp) -> tuple[int, int]:
    """Return how many messages a workshop's drivers got on the day, and in the week up to it."""
    days = Counter(
        (day - pd.Timestamp(line["sent_at"][:10])).days
        for line in sent
        if line.get("workshop", workshop) == workshop
    )
    return days[0], sum(days[age] for age in range(_WEEK_DAYS))
