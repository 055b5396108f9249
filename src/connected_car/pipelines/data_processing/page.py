"""The data-quality report as one HTML page: no script, no file beside it, nothing from the net."""

import os
from pathlib import Path
from typing import Any

import pandas as pd

from connected_car.pages import page_template
from connected_car.pages.words import clean
from connected_car.pipelines.data_processing import page_pictures as pictures
from connected_car.pipelines.data_processing import page_words as words
from connected_car.pipelines.data_processing.page_batteries import draw_batteries
from connected_car.pipelines.data_processing.quality_series import QualitySeries

_TEMPLATE = Path(__file__).with_name("quality_page.html.j2")
_SHOWN_FILES = 50
_SHOWN_BATTERIES = 10
_SHOWN_FINDINGS = 10


def draw_quality_page(report: dict[str, Any], series: QualitySeries, data_version: int) -> str:
    """Draw ``data_quality_report`` for someone who is no data scientist.

    Args:
        report: keys as in ``report.quality_report``. Its texts come from strangers: the template
            escapes them all.
        series: what the pictures show.
        data_version: version of ``daily_telemetry``.

    Returns:
        HTML; where the run's id belongs, it says ``{{run_id}}`` for ``TextDataset``.
    """
    shown = _without_common_folder(clean(report))
    return page_template(_TEMPLATE).render(
        repeats=words.REPEATS,
        reason=words.reason,
        report=shown,
        files=_worst_first(shown["files"])[:_SHOWN_FILES],
        worst=shown["worst_batteries"][:_SHOWN_BATTERIES],
        findings=shown["counter_findings"]["first"][:_SHOWN_FINDINGS],
        groups=words.reason_groups(shown["reasons"]),
        data_version=data_version,
        **_pictures(shown, series),
    )


def _pictures(report: dict[str, Any], series: QualitySeries) -> dict[str, Any]:
    """Return each picture; None where there is nothing to draw."""
    days, changes = series.days, report["cadence"]["changes_by_month"]
    by_hours = report["cadence"]["batteries_by_hours"]
    has_gaps = any(gap["count"] for gap in report["gaps"])
    return {
        "readings_per_day": None if days.empty else pictures.readings_per_day(days),
        "filled_per_day": pictures.filled_per_day(days) if days["Filled"].any() else None,
        "readings_range": _range(days["Readings"]),
        "gap_lengths": pictures.gap_lengths(report["gaps"]) if has_gaps else None,
        "cadence_changes": pictures.cadence_changes(changes) if changes else None,
        "cadences": [(words.cadence(hours), count) for hours, count in by_hours.items()],
        "cadence_caption": _cadence_caption(by_hours),
        "coverage": pictures.coverage_classes(series.coverage),
        "batteries": draw_batteries(clean(series.batteries), _cleaned(series.series)),
    }


def _range(readings: pd.Series) -> tuple[int, int]:
    return (0, 0) if readings.empty else (int(readings.min()), int(readings.max()))


def _cadence_caption(by_hours: dict[str, int]) -> str:
    most = max(by_hours, key=by_hours.__getitem__, default=None)
    if most is None:
        return "Cadence"
    which = "Every battery is" if len(by_hours) == 1 else "Most batteries are"
    return f"{which} read {words.cadence(most)}"


def _cleaned(series: pd.DataFrame) -> pd.DataFrame:
    return series.assign(Battery_ID=[clean(name) for name in series["Battery_ID"]])


def _worst_first(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the files in their order, or the worst first where not all of them can be shown."""
    if len(files) <= _SHOWN_FILES:
        return files
    return sorted(files, key=lambda file: -(file["duplicate"] + file["rejected"]))


def _without_common_folder(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report with file names that also those know who do not know our folders."""
    folders = {os.path.dirname(file["file"]) for file in report["files"]}
    try:
        folder = os.path.commonpath(folders)
    except ValueError:  # no files, or relative and absolute ones
        folder = ""
    if not folder:
        return report
    prefix = f"{folder.rstrip('/')}/"
    files = [{**file, "file": file["file"].removeprefix(prefix)} for file in report["files"]]
    note = report["supplier_note"].replace(prefix, "")
    return {**report, "files": files, "supplier_note": note}
