"""What a run found out about batteries and components, in the words of ``alert_findings``.

A battery is alerted for wear, or, where nothing but its silence speaks, for silence; a component
for what its newest inspection says. Each is one subject, and a subject has one alert at a time.
"""

import pandas as pd

SEVERITY_RANK = {"watch": 1, "alert": 2, "overdue": 3}
INVITES_FROM = SEVERITY_RANK["alert"]  # a driver is not troubled with less
KINDS_FOR_DRIVERS = ("wear", "compliance")
FINDING_COLUMNS = [
    *("Subject", "Subject_ID", "Kind", "Severity", "Vehicle_ID", "Seen_On"),
    *("Probability", "Due_Date", "Reason", "Model_Version"),
]
_QUIET = ("silent", "no_readings")  # findings of battery_risk
_SEVERITY_OF_COMPLIANCE = {"not_compliant": "alert", "needs_review": "watch"}


def run_day(risk: pd.DataFrame, compliance: pd.DataFrame) -> pd.Timestamp:
    """Return the day of the data on which the fleet is judged; NaT without any data.

    Args:
        risk: ``battery_risk``; a silent battery lags behind, so that the latest day counts.
        compliance: ``component_compliance``, which decides where there is no battery.
    """
    day = pd.to_datetime(risk["As_Of_Date"]).max()
    return day if pd.notna(day) else pd.to_datetime(compliance["Inspected_On"]).max()


def battery_findings(risk: pd.DataFrame, vehicle_of: pd.Series, day: pd.Timestamp) -> pd.DataFrame:
    """Return a row for each battery, columns ``FINDING_COLUMNS``.

    Args:
        risk: ``battery_risk``.
        vehicle_of: ``Vehicle_ID`` by ``Battery_ID``.
        day: of the run.
    """
    return pd.DataFrame(
        {
            "Subject": "battery",
            "Subject_ID": risk["Battery_ID"],
            "Kind": is_quiet(risk).map({True: "silence", False: "wear"}),
            "Severity": risk["Risk"].where(risk["Risk"].isin(list(SEVERITY_RANK))),
            "Vehicle_ID": risk["Battery_ID"].map(vehicle_of).astype(object),
            "Seen_On": day,
            "Probability": risk["Failure_Probability"],
            "Due_Date": pd.to_datetime(risk["Expected_Replacement_Date"]),
            "Reason": risk["Reason"],
            "Model_Version": risk["Model_Version"],
        },
        columns=FINDING_COLUMNS,
    )


def is_quiet(risk: pd.DataFrame) -> pd.Series:
    """Return which batteries are silent or were never read, and in no greater danger than that."""
    names = risk["Findings"].fillna("").astype(str).str.split(", ")
    quiet = names.map(lambda found: not set(_QUIET).isdisjoint(found)).astype(bool)
    return quiet & (risk["Risk"] == "watch")


def component_findings(compliance: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return a row for each vehicle and component, from its newest inspection.

    Of two inspections of one day the one with the greater id counts.

    Args:
        compliance: ``component_compliance``; may be empty.
        day: of the run.
    """
    known = compliance.dropna(subset=["Vehicle_ID", "Component"])
    order = known.assign(on=pd.to_datetime(known["Inspected_On"])).sort_values(
        ["on", "Inspection_ID"], na_position="first"
    )
    newest = order.drop_duplicates(["Vehicle_ID", "Component"], keep="last")
    return pd.DataFrame(
        {
            "Subject": "component",
            "Subject_ID": newest["Vehicle_ID"] + "/" + newest["Component"],
            "Kind": "compliance",
            "Severity": newest["Compliance"].map(_SEVERITY_OF_COMPLIANCE),
            "Vehicle_ID": newest["Vehicle_ID"],
            "Seen_On": day,
            "Probability": newest["Non_Compliance_Probability"],
            "Due_Date": pd.NaT,
            "Reason": newest["Reason"],
            "Model_Version": newest["Model_Version"],
        },
        columns=FINDING_COLUMNS,
    )


def subject_key(frame: pd.DataFrame) -> pd.Series:
    """Return what tells subjects apart, as one text a row."""
    return frame["Subject"].astype(str) + "|" + frame["Subject_ID"].astype(str)


def severity_rank(severity: pd.Series) -> pd.Series:
    """Return 0 (nothing) to 3 (overdue)."""
    return severity.map(SEVERITY_RANK).fillna(0).astype(int)
