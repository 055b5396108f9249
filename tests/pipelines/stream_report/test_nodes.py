"""The page says what the tables say, and lets nothing in that comes from the data."""

from html.parser import HTMLParser

import numpy as np
import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.pipelines.stream_report import create_pipeline
from connected_car.pipelines.stream_report.nodes import draw_stream_report
from connected_car.pipelines.stream_report.numbers import (
    figures,
    latest_warnings,
    read_health,
    reasons,
    sizes,
    span,
)
from connected_car.pipelines.stream_report.pictures import charts, grouped

EVIL = "<script>alert(1)</script>.csv is set aside"


def text_of(html: str) -> str:
    """Return the words of a page."""
    words: list[str] = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(html)
    return " ".join(" ".join(words).split())  # also where a space does not break


@pytest.fixture
def filled(tables, fill, row):
    """Three batches: the second one with 30 rejected events and two warnings."""
    for batch, (kept, rejected, warnings) in enumerate(
        [(99, 0, ()), (69, 30, ("30 % of the readings were rejected", EVIL)), (9, 0, ())]
    ):
        fill(tables["health"], "stream_health", batch, [row(batch, kept, rejected, warnings)])
    wrong = ["Date is empty", "Battery_ID is empty: 'x'; Date is empty", "Date is empty: 'y'"]
    rows = [{"Status": "rejected", "Reason": reason, "Batch_ID": 1} for reason in wrong]
    again = {"Status": "duplicate", "Reason": "same moment", "Batch_ID": 1}
    fill(tables["rejected"], "rejected_events", 1, [*rows, again])
    return tables


def test_the_page_tells_sums_rates_and_warnings(filled):
    page = text_of(draw_stream_report(**filled))
    assert "210 events in 3 batches: 14.3 % rejected, warnings in 1 batch." in page
    assert "version 3 of the champion" in page
    assert "from the newest event to its score 2.0 hours" in page
    assert "30 % of the readings were rejected" in page
    assert "{{run_id}}" in page


def test_texts_of_strangers_are_escaped(filled):
    html = draw_stream_report(**filled)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_stream_that_has_not_begun_is_said_to_be_so(tables):
    page = text_of(draw_stream_report(**tables))
    assert "The stream has done no batch yet." in page
    assert "streamed_battery_risk 0 0 0.0" in page


def test_figures_are_those_of_a_plain_sum(filled):
    found = figures(read_health(filled["health"]))
    assert (found["read"], found["kept"], found["duplicate"]) == (210, 177, 3)
    assert found["rate"] == pytest.approx(100 / 4.5)
    assert (found["p95"], found["waiting"], found["warned"]) == ("4.5 seconds", "90.0 seconds", 1)


def test_reasons_are_counted_without_their_values(filled):
    assert reasons(filled["rejected"]) == [("Date is empty", 2), ("Battery_ID is empty", 1)]


def test_the_newest_warnings_come_first_and_are_limited(tables, fill, row):
    for batch in range(30):
        fill(tables["health"], "stream_health", batch, [row(batch, 1, 0, (f"w{batch}",))])
    found = latest_warnings(read_health(tables["health"]))
    assert [warning["text"] for warning in found] == [f"w{batch}" for batch in range(29, 9, -1)]


def test_sizes_are_those_of_the_newest_version(filled):
    found = sizes(filled["health"])
    assert (found["name"], found["rows"], found["files"]) == ("stream_health", 3, 3)
    assert found["megabytes"] > 0


def test_many_batches_are_put_together_and_no_event_is_lost(tables, fill, row):
    rows = [row(batch, batch % 7, batch % 3) for batch in range(1_003)]
    fill(tables["health"], "stream_health", 1_002, rows)
    batches = read_health(tables["health"])
    shown = grouped(batches)
    assert len(shown) <= 150
    assert shown["Read"].sum() == batches["Read"].sum()
    assert shown["Batches"].sum() == 1_003
    assert np.allclose(shown["Seconds_Rest"], 0.5)
    assert "of 7 batches each" in charts(batches)["events"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *[(None, "–"), (float("nan"), "–"), (0.4, "0.4 seconds"), (119, "119.0 seconds")],
        *[(120, "2.0 minutes"), (7_200, "2.0 hours"), (864_000, "10.0 days")],
    ],
)
def test_a_time_is_told_in_the_unit_that_fits(seconds, words):
    assert span(seconds) == words


def test_the_pipeline_makes_the_page(filled):
    pipeline = create_pipeline()
    given = {
        "stream_health": filled["health"],
        "streamed_telemetry": filled["telemetry"],
        "rejected_events": filled["rejected"],
        "streamed_battery_risk": filled["risk"],
    }
    data = {name: MemoryDataset(table, copy_mode="assign") for name, table in given.items()}
    catalog = DataCatalog({**data, "stream_report": MemoryDataset()})
    SequentialRunner().run(pipeline, catalog)
    assert "210 events" in text_of(catalog.load("stream_report"))
