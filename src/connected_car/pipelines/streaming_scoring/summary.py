"""What a stream has done, in numbers and in one line."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from connected_car.pipelines.streaming_scoring.counting import Counts


def summary_of(done: Sequence[Counts], ended: str) -> dict[str, Any]:
    """Return the summary of a run.

    Args:
        done: the counts of its batches.
        ended: why it ended.
    """
    total = {f.name: sum(getattr(counts, f.name) for counts in done) for f in fields(Counts)}
    return {"text": _line(total, len(done), ended), "ended": ended, "batches": len(done), **total}


def _line(total: dict[str, int], batches: int, ended: str) -> str:
    if not batches:
        return f"the stream has ended ({ended}): there was no new event"
    words = [f"{total[name]:,} {name}" for name in ("kept", "duplicate", "rejected")]
    refused = f"; {total['refused_files']:,} files set aside" if total["refused_files"] else ""
    return (
        f"the stream has ended ({ended}): {total['read']:,} events in {batches:,} batches = "
        f"{' + '.join(words)}; {total['late']:,} late; {total['batteries']:,} scores{refused}"
    )
