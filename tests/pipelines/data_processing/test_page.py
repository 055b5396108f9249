"""The page says what the report says, to anyone, and lets nothing in that comes from the data."""

import copy
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from connected_car.pages.words import clean, percent
from connected_car.pipelines.data_processing.page import draw_quality_page
from connected_car.pipelines.data_processing.page_batteries import window
from connected_car.pipelines.data_processing.page_words import reason, reason_groups
from connected_car.pipelines.data_processing.quality_series import QualitySeries
from html_page import Page

FIRST = date(2024, 7, 1)
EMPTY_SERIES = QualitySeries(
    days=pd.DataFrame({"Date": [], "Readings": [], "Batteries": [], "Filled": []}),
    coverage=pd.DataFrame({"Percent": [], "Batteries": []}),
    batteries=[],
    series=pd.DataFrame(
        {"Battery_ID": [], "Date": [], "Daily_Cycles_Used": [], "Is_Interpolated": []}
    ),
)
EMPTY_REPORT = {
    "readings": {"read": 0, "kept": 0, "duplicate": 0, "rejected": 0},
    "reasons": {},
    "files": [],
    "batteries": {
        "count": 0,
        "first_day": None,
        "last_day": None,
        "days": 0,
        "interpolated_days": 0,
        "missing_days": 0,
        "recent_interpolated": 0,
    },
    "cadence": {"batteries_by_hours": {}, "changing": 0, "changes_by_month": {}},
    "gap_policy": [],
    "gaps": [],
    "counter_findings": {"total": 0, "resets": 0, "jumps": 0, "first": []},
    "worst_batteries": [],
    "supplier_note": "All 0 readings that we received could be used. Thank you.",
}


def make_battery(name: str, story: str, n_days: int = 200, gap: int = 0, **changed) -> dict:
    """Return a battery's facts, with a gap from its day 50 on."""
    gaps = [{"First_Day": FIRST + timedelta(50), "Days": gap, "Filled": gap <= 20}] if gap else []
    facts = {
        "Battery_ID": name,
        "Story": story,
        "First_Day": FIRST,
        "Last_Day": FIRST + timedelta(n_days - 1),
        "Observed_Days": n_days - gap,
        "Coverage": 1 - gap / n_days,
        "Interpolated_Share_28d": 0.5,
        "Gap_Policy": "interpolate",
        "Cadence": [{"First_Day": FIRST, "Last_Day": FIRST + timedelta(n_days - 1), "Hours": 24}],
        "Gaps": gaps,
        "Counter_Findings": [],
    }
    return facts | changed


def make_series(batteries: list[dict]) -> QualitySeries:
    """Return days of the batteries; those of gaps that are left out have no row."""
    rows = []
    for facts in batteries:
        for i in range((facts["Last_Day"] - FIRST).days + 1):
            inside = [
                g for g in facts["Gaps"] if 0 <= i - (g["First_Day"] - FIRST).days < g["Days"]
            ]
            if not inside or inside[0]["Filled"]:
                use = 0.1 + i % 7 / 100
                rows.append((facts["Battery_ID"], FIRST + timedelta(i), use, bool(inside)))
    series = pd.DataFrame(rows, columns=EMPTY_SERIES.series.columns)
    days = series.groupby("Date", as_index=False).agg(
        Readings=("Battery_ID", "size"),
        Batteries=("Battery_ID", "size"),
        Filled=("Is_Interpolated", "sum"),
    )
    coverage = pd.DataFrame({"Percent": [100, 97, 12], "Batteries": [3, 2, 1]})
    return QualitySeries(days, coverage, batteries, series)


@pytest.fixture
def report() -> dict:
    return copy.deepcopy(EMPTY_REPORT) | {
        "readings": {"read": 12_345, "kept": 12_000, "duplicate": 200, "rejected": 145},
        "reasons": {
            "duplicate row": 150,
            "duplicate timestamp with other values": 50,
            "Daily_Trip_Duration is not a number": 100,
            "Number_Of_Trips is not a number": 40,
            "wrong number of fields": 5,
        },
        "files": [
            {"file": f"/data/in/{name}", "read": read, "kept": read - 2, "duplicate": 1}
            | {"rejected": 1, "first_reason": "duplicate row"}
            for name, read in (("a.csv", 5_000), ("b.csv", 7_345))
        ],
        "batteries": {
            "count": 60,
            "first_day": "2024-07-01",
            "last_day": "2025-01-16",
            "days": 11_500,
            "interpolated_days": 230,
            "missing_days": 45,
            "recent_interpolated": 4,
        },
        "cadence": {
            "batteries_by_hours": {"12": 20, "24": 50},
            "changing": 10,
            "changes_by_month": {"2024-08": 7, "2024-11": 3},
        },
        "gaps": [
            {"days": "1", "filled": True, "count": 9},
            {"days": "31-90", "filled": False, "count": 1},
        ],
        "gap_policy": [{"policy": "zero", "reason": "a charging log", "batteries": 3}],
        "counter_findings": {
            "total": 1,
            "resets": 1,
            "jumps": 0,
            "first": [
                {"battery_id": "C", "day": "2024-09-01", "kind": "reset", "from": 99.96, "to": 0.1}
            ],
        },
        "worst_batteries": [
            {"battery_id": "A", "coverage": 0.775, "interpolated_share_28d": 0.5}
            | {"missing_days": 45, "last_day": "2025-01-16"}
        ],
        "supplier_note": "Of 12,345 readings 345 could not be used (in /data/in/a.csv).",
    }


@pytest.fixture
def series() -> QualitySeries:
    changed = [
        {"First_Day": FIRST, "Last_Day": FIRST + timedelta(99), "Hours": 12},
        {"First_Day": FIRST + timedelta(100), "Last_Day": FIRST + timedelta(199), "Hours": 24},
    ]
    finding = {"Day": FIRST + timedelta(62), "Kind": "reset", "From": 99.96, "To": 0.1}
    return make_series(
        [
            make_battery("A", "fewest_days", gap=45),
            make_battery("B", "longest_gap", gap=12),
            make_battery("M", "cadence", Cadence=changed),
            make_battery("C", "counter", Counter_Findings=[finding]),
            make_battery("L", "charging_log", Gap_Policy="zero", Observed_Days=50),
            make_battery("G", "best"),
        ]
    )


def test_the_numbers_are_those_of_the_report(report, series):
    html = draw_quality_page(report, series, data_version=7)
    page = Page(html)
    assert "12,000 of 12,345 readings could be used; 345 were set aside." in page.text
    assert (
        "They make 11,500 days of 60 batteries, from 1 July 2024 to 16 January 2025." in page.text
    )
    assert page.row("The same reading sent again")[1] == "150"
    assert page.row("Text where a number should be")[1] == "140"
    assert page.row("Number of trips is not a number")[1:] == [
        "40",
        "Number_Of_Trips is not a number",
    ]
    assert page.row("b.csv")[1:5] == ["7,345", "7,343", "1", "1"]
    assert page.row("once a day")[1] == "50"
    assert "Most batteries are read once a day" in page.text
    assert page.row("every day")[1] == "3"
    assert page.row("95 to 99 % of days")[1] == "2"
    assert page.row("A")[1:] == ["50.0 %", "77.5 %", "45", "16 January 2025"]
    assert page.row("C")[1:] == ["fell", "1 September 2024", "100.0", "0.1"]
    assert "A lifetime counter fell once" in page.text
    assert "2.0 % of the days were filled in, and 45 days left out" in page.text
    assert "10 batteries change and count for each cadence" in page.text
    assert "3 batteries are charging logs" in page.text
    assert "Of 12,345 readings 345 could not be used (in a.csv)." in page.text
    assert "version 7 of the table daily_telemetry" in page.text
    assert html.count("{{run_id}}") == 1


def test_each_battery_is_drawn_with_its_story(report, series):
    html = draw_quality_page(report, series, data_version=0)
    text = Page(html).text
    assert html.count('role="img"') == 10  # two over days, gaps, cadence changes, six batteries
    assert "Readings on 155 of its 200 days (77.5 %)." in text
    assert "No reading for 12 days from 20 August 2024; filled in." in text
    assert "Read twice a day, and once a day from 9 October 2024." in text
    assert "Its counter fell from 100.0 to 0.1 cycles on 1 September 2024" in text
    assert "Readings on 50 of its 200 days; a day without one counts as a day without use." in text
    assert html.count('class="hollow"') == 12
    assert "45 days without a reading from 20 August 2024, left out" in text


def test_hostile_texts_are_shown_as_text(report, series):
    attack = "<script>window.pwned=1</script>\x1b[31m\u202e\x00"
    image = "<img src=x onerror=window.pwned=1>"
    report["files"][0] |= {"file": f"/data/in/{attack}.csv", "first_reason": image}
    report["reasons"][image] = 3
    report["worst_batteries"][0]["battery_id"] = attack
    report["counter_findings"]["first"][0]["battery_id"] = attack
    report["supplier_note"] = f"</blockquote>{attack}"
    batteries = [facts | {"Battery_ID": f"{attack}{i}"} for i, facts in enumerate(series.batteries)]
    html = draw_quality_page(report, make_series(batteries), data_version=0)
    page = Page(html)
    assert not {"script", "img"} & set(page.tags)
    assert page.text.count("<script>window.pwned=1</script>") == 10
    assert image in page.text
    assert all(c.isprintable() or c == "\n" for c in html)


def test_an_empty_report_is_told_in_sentences():
    page = Page(draw_quality_page(EMPTY_REPORT, EMPTY_SERIES, data_version=0))
    assert "svg" not in page.tags
    for sentence in (
        "No readings were found.",
        "There was no reading to check.",
        "Not one reading could be used, so there is no day to show.",
        "No battery has a reading that could be used.",
        "No lifetime counter fell or jumped",
        "No files were read",
        "There was nothing to check.",
    ):
        assert sentence in page.text


def test_one_good_day_is_drawn():
    report = copy.deepcopy(EMPTY_REPORT)
    report["readings"] = {"read": 1, "kept": 1, "duplicate": 0, "rejected": 0}
    report["batteries"] |= {"count": 1, "days": 1, "first_day": "2024-07-01"}
    report["batteries"]["last_day"] = "2024-07-01"
    report["cadence"]["batteries_by_hours"] = {"24": 1}
    page = Page(
        draw_quality_page(report, make_series([make_battery("A", "best", 1)]), data_version=0)
    )
    assert "The one reading could be used." in page.text
    assert "1 reading was kept for each day" in page.text
    assert "Every battery is read once a day" in page.text
    assert "Nothing was set aside" in page.text
    assert "No day had to be filled in" in page.text
    assert "The only battery A A reading on each of its 1 day." in page.text


def test_many_years_and_files_make_a_small_page(report):
    years = [make_battery(f"B{i}", "longest_gap", 7300, gap=3000) for i in range(6)]
    report["files"] = [report["files"][0] | {"file": f"{i}.csv", "rejected": i} for i in range(999)]
    html = draw_quality_page(report, make_series(years), data_version=0)
    assert len(html.encode()) < 600_000
    page = Page(html)
    assert "mean of 8 days" in page.text
    assert "999 files were read" in page.text
    assert page.row("998.csv") and not [row for row in page.rows if row[0] == "1.csv"]


@pytest.mark.parametrize(
    ("story", "n_days", "gap"),
    [
        ("best", 1, 0),
        ("best", 800, 0),
        ("fewest_days", 53, 1),
        ("fewest_days", 800, 300),
        ("longest_gap", 53, 1),
        ("longest_gap", 120, 60),
        ("longest_gap", 800, 300),
    ],
)
def test_the_window_lies_within_the_life_of_the_battery(story, n_days, gap):
    first, last = window(make_battery("A", story, n_days, gap))
    assert FIRST <= first <= last <= FIRST + timedelta(n_days - 1)
    assert (last - first).days + 1 >= min(n_days, 120)
    if story == "longest_gap":
        assert first < FIRST + timedelta(50)
        assert last >= FIRST + timedelta(50 + gap)


def test_words():
    assert percent(0, 9) == "0 %"
    assert percent(1, 100_000) == "under 0.1 %"
    assert percent(99_999, 100_000) == "over 99.9 %"
    assert percent(9, 9) == "100 %"
    assert percent(0, 0) == "0 %"
    assert reason("Daily_Trip_Duration above 1440 minutes") == "Trip duration is above 1440 minutes"
    assert reason("something new") == "Something new"
    assert reason(None) == "–"
    assert clean({"a\x07": ["b\u2028c", 1, None]}) == {"a ": ["b c", 1, None]}
    counts = {"Number_Of_Trips is empty": 2, "no such family": 5, "Date is empty": 1}
    groups = [("Line that is broken", 5), ("A value is missing", 2)]
    assert reason_groups(counts)[:2] == groups
    assert sum(count for _, count in reason_groups(counts)) == sum(counts.values())


def test_the_page_opens_in_a_browser_without_a_complaint(report, series, show):
    attack = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
    report["worst_batteries"][0]["battery_id"] = report["supplier_note"] = attack
    batteries = [facts | {"Battery_ID": f"{attack}{i}"} for i, facts in enumerate(series.batteries)]
    html = draw_quality_page(report, make_series(batteries), data_version=0)
    seen = show(html, viewport={"width": 400, "height": 800})
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.uri]
    ask = seen.page.evaluate
    assert ask("[typeof window.pwned, document.scripts.length]") == ["undefined", 0]
    assert ask("document.documentElement.scrollWidth") == 400
    heights = ask("[...document.querySelectorAll('.chart')].map(c => c.clientHeight)")
    assert len(heights) == 10 and np.min(heights) > 80
