"""Each command that README, pages and notebooks show is run as it stands there, or is named.

What is run is taken from the text: a changed page changes what is run.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import httpx
import numpy as np
import pandas as pd
import pytest
from deltalake import DeltaTable
from mlflow import MlflowClient

from kafka_brokers import MockBroker
from tools.project import PROJECT
from tools.reference import shown
from tools.walk import known
from tools.walk.house import Answer, House, Terminal
from tools.walk.pages import blocks, typed

# the smallest fleet that has the battery and the car that the pages ask about
SMALL = """
forecasting: {search: {n_folds: 2, max_trials: 4}}
simulation:
  n_batteries: 60
  n_days: 240
  batteries_per_file: 20
  n_notes: 2000
  notes: {n_varied: 1000, n_evaluation: 500}
text_classification: {search: {max_trials: 2, families: [tfidf_words, facts]}}
"""
READERS_WAY = ["first_minutes.md", "data.md", "forecast.md", "scoring.md", "notes.md", "backup.md"]
LATE = ("kedro run --pipelines simulation", "kedro run --env kafka")
STOP = "touch data/07_model_output/stream/stop"
TOPIC = "telemetry"
_PATIENCE_SECONDS = 300


def commands() -> dict[str, str]:
    """Return the lines of all pages in the order in which they are run, each with its page.

    Of lines that differ in values alone the first one is run, and of those that set less than
    another one the other. What makes another fleet comes late, what takes its events from elsewhere
    last.
    """
    found: dict[tuple[str, frozenset[str]], tuple[str, str]] = {}
    for page in sorted(shown.pages(), key=lambda page: [*READERS_WAY, page.name].index(page.name)):
        text = shown.text_of(page)
        lines = [line for block in blocks(text) for line in block.lines]
        for line in [*lines, *map(typed, shown.commands(text))]:
            if line:
                found.setdefault(_kind(line), (line, page.name))
    kept = [item for kind, item in found.items() if not any(_sets_less(kind, o) for o in found)]
    return dict(sorted(kept, key=lambda item: _lateness(item[0])))


def _kind(line: str) -> tuple[str, frozenset[str]]:
    """Return a command, and the names of its settings."""
    if not line.startswith(("kedro run", "make run")):
        return line, frozenset()
    command, _, given = re.sub("PARAMS=", "--params ", line).partition(" --params ")
    return command, frozenset(re.findall(r"([\w.]+)=", given))


def _sets_less(kind: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> bool:
    return kind[0] == other[0] and bool(kind[1]) and kind[1] < other[1]


def _lateness(line: str) -> int:
    return next((n for n, begin in enumerate(LATE, start=1) if line.startswith(begin)), 0)


LINES = commands()
RUN = [line for line in LINES if known.reason(line) is None]


class Reader:
    """Types the lines in a copy of the project with a small fleet, and brings what they name."""

    def __init__(self, house: House, broker: MockBroker) -> None:
        self.house, self.folder, self.broker = house, house.folder, broker
        self._has_sent = False

    def walk(self) -> Iterator[tuple[str, Answer]]:
        """Type each line in the shell of its page; give it with what came of it."""
        names = {"KAFKA_SERVERS": self.broker.servers, "KAFKA_TOPICS": TOPIC}
        for _, lines in groupby(RUN, LINES.__getitem__):
            with self.house.terminal(**names) as terminal:
                for line in lines:
                    self._bring(line)
                    yield line, self._type(terminal, self._filled(line))
                    if line.startswith("tar -xzf"):  # MLflow's store is another file from now on
                        self.house.restart()

    def _type(self, terminal: Terminal, line: str) -> Answer:
        if line in known.SERVERS:
            return self._ask(line)
        if not line.endswith("trigger=continuous"):
            return terminal.type(line)
        ended = threading.Event()
        beside = threading.Thread(target=self._stop, args=[ended])
        beside.start()
        answer = terminal.type(line)
        ended.set()
        beside.join()
        return answer

    def _stop(self, ended: threading.Event) -> None:
        """Say in another shell what the pages say, until the stream has ended."""
        with self.house.terminal() as terminal:
            while not ended.wait(1):
                terminal.type(STOP)

    def _ask(self, line: str) -> Answer:
        """Start a server, ask it for the page that it names, and end it."""
        jupyter = self.folder / "jupyter"
        jupyter.mkdir(exist_ok=True)
        (jupyter / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
        with subprocess.Popen(
            line.split(),
            cwd=self.folder,
            env={**self.house.variables, "BROWSER": "true", "JUPYTER_CONFIG_DIR": str(jupyter)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # it starts others, which its own end does not end
        ) as server:
            patience = threading.Timer(_PATIENCE_SECONDS, os.killpg, [server.pid, signal.SIGKILL])
            patience.start()
            told, code = "", 1
            for text in server.stdout:
                told += text
                if address := re.search(r"http://(?:localhost|127\.0\.0\.1):\d+\S*", text):
                    code = 1 - _is_there(address[0])
                    break
            patience.cancel()
            os.killpg(server.pid, signal.SIGKILL)
        return Answer(code, told)

    def _filled(self, line: str) -> str:
        """Return a line with what takes the place of names that stand for something of a reader."""
        line = re.sub(r"acknowledge=\w+", lambda _: f"acknowledge={self._alerts()[0]}", line)
        line = re.sub(r"compare=\w{8},\w{8}\b", lambda _: f"compare={self._two_runs()}", line)
        return line.replace("broker:9092", self.broker.servers).replace(
            "/srv/", f"{self.folder.parent}/"
        )

    def _alerts(self) -> list[str]:
        table = DeltaTable(str(self.folder / "data/08_reporting/alerts"))
        return sorted(table.to_pyarrow_table(columns=["Alert_ID"])["Alert_ID"].to_pylist())

    def _two_runs(self) -> str:
        files = (self.folder / "data/08_reporting/run_passports").glob("*.json")
        found = [json.loads(path.read_text()) for path in files]
        ids = [run["run_id"] for run in sorted(found, key=lambda run: run["started_at"])]
        return f"{ids[0][:8]},{ids[-1][:8]}"

    def _bring(self, line: str) -> None:
        """Bring files of a reader's own once there is a fleet, and events before Kafka is asked.

        Take champions without a signature away before a key is set, as the page says.
        """
        if line != RUN[0] and not (self.folder / "readings.csv").exists():
            self._bring_files()
        if line == "kedro run --pipelines forecasting,text_classification":
            store = MlflowClient(f"sqlite:///{self.folder}/data/mlflow/mlflow.db")
            for model in store.search_registered_models():  # they were made without the key
                store.delete_registered_model(model.name)
        if line.startswith("kedro run --env kafka") and not self._has_sent:
            for name in ("stream", "stream_health", "streamed_*", "rejected_events"):
                for path in (self.folder / "data/07_model_output").glob(name):
                    shutil.rmtree(path)  # of another source
            rows = pd.read_csv(self.folder / "readings.csv", dtype=str).head(500)
            self.broker.send(TOPIC, {0: rows.to_json(orient="records", lines=True).splitlines()})
            self._has_sent = True

    def _bring_files(self) -> None:
        raw = self.folder / "data/01_raw/simulation"
        readings = (raw / "telemetry/readings_0001.csv").read_bytes()
        for name in (
            "readings.csv",
            "readings/a.csv",
            "path/to/your.csv",
            "path/to/readings/a.csv",
        ):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(readings)
        shutil.copy(raw / "vehicles.csv", self.folder / "cars.csv")
        (self.folder / "inspections").mkdir()
        shutil.copy(raw / "component_inspections.csv", self.folder / "inspections")
        notes = pd.read_csv(raw / "component_notes.csv")
        notes.to_csv(self.folder / "notes.csv", index=False)
        mails = notes.rename(columns={"information": "body", "label": "kind"})
        mails.to_csv(self.folder / "mails.csv", index=False)
        many = pd.DataFrame({"Alert_ID": self._alerts()[1:3], "Owner": "Ann", "Reason": "a visit"})
        many.assign(Until="2026-07-31").to_csv(self.folder / "many.csv", index=False)
        days = pd.DataFrame({"day": pd.date_range("2025-01-01", periods=200)})
        units = np.random.default_rng(0).gamma(30, 1 / 30, (12, 200))
        machines = [days.assign(machine=f"m{n}", units=made) for n, made in enumerate(units)]
        pd.concat(machines).to_csv(self.folder / "days.csv", index=False)


def _is_there(address: str) -> bool:
    """Return whether a server gives a page, which may take it a while to begin with."""
    patient = httpx.HTTPTransport(retries=9)  # two minutes in all
    with httpx.Client(transport=patient, timeout=60, trust_env=False) as client:
        try:
            return client.get(address).is_success
        except httpx.TransportError:
            return False


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> Iterator[dict[str, Answer]]:
    """What came of each line."""
    broker = MockBroker()
    broker.create(TOPIC, 1)
    folder = tmp_path_factory.mktemp("shown") / "project"
    with House(folder, BROWSER_PATH="/nowhere/chromium") as house:
        local = house.folder / "conf" / "local"
        (local / "parameters.yml").write_text(SMALL)
        (local / "mlflow.yml").write_text(f'ui: {{host: 127.0.0.1, port: "{_free_port()}"}}\n')
        shutil.copy(PROJECT / "conf" / "test" / "spark.yml", local)
        yield dict(Reader(house, broker).walk())
    broker.close()


@pytest.mark.parametrize("line", RUN)
def test_a_shown_command_runs(answers, line):
    code, output = answers[line]
    assert code == 0, output[-3000:]
    assert "Traceback" not in output


def test_the_first_run_shows_a_stream_and_where_the_alerts_are(answers):
    output = answers["make run"].output
    assert re.search(r"\n\d{4}-\d\d-\d\d: \d+ overdue, \d+ alert.*\nMoved: ", output, re.DOTALL)
    log = re.search(r"the stream's own words in (\S+)\.\n", output)
    assert "stopped by SIGTERM" in Path(log[1]).read_text()
    assert output.rstrip().endswith("(make dashboard opens it)")


def test_what_is_not_run_here_is_shown_and_is_run_elsewhere_or_says_why():
    for start in known.ELSEWHERE | known.NOWHERE:
        assert any(line.startswith(start) for line in LINES), start
    for place in known.ELSEWHERE.values():
        assert (PROJECT / place).is_file(), place
    assert min(map(len, known.NOWHERE.values())) > 15
    assert len(RUN) > 60
