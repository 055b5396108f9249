"""The page of a passport and its description for MLflow."""

from connected_car.passports.note import markdown_note
from connected_car.passports.page import passport_page
from connected_car.passports.words import decimal, headline, size, span


def test_the_page_tells_what_the_passport_holds(make_passport):
    page = passport_page(make_passport("ab" * 16), folder="data/08_reporting/run_passports")
    for words in (
        "Whole run: 50 alerts open.",
        "12.3 s",
        "900 MB",
        "a battery is silent",
        "version 1 became the champion",
        "commit 0123456789ab, source cafe",
        'href="../alert_dashboard.html"',
    ):
        assert words in page, words


def test_a_failed_run_says_where_and_why_and_hostile_text_stays_text(make_passport):
    error = {"step": "fit_champion", "line": "<img src=x onerror=alert(1)> | `x`"}
    run = make_passport(state="failed", error=error, results={}, models=[], tables=[], files=[])
    assert headline(run) == "whole run: failed in fit_champion"
    page = passport_page(run)
    assert "<img" not in page
    assert "&lt;img src=x" in page
    note = markdown_note(run)
    assert "<img" not in note.replace("\\<", "")
    assert "\\| \\`x\\`" in note


def test_an_empty_run_has_a_page_too(make_passport):
    empty = {"steps": [], "results": {}, "models": [], "tables": [], "files": [], "links": []}
    nothing = {"count": 0, "lines": []}
    run = make_passport(**empty, parameters={}, warnings=nothing)
    assert "0 steps done" in passport_page(run)


def test_numbers_sizes_and_spans():
    shown = ["0.1005", "-0.00005", "+12.5"]
    assert [decimal(0.10052), decimal(-4.988e-5, "+"), decimal(12.5, "+")] == shown
    assert [size(n) for n in (999, 1500, 123_456_789)] == ["999 B", "1.5 KB", "123 MB"]
    assert [span(s) for s in (3.24, 59.96, 125, 7260)] == [
        "3.2 s",
        "1 min 00 s",
        "2 min 05 s",
        "2 h 01 min",
    ]
