"""The few figures of a run that its summary tells, by name."""

import contextlib
from collections.abc import Mapping
from typing import Any

# report -> figure -> where it stands in the report
_FIGURES: dict[str, dict[str, tuple[str, ...]]] = {
    "data_quality_report": {
        "batteries read": ("batteries", "count"),
        "days kept": ("batteries", "days"),
        "last day": ("batteries", "last_day"),
        "readings": ("readings", "read"),
        "duplicate readings": ("readings", "duplicate"),
        "rejected readings": ("readings", "rejected"),
    },
    "forecast_summary": {
        "forecast champion": ("champion",),
        "forecast error": ("score",),
        "forecast error of the mean": ("mean_score",),
    },
    "text_summary": {
        "champion for notes": ("champion",),
        "error on notes": ("score",),
        "error on notes of the majority": ("baseline_score",),
    },
    "risk_changes": {
        "scored as of": ("as_of",),
        "batteries scored": ("batteries",),
        **{f"batteries {name}": ("classes", name) for name in ("overdue", "alert", "watch", "ok")},
    },
    "inspections_report": {
        "components compliant": ("compliant",),
        "components not compliant": ("not_compliant",),
        "components for a person": ("needs_review",),
    },
    "alert_report": {
        "alerts open": ("open",),
        "alerts watched": ("watched",),
        "alerts acknowledged": ("acknowledged",),
        "alerts resolved": ("resolved",),
        "invitations written": ("delivery", "told"),
    },
}
REPORTS = frozenset(_FIGURES)
_IN_SHORT = (
    "{forecast champion} {forecast error:.4f}",
    "{champion for notes} {error on notes:.4f} for notes",
    "{batteries overdue:,} overdue",
    "{components not compliant:,} not compliant",
    "{alerts open:,} alerts open",
)


def figures_of(report: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of one report; those that it has not are left out."""
    found = {name: _at(content, path) for name, path in _FIGURES[report].items()}
    return {name: value for name, value in found.items() if value is not None}


def in_short(results: Mapping[str, Any]) -> str:
    """Return the results in a few words; empty without any."""
    found = []
    for form in _IN_SHORT:
        with contextlib.suppress(KeyError):  # another pipeline finds that
            found.append(form.format_map(results))
    return ", ".join(found)


def _at(content: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content
