"""What is read next, asked of real brokers."""

import itertools
import time
from datetime import UTC, datetime

import pytest

from connected_car.errors import UserError
from connected_car.kafka.credentials import Login, read_credentials
from connected_car.kafka.messages import read_range
from connected_car.kafka.offsets import Range, ranges
from connected_car.kafka.source import Planner
from kafka_brokers import tansu
from login_door import login_door

BIG = b"x" * 100_000  # fifty of them are more than the mock broker keeps


@pytest.fixture
def planner(broker, kafka_options):
    def planner(resume=None, **changed) -> Planner:
        options = kafka_options(servers=broker.servers, **changed)
        return Planner(options, Login({}), resume or {})

    return planner


def _values(broker, kafka_options, begin, end) -> list[bytes]:
    options = kafka_options(servers=broker.servers)
    batches = [read_range(part, options, Login({})) for part in ranges(begin, end)]
    rows = itertools.chain.from_iterable(batches)
    return [value for batch in rows for value in batch.column("value").to_pylist()]


def test_the_first_batch_records_where_reading_begins_and_the_next_one_reads(
    broker, planner, kafka_options
):
    broker.create("telemetry", 2)
    broker.send("telemetry", {0: ["a", "b"], 1: ["c"]})
    begin = planner().end({}, 10)
    assert begin == {("telemetry", 0): 0, ("telemetry", 1): 0}
    assert list(ranges({}, begin)) == []
    end = planner().end(begin, 10)
    assert _values(broker, kafka_options, planner().plan(begin, end), end) == [b"a", b"b", b"c"]
    assert planner().end(end, 10) == end


def test_latest_means_what_comes_after_the_first_start(broker, planner):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a", "b"]})
    begin = planner(start="latest").end({}, 10)
    broker.send("telemetry", {0: ["c"]})
    assert begin == {("telemetry", 0): 2}
    assert planner(start="latest").end(begin, 10) == {("telemetry", 0): 3}


def test_available_now_ends_where_the_topic_ended_at_the_start(broker, planner):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a"]})
    bounded = planner()
    bounded.fix_target()
    broker.send("telemetry", {0: ["b"]})
    begin = bounded.end({}, 10)
    assert bounded.end(begin, 10) == {("telemetry", 0): 1}


def test_several_topics_are_read_together(broker, planner):
    broker.create("telemetry", 1)
    broker.create("more", 1)
    assert planner(topics="telemetry,more").end({}, 10) == {("more", 0): 0, ("telemetry", 0): 0}


def test_a_topic_named_later_begins_as_the_options_say_and_one_left_out_waits(broker, planner):
    for topic in ("telemetry", "more"):
        broker.create(topic, 1)
        broker.send(topic, {0: ["a", "b"]})
    end = planner(topics="more", start="latest").end({("telemetry", 0): 1}, 10)
    assert end == {("more", 0): 2, ("telemetry", 0): 1}


def test_a_new_checkpoint_goes_on_where_the_tables_end(broker, planner):
    broker.create("telemetry", 2)
    broker.send("telemetry", {0: ["a", "b"], 1: ["c"]})
    begin = planner(resume={("telemetry", 0): 1}, start="latest").end({}, 10)
    assert begin == {("telemetry", 0): 1, ("telemetry", 1): 0}


def test_deleted_messages_are_one_error_with_the_way_on(broker, planner):
    broker.create("telemetry", 2)
    broker.send("telemetry", {0: ["a"], 1: ["b"]})
    begin = planner().end({}, 10)
    broker.send("telemetry", {0: [BIG] * 80})
    line = (
        r"Kafka topic telemetry, partition 0 has deleted \d+ messages that were never read "
        r"\(offsets 0 to \d+; retention\); to go on with what is there now: kedro run --env kafka "
        r"--pipelines streaming_scoring --params kafka_skip_lost=true"
    )
    with pytest.raises(UserError, match=f"^{line}$"):
        planner().end(begin, 10)
    with pytest.raises(UserError, match=f"^{line}$"):  # a batch that was planned before
        planner().plan(begin, {("telemetry", 0): 10})
    skipping = planner(skip_lost=True)
    first = skipping.plan(begin, {("telemetry", 0): 81})[("telemetry", 0)]
    assert 0 < first < 81
    assert skipping.end(begin, 10)[("telemetry", 0)] > first


def test_messages_deleted_between_planning_and_reading_are_the_same_error(broker, kafka_options):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: [BIG] * 80})
    options = kafka_options(servers=broker.servers)
    with pytest.raises(UserError, match=r"has deleted .* kafka_skip_lost=true"):
        list(read_range(Range("telemetry", 0, 0, 80), options, Login({})))


def test_a_topic_made_anew_is_refused_then_counted_on(broker, planner):
    broker.create("telemetry", 2)
    broker.send("telemetry", {0: ["a"], 1: ["b", "c"]})
    begin = {("telemetry", 0): 7, ("telemetry", 1): 1}
    with pytest.raises(UserError, match=r"partition 0 has no offset 7 any more.*it was made anew;"):
        planner().end(begin, 10)
    skipping = planner(skip_lost=True)
    anew = skipping.end(begin, 10)
    assert anew == {("telemetry@2", 0): 0, ("telemetry@2", 1): 0}
    assert planner().end(anew, 10) == {("telemetry@2", 0): 1, ("telemetry@2", 1): 2}


def test_a_partition_added_while_the_stream_runs_is_read(kafka_options):
    # Tansu adds no partitions: the topic is made again with one more and the same messages
    with tansu() as broker:
        broker.create("telemetry", 1)
        broker.send("telemetry", {0: ["a", "b"]})
        running = Planner(kafka_options(servers=broker.servers), Login({}), {})
        begin = running.end({}, 10)
        end = running.end(begin, 10)
        assert end == {("telemetry", 0): 2}
        broker.delete("telemetry")
        broker.create("telemetry", 2)
        broker.send("telemetry", {0: ["a", "b"], 1: ["c"]})
        found = running.end(end, 10)
        assert found == {("telemetry", 0): 2, ("telemetry", 1): 0}
        last = running.end(found, 10)
        assert last == {("telemetry", 0): 2, ("telemetry", 1): 1}
        assert _values(broker, kafka_options, running.plan(found, last), last) == [b"c"]


def test_a_start_in_time_is_the_first_message_not_older(kafka_options):
    with tansu() as broker:
        broker.create("telemetry", 1)
        broker.send("telemetry", {0: ["a", "b"]})
        now = _next_millisecond()
        broker.send("telemetry", {0: ["c"]})
        start = datetime.fromtimestamp(now / 1000, UTC).isoformat()
        options = kafka_options(servers=broker.servers, start=start)
        assert Planner(options, Login({}), {}).end({}, 10) == {("telemetry", 0): 2}


def test_a_start_in_the_future_is_the_end(broker, planner):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a", "b"]})
    assert planner(start="2999-01-01").end({}, 10) == {("telemetry", 0): 2}


def _next_millisecond() -> int:
    before = time.time_ns() // 1_000_000
    while (now := time.time_ns() // 1_000_000) <= before:
        continue
    return now


def test_a_missing_topic_is_named_with_those_that_are_there(broker, planner):
    broker.create("telemetry", 1)
    with pytest.raises(UserError, match=r"^Kafka at .* has no topic telemetri; it has: telemetry$"):
        planner(topics="telemetri").end({}, 10)


def test_a_broker_that_is_away_for_a_while_is_waited_for(broker, planner):
    broker.create("telemetry", 1)
    patient = planner(patience_seconds=4)
    assert patient.end({}, 10) == {("telemetry", 0): 0}
    broker.down()
    asked = []
    patient._broker._ask_partitions = _counted(patient._broker._ask_partitions, asked, broker.up)
    assert patient.end({("telemetry", 0): 0}, 10) == {("telemetry", 0): 0}
    assert len(asked) > 1


def _counted(ask, asked, third):
    def counting():
        asked.append(1)
        if len(asked) == 2:
            third()
        return ask()

    return counting


def test_a_broker_that_stays_away_is_one_line(kafka_options):
    impatient = Planner(kafka_options(patience_seconds=0.5), Login({}), {})
    line = r"^Kafka at 127.0.0.1:1 did not answer for 0.5 s \(.*Connection refused.*\): start it"
    with pytest.raises(UserError, match=line):
        impatient.end({}, 10)
    with pytest.raises(UserError, match=line):
        list(read_range(Range("t", 0, 0, 1), kafka_options(patience_seconds=0.5), Login({})))


@pytest.mark.parametrize(
    ("changed", "line"), [({"servers": ""}, "broker"), ({"topics": ""}, "topic")]
)
def test_without_a_name_the_parameter_is_named(kafka_options, changed, line):
    with pytest.raises(UserError, match=f"no Kafka {line} is named: give `--params kafka_"):
        Planner(kafka_options(**changed), Login({}), {})


def test_the_connection_string_names_servers_and_topic(kafka_options):
    options = kafka_options(servers="", topics="", patience_seconds=0.2)
    login = Login({"bootstrap.servers": "127.0.0.1:1"}, "hub")
    with pytest.raises(UserError, match=r"Kafka at 127.0.0.1:1 did not answer"):
        Planner(options, login, {}).end({}, 10)


def test_an_unknown_setting_of_the_client_is_one_line(kafka_options):
    with pytest.raises(UserError, match=r"^Kafka's client refuses its settings: .*nonsense"):
        Planner(kafka_options(properties={"nonsense": 1}), Login({}), {})


@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_a_failed_login_shows_no_secret(broker, kafka_options, protocol, capfd, caplog):
    broker.create("telemetry", 1)
    secret = "s3cr3t-of-the-hub"
    login = Login(
        {
            "security.protocol": protocol,
            "sasl.mechanism": "PLAIN",
            "sasl.username": "$ConnectionString",
            "sasl.password": f"Endpoint=sb://x/;SharedAccessKey={secret}",
        }
    )
    options = kafka_options(servers=broker.servers, patience_seconds=1, properties={"debug": "all"})
    caught = []
    for ask in (
        lambda: Planner(options, login, {}).end({}, 10),
        lambda: list(read_range(Range("telemetry", 0, 0, 1), options, login)),
    ):
        with pytest.raises(UserError) as error:
            ask()
        caught.append(str(error.value))
    shown = " ".join([*caught, *capfd.readouterr(), caplog.text])
    assert secret not in shown and "SharedAccessKey" not in shown
    assert len(caught[0].splitlines()) == 1


def test_a_connection_string_opens_the_door_and_a_wrong_one_is_one_line(
    broker, kafka_options, tmp_path
):
    broker.create("telemetry", 1)
    broker.send("telemetry", {0: ["a", "b"]})
    hub = "Endpoint=sb://cars.servicebus.windows.net/;SharedAccessKeyName=r;SharedAccessKey="
    with login_door(broker.servers, "$ConnectionString", f"{hub}right", tmp_path) as (door, ca):

        def login(key: str) -> Login:
            given = {"EVENT_HUBS_CONNECTION_STRING": hub + key, "KAFKA_SSL_CA_LOCATION": str(ca)}
            return read_credentials(None, given)

        options = kafka_options(servers=door)
        impatient = kafka_options(servers=door, patience_seconds=1)
        assert Planner(options, login("right"), {}).end({}, 10) == {("telemetry", 0): 0}
        (batch,) = read_range(Range("telemetry", 0, 0, 2), options, login("right"))
        assert batch.column("value").to_pylist() == [b"a", b"b"]
        with pytest.raises(UserError) as error:
            Planner(impatient, login("wr0ng"), {}).end({}, 10)
    text = str(error.value)
    assert "refuses the credentials" in text and "wr0ng" not in text and len(text.splitlines()) == 1


def test_a_bad_setting_of_the_login_shows_no_secret(kafka_options):
    login = Login({"sasl.password": "s3cr3t", "sasl.oauthbearer.config": "tok3n", "nope": "s3cr3t"})
    with pytest.raises(UserError, match="refuses its settings") as error:
        Planner(kafka_options(), login, {})
    assert "s3cr3t" not in str(error.value) and "tok3n" not in str(error.value)
