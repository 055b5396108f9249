"""What a stream has done, in numbers and in one line."""

from dataclasses import asdict
from typing import Any

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
    refused = f"; {total['refused_files']:,} files set aside" if total["refused_files"] else ""
    return (
        f"the stream has ended ({ended}): {total['read']:,} events in {batches:,} batches = "
        f"{' + '.join(words)}; {total['late']:,} late; {total['batteries']:,} scores{refused}"
    )
