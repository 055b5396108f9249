"""Keeps tables, landing folder and memory small; runs between batches, never beside one."""

import ctypes
import logging

import pyarrow as pa

from connected_car.pipelines.streaming_scoring.batch import Stream

logger = logging.getLogger(__name__)


def tidy(stream: Stream) -> None:
    """Put small files together, move source files away that are taken in, give memory back.

    A file that was changed afterwards stays where it is, for someone to look at.
    """
    options = stream.settings.stream
    if options.compact_after_files:
        tables = stream.tables
        for table in (tables.telemetry, tables.rejected, tables.risk, tables.health):
            if table.compact(options.compact_after_files, options.keep_old_files_hours):
                logger.info("put the small files of %s together", table.filepath)
    changed = stream.source.changed(stream.ledger)
    moved = stream.source.put_away(name for name in stream.ledger if name not in changed)
    if moved:
        logger.info("moved %d files to the archive", moved)
    give_memory_back()


def give_memory_back() -> None:
    """Give the system what allocators keep of freed memory, which else grows over many batches."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # Linux alone has it
    if trim is not None:
        trim(0)
