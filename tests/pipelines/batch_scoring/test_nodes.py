"""Scoring on Spark gives the numbers of the plain function, however the fleet is split."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from connected_car.datasets.table_files import TableFiles
from connected_car.errors import UserError
from connected_car.forecasters import Panel, make
from connected_car.forecasters.networks.family import NetworkFamily
from connected_car.pipelines.batch_scoring.nodes import (
    check_batteries,
    recall_last_run,
    score_fleet,
    select_forecasts,
    store_risk,
)
from connected_car.risk.decisions import decide
from connected_car.risk.scoring import score_batteries
from connected_car.tables import RISK_CLASSES, SCHEMAS

NEVER_READ = ["N1", "N2"]


@pytest.fixture
def score(daily_files, champion, vehicles):
    """Score the fleet lazily, in what it was given or other days, another champion or last run."""

    def score(options, **other):
        last_run = recall_last_run(SCHEMAS["battery_risk"].empty_table().to_pandas())
        given = {"daily": daily_files, "vehicles": vehicles, "last_run": last_run}
        return score_fleet(
            **{**given, "champion": champion, "data_version": 5, "options": options, **other}
        )

    return score


@pytest.fixture
def run(score, daily_files, vehicles):
    """Run the nodes; returns forecasts and risk as pandas, sorted."""

    def run(options, before=None, daily=daily_files):
        empty = SCHEMAS["battery_risk"].empty_table().to_pandas()
        last_run = recall_last_run(empty if before is None else before)
        scored = score(options, last_run=last_run, daily=daily).cache()
        checked = check_batteries(scored, daily, vehicles, options)
        forecasts = select_forecasts(scored).toArrow().to_pandas()
        risk = store_risk(checked, last_run)[1].toArrow().to_pandas()
        return (
            forecasts.sort_values(["Battery_ID", "Date"], ignore_index=True),
            risk.sort_values("Battery_ID", ignore_index=True),
        )

    return run


def as_stored(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Bring what the plain function gives into the types of the table."""
    schema = pa.schema([field for field in SCHEMAS[table] if field.name in frame])
    return pa.Table.from_pandas(frame, schema, preserve_index=False).to_pandas()


def plain(daily, champion, options, today) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score and decide without Spark."""
    forecasts, numbers = score_batteries(daily, champion.forecaster, options)
    never = pd.DataFrame({"Battery_ID": NEVER_READ})
    numbers = pd.concat([numbers, never], ignore_index=True)
    nothing = np.full(len(numbers), None, dtype=object)
    risk = decide(numbers, nothing, champion.policy, options, today)
    risk = risk.assign(Model_Version="3", Data_Version=5)
    forecasts = as_stored(forecasts.assign(Model_Version="3"), "battery_forecasts")
    return forecasts, as_stored(risk, "battery_risk")


@pytest.mark.parametrize("partitions", [1, 7, None])
def test_any_split_gives_the_rows_of_the_plain_functions(partitions, run, options, daily, champion):
    forecasts, risk = run(options(partitions=partitions))
    expected = plain(daily, champion, options(), daily["Date"].max())
    pd.testing.assert_frame_equal(risk, expected[1], check_exact=True, check_dtype=False)
    pd.testing.assert_frame_equal(forecasts, expected[0], check_exact=True)


@pytest.fixture(params=["lightgbm", "lstm"])
def fitted(request, daily, champion, monkeypatch):
    """A champion of a family whose files are more than numbers."""
    monkeypatch.setattr(NetworkFamily, "epochs", 1)
    names = {"Battery_ID": "unique_id", "Date": "ds", "Daily_Cycles_Used": "y"}
    panel = Panel.from_frame(daily.rename(columns=names))
    return replace(champion, forecaster=make(request.param).fit(panel))


@pytest.fixture
def whole_files(daily, tmp_path) -> TableFiles:
    """The days as data_processing stores them: each battery in one file, here in several groups."""
    for number in range(5):
        of_file = daily[daily["Battery_ID"].str[-1].astype(int) // 2 == number]
        table = pa.Table.from_pandas(of_file, SCHEMAS["daily_telemetry"], preserve_index=False)
        pq.write_table(table, tmp_path / f"part {number}.parquet", row_group_size=100)
    return TableFiles(tuple(sorted(str(path) for path in tmp_path.iterdir())))


@pytest.mark.parametrize("as_of", [None, date(2026, 1, 5)])  # then some were never read
def test_files_of_whole_batteries_give_the_same_rows(as_of, run, options, daily_files, whole_files):
    whole, apart = (run(options(as_of=as_of), daily=files) for files in (whole_files, daily_files))
    for found, expected in zip(whole, apart, strict=True):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_files_of_whole_batteries_need_no_shuffle(score, options, daily_files, whole_files):
    def shuffles(daily):
        plan = score(options(), daily=daily)._jdf.queryExecution().executedPlan().toString()
        return "Exchange" in plan

    assert shuffles(daily_files)
    assert not shuffles(whole_files)


def test_workers_score_by_any_family(fitted, daily, score, options):
    scored = score(options(), champion=fitted).toArrow().sort_by("Battery_ID")
    known = scored.filter(pc.is_valid(scored["forecast"]))
    found = pd.DataFrame(known["risk"].to_pylist())
    numbers = score_batteries(daily, fitted.forecaster, options())[1]
    nothing = np.full(len(numbers), None, dtype=object)
    expected = decide(numbers, nothing, fitted.policy, options(), daily["Date"].max())
    assert known["Battery_ID"].to_pylist() == expected["Battery_ID"].tolist()
    chosen = ["Forecast_Cycles_30d", "Lower_80_30d", "Upper_80_30d", "Failure_Probability"]
    pd.testing.assert_frame_equal(found[chosen], expected[chosen], check_exact=True)


def test_every_battery_has_one_row_of_risk_and_the_tables_their_columns(run, options, daily):
    forecasts, risk = run(options())
    assert sorted(risk["Battery_ID"]) == sorted([*daily["Battery_ID"].unique(), *NEVER_READ])
    assert set(risk["Risk"]) == set(RISK_CLASSES)
    assert len(forecasts) == 30 * daily["Battery_ID"].nunique()
    stamped = {"Run_ID", "Scored_At"}
    assert [*risk.columns] == [n for n in SCHEMAS["battery_risk"].names if n not in stamped]
    assert [*forecasts.columns] == [
        n for n in SCHEMAS["battery_forecasts"].names if n not in stamped
    ]
    never_read = risk.set_index("Battery_ID").loc[NEVER_READ]
    assert set(never_read["Findings"]) == {"no_readings"}
    assert set(never_read["As_Of_Date"]) == {daily["Date"].max()}
    assert set(never_read["Model_Version"]) == {"3"}


def test_as_of_scores_from_what_was_known_then(run, options, daily, champion):
    day = date(2026, 4, 10)
    forecasts, risk = run(options(as_of=day))
    known = daily[daily["Date"] <= day]
    last = known.groupby("Battery_ID")["Date"].max()
    dated = dict(zip(risk["Battery_ID"], risk["As_Of_Date"], strict=True))
    assert dated == {**dict(last), **dict.fromkeys(NEVER_READ, day)}
    expected = plain(known, champion, options(), day)[1]
    pd.testing.assert_frame_equal(risk, expected, check_exact=True, check_dtype=False)
    assert forecasts["Date"].min() == last.min() + pd.Timedelta(days=1)


def test_a_battery_behind_the_fleet_is_silent_and_one_on_its_last_day_is_not(run, options, daily):
    risk = run(options())[1].set_index("Battery_ID")
    last = daily.groupby("Battery_ID")["Date"].max()
    behind = last[last < daily["Date"].max() - pd.Timedelta(days=10)].index
    assert len(behind) > 10
    assert risk.loc[behind, "Findings"].str.contains("silent").all()
    assert not risk.loc[behind, "Risk"].eq("ok").any()
    assert risk.loc[last.idxmax(), "Findings"] is None
    assert dict(risk.loc[last.index, "As_Of_Date"]) == dict(last)


def test_the_last_run_is_remembered_by_the_day_of_each_row(run, options):
    first = run(options())[1]
    stored = first.assign(Risk="overdue", Previous_Risk="alert")
    stored.loc[:9, "As_Of_Date"] = date(2020, 1, 1)
    stored.loc[10:19, "As_Of_Date"] = date(2030, 1, 1)
    again = run(options(), stored)[1]
    expected = ["overdue"] * 10 + [None] * 10 + ["alert"] * (len(first) - 20)
    assert list(again["Previous_Risk"]) == expected
    pd.testing.assert_frame_equal(again[10:20], first[10:20])


def test_a_day_before_all_others_is_refused(score, options, daily):
    with pytest.raises(UserError) as error:
        score(options(as_of="2020-01-01"))
    assert "as_of=2020-01-01" in str(error.value)
    assert str(daily["Date"].min()) in str(error.value)


def test_no_days_at_all_are_refused(score, options):
    with pytest.raises(UserError, match="daily_telemetry has no rows"):
        score(options(), daily=TableFiles(()))


def test_a_champion_that_needs_a_plan_is_refused_before_anything_is_scored(score, options):
    forecaster = SimpleNamespace(known_columns=("trips", "service"))
    with pytest.raises(UserError, match=r"columns known in advance \(trips, service\)") as error:
        score(options(), champion=SimpleNamespace(forecaster=forecaster))
    assert "without forecasting.known_in_advance fits one" in str(error.value)


@pytest.mark.parametrize("wrong", ["lost", "doubled", "renamed", "lost of the vehicles"])
def test_a_lost_or_doubled_battery_is_noticed(wrong, score, daily_files, vehicles, options):
    scored = score(options()).cache()
    first = scored.filter("Battery_ID = 'B00'")
    broken = {
        "lost": scored.filter("Battery_ID != 'B00'"),
        "doubled": scored.union(first),
        "renamed": scored.replace("B00", "B99", "Battery_ID"),
        "lost of the vehicles": scored.filter("Battery_ID != 'N1'"),
    }[wrong]
    with pytest.raises(RuntimeError, match="42 batteries gave"):
        check_batteries(broken, daily_files, vehicles, options())
