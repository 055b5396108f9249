"""Why was this car alerted, or not? Told from the stored tables alone."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from connected_car.errors import UserError
from connected_car.pages.subjects import find_subject, page_name, subject_meant
from connected_car.pages.templates import page_template
from connected_car.pages.words import chance, clean, percent
from connected_car.pages.words import day as day_words
from connected_car.pipelines.alerting.findings import subject_key
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.outbox import Line
from connected_car.pipelines.alerting.summary import WIDTH

_TEMPLATE = Path(__file__).with_name("vehicle_page.html.j2")


@dataclass(frozen=True)
class Tables:
    """What is stored about all cars: the tables of those names, as pandas."""

    alert_findings: pd.DataFrame
    alerts: pd.DataFrame
    alert_history: pd.DataFrame
    alert_delivery: pd.DataFrame
    vehicles: pd.DataFrame


def vehicle_story(
    vehicle: str, tables: Tables, outbox: list[Line], options: AlertingOptions
) -> dict[str, Any]:
    """Return what the page of a vehicle shows.

    Args:
        vehicle: its id.
        tables: see ``Tables``.
        outbox: ``alert_outbox``.
        options: the group ``alerting``.

    Returns:
        ``vehicle, language, workshop, batteries``; ``subjects``, one for each battery and component
        of it with ``what, finding, verdict, alerts``; ``messages``, the lines of the outbox.

    Raises:
        UserError: nothing stored knows the vehicle.
    """
    vehicle = _find_vehicle(vehicle, tables)
    listed = _of_vehicle(tables.vehicles, vehicle)
    mine = _of_vehicle(tables.alert_findings, vehicle)
    alerts = _of_vehicle(tables.alerts, vehicle)
    keys = [*subject_key(mine), *subject_key(alerts)]
    subjects = [_subject(key, tables, options) for key in dict.fromkeys(keys)]
    last = listed.iloc[-1].to_dict() if len(listed) else {}
    story = {
        "vehicle": vehicle,
        "language": _none(last.get("Language")),
        "workshop": _none(last.get("Workshop")),
        "batteries": [str(name) for name in listed["Battery_ID"]],
        "subjects": subjects,
        "messages": [line for line in outbox if line["vehicle_id"] == vehicle],
    }
    cleaned: dict[str, Any] = clean(story)
    return cleaned


def vehicle_page(story: Mapping[str, Any]) -> str:
    """Return the page of a vehicle as HTML.

    Args:
        story: from ``vehicle_story``.
    """
    return page_template(_TEMPLATE).render(story=story)


def story_text(story: Mapping[str, Any]) -> str:
    """Return the answer for the terminal.

    Args:
        story: from ``vehicle_story``.
    """
    lines = [f"{subject['what']}: {subject['verdict']}" for subject in story["subjects"]]
    lines = lines or ["no battery or component of it was ever looked at"]
    ask = "Which rule judged {0}: kedro run --pipelines batch_scoring --params explain={0}"
    lines += [ask.format(battery) for battery in story["batteries"][:1]]
    lines.append(f"More: vehicle_pages/{page_name(story['vehicle'])}.html, beside the dashboard")
    indented = [
        textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent=" " * 6) for line in lines
    ]
    return "\n".join([f"Vehicle {story['vehicle']}", *indented, ""])


def _find_vehicle(vehicle: str, tables: Tables) -> str:
    """Return the car that is meant."""
    found = tables.alert_findings
    named = (tables.vehicles["Vehicle_ID"], found["Vehicle_ID"], tables.alerts["Vehicle_ID"])
    known = pd.concat(named).dropna()
    battery = subject_meant(vehicle, found.loc[found["Subject"] == "battery", "Subject_ID"])
    if battery is not None and subject_meant(vehicle, known) is None:
        raise UserError(
            f"explain_vehicle={vehicle[:80]}: that is a battery; why it was alerted, or not, tells "
            f"kedro run --pipelines batch_scoring --params explain={battery}"
        )
    why = "neither the vehicle list nor the findings have this vehicle"
    return find_subject("explain_vehicle", vehicle, known, why)


def _of_vehicle(frame: pd.DataFrame, vehicle: str) -> pd.DataFrame:
    return frame[frame["Vehicle_ID"] == vehicle]


def _subject(key: str, tables: Tables, options: AlertingOptions) -> dict[str, Any]:
    """Return finding, verdict and alerts of a subject, the latest alert first."""
    subject, name = key.split("|", 1)
    found = tables.alert_findings[subject_key(tables.alert_findings) == key]
    finding = _plain(found.iloc[0].to_dict()) if len(found) else None
    alerts = [_plain(row) for row in _alerts_of(tables.alerts, key).to_dict("records")]
    plan = tables.alert_delivery.set_index("Alert_ID")
    history = tables.alert_history
    for alert in alerts:
        steps = history[history["Alert_ID"] == alert["Alert_ID"]].sort_values("Step")
        alert["steps"] = [_plain(row) for row in steps.to_dict("records")]
        known = alert["Alert_ID"] in plan.index
        alert["plan"] = _plain(plan.loc[alert["Alert_ID"]].to_dict()) if known else None
    verdict = _verdict(finding, alerts, options)
    return {"what": f"{subject} {name}", "finding": finding, "verdict": verdict, "alerts": alerts}


def _alerts_of(alerts: pd.DataFrame, key: str) -> pd.DataFrame:
    return alerts[subject_key(alerts) == key].sort_values("Opened_On", ascending=False)


def _verdict(
    finding: dict[str, Any] | None, alerts: list[dict[str, Any]], options: AlertingOptions
) -> str:
    """Return in a sentence or two why there is an alert, or why there is none."""
    latest = alerts[0] if alerts else None
    if latest is not None and latest["Status"] != "resolved":
        return _standing_words(latest, finding, options)
    if finding is None:
        return "Nothing was looked at."
    seen = day_words(finding["Seen_On"])
    if finding["Severity"] is None:
        ended = ""
        if latest is not None:
            ended = f" Its last alert was resolved on {day_words(latest['Resolved_On'])}."
        share = finding["Probability"]
        words = "" if share is None else f" (probability {chance(share)})"
        return f"No alert: on {seen} nothing was found{words}.{ended}"
    since, wait = day_words(finding["Raised_Since"]), options.life.open_after_days
    return (
        f"No alert yet: {finding['Severity']} has been found since {since}, and an alert opens "
        f"after {wait} days of it."
    )


def _standing_words(
    alert: dict[str, Any], finding: dict[str, Any] | None, options: AlertingOptions
) -> str:
    share, is_past = alert["Probability"], alert["Severity"] == "overdue"
    words = "" if share is None else f", probability {(percent if is_past else chance)(share)}"
    parts = [
        f"Alerted as {alert['Severity']} for {alert['Kind']} since "
        f"{day_words(alert['Opened_On'])}, last found on {day_words(alert['Last_Seen_On'])}{words}."
    ]
    if alert["Easing_Since"] is not None:
        now = "nothing" if finding is None else finding["Severity"] or "nothing"
        parts.append(
            f"Since {day_words(alert['Easing_Since'])} it is less ({now} now); after "
            f"{options.life.close_after_days} days the alert follows."
        )
    plan = alert["plan"]
    if plan is not None:
        parts.append(f"Message to the driver: {plan['Delivery'].replace('_', ' ')}, {plan['Why']}.")
    return " ".join(parts)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _none(value) for name, value in row.items()}


def _none(value: Any) -> Any:
    return (
        None if value is None or (not isinstance(value, (list, dict)) and pd.isna(value)) else value
    )
