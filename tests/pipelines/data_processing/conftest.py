"""The pipeline on its own catalog, stored in a folder of the test."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.pipelines.data_processing import create_pipeline
from connected_car.tables import TELEMETRY_COLUMNS
from connected_car.telemetry.options import CleaningOptions
from tools.project import parameters


@pytest.fixture
def run(project, tmp_path, spark):
    """Run the pipeline on ``tmp_path/in``; returns the stored tables as pandas frames."""
    values = {
        "${runtime_params:telemetry, ${globals:paths.telemetry}}": str(tmp_path / "in"),
        '${runtime_params:daily, "${globals:paths.data}/03_primary/daily_telemetry"}': str(
            tmp_path / "out/03_primary/daily_telemetry"
        ),
        "${globals:paths.data}": str(tmp_path / "out"),
        "${runtime_params:data_version, null}": "null",
    }

    text = (project / "conf/base/data_processing/catalog.yml").read_text()
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)

    def run(replay: bool = False, **changed) -> SimpleNamespace:
        catalog = DataCatalog.from_config(yaml.safe_load(text))
        group = parameters("data_processing") | {"today": date(2026, 11, 24)} | changed
        catalog["params:data_processing"] = MemoryDataset(CleaningOptions(**group))
        catalog["params:replay_rejected"] = MemoryDataset(replay)
        SequentialRunner().run(create_pipeline(), catalog)
        rejected = catalog.load("rejected_telemetry").toPandas()
        daily = catalog.load("daily_telemetry@pandas")
        return SimpleNamespace(
            rejected=rejected.sort_values(["Source_File", "Line_Number"], ignore_index=True),
            daily=daily.sort_values(["Battery_ID", "Date"], ignore_index=True),
            report=catalog.load("data_quality_report"),
            path=tmp_path / "out",
        )

    return run


@pytest.fixture
def deliver(tmp_path):
    """Write lines as a file of readings below ``tmp_path/in``."""

    def deliver(name: str, lines: list[str], end: str = "\n") -> None:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(end.join([",".join(TELEMETRY_COLUMNS), *lines, ""]), newline="")

    return deliver


@pytest.fixture
def lines():
    """Make good lines of one battery, one a day."""

    def lines(battery: str, n_days: int = 60, first: str = "2025-01-01") -> list[str]:
        days = pd.date_range(first, periods=n_days)
        cycles = 0.1 + np.arange(n_days) % 7 / 100
        counter = 50 + cycles.cumsum()
        return [
            f"{battery},{day.date()},{number},2,{used * 400:.3f},{used:.3f},{count:.3f},200"
            for number, (day, used, count) in enumerate(zip(days, cycles, counter, strict=True))
        ]

    return lines
