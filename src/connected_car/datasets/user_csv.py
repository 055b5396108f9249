"""A CSV that a user hands in: every cell stays text as written."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from connected_car.errors import UserError
from connected_car.headers import found_instead

_FIRST_LINE = 2  # the one after the header


def read_user_csv(path: Path, called: str, needed: Iterable[str]) -> pd.DataFrame:
    """Return all columns of the file, with rows indexed by line.

    Args:
        path: the file.
        called: how the user knows it, the beginning of what is said about it.
        needed: columns that it must have, in any order.

    Raises:
        UserError: it is missing, no CSV, or lacks a column.
    """
    try:
        frame = pd.read_csv(
            path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
        )
    except FileNotFoundError as error:
        raise UserError(f"{called} is not there; mend the path") from error
    except pd.errors.EmptyDataError as error:
        names = ", ".join(needed)
        raise UserError(f"{called} is empty; its first line names {names}") from error
    except (ValueError, OSError) as error:  # pandas' own are ValueErrors
        reason = " ".join(str(error).split())
        raise UserError(
            f"{called} is no CSV in UTF-8 ({reason}); mend it, or save it as one"
        ) from error
    if not isinstance(frame.index, pd.RangeIndex):  # pandas takes the first ones as an index
        raise UserError(f"{called} has lines with more fields than its header; mend it")
    if missing := [name for name in needed if name not in frame]:
        found = found_instead([str(name) for name in frame.columns])
        raise UserError(f"{called} has no column {', '.join(missing)}; {found}")
    return frame.set_axis(frame.index + _FIRST_LINE)
