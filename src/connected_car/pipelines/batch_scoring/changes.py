"""What changed since the last run: which batteries have another class, and why, in words."""

from typing import Any

import numpy as np
import pandas as pd

from connected_car.pages.words import some
from connected_car.risk.findings import count_findings
from connected_car.risk.wording import days, join, number
from connected_car.tables import RISK_CLASSES


def risk_report(risk: pd.DataFrame, last_run: pd.DataFrame) -> dict[str, Any]:
    """Put the report together.

    Args:
        risk: ``battery_risk``.
        last_run: the same columns of the last run, those that the report needs; may be empty.

    Returns:
        ``as_of, batteries, classes`` (count by class), ``findings`` (count by finding),
        ``compared_with`` (the last run's day, None after a first run), and ``changes``: a list of
        ``battery_id, old_class, new_class, old_probability, new_probability, why``, the most urgent
        first; after a first run it is empty.
    """
    classes = risk["Risk"].value_counts()
    return {
        "as_of": _last_day(risk),
        "batteries": len(risk),
        "classes": {name: int(classes.get(name, 0)) for name in RISK_CLASSES},
        "findings": count_findings(risk["Findings"]),
        "compared_with": _last_day(last_run),
        "changes": [] if last_run.empty else _records(changed_classes(risk, last_run)),
    }


def summary_line(report: dict[str, Any]) -> str:
    """Return the report as one line for the log."""
    counts = ", ".join(f"{count} {name}" for name, count in report["classes"].items())
    scored = some(report["batteries"], "battery", "batteries")
    line = f"{scored} scored as of {report['as_of']}: {counts}"
    found = ", ".join(f"{count} {name}" for name, count in report["findings"].items())
    changed = len(report["changes"])
    return (
        line
        + (f"; findings: {found}" if found else "")
        + (f"; {changed} changed class since the last run (risk_changes)" if changed else "")
    )


def changed_classes(risk: pd.DataFrame, last_run: pd.DataFrame) -> pd.DataFrame:
    """Return the batteries whose class is another than before, new and lost ones included."""
    both = last_run.merge(risk, on="Battery_ID", how="outer", suffixes=("_old", "_new"))
    changed = both[both["Risk_old"].fillna("") != both["Risk_new"].fillna("")]
    rank = {name: place for place, name in enumerate(RISK_CLASSES)}
    table = pd.DataFrame(
        {
            "battery_id": changed["Battery_ID"],
            "old_class": changed["Risk_old"],
            "new_class": changed["Risk_new"],
            "old_probability": changed["Failure_Probability_old"],
            "new_probability": changed["Failure_Probability_new"],
            "why": why_changed(changed),
        }
    )
    order = table["new_class"].map(rank).fillna(len(rank))
    return table.assign(order=order).sort_values(["order", "battery_id"]).drop(columns="order")


def why_changed(both: pd.DataFrame) -> np.ndarray:
    """Return ``(n,)`` causes in words.

    Args:
        both: the columns of the last run with ``_old``, of this one with ``_new``.
    """
    first, gone = both["Risk_old"].isna().to_numpy(), both["Risk_new"].isna().to_numpy()
    old, new = (pd.to_datetime(both[f"As_Of_Date_{when}"]).to_numpy() for when in ("old", "new"))
    causes = join(
        _once(new < old, "scored as of an earlier day"),
        _once(new > old, _used(both, new - old)),
        _once(_differ(both, "Battery_Rated_Cycles"), _rating(both)),
        _once(_differ(both, "Model_Version"), _model(both)),
        *(_once(_appeared(both, name), text) for name, text in _FINDING_WORDS.items()),
        _once(_appeared(both, "silent", came="old"), "heard from again"),
    )
    known = np.where(causes == "", "other levels, ", causes)
    text = np.select([first, gone], ["new battery, ", "no longer in the data, "], known)
    return np.array([words.removesuffix(", ") for words in text], dtype=object)


_FINDING_WORDS = {
    "silent": "silent by now",
    "no_rating": "rating not known any more",
    "counter_jump": "its counter jumped",
}


def _once(mask: np.ndarray, text: str | np.ndarray) -> np.ndarray:
    return np.where(mask, join(text, ", "), "")


def _used(both: pd.DataFrame, passed: np.ndarray) -> np.ndarray:
    used = both["Lifetime_Cycles_Used_new"] - both["Lifetime_Cycles_Used_old"]
    steps = passed.astype("timedelta64[D]").astype(float)
    return join("used ", number(used.to_numpy(float)), " cycles in ", days(steps))


def _rating(both: pd.DataFrame) -> np.ndarray:
    old, new = (both[f"Battery_Rated_Cycles_{w}"].to_numpy(float) for w in ("old", "new"))
    return join("rating ", number(old), " -> ", number(new))


def _model(both: pd.DataFrame) -> np.ndarray:
    old, new = (both[f"Model_Version_{w}"].astype(str).to_numpy(object) for w in ("old", "new"))
    return join("new model (version ", old, " -> ", new, ")")


def _differ(both: pd.DataFrame, name: str) -> np.ndarray:
    old, new = both[f"{name}_old"], both[f"{name}_new"]
    return ((old != new) & ~(old.isna() & new.isna())).to_numpy()


def _appeared(both: pd.DataFrame, finding: str, came: str = "new") -> np.ndarray:
    gone = "old" if came == "new" else "new"
    there, not_there = (
        both[f"Findings_{when}"].astype(object).fillna("").str.contains(finding)
        for when in (came, gone)
    )
    return (there & ~not_there).to_numpy(dtype=bool)


def _last_day(risk: pd.DataFrame) -> str | None:
    day = pd.to_datetime(risk["As_Of_Date"]).max()
    return None if pd.isna(day) else day.date().isoformat()


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return plain Python values; missing ones are None."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.to_dict(orient="records")
    ]
