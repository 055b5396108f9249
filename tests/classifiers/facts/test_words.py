"""Tokens, spelling, phrases and years in words against naive ways of finding them."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.classifiers.facts.lexicon import Kind, Phrase, Table, lexicon
from connected_car.classifiers.facts.mentions import Mentions, find_phrases
from connected_car.classifiers.facts.number_words import two_digits_in_words
from connected_car.classifiers.facts.reading import read_facts
from connected_car.classifiers.facts.spelling import Speller, errors
from connected_car.classifiers.facts.tokens import START, tokenise

MEANT_BESIDE = [
    ("hub in far condition", "hub in fair condition"),
    ("hub, cond: xnlt", "hub, cond: xlnt"),
    ("made of cooper", "made of copper"),
    ("newer thn 1994", "newer than 1994"),
    ("of the lae nineties", "of the late nineties"),
    ("built nineteen ninety fie", "built nineteen ninety five"),
    (
        "Steel hub, 2004, good. The plastic fuel tak was not checked.",
        "Steel hub, 2004, good. The plastic fuel tank was not checked.",
    ),
]
WORDS = st.text(alphabet="abc", max_size=5)


@given(st.lists(st.text(alphabet="ab1 .,'\n", max_size=30), max_size=6))
@settings(max_examples=80)
def test_tokens_as_by_one_expression_a_note(texts):
    stream = tokenise(np.array(texts, object))
    found = [[] for _ in texts]
    for word, note in zip(stream.words[stream.ids], stream.notes(), strict=True):
        found[note].append(word)
    naive = [re.findall(r"[ab]+(?:'[ab]+)*|1+|\n+|[.,']", text) for text in texts]
    assert found == [[START, *row] for row in naive]


@given(WORDS, WORDS)
def test_errors_as_by_recursion(word, target):
    def naive(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        best = min(naive(a[1:], b) + 1, naive(a, b[1:]) + 1, naive(a[1:], b[1:]) + (a[0] != b[0]))
        if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
            best = min(best, naive(a[2:], b[2:]) + 1)
        return best

    assert errors(word, target) == naive(word, target)


def test_words_of_the_lexicon_are_corrected_and_others_left():
    speller = Speller(["steel", "manufactured", "good"], ["steal"], [])
    assert [speller.correct(w) for w in ("stel", "stele", "goood", "manufatcurd")] == [
        "steel",
        "steel",
        "good",
        "manufactured",
    ]
    assert speller.correct("goooood") == "good"
    for other in ("steal", "steels", "food", "god", "stiff", "x" * 500):
        assert speller.correct(other) == other


def test_of_words_equally_near_it_is_the_one_whose_letters_lie_side_by_side():
    assert Speller(["four", "fair"], [], ["four"]).correct("faur") == "fair"
    assert Speller(["four", "fair"], [], ["four"]).correct("foir") == "four"
    assert Speller(["bolt"], ["both"], []).correct("boht") == "boht"  # not a bolt
    assert Speller(["bolt"], [], []).correct("boht") == "bolt"


@pytest.mark.parametrize(("strange", "plain"), MEANT_BESIDE)
def test_a_strange_word_is_read_for_what_stands_beside_it(strange, plain):
    read = read_facts(np.array([strange, plain], object))
    for name in ("year_low", "year_high", "material", "condition"):
        found, wanted = getattr(read, name).tolist()
        assert found == pytest.approx(wanted, nan_ok=True), name
    assert read.flags["other_component"][0] == read.flags["other_component"][1]


@pytest.mark.parametrize(
    "text",
    ["Mini Cooper radiator, 2004, good", "not far from here", "gold condition tank", "four out"],
)
def test_a_word_of_its_own_is_no_fact(text):
    assert read_facts(np.array([text], object)).material[0] is None


def test_the_longest_phrase_wins_and_none_overlap():
    numbers = {"a": 1, "b": 2, "c": 3}
    table = Table({("a",): Phrase(1), ("a", "b"): Phrase(2), ("b", "c"): Phrase(3)}, numbers)
    found = find_phrases(np.array([1, 2, 3, 0, 1, 3, 2, 3]), table)
    assert list(zip(found.first, found.last, found.kind, strict=True)) == [
        (0, 1, 2),
        (4, 4, 1),
        (6, 7, 3),
    ]


def test_a_doubt_stands_where_phrases_share_words():
    kinds = {("a", "b"): Phrase(Kind.ASIDE), ("b", "c"): Phrase(Kind.DOUBT)}
    found = find_phrases(np.array([1, 2, 3, 1, 2]), Table(kinds, {"a": 1, "b": 2, "c": 3}))
    assert list(zip(found.first, found.kind, strict=True)) == [(1, Kind.DOUBT), (3, Kind.ASIDE)]


@given(st.lists(st.integers(0, 2), max_size=25))
def test_phrases_that_share_words_as_by_a_loop(numbers):
    table = Table({("a", "b"): Phrase(Kind.DOUBT), ("b", "a"): Phrase(Kind.NOT)}, {"a": 1, "b": 2})
    taken, naive = [False] * (len(numbers) + 1), []
    for first, kind in (((1, 2), Kind.DOUBT), ((2, 1), Kind.NOT)):
        for i in range(len(numbers) - 1):
            if tuple(numbers[i : i + 2]) == first and not taken[i] and not taken[i + 1]:
                taken[i] = taken[i + 1] = True
                naive.append((i, kind))
    found = find_phrases(np.array(numbers, int), table)
    assert list(zip(found.first, found.kind, strict=True)) == sorted(naive)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.integers(1, 9))
def test_before_and_behind_as_by_a_loop(kinds, reach):
    kind = np.array(kinds)
    place = np.arange(len(kind)) * 2
    m = Mentions(place, place, kind, kind, kind)
    everyone = np.arange(len(kind))
    before = m.before(kind == 1, kind == 2, reach, everyone)
    behind = m.behind(kind == 1, kind == 2, reach, everyone)
    for i in range(len(kind)):
        left = range(i - 1, -1, -1)
        right = range(i + 1, len(kind))
        assert before[i] == _first(left, kind, abs_reach=reach, at=i)
        assert behind[i] == _first(right, kind, abs_reach=reach, at=i)


def _first(places, kind, abs_reach, at):
    for j in places:
        if kind[j] == 1:
            return j if abs(at - j) * 2 <= abs_reach else -1
        if kind[j] == 2:
            return -1
    return -1


@pytest.mark.parametrize("year", [*range(1921, 2000, 7), *range(2011, 2026)])
def test_a_year_in_words_is_read(year):
    century = "nineteen" if year < 2000 else "twenty"
    rest = two_digits_in_words(year % 100)
    forms = [f"made in {century} {rest}", f"made in {century}-{rest.replace('-', ' ')}"]
    if year < 2000:
        forms += [f"nineteen hundred and {rest}", f"made in '{year % 100}"] * (year >= 1936)
    facts = read_facts(np.array(forms, object))
    assert (facts.year == year).all()


def test_phrases_of_the_lexicon_are_looked_up_by_their_first_meaning():
    kinds = {k.name for k in Kind}
    assert {"MATERIAL", "CONDITION", "MADE", "EVENT", "NOT"} <= kinds
    numbers = lexicon().look_up(["steel", "stel", "steel's", "xyzzyx"])
    assert numbers[0] == numbers[1] == numbers[2] > 0 == numbers[3]
