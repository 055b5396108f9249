"""Batches are cut from a partition without gap or overlap, whatever the limit."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connected_car.kafka.offsets import (
    Lost,
    Range,
    find_lost,
    flat,
    nested,
    next_generation,
    next_positions,
    ranges,
    real_topic,
)

KEYS = st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 12))
patient = settings(suppress_health_check=[HealthCheck.too_slow])
WAITING = st.dictionaries(KEYS, st.tuples(st.integers(0, 500), st.integers(0, 200)), max_size=8)


@patient
@given(WAITING, st.integers(1, 150))
def test_a_backlog_is_read_once_and_no_batch_is_too_large(waiting, limit):
    at = {key: start for key, (start, _) in waiting.items()}
    latest = {key: start + count for key, (start, count) in waiting.items()}
    read = []
    while at != latest:
        end = next_positions(at, latest, limit)
        batch = [
            (part.topic, part.partition, offset)
            for part in ranges(at, end)
            for offset in range(part.start, part.end)
        ]
        left = sum(latest.values()) - sum(at.values())
        assert len(batch) == min(limit, left)
        read, at = read + batch, end
    expected = [
        (*key, offset)
        for key, (start, count) in waiting.items()
        for offset in range(start, start + count)
    ]
    assert sorted(read) == sorted(expected)


@patient
@given(WAITING)
def test_without_a_limit_all_is_read_at_once(waiting):
    at = {key: start for key, (start, _) in waiting.items()}
    latest = {key: start + count for key, (start, count) in waiting.items()}
    assert next_positions(at, latest, None) == latest


def test_a_share_goes_by_what_waits():
    start = {("a", 0): 10, ("a", 1): 0}
    assert next_positions(start, {("a", 0): 40, ("a", 1): 10}, 20) == {("a", 0): 25, ("a", 1): 5}


def test_a_partition_that_has_just_been_found_is_recorded_before_it_is_read():
    assert list(ranges({}, {("a", 0): 7})) == []
    assert list(ranges({("a", 0): 7}, {("a", 0): 9})) == [Range("a", 0, 7, 9)]


@patient
@given(st.dictionaries(KEYS, st.integers(0, 10**15)))
def test_positions_survive_the_checkpoint(positions):
    assert flat(nested(positions)) == positions


def test_what_is_lost_is_found():
    start = dict.fromkeys([("a", number) for number in range(5)], 5)
    earliest = {("a", 0): 5, ("a", 1): 6, ("a", 2): 0, ("a", 3): 0}
    latest = {("a", 0): 5, ("a", 1): 9, ("a", 2): 4, ("a", 3): 9}
    assert list(find_lost(start, earliest, latest)) == [
        Lost("a", 1, 5, 6),
        Lost("a", 2, 5, None),
        Lost("a", 4, 5, None),
    ]


def test_a_topic_made_anew_is_counted_on():
    assert next_generation("a.b-c_d") == "a.b-c_d@2"
    assert next_generation("a@9") == "a@10"
    assert [real_topic(name) for name in ("a", "a@2")] == ["a", "a"]
