"""The data-quality report as one JSON object."""

from typing import Any

import pandas as pd

from connected_car.pipelines.data_processing.summaries import Summaries
from connected_car.pipelines.data_processing.supplier_note import supplier_note

_SHOWN_FINDINGS = 100
_GAP_BINS = ((1, 1), (2, 3), (4, 7), (8, 14), (15, 20), (21, 30), (31, 90), (91, None))


def quality_report(summaries: Summaries, counts: dict[str, Any]) -> dict[str, Any]:
    """Put the report together.

    Args:
        summaries: counts over the fleet.
        counts: ``readings`` and ``files`` of ``count_readings``.

    Returns:
        These keys; days are ISO texts, shares lie in 0 .. 1:

        - ``readings``: ``read, kept, duplicate, rejected``.
        - ``reasons``: number of readings by reason; one with two reasons counts for both.
        - ``files``: list of ``file, read, kept, duplicate, rejected, first_reason``.
        - ``batteries``: ``count, first_day, last_day, days, interpolated_days, missing_days,
          recent_interpolated`` (batteries with over a quarter of their last 28 days made up).
        - ``cadence``: ``batteries_by_hours`` (a battery that changes counts for each of its
          cadences; 0: a charging log, read at no fixed time), ``changing`` (batteries that
          change), ``changes_by_month``.
        - ``gap_policy``: list of ``policy, reason, batteries``.
        - ``gaps``: list of ``days`` (text, from-to), ``filled``, ``count``; without charging logs.
        - ``counter_findings``: ``total, resets, jumps`` and ``first``, a list of ``battery_id,
          day, kind, from, to`` (at most 100).
        - ``worst_batteries``: list of ``battery_id, coverage, interpolated_share_28d,
          missing_days, last_day`` (at most 50).
        - ``supplier_note``: a paragraph for those who supply the data.
    """
    reasons = summaries.reasons.groupby("Reason")["Count"].sum().sort_values(ascending=False)
    return {
        "readings": counts["readings"],
        "reasons": {str(reason): int(count) for reason, count in reasons.items()},
        "files": _files(summaries.reasons, counts["files"]),
        "batteries": _records(summaries.fleet.drop(columns="changing"))[0],
        "cadence": _cadence(summaries),
        "gap_policy": _records(summaries.policies),
        "gaps": _gap_histogram(summaries.gaps),
        "counter_findings": _findings(summaries),
        "worst_batteries": _records(summaries.worst),
        "supplier_note": supplier_note(summaries.reasons, counts["readings"]),
    }


def _files(reasons: pd.DataFrame, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    commonest = reasons.sort_values(["Count", "Reason"], ascending=[False, True])
    first = commonest.groupby("Source_File")["Reason"].first()
    return [{**file, "first_reason": _reason(file, first)} for file in files]


def _reason(file: dict[str, Any], first: pd.Series) -> str | None:
    return "no reading in it" if file["read"] == 0 else first.get(file["file"])


def _cadence(summaries: Summaries) -> dict[str, Any]:
    by_hours = zip(summaries.cadence["Hours"], summaries.cadence["Batteries"], strict=True)
    by_month = zip(summaries.changes["Month"], summaries.changes["Batteries"], strict=True)
    return {
        "batteries_by_hours": {str(hours): int(count) for hours, count in by_hours},
        "changing": int(summaries.fleet["changing"].iloc[0]),
        "changes_by_month": {str(month): int(count) for month, count in by_month},
    }


def _gap_histogram(gaps: pd.DataFrame) -> list[dict[str, Any]]:
    histogram = []
    for low, high in _GAP_BINS:
        inside = gaps[gaps["Days"].between(low, high or float("inf"))]
        label = f"over {low - 1}" if high is None else str(low) if low == high else f"{low}-{high}"
        for filled, part in inside.groupby("Filled"):
            count = int(part["Count"].sum())
            histogram.append({"days": label, "filled": bool(filled), "count": count})
    return histogram


def _findings(summaries: Summaries) -> dict[str, Any]:
    kinds = summaries.findings["Kind"]
    return {
        "total": len(kinds),
        "resets": int(kinds.eq("reset").sum()),
        "jumps": int(kinds.eq("jump").sum()),
        "first": _records(summaries.findings.head(_SHOWN_FINDINGS)),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return plain Python values by lower-case name; missing ones are None."""
    renamed = frame.rename(columns=str.lower)
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in renamed.to_dict(orient="records")
    ]
