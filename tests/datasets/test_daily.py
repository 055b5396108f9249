"""Daily data of the project or of another fleet."""

import pandas as pd
import pytest
from deltalake import write_deltalake
from kedro.io import DatasetError

from connected_car.datasets import DailyDataset, DeltaVersionDataset

TABLE = pd.DataFrame({"machine": ["a", "b"], "units": [1.5, 2.5]})


def _load(path):
    return DailyDataset(filepath=str(path), schema="daily_telemetry").load()


def test_a_delta_table_a_file_and_a_folder_give_the_same(tmp_path):
    write_deltalake(str(tmp_path / "delta"), TABLE)
    TABLE.to_csv(tmp_path / "days.csv", index=False)
    (tmp_path / "folder").mkdir()
    TABLE.head(1).to_csv(tmp_path / "folder" / "1.csv", index=False)
    TABLE.tail(1).to_parquet(tmp_path / "folder" / "2.parquet")
    for name in ("delta", "days.csv", "folder"):
        pd.testing.assert_frame_equal(_load(tmp_path / name), TABLE)


def test_a_number_of_no_size_does_not_end_the_process(tmp_path):
    (tmp_path / "days.csv").write_text("machine,units\n5e8234567999,5e8234567999\n")
    assert _load(tmp_path / "days.csv").to_numpy().tolist() == [["5e8234567999"] * 2]


def test_what_is_missing_or_no_table_is_said(tmp_path):
    with pytest.raises(DatasetError, match="there is no table at"):
        _load(tmp_path / "nowhere")
    with pytest.raises(DatasetError, match=r"there is no file .*nowhere.csv; mend --params telem"):
        _load(tmp_path / "nowhere.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match=r"holds no .csv or .parquet file"):
        _load(tmp_path / "empty")
    (tmp_path / "x.parquet").write_bytes(b"no parquet")
    with pytest.raises(DatasetError, match=r"x.parquet cannot be read as daily data: "):
        _load(tmp_path / "x.parquet")


@pytest.mark.parametrize("table", [TABLE, TABLE.head(0)])
def test_a_table_whose_files_do_not_tell_all_is_loaded_whole(tmp_path, table):
    write_deltalake(str(tmp_path), table, partition_by=["machine"] if len(table) else None)
    days = DailyDataset(filepath=str(tmp_path), schema="daily_telemetry", load_as="files").load()
    pd.testing.assert_frame_equal(days.sort_values("machine", ignore_index=True)[[*TABLE]], table)


def test_a_plain_file_has_no_version(tmp_path):
    TABLE.to_csv(tmp_path / "days.csv", index=False)
    assert DeltaVersionDataset(filepath=str(tmp_path / "days.csv")).load() is None
