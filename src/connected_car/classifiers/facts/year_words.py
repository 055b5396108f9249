"""Years in English words, as nineteen ninety-one, two thousand and three, twenty oh five."""

import numpy as np

from connected_car.classifiers.facts.lexicon import lexicon
from connected_car.classifiers.facts.number_words import HUNDRED, NUMBERS, OH, THOUSAND

_NONE = -9


def years_in_words(
    numbers: np.ndarray, joins: np.ndarray, introduced: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return first and last token, first and last year of each year in words.

    Args:
        numbers: ``(m,)`` the tokens' numbers in the lexicon.
        joins: ``(m,)`` tokens that may stand between two words of a number.
        introduced: ``(m,)`` tokens before which stands what makes *ninety-one* a year.
    """
    table = np.full(len(lexicon().numbers) + 1, _NONE)
    for word, value in NUMBERS.items():
        table[lexicon().numbers[word]] = value
    places = np.flatnonzero(table[numbers] >= 0)
    run = _Run(table[numbers[places]], _adjacent(places, joins))
    years, sizes = _read(run, introduced[places])
    found = np.flatnonzero(years > 0)
    last = np.minimum(found + sizes[found] - 1, len(places) - 1)
    return places[found], places[last], years[found], years[found]


def _adjacent(places: np.ndarray, joins: np.ndarray) -> np.ndarray:
    """Return whether each number word follows on the one before."""
    gap = np.diff(places, prepend=-9)
    return (gap == 1) | ((gap == 2) & joins[np.maximum(places - 1, 0)])


class _Run:
    """Values of number words, to be read some words on as long as they follow on each other."""

    def __init__(self, values: np.ndarray, follows: np.ndarray) -> None:
        self.follows = follows
        self.ahead = [values]
        linked = np.ones(len(values), bool)
        for step in range(1, 7):
            linked = linked & _shifted(follows, step, False)
            self.ahead.append(np.where(linked, _shifted(values, step, _NONE), _NONE))

    def tail(self, at: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the number below 100 that begins some words on, and of how many words it is."""
        first, second = self.ahead[at], self.ahead[at + 1]
        is_tens, is_unit = (first >= 20) & (first <= 90), (second >= 1) & (second <= 9)
        both = (is_tens | (first == OH)) & is_unit
        plain = (first >= 1) & (first <= 90)
        value = np.select([both & (first == OH), both, plain], [second, first + second, first], 0)
        return value, np.select([both, plain], [2, 1], 0)


def _read(run: _Run, introduced: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the year that begins at each number word, or 0, and of how many words it is."""
    a, b, c, d = run.ahead[:4]
    (one, n_one), (two, n_two), (four, n_four) = run.tail(1), run.tail(2), run.tail(4)
    is_split = (one >= 10) | (b == OH)
    alone, n_alone = run.tail(0)
    starts = ~run.follows
    cases = [
        ((a == 1) & (b == THOUSAND) & (c == 9) & (d == HUNDRED), 1900 + four, 4 + n_four),
        ((a == 19) & (b == HUNDRED), 1900 + two, 2 + n_two),
        ((a == 2) & (b == THOUSAND), 2000 + two, 2 + n_two),
        ((a == 19) & is_split, 1900 + one, 1 + n_one),
        ((a == 20) & is_split & (one < 40), 2000 + one, 1 + n_one),
        (starts & introduced & (alone > 40) & (n_alone == 2) & (a != OH), 1900 + alone, n_alone),
    ]
    masks, years, sizes = zip(*cases, strict=True)
    return np.select(masks, years, 0), np.select(masks, sizes, 0)


def _shifted(values: np.ndarray, step: int, empty: int | bool) -> np.ndarray:
    return np.concatenate([values[step:], np.full(min(step, len(values)), empty)])
