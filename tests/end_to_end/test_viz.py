"""`make viz` opens on the story in layers, with a view of each pipeline and previews of results."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter

import httpx
import pytest

from connected_car.pipeline_registry import IN_ORDER

LAYERS = [
    "earlier_runs",
    "raw",
    "intermediate",
    "primary",
    "models",
    "forecast",  # rows of their own for what forecasting and text_classification tell
    "model_output",
    "notes",
    "reporting",
]
WIDEST = 12  # nodes of a row, so that names can be read where the graph is opened


@pytest.fixture(scope="module")
def viz(whole_run):
    """Ask the server of the graph."""
    project, _ = whole_run
    port = str(20_000 + os.getpid() % 20_000)  # or one of the next, if it is taken
    command = [sys.executable, "-m", "kedro", "viz", "run", "--no-browser", "--port", port]
    environment = {**os.environ, "KEDRO_ENV": "test", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        command,
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # it starts another process, which its own end does not end
    )
    told = ""
    for line in server.stdout:
        told += line.decode()
        if address := re.search(r"http://127\.0\.0\.1:\d+/", told):
            break
    else:
        pytest.fail(told)
    yield lambda path: httpx.get(f"{address[0]}api/{path}", timeout=60, trust_env=False).json()
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    server.stdout.close()


@pytest.fixture(scope="module")
def story(viz):
    return viz("main")


def test_it_opens_on_one_box_a_pipeline(story):
    assert story["selected_pipeline"] == "__default__"
    assert {*story["modular_pipelines"]} == {"__root__", *IN_ORDER}
    assert story["layers"] == LAYERS
    opened = {child["id"] for child in story["modular_pipelines"]["__root__"]["children"]}
    rows = Counter(n["layer"] for n in story["nodes"] if n["id"] in opened and n.get("layer"))
    assert max(rows.values()) <= WIDEST, rows


def test_the_boxes_are_joined_by_the_tables_that_one_makes_and_another_reads(story):
    ids = {node["name"]: node["id"] for node in story["nodes"] if node["type"] == "data"}
    boxes = story["modular_pipelines"]
    for table, maker, reader in [
        ("daily_telemetry", "data_processing", "forecasting"),
        ("daily_telemetry", "data_processing", "batch_scoring"),
        ("forecaster", "forecasting", "batch_scoring"),
        ("text_classifier", "text_classification", "batch_scoring"),
        ("battery_risk", "batch_scoring", "alerting"),
        ("component_compliance", "batch_scoring", "alerting"),
    ]:
        assert ids[table] in boxes[maker]["outputs"], (table, maker)
        assert ids[table] in boxes[reader]["inputs"], (table, reader)


def test_each_pipeline_has_a_view_in_layers_whose_every_step_can_be_seen(story, viz):
    names = [pipeline["id"] for pipeline in story["pipelines"]]
    assert {*IN_ORDER, "simulation", "streaming_scoring", "stream_report"} < {*names}
    for name in names[1:]:
        view = viz(f"pipelines/{name}")
        assert view["layers"], name
        boxes = {*view["modular_pipelines"]}
        assert boxes == {"__root__", *({name} & {*IN_ORDER})}, name
        steps = [node for node in view["nodes"] if node["type"] == "task"]
        hidden = [n["name"] for n in steps if not {*(n["modular_pipelines"] or [])} <= boxes]
        assert hidden == [], name


@pytest.mark.parametrize(
    ("dataset", "shown"),
    [
        ("battery_risk", "Battery_ID"),
        ("forecast_leaderboard", "Family"),
        ("risk_reliability", "layout"),
        ("forecast_summary", "champion"),
    ],
)
def test_results_have_a_preview(dataset, shown, story, viz):
    (node,) = [n["id"] for n in story["nodes"] if n["name"] == dataset]
    assert shown in json.dumps(viz(f"nodes/{node}")["preview"])
