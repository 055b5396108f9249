"""Files of notes, and notes to evaluate."""

import pandas as pd
import pytest
from kedro.io import DatasetError

from connected_car.datasets import EvaluationNotesDataset, NoteFilesDataset


@pytest.fixture
def default(tmp_path):
    (tmp_path / "one.csv").write_bytes(b"\xff\x00")
    names = ("one.csv", "two.csv")
    return {name: {"filepath": str(tmp_path / name)} for name in names}


def test_default_files_may_be_missing_but_not_all(tmp_path, default):
    (file,) = NoteFilesDataset(default=default).load()
    assert (file.name, file.content) == ((tmp_path / "one.csv").as_posix(), b"\xff\x00")
    (tmp_path / "one.csv").unlink()
    assert NoteFilesDataset(default=default, missing_ok=True).load() == []
    with pytest.raises(DatasetError, match="give `--params component_notes=PATH`, or write some"):
        NoteFilesDataset(default=default).load()


def test_a_named_file_or_folder_comes_first(tmp_path, default):
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("b.csv", "a.csv", ".hidden.csv", "_old.csv"):
        (folder / name).write_text(name)
    found = NoteFilesDataset(filepath=str(folder), default=default).load()
    assert [file.content for file in found] == [b"a.csv", b"b.csv"]
    (one,) = NoteFilesDataset(filepath=str(folder / "b.csv"), default=default).load()
    assert one.content == b"b.csv"
    with pytest.raises(DatasetError, match=r"no file of notes at .*nowhere; mend the path"):
        NoteFilesDataset(filepath=str(tmp_path / "nowhere"), default=default).load()


def test_the_files_are_the_users(default):
    with pytest.raises(DatasetError, match="only read"):
        NoteFilesDataset(default=default).save([])


def test_only_the_notes_to_evaluate_are_loaded(tmp_path):
    path = tmp_path / "notes.parquet"
    assert EvaluationNotesDataset(filepath=str(path)).load().empty
    row = dict.fromkeys(("label", "year", "material", "condition", "variation"), "x")
    rows = [
        {**row, "text": s, "split": s, "needs_review": True} for s in ("training", "evaluation")
    ]
    pd.DataFrame(rows).to_parquet(path)
    assert EvaluationNotesDataset(filepath=str(path)).load()["text"].tolist() == ["evaluation"]
