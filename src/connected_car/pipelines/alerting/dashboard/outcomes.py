"""Were the alerts right? The alerts of the last days against the days that came after them."""

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.dashboard.timeline import first_urgent, severity_steps


@dataclass(frozen=True)
class Outcomes:
    """How the wear alerts of the last days ended.

    Attributes:
        since: first day that counts; None without any alert.
        hits: the horizon has passed, and within it the battery passed its rating.
        false_alarms: the horizon has passed and been read, and it did not.
        pending: less than the horizon has passed, or been read.
        early: those of ``pending`` that have come true already; they are not hits yet, since the
            others of their age have not had their time to come true.
        late: batteries that passed their rating with no alert on a day before.
    """

    since: pd.Timestamp | None
    hits: int = 0
    false_alarms: int = 0
    pending: int = 0
    early: int = 0
    late: int = 0

    @property
    def hit_rate(self) -> float | None:
        """Share of the alerts whose end is known that were right; None without any."""
        known = self.hits + self.false_alarms
        return self.hits / known if known else None


def outcomes(sources: Sources, window_days: int) -> Outcomes:
    """Compare the wear alerts with the daily telemetry up to the day of the run.

    An alert counts from the first day on which it was alert or overdue, if that day lies in the
    window. One that came when the rating had been passed already is counted as late, not as right.

    Args:
        sources: the stored tables.
        window_days: how far back.
    """
    steps = severity_steps(sources.history)
    if steps.empty or pd.isna(sources.day):
        return Outcomes(None)
    since = max(steps["Day"].min(), sources.day - pd.Timedelta(days=window_days))
    alerted = _alerted(sources.alerts, first_urgent(steps))
    crossed = _crossings(sources)
    last = _last_days(sources, alerted["Battery_ID"])
    known = alerted.assign(
        Crossed_On=pd.to_datetime(alerted["Battery_ID"].map(crossed)),
        Last_Day=pd.to_datetime(alerted["Battery_ID"].map(last)),
    )
    in_time = ~(known["Crossed_On"] <= known["Alerted_On"])
    asked = known[in_time & (known["Alerted_On"] > sources.day - pd.Timedelta(days=window_days))]
    deadline = asked["Alerted_On"] + pd.Timedelta(days=sources.horizon)
    is_due, crossed_in = sources.day >= deadline, asked["Crossed_On"] <= deadline
    hit = is_due & crossed_in
    false = is_due & ~crossed_in & (asked["Last_Day"] >= deadline)
    warned = set(known.loc[in_time, "Battery_ID"])
    lately = crossed[crossed > since]
    return Outcomes(
        since=since,
        hits=int(hit.sum()),
        false_alarms=int(false.sum()),
        pending=int((~hit & ~false).sum()),
        early=int((~is_due & crossed_in).sum()),
        late=int((~lately.index.isin(list(warned))).sum()),
    )


def _alerted(alerts: pd.DataFrame, urgent: pd.Series) -> pd.DataFrame:
    """Return ``Battery_ID, Alerted_On`` of each battery's alerts about wear."""
    worn = alerts[(alerts["Subject"] == "battery") & (alerts["Kind"] == "wear")]
    alerted = pd.DataFrame(
        {"Battery_ID": worn["Subject_ID"], "Alerted_On": worn["Alert_ID"].map(urgent)}
    )
    return alerted.dropna(subset=["Alerted_On"])


def _crossings(sources: Sources) -> pd.Series:
    """Return by battery the first day on which it had passed its rating."""
    is_past = pc.field("Lifetime_Cycles_Used") >= pc.field("Battery_Rated_Cycles")
    return _by_battery(sources.read_days(("Battery_ID", "Date"), is_past), "min")


def _last_days(sources: Sources, batteries: pd.Series) -> pd.Series:
    """Return the last day of some batteries."""
    among = pc.field("Battery_ID").isin(pa.array(batteries.unique(), pa.string()))
    return _by_battery(sources.read_days(("Battery_ID", "Date"), among), "max")


def _by_battery(rows: pa.Table, which: str) -> pd.Series:
    found = rows.group_by("Battery_ID").aggregate([("Date", which)]).to_pandas()
    return pd.to_datetime(found.set_index("Battery_ID")[f"Date_{which}"])
