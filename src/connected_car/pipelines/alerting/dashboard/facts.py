"""Where the alerts come from: data, model and stream, in sentences."""

from typing import Any

import pandas as pd

from connected_car.pages.words import day as day_words
from connected_car.pages.words import percent, some
from connected_car.pipelines.alerting.dashboard.groups import Group
from connected_car.pipelines.alerting.dashboard.outcomes import Outcomes
from connected_car.pipelines.alerting.dashboard.sources import Sources

STREAM_COLUMNS = [
    *("Batch_ID", "Started_At", "Read", "Kept", "Duplicate", "Rejected", "Late"),
    *("Events_Per_Second", "Event_Lag_Seconds", "Oldest_Waiting_Seconds", "Model_Version"),
    "Warnings",
]
_REASONS = 6
_BATCHES = 20
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def data_facts(sources: Sources) -> list[str]:
    """Return sentences about age, version and quality of the data."""
    risk, readings = sources.risk, sources.quality.get("readings") or {}
    batteries = sources.quality.get("batteries") or {}
    facts = []
    if len(risk):
        version = risk["Data_Version"].max()
        named = "without a version" if pd.isna(version) else f"version {int(version)}"
        scored = pd.to_datetime(risk["Scored_At"]).max()
        facts.append(
            f"{some(len(risk), 'battery was', 'batteries were')} scored on "
            f"{day_words(scored.date())} on daily data {named}, as of "
            f"{day_words(pd.to_datetime(risk['As_Of_Date']).max().date())}."
        )
    if readings.get("read"):
        facts.append(
            f"Of {readings['read']:,} readings {readings['kept']:,} were kept, "
            f"{readings['duplicate']:,} were duplicates and {readings['rejected']:,} "
            f"({percent(readings['rejected'], readings['read'])}) were rejected."
        )
    if batteries.get("days"):
        filled = batteries.get("interpolated_days", 0)
        facts.append(
            f"They make {batteries['days']:,} days, of which {filled:,} "
            f"({percent(filled, batteries['days'])}) are filled in; the last one is "
            f"{day_words(batteries.get('last_day'))}."
        )
    return facts


def rejected_reasons(sources: Sources) -> list[Group]:
    """Return the most frequent reasons for which readings were left out, of all that were."""
    reasons = sources.quality.get("reasons") or {}
    total = sum(reasons.values())
    first = sorted(reasons.items(), key=lambda pair: -pair[1])[:_REASONS]
    return [Group(str(name), int(count), int(total)) for name, count in first]


def model_facts(sources: Sources) -> list[str]:
    """Return sentences about version, age and worth of the model."""
    model, risk = sources.model, sources.risk
    if not model.get("champion"):
        return []
    facts = [f"The champion is {model['champion']}, version {model.get('model_version')}."]
    used = sorted(risk["Model_Version"].dropna().astype(str).unique())
    if used and used != [str(model.get("model_version"))]:
        facts.append(f"The batteries were scored with version {', '.join(used)}.")
    facts += _model_age(model.get("data_version"), risk["Data_Version"].max())
    if model.get("verdict"):
        verdict = str(model["verdict"])
        facts.append(verdict[:1].upper() + verdict[1:])
    judges = sorted(sources.components["Model_Version"].dropna().astype(str).unique())
    if judges:
        facts.append(f"The notes were judged by version {', '.join(judges)} of their own champion.")
    return facts


def _model_age(trained: Any, scored: Any) -> list[str]:
    if trained is None or pd.isna(scored):
        return []
    behind = int(scored) - int(trained)
    if behind <= 0:
        return [f"It was searched for on data version {trained}, the newest."]
    have = "has" if behind == 1 else "have"
    return [
        f"It was searched for on data version {trained}; {some(behind, 'newer version')} {have} "
        "come since."
    ]


def stream_facts(stream: pd.DataFrame) -> list[str]:
    """Return sentences about the last batches of the stream; nothing if there is none.

    Args:
        stream: the columns ``STREAM_COLUMNS`` of ``stream_health``.
    """
    if stream.empty:
        return []
    last = stream.sort_values("Batch_ID").tail(_BATCHES)
    newest = last.iloc[-1]
    sums = {name: int(last[name].sum()) for name in ("Read", "Kept", "Duplicate", "Rejected")}
    started = pd.Timestamp(newest["Started_At"])
    facts = [
        f"The last batch, number {int(newest['Batch_ID'])}, began on {day_words(started.date())} "
        f"at {started:%H:%M} UTC.",
        f"Of {some(sums['Read'], 'reading')} in the last {some(len(last), 'batch', 'batches')} "
        f"{sums['Kept']:,} were kept, {sums['Duplicate']:,} were duplicates, and "
        f"{sums['Rejected']:,} ({percent(sums['Rejected'], sums['Read'])}) were rejected.",
    ]
    if pd.notna(newest["Event_Lag_Seconds"]):
        facts.append(
            f"At its end its newest reading was {span(newest['Event_Lag_Seconds'])} old; it took "
            f"in {newest['Events_Per_Second']:,.0f} readings a second."
        )
    waiting = newest["Oldest_Waiting_Seconds"]
    if pd.notna(waiting):
        facts.append(f"The oldest file not read yet had waited for {span(waiting)}.")
    warnings = newest["Warnings"]
    return facts + [str(words) for words in ([] if warnings is None else warnings)]


def span(seconds: float) -> str:
    """Return a time span in its largest unit, as ``3 hours``."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= unit:
            return some(int(seconds // unit), name)
    return some(int(seconds), "second")


def outcome_facts(ended: Outcomes, window_days: int, horizon: int) -> list[str]:
    """Return sentences about how the alerts of the last days ended, each after its horizon."""
    if ended.since is None:
        return ["No alert has been raised yet, so none can have been right or wrong."]
    known = ended.hits + ended.false_alarms
    facts = []
    if ended.hit_rate is None:
        facts.append(
            f"It is too early to tell: no alert of the last {window_days} days has had its "
            f"{horizon} days yet."
        )
    else:
        facts.append(
            f"Of {some(known, 'battery alert')} whose {horizon} days have passed, "
            f"{ended.hits:,} ({percent(ended.hit_rate)}) came true: the battery passed its rating "
            f"within them. {ended.false_alarms:,} did not, and were false alarms."
        )
    if ended.pending:
        early = f"; {ended.early:,} of them came true already" if ended.early else ""
        facts.append(f"{some(ended.pending, 'alert')} cannot be judged yet{early}.")
    late = some(ended.late, "battery", "batteries") if ended.late else "no battery"
    facts.append(
        f"Since {day_words(ended.since.date())}, {late} passed the rating with no alert on a day "
        "before."
    )
    return facts
