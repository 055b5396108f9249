"""Kinds of files, each parsed with Python's own csv module."""

import csv
import io

import pytest

from connected_car.pipelines.simulation.csv_text import FILE_KINDS, HOSTILE_IDS, to_csv
from connected_car.pipelines.simulation.readings import dirty_readings
from connected_car.tables import TELEMETRY_COLUMNS


@pytest.fixture(scope="module")
def columns(dirty_options):
    return dirty_readings(dirty_options, 0, 30)


def text_of(columns, kind: str) -> str:
    return to_csv(columns, lambda number: f"B{number:06d}", kind)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def plain(columns):
    return text_of(columns, "plain")


def test_plain_has_the_columns_and_a_line_each(columns, plain):
    rows = rows_of(plain)
    assert tuple(rows[0]) == TELEMETRY_COLUMNS
    assert len(rows) == len(columns["battery"])
    assert all(None not in row and None not in row.values() for row in rows)
    assert "\r" not in plain
    assert plain.endswith("\n")


@pytest.mark.parametrize("kind", ["crlf", "mixed_line_ends", "byte_order_mark"])
def test_line_ends_and_mark_change_nothing_else(plain, columns, kind):
    text = text_of(columns, kind)
    assert text.removeprefix("\ufeff").replace("\r\n", "\n") == plain
    n_lines, n_crlf = text.count("\n"), text.count("\r\n")
    expected = {"crlf": n_crlf == n_lines, "mixed_line_ends": 0 < n_crlf < n_lines}
    assert expected.get(kind, n_crlf == 0)
    assert text.startswith("\ufeff") == (kind == "byte_order_mark")


def test_changed_order_holds_the_same_rows(plain, columns):
    text = text_of(columns, "changed_order")
    assert text.split("\n", 1)[0] != ",".join(TELEMETRY_COLUMNS)
    assert rows_of(text) == rows_of(plain)


@pytest.mark.parametrize(("kind", "name"), [("extra_column", "Firmware"), ("index_column", "")])
def test_one_more_column_leaves_the_others(plain, columns, kind, name):
    rows = rows_of(text_of(columns, kind))
    assert all(row.pop(name) for row in rows)
    assert rows == rows_of(plain)


def test_cut_file_ends_within_its_last_line(plain, columns):
    text = text_of(columns, "cut")
    assert plain.startswith(text)
    assert not text.endswith("\n")
    last = text.splitlines()[-1].split(",")
    assert 1 < len(last) < len(TELEMETRY_COLUMNS)
    assert plain.count("\n") == text.count("\n") + 1


def test_hostile_ids_arrive_as_they_were_meant(plain):
    found = {row["Battery_ID"] for row in rows_of(plain)}
    for template in HOSTILE_IDS:
        raw = template.split("{}")[0]
        start = (
            next(csv.reader([raw]))[0] if not raw.startswith('"') else raw[1:].replace('""', '"')
        )
        assert any(battery.startswith(start) for battery in found), start


def test_every_kind_is_among_the_first_ten_files():
    assert len(set(FILE_KINDS)) == 8
