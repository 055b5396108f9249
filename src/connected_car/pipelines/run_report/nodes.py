"""Compare two runs."""

from pathlib import Path
from typing import Any

from connected_car.errors import UserError
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
        UserError: the names of the two cannot be read, or there is no such run, or its passport is
            damaged.
    """
    store = PassportStore(run_passports)
    before, after = (store.find(name) for name in two_names(options.compare))
    try:
        comparison = compare(before, after)
        return comparison, comparison_page(comparison), comparison_text(comparison)
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise UserError(
            f"compare={options.compare}: one of the two passports is damaged, or of another "
            f"version of the project ({type(error).__name__}: {error}); compare other runs"
        ) from error
