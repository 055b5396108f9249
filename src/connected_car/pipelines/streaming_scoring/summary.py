"""What a stream has done, in numbers and in one line."""

from dataclasses import asdict
from typing import Any

from connected_car.pages.words import some
from connected_car.pipelines.streaming_scoring.counting import Counts


def summary_of(counts: Counts, batches: int, ended: str) -> dict[str, Any]:
    """Return the summary of a run.

    Args:
        counts: of all its batches.
        batches: how many these are.
        ended: why it ended.
    """
    total = asdict(counts)
    return {"text": _line(total, batches, ended), "ended": ended, "batches": batches, **total}


def _line(total: dict[str, int], batches: int, ended: str) -> str:
    if not batches:
        return f"the stream has ended ({ended}): there was no new event"
    words = [f"{total[name]:,} {name}" for name in ("kept", "duplicate", "rejected")]
    done = f"{some(total['read'], 'event')} in {some(batches, 'batch', 'batches')}"
    rest = f"{total['late']:,} late; {some(total['batteries'], 'score')}"
    aside = total["refused_files"]
    refused = f"; {some(aside, 'file')} set aside" if aside else ""
    return f"the stream has ended ({ended}): {done} = {' + '.join(words)}; {rest}{refused}"
