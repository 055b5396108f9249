"""What is noted while a run goes on."""

import logging

import pandas as pd
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from connected_car.passports import stored
from connected_car.passports.places import Place, Places
from connected_car.passports.recording import Recording, Setting
from connected_car.passports.stored import files_state, rows_in, table_rows
from connected_car.passports.warned import WarningLog


@pytest.fixture
def project(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "cars.csv").write_text("a,b\n1,2\n")
    write_deltalake(str(tmp_path / "days"), pa.table({"day": [1, 2, 3]}))
    return tmp_path


def _record(project, places):
    setting = Setting("ab" * 16, {"command": "kedro run"}, {"a": {"b": 1}}, {"fit": 1, "send": 0})
    return Recording(setting, Places(places, project))


def _step(recording, node, inputs, outputs):
    for name in inputs:
        recording.steps.begin(node, name)
        recording.steps.end(node, "load", name)
    recording.steps.begin(node, "")
    recording.steps.end(node, "run")
    recording.steps.count(node, inputs, outputs)
    recording.take_results(outputs)


def test_a_run_that_came_to_its_end(project):
    days = Place("days", str(project / "days"), is_read=True, is_written=True)
    cars = Place("cars", str(project / "raw"), is_read=True, is_raw=True)
    report = Place("r", str(project / "raw" / "cars.csv"), is_written=True, is_report=True)
    recording = _record(project, [days, cars, report])
    outputs = {"days@spark": object(), "risk_changes": {"batteries": 3, "classes": {"ok": 3}}}
    _step(recording, "fit", {"cars": pd.DataFrame({"a": [1, 2]})}, outputs)
    recording.steps.begin("fit", "days@spark")
    write_deltalake(str(project / "days"), pa.table({"day": [4]}), mode="append")
    recording.steps.end("fit", "save", "days@spark")
    _step(recording, "send", {"days": None}, {})
    for _ in range(2):
        logging.getLogger("x").warning("battery %s\n is silent", 7)
    run = recording.finish()
    (table,), (files,) = run["tables"], run["files"]
    assert {k: table[k] for k in ("before", "version", "rows", "use", "path")} == {
        "before": 0,
        "version": 1,
        "rows": 4,
        "use": "read and written",
        "path": "days",
    }
    assert (files["name"], files["files"], files["bytes"]) == ("cars", 1, 8)
    first, last = run["steps"]
    assert (first["rows_in"], first["rows_out"]) == ({"cars": 2}, {"days": 4})
    assert (last["rows_in"], first["done"], last["done"]) == ({"days": 4}, True, True)
    assert run["results"] == {"batteries scored": 3, "batteries ok": 3}
    assert run["warnings"] == {"count": 2, "lines": [{"text": "battery 7 is silent", "times": 2}]}
    assert run["memory"]["total_bytes"] >= run["memory"]["driver_bytes"] > 10_000_000
    assert run["parameters"] == {"a.b": 1}
    assert run["links"] == [{"what": "r", "path": "raw/cars.csv"}]
    assert (run["state"], run["error"]) == ("done", None)


def test_a_run_that_failed_says_where(project):
    recording = _record(project, [])
    _step(recording, "send", {}, {})
    recording.steps.begin("fit", "days")  # the load never ends
    run = recording.finish("there is no table days yet")
    assert run["state"] == "failed"
    assert run["error"] == {"step": "fit", "line": "there is no table days yet"}
    assert [step["done"] for step in run["steps"]] == [True, False]
    logging.getLogger("x").warning("after the run")
    assert run["warnings"]["count"] == 0


def test_rows_are_told_of_tables_alone():
    assert rows_in(pa.table({"day": [1, 2, 3]})) == rows_in(pd.DataFrame({"day": [1, 2, 3]})) == 3
    assert rows_in(pd.Series([1, 2])) is None
    assert rows_in({"day": [1]}) is None


def test_a_folder_of_too_many_files_is_not_told_of(project, monkeypatch):
    (project / "raw" / "more.csv").touch()
    assert files_state(str(project / "raw"))["files"] == 2
    monkeypatch.setattr(stored, "_MOST_FILES", 1)
    assert files_state(str(project / "raw")) is None


def test_many_warnings_are_counted_and_the_first_ones_kept():
    warned = WarningLog()
    for number in [*range(60), 0]:
        warned.emit(logging.makeLogRecord({"msg": f"battery {number} is silent"}))
    told = warned.to_dict()
    assert told["count"] == 61
    assert len(told["lines"]) == 50
    assert told["lines"][0] == {"text": "battery 0 is silent", "times": 2}


def test_the_digest_of_files_is_of_names_and_contents(project, tmp_path):
    before = files_state(str(project / "raw"))
    (project / "raw").rename(project / "other")
    assert files_state(str(project / "other"))["sha256"] == before["sha256"]
    (project / "other" / "cars.csv").write_text("a,b\n1,3\n")
    assert files_state(str(project / "other"))["sha256"] != before["sha256"]
    assert files_state(str(project / "nothing")) is None


def test_rows_of_an_older_version(project):
    write_deltalake(str(project / "days"), pa.table({"day": [9]}), mode="overwrite")
    assert [table_rows(str(project / "days"), version) for version in (0, 1)] == [3, 1]
