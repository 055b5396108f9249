"""Compare two runs."""

from pathlib import Path
from typing import Any

from connected_car.passports.comparing import compare
from connected_car.passports.comparison_page import comparison_page, comparison_text
from connected_car.passports.options import RunReportOptions
from connected_car.passports.store import PassportStore, two_names


def compare_runs(
    *, run_passports: Path, options: RunReportOptions
) -> tuple[dict[str, Any], str, str]:
    """Find what differs between two runs, and what that changed.

    Args:
        run_passports: the folder of passports.
        options: the group ``run_report``.

    Returns:
        The comparison, as a page, and as text of at most 100 columns.

    Raises:
        UserError: the names of the two cannot be read, or there is no such run.
    """
    store = PassportStore(run_passports)
    before, after = (store.find(name) for name in two_names(options.compare))
    comparison = compare(before, after)
    return comparison, comparison_page(comparison), comparison_text(comparison)
