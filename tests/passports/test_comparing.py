"""What differs between two runs is told, once, and in words."""

import pytest

from connected_car.errors import UserError
from connected_car.passports.comparing import compare
from connected_car.passports.comparison_page import comparison_page, comparison_text, in_words
from connected_car.passports.options import RunReportOptions
from connected_car.passports.store import PassportStore
from connected_car.pipelines.run_report.nodes import compare_runs


def test_runs_that_were_made_alike(make_passport):
    found = compare(make_passport(), make_passport())
    assert (found["causes"], found["effects"], found["results"]) == ({}, {}, [])
    elsewhere = make_passport()
    elsewhere["code"] |= {"commit": "ba9876543210", "dirty": True}  # the same source
    assert compare(make_passport(), elsewhere)["causes"] == {}
    assert in_words(found) == [
        "They were made in the same way: by the same call, code, parameters, data and models.",
        "All 3 results that both have are the same.",
        "The first took 12.3 s, the second 12.3 s.",
    ]


def test_each_difference_stands_in_its_section(make_passport):
    before, after = make_passport(), make_passport()
    after["parameters"] |= {"forecasting.horizon": 14, "new.one": 1}
    after["code"] |= {"dirty": True, "source": "beef"}
    after["files"][0] |= {"sha256": None}
    after["tables"][0] |= {"version": 1, "rows": 880}
    for run, version in ((before, 0), (after, 1)):
        head = {"name": "vehicle_list", "use": "read", "before": 0, "rows": 7}
        run["tables"].append({**head, "version": version})
    after["models"][0] |= {"version": "2", "family": "structural"}
    after["results"] |= {"batteries alert": 25, "forecast champion": "structural"}
    after["steps"][0] |= {"run": 4.5}
    found = compare(before, after)
    assert found["causes"] == {
        "code": [
            _row(
                "package",
                "version 0.1.0, commit 0123456789ab, source cafe",
                "version 0.1.0, commit 0123456789ab with changes on top, source beef",
            )
        ],
        "parameters": [_row("forecasting.horizon", 30, 14, -16)],
        "raw files": [
            _row(
                "vehicles",
                "1 file, 4,000 bytes, abc",
                "1 file, 4,000 bytes, 2026-07-01T05:00:00+00:00",
            )
        ],
        "data read": [_row("vehicle_list", 0, 1, 1)],
    }
    assert found["effects"] == {
        "models made": [_row("battery_forecaster", "version 1 (mean)", "version 2 (structural)")],
        "versions written": [_row("daily_telemetry", 0, 1, 1)],
        "rows": [_row("daily_telemetry", 900, 880, -20)],
    }
    assert found["same"] == ["call", "models used", "warnings"]
    words = in_words(found)
    assert words[0] == ("They differ in code (1), parameters (1), raw files (1) and data read (1).")
    assert words[1].startswith("2 of the 3 results differ: forecast champion mean → structural")
    assert words[2].endswith("the step that differs most is fit_champion (+2.5 s).")


def test_a_difference_that_nothing_explains_is_owned_up_to(make_passport):
    before, after = make_passport(), make_passport()
    after["results"]["alerts open"] = 51
    assert "Nothing that a passport holds explains that." in in_words(compare(before, after))


def test_runs_without_a_common_result(make_passport):
    found = compare(make_passport(), make_passport(results={}))
    assert "They have no result in common." in in_words(found)


def test_the_text_fits_the_screen_and_the_page_escapes(make_passport):
    before, after = make_passport(), make_passport()
    after["parameters"] = {"forecasting.horizon": "<script>" + "long " * 60}
    before["parameters"] |= {f"p{i}": i for i in range(20)}
    after["parameters"] |= {f"p{i}": i + 1 for i in range(20)}
    found = compare(before, after)
    text = comparison_text(found)
    assert max(map(len, text.splitlines())) <= 100
    assert "and 9 more, which the page lists" in text
    page = comparison_page(found)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def _row(what, before, after, change=None):
    row = {"what": what, "before": before, "after": after}
    return row if change is None else {**row, "change": change}


@pytest.mark.parametrize(
    "change",
    [{"results": None}, {"steps": 7}, {"code": {}}, {"started_at": "soon"}, {"files": [1]}],
)
def test_a_damaged_passport_is_said_in_one_line(change, make_passport, tmp_path):
    store = PassportStore(tmp_path)
    for run, changed in (("a", {}), ("b", change)):
        store.save(make_passport(run * 32, **changed), "", keep=5)
    options = RunReportOptions(compare="a..b", keep=5)
    with pytest.raises(UserError, match=r"^compare=a\.\.b: one of the two passports is damaged"):
        compare_runs(run_passports=tmp_path, options=options)
