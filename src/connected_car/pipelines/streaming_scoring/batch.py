"""One micro-batch: read, judged, scored, and written exactly once."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.datasets.champion import Champion
from connected_car.datasets.stream_table import StreamTable
from connected_car.pipelines.streaming_scoring.champion import PresentChampion
from connected_car.pipelines.streaming_scoring.counting import Counts, count
from connected_car.pipelines.streaming_scoring.crash import crash_point
from connected_car.pipelines.streaming_scoring.events import (
    READINGS,
    further_columns,
    parse_events,
    with_message_keys,
    without_known,
)
from connected_car.pipelines.streaming_scoring.fleet import FleetMemory
from connected_car.pipelines.streaming_scoring.health import (
    Phases,
    health_row,
    warnings_of,
)
from connected_car.pipelines.streaming_scoring.hot import HotFleet
from connected_car.pipelines.streaming_scoring.ledger import merge, sources_of
from connected_car.pipelines.streaming_scoring.options import StreamingOptions
from connected_car.pipelines.streaming_scoring.outcome import Outcome, judge_batch, take_in
from connected_car.pipelines.streaming_scoring.plan import Plan
from connected_car.pipelines.streaming_scoring.quarantine import rejected_events
from connected_car.pipelines.streaming_scoring.scoring import (
    RISK,
    decide_batch,
    newest_events,
    risk_rows,
    score,
)
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.telemetry.delivery import Delivery
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.stream_source import Known, StreamSource

logger = logging.getLogger(__name__)

PLAN_FILE = "batch.json"


@dataclass(frozen=True)
class Tables:
    """What a batch writes, in this order; the health row closes it."""

    telemetry: StreamTable
    rejected: StreamTable
    risk: StreamTable
    health: StreamTable


@dataclass(frozen=True)
class Settings:
    """The parameters of the stream, of the cleaning and of the scoring."""

    stream: StreamingOptions
    cleaning: CleaningOptions
    scoring: BatchScoringOptions


@dataclass
class Stream:
    """All that a batch needs; what is remembered can be read again from the tables.

    The threads that score stay for all batches: what a thread has freed stays with the process, so
    that new threads for each batch would let it grow.
    """

    source: StreamSource
    tables: Tables
    champion: PresentChampion
    settings: Settings
    state: Path
    fleet: FleetMemory
    hot: HotFleet
    ledger: dict[str, Known]
    pool: Executor = field(default_factory=lambda: ThreadPoolExecutor(os.cpu_count()))
    told: set[str] = field(default_factory=set)
    batches: int = 0
    total: Counts = field(default_factory=Counts)

    def new_complaints(self, delivery: Delivery) -> list[str]:
        """Return what is odd about sources, and was not told before.

        The same further columns are told once, whatever files have them.
        """
        refused = [f"{refused.name} is set aside: {refused.reason}" for refused in delivery.refused]
        found = {text: text for text in (*refused, *self.source.complaints(self.ledger))}
        for file in delivery.files:
            if columns := further_columns(file):
                found.setdefault(columns, f"{file.name} has further columns, ignored: {columns}")
        new = {matter: text for matter, text in found.items() if matter not in self.told}
        self.told.update(new)
        return list(new.values())


def process_batch(
    stream: Stream, batch: int, deliver: Callable[[], Delivery], kind: str = "events"
) -> None:
    """Do a batch, or what is left of it; one that is done already is left as it is.

    Args:
        stream: the stream.
        batch: id of the batch in the tables.
        deliver: gives its readings.
        kind: ``events`` or ``replay``.
    """
    if stream.tables.health.last_batch() >= batch:
        logger.info("batch %d was done before", batch)
        return
    phases = Phases()
    champion, warnings = stream.champion.get()
    plan = Plan.of(stream.state / PLAN_FILE, batch, champion.version)
    crash_point("batch_begun", batch)
    with phases.phase("Reading"):
        known = stream.ledger if kind == "events" else {}
        delivery, known_before = without_known(deliver(), known)
        cleaning = stream.settings.cleaning.model_copy(update={"today": plan.time.date()})
        events = parse_events(delivery, cleaning)
        sources = sources_of(delivery, stream.source) if kind == "events" else {}
    with phases.phase("Judging"):
        outcome = judge_batch(
            events.readings,
            _history(stream, batch),
            stream.hot,
            cleaning,
            stream.settings.scoring.history_days,
        )
    with phases.phase("Scoring"):
        risk = _score(stream, champion, outcome, batch)
    was_scored = stream.tables.risk.last_batch() >= batch
    with phases.phase("Writing"):
        rejected = rejected_events(delivery, events, outcome, plan)
        if kind == "replay":  # what is rejected again stands there already
            rejected = rejected.filter(pc.field("Status") != "rejected")
        rejected = with_message_keys(rejected, delivery.keys)
        stored = with_message_keys(_stored(outcome, batch), delivery.keys)
        _write(stream, batch, stored, risk, rejected)
    counts = count(events, outcome)
    counts.known_before, counts.refused_files = known_before, len(delivery.refused)
    counts.batteries = risk.num_rows
    counts.check()
    merge(stream.ledger, sources)
    waiting = stream.source.oldest_waiting_seconds(stream.ledger)
    warnings += stream.new_complaints(delivery) + warnings_of(
        counts, waiting, stream.settings.stream
    )
    row = health_row(
        batch,
        kind,
        counts,
        phases,
        started_at=plan.time,
        newest_event=pc.max(outcome.readings["Date"]).as_py(),
        waiting=waiting,
        model_version=plan.model_version if was_scored else champion.version,
        warnings=warnings,
        sources=sources,
    )
    stream.tables.health.append(batch, row)
    crash_point("health_written", batch)
    stream.batches += 1
    stream.total.add(counts)
    _tell(batch, counts, phases, warnings)


def warm_up(stream: Stream) -> None:
    """Remember the batteries of the last batch, which are likely to come next.

    So the first batch after a start finds them as it would without the stop. It can be done while
    Spark starts.
    """
    tables, settings = stream.tables, stream.settings
    batch = tables.health.last_batch() + 1
    last = min(tables.telemetry.last_batch(), batch - 1)
    rows = tables.telemetry.read(["Battery_ID"], pc.field("Batch_ID") == last)
    ids = pc.unique(rows["Battery_ID"]).slice(0, settings.stream.hot_batteries)
    plan = Plan.begun(stream.state / PLAN_FILE, batch)
    today = (plan.time if plan else pd.Timestamp.now(tz="UTC")).date()
    cleaning = settings.cleaning.model_copy(update={"today": today})
    days = settings.scoring.history_days
    take_in(stream.hot, ids, _history(stream, batch), cleaning, days)


def _history(stream: Stream, batch: int) -> Callable[[pa.Array], pa.Table]:
    """Return what gives the readings of batteries that the batches before this one have stored."""

    def history(ids: pa.Array) -> pa.Table:
        before = (pc.field("Batch_ID") < batch) & pc.field("Battery_ID").isin(ids)
        return stream.tables.telemetry.read(READINGS.names, before)

    return history


def _score(stream: Stream, champion: Champion, outcome: Outcome, batch: int) -> pa.Table:
    options = stream.settings.scoring
    numbers = score(outcome.parts, champion, options, stream.pool)
    if numbers is None:
        return RISK.empty_table()
    decided = decide_batch(numbers, stream.fleet, champion, options)
    new = outcome.readings.filter(pa.array(outcome.stored))
    return risk_rows(decided, newest_events(new), batch, pd.Timestamp.now(tz="UTC"))


def _stored(outcome: Outcome, batch: int) -> pa.Table:
    """Return the readings that are stored, each with what it was judged."""
    kept = outcome.readings.append_column("Status", pa.array(outcome.status, pa.string()))
    kept = kept.append_column("Batch_ID", pa.repeat(pa.scalar(batch, pa.int64()), len(kept)))
    return kept.filter(pa.array(outcome.stored)).sort_by([("Battery_ID", "ascending")])


def _write(
    stream: Stream, batch: int, stored: pa.Table, risk: pa.Table, rejected: pa.Table
) -> None:
    """Write what the tables lack; nothing is written for nothing."""
    tables = stream.tables
    for table, rows, point in (
        (tables.telemetry, stored, "telemetry_written"),
        (tables.rejected, rejected, "rejected_written"),
        (tables.risk, risk, "risk_written"),
    ):
        if rows.num_rows:
            table.append(batch, rows)
        crash_point(point, batch)


def _tell(batch: int, counts: Counts, phases: Phases, warnings: list[str]) -> None:
    logger.info(
        "batch %d: %s events, %s kept, %s duplicate, %s rejected; %s batteries scored in %.1f s",
        batch,
        *(f"{n:,}" for n in (counts.read, counts.kept, counts.duplicate, counts.rejected)),
        f"{counts.batteries:,}",
        phases.total(),
    )
    for warning in warnings:
        logger.warning("%s", warning)
