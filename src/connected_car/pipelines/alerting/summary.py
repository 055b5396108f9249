"""The text at the end of a run: plain, at most 100 columns wide."""

import textwrap
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from connected_car.compliance.judging import JUDGEMENTS, NEEDS_REVIEW
from connected_car.pages.words import some
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.reporting import sending_words
from connected_car.pipelines.alerting.vehicles import ALL_WORKSHOPS
from connected_car.risk.findings import count_findings
from connected_car.risk.wording import of_100
from connected_car.tables import RISK_CLASSES

WIDTH = 100
_LABEL = 14  # characters before the text
_MOST_URGENT = 5
_FINDINGS = {
    "no_readings": "{:,} never read",
    "no_rating": "{:,} without a rating",
    "silent": "{:,} silent",
    "counter_jump": "{:,} whose counter jumped",
    "rating_changed": "{:,} whose rating changed",
}
_DASHBOARD = "data/08_reporting/alert_dashboard.html"  # what `make dashboard` shows by itself
_NEXT_STEPS = (
    ("make viz", "the pipelines as a graph, with charts"),
    ("make jupyter", "notebooks on the same data"),
    ("make stream-demo", "the same risk, changing as days arrive"),
    ("make run PARAMS=telemetry=path/to/your.csv", "your own readings"),
)


def summary_text(
    quality: dict[str, Any],
    forecast: dict[str, Any],
    risk: pd.DataFrame,
    report: dict[str, Any],
    *,
    options: AlertingOptions,
    components: pd.DataFrame | None = None,
) -> str:
    """Return the summary; ``{{run_id}}`` stands for the id of the run.

    Args:
        quality: ``data_quality_report``.
        forecast: ``forecast_summary``.
        risk: ``battery_risk``.
        report: ``alert_report``.
        options: the group ``alerting``.
        components: ``component_compliance``; None or empty where no inspection was judged.
    """
    blocks = [
        f"{'Connected car':{_LABEL}}run {{{{run_id}}}}\n{'-' * WIDTH}",
        _paragraphs("Data", _data(quality)),
        _paragraphs("Forecast", _champion(forecast)),
        _paragraphs("Batteries", _classes(risk)),
        *_components(components),
        _paragraphs("Alerts", _alerts(report)),
        _paragraphs("Most urgent", most_urgent(risk, options.horizon)),
        _paragraphs("Results", _pairs((place.what, place.path) for place in options.results)),
        _paragraphs("What next", _pairs([_to_dashboard(options), *_NEXT_STEPS])),
    ]
    return "\n\n".join(blocks) + "\n"


def most_urgent(risk: pd.DataFrame, horizon: int) -> list[str]:
    """Return a line for each of the five most urgent batteries, the most urgent first.

    Overdue ones come first, the longest passed ahead; then by class, date and probability.

    Args:
        risk: ``battery_risk``.
        horizon: days ahead, of which it speaks.
    """
    used = risk["Lifetime_Cycles_Used"] / risk["Battery_Rated_Cycles"]
    overdue = risk["Risk"] == "overdue"
    keys = pd.DataFrame(
        {
            "class": risk["Risk"].map({name: rank for rank, name in enumerate(RISK_CLASSES)}),
            "used": -used.where(overdue, 0.0),
            "date": pd.to_datetime(risk["Expected_Replacement_Date"]),
            "chance": -risk["Failure_Probability"],
            "id": risk["Battery_ID"],
        }
    )
    first = keys.sort_values(list(keys.columns)).index[:_MOST_URGENT]
    as_of = risk["As_Of_Date"].max()
    return [_urgent_line(row, as_of, horizon) for row in risk.loc[first].to_dict("records")]


def _urgent_line(row: dict[Any, Any], as_of: date, horizon: int) -> str:
    battery = _plain(row["Battery_ID"])
    used, rated = row["Lifetime_Cycles_Used"], row["Battery_Rated_Cycles"]
    if row["Risk"] == "overdue":
        return f"{battery}: due now; has surely passed its {rated:g} cycles ({used:.1f} used)"
    chance = row["Failure_Probability"]
    if pd.isna(chance):
        return f"{battery}: nothing can be said of its risk"
    when = row["Expected_Replacement_Date"]
    words = of_100(np.array([chance]))[0]
    return f"{battery}: {_passing(when, as_of)} ({words} of 100 like it in {horizon} days)"


def _passing(when: date, as_of: date) -> str:
    if pd.isna(when):
        return "not passing its rating"
    if when <= as_of:  # of a battery that has been silent since before
        return f"has probably passed its rating around {when}"
    return f"passes its rating around {when}"


def _data(quality: dict[str, Any]) -> list[str]:
    read, days = quality["readings"], quality["batteries"]
    batteries = "battery" if days["count"] == 1 else "batteries"
    return [
        f"{days['count']:,} {batteries} read, {days['days']:,} days kept "
        f"({days['interpolated_days']:,} interpolated), "
        f"{days['first_day']} to {days['last_day']}",
        f"{read['read']:,} readings = {read['kept']:,} kept + {read['duplicate']:,} duplicate "
        f"+ {read['rejected']:,} rejected",
    ]


def _champion(forecast: dict[str, Any]) -> list[str]:
    who = f"champion {forecast['champion']} (version {forecast['model_version']})"
    score, mean = _figure(forecast["score"]), _figure(forecast["mean_score"])
    return [
        f"{who}: {forecast['primary_metric']} {score}, the mean alone {mean}",
        str(forecast["verdict"]),
    ]


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4f}"


def _classes(risk: pd.DataFrame) -> list[str]:
    counts = risk["Risk"].value_counts()
    text = ", ".join(f"{counts.get(name, 0):,} {name}" for name in RISK_CLASSES)
    line = f"{text} (as of {max(risk['As_Of_Date'], default='no day')})"
    words = [_FINDINGS[name].format(n) for name, n in count_findings(risk["Findings"]).items()]
    return [line, f"to look into: {', '.join(words)}"] if words else [line]


def _alerts(report: dict[str, Any]) -> list[str]:
    """Return what is open, and what a person must look at."""
    unknown = report["without_vehicle"]
    known = f"; {unknown:,} of the open ones without a known vehicle" if unknown else ""
    told = report["delivery"].get("told", 0)
    lines = [
        f"{some(report['open'], 'alert')} open, {report['watched']:,} watched, "
        f"{report['acknowledged']:,} acknowledged, {report['resolved']:,} resolved{known}",
        f"{told:,} of the open ones with a written invitation. {sending_words(report['sending'])}",
    ]
    for held in report["held_back"]:
        missed, name = held["expected_missed_failures"], held["workshop"]
        whose = "" if name == ALL_WORKSHOPS else f" of workshop {_plain(name)}"
        lines.append(
            f"{some(held['alerts'], 'invitation')}{whose} held back by the budget; "
            f"{missed:,.1f} battery failures may be missed"
        )
    lines += [f"storm: {words}" for words in report["storm"]]
    lines += [
        f"{found['what'].replace('_', ' ')}: {found['why']}" for found in report["operations"]
    ]
    forgotten, refused = report["forgotten"], report["refused_acknowledgements"]
    if forgotten:
        they = some(len(forgotten), "acknowledgement seems", "acknowledgements seem")
        lines.append(f"{they} forgotten: see alert_report")
    if refused:
        lines.append(f"{some(len(refused), 'acknowledgement')} could not be used: see alert_report")
    return lines


def _plain(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:40]


def _components(judged: pd.DataFrame | None) -> list[str]:
    """Return a block on the inspected components; none where there was no inspection."""
    if judged is None or judged.empty:
        return []
    counts = judged["Compliance"].value_counts()
    figures = [f"{counts.get(name, 0):,} {name.replace('_', ' ')}" for name in JUDGEMENTS[:2]]
    vehicles = judged["Vehicle_ID"].nunique()
    line = f"{len(judged):,} inspections of {vehicles:,} vehicles: {', '.join(figures)}, "
    return [_paragraphs("Components", [line + f"{counts.get(NEEDS_REVIEW, 0):,} for a person"])]


def _to_dashboard(options: AlertingOptions) -> tuple[str, str]:
    """Return how the dashboard is shown, with its place where that is not the usual one."""
    paths = (place.path for place in options.results)
    path = next((path for path in paths if path.endswith(Path(_DASHBOARD).name)), _DASHBOARD)
    command = "make dashboard" if path == _DASHBOARD else f"make dashboard ARGS={path}"
    return command, "the alerts in the browser"


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return two columns, aligned but for what is longer than half of the page."""
    rows = list(pairs)
    width = max((len(first) for first, _ in rows if len(first) <= WIDTH // 2), default=0)
    return [f"{first:{width}}  {second}" for first, second in rows]


def _paragraphs(label: str, lines: list[str]) -> str:
    """Put a label before the lines, and wrap them."""
    indent = " " * _LABEL
    wrapped = [
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + "  ",
            break_on_hyphens=False,
        )
        for line in lines
    ]
    return f"{label:{_LABEL}}" + "\n".join(wrapped)[_LABEL:]
