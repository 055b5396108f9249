"""The pipeline with the project's own catalog, in a folder of the test's."""

import yaml
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.pipelines.simulation import create_pipeline


def run(project, folder, options) -> None:
    """Run the pipeline on the entries of conf/base/simulation, writing below ``folder``."""
    text = (project / "conf/base/simulation/catalog.yml").read_text()
    entries = yaml.safe_load(text.replace("${globals:paths.raw}", str(folder)))
    catalog = DataCatalog.from_config(entries)
    catalog["params:simulation"] = MemoryDataset(options)
    SequentialRunner().run(create_pipeline(), catalog)


def files_of(folder) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_smaller_fleet_leaves_no_file_of_a_larger_one(project, tmp_path, make_options):
    own = tmp_path / "own.csv"
    own.write_text("mine")
    run(project, tmp_path, make_options(n_batteries=40, n_days=30, batteries_per_file=5))
    assert len(list((tmp_path / "simulation/telemetry").iterdir())) == 8
    small = make_options(n_batteries=6, n_days=30, batteries_per_file=3)
    run(project, tmp_path, small)
    names = {"readings_0001", "readings_0002"}
    for kind in ("telemetry", "truth/daily", "truth/future"):
        assert {path.stem for path in (tmp_path / "simulation" / kind).iterdir()} == names
    assert own.read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"own.csv", "simulation"}


def test_the_same_options_write_the_same_bytes(project, tmp_path, make_options):
    options = make_options(n_batteries=12, n_days=40, batteries_per_file=2)
    run(project, tmp_path / "a", options)
    run(project, tmp_path / "b", options)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def test_line_ends_and_byte_order_mark_survive_on_disk(project, tmp_path, make_options):
    run(project, tmp_path, make_options(n_batteries=10, n_days=30, batteries_per_file=1))
    telemetry = files_of(tmp_path / "simulation/telemetry")
    plain, crlf, marked, mixed = (telemetry[f"readings_{n:04d}.csv"] for n in (1, 2, 3, 4))
    assert b"\r" not in plain
    assert crlf.count(b"\r\n") == crlf.count(b"\n") == crlf.count(b"\r") > 30
    assert marked.startswith(b"\xef\xbb\xbfBattery_ID,")
    assert 0 < mixed.count(b"\r\n") < mixed.count(b"\n")
    assert not telemetry["readings_0008.csv"].endswith(b"\n")
