"""Repair of a checkpoint that does not go with the tables: nothing is lost, nothing comes twice."""

import logging
from pathlib import Path

from connected_car.errors import UserError
from connected_car.pipelines.streaming_scoring.batch import Tables
from connected_car.pipelines.streaming_scoring.checkpoint import Checkpoint
from connected_car.pipelines.streaming_scoring.crash import crash_point
from connected_car.telemetry.stream_source import StreamSource

logger = logging.getLogger(__name__)


def checked_checkpoint(
    folder: Path, tables: Tables, source: StreamSource, recover: bool
) -> Checkpoint:
    """Return the checkpoint with which the stream goes on.

    Args:
        folder: of the checkpoint.
        tables: what the stream has written.
        source: of its events.
        recover: repair it if it does not go with the tables.

    Raises:
        UserError: it does not, or is damaged, and no repair was asked for.
    """
    checkpoint, written = Checkpoint(folder), tables.health.last_batch()
    try:
        checkpoint = Checkpoint.read(folder)
        _check_source(checkpoint, source)
        if is_replay_unfinished(checkpoint, written):
            return checkpoint
        checkpoint.check(written)
    except UserError as error:
        if not recover:
            raise
        logger.warning("%s", error)
        return _renewed(checkpoint, tables, written)
    if recover:
        logger.info("the checkpoint goes with the tables: there is nothing to repair")
    return checkpoint


def _check_source(checkpoint: Checkpoint, source: StreamSource) -> None:
    position = checkpoint.position()
    if position is not None and not source.knows(position):
        raise UserError(
            f"the checkpoint {checkpoint.folder} is that of another source, and this stream reads "
            f"{source.what}: go on with the source of before, or take this one in too, without "
            "loss or repetition, with --params recover=true"
        )


def is_replay_unfinished(checkpoint: Checkpoint, written: int) -> bool:
    """Return whether a replay was planned, and its batch is not whole in the tables."""
    return checkpoint.replay is not None and checkpoint.replay == written + 1


def _renewed(checkpoint: Checkpoint, tables: Tables, written: int) -> Checkpoint:
    """Take back what an unfinished batch has written, and begin a new checkpoint.

    Spark then lists every source anew; the ledger tells what was taken in already. Each step can be
    done once more after a crash in the middle.
    """
    everything = (tables.telemetry, tables.rejected, tables.risk)
    last = max(table.last_batch() for table in (*everything, tables.health))
    for table in everything:
        table.undo_after(written)
    crash_point("tables_undone", written)
    aside = checkpoint.set_aside()
    crash_point("checkpoint_set_aside", written)
    renewed = Checkpoint(checkpoint.folder, base=last + 1)
    renewed.write()
    kept = "" if aside is None else f"; the old one is kept as {aside.name}"
    logger.info("a new checkpoint goes on with batch %d%s", renewed.base, kept)
    return renewed
