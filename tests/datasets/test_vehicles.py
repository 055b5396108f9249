"""The vehicle list: optional unless named, checked when it is there."""

import pandas as pd
import pytest
from kedro.io import DatasetError

from connected_car.datasets.vehicles import VehiclesDataset
from connected_car.errors import UserError
from connected_car.tables import VEHICLE_COLUMNS

HEADER = "Language,Vehicle_ID,Battery_ID,Model,In_Service_Date,Colour\n"
DEFAULT = {"filepath": "unused"}


@pytest.fixture
def load(tmp_path):
    def load(content: bytes | str) -> pd.DataFrame:
        path = tmp_path / "cars.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return VehiclesDataset(filepath=str(path), default=DEFAULT).load()

    return load


def cause_of(error: pytest.ExceptionInfo[BaseException]) -> BaseException:
    return error.value if isinstance(error.value, UserError) else error.value.__cause__


def test_columns_by_name_ids_as_written(load):
    frame = load(HEADER + "de,V1,007,City,2024-03-01,red\nen,V2,NA,City,,red\nen,,1,City,,red\n")
    assert list(frame.columns) == list(VEHICLE_COLUMNS)
    assert list(frame["Battery_ID"]) == ["007", "NA"]
    assert frame["In_Service_Date"][0] == pd.Timestamp("2024-03-01")
    assert pd.isna(frame["In_Service_Date"][1])


def test_a_date_that_is_none_is_said(load, caplog):
    frame = load(HEADER + "de,V1,1,City,March,red\n")
    assert pd.isna(frame["In_Service_Date"][0])
    assert "1 In_Service_Date are no day" in caplog.text


def test_the_default_list_may_be_missing_which_is_said_once(tmp_path, caplog):
    caplog.set_level("INFO", logger="connected_car")
    dataset = VehiclesDataset(filepath=None, default={"filepath": str(tmp_path / "none.csv")})
    frame = dataset.load()
    assert frame.empty and dataset.load().empty
    assert caplog.text.count("no vehicle list at") == 1
    assert list(frame.columns) == list(VEHICLE_COLUMNS)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "Vehicle_ID,Battery_ID,Language\n",
            "no column Model, In_Service_Date; it has: Vehicle_ID",
        ),
        ("", "cars.csv is empty; its first line names Vehicle_ID, "),
        (b"\xff\xfe\x00", "no CSV in UTF-8"),
        ("Vehicle_ID;Battery_ID\n1;2\n", "its fields are parted by ';', not by ','"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(load, content, said):
    with pytest.raises((UserError, DatasetError)) as error:
        load(content)
    cause = cause_of(error)
    assert isinstance(cause, UserError)
    assert said in str(cause)
    assert "cars.csv" in str(cause)


def test_a_named_list_must_exist(tmp_path):
    with pytest.raises((UserError, DatasetError)) as error:
        VehiclesDataset(filepath=str(tmp_path / "typo.csv"), default=DEFAULT).load()
    assert "typo.csv is not there" in str(cause_of(error))


def test_saving_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="only read"):
        VehiclesDataset(filepath=None, default=DEFAULT).save(pd.DataFrame())


def test_lines_with_more_fields_than_the_header_are_refused_not_shifted(load):
    with pytest.raises((UserError, DatasetError)) as error:
        load(HEADER + "de,V1,7,City,2024-03-01,red,\n")
    assert "more fields than its header" in str(cause_of(error))
