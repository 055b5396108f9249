"""Keeps tables, landing folder and memory small; runs between batches, never beside one."""

import ctypes
import logging
import os

import pyarrow as pa

from connected_car.pipelines.streaming_scoring.batch import Stream

logger = logging.getLogger(__name__)

_M_ARENA_MAX = -8  # of glibc's mallopt
_ARENAS = 2


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
    moved = stream.source.put_away(stream.ledger)
    if moved:
        logger.info("moved %d files to the archive", moved)
    give_memory_back()


def give_memory_back() -> None:
    """Give the system what allocators keep of freed memory, which else grows over many batches."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # Linux alone has it
    if trim is not None:
        trim(0)


def share_memory() -> None:
    """Let all threads share a few pools of memory, before many batches.

    Each thread would else fill pools of its own, and freed memory there serves no other: over
    hundreds of batches, with the hundred threads of Delta and Arrow, the process would grow.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1,tcache:false")  # deltalake reads it once
    pa.set_memory_pool(pa.system_memory_pool())
    limit = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc alone has it
    if limit is not None:
        limit(_M_ARENA_MAX, _ARENAS)
