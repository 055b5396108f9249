import json

import pandas as pd
import pytest
from kedro.io import DatasetError

from connected_car.datasets import (
    CSVDataset,
    JSONDataset,
    JSONLinesDataset,
    PlotlyDataset,
    TextDataset,
)
from connected_car.datasets.run_id import set_run_id
from connected_car.errors import UserError


@pytest.fixture(autouse=True)
def run_id():
    set_run_id("run-1")
    yield
    set_run_id(None)


def test_json_gets_the_run_id(tmp_path):
    dataset = JSONDataset(filepath=str(tmp_path / "a.json"))
    dataset.save({"score": 0.5})
    assert dataset.load() == {"run_id": "run-1", "score": 0.5}


def test_csv_gets_the_run_id(tmp_path):
    dataset = CSVDataset(filepath=str(tmp_path / "a.csv"))
    frame = pd.DataFrame({"x": [1, 2]})
    dataset.save(frame)
    assert dataset.load().to_dict("list") == {"x": [1, 2], "Run_ID": ["run-1", "run-1"]}
    assert list(frame.columns) == ["x"]


def test_an_id_that_begins_as_a_number_of_no_size_is_read(tmp_path):
    run_id = "24e5110121794525b603acb30642abf6"  # pandas' own way with numbers ends the process
    set_run_id(run_id)
    dataset = CSVDataset(filepath=str(tmp_path / "a.csv"))
    dataset.save(pd.DataFrame({"x": [1]}))
    assert dataset.load()["Run_ID"].tolist() == [run_id]


def test_text_gets_the_run_id(tmp_path):
    dataset = TextDataset(filepath=str(tmp_path / "a.txt"))
    dataset.save("made by {{run_id}}")
    assert dataset.load() == "made by run-1"


def test_figure_gets_the_run_id(tmp_path):
    from plotly import graph_objects as go

    dataset = PlotlyDataset(filepath=str(tmp_path / "a.json"))
    figure = go.Figure(go.Scatter(y=[1, 2]))
    dataset.save(figure)
    assert dataset.load().layout.meta == {"run_id": "run-1"}
    assert figure.layout.meta is None


def test_json_lines_keep_the_run_that_added_them(tmp_path):
    dataset = JSONLinesDataset(filepath=str(tmp_path / "a.jsonl"), missing_ok=True)
    assert dataset.load() == []
    dataset.save([{"alert_id": "a", "run_id": "run-0"}, {"alert_id": "b", "title": "ö"}])
    assert [line["run_id"] for line in dataset.load()] == ["run-0", "run-1"]
    assert (tmp_path / "a.jsonl").read_text().count("\n") == 2


def test_missing_json_lines_are_an_error_unless_allowed(tmp_path):
    with pytest.raises(DatasetError):
        JSONLinesDataset(filepath=str(tmp_path / "a.jsonl")).load()


def test_a_failed_save_leaves_the_old_file_alone(tmp_path):
    dataset = JSONDataset(filepath=str(tmp_path / "a.json"))
    dataset.save({"x": 1})
    with pytest.raises(DatasetError):
        dataset.save({"x": object()})
    assert json.loads((tmp_path / "a.json").read_text())["x"] == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_what_a_kill_has_left_is_written_over(tmp_path, monkeypatch):
    dataset = TextDataset(filepath=str(tmp_path / "a.txt"))

    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(dataset._fs, "mv", killed)
        patched.setattr(dataset._fs, "rm", lambda *_: None)  # a killed process tidies nothing
        dataset.save("half")
    assert len(list(tmp_path.iterdir())) == 1
    dataset.save("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("line", ["{", "[1]", "\xff", "", "[" * 5000])
def test_a_damaged_line_of_json_lines_is_named(line, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"x": 1}\n' + line.encode("latin-1") + b'\n{"x": 2}\n')
    with pytest.raises(DatasetError) as error:
        JSONLinesDataset(filepath=str(path)).load()
    assert isinstance(error.value.__cause__, UserError)
    assert "a.jsonl, line 2: no JSON object" in str(error.value)
