"""Spoils good contents: by bytes, by the cells of a CSV, and by the values of a JSON text."""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

_TEXTS = (
    *("", " ", "\t", '"', '""', "'", ",", ";", "\n", "\r", "\r\n", "\x00", "\x1a", "\x7f", "\\"),
    *("nan", "NaN", "-inf", "Infinity", "null", "None", "NA", "true", "1e999", "-1e-999", "1e400"),
    *("0", "-0", "-1", "0.1.2", "1,5", "1_0", "0x1F", "1e", "+", "--1", "٣", "²", "½"),
    *("9" * 400, "1" + "0" * 30, "-9223372036854775809", "2147483648", "1.7976931348623157e308"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "10000-01-01"),
    *("2026-06-30T24:00:00", "2026-06-30 12:00:60", "2026-06-30T12:00+99:99", "1970-01-01"),
    *("1677-09-21", "2262-04-12", "292278994-08-17", "2026-W01-1", "20260630", "-2026-01-01"),
    *("2026-06-30T12:00:00.1234567Z", "2026-06-30T12:00:00-23:59", "0001-01-01T00:00:00+23:00"),
    *("\ufeff", "\u202e", "\u0000", "\u2028", "\x85", "\ud800", "é", "e\u0301", "😀", "\U0010ffff"),
    *("=1+1", "@SUM(A1)", "<script>", "../../etc/passwd", "%s%n", "{}", "[]", "a" * 3000),
)
_BYTES = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"PAR1", b"BZh", b"\xc0\x80")
_NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, -(2**63), 10**30, 1e308, -0.0, 1e-320, 0.5)
_VALUES = (*_NUMBERS, None, True, False, float("nan"), float("inf"), [], {}, [[]], {"": None})
_MOST_CHANGES = 6
_DRAWN = 150  # times that Hypothesis draws
_HARD = re.compile(rb'[\d"{}\[\],:\n.-]')  # where a change does most


class Sample(NamedTuple):
    """A spoilt content, and how many inputs it is: one, or one for each spoilt row in it."""

    content: bytes
    inputs: int


Spoiler = Callable[[Random, Sequence[bytes]], Sample]


def spoil_bytes(rng: Random, seeds: Sequence[bytes]) -> Sample:
    """Flip, cut, repeat and insert bytes; the whole content is one input."""
    content = rng.choice(seeds)
    for _ in range(rng.randint(1, _MOST_CHANGES)):
        content = _changed(rng, content)
    return Sample(content, 1)


def _changed(rng: Random, content: bytes) -> bytes:
    first = _place(rng, content)
    last = min(len(content), first + int(2 ** rng.uniform(0, 8)))
    before, some, after = content[:first], content[first:last], content[last:]
    if rng.random() < 0.05:
        return before  # cut off
    changes: list[Callable[[], bytes]] = [
        lambda: bytes([rng.randrange(256)]) + some[1:],
        lambda: b"",
        lambda: some * rng.randint(2, 20),
        lambda: some[::-1],
        lambda: rng.randbytes(len(some)),
        lambda: rng.choice(_BYTES),
        lambda: odd_text(rng).encode("utf-8", "surrogatepass"),
    ]
    return before + rng.choice(changes)() + after


def _place(rng: Random, content: bytes) -> int:
    at = rng.randint(0, len(content))
    hard = _HARD.search(content, at) if rng.random() < 0.5 else None
    return hard.start() if hard else at


def odd_text(rng: Random) -> str:
    """Return a text that a careless reader trips over."""
    if rng.random() < 0.7:
        return rng.choice(_TEXTS)
    value = rng.choice(_by_hypothesis())
    return value if isinstance(value, str) else str(value)[:99]


@cache
def _by_hypothesis() -> list[Any]:
    """Return values of any kind, as Hypothesis draws them to find the limits of a type."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    moments = st.dates().map(str) | st.datetimes(timezones=st.none() | st.timezones()).map(str)
    leaf = plain | moments | st.decimals().map(str) | st.timedeltas().map(str)
    trees = st.recursive(leaf, lambda part: st.lists(part) | st.dictionaries(st.text(), part))
    found: list[Any] = []
    how = {"max_examples": _DRAWN, "derandomize": True, "database": None, "deadline": None}
    checks = list(HealthCheck)

    @settings(**how, phases=[Phase.generate], suppress_health_check=checks)
    @given(leaf, trees)
    def draw(value: Any, tree: Any) -> None:
        found.extend((value, tree))

    draw()
    return found


def spoil_rows(rng: Random, seeds: Sequence[bytes]) -> Sample:
    """Spoil each row of a CSV in one cell or more, and leave its header; a row is an input."""
    header, *rows = rng.choice(seeds).decode().splitlines()
    spoilt = [_spoilt_row(rng, row, rows) for row in rows]
    lines = [header, *spoilt]
    return Sample("\n".join([*lines, ""]).encode("utf-8", "surrogatepass"), len(rows))


def _spoilt_row(rng: Random, row: str, rows: Sequence[str]) -> str:
    if rng.random() < 0.1:
        return rng.choice(rows)  # a repeated reading
    cells = row.split(",")
    for _ in range(1 if rng.random() < 0.7 else rng.randint(2, 4)):
        at = rng.randrange(len(cells))
        cells[at] = _spoilt_cell(rng, cells[at], rows)
    if rng.random() < 0.05:
        cells.insert(rng.randrange(len(cells)), odd_text(rng))
    return ",".join(cells)


def _spoilt_cell(rng: Random, cell: str, rows: Sequence[str]) -> str:
    how = rng.randrange(6)
    if how == 0:
        return odd_text(rng)
    if how == 1:
        return rng.choice(rng.choice(rows).split(","))
    if how == 2:
        return f'"{cell}{odd_text(rng)}"'
    if how == 3:
        return repr(rng.choice(_NUMBERS) * rng.random())
    if how == 4:
        at = rng.randint(0, len(cell))
        return cell[:at] + odd_text(rng) + cell[at + rng.randrange(3) :]
    return re.sub(r"\d", lambda digit: str(rng.randrange(10)), cell)


def spoil_json(rng: Random, seeds: Sequence[bytes]) -> Sample:
    """Exchange, leave out, add or repeat values of a JSON text; the whole text is one input."""
    tree = json.loads(rng.choice(seeds))
    for _ in range(rng.randint(1, 3)):
        tree = _spoilt(rng, tree)
    return Sample(json.dumps(tree, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace"), 1)


def _spoilt(rng: Random, tree: Any) -> Any:
    """Return a tree with a change in one place; ``tree`` is left as it is."""
    if not isinstance(tree, dict | list) or not tree or rng.random() < 0.1:
        return odd_value(rng)
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    key, copy = rng.choice(keys), tree.copy()
    how = rng.random()
    if how < 0.15:
        del copy[key]
    elif how < 0.25 and isinstance(copy, dict):
        copy[odd_text(rng)] = odd_value(rng)
    elif how < 0.25:
        copy.insert(key, copy[key])
    else:
        copy[key] = _spoilt(rng, copy[key])
    return copy


def odd_value(rng: Random) -> Any:
    """Return a value of any kind that JSON and YAML know."""
    how = rng.random()
    if how < 0.4:
        return odd_text(rng)
    if how < 0.6:
        return rng.choice(_by_hypothesis())
    if rng.random() < 0.1:
        return [odd_value(rng) for _ in range(rng.randint(1, 3))]
    return rng.choice(_VALUES)
