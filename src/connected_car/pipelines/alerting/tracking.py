"""Since when each subject has had a finding: the memory of what has not opened an alert yet."""

import logging

import pandas as pd
import pyarrow as pa

from connected_car.pipelines.alerting.findings import subject_key
from connected_car.tables import SCHEMAS

logger = logging.getLogger(__name__)

_SCHEMA = pa.schema([field for field in SCHEMAS["alert_findings"] if field.name != "Run_ID"])
_DATES = ["Seen_On", "Raised_Since", "Due_Date"]


def track(before: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return ``alert_findings`` after a run; the same findings again change nothing.

    Subjects that were not looked at keep their row. A run as of a day before the last one is a
    look into the past and changes nothing.

    Args:
        before: as in ``read_findings``.
        found: columns ``FINDING_COLUMNS``, all of one day.
    """
    if before["Seen_On"].max() > found["Seen_On"].max():
        logger.info(
            "the fleet was judged as of %s, before its alerts were last looked at (%s): "
            "they stay as they are",
            *(f"{day.date()}" for day in (found["Seen_On"].max(), before["Seen_On"].max())),
        )
        return before
    old = before.set_index(subject_key(before))
    now = found.set_index(subject_key(found))
    since = old["Raised_Since"].reindex(now.index)
    raised = now["Severity"].notna()
    now = now.assign(Raised_Since=since.fillna(now["Seen_On"]).where(raised))
    absent = old[~old.index.isin(now.index)]
    both = [frame for frame in (absent, now) if len(frame)]
    return pd.concat(both, ignore_index=True) if both else before


def read_findings(stored: pd.DataFrame) -> pd.DataFrame:
    """Return stored findings with dates that can be computed with."""
    dates = {name: pd.to_datetime(stored[name]) for name in _DATES}
    return stored.assign(**dates)[_SCHEMA.names]


def stored_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings in the form in which the table gives them back, in a fixed order."""
    ordered = findings.sort_values(["Subject", "Subject_ID"], ignore_index=True)
    return pa.Table.from_pandas(ordered[_SCHEMA.names], _SCHEMA, preserve_index=False).to_pandas()
