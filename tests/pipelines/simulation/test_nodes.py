"""The simulation as a whole, recounted row by row from the texts that it makes."""

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from connected_car.pipelines.simulation.nodes import (
    count_dirt,
    describe_true_batteries,
    simulate_telemetry,
    simulate_true_days,
    simulate_vehicles,
)
from connected_car.tables import TELEMETRY_COLUMNS, VEHICLE_COLUMNS

NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


def texts(options) -> dict[str, str]:
    return {name: make() for name, make in simulate_telemetry(options).items()}


def rows_of(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return [{name: row[name] for name in TELEMETRY_COLUMNS} for row in rows]


def judge(row: dict[str, str], first: str, last: str) -> str:
    """Say what is wrong with one row, by rules written for this test alone."""
    numbers = [row[name] for name in TELEMETRY_COLUMNS[2:]]
    values = [float(number) for number in numbers if NUMBER.fullmatch(number or "")]
    day = row["Date"][:10]
    rules = {
        "cut_lines": None in numbers,
        "empty_ids": not row["Battery_ID"],
        "hostile_ids": not re.fullmatch(r"B\d{6}", row["Battery_ID"]),
        "unparsable": len(values) < len(numbers),
        "negative": any(value < 0 for value in values),
        "impossible": len(values) == 6 and (values[2] > 1_440 or values[3] > 5),
        "future_dates": day > last,
        "clock_jumps": day < first,
        "good": True,
    }
    return next(name for name, holds in rules.items() if holds)


def recount(text: str, first: str, last: str) -> tuple[Counter, dict, list[dict]]:
    """Return counts of one file, the days on which each battery was heard of, and good rows."""
    counts, seen, days, good = Counter(), {}, defaultdict(set), []
    for row in rows_of(text):
        verdict = judge(row, first, last)
        key = row["Battery_ID"], row["Date"]
        if verdict == "good" and key in seen:
            verdict = "exact_duplicates" if row == seen[key] else "conflicting_duplicates"
        elif verdict == "good":
            seen[key] = row
            good.append(row)
        if verdict in {"good", "unparsable", "negative", "impossible", "cut_lines"}:
            days[row["Battery_ID"]].add(date.fromisoformat(row["Date"][:10]))
        counts[verdict] += 1
    return counts, days, good


@pytest.fixture(scope="module")
def recounted(dirty_options):
    last = dirty_options.end_date
    first = last - timedelta(days=dirty_options.n_days - 1)
    limits = first.isoformat(), last.isoformat()
    return {name: recount(text, *limits) for name, text in texts(dirty_options).items()}


@pytest.fixture(scope="module")
def truth(dirty_options):
    batteries = describe_true_batteries(dirty_options)
    vehicles = simulate_vehicles(dirty_options, batteries)
    inspections = pd.DataFrame({"Inspection_ID": []})
    return count_dirt(dirty_options, simulate_telemetry(dirty_options), vehicles, inspections)


def test_counts_of_rows_equal_a_recount_of_each_file(recounted, truth):
    kinds = {kind for counts, *_ in recounted.values() for kind in counts} - {"good"}
    assert len(kinds) == 10
    for name, (counts, *_) in recounted.items():
        stated = truth["files"][name]
        assert {kind: stated[kind] for kind in kinds} == {kind: counts[kind] for kind in kinds}
        assert stated["rows"] == sum(counts.values())


def test_total_says_how_rows_are_told_apart(recounted, truth):
    total = truth["total"]
    assert total["kept"] == sum(len(good) for *_, good in recounted.values())
    assert total["rows"] == total["kept"] + total["duplicates"] + total["rejected"]
    assert total["rows"] == sum(file["rows"] for file in truth["files"].values())


def test_gaps_equal_a_recount_of_the_missing_days(recounted, truth, dirty_options):
    for name, (_, days, _) in recounted.items():
        gaps = gap_days = 0
        for heard in days.values():
            steps = np.diff(sorted(day.toordinal() for day in heard)) - 1
            gaps, gap_days = gaps + (steps > 0).sum(), gap_days + steps.sum()
            assert max(heard) == dirty_options.end_date
        stated = truth["files"][name]
        assert (stated["gaps"], stated["gap_days"]) == (gaps, gap_days)


def test_counter_resets_equal_a_recount_of_falling_counters(recounted, truth):
    falls = 0
    for *_, good in recounted.values():
        counters = defaultdict(list)
        for row in good:
            counters[row["Battery_ID"]].append(float(row["Lifetime_Cycles_Used"]))
        falls += sum((np.diff(values) < -0.01).sum() for values in counters.values())
    assert truth["total"]["counter_resets"] == falls > 0


def test_good_readings_add_up_to_the_true_days(recounted, dirty_options):
    days, _ = simulate_true_days(dirty_options)
    true = pd.concat([make() for make in days.values()])
    assert len(true) == dirty_options.n_batteries * dirty_options.n_days
    good = pd.DataFrame([row for *_, rows in recounted.values() for row in rows])
    good["is_half"] = good["Date"].str.contains("00:00$") & good["Date"].str.contains(" (?:00|12):")
    good["Date"] = pd.to_datetime(good["Date"].str[:10]).dt.date
    numbers = list(TELEMETRY_COLUMNS[2:])
    good[numbers] = good[numbers].astype(float)
    parts = good.groupby(["Battery_ID", "Date"]).agg(
        cycles=("Daily_Cycles_Used", "sum"),
        minutes=("Daily_Trip_Duration", "sum"),
        trips=("Number_Of_Trips", "sum"),
        age=("Battery_Age_Days", "min"),
        readings=("Date", "size"),
        halves=("is_half", "sum"),
    )
    whole = parts[parts["halves"].isin([0, 2])]
    assert (whole["halves"] == 2).sum() > 100
    both = whole.join(true.set_index(["Battery_ID", "Date"]), how="inner")
    assert len(both) == len(whole)
    for ours, theirs in [
        ("cycles", "Daily_Cycles_Used"),
        ("minutes", "Daily_Trip_Duration"),
        ("trips", "Number_Of_Trips"),
        ("age", "Battery_Age_Days"),
    ]:
        assert np.allclose(both[ours], both[theirs].astype(float), rtol=0, atol=1e-8), ours


def test_raw_counter_is_the_true_one_until_a_reset(recounted, dirty_options):
    batteries = describe_true_batteries(dirty_options).set_index("Battery_ID")
    last = {row["Battery_ID"]: row for *_, good in recounted.values() for row in good}
    checked = 0
    for battery, row in last.items():
        at_end = row["Date"][:10] == dirty_options.end_date.isoformat()
        if at_end and batteries.loc[battery, "Counter_Reset_Date"] is None:
            counter = batteries.loc[battery, "Lifetime_Cycles_Used"]
            assert float(row["Lifetime_Cycles_Used"]) == pytest.approx(counter, abs=1e-5)
            checked += 1
    assert checked > 80


def test_future_follows_the_days_and_leads_to_the_crossing_date(dirty_options):
    daily, future = simulate_true_days(dirty_options)
    name = "readings_0003"
    days, after = daily[name](), future[name]()
    assert after.groupby("Battery_ID").size().unique().tolist() == [dirty_options.future_days]
    series = pd.concat([days, after]).sort_values(["Battery_ID", "Date"])
    batteries = describe_true_batteries(dirty_options).set_index("Battery_ID")["Crossing_Date"]
    for battery, one in series.groupby("Battery_ID"):
        counter = one["Lifetime_Cycles_Used"].to_numpy()
        assert np.allclose(np.diff(counter), one["Daily_Cycles_Used"].to_numpy()[1:])
        reached = one["Date"][counter >= one["Battery_Rated_Cycles"].to_numpy()]
        known = batteries[battery]
        if known is not None and known <= one["Date"].max():
            assert reached.iloc[0] == known
        else:
            assert reached.empty


def test_nothing_is_made_before_it_is_called(make_options):
    """A fleet that could never be held is planned at once: only functions are made."""
    options = make_options(n_batteries=1_000_000, n_days=3_650, batteries_per_file=5_000)
    daily, future = simulate_true_days(options)
    for files in (simulate_telemetry(options), daily, future):
        assert len(files) == 200
        assert all(callable(make) for make in files.values())


def test_same_seed_same_text_and_another_seed_another(make_options):
    options = make_options(n_batteries=60, n_days=90)
    again = make_options(n_batteries=60, n_days=90)
    other = make_options(n_batteries=60, n_days=90, seed=8)
    assert texts(options) == texts(again)
    assert texts(options) != texts(other)


@pytest.mark.parametrize("size", [7, 50, 64, 200])
def test_size_of_files_changes_no_battery(make_options, size):
    def body(**changes) -> list[str]:
        options = make_options(n_days=60, dirt={"file_faults": False}, **changes)
        files = texts(options)
        return [line for text in files.values() for line in text.splitlines()[1:]]

    whole = body(n_batteries=110, batteries_per_file=110)
    assert body(n_batteries=110, batteries_per_file=size) == whole
    fewer = body(n_batteries=64, batteries_per_file=size)
    assert fewer == whole[: len(fewer)]


def test_true_days_do_not_depend_on_the_size_of_files(make_options):
    def days(size: int) -> pd.DataFrame:
        daily, _ = simulate_true_days(
            make_options(n_batteries=110, n_days=20, batteries_per_file=size)
        )
        return pd.concat([make() for make in daily.values()], ignore_index=True)

    pd.testing.assert_frame_equal(days(7), days(110))


def test_vehicles_hold_every_battery_some_twice_and_some_silent_ones(make_options):
    options = make_options(n_batteries=300, n_days=90)
    batteries = describe_true_batteries(options)
    vehicles = simulate_vehicles(options, batteries)
    assert tuple(vehicles.columns) == (*VEHICLE_COLUMNS, "Region")
    assert vehicles["Region"].value_counts().index.tolist() == ["North", "South", "East", "West"]
    assert vehicles["Vehicle_ID"].is_unique
    assert set(vehicles["Language"]) == {"en", "de", "fr", "es"}
    silent = set(vehicles["Battery_ID"]) - set(batteries["Battery_ID"])
    assert set(batteries["Battery_ID"]) <= set(vehicles["Battery_ID"])
    assert len(silent) == 15
    moved = vehicles[vehicles["Battery_ID"].duplicated(keep=False)].groupby("Battery_ID")
    assert moved.ngroups == 3
    assert all(len(rows) == 2 and rows["In_Service_Date"].is_unique for _, rows in moved)
    assert (pd.to_datetime(vehicles["In_Service_Date"]) <= pd.Timestamp(options.end_date)).all()
