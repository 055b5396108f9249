"""Delivery to a real server on this machine: errors, silence, duplicates, kills, secrets."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest
from pydantic import SecretStr

from connected_car.datasets import AppendLogDataset
from connected_car.errors import UserError
from connected_car.pipelines.alerting.delivering import (
    deliver,
    delivery_report,
    due_lines,
    message_body,
    signature,
    waiting_lines,
)
from connected_car.pipelines.alerting.nodes_messages import deliver_messages
from connected_car.pipelines.alerting.outbox import message_key
from connected_car.pipelines.alerting.reporting import sending_words

SECRET = SecretStr("topsecret-91")


class Receiver:
    """A server that answers as it is told, the last answer for ever, and remembers all."""

    def __init__(self, *answers):
        self.answers, self.requests, self.stopped = list(answers), [], threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, dict(self.headers), body))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                if callable(answer):
                    answer = answer()
                if answer == "silence":
                    outer.stopped.wait(30)
                elif answer == "hang up":
                    self.connection.close()
                else:
                    self.send_response(answer)
                    self.send_header("Location", "/elsewhere")
                    self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def keys(self):
        return [headers["Idempotency-Key"] for _, headers, _ in self.requests]


@contextmanager
def receiving(*answers):
    receiver = Receiver(*answers)
    thread = threading.Thread(target=receiver.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.stopped.set()
        receiver.server.shutdown()
        receiver.server.server_close()


@pytest.fixture
def log(tmp_path):
    return AppendLogDataset(filepath=str(tmp_path / "receipts.jsonl")).load()


@pytest.fixture
def send(log, make_options):
    """Deliver lines to an address; returns how long it waited between attempts."""

    def send(lines, url, **webhook):
        waits = []
        fast = {"timeout_seconds": 5, "backoff_seconds": 1, "max_backoff_seconds": 3, "url": url}
        deliver(lines, log, SECRET, make_options(webhook=fast | webhook).webhook, waits.append)
        return waits

    return send


def lines_of(n):
    return [
        {
            "key": message_key(f"a{i}", "V1", "alert", 0),
            "alert_id": f"a{i}",
            "vehicle_id": "V1",
            "severity": "alert",
            "title": "Votre batterie, déjà",
        }
        for i in range(n)
    ]


def alerts_of(n, status="open"):
    return pd.DataFrame({"Alert_ID": [f"a{i}" for i in range(n)], "Status": status})


def states(log):
    return [(receipt["state"], receipt["attempts"], receipt["status"]) for receipt in log.lines()]


def test_each_message_is_sent_once_in_order_and_signed(send, log):
    lines = lines_of(3)
    with receiving(200) as receiver:
        assert send(lines, receiver.url) == []
        send(lines, receiver.url)
        assert receiver.keys() == [line["key"] for line in lines]
        for (path, headers, body), line in zip(receiver.requests, lines, strict=True):
            assert path == "/hook"
            assert json.loads(body) == line
            assert headers["X-Signature"] == signature(SECRET, line["key"], body)
            assert "topsecret" not in str(headers) + body.decode()
    assert states(log) == [("delivered", 1, 200)] * 3


def test_the_signature_is_the_hmac_that_any_receiver_can_compute():
    import hashlib
    import hmac

    expected = hmac.new(b"topsecret-91", b"m1.{}", hashlib.sha256).hexdigest()
    assert signature(SECRET, "m1", b"{}") == f"sha256={expected}"


def test_errors_are_tried_again_with_longer_waits(send, log):
    with receiving(500, 503, 429, 204) as receiver:
        assert send(lines_of(1), receiver.url, max_attempts=5) == [1, 2, 3]
        assert len(set(receiver.keys())) == 1
        assert len({body for _, _, body in receiver.requests}) == 1
    assert states(log) == [("delivered", 4, 204)]


def test_what_fails_for_good_is_a_dead_letter_until_it_is_asked_for(send, log):
    with receiving(500, 500, 200) as receiver:
        send(lines_of(2), receiver.url, max_attempts=2, max_runs=1)
        assert states(log) == [("dead", 2, 500), ("delivered", 1, 200)]
        send(lines_of(2), receiver.url)
        assert len(receiver.requests) == 3
        report = delivery_report(lines_of(2), alerts_of(2), log.lines(), True)
        assert [dead["alert_id"] for dead in report["dead"]] == ["a0"]
        send(lines_of(2), receiver.url, retry_dead=True)
        assert len(receiver.requests) == 4
    report = delivery_report(lines_of(2), alerts_of(2), log.lines(), True)
    assert (report["delivered"], report["dead"], report["waiting"]) == (2, [], 0)


@pytest.mark.parametrize("status", [400, 401, 404, 302])
def test_a_refusal_is_not_repeated_and_a_redirect_not_followed(status, send, log):
    with receiving(status) as receiver:
        assert send(lines_of(1), receiver.url) == []
        assert [path for path, _, _ in receiver.requests] == ["/hook"]
    assert states(log) == [("dead", 1, status)]


def test_a_receiver_that_knows_the_message_already_has_it(send, log):
    with receiving(409) as receiver:
        send(lines_of(1), receiver.url)
    assert states(log) == [("delivered", 1, 409)]


@pytest.mark.parametrize("answer", ["silence", "hang up"])
def test_no_answer_is_tried_again(answer, send, log):
    with receiving(answer, 200) as receiver:
        send(lines_of(1), receiver.url, timeout_seconds=0.3)
        assert len(receiver.requests) == 2
    assert states(log) == [("delivered", 2, 200)]


def test_a_receiver_that_is_down_is_left_alone_and_the_others_wait(send, log):
    with receiving(200) as receiver:
        gone = receiver.url
    failing = {"max_attempts": 2, "give_up_after": 2, "max_runs": 3}
    send(lines_of(5), gone, **failing)
    assert states(log) == [("failed", 2, None)] * 2
    assert "Connect" in log.lines()[0]["error"]
    report = delivery_report(lines_of(5), alerts_of(5), log.lines(), gone)
    assert (report["waiting"], report["dead"]) == (5, [])
    for _ in range(2):
        send(lines_of(5), gone, **failing)
    assert states(log)[-2:] == [("dead", 2, None)] * 2
    report = delivery_report(lines_of(5), alerts_of(5), log.lines(), gone)
    assert (report["waiting"], len(report["dead"])) == (3, 2)


def test_after_an_outage_all_is_delivered_without_being_asked_for(send, log):
    with receiving(503) as receiver:
        send(lines_of(3), receiver.url, max_attempts=1, give_up_after=2)
    with receiving(200) as receiver:
        send(lines_of(3), receiver.url)
        assert receiver.keys() == [line["key"] for line in lines_of(3)]
    report = delivery_report(lines_of(3), alerts_of(3), log.lines(), True)
    assert (report["delivered"], report["waiting"]) == (3, 0)


def test_what_is_taken_care_of_meanwhile_is_not_sent_late():
    alerts = alerts_of(3).assign(Status=["open", "acknowledged", "resolved"])
    assert [line["alert_id"] for line in due_lines(lines_of(3), alerts)] == ["a0"]
    report = delivery_report(lines_of(3), alerts, [], False)
    assert (report["enabled"], report["waiting"], report["overtaken"]) == (False, 1, 2)


CHILD = """
import json, sys
from pathlib import Path
from pydantic import SecretStr
from connected_car.datasets.append_log import AppendLog
from connected_car.pipelines.alerting.delivering import deliver
from connected_car.pipelines.alerting.options import WebhookOptions
lines, path, options = json.load(sys.stdin)
deliver(lines, AppendLog(Path(path)), SecretStr("s"), WebhookOptions(**options))
"""


@pytest.mark.parametrize("before_answer", [True, False])
def test_a_kill_at_any_message_repeats_at_most_that_one(before_answer, log, make_options, tmp_path):
    """The receiver kills the sender, as its message arrives or after it was answered."""
    lines, path, child = lines_of(6), tmp_path / "receipts.jsonl", []

    def kill():
        if before_answer:
            os.kill(child[-1].pid, signal.SIGKILL)
        else:
            threading.Timer(0, os.kill, (child[-1].pid, signal.SIGKILL)).start()
        return 200

    with receiving(200, kill, 200, kill, 200) as receiver:
        options = make_options(webhook={"url": receiver.url}).webhook
        options = options.model_dump() | {"url": receiver.url}
        killed = 0
        while waiting_lines(lines, log.lines(), False):
            child.append(
                subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, text=True)
            )
            child[-1].communicate(json.dumps([lines, str(path), options]))
            killed += child[-1].returncode == -signal.SIGKILL
            assert len(child) < 6
        counts = Counter(receiver.keys())
    assert killed == 2 or not before_answer
    assert list(counts) == [line["key"] for line in lines]
    assert sum(counts.values()) <= 6 + killed
    assert len({body for _, _, body in receiver.requests}) == 6


def test_a_half_written_receipt_is_passed_over(log, tmp_path):
    log.append({"key": "k1", "state": "delivered"})
    with (tmp_path / "receipts.jsonl").open("a") as file:
        file.write('{"key": "k2", "sta')
    log.append({"key": "k3", "state": "dead"})
    with (tmp_path / "receipts.jsonl").open("a") as file:
        file.write('[]\n7\n{"state": "dead"}\n{"key": [], "state": "dead"}\n')
    assert [line["key"] for line in log.lines("key", "state")] == ["k1", "k3"]


def test_the_node_sends_nothing_without_an_address_and_asks_for_a_secret(make_options, log):
    report = deliver_messages(lines_of(1), alerts_of(1), log, None, make_options())
    assert report == {
        "enabled": False,
        "messages": 1,
        "delivered": 0,
        "waiting": 1,
        "overtaken": 0,
        "dead": [],
    }
    options = make_options(webhook={"url": "https://example.com/"})
    with pytest.raises(UserError, match="CONNECTED_CAR_WEBHOOK_SECRET"):
        deliver_messages(lines_of(1), alerts_of(1), log, None, options)


def test_the_secret_is_in_no_log_and_no_receipt(log, make_options, caplog, capfd):
    caplog.set_level("DEBUG")
    options = {"max_attempts": 1, "max_runs": 1}
    with receiving(500, 200) as receiver:
        options = make_options(webhook=options | {"url": receiver.url})
        deliver_messages(lines_of(2), alerts_of(2), log, SECRET, options)
    out = capfd.readouterr()
    assert "topsecret" not in caplog.text + out.out + out.err + str(log.lines()) + repr(SECRET)
    assert "dead letter" in caplog.text


def test_lines_of_older_versions_get_a_key_that_never_changes():
    line = {"alert_id": "1f", "vehicle_id": "V1", "severity": "alert"}
    key = json.loads(message_body(line))["key"]
    assert key == message_key("1f", "V1", "alert", 0)
    assert waiting_lines([line], [{"key": key, "state": "delivered"}], False) == []


def test_what_became_of_the_messages_is_said_in_a_sentence():
    sending = {"enabled": True, "messages": 50, "delivered": 47, "waiting": 2, "dead": 1}
    assert sending_words(sending) == "Of 50 messages 47 were delivered, 2 wait; 1 dead letter"
    assert sending_words({**sending, "enabled": False}).startswith("No message is sent")
