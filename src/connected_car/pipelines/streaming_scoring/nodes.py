"""Run the stream: one node, because all that it does belongs to one query."""

import logging
from pathlib import Path
from typing import Any

from connected_car.datasets.champion import ChampionWatch
from connected_car.datasets.stream_table import StreamTable
from connected_car.errors import UserError
from connected_car.pipelines.streaming_scoring.batch import Settings, Stream, Tables
from connected_car.pipelines.streaming_scoring.champion import PresentChampion
from connected_car.pipelines.streaming_scoring.fleet import FleetMemory
from connected_car.pipelines.streaming_scoring.hot import HotFleet
from connected_car.pipelines.streaming_scoring.housekeeping import share_memory, tidy
from connected_car.pipelines.streaming_scoring.ledger import read_ledger
from connected_car.pipelines.streaming_scoring.options import StreamingOptions
from connected_car.pipelines.streaming_scoring.recovery import checked_checkpoint
from connected_car.pipelines.streaming_scoring.replaying import finish_replay, replay_events
from connected_car.pipelines.streaming_scoring.running import run_query
from connected_car.pipelines.streaming_scoring.stopping import Stop
from connected_car.pipelines.streaming_scoring.summary import summary_of
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.stream_source import StreamSource

logger = logging.getLogger(__name__)


def score_stream(
    *,
    events: StreamSource,
    telemetry: StreamTable,
    rejected: StreamTable,
    risk: StreamTable,
    health: StreamTable,
    champion: ChampionWatch,
    state: Path,
    options: StreamingOptions,
    cleaning: CleaningOptions,
    scoring: BatchScoringOptions,
    replay_rejected: bool,
) -> dict[str, Any]:
    """Take in events as they arrive, score the batteries that they touch, and write both once.

    Args:
        events: the source.
        telemetry: ``streamed_telemetry``.
        rejected: ``rejected_events``.
        risk: ``streamed_battery_risk``.
        health: ``stream_health``.
        champion: the champion's place in the registry.
        state: folder of checkpoint and stop file.
        options: the group ``streaming_scoring``.
        cleaning: the group ``data_processing``, which the batch uses too.
        scoring: the group ``batch_scoring``, which the batch uses too.
        replay_rejected: at the end, judge the rejected events by the present rules once more.

    Returns:
        What was done: batches, counts of events, batteries scored, and why it ended.

    Raises:
        UserError: the checkpoint does not go with the tables, or a
            parameter has no meaning for a stream.
    """
    _refuse_meaningless(options, scoring, replay_rejected)
    share_memory()
    tables = Tables(telemetry, rejected, risk, health)
    settings = Settings(options, cleaning, scoring)
    stop = Stop(state / "stop")
    stop.forget_file()
    checkpoint = checked_checkpoint(state / "checkpoint", tables, events, options.recover)
    begun = health.last_batch() + 1
    stream = Stream(
        source=events,
        tables=tables,
        champion=PresentChampion(champion, scoring),
        settings=settings,
        state=state,
        fleet=FleetMemory.read(risk, begun),
        hot=HotFleet(scoring.history_days, options.hot_batteries),
        ledger=read_ledger(health, begun),
    )
    finish_replay(stream, checkpoint)
    ended = run_query(stream, checkpoint, stop)
    if replay_rejected:
        replay_events(stream, checkpoint)
    tidy(stream)
    summary = summary_of(stream.total, stream.batches, ended)
    logger.info("%s", summary["text"])
    return summary


def _refuse_meaningless(
    options: StreamingOptions, scoring: BatchScoringOptions, replay_rejected: bool
) -> None:
    if scoring.as_of is not None:
        raise UserError(
            f"as_of={scoring.as_of}: a stream scores what it knows now; "
            "kedro run --pipelines batch_scoring answers for an earlier day"
        )
    if replay_rejected and options.trigger == "continuous":
        raise UserError(
            "replay_rejected=true is done at the end of a stream: stop the running one, and "
            "give it with streaming_scoring.trigger=available_now"
        )
