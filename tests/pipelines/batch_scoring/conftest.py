"""A fleet of daily telemetry, the champion made from it, and the pipeline's parameters."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connected_car.classifiers import new_classifier
from connected_car.datasets.champion import Champion
from connected_car.datasets.table_files import TableFiles
from connected_car.datasets.text_classifier import TextChampion
from connected_car.forecasters import Panel, make
from connected_car.pipelines.batch_scoring.components.options import ComponentOptions
from connected_car.risk.calibration import Calibration
from connected_car.risk.policy import Level, RiskPolicy
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.tables import SCHEMAS


@pytest.fixture(scope="session")
def daily() -> pd.DataFrame:
    """40 batteries of 20 to 150 days, their ratings spread so that each class occurs."""
    rng = np.random.default_rng(1)
    parts = []
    for i, days in enumerate(rng.integers(20, 150, 40)):
        cycles = rng.gamma(2, 0.1, days)
        lifetime = 100 + cycles.cumsum()
        parts.append(
            pd.DataFrame(
                {
                    "Battery_ID": f"B{i:02d}",
                    "Date": pd.date_range(end=f"2026-05-{1 + i % 28:02d}", periods=days).date,
                    "Battery_Age_Days": np.arange(days, dtype=float),
                    "Number_Of_Trips": 3.0,
                    "Daily_Trip_Duration": 60.0,
                    "Daily_Cycles_Used": cycles,
                    "Lifetime_Cycles_Used": lifetime,
                    "Battery_Rated_Cycles": lifetime[-1] + np.linspace(-3, 12, 40)[i],
                    "Observed_Readings": np.int32(1),
                    "Is_Interpolated": rng.random(days) < 0.1,
                    "Run_ID": "r",
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[SCHEMAS["daily_telemetry"].names]


@pytest.fixture(scope="session")
def champion(daily):
    frame = daily.rename(
        columns={"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    )
    policy = RiskPolicy(Calibration(0.9, 1.1, 0.1), Level(0.05, 0.035), Level(0.3, 0.21))
    forecaster = make("mean").fit(Panel.from_frame(frame))
    return Champion(forecaster, version="3", policy=policy)


@pytest.fixture(scope="session")
def vehicles() -> pd.DataFrame:
    """B00 is in two cars, N1 and N2 were never read."""
    batteries = ["B00", "B00", "B01", "N1", "N2"]
    frame = pd.DataFrame({"Vehicle_ID": [f"V{i}" for i in range(5)], "Battery_ID": batteries})
    return frame.assign(Model="City", In_Service_Date=pd.NaT, Language="en")


@pytest.fixture(scope="session")
def judge() -> TextChampion:
    """A judge of notes that knows the plain rule alone."""
    texts = np.array(["Made in 1991", "Made in 2005, of steel, in good condition"], dtype=object)
    return TextChampion(new_classifier("rule").fit(texts, np.array(["1", "0"])), version="4")


@pytest.fixture(scope="session")
def component_options() -> ComponentOptions:
    return ComponentOptions(max_characters=500, review_rows=100)


@pytest.fixture(scope="session")
def options():
    """Make the group ``batch_scoring``, some of it changed."""

    def options(**changed) -> BatchScoringOptions:
        base = {
            "as_of": None,
            "horizon": 30,
            "n_paths": 100,
            "history_days": 120,
            "short_history_days": 28,
            "silent_after_days": 7,
            "watch_above": None,
            "alert_above": None,
            "explain": None,
            "partitions": None,
            "seed": 7,
        }
        return BatchScoringOptions(**{**base, **changed})

    return options


@pytest.fixture(scope="session")
def daily_files(spark, daily, tmp_path_factory) -> TableFiles:
    """The days in three files without order, the days of a battery over several row groups."""
    folder = tmp_path_factory.mktemp("daily")
    shuffled = daily.sample(frac=1, random_state=2)
    for number in range(3):
        table = pa.Table.from_pandas(
            shuffled[number::3], SCHEMAS["daily_telemetry"], preserve_index=False
        )
        pq.write_table(table, folder / f"part {number}.parquet", row_group_size=400)
    return TableFiles(tuple(sorted(str(path) for path in folder.iterdir())))
