"""The page as a file: its numbers are those of the tables, and no text of the data gets out."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from connected_car.pipelines.alerting.dashboard.facts import STREAM_COLUMNS, span
from connected_car.pipelines.alerting.dashboard.page import dashboard_page
from connected_car.pipelines.alerting.dashboard.payload import json_block

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} <!--"


def _data(html: str) -> dict:
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', html, re.S)
    return json.loads(found.group(1))


def _count(html: str, state: str) -> int:
    found = re.search(rf"<dt>{state}</dt><dd><b>(?:<[^>]+>)?([\d,]+)", html)
    return int(found.group(1).replace(",", ""))


def test_counts_on_the_page_are_those_of_the_tables(make_sources, alerting):
    sources, world = make_sources(weeks=1, budget={"per_day": 1, "per_week": 1})
    html = dashboard_page(sources, alerting.dashboard)
    assert len(_data(html)["rows"]) == len(world.alerts)
    delivery = world.delivery["Delivery"].value_counts()
    assert _count(html, "told") == delivery["told"]
    assert _count(html, "held back") == delivery["held_back"]
    assert _count(html, "acknowledged") == world.report["acknowledged"]
    assert _count(html, "resolved") == world.report["resolved"]
    assert _count(html, "silent") + _count(html, "watched") == world.report["watched"]
    assert f"{world.report['open']} alerts need somebody to act" in html
    assert "A look back at past days: 98.8 % of the batteries that passed" in html
    assert "No message is sent: no webhook is set" in html
    assert "1,000 readings 970 were kept, 20 were duplicates and 10 (1.0 %) were rejected" in html


def test_a_page_of_each_battery_and_component_says_what_the_tables_say(make_sources, alerting):
    sources, _ = make_sources()
    data = _data(dashboard_page(sources, alerting.dashboard))
    assert set(data["batteries"]) == set(sources.risk["Battery_ID"])
    battery, row = data["batteries"]["a"], sources.risk.set_index("Battery_ID").loc["a"]
    assert (battery["used"], battery["reason"]) == (row["Lifetime_Cycles_Used"], row["Reason"])
    assert battery["forecast"]["start"] == "2026-06-03"
    assert len(battery["forecast"]["mean"]) == 30
    assert battery["history"]["filled"] == [1]
    notes = data["components"]["V1/brake disc"]
    assert [note["inspection"] for note in notes] == ["i1", "i2"]
    assert not any(decides for _, decides in notes[0]["note"])
    stored = sources.components.assign(Deciding_Words="2003; good")
    told = _data(dashboard_page(replace(sources, components=stored), alerting.dashboard))
    note = told["components"]["V1/brake disc"][0]["note"]
    assert [text for text, decides in note if decides] == ["2003", "good"]


def test_a_forecast_of_another_day_is_not_shown_with_the_risk(
    make_sources, make_forecasts, alerting
):
    sources, _ = make_sources()
    older = make_forecasts(["a"], pd.Timestamp("2026-03-01"))
    data = _data(dashboard_page(replace(sources, forecasts=older), alerting.dashboard))
    assert data["batteries"]["a"]["forecast"] is None


def test_only_so_many_batteries_have_a_page(make_sources, alerting):
    sources, _ = make_sources()
    few = alerting.dashboard.model_copy(update={"max_pages": 2})
    data = _data(dashboard_page(sources, few))
    assert set(data["batteries"]) == {"b", "a"}
    assert len(data["rows"]) == len(sources.alerts)


@pytest.mark.parametrize("attack", [ATTACK, "a\u2028b\u2029c", "\ud800 \x00 \u202e"])
def test_no_text_ends_the_block_of_data(attack):
    block = str(json_block({"note": attack, attack: 1}))
    assert not set("<>&") & set(block)
    assert block.isascii()
    assert json.loads(block) == {"note": attack, attack: 1}


def test_hostile_texts_are_only_ever_text(make_sources, alerting):
    sources, _ = make_sources()
    alerts = sources.alerts.assign(Reason=ATTACK, Subject_ID=ATTACK, Owner=ATTACK, Kind=ATTACK)
    components = sources.components.assign(information=ATTACK, Reason=ATTACK)
    hostile = replace(sources, alerts=alerts, components=components, model={"champion": ATTACK})
    html = dashboard_page(hostile, alerting.dashboard)
    assert html.count("<script") == 2
    assert html.count("</script>") == 2
    assert "<img" not in html
    assert "49" not in re.findall(r"\{\{.*?\}\}", html)


def test_without_data_the_page_says_so(nothing, alerting):
    html = dashboard_page(nothing, alerting.dashboard)
    for words in (
        "Nothing has been looked at yet",
        "No alert has been raised yet",
        "No data has been read yet",
        "There is no champion yet",
        "No stream has run",
        "No alert has been raised yet.",
    ):
        assert words in html, words
    assert _data(html)["rows"] == []
    assert "have reached their rating" not in html  # no zeros where nothing was counted


def test_the_stream_is_told_in_sentences(nothing, alerting):
    batch = (7, pd.Timestamp("2026-06-02 10:30", tz="UTC"), 100, 90, 6, 4, 0, 50.0, 7200.0)
    stream = pd.DataFrame([(*batch, 90.0, "3", ["the clock is wrong"])], columns=STREAM_COLUMNS)
    html = dashboard_page(replace(nothing, stream=stream), alerting.dashboard)
    assert "batch, number 7, began on 2 June 2026 at 10:30 UTC" in html
    assert "Of 100 readings in the last 1 batch 90 were kept" in html
    assert "newest reading was 2 hours old" in html
    assert "had waited for 1 minute" in html
    assert "the clock is wrong" in html
    idle = pd.DataFrame([(*batch[:-1], None, None, "3", None)], columns=STREAM_COLUMNS)
    html = dashboard_page(replace(nothing, stream=idle), alerting.dashboard)
    assert "batch, number 7, began" in html
    assert "newest reading" not in html
    assert "had waited" not in html


def test_a_storm_and_a_budget_are_shown(make_sources, alerting):
    sources, _ = make_sources(weeks=1, storm={"min_alerts": 2, "first_share": 0.01})
    html = dashboard_page(sources, alerting.dashboard)
    assert "An alert storm holds all messages back" in html
    held, _ = make_sources(weeks=1, budget={"per_day": 1, "per_week": 1})
    assert "wait for the budget" in dashboard_page(held, alerting.dashboard)


def test_time_spans_have_one_unit():
    assert [span(s) for s in (5, 60, 7300, 200_000)] == [
        "5 seconds",
        "1 minute",
        "2 hours",
        "2 days",
    ]


def test_ten_thousand_alerts_fit(many, alerting):
    html = dashboard_page(many, alerting.dashboard)
    assert "10,000 alerts" in html
    assert len(html.encode()) < 5_000_000
