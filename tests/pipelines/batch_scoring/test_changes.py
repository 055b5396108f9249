"""The comparison with the last run: quiet when nothing changed, and a cause for what did."""

from datetime import date

import pandas as pd
import pytest

from connected_car.pipelines.batch_scoring.changes import risk_report, summary_line


def table(**changed) -> pd.DataFrame:
    row = {
        "Battery_ID": "a",
        "As_Of_Date": date(2026, 6, 2),
        "Lifetime_Cycles_Used": 150.0,
        "Battery_Rated_Cycles": 200.0,
        "Failure_Probability": 0.02,
        "Risk": "ok",
        "Findings": None,
        "Model_Version": "3",
    }
    return pd.DataFrame([{**row, **changed}])


def test_nothing_changed_and_a_first_run_are_quiet():
    same = risk_report(table(), table())
    assert same["changes"] == []
    assert "changed" not in summary_line(same)
    first = risk_report(table(), table().iloc[:0])
    assert (first["changes"], first["compared_with"]) == ([], None)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"As_Of_Date": date(2026, 6, 7), "Lifetime_Cycles_Used": 153.1},
            "used 3.1 cycles in 5 days",
        ),
        ({"Model_Version": "4"}, "new model (version 3 -> 4)"),
        ({"Battery_Rated_Cycles": 170.0}, "rating 200 -> 170"),
        ({"Findings": "silent"}, "silent by now"),
        ({}, "other levels"),
        (
            {"As_Of_Date": date(2026, 6, 3), "Model_Version": "4"},
            "used 0 cycles in 1 day, new model (version 3 -> 4)",
        ),
        ({"As_Of_Date": date(2026, 6, 1)}, "scored as of an earlier day"),
    ],
)
def test_the_cause_is_said(changed, why):
    now = table(Risk="alert", Failure_Probability=0.5, **changed)
    assert risk_report(now, table())["changes"] == [
        {
            "battery_id": "a",
            "old_class": "ok",
            "new_class": "alert",
            "old_probability": 0.02,
            "new_probability": 0.5,
            "why": why,
        }
    ]


def test_a_battery_that_was_silent_is_heard_from_again():
    report = risk_report(table(), table(Risk="watch", Findings="silent"))
    assert report["changes"][0]["why"] == "heard from again"


def test_new_and_lost_batteries_are_listed_the_most_urgent_first():
    now = pd.concat([table(Battery_ID="new"), table(Battery_ID="b", Risk="overdue")])
    before = pd.concat([table(Battery_ID="gone"), table(Battery_ID="b", Risk="alert")])
    listed = [(c["battery_id"], c["why"]) for c in risk_report(now, before)["changes"]]
    assert listed == [
        ("b", "other levels"),
        ("new", "new battery"),
        ("gone", "no longer in the data"),
    ]


def test_the_line_counts_classes_findings_and_changes():
    now = pd.concat(
        [
            table(Battery_ID="b", Risk="watch", Findings="silent, counter_jump"),
            table(Battery_ID="c", Risk="watch", Findings="silent"),
        ]
    )
    assert summary_line(risk_report(now, now.assign(Risk="ok"))) == (
        "2 batteries scored as of 2026-06-02: 0 overdue, 0 alert, 2 watch, 0 ok; "
        "findings: 2 silent, 1 counter_jump; 2 changed class since the last run (risk_changes)"
    )
