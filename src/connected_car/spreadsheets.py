"""Texts of strangers in CSV files that people open in a spreadsheet: none is taken as a formula.

A text that would begin one gets a leading apostrophe, as spreadsheets themselves mark text (OWASP,
"CSV Injection"). It is taken off again when the file is read here.
"""

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

_BEGINS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # the wide ones begin formulas too


def neutral(text: str) -> str:
    """Return the text with an apostrophe before what a spreadsheet would take as a formula."""
    return f"'{text}" if _BEGINS.match(text) else text


def restored(text: str) -> str:
    """Return what ``neutral`` was given."""
    return text[1:] if text.startswith("'") and _BEGINS.match(text) else text


def neutral_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with all texts and column names neutral; numbers stay as they are."""
    return _on_texts(frame, neutral)


def restored_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table that ``neutral_frame`` was given."""
    return _on_texts(frame, restored)


def _on_texts(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    def cell(value: Any) -> Any:
        return change(value) if isinstance(value, str) else value

    texts = frame.select_dtypes(["object", "string", "category"])
    changed = {str(name): texts[name].astype(object).map(cell) for name in texts}
    return frame.assign(**changed).rename(columns=cell)
