"""Settings are checked."""

import pytest

from connected_car.errors import UserError
from connected_car.kafka.options import read_options


def test_topics_are_sorted_and_each_named_once(kafka_options):
    assert kafka_options(topics=" b,a ,b,").topic_names == ["a", "b"]


@pytest.mark.parametrize(
    ("start", "milliseconds"),
    [
        ("earliest", None),
        ("latest", None),
        ("2026-06-30", 1782777600000),
        ("2026-06-30T02:00+02:00", 1782777600000),
    ],
)
def test_a_start_is_a_word_or_a_time(kafka_options, start, milliseconds):
    assert kafka_options(start=start).start_milliseconds == milliseconds


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"start": "newest"}, "Kafka source: start: .*'newest' is none of earliest, latest"),
        ({"max_messages": 0}, "Kafka source: max_messages: .*greater than or equal to 1"),
        ({"topic": "x"}, "Kafka source: topic: Extra inputs"),
        ({"columns": ("Battery_ID", "Date")}, "columns: .*lacks Battery_Age_Days, Number_Of_Trips"),
        ({"payload": "avro"}, "Kafka source: payload: .*'json' or 'csv'"),
    ],
)
def test_a_wrong_setting_is_one_line(kafka_options, changed, line):
    with pytest.raises(UserError, match=line) as caught:
        read_options({**kafka_options().model_dump(), **changed})
    assert "\n" not in str(caught.value)
