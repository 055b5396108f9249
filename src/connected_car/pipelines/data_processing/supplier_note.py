"""A paragraph for the supplier of the data: what is wrong, how much, where, since when."""

import pandas as pd

_SHOWN_REASONS = 12
_SHOWN_FILES = 3


def supplier_note(reasons: pd.DataFrame, readings: dict[str, int]) -> str:
    """Write the paragraph.

    Args:
        reasons: ``Source_File, Status, Reason, Count, First_Day``.
        readings: ``read, kept, duplicate, rejected``.
    """
    lost = readings["duplicate"] + readings["rejected"]
    if lost == 0:
        return f"All {readings['read']:,} readings that we received could be used. Thank you."
    share = 100 * lost / readings["read"]
    opening = (
        f"Of the {readings['read']:,} readings that we received, {lost:,} ({share:.2g} %) could "
        f"not be used: {readings['rejected']:,} have faults, and {readings['duplicate']:,} came "
        "again for a moment that was there already."
    )
    totals = reasons.groupby("Reason")["Count"].sum().sort_values(ascending=False)
    sentences = [
        _sentence(reasons[reasons["Reason"] == reason]) for reason in totals.index[:_SHOWN_REASONS]
    ]
    more = len(totals) - _SHOWN_REASONS
    closing = f" {more} rarer faults are in the report." if more > 0 else ""
    asked = " Each one, with its text, file and line, is in the table rejected_telemetry."
    return f"{opening} In detail: {'; '.join(sentences)}.{closing}{asked}"


def _sentence(rows: pd.DataFrame) -> str:
    count, reason = rows["Count"].sum(), rows["Reason"].iloc[0]
    days = rows["First_Day"].dropna()
    is_about_date = reason.startswith(("Date", "clock"))
    since = f", since {days.min()}" if len(days) and not is_about_date else ""
    by_file = rows.groupby("Source_File")["Count"].sum().sort_values(ascending=False, kind="stable")
    names = list(by_file.index[:_SHOWN_FILES])
    more = len(by_file) - len(names)
    files = ", ".join(names) + (f" and {more} more files" if more else "")
    return f'{count:,} times "{reason}"{since} (in {files})'
