"""What is stored about a small fleet, as the dashboard reads it, and a real browser."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connected_car.datasets.table_files import TableFiles
from connected_car.pipelines.alerting.dashboard.facts import STREAM_COLUMNS
from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.nodes import tell_history
from connected_car.pipelines.alerting.records import read_alerts
from connected_car.pipelines.alerting.tracking import read_findings
from connected_car.tables import SCHEMAS

LAST_DAY = pd.Timestamp("2026-06-02")
CLASSES = {"a": "alert", "b": "overdue", "c": "alert", "d": "ok", "s": "watch", "w": "watch"}
QUALITY = {
    "readings": {"read": 1000, "kept": 970, "duplicate": 20, "rejected": 10},
    "reasons": {"duplicate row": 20, "Daily_Cycles_Used is negative": 10},
    "batteries": {"days": 900, "interpolated_days": 9, "last_day": "2026-06-02"},
}
MODEL = {"champion": "mean", "model_version": "3", "data_version": 4, "verdict": "it is the mean"}
BACKTEST = {"verdict": "98.8 % of the batteries that passed were alerted."}
NOTES = [
    ("i1", "V1", "brake disc", "2026-05-01", "not_compliant"),
    ("i2", "V1", "brake disc", "2026-03-01", "compliant"),
    ("i3", "V3", "seat", "2026-05-02", "needs_review"),
    ("i4", "V5", "seat", "2026-05-02", "compliant"),
]


@pytest.fixture(scope="session")
def make_days(tmp_path_factory):
    """Store ``daily_telemetry`` from battery -> (first day, counter by day, rating)."""

    def make(batteries: dict[str, tuple[str, list[float], float]]) -> TableFiles:
        parts = [
            pd.DataFrame(
                {
                    "Battery_ID": name,
                    "Date": pd.date_range(first, periods=len(used)).date,
                    "Daily_Cycles_Used": np.diff(used, prepend=used[0]),
                    "Lifetime_Cycles_Used": used,
                    "Battery_Rated_Cycles": rated,
                    "Is_Interpolated": np.arange(len(used)) == 1,
                }
            )
            for name, (first, used, rated) in batteries.items()
        ]
        schema = SCHEMAS["daily_telemetry"]
        frame = pd.concat(parts).reindex(columns=schema.names)
        path = tmp_path_factory.mktemp("days") / "part.parquet"
        pq.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False), path)
        return TableFiles((str(path),))

    return make


@pytest.fixture(scope="session")
def make_forecasts():
    """Make ``battery_forecasts`` of 30 days for some batteries."""

    def make(batteries: list[str], as_of: pd.Timestamp = LAST_DAY) -> pd.DataFrame:
        days = [(as_of + timedelta(days=i)).date() for i in range(1, 31)]
        rows = [
            (name, day, 0.3, 0.2, 0.4, as_of.date(), "3", "r") for name in batteries for day in days
        ]
        return pd.DataFrame(rows, columns=SCHEMAS["battery_forecasts"].names)

    return make


@pytest.fixture
def make_sources(make_world, make_risk, make_compliance, make_days, make_forecasts):
    """Make ``Sources`` from weekly runs over risk classes; the last run is on 2 June 2026."""

    def make(
        classes: dict[str, str] = CLASSES,
        weeks: int = 3,
        known: Any = None,
        then: Any = None,
        **options: Any,
    ) -> tuple[Sources, Any]:
        world = make_world(**options) if known is None else make_world(known, **options)
        world.compliance = make_compliance(*NOTES).assign(
            information="made in 2003, of plastic, in good condition"
        )
        world.quality, world.forecast = QUALITY, MODEL
        for week in reversed(range(weeks)):
            day = (LAST_DAY - pd.Timedelta(weeks=week)).date().isoformat()
            risk = make_risk(classes, day, {"s": "silent"})
            world.run(risk)
        if then is not None:
            then(world)
        days = make_days(
            {name: ("2026-03-01", list(np.linspace(170, 190, 94)), 200.0) for name in classes}
        )
        return _sources(world, risk, days, make_forecasts(list(classes))), world

    return make


def _sources(world: Any, risk: pd.DataFrame, days: TableFiles, forecasts: pd.DataFrame) -> Sources:
    return Sources(
        alerts=read_alerts(world.alerts),
        findings=read_findings(world.findings),
        history=tell_history(world.alerts),
        delivery=world.delivery,
        report=world.report,
        risk=risk,
        forecasts=forecasts,
        days=days,
        components=world.compliance,
        vehicles=world.vehicles,
        quality=world.quality,
        model=world.forecast,
        backtest=BACKTEST,
        stream=pd.DataFrame(columns=STREAM_COLUMNS),
        horizon=30,
    )


@pytest.fixture(scope="session")
def nothing() -> Sources:
    """What is stored before anything has run."""
    empty = {name: schema.empty_table().to_pandas() for name, schema in SCHEMAS.items()}
    return Sources(
        alerts=read_alerts(empty["alerts"]),
        findings=read_findings(empty["alert_findings"]),
        history=empty["alert_history"],
        delivery=empty["alert_delivery"],
        report={},
        risk=empty["battery_risk"],
        forecasts=empty["battery_forecasts"],
        days=TableFiles(()),
        components=empty["component_compliance"],
        vehicles=pd.DataFrame(columns=["Vehicle_ID", "Battery_ID", "Model", "In_Service_Date"]),
        quality={},
        model={},
        backtest={},
        stream=pd.DataFrame(columns=STREAM_COLUMNS),
        horizon=30,
    )


@pytest.fixture(scope="session")
def many(nothing) -> Sources:
    """What is stored of 10,000 alerts of as many batteries."""
    n, day = 10_000, LAST_DAY
    ids = [f"B{i:05d}" for i in range(n)]
    rng = np.random.default_rng(1)
    alerts = pd.DataFrame(
        {
            "Alert_ID": [f"a{i:05d}" for i in range(n)],
            "Vehicle_ID": [f"V{i:05d}" for i in range(n)],
            "Subject": "battery",
            "Subject_ID": ids,
            "Severity": rng.choice(["watch", "alert", "overdue"], n),
            "Status": rng.choice(["open", "acknowledged"], n),
            "Opened_On": day - pd.to_timedelta(rng.integers(0, 60, n), unit="D"),
            "Probability": rng.random(n).round(3),
            "Kind": "wear",
            "Reason": "Used 199.6 of 200 rated cycles, 0.15 a day over the last four weeks.",
        }
    )
    findings = nothing.findings.reindex(range(n)).assign(
        Subject="battery", Subject_ID=ids, Seen_On=day, Vehicle_ID=alerts["Vehicle_ID"]
    )
    return replace(nothing, alerts=read_alerts(alerts), findings=findings)
