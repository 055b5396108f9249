"""Axes are round and honest, and what is drawn lies where it should."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connected_car.pages.charts import Chart, day_ticks, value_ticks


@given(st.floats(1e-6, 1e12))
def test_value_axis_holds_the_largest_value_and_is_not_crowded(top):
    ticks = value_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top * (1 - 1e-6)
    assert 3 <= len(ticks) <= 6
    assert ticks[-2] < top


def test_value_axis_of_counts_has_whole_numbers_only():
    assert value_ticks(1, least_step=1) == [0, 1]
    assert value_ticks(3, least_step=1) == [0, 1, 2, 3]
    assert value_ticks(0) == [0, 1]


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 20_000))
def test_day_axis_has_few_days_all_inside(first, days):
    last = first + timedelta(days)
    places = [place for place, _ in day_ticks(first, last)]
    assert 1 <= len(places) <= 6
    assert places == sorted(places)
    assert first.toordinal() <= places[0] and places[-1] <= last.toordinal()


def test_day_axis_names_a_year_once():
    words = [name for _, name in day_ticks(date(2024, 10, 15), date(2025, 3, 10))]
    assert words == ["Nov 2024", "Dec", "Jan 2025", "Feb", "Mar"][: len(words)]


@pytest.fixture
def chart() -> Chart:
    return Chart("c", "<b>title", low=0, high=10, top=4, unit="km", height=100)


def parse(chart: Chart) -> ET.Element:
    return ET.fromstring(str(chart.markup()))


def test_a_line_is_broken_where_a_value_is_missing(chart):
    chart.line(np.arange(4), np.array([0, 4, np.nan, 2]), "line")
    (path,) = parse(chart).findall(".//path")
    assert path.get("d") == "M0.0 100.0L100.0 0.0M300.0 50.0"


def test_without_a_day_nothing_is_drawn(chart):
    none = np.empty(0)
    chart.area(none, none, "area")
    chart.between(none, none, none, "between")
    assert parse(chart).findall(".//path") == []


def test_columns_stand_on_each_other(chart):
    chart.columns(np.array([5]), np.array([1]), 2, "a", base=np.array([3]))
    chart.columns(np.array([5]), np.array([0]), 2, "b")
    full, empty = parse(chart).findall(".//path")
    assert full.get("d") == "M400.0 25.0V0.0h200.0V25.0Z"
    assert empty.get("d") == ""


def test_bands_are_cut_at_the_edges_and_events_outside_are_left_out(chart):
    chart.band(-5, 5, "gap", "why")
    chart.band(11, 12, "gap", "outside")
    chart.event(11, "outside")
    chart.event(9, "inside")
    svg = parse(chart)
    (rect,) = svg.findall(".//rect")
    assert (rect.get("x"), rect.get("width")) == ("0.000%", "50.000%")
    assert [e.text for e in svg.findall("text[@class='event-text']")] == ["inside"]


def test_a_range_is_closed_and_a_level_lies_at_its_value(chart):
    chart.between(np.array([0, 10]), np.array([1, 1]), np.array([2, 4]), "area")
    chart.level(3, "<enough>")
    svg = parse(chart)
    (path,) = svg.findall(".//path")
    assert path.get("d") == "M0.0 50.0L1000.0 0.0L1000.0 75.0L0.0 75.0Z"
    (line,) = svg.findall("line[@class='event']")
    assert (line.get("y1"), line.get("y2")) == ("25.0", "25.0")
    assert line.find("title").text == "<enough>"


def test_a_chart_has_a_name_for_those_who_do_not_see_it(chart):
    svg = parse(chart)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c-title c-desc"
    assert svg.find("title").text == "<b>title"
    assert re.search("km, from 0 to 4", svg.find("desc").text)
