"""Inspections are judged once each, whatever the files hold, and each car has its list."""

from datetime import date

import pandas as pd
import pytest
from pyspark.sql import functions as F

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.judging import judge_notes
from connected_car.compliance.reviews import REVIEW_COLUMNS
from connected_car.pipelines.batch_scoring.components import duplicates, reading
from connected_car.pipelines.batch_scoring.components.nodes import (
    check_inspections,
    judge_inspections,
    judge_vehicles,
    list_for_review,
    quarantine_inspections,
    read_inspections,
)
from connected_car.tables import SCHEMAS

pytestmark = pytest.mark.usefixtures("spark")

N = 20_000  # inspections of a file that is read in parts
HEADER = "Inspection_ID,Vehicle_ID,Component,Inspected_On,information\n"
GOOD = "Made in 2005, of steel, in good condition"
BAD = "Made in 1991, of steel, in good condition"
OPEN = "Of steel, in good condition"
FILES = {
    "a.csv": HEADER
    + f'I1,V1,bumper,2026-01-05,"{BAD}"\n'
    + f'I2,V1,bumper,2026-02-05,"{GOOD}"\n'
    + f'I3,V1,oil pan,2026-01-05,"{GOOD}\n<script>alert(1)</script>"\n'
    + f'I4,V2,bumper,2026-01-05,"{OPEN}"\n'
    + "I5,V2,oil pan,2026-01-05,\n",
    "b.csv": "information,Inspection_ID,Component,Vehicle_ID,Inspected_On\n"
    + f'"{BAD}",I6,radiator,V2,2026-03-01\n'
    + f'"{GOOD}",I1,bumper,V1,2026-01-05\n'
    + f'"{GOOD}",,bumper,V1,2026-01-05\n'
    + f'"{GOOD}",I8,bumper,V1,yesterday\n'
    + f'"{"x" * 501}",I9,bumper,V1,2026-01-05\n'
    + "only,three,fields\n",
    "c.csv": "",
    "d.csv": "Inspection_ID,information\nI10,text\n",
    "e.csv": "\x00\x01\x02PNG",
}


@pytest.fixture(scope="module")
def inspections(spark, tmp_path_factory, component_options):
    folder = tmp_path_factory.mktemp("inspections")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return read_inspections(
        sorted(str(path) for path in folder.iterdir()), component_options
    ).cache()


@pytest.fixture(scope="module")
def refused(inspections):
    return quarantine_inspections(inspections).toPandas()


@pytest.fixture(scope="module")
def judged(inspections, judge):
    return judge_inspections(inspections, judge).cache()


def test_each_record_is_kept_a_duplicate_or_rejected(inspections):
    rows = inspections.toPandas()
    assert dict(rows["Status"].value_counts()) == {"kept": 6, "duplicate": 1, "rejected": 7}
    kept = rows[rows["Status"] == "kept"].set_index("Inspection_ID")
    assert sorted(kept.index) == ["I1", "I2", "I3", "I4", "I5", "I6"]
    assert kept.loc["I1", "information"] == BAD
    assert kept.loc["I3", "information"].endswith("<script>alert(1)</script>")
    assert kept.loc["I6", "Vehicle_ID"] == "V2"


def _delivered(folder, component_options):
    return read_inspections(sorted(str(path) for path in folder.iterdir()), component_options)


@pytest.fixture
def large(tmp_path):
    """Write two files of which one gives work to many tasks; half of its ids come again."""
    rows = [f'I{i},V1,bumper,2026-01-05,"{GOOD}\nnumber ""{i}"""\n' for i in range(N)]
    (tmp_path / "a.csv").write_text(HEADER + "".join(rows))
    (tmp_path / "b.csv").write_text(HEADER + "".join(rows[::2]))
    return tmp_path


@pytest.mark.parametrize("cut_here", [0, 100_000_000])
def test_a_large_file_is_spread_over_all_cores(
    spark, large, component_options, monkeypatch, cut_here
):
    monkeypatch.setattr(reading, "_CUT_HERE", cut_here)
    monkeypatch.setattr(reading, "_ENOUGH", 0)
    rows = _delivered(large, component_options).withColumn("task", F.spark_partition_id())
    first = rows.filter(F.col("Source_File").endswith("a.csv")).toPandas()
    assert first["task"].nunique() > spark.sparkContext.defaultParallelism > 1
    first = first.sort_values("Line_Number", ignore_index=True)
    assert (first["Line_Number"] == range(2, 2 * N + 2, 2)).all()
    assert (first["information"] == [f'{GOOD}\nnumber "{i}"' for i in range(N)]).all()


@pytest.mark.parametrize("few", [0, N])
def test_of_an_id_in_two_files_the_first_is_kept(large, component_options, monkeypatch, few):
    monkeypatch.setattr(duplicates, "_FEW", few)
    rows = _delivered(large, component_options).toPandas()
    assert rows.groupby([rows["Source_File"].str[-5:], "Status"]).size().to_dict() == {
        ("a.csv", "kept"): N,
        ("b.csv", "duplicate"): N // 2,
    }


def test_what_cannot_be_cut_is_spread_as_well(spark, large, component_options):
    content = (large / "a.csv").read_bytes()
    for path in large.iterdir():
        path.unlink()
    (large / "a.csv").write_bytes(content.decode().encode("utf-16"))
    rows = _delivered(large, component_options).withColumn("task", F.spark_partition_id())
    tasks = rows.toPandas()["task"].value_counts()
    assert len(tasks) == spark.sparkContext.defaultParallelism > 1
    assert tasks.sum() == N


def test_what_is_not_kept_goes_to_quarantine_with_its_reason(refused):
    found = refused.sort_values(["Source_File", "Line_Number"], na_position="first")
    assert [*found.columns] == [
        name
        for name in SCHEMAS["rejected_inspections"].names
        if name not in {"Rejected_At", "Run_ID"}
    ]
    reasons = found["Reason"].tolist()
    expected = [
        "second inspection with this Inspection_ID",
        "no Inspection_ID",
        "Inspected_On 'yesterday' is no day such as 2026-01-31",
        "longer than 500 characters",
        "3 fields, the header has 5",
        "the file is empty",
        "no column 'Vehicle_ID'; it has: Inspection_ID, information",
        "the file is binary, or of another encoding than UTF-8",
    ]
    assert reasons == expected
    assert found["Line_Number"].tolist()[:5] == [3, 4, 5, 6, 7]
    assert GOOD in found["Raw_Text"].iloc[0]
    assert found["Header"].iloc[0] == HEADER.strip()  # in the order of the columns, not of its file


def test_each_inspection_is_judged_as_the_library_judges_it(inspections, refused, judged, judge):
    rows = judged.toPandas().sort_values("Inspection_ID", ignore_index=True)
    stamped = {"Scored_At", "Run_ID"}
    assert [*rows.columns] == [n for n in SCHEMAS["component_compliance"].names if n not in stamped]
    expected = judge_notes(rows["information"].to_numpy(), judge.classifier, judge.policy)
    pd.testing.assert_frame_equal(rows[[*expected.columns]], expected, check_dtype=False)
    assert dict(zip(rows["Inspection_ID"], rows["Compliance"], strict=True)) == {
        "I1": "not_compliant",
        "I2": "compliant",
        "I3": "compliant",
        "I4": "needs_review",
        "I5": "needs_review",
        "I6": "not_compliant",
    }
    report = check_inspections(inspections, refused, judged, judge)
    assert report == {
        **{"read": 14, "kept": 6, "duplicate": 1, "rejected": 7},
        **{"compliant": 2, "not_compliant": 2, "needs_review": 2},
    }


@pytest.mark.parametrize("wrong", ["lost", "doubled"])
def test_a_lost_or_doubled_inspection_is_noticed(wrong, inspections, refused, judged, judge):
    one = judged.filter("Inspection_ID = 'I1'")
    broken = judged.union(one) if wrong == "doubled" else judged.subtract(one)
    with pytest.raises(RuntimeError, match="6 inspections gave"):
        check_inspections(inspections, refused, broken, judge)


def test_a_refused_inspection_that_is_not_set_aside_is_noticed(inspections, refused, judged, judge):
    with pytest.raises(RuntimeError, match="7 rows were set aside"):
        check_inspections(inspections, refused.head(7), judged, judge)


def test_a_car_lists_the_newest_inspection_of_each_component_the_worst_first(judged):
    cars = judge_vehicles(judged).toArrow().to_pylist()
    by_car = {car["Vehicle_ID"]: car for car in cars}
    columns = {*SCHEMAS["vehicle_compliance"].names} - {"Scored_At", "Run_ID"}
    assert {*cars[0]} == columns
    first, second = by_car["V1"], by_car["V2"]
    counts = ("Components", "Compliant", "Not_Compliant", "Needs_Review")
    assert [first[name] for name in counts] == [2, 2, 0, 0]
    assert [second[name] for name in counts] == [3, 0, 1, 2]
    assert first["Last_Inspected_On"] == date(2026, 2, 5)
    assert [one["Compliance"] for one in second["Findings"]] == [
        "not_compliant",
        "needs_review",
        "needs_review",
    ]
    assert second["Findings"][0]["Component"] == "radiator"


def test_the_queue_keeps_what_a_person_wrote_until_it_is_learned(judged, component_options):
    nothing = pd.DataFrame(columns=REVIEW_COLUMNS)
    fresh = list_for_review(judged, [], nothing, component_options)
    assert sorted(fresh["information"]) == ["", OPEN]
    assert (fresh["label"] == "").all()
    risk = fresh["Non_Compliance_Probability"].astype(float)
    assert risk.is_monotonic_decreasing
    filled = fresh.assign(label=["1", ""], reviewed_by=["ann", ""], reviewed_on=["2026-06-30", ""])
    filled = filled.sort_values("label")
    file = NoteFile("queue.csv", filled.to_csv(index=False).encode())
    kept = list_for_review(judged, [file], nothing, component_options)
    assert kept["label"].tolist() == ["1", ""]
    assert kept["reviewed_by"].tolist() == ["ann", ""]
    learned = kept.head(1)[REVIEW_COLUMNS]
    again = list_for_review(judged, [file], learned, component_options)
    assert "1" not in again["label"].tolist()


def test_without_a_judge_nothing_is_judged_and_that_is_said(inspections, refused, caplog):
    judged = judge_inspections(inspections, None)
    assert judged.count() == 0
    assert "kedro run --pipelines text_classification" in caplog.text
    assert check_inspections(inspections, refused, judged, None)["kept"] == 6
    assert judge_vehicles(judged).count() == 0


def test_without_any_file_all_is_empty(judge, component_options):
    inspections = read_inspections([], component_options)
    judged = judge_inspections(inspections, judge)
    assert judged.count() == 0
    refused = quarantine_inspections(inspections).toPandas()
    assert check_inspections(inspections, refused, judged, judge)["read"] == 0
