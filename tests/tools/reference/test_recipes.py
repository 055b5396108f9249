"""The Python that the pages show does what they say."""

import re
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pydantic import SecretStr

from connected_car.pipelines.alerting.delivering import signature
from connected_car.tables import (
    OPTIONAL_VEHICLE_COLUMNS,
    SCHEMAS,
    TELEMETRY_COLUMNS,
    VEHICLE_COLUMNS,
)
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.delivery import read_delivery
from connected_car.telemetry.files import find_source_files
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import unpack
from tools.reference.project import configuration
from tools.reference.shown import pages

_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PAGES = [page for page in pages() if page.suffix == ".md"]  # notebooks have a test of their own
BLOCKS = {page.stem: found for page in _PAGES if (found := _BLOCK.findall(page.read_text()))}


@pytest.fixture
def run_block(tmp_path, monkeypatch):
    """Run the Python of a page in an empty folder, and return its names."""
    monkeypatch.chdir(tmp_path)

    def run(page: str) -> dict:
        names: dict = {"__name__": page}
        for block in BLOCKS[page]:
            exec(block, names)
        return names

    return run


def test_all_blocks_are_run_here():
    assert set(BLOCKS) == {"own_fleet", "webhook", "family", "analyst", "backup"}


def test_an_export_of_another_form_is_read_line_by_line(run_block, tmp_path):
    days = pd.date_range("2026-01-01 23:50", periods=40, freq="D").strftime("%d.%m.%Y %H:%M")
    lines = [f"007;{day};3;3.600;6,15;41,0;200" for day in days]
    lines[10] = lines[10].replace("6,15", "n/a")
    lines[20] = lines[20].replace(".2026", "/2026")
    header = "battery;read_at;trips;seconds;kWh;capacity_kWh;rated_cycles"
    (tmp_path / "export.csv").write_text("\r\n".join([header, *lines, "", "007;broken", ""]))
    readings = run_block("own_fleet")["readings"]
    assert set(TELEMETRY_COLUMNS) <= set(readings)
    (tmp_path / "export.csv").unlink()
    delivery = read_delivery(find_source_files(str(tmp_path)))
    batches = delivery.readings.to_batches()
    options = CleaningOptions.model_validate(configuration()["parameters"]["data_processing"])
    cleaned = list(clean_partition(batches, {0: delivery.files[0].layout}, options))
    kept = pd.concat(batch.to_pandas() for batch in cleaned if batch["Kind"].null_count)
    assert list(kept["Battery_ID"].unique()) == ["007"] and len(kept) == 40
    assert kept["Is_Interpolated"].sum() == 2
    assert (kept["Daily_Trip_Duration"] == 60).all()
    assert kept["Lifetime_Cycles_Used"].iloc[-1] == pytest.approx(40 * 0.15)
    packed = [batch for batch in cleaned if "rejected" in batch["Kind"].to_pylist()]
    rejected = pa.Table.from_batches(unpack(packed)).to_pandas().set_index("Row")["Reason"]
    lines_of_the_export = [12, 22, 42, 43]
    assert sorted(rejected.index) == lines_of_the_export
    assert "Daily_Cycles_Used is not a number: 'n/a'" in rejected[12]
    assert "Date cannot be read: '21.01/2026 23:50'" in rejected[22]


def test_the_page_names_the_columns_of_both_files():
    page = next(page for page in _PAGES if page.stem == "own_fleet").read_text()
    assert all(f"| `{column}` |" in page for column in TELEMETRY_COLUMNS)
    assert f"`{', '.join(VEHICLE_COLUMNS)}`" in page
    assert all(f"`{column}`" in page for column in OPTIONAL_VEHICLE_COLUMNS)


def test_the_receiver_knows_what_is_signed(run_block):
    is_genuine = run_block("webhook")["is_genuine"]
    signed = signature(SecretStr("s"), "m1", b"{}")
    assert is_genuine("s", "m1", b"{}", signed)
    assert not is_genuine("s", "m2", b"{}", signed)


def test_the_new_family_forecasts_and_comes_back_from_its_files(run_block, make_fleet):
    family = run_block("family")["RecentMedian"]
    history = make_fleet()
    fitted = family().fit(history)
    point = fitted.predict(history, 30)
    assert point.shape == (20, 30) and abs(point.mean() / history.y.mean() - 1) < 0.1
    again = family.from_files(fitted.to_files())
    assert (again.predict(history, 30) == point).all()


def test_old_versions_are_taken_out_and_the_newest_stays(run_block, tmp_path, monkeypatch):
    path, asked = tmp_path / "data" / "03_primary" / "daily_telemetry", []
    for value in (1, 2):
        write_deltalake(path, pa.table({"a": [value]}), mode="overwrite")
    vacuum = DeltaTable.vacuum

    def at_once(table: DeltaTable, retention_hours: int, dry_run: bool) -> None:
        asked.append(retention_hours)
        vacuum(table, 0, dry_run, enforce_retention_duration=False)

    monkeypatch.setattr(DeltaTable, "vacuum", at_once)
    run_block("backup")
    assert asked == [90 * 24]
    assert len(list(path.glob("*.parquet"))) == 1
    assert DeltaTable(path).to_pyarrow_table()["a"].to_pylist() == [2]


def test_a_table_is_read_without_kedro(run_block, tmp_path, capsys):
    risk = pd.DataFrame(None, index=[0, 1], columns=SCHEMAS["battery_risk"].names)
    rows = risk.assign(Battery_ID=["a", "b"], Risk=["alert", "ok"], Failure_Probability=[0.5, 0.0])
    table = pa.Table.from_pandas(rows, SCHEMAS["battery_risk"], preserve_index=False)
    write_deltalake(tmp_path / "data" / "07_model_output" / "battery_risk", table)
    days = pd.DataFrame(None, index=[0, 1], columns=SCHEMAS["daily_telemetry"].names)
    rows = days.assign(Battery_ID=["B000056", "b"], Date=date(2026, 1, 31))
    table = pa.Table.from_pandas(rows, SCHEMAS["daily_telemetry"], preserve_index=False)
    write_deltalake(tmp_path / "data" / "03_primary" / "daily_telemetry", table)
    names = run_block("analyst")
    assert list(names["urgent"]["Battery_ID"]) == ["a"]
    assert list(names["of_one"]["Battery_ID"]) == ["B000056"]
    assert "alert" in capsys.readouterr().out
