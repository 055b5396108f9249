"""Small tables on which the report stands."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.data_processing.packed import facts_of
from connected_car.pipelines.data_processing.scan import Scan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_SHOWN_BATTERIES = 50
_RECENT_SHARE = 0.25  # of the last 28 days interpolated: too much to forecast from


@dataclass(frozen=True)
class Summaries:
    """Counts over the whole fleet, each a small frame; days are ISO texts.

    Attributes:
        fleet: one row: ``count, first_day, last_day, days, interpolated_days, missing_days,
            recent_interpolated`` (batteries with over a quarter of their last 28 days made up),
            ``changing`` (batteries with more than one cadence).
        reasons: ``Source_File, Status, Reason, Count, First_Day``.
        cadence: ``Hours, Batteries``.
        changes: ``Month, Batteries``: in which months the cadence of how many batteries changed.
        policies: ``Policy, Reason, Batteries``.
        gaps: ``Days, Filled, Count``.
        findings: ``Battery_ID, Day, Kind, From, To``, by day.
        worst: ``Battery_ID, Coverage, Interpolated_Share_28d, Missing_Days, Last_Day``.
    """

    fleet: pd.DataFrame
    reasons: pd.DataFrame
    cadence: pd.DataFrame
    changes: pd.DataFrame
    policies: pd.DataFrame
    gaps: pd.DataFrame
    findings: pd.DataFrame
    worst: pd.DataFrame


def summarise(processed: "DataFrame", scan: Scan) -> Summaries:
    """Count the facts of all batteries (some 150 bytes each, on the driver) and files."""
    batteries = facts_of(processed, "battery").toArrow()
    on_a_grid = batteries.filter(pc.field("Gap_Policy") != "zero")
    periods, gaps = _items(batteries, "Cadence"), _items(on_a_grid, "Gaps")
    return Summaries(
        fleet=_fleet(batteries),
        reasons=_reasons(processed, scan),
        cadence=_batteries_by(periods, "Hours"),
        changes=_changes(periods),
        policies=_policies(batteries),
        gaps=gaps.groupby(["Days", "Filled"]).size().rename("Count").reset_index(),
        findings=_findings(batteries),
        worst=_worst(batteries),
    )


def _items(batteries: pa.Table, column: str) -> pd.DataFrame:
    """Return the items of all batteries' lists, with the battery's id."""
    lists = batteries[column].combine_chunks()
    owner = pc.list_parent_indices(lists)
    items = pa.Table.from_struct_array(pc.list_flatten(lists))
    return items.append_column("Battery_ID", batteries["Battery_ID"].take(owner)).to_pandas()


def _fleet(batteries: pa.Table) -> pd.DataFrame:
    facts = batteries.drop_columns(["Cadence", "Gaps", "Counter_Findings"]).to_pandas()
    spans = (pd.to_datetime(facts["Last_Day"]) - pd.to_datetime(facts["First_Day"])).dt.days + 1
    row = {
        "count": len(facts),
        "first_day": _text(facts["First_Day"].min()),
        "last_day": _text(facts["Last_Day"].max()),
        "days": int((spans - facts["Missing_Days"]).sum()),
        "interpolated_days": int(facts["Interpolated_Days"].sum()),
        "missing_days": int(facts["Missing_Days"].sum()),
        "recent_interpolated": int((facts["Interpolated_Share_28d"] > _RECENT_SHARE).sum()),
        "changing": pc.sum(pc.greater(pc.list_value_length(batteries["Cadence"]), 1)).as_py() or 0,
    }
    return pd.DataFrame([row])


def _reasons(processed: "DataFrame", scan: Scan) -> pd.DataFrame:
    """Count each reason by file; a row with two reasons counts for both."""
    from pyspark.sql import functions as F

    rejected = facts_of(processed, "rejected")
    counted = (
        rejected.where("Status != 'mended'")
        .select("File", "Status", "Day", F.explode(F.split("Family", "; ")).alias("Reason"))
        .groupBy("File", "Status", "Reason")
        .agg(F.count("*").alias("Count"), F.min("Day").cast("string").alias("First_Day"))
        .toPandas()
    )
    names = [scan.files[number].name for number in counted.pop("File")]
    keys = ["Source_File", "Status", "Reason"]
    merged = counted.assign(Source_File=names).groupby(keys, as_index=False)
    return merged.agg({"Count": "sum", "First_Day": "min"})


def _batteries_by(items: pd.DataFrame, key: str) -> pd.DataFrame:
    return items.groupby(key)["Battery_ID"].nunique().rename("Batteries").reset_index()


def _changes(periods: pd.DataFrame) -> pd.DataFrame:
    later = periods[periods["Battery_ID"].duplicated()]
    return _batteries_by(later.assign(Month=later["First_Day"].astype(str).str[:7]), "Month")


def _policies(batteries: pa.Table) -> pd.DataFrame:
    """Count policies by their reason, the battery's own numbers left out."""
    share = r"^\d+ % of days have no reading(, (but|and) )?"
    own_numbers = rf"{share}| \(correlation [-\d.e]+\)$"
    counted = batteries.group_by(["Gap_Policy", "Gap_Policy_Reason"]).aggregate([([], "count_all")])
    frame = counted.to_pandas().set_axis(["Policy", "Reason", "Batteries"], axis=1)
    plain = frame["Reason"].str.replace(own_numbers, "", regex=True)
    named = frame.assign(Reason=plain.replace("", "few days have no reading"))
    return named.groupby(["Policy", "Reason"], as_index=False)["Batteries"].sum()


def _findings(batteries: pa.Table) -> pd.DataFrame:
    found = _items(batteries, "Counter_Findings").astype({"Day": str})
    return found.sort_values(["Day", "Battery_ID", "Kind", "To"], ignore_index=True)


def _worst(batteries: pa.Table) -> pd.DataFrame:
    names = ["Battery_ID", "Coverage", "Interpolated_Share_28d", "Missing_Days", "Last_Day"]
    lost = pc.and_(
        pc.equal(batteries["Gap_Policy"], "interpolate"), pc.less(batteries["Coverage"], 1)
    )
    facts = batteries.filter(lost).select(names).to_pandas()
    ordered = facts.sort_values(
        ["Interpolated_Share_28d", "Coverage", "Missing_Days", "Battery_ID"],
        ascending=[False, True, False, True],
        ignore_index=True,
    )
    return ordered.head(_SHOWN_BATTERIES).astype({"Last_Day": str})


def _text(day: date | float) -> str | None:
    return str(day) if isinstance(day, date) else None  # NaN where there is no battery
