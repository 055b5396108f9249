"""What is secret is used, and is in nothing that runs leave behind or print."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

CANARY = "canary-"
ENVIRONMENT = {
    "CONNECTED_CAR_MODEL_SECRET": f"{CANARY}model-key",
    "KAFKA_SASL_PASSWORD": f"{CANARY}password",
    "EVENT_HUBS_CONNECTION_STRING": (
        f"Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey={CANARY}hub"
    ),
}


@contextmanager
def failing_receiver() -> Iterator[tuple[str, list[str]]]:
    """A receiver on this machine that answers 500: its address, and what it was asked for."""
    asked: list[str] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        def log_message(self, *args: object) -> None:
            """Be quiet."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", asked
        server.shutdown()


def _set_address(project, address: str):
    """Write the address as a user would; runs of the tests take the environment ``test``."""
    file = project / "conf" / "test" / "parameters_webhook.yml"
    file.write_text(f'alerting: {{webhook: {{url: "{address}", max_attempts: 1}}}}\n')
    return file


def test_a_canary_is_found_nowhere_after_runs_that_use_it(own_copy, kedro):
    credentials = own_copy / "conf" / "test" / "credentials.yml"
    credentials.write_text(
        f"webhook: {{secret: {CANARY}webhook}}\nkafka: {{sasl.password: {CANARY}kafka}}\n"
    )
    with failing_receiver() as (url, asked):
        written = _set_address(own_copy, f"{url}?sig={CANARY}address")
        done = kedro(own_copy, "run", "--pipelines", "alerting", **ENVIRONMENT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "messages in a row failed (the receiver answered 500)" in done.stdout
    assert set(asked) == {f"/hook?sig={CANARY}address"}

    _set_address(own_copy, f"http://ann:{CANARY}login@example.com/?sig={CANARY}address")
    failed = kedro(own_copy, "run", "--pipelines", "alerting", **ENVIRONMENT)
    assert failed.returncode == 1
    assert failed.stderr.startswith("Error: parameter alerting.webhook.url: value error, must hold")
    assert failed.stderr.count("\n") == 1

    printed = [run.stdout + run.stderr for run in (done, failed)]
    assert not [text for text in printed if CANARY in text]
    files = [path for path in own_copy.rglob("*") if path.is_file()]
    found = {path for path in files if CANARY.encode() in path.read_bytes()}
    assert found == {credentials, written}
