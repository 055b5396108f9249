"""Days as people write them."""

from datetime import date

from connected_car.pages.words import day


def test_a_day_in_words():
    assert day("2025-03-03") == day(date(2025, 3, 3)) == "3 March 2025"
    assert day(None) == "–"
