"""What is stored about alerts and what they are about, as the dashboard reads it."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from connected_car.datasets.table_files import TableFiles
from connected_car.tables import SCHEMAS


@dataclass(frozen=True)
class Sources:
    """The tables and reports of those names; each may be empty.

    Attributes:
        alerts: as in ``read_alerts``.
        findings: ``alert_findings`` with dates, as in ``read_findings``.
        history: ``alert_history``.
        delivery: ``alert_delivery``.
        report: ``alert_report``.
        risk: ``battery_risk``.
        forecasts: ``battery_forecasts``.
        days: ``daily_telemetry`` as its files.
        components: ``component_compliance``.
        vehicles: the vehicle list.
        quality: ``data_quality_report``.
        model: ``forecast_summary``.
        backtest: ``risk_backtest``.
        stream: the last batches of ``stream_health``.
        horizon: days ahead, of which the risk speaks.
    """

    alerts: pd.DataFrame
    findings: pd.DataFrame
    history: pd.DataFrame
    delivery: pd.DataFrame
    report: dict[str, Any]
    risk: pd.DataFrame
    forecasts: pd.DataFrame
    days: TableFiles
    components: pd.DataFrame
    vehicles: pd.DataFrame
    quality: dict[str, Any]
    model: dict[str, Any]
    backtest: dict[str, Any]
    stream: pd.DataFrame
    horizon: int

    @property
    def day(self) -> pd.Timestamp:
        """The day on which the fleet was judged; NaT before any run."""
        return self.findings["Seen_On"].max()

    def read_days(self, columns: tuple[str, ...], where: ds.Expression) -> pa.Table:
        """Return some columns of the days, up to the day of the run, for which ``where`` holds."""
        if not self.days.uris or pd.isna(self.day):
            schema = SCHEMAS["daily_telemetry"]
            return pa.schema([schema.field(name) for name in columns]).empty_table()
        return self.days.rows(columns, where & (ds.field("Date") <= self.day.date()))
