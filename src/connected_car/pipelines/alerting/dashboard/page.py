"""The dashboard as one HTML file: its numbers are there without the script, which adds the list."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from connected_car.pages import page_template
from connected_car.pages.charts import Chart, day_ticks
from connected_car.pages.words import clean, some
from connected_car.pipelines.alerting.dashboard import facts, figures
from connected_car.pipelines.alerting.dashboard.entries import AGES, SEVERITIES, STATES, entries
from connected_car.pipelines.alerting.dashboard.groups import groups
from connected_car.pipelines.alerting.dashboard.outcomes import outcomes
from connected_car.pipelines.alerting.dashboard.payload import json_block, payload
from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.dashboard.timeline import severity_steps, standing_by_day
from connected_car.pipelines.alerting.options import DashboardOptions
from connected_car.pipelines.alerting.reporting import sending_words

_FOLDER = Path(__file__).parent
_TEMPLATE = _FOLDER / "dashboard.html.j2"
_SCRIPTS = ("dom.js", "charts.js", "list.js", "subject.js", "start.js")


def dashboard_page(sources: Sources, options: DashboardOptions) -> str:
    """Return the page; every text from the data is escaped or is data of the script.

    Args:
        sources: the stored tables.
        options: see ``DashboardOptions``.
    """
    listed = entries(sources)
    script = "\n".join((_FOLDER / "script" / name).read_text("utf-8") for name in _SCRIPTS)
    digest = b64encode(sha256(f"\n{script}\n".encode()).digest()).decode()
    return page_template(_TEMPLATE).render(
        data=json_block(payload(sources, listed, options)),
        script=Markup(f"\n{script}\n"),
        script_hash=digest,
        style=Markup((_FOLDER / "dashboard.css").read_text("utf-8")),
        options=options,
        horizon=sources.horizon,
        names={"states": list(STATES), "severities": SEVERITIES, "ages": list(AGES)},
        **clean(_overview(sources, listed)),
        **_measures(sources, listed, options),
    )


def _overview(sources: Sources, listed: pd.DataFrame) -> dict[str, Any]:
    looked_at = int((sources.findings["Subject"] != "operation").sum())
    return {
        "day": None if pd.isna(sources.day) else sources.day.date(),
        "looked_at": looked_at,
        "headline": figures.headline(listed, looked_at),
        "lead": figures.lead(listed, looked_at),
        "kinds": sorted(listed["Kind"].dropna().unique().tolist()),
        "total": len(listed),
        "oldest": figures.oldest(listed),
        "storm": sources.report.get("storm") or [],
        "sending": sending_words(sources.report["sending"]) if sources.report else None,
        "held_back": sources.report.get("held_back") or [],
        "forgotten": sources.report.get("forgotten") or [],
        "data_facts": facts.data_facts(sources),
        "model_facts": facts.model_facts(sources),
        "stream_facts": facts.stream_facts(sources.stream),
    }


def _measures(sources: Sources, listed: pd.DataFrame, options: DashboardOptions) -> dict[str, Any]:
    ended = outcomes(sources, options.outcome_days)
    steps = severity_steps(sources.history)
    trend = standing_by_day(steps, sources.day, options.trend_days)
    return {
        "urgent": figures.urgent_figures(listed, sources.horizon),
        "states": figures.state_figures(listed),
        "matrix": figures.age_matrix(listed),
        "trend": trend_chart(trend),
        "trend_words": trend_words(trend),
        "groups": groups(sources, listed),
        "reasons": facts.rejected_reasons(sources),
        "ended": ended,
        "outcome_facts": facts.outcome_facts(ended, options.outcome_days, sources.horizon),
        "backtest": clean(sources.backtest.get("verdict")),
    }


def trend_words(trend: pd.DataFrame) -> str:
    """Return in a sentence how the number of urgent alerts has changed."""
    if trend.empty:
        return "No alert has been raised yet."
    if len(trend) < 2:
        return "There is no trend yet: the first alerts were raised on this very day."
    first, last = int(trend["Urgent"].iloc[0]), int(trend["Urgent"].iloc[-1])
    days = some(len(trend) - 1, "day")
    if first == last:
        return f"{some(last, 'alert')} of severity alert or overdue stand, as many as {days} ago."
    change = f"{abs(last - first):,} {'more' if last > first else 'fewer'} than"
    return f"{some(last, 'alert')} of severity alert or overdue stand, {change} {days} ago."


def trend_chart(trend: pd.DataFrame) -> Markup | None:
    """Return the chart of standing alerts by day; None while there is but one day."""
    if len(trend) < 2:
        return None
    days = trend["Day"].dt.date
    x = np.array([day.toordinal() for day in days], dtype=float)
    urgent, watched = (trend[name].to_numpy(float) for name in ("Urgent", "Watched"))
    chart = Chart(
        "trend",
        f"Alerts that stood on each day, {days.iloc[0]} to {days.iloc[-1]}",
        low=x[0],
        high=x[-1],
        top=max(urgent.max(), watched.max(), 1),
        unit="alerts",
        height=200,
        whole=True,
    )
    chart.area(x, urgent, "area")
    chart.line(x, watched, "line watched")
    chart.line(x, urgent, "line")
    chart.ticks(day_ticks(days.iloc[0], days.iloc[-1]))
    return chart.markup()
