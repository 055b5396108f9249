"""What the page tells, as numbers and words."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.datasets.stream_table import StreamTable
from connected_car.pages.words import clean

PHASES = ("Reading", "Judging", "Scoring", "Writing")
_COUNTS = ("Read", "Kept", "Duplicate", "Rejected", "Late", "Refused_Files", "Batteries_Scored")
_COLUMNS = [
    *("Batch_ID", "Kind", "Started_At", *_COUNTS, *(f"Seconds_{name}" for name in PHASES)),
    *("Seconds_Total", "Newest_Event", "Event_Lag_Seconds", "Oldest_Waiting_Seconds"),
    *("Model_Version", "Warnings"),
]
_SHOWN_WARNINGS = 20
_SHOWN_REASONS = 8
_UNITS = (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0), ("seconds", 1.0))


def read_health(health: StreamTable) -> pd.DataFrame:
    """Return the health rows in the order of the batches, without their sources."""
    rows = health.read(_COLUMNS).sort_by("Batch_ID").to_pandas()
    rows["Seconds_Rest"] = rows["Seconds_Total"] - sum(rows[f"Seconds_{name}"] for name in PHASES)
    return rows.assign(Seconds_Rest=rows["Seconds_Rest"].clip(lower=0))


def figures(batches: pd.DataFrame) -> dict[str, Any]:
    """Return sums, rates and the state after the last batch.

    Args:
        batches: from ``read_health``, one row at least.
    """
    last, seconds = batches.iloc[-1], batches["Seconds_Total"]
    busy = batches[batches["Read"] > 0]
    rates = busy["Read"] / busy["Seconds_Total"]
    return {
        **{name.lower(): int(batches[name].sum()) for name in _COUNTS},
        "batches": len(batches),
        "first": batches["Started_At"].iloc[0],
        "last": last["Started_At"],
        "version": clean(last["Model_Version"]),
        "newest_event": batches["Newest_Event"].max(),
        "event_lag": span(batches["Event_Lag_Seconds"].dropna().iloc[-1:].max()),
        "waiting": span(last["Oldest_Waiting_Seconds"]),
        "p50": span(seconds.median()),
        "p95": span(seconds.quantile(0.95)),
        "rate": float(rates.median()) if len(rates) else 0.0,
        "warned": int(batches["Warnings"].map(len).gt(0).sum()),
    }


def latest_warnings(batches: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the newest warnings, newest first: ``batch, time, text``."""
    found: list[dict[str, Any]] = []
    for row in batches[["Batch_ID", "Started_At", "Warnings"]].iloc[::-1].to_dict("records"):
        place = {"batch": row["Batch_ID"], "time": row["Started_At"]}
        found += [{**place, "text": clean(text)} for text in row["Warnings"]]
        if len(found) >= _SHOWN_WARNINGS:
            break
    return found[:_SHOWN_WARNINGS]


def reasons(rejected: StreamTable) -> list[tuple[str, int]]:
    """Return the first reasons of most rejected readings, without values, and of how many."""
    table = rejected.read(["Reason"], pc.field("Status") == "rejected")
    kinds = pc.fill_null(table["Reason"], "")
    for behind in ("; ", ": "):  # further reasons, and the value
        kinds = pc.list_element(pc.split_pattern(kinds, behind), 0)
    counted = pa.table({"Reason": kinds}).group_by("Reason").aggregate([("Reason", "count")])
    ordered = counted.sort_by([("Reason_count", "descending"), ("Reason", "ascending")])
    pairs = zip(ordered["Reason"].to_pylist(), ordered["Reason_count"].to_pylist(), strict=True)
    return [(clean(reason), count) for reason, count in pairs][:_SHOWN_REASONS]


def sizes(table: StreamTable) -> dict[str, Any]:
    """Return ``name, rows, files, megabytes`` of a table as it is now."""
    delta = table.newest()
    name = Path(table.filepath).name
    if delta is None:
        return {"name": name, "rows": 0, "files": 0, "megabytes": 0.0}
    actions = pa.table(delta.get_add_actions(flatten=True))
    rows, n_bytes = pc.sum(actions["num_records"]).as_py(), pc.sum(actions["size_bytes"]).as_py()
    megabytes = (n_bytes or 0) / 2**20
    return {"name": name, "rows": rows or 0, "files": actions.num_rows, "megabytes": megabytes}


def span(seconds: float | None) -> str:
    """Return a time in the unit that fits, as ``2.4 hours``; a dash for none."""
    if seconds is None or pd.isna(seconds):
        return "–"
    unit, size = next((u for u in _UNITS if seconds >= 2 * u[1]), _UNITS[-1])
    return f"{seconds / size:,.1f} {unit}"
