"""Risk tables, vehicles and parameters as the nodes get them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from connected_car.datasets.stream_table import StreamTable
from connected_car.pipelines.alerting.delivering import delivery_report
from connected_car.pipelines.alerting.nodes import (
    report_alerts,
    tell_history,
    track_findings,
    update_alerts,
)
from connected_car.pipelines.alerting.nodes_messages import fill_outbox, plan_delivery
from connected_car.pipelines.alerting.options import Acknowledgement, AlertingOptions
from connected_car.tables import SCHEMAS
from tools.project import parameters


@pytest.fixture(scope="session")
def make_risk():
    """Make ``battery_risk`` as pandas from battery id -> class."""

    def make(
        classes: dict[str, str], as_of: str = "2026-06-02", findings: dict[str, str] | None = None
    ) -> pd.DataFrame:
        day = date.fromisoformat(as_of)
        chance = {"overdue": 1.0, "alert": 0.6, "watch": 0.1, "ok": 0.0}
        rows = [
            {
                "Battery_ID": battery,
                "As_Of_Date": day,
                "Lifetime_Cycles_Used": 218.7 if name == "overdue" else 190.0,
                "Battery_Rated_Cycles": 200.0,
                "Forecast_Cycles_30d": 9.0,
                "Lower_80_30d": 8.0,
                "Upper_80_30d": 10.0,
                "Failure_Probability": chance[name],
                "Expected_Replacement_Date": day + timedelta(0 if name == "overdue" else 20),
                "Risk": name,
                "Reason": f"because {name} on {as_of}",
                "Findings": (findings or {}).get(battery),
                "Model_Version": "3",
                "Data_Version": 5,
                "Scored_At": pd.Timestamp(as_of, tz="UTC"),
                "Run_ID": "r",
            }
            for battery, name in classes.items()
        ]
        return pd.DataFrame(rows, columns=SCHEMAS["battery_risk"].names)

    return make


@pytest.fixture(scope="session")
def no_alerts() -> pd.DataFrame:
    return SCHEMAS["alerts"].empty_table().to_pandas()


@pytest.fixture(scope="session")
def vehicles() -> pd.DataFrame:
    """Battery ``b`` moved from V2 to V3 in 2025 and goes to V4 in 2027; ``x`` is in no car."""
    return pd.DataFrame(
        [
            ("V1", "a", "City", "2024-01-01", "de"),
            ("V3", "b", "City", "2025-01-01", "fr"),
            ("V2", "b", "City", "2024-01-01", "en"),
            ("V4", "b", "City", "2027-01-01", "es"),
            ("V5", "c", "City", None, "pt"),
        ],
        columns=["Vehicle_ID", "Battery_ID", "Model", "In_Service_Date", "Language"],
    ).assign(In_Service_Date=lambda v: pd.to_datetime(v["In_Service_Date"]))


@pytest.fixture(scope="session")
def make_options():
    """Make the group ``alerting`` as it stands in the YAML, with some values replaced.

    Days to close are 0 unless given, so that a test need not wait.
    """
    base = parameters("alerting")

    def make(**replaced: Any) -> AlertingOptions:
        given = {"life": {"close_after_days": 0}, **replaced}
        merged = {
            name: value | given.get(name, {}) if isinstance(value, dict) else given.get(name, value)
            for name, value in base.items()
        }
        return AlertingOptions(**merged)

    return make


@pytest.fixture(scope="session")
def alerting(make_options) -> AlertingOptions:
    return make_options()


@pytest.fixture(scope="session")
def make_compliance():
    """Make ``component_compliance`` from (inspection, vehicle, component, day, judgement)."""

    def make(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
        chance = {"not_compliant": 0.97, "needs_review": 0.5, "compliant": 0.02}
        records = [
            {
                "Inspection_ID": inspection,
                "Vehicle_ID": vehicle,
                "Component": component,
                "Inspected_On": date.fromisoformat(day),
                "Non_Compliance_Probability": chance[judgement],
                "Compliance": judgement,
                "Reason": f"{judgement} by inspection {inspection}",
                "Model_Version": "2",
            }
            for inspection, vehicle, component, day, judgement in rows
        ]
        return pd.DataFrame(records, columns=SCHEMAS["component_compliance"].names)

    return make


class World:
    """All that alerting stores, and the nodes in the pipeline's order; a kill ends a run early."""

    STEPS = ("findings", "alerts", "delivery", "outbox")

    def __init__(self, vehicles: pd.DataFrame, options: AlertingOptions, folder: Path) -> None:
        self.vehicles, self.options = vehicles, options
        self.quality: dict[str, Any] = {"readings": {"read": 1000, "rejected": 3}}
        self.forecast: dict[str, Any] = {"model_version": "3", "data_version": 5}
        self.health = StreamTable(str(folder / "stream_health"), "stream_health")
        self.findings = SCHEMAS["alert_findings"].empty_table().to_pandas()
        self.alerts = SCHEMAS["alerts"].empty_table().to_pandas()
        self.compliance = SCHEMAS["component_compliance"].empty_table().to_pandas()
        self.acknowledgements = pd.DataFrame(columns=["Alert_ID", "Owner", "Reason", "Until"])
        self.outbox: list[dict[str, Any]] = []
        self.delivery = self.report = self.refused = None

    def run(self, risk: pd.DataFrame, killed_after: str = "", **changed: Any) -> "World":
        """Run the nodes; ``changed`` replaces options for this run."""
        options = self.options.model_copy(update=changed)
        self.findings = track_findings(
            battery_risk=risk,
            component_compliance=self.compliance,
            stream_health=self.health,
            data_quality_report=self.quality,
            forecast_summary=self.forecast,
            vehicles=self.vehicles,
            alert_findings_before=self.findings,
            options=options,
        )
        if killed_after == "findings":
            return self
        self.alerts, self.refused = update_alerts(
            alert_findings=self.findings,
            vehicles=self.vehicles,
            alerts_before=self.alerts,
            alert_outbox_before=self.outbox,
            acknowledgement_list=self.acknowledgements,
            options=options,
        )
        if killed_after == "alerts":
            return self
        self.delivery = plan_delivery(self.alerts, self.findings, self.outbox, options)
        if killed_after == "delivery":
            return self
        self.outbox = fill_outbox(self.alerts, self.delivery, self.vehicles, self.outbox, options)
        self.report = report_alerts(
            alerts=self.alerts,
            alert_findings=self.findings,
            alert_delivery=self.delivery,
            alert_outbox=self.outbox,
            delivery_report=delivery_report(self.outbox, self.alerts, [], enabled=False),
            refused_acknowledgements=self.refused,
            options=options,
        )
        return self

    def acknowledge(self, alert: str, until: str, owner: str = "Ann", reason: str = "spoke") -> Any:
        """Return the change of options by which a run acknowledges an alert."""
        given = {"alert_id": alert, "owner": owner, "reason": reason, "until": until}
        return {"acknowledge": Acknowledgement(**given)}

    def alert_of(self, subject: str) -> pd.Series:
        """Return the latest alert of a subject."""
        return self.alerts[self.alerts["Subject_ID"] == subject].iloc[-1]

    def delivery_of(self, subject: str) -> pd.Series:
        """Return the plan for the latest alert of a subject."""
        return self.delivery.set_index("Alert_ID").loc[self.alert_of(subject)["Alert_ID"]]

    def events(self, subject: str) -> list[str]:
        """Return what happened to the latest alert of a subject."""
        rows = tell_history(self.alerts)
        return list(rows.loc[rows["Alert_ID"] == self.alert_of(subject)["Alert_ID"], "Event"])


@pytest.fixture
def make_world(vehicles, make_options, tmp_path):
    """Make an empty world with some options replaced."""

    def make(known: pd.DataFrame = vehicles, **replaced: Any) -> World:
        return World(known, make_options(**replaced), tmp_path)

    return make
