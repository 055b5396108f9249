"""What a user reads at the end of a run."""

import re
from datetime import timedelta

import pandas as pd
import pytest

from connected_car.pipelines.alerting.nodes import summarise_run
from connected_car.pipelines.alerting.summary import WIDTH, most_urgent

QUALITY = {
    "readings": {"read": 1234567, "kept": 1230000, "duplicate": 4000, "rejected": 567},
    "batteries": {
        "count": 500,
        "days": 365000,
        "interpolated_days": 1200,
        "first_day": "2024-06-03",
        "last_day": "2026-06-02",
    },
}
FORECAST = {
    "champion": "lightgbm",
    "primary_metric": "normalised RMSE",
    "score": 0.12345,
    "mean_score": 0.14871,
    "verdict": "lightgbm beats the mean: " + "the difference is 0.025, standard error 0.002; " * 3,
    "model_version": "3",
}


def test_findings_are_counted_and_nothing_is_said_without_any(
    text, make_risk, make_world, alerting
):
    assert "to look into" not in text
    risk = make_risk({"a": "watch", "b": "watch", "c": "ok"})
    risk["Findings"] = ["silent, rating_changed", "silent", None]
    told = summarise_run(QUALITY, FORECAST, risk, make_world().run(risk).report, alerting)
    assert "to look into: 2 silent, 1 whose rating changed" in told


def test_a_day_that_is_over_is_not_told_as_one_to_come(make_risk):
    risk = make_risk({"a": "alert", "b": "ok"})
    risk["Expected_Replacement_Date"] = risk["As_Of_Date"].max()
    risk.loc[0, "As_Of_Date"] -= timedelta(days=25)
    passed = "has probably passed its rating around 2026-06-02"
    assert all(passed in line for line in most_urgent(risk, 30))


@pytest.fixture
def text(make_risk, make_world, alerting) -> str:
    risk = make_risk({"a": "overdue", "b": "alert", "c": "watch", "d": "ok", "e": "ok", "f": "ok"})
    report = make_world().run(risk).report
    return summarise_run(QUALITY, FORECAST, risk, report, alerting)


def test_it_says_what_was_read_found_and_where_it_lies(text):
    for part in [
        "500 batteries read, 365,000 days kept",
        "1,234,567 readings = 1,230,000 kept + 4,000 duplicate + 567 rejected",
        "champion lightgbm (version 3): normalised RMSE 0.1235, the mean alone 0.1487",
        "lightgbm beats the mean",
        "1 overdue, 1 alert, 1 watch, 3 ok (as of 2026-06-02)",
        "2 alerts open, 1 watched, 0 acknowledged, 0 resolved",
        "2 of the open ones with a written invitation. No message is sent: no webhook is set",
        "a: due now; has surely passed its 200 cycles (218.7 used)",
        "b: passes its rating around 2026-06-22 (about 60 of 100 like it in 30 days)",
        "data/08_reporting/alerts",
        "make viz",
        "make jupyter",
        "make stream-demo",
        "make run PARAMS=telemetry=path/to/your.csv",
        "run {{run_id}}",
    ]:
        assert part in text


def test_the_dashboard_is_shown_from_where_it_lies(text, make_risk, make_world, make_options):
    assert re.search(r"What next +make dashboard  +the alerts in the browser\n", text)
    place = "/mnt/fleet/08_reporting/alert_dashboard.html"
    options = make_options(results=[{"what": "dashboard of the alerts", "path": place}])
    risk = make_risk({"a": "ok"})
    told = summarise_run(QUALITY, FORECAST, risk, make_world().run(risk).report, options)
    assert f"What next make dashboard ARGS={place} the alerts in the" in " ".join(told.split())
    assert re.search(r"\n +make viz {36}the pipelines as a graph", told)


def test_a_score_that_is_not_known_is_said(make_risk, make_world, alerting):
    forecast, risk = {**FORECAST, "score": None}, make_risk({"a": "ok"})
    text = summarise_run(QUALITY, forecast, risk, make_world().run(risk).report, alerting)
    assert "normalised RMSE unknown, the mean alone 0.1487" in text


def test_it_fits_the_screen_and_stays_plain(text):
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert all(line.isprintable() for line in text.splitlines())


def test_the_most_urgent_come_first_by_class_and_date(make_risk):
    risk = make_risk(
        {
            "soon": "alert",
            "late": "alert",
            "o1": "overdue",
            "o2": "overdue",
            "w": "watch",
            "k": "ok",
        }
    )
    due = risk.set_index("Battery_ID")["Expected_Replacement_Date"]
    due["late"] = due["late"].replace(year=2027)
    risk["Expected_Replacement_Date"] = due.to_numpy()
    risk.loc[risk["Battery_ID"] == "o2", "Lifetime_Cycles_Used"] = 300.0
    lines = most_urgent(risk, 14)
    assert [line.split(":")[0] for line in lines] == ["o2", "o1", "soon", "late", "w"]


def test_inspected_components_are_counted_where_there_are_any(make_risk, make_world, alerting):
    risk = make_risk({"a": "ok"})
    judged = pd.DataFrame(
        {
            "Vehicle_ID": ["v1", "v1", "v2"],
            "Compliance": ["compliant", "needs_review", "not_compliant"],
        }
    )
    report = make_world().run(risk).report
    given = (QUALITY, FORECAST, risk, report, alerting)
    told = summarise_run(*given, component_compliance=judged)
    wanted = "3 inspections of 2 vehicles: 1 compliant, 1 not compliant, 1 for a person"
    assert f"Components    {wanted}" in told
    assert max(len(line) for line in told.splitlines()) <= WIDTH
    none = summarise_run(*given, component_compliance=judged.iloc[:0])
    assert none == summarise_run(*given)


def test_unknown_risk_and_a_hostile_id_are_shown_as_such(make_risk):
    risk = make_risk({"\x1b[31m\nx": "watch"}).assign(
        Failure_Probability=float("nan"), Expected_Replacement_Date=pd.NaT
    )
    assert most_urgent(risk, 14) == ["?[31m?x: nothing can be said of its risk"]


def test_what_a_person_must_look_at_is_said(make_risk, make_world, alerting):
    world, risk = make_world(budget={"per_day": 1}), make_risk({"a": "alert", "b": "alert"})
    world.quality = {"readings": {"read": 1000, "rejected": 100}}
    alert = world.run(risk).alert_of("a")["Alert_ID"]
    world.acknowledgements.loc[2] = ["nobody", "Ann", "x", "2026-07-01"]
    world.run(risk, **world.acknowledge(alert, "2026-06-02"))
    later = make_risk({"a": "alert", "b": "alert"}, "2026-06-03")
    world.run(later, budget=world.options.budget.model_copy(update={"per_day": 0}))
    text = summarise_run(QUALITY, FORECAST, later, world.report, alerting)
    for part in [
        "3 alerts open, 0 watched, 0 acknowledged, 0 resolved",
        "1 invitation held back by the budget; 0.6 battery failures may be missed",
        "data rejections: 100 readings (10.0 %; 5.0 % are allowed) were rejected in the data",
        "1 acknowledgement seems forgotten: see alert_report",
        "1 acknowledgement could not be used: see alert_report",
    ]:
        assert part in " ".join(text.split())
    storm = {**world.report, "storm": ["58 alerts are held back"]}
    told = summarise_run(QUALITY, FORECAST, later, storm, alerting)
    assert "storm: 58 alerts are held back" in told
    assert max(len(line) for line in told.splitlines()) <= WIDTH
