"""What the people who run the platform must look at: stream, feed and model."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from connected_car.pages.words import percent
from connected_car.pipelines.alerting.findings import FINDING_COLUMNS, is_quiet
from connected_car.pipelines.alerting.options import OperationsOptions

HEALTH_COLUMNS = [
    *("Batch_ID", "Started_At", "Read", "Rejected", "Oldest_Waiting_Seconds", "Model_Version"),
]
_MANY = 20  # rejected readings; a share of fewer says nothing
_LAST_BATCHES = 20


@dataclass(frozen=True)
class Operations:
    """What is known of the platform.

    Attributes:
        health: the last batches of ``stream_health``, columns ``HEALTH_COLUMNS``; may be empty.
        quality: ``data_quality_report``.
        forecast: ``forecast_summary``.
        risk: ``battery_risk``.
    """

    health: pd.DataFrame
    quality: dict[str, Any]
    forecast: dict[str, Any]
    risk: pd.DataFrame


def operation_findings(
    known: Operations, day: pd.Timestamp, options: OperationsOptions
) -> pd.DataFrame:
    """Return a row for each thing that can be judged, columns ``FINDING_COLUMNS``.

    Args:
        known: see above.
        day: of the run.
        options: the bounds.
    """
    judged = {
        "stream_lag": _lag(known, options),
        "stream_rejections": _stream_rejections(known, options),
        "data_rejections": _data_rejections(known, options),
        "silent_fleet": _silence(known, options),
        "stale_stream_model": _stream_model(known),
        "stale_model": _model(known, options),
    }
    rows = [
        {
            "Subject": "operation",
            "Subject_ID": name,
            "Kind": name,
            "Severity": "alert" if words else None,
            "Vehicle_ID": None,
            "Seen_On": day,
            "Probability": float("nan"),
            "Due_Date": pd.NaT,
            "Reason": words or None,
            "Model_Version": None,
        }
        for name, words in judged.items()
        if words is not None
    ]
    return pd.DataFrame(rows, columns=FINDING_COLUMNS)


# each returns what is wrong, an empty text where nothing is, None where it cannot be told


def _lag(known: Operations, options: OperationsOptions) -> str | None:
    if known.health.empty:
        return None
    last = known.health.sort_values("Batch_ID").iloc[-1]
    waiting = last["Oldest_Waiting_Seconds"]
    if pd.isna(waiting) or waiting <= options.max_lag_seconds:
        return ""
    at = f"{last['Started_At']:%Y-%m-%d %H:%M}"
    return (
        f"The stream is behind: at {at} UTC its oldest waiting file was {waiting:,.0f} seconds old "
        f"({options.max_lag_seconds:,.0f} are allowed)."
    )


def _stream_rejections(known: Operations, options: OperationsOptions) -> str | None:
    if known.health.empty:
        return None
    last = known.health.sort_values("Batch_ID").tail(_LAST_BATCHES)
    return _rejections(
        int(last["Rejected"].sum()),
        int(last["Read"].sum()),
        options,
        f"the last {len(last)} batches of the stream: see rejected_events",
    )


def _data_rejections(known: Operations, options: OperationsOptions) -> str | None:
    readings = known.quality.get("readings")
    if not readings:
        return None
    where = "the data: see data_quality_report and rejected_telemetry"
    return _rejections(readings["rejected"], readings["read"], options, where)


def _rejections(rejected: int, read: int, options: OperationsOptions, where: str) -> str:
    if rejected <= max(_MANY, options.max_rejected_share * read):
        return ""
    share, most = percent(rejected, read), percent(options.max_rejected_share)
    return f"{rejected:,} readings ({share}; {most} are allowed) were rejected in {where}."


def _silence(known: Operations, options: OperationsOptions) -> str | None:
    if known.risk.empty:
        return None
    names = known.risk["Findings"].fillna("").astype(str)
    silent = int((is_quiet(known.risk) & ~names.str.contains("no_readings")).sum())
    if silent <= max(_MANY, options.max_silent_share * len(known.risk)):
        return ""
    share = percent(silent, len(known.risk))
    return f"{silent:,} batteries ({share}) are silent at once: does their feed still come?"


def _stream_model(known: Operations) -> str | None:
    used = known.health.dropna(subset=["Model_Version"]).sort_values("Batch_ID")
    present = known.forecast.get("model_version")
    if used.empty or present is None:
        return None
    streamed = str(used["Model_Version"].iloc[-1])
    if streamed == str(present):
        return ""
    return f"The stream last scored with model version {streamed}; the champion is {present}."


def _model(known: Operations, options: OperationsOptions) -> str | None:
    trained, scored = known.forecast.get("data_version"), known.risk["Data_Version"].max()
    if trained is None or pd.isna(scored):
        return None
    behind = int(scored) - int(trained)
    if behind <= options.max_versions_behind:
        return ""
    return (
        f"The champion was last searched for on data version {trained}, and {behind} versions of "
        "the data have come since: kedro run --pipelines forecasting"
    )
