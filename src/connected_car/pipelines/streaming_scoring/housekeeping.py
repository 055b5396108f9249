"""Keeps tables and landing folder small; runs between batches, never beside one."""

import logging

from connected_car.pipelines.streaming_scoring.batch import Stream

logger = logging.getLogger(__name__)


def tidy(stream: Stream) -> None:
    """Put small files of the tables together, and move source files away that are taken in.

    A file that was changed afterwards stays where it is, for someone to look at.
    """
    options = stream.settings.stream
    if options.compact_after_files:
        tables = stream.tables
        for table in (tables.telemetry, tables.rejected, tables.risk, tables.health):
            if table.compact(options.compact_after_files, options.keep_old_files_hours):
                logger.info("put the small files of %s together", table.filepath)
    changed = {text.split(" was changed")[0] for text in stream.source.complaints(stream.ledger)}
    moved = stream.source.put_away(name for name in stream.ledger if name not in changed)
    if moved:
        logger.info("moved %d files to the archive", moved)
