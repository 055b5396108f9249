"""The report of several runs: median, range, growth."""

import json

import pytest

from benchmarks.measure import Table
from benchmarks.report import exponent, merged, write_report


def _table(seconds: str, rate: str) -> Table:
    return Table(
        "title", ["way", "seconds", "rate"], [["ours", seconds, rate], ["theirs", "", "-"]]
    )


def test_a_cell_of_several_runs_has_its_median_and_range():
    runs = [_table("2.0 s", "1,000"), _table("10.0 s", "900"), _table("3.0 s", "1,000")]
    first, second = merged(runs).rows
    assert first == ["ours", "3.0 s (2.0 to 10.0)", "1,000 (900 to 1,000)"]
    assert second == ["theirs", "", "-"]
    assert merged(runs[:1]) == runs[0]


def test_the_growth_of_a_known_curve_is_found():
    assert exponent([(n, 3 * n**1.5) for n in (10, 100, 1000)]) == pytest.approx(1.5)
    assert exponent([(10, 1.0), (10, 2.0)]) is None


def test_both_files_tell_the_same(tmp_path):
    table = Table("title", ["n", "seconds"], [["10", "1"], ["100", "20"]], ((10, 1), (100, 20)))
    write_report({"scoring": [table, table]}, tmp_path)
    page = (tmp_path / "report.md").read_text()
    assert "| 100 | 20 |" in page
    assert "size to the power of 1.30" in page
    told = json.loads((tmp_path / "report.json").read_text())
    assert told["scoring"]["tables"][0]["runs"] == [table.rows] * 2
    assert told["scoring"]["exponent"] == pytest.approx(1.30, abs=0.01)
