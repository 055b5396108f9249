"""Risk tables, vehicles and parameters as the nodes get them."""

from datetime import date, timedelta

import pandas as pd
import pytest

from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.tables import SCHEMAS


@pytest.fixture(scope="session")
def make_risk():
    """Make ``battery_risk`` as pandas from battery id -> class."""

    def make(classes: dict[str, str], as_of: str = "2026-06-02") -> pd.DataFrame:
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
def alerting() -> AlertingOptions:
    return AlertingOptions(
        booking_url="https://service.example.com/book?alert={alert_id}",
        results=({"what": "alerts", "path": "data/08_reporting/alerts"},),
    )
