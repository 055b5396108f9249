import random

import pytest

from connected_car.pipelines.simulation.notes.years import short_year, year_in_words


@pytest.mark.parametrize(
    ("year", "style", "words"),
    [
        (1991, "hyphen", "nineteen ninety-one"),
        (1991, "space", "nineteen ninety one"),
        (1991, "and", "nineteen hundred and ninety-one"),
        (1991, "hundred", "nineteen hundred ninety-one"),
        (2000, "hyphen", "two thousand"),
        (2003, "hyphen", "two thousand three"),
        (2003, "and", "two thousand and three"),
        (2003, "oh", "twenty oh three"),
        (2012, "hyphen", "twenty twelve"),
        (1990, "hyphen", "nineteen ninety"),
        (1994, "decade", "the early nineties"),
        (1995, "decade", "the late nineties"),
        (1987, "decade", "the eighties"),
        (2007, "decade", "the two-thousands"),
        (2021, "decade", "twenty twenty-one"),
    ],
)
def test_years_in_words(year, style, words):
    assert year_in_words(year, style) == words


def test_short_years_hold_their_digits():
    rng = random.Random(1)
    assert short_year(1991, "'{yy}", rng) == "'91"
    month, year = short_year(2005, "{mm}/{yyyy}", rng).split("/")
    assert year == "2005" and 1 <= int(month) <= 12
