"""``python -m tools.drill.stored_version``: packs what this version stores, for later ones to read.

Called once for each version that is released; ``tests/end_to_end/test_upgrade.py`` lets the present
version go on from each. A small fleet goes through all pipelines and the stream, an alert is
acknowledged, and what a later run reads is packed. Names of the machine are left out.
"""

import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from deltalake import DeltaTable

from connected_car import __version__
from tools.drill.copied_project import copy_code, environment
from tools.drill.fleet import Fleet
from tools.project import PROJECT

TARGET = PROJECT / "tests" / "end_to_end" / f"stored_{__version__}.tar.xz"

SIZES = {
    "n_batteries": 12,
    "n_days": 130,
    "n_notes": 1500,
    "notes.n_varied": 600,
    "notes.n_evaluation": 300,
}
KEPT = (
    *("01_raw/landing", "01_raw/simulation/*.csv", "02_intermediate/rejected_*"),
    *("03_primary/daily_telemetry", "07_model_output/*", "08_reporting/alert*"),
    *("08_reporting/delivery_report.json", "08_reporting/*_summary.*", "08_reporting/review_*"),
    *("08_reporting/risk_changes.json", "mlflow/mlflow.db", "mlflow/artifacts/models"),
    "next.csv",
)
LEFT_OUT = {"component_notes*.csv", "alert_dashboard.html", "scored_batteries"}
OF_THE_MACHINE = ("process", "mlflow.user", "mlflow.source.name", "mlflow.source.git.commit")
ACKNOWLEDGED = "owner=Ann,reason=visit,until=2100-01-01"


def main() -> None:
    """Make ``TARGET``."""
    with tempfile.TemporaryDirectory(prefix="connected_car_") as folder:
        project = Path(folder) / "project"
        copy_code(project)
        data = project / "data" / "test"
        sizes = ",".join(f"simulation.{name}={size}" for name, size in SIZES.items())
        _run(project, "--pipelines", "simulation", "--params", sizes)
        _run(project)
        _land(data)
        _run(project, "--pipelines", "streaming_scoring")
        alerts = DeltaTable(str(data / "08_reporting/alerts")).to_pyarrow_table().to_pandas()
        first = alerts.loc[alerts["Status"] == "open", "Alert_ID"].min()
        _run(project, "--pipelines", "alerting", "--params", f"acknowledge={first},{ACKNOWLEDGED}")
        _forget_machine(data / "mlflow" / "mlflow.db")
        _pack(data, TARGET)


def _run(project: Path, *args: str) -> None:
    command = [sys.executable, "-m", "kedro", "run", "--env", "test", *args]
    subprocess.run(command, cwd=project, env=environment(project), check=True)


def _land(data: Path) -> None:
    """Deliver two files to the stream, and keep a third for whoever goes on."""
    fleet, landing = Fleet(batteries=4), data / "01_raw" / "landing"
    landing.mkdir()
    for name, days in {"first": range(10), "second": range(10, 30), "next": range(30, 40)}.items():
        place = data if name == "next" else landing
        lines = [",".join(fleet.header), *fleet.lines(days), ""]
        (place / f"{name}.csv").write_text("\n".join(lines))


def _forget_machine(store: Path) -> None:
    with closing(sqlite3.connect(store)) as database:
        marks = ", ".join("?" * len(OF_THE_MACHINE))
        database.execute(f"DELETE FROM tags WHERE key IN ({marks})", OF_THE_MACHINE)
        database.execute("UPDATE runs SET user_id = '', source_name = ''")
        database.commit()
        database.execute("VACUUM")


def _pack(data: Path, file: Path) -> None:
    with tarfile.open(file, "w:xz") as archive:
        for path in sorted(_kept(data)):
            archive.add(path, path.relative_to(data), filter=_anonymous)
    print(f"{file}: {file.stat().st_size:,} bytes")


def _kept(data: Path) -> Iterator[Path]:
    for pattern in KEPT:
        yield from (p for p in data.glob(pattern) if not any(p.match(name) for name in LEFT_OUT))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
