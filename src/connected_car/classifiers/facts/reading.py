"""What notes state: year, material and condition, and what makes them doubtful."""

from dataclasses import dataclass, fields

import numpy as np

from connected_car.classifiers.facts import words_years
from connected_car.classifiers.facts.deciding import words_of
from connected_car.classifiers.facts.guesses import complete_phrases, guess_facts
from connected_car.classifiers.facts.languages import is_foreign, translated
from connected_car.classifiers.facts.lexicon import (
    BAD_CONDITION_VALUES,
    BAD_MATERIAL_VALUES,
    CONDITIONS,
    GOOD_CONDITION_VALUES,
    MATERIALS,
    Kind,
    lexicon,
)
from connected_car.classifiers.facts.limits import BAD_CONDITIONS, FIRST_COMPLIANT_YEAR
from connected_car.classifiers.facts.mentions import Mentions, covered, find_phrases
from connected_car.classifiers.facts.scopes import Scopes
from connected_car.classifiers.facts.tokens import Stream, streams
from connected_car.classifiers.facts.years import Years, find_years, numbers_joined

_ABBREVIATIONS = set(words_years.ABBREVIATIONS.split())
BAD, GOOD, OPEN, BOTH = 1, 0, -1, 2  # sides of the rule
_last: list[tuple[np.ndarray, "Facts"]] = []  # one at most


@dataclass(frozen=True)
class Facts:
    """What each of n notes states; arrays of n.

    Attributes:
        year_low, year_high: from when to when it was made; NaN where nothing is said.
        material, condition: names, or None.
        year_side, material_side, condition_side: ``BAD``, ``GOOD``, ``OPEN`` (not stated) or
            ``BOTH`` (it contradicts itself).
        words: by which the rule decides, joined by ``; ``: those of the bad facts where one is bad,
            of all facts where all are good, else empty.
        flags: by name, e.g. ``negated``, ``contradicts``, ``other_language``, ``says_nothing``.
    """

    year_low: np.ndarray
    year_high: np.ndarray
    material: np.ndarray
    condition: np.ndarray
    year_side: np.ndarray
    material_side: np.ndarray
    condition_side: np.ndarray
    words: np.ndarray
    flags: dict[str, np.ndarray]

    @property
    def year(self) -> np.ndarray:
        """The year as one number: the bound where there is but one, else the middle."""
        low = np.where(self.year_low > 1800, self.year_low, self.year_high)
        high = np.where(self.year_high < 2100, self.year_high, low)
        return np.floor((low + high) / 2)


def read_facts(texts: np.ndarray) -> Facts:
    """Return what ``(n,)`` texts state; the cost is in proportion to their length.

    The last texts are remembered: who judges notes and the classifier that is asked about them
    both read the same ones.
    """
    for known, facts in _last:
        if len(known) == len(texts) and bool((known == texts).all()):
            return facts
    facts = _joined([read_stream(stream) for stream in streams(texts)])
    _last[:] = [(texts.copy(), facts)]
    return facts


def _joined(parts: list[Facts]) -> Facts:
    names = [field.name for field in fields(Facts) if field.name != "flags"]
    flags = {n: np.concatenate([part.flags[n] for part in parts]) for n in parts[0].flags}
    return Facts(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names},
        flags=flags,
    )


def read_stream(stream: Stream) -> Facts:
    """Return what the notes of a stream state."""
    foreign = is_foreign(stream)
    stream = _without_abbreviation_dots(stream)
    numbers = complete_phrases(stream, lexicon().look_up(stream.words)[stream.ids])
    numbers = translated(stream, foreign, numbers)
    years = find_years(stream, numbers)
    scopes = Scopes(_mentions(stream, numbers, years), stream, numbers)
    return _decide(scopes, years, foreign, stream.n_notes)


def _without_abbreviation_dots(stream: Stream) -> Stream:
    dot = stream.flag(".")
    short = np.array([len(w) == 1 and w.isalpha() for w in stream.words], bool)
    short |= np.array([w in _ABBREVIATIONS for w in stream.words], bool)
    if not len(dot):
        return stream
    drop = dot & np.concatenate([[False], short[stream.ids][:-1]])
    is_number = np.array([w.isdecimal() for w in stream.words], bool)[stream.ids]
    answer = np.concatenate([[False], stream.flag("no")[:-1]])  # "no." ends a sentence
    drop &= ~answer | np.concatenate([is_number[1:], [False]])
    return Stream(stream.words, stream.ids[~drop], stream.n_notes)


def _mentions(stream: Stream, numbers: np.ndarray, years: Years) -> Mentions:
    found = find_phrases(numbers, lexicon().phrases)
    inside = covered(years.places.first, years.places.last, len(numbers))
    found = found.where(~inside[found.first] | (found.kind == Kind.STOP))
    found = Mentions.merged(found, years.places)
    found = Mentions.merged(found, guess_facts(stream, found))
    found = found.where(~_is_modifier(found))
    marks = np.flatnonzero(_ends(stream))
    zeros = np.zeros(len(marks), np.int64)
    stops = Mentions(marks, marks, zeros + Kind.STOP, zeros, zeros)
    doubts = find_phrases(numbers, lexicon().doubts)
    return Mentions.merged(found, stops, doubts)


def _is_modifier(found: Mentions) -> np.ndarray:
    """Return the components that stand right before another, as the pump of a pump housing."""
    component = found.among(Kind.COMPONENT)
    beside = np.zeros(len(found), bool)
    beside[:-1] = component[1:] & (found.first[1:] - found.last[:-1] == 1)
    return component & beside


def _ends(stream: Stream) -> np.ndarray:
    """Return the ends of sentences and lines, and slashes that part what is said."""
    joined = numbers_joined(stream)
    newline = np.array([w[0] in "\r\n" for w in stream.words], bool)[stream.ids]
    return (stream.flag(".", "/") & ~joined) | newline


def _decide(scopes: Scopes, years: Years, foreign: np.ndarray, n: int) -> Facts:
    made, low, high = scopes.years_of_manufacture(years)
    year_side, at = _side_of(
        scopes.note[made], high < FIRST_COMPLIANT_YEAR, low >= FIRST_COMPLIANT_YEAR, n
    )
    known = at >= 0
    material, material_side = _material(scopes, n)
    condition, condition_side = _condition(scopes, n)
    sides = (year_side, material_side, condition_side)
    flags = {
        "negated": scopes.any_note(scopes.negated & scopes.is_fact, n),
        "past": scopes.any_note(scopes.past & scopes.is_fact, n),
        "other_component": scopes.any_note(scopes.other & scopes.is_fact, n),
        "other_year": scopes.any_note(scopes.event_year, n),
        "doubt": scopes.any_note(scopes.mentions.among(Kind.DOUBT), n),
        "contradicts": np.logical_or.reduce([side == BOTH for side in sides]),
        "other_language": foreign,
        "says_nothing": np.logical_and.reduce([side == OPEN for side in sides]),
    }
    return Facts(
        np.where(known, low[at], np.nan) if len(low) else np.full(n, np.nan),
        np.where(known, high[at], np.nan) if len(high) else np.full(n, np.nan),
        material,
        condition,
        *sides,
        words_of(scopes.stream, scopes.mentions, _deciding(scopes, (made, low, high), sides)),
        flags,
    )


def _deciding(
    scopes: Scopes, years: tuple[np.ndarray, ...], sides: tuple[np.ndarray, ...]
) -> np.ndarray:
    """Return the places of the mentions that decide: bad ones where one is, else all good ones."""
    n, note = len(sides[0]), scopes.note
    made, low, high = years
    value, condition = scopes.mentions.value, scopes.condition_values()
    bad, good = np.zeros((2, len(note)), bool)
    bad[made[high < FIRST_COMPLIANT_YEAR]] = good[made[low >= FIRST_COMPLIANT_YEAR]] = True
    is_material = scopes.asserted(Kind.MATERIAL, n)
    is_condition = scopes.asserted(Kind.CONDITION, n)
    spoils = np.isin(value, BAD_MATERIAL_VALUES)
    bad |= (is_material & spoils) | (is_condition & np.isin(condition, BAD_CONDITION_VALUES))
    good |= (is_material & ~spoils) | (is_condition & np.isin(condition, GOOD_CONDITION_VALUES))
    denied = scopes.denied(Kind.MATERIAL) | scopes.denied(Kind.CONDITION)
    stacked = np.stack(sides)
    violates, complies = (stacked == BAD).any(axis=0), (stacked == GOOD).all(axis=0)
    told = scopes.any_note(bad, n)
    decides = (bad & violates[note]) | (good & complies[note])
    decides |= denied & (complies | (violates & ~told))[note]
    return np.flatnonzero(decides)


def _side_of(
    note: np.ndarray, bad: np.ndarray, good: np.ndarray, n: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return each note's side of the rule, and the place of the mention that decides, or -1."""
    has = np.zeros((2, n), bool)
    has[0, note[bad]], has[1, note[good]] = True, True
    at = np.full(n, -1)
    places = np.arange(len(note))
    for mask in (~bad & ~good, bad | good):
        rows = places[mask][::-1]
        at[note[rows]] = rows
    side = np.select([has[0] & has[1], has[0], has[1]], [BOTH, BAD, GOOD], OPEN)
    return side, at


def _material(scopes: Scopes, n: int) -> tuple[np.ndarray, np.ndarray]:
    names = np.array([*MATERIALS, None], object)
    value, note = scopes.mentions.value, scopes.note
    rows = np.flatnonzero(scopes.asserted(Kind.MATERIAL, n))
    unclear = value[rows] == MATERIALS.index("unclear")
    spoils = np.isin(value[rows], BAD_MATERIAL_VALUES)
    side, at = _side_of(note[rows], spoils, ~spoils & ~unclear, n)
    denied = scopes.denied(Kind.MATERIAL)
    no = [scopes.any_note(denied & (value == i), n) for i in BAD_MATERIAL_VALUES]
    neither = np.logical_and.reduce(no)
    side = np.where((side == OPEN) & (at < 0) & neither, GOOD, side)
    found = np.where(at >= 0, value[rows][at] if len(rows) else -1, -1)
    found = np.where(found == MATERIALS.index("unclear"), -1, found)
    return names[found], side


def _condition(scopes: Scopes, n: int) -> tuple[np.ndarray, np.ndarray]:
    names = np.array([*CONDITIONS[:4], None, None], object)
    value, note = scopes.condition_values(), scopes.note
    rows = np.flatnonzero(scopes.asserted(Kind.CONDITION, n))
    bad, good = (np.isin(value[rows], v) for v in (BAD_CONDITION_VALUES, GOOD_CONDITION_VALUES))
    side, at = _side_of(note[rows], bad, good, n)
    denied = scopes.denied(Kind.CONDITION)
    no = [scopes.any_note(denied & (value == i), n) for i in range(4)]
    silent = (side == OPEN) & (at < 0)
    found = np.where(at >= 0, value[rows][at] if len(rows) else -1, -1)
    neither = silent & np.logical_and.reduce([no[i] for i in BAD_CONDITION_VALUES])
    not_good = BAD if "fair" in BAD_CONDITIONS else OPEN
    found = np.where(neither, 1, np.where(silent & no[1], 2, found))
    side = np.where(neither, GOOD, np.where(silent & no[1], not_good, side))
    return names[found], side
