"""What a user hands in with a run: a table of acknowledgements, a secret."""

import pytest
from kedro.io import DatasetError

from connected_car.datasets import (
    AppendLogDataset,
    DeliveredFilesDataset,
    SecretDataset,
    UserTableDataset,
)
from connected_car.errors import UserError

COLUMNS = ["Alert_ID", "Until"]


def table(path):
    return UserTableDataset(filepath=path, parameter="acknowledgements", columns=COLUMNS)


def test_cells_stay_text_and_rows_are_known_by_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\ufeffUntil,Alert_ID,Other\n2026-01-31,007,x\n,a1,y\n", encoding="utf-8")
    frame = table(str(path)).load()
    assert list(frame.columns) == COLUMNS
    assert frame["Alert_ID"].to_dict() == {2: "007", 3: "a1"}
    assert frame.loc[2, "Until"] == "2026-01-31"
    assert frame["Until"].isna().to_dict() == {2: False, 3: True}


def test_no_file_named_is_an_empty_table():
    assert table(None).load().empty
    assert list(table(None).load().columns) == COLUMNS


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "is not there"),
        (b"", "is empty; its first line names Alert_ID, Until"),
        (b"Alert_ID,Until\n\xff\xfe,1\n", "no CSV in UTF-8"),
        (b"Alert_ID,Until\na1,b,2026-01-31\n", "lines with more fields than its header"),
        (b"Alert,Until\na,b\n", "no column Alert_ID; it has: Alert, Until"),
    ],
)
def test_what_cannot_be_read_is_one_line(content, complaint, tmp_path):
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=f"^acknowledgements=.*{complaint}"):
        try:
            table(str(path)).load()
        except DatasetError as error:
            raise error.__cause__ or error from None


def test_a_secret_is_shown_by_nothing(tmp_path):
    dataset = SecretDataset(credentials={"secret": "topsecret"})
    assert dataset.load().get_secret_value() == "topsecret"
    assert "topsecret" not in repr(dataset) + str(dataset) + str(dataset.load())
    for nothing in ({}, {"secret": None}, {"secret": ""}):
        assert SecretDataset(credentials=nothing).load() is None


@pytest.mark.parametrize(
    "dataset",
    [table(None), SecretDataset(credentials={}), AppendLogDataset(filepath="x.jsonl")],
)
def test_none_of_them_is_saved_to(dataset):
    with pytest.raises(DatasetError):
        dataset.save("x")


def test_delivered_files_are_a_file_or_those_of_a_folder(tmp_path):
    for name in ("b.csv", "a.csv", "_being_written.csv", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    listed = DeliveredFilesDataset(filepath=str(tmp_path)).load()
    assert listed == [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert DeliveredFilesDataset(filepath=listed[1]).load() == listed[1:]
    missing = str(tmp_path / "gone.csv")
    assert DeliveredFilesDataset(filepath=missing, missing_ok=True).load() == []
    with pytest.raises(DatasetError, match=r"there is no file at .*gone\.csv; mend the path"):
        DeliveredFilesDataset(filepath=missing).load()
