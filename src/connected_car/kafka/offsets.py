"""Which messages make up a micro-batch: plain arithmetic on offsets, without a broker.

Positions are the offsets to read next, by topic and partition: ``{"telemetry": {"0": 17}}``. They
are what Spark keeps in its checkpoint, so that keys are texts. A topic that was deleted and made
anew is counted as ``telemetry@2``, because its offsets begin again.

A partition is never read in the batch in which it first appears: that batch records where reading
begins, and the next one reads. A batch that is repeated after a crash therefore always begins where
its first attempt began, also when the broker has deleted messages or got new ones since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_GENERATION = "@"  # no character of a topic's name
Positions = Mapping[str, Mapping[str, int]]
Flat = dict[tuple[str, int], int]


@dataclass(frozen=True)
class Range:
    """Messages of a partition: offsets from ``start``, up to but without ``end``."""

    topic: str
    partition: int
    start: int
    end: int


@dataclass(frozen=True)
class Lost:
    """Messages that were never read and are gone: offsets from ``start`` up to ``first`` - 1.

    ``first`` is the first offset that is still there; None where the topic was made anew.
    """

    topic: str
    partition: int
    start: int
    first: int | None


def flat(positions: Positions) -> Flat:
    """Return positions by (topic, partition)."""
    return {
        (topic, int(partition)): offset
        for topic, partitions in positions.items()
        for partition, offset in partitions.items()
    }


def nested(positions: Flat) -> dict[str, dict[str, int]]:
    """Return positions as Spark keeps them."""
    result: dict[str, dict[str, int]] = {}
    for (topic, partition), offset in sorted(positions.items()):
        result.setdefault(topic, {})[str(partition)] = offset
    return result


def next_positions(start: Flat, latest: Flat, limit: int | None) -> Flat:
    """Return where a batch ends.

    Args:
        start: where it begins.
        latest: behind the last message of each partition that ``start`` knows.
        limit: largest number of messages, or None. Each partition gets a share by what waits there.
    """
    waiting = {key: max(latest.get(key, at) - at, 0) for key, at in start.items()}
    total = sum(waiting.values())
    taken = waiting if limit is None or total <= limit else _shares(waiting, total, limit)
    return {key: at + taken[key] for key, at in start.items()}


def _shares(waiting: Flat, total: int, limit: int) -> Flat:
    """Share out ``limit`` by the largest remainder, so that it is met exactly."""
    taken = {key: limit * count // total for key, count in waiting.items()}
    by_remainder = sorted(waiting, key=lambda key: (-(limit * waiting[key] % total), key))
    for key in by_remainder[: limit - sum(taken.values())]:
        taken[key] += 1
    return taken


def ranges(start: Flat, end: Flat) -> Iterator[Range]:
    """Yield what a batch reads: only partitions whose beginning is known."""
    for (topic, partition), until in sorted(end.items()):
        since = start.get((topic, partition))
        if since is not None and since < until:
            yield Range(topic, partition, since, until)


def find_lost(start: Flat, earliest: Flat, latest: Flat) -> Iterator[Lost]:
    """Yield the partitions that cannot be read on without a gap; absent ones are gone."""
    for key, at in sorted(start.items()):
        if key not in earliest or latest[key] < at:
            yield Lost(*key, at, None)
        elif earliest[key] > at:
            yield Lost(*key, at, earliest[key])


def real_topic(topic: str) -> str:
    """Return a topic's name, as the broker knows it."""
    return topic.partition(_GENERATION)[0]


def generation(topic: str) -> int:
    """Return how often a topic was made: 1 for one that was never made anew."""
    return int(topic.partition(_GENERATION)[2] or 1)


def next_generation(topic: str) -> str:
    """Return what the topic is counted as that was made anew in the place of this one."""
    return f"{real_topic(topic)}{_GENERATION}{generation(topic) + 1}"
