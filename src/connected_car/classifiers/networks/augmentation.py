"""Notes written otherwise: other words, years, order and slips, with what is known of each."""

import re
from functools import cache

import numpy as np

from connected_car.classifiers.facts import words_cues, words_facts, words_patterns
from connected_car.classifiers.facts.lexicon import alternatives
from connected_car.classifiers.facts.limits import (
    BAD_CONDITIONS,
    BAD_MATERIALS,
    FIRST_COMPLIANT_YEAR,
    GOOD_CONDITIONS,
)
from connected_car.classifiers.facts.number_words import two_digits_in_words

_MATERIALS = ("plastic", "iron", "nickel", "steel", "copper", "aluminium", "brass", "titanium")
_GROUPS = (
    BAD_MATERIALS,
    GOOD_CONDITIONS,
    BAD_CONDITIONS,
    tuple(name for name in _MATERIALS if name not in BAD_MATERIALS),
)
_FACT = re.compile(
    rf"\b({'|'.join((*_MATERIALS, *GOOD_CONDITIONS, *BAD_CONDITIONS))})\b(?! alloy)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d/-]|\.\d)")
_TURNS = re.compile(r"\b(not?|but|now|instead|was|isn't|nor|neither|once|;|:)\b", re.IGNORECASE)
_LIMIT, _OLDEST, _NEWEST = FIRST_COMPLIANT_YEAR, 1950, 2026
_SHARES = {
    "words": 0.6,
    "year": 0.6,
    "flip": 0.3,
    "form": 0.25,
    "slip": 0.4,
    "order": 0.2,
    "event": 0.1,
    "number": 0.1,
    "contrast": 0.25,
    "aside": 0.12,
}
_BOUNDS = {True: ("before", "prior to", "older than"), False: ("after", "newer than", "later than")}


def rewrite(texts: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each text written otherwise, and whether its year changed sides.

    Materials and conditions are replaced by others on the same side of the rule, a year by one on
    the same or on the other side; letters are mistyped, clauses change places, an event or a number
    is added.
    """
    rng = np.random.default_rng(seed)
    rows = [_rewrite(text, rng) for text in texts]
    return np.array([text for text, _ in rows], object), np.array([flipped for _, flipped in rows])


def _rewrite(text: str, rng: np.random.Generator) -> tuple[str, bool]:
    draw = {name: rng.random() < share for name, share in _SHARES.items()}
    if draw["words"]:
        text = _FACT.sub(lambda match: _pick(_same_side()[match[0].lower()], rng), text)
    if draw["contrast"] and not _TURNS.search(text):
        text = _FACT.sub(lambda match: _contrasted(match[0], rng), text, count=1)
    if draw["order"] and not _TURNS.search(text):
        text = ", ".join(rng.permutation(np.array(text.split(", "), object)))
    years = _YEAR.findall(text)
    flipped = len(years) == 1 and draw["year"] and draw["flip"]
    if len(years) == 1 and draw["year"]:
        year = _other_year(int(years[0]), flipped, rng)
        text = _YEAR.sub(_written(year, rng) if draw["form"] else str(year), text)
    if draw["event"]:
        event, joint = _pick(_cues()["event"], rng), _pick(("", "in "), rng)
        text = f"{text}, {event} {joint}{rng.integers(1990, 2027)}"
    if draw["number"]:
        number = _number(rng)
        text = _pick((f"{number}: {text}", f"{number}, {text}", f"{text}, {number}"), rng)
    if draw["aside"]:
        text = f"{text}{_pick(('.', ',', ';'), rng)} {_aside(rng)}"
    return (_mistype(text, rng) if draw["slip"] else text), flipped


def _contrasted(word: str, rng: np.random.Generator) -> str:
    """Return the word with what it is not, or no longer, beside it."""
    other = _pick(_other_side()[word.lower()], rng)
    denials = _cues()["not"] if rng.random() < 0.5 else _denials()
    away, once = _pick(denials, rng), _pick(_cues()["past"], rng)
    forms = (
        f"{away} {other}, it is {word}",
        f"{away} {other}. it is {word}",
        f"{away} {other} but {word}",
        f"{word}, {away} {other}",
        f"{once} {other}, now {word}",
        f"{once} {other} but now {word}",
        f"no longer {other}, {word}",
        f"not {other}, {word}",
    )
    return _pick(forms, rng)


def _number(rng: np.random.Generator) -> str:
    """Return a number of something that looks like a year, or begins like one."""
    tail = _pick(("", f"-{rng.integers(100):02d}", f"/{rng.integers(100):02d}"), rng)
    return f"{_pick(_cues()['number'], rng)} {rng.integers(_OLDEST, _NEWEST)}{tail}"


def _aside(rng: np.random.Generator) -> str:
    """Return words about another component."""
    known = _same_side()
    fact = _pick(known[_pick(("iron", "steel", "poor", "good"), rng)], rng)
    part = _pick(("gearbox housing", "radiator", "bumper", "wheel hub", "fuel tank", "hinge"), rng)
    return f"{_pick(_cues()['other'], rng)} the {fact} {part}"


def _pick(options: tuple[str, ...], rng: np.random.Generator) -> str:
    return options[rng.integers(len(options))]


def _other_year(year: int, flip: bool, rng: np.random.Generator) -> int:
    """Return a year on the same or the other side, every second one near the limit."""
    early, near = (year < _LIMIT) != flip, rng.random() < 0.5
    if early:
        return int(rng.integers(_LIMIT - 6 if near else _OLDEST, _LIMIT))
    return int(rng.integers(_LIMIT, _LIMIT + 6 if near else _NEWEST))


def _written(year: int, rng: np.random.Generator) -> str:
    """Return a year in short, with a month, or in words."""
    century = "nineteen" if year < 2000 else "twenty"
    words = f"{century} {two_digits_in_words(year % 100)}"
    if 2000 <= year < 2010:
        words = (
            f"two thousand and {two_digits_in_words(year % 100)}" if year > 2000 else "two thousand"
        )
    month, early = rng.integers(1, 13), year < _LIMIT
    bound = rng.integers(year + 1, _LIMIT + 1) if early else rng.integers(_LIMIT - 1, year)
    bounded = f"{_pick(_BOUNDS[early], rng)} {bound}"
    forms = (
        bounded,
        f"'{year % 100:02d}",
        f"{month:02d}/{year}",
        f"{month:02d}/{year % 100:02d}",
        words,
    )
    return _pick(forms, rng)


def _mistype(text: str, rng: np.random.Generator) -> str:
    """Return the text with one or two letters left out, doubled, swapped or wrong."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for i in rng.permutation(long)[: rng.integers(1, 3)]:
        word, at = words[i], int(rng.integers(1, len(words[i]) - 1))
        kind = rng.integers(4)
        middle = ("", word[at] * 2, word[at + 1] + word[at], chr(rng.integers(97, 123)))[kind]
        words[i] = word[:at] + middle + word[at + (2 if kind == 2 else 1) :]
    return " ".join(words)


@cache
def _same_side() -> dict[str, tuple[str, ...]]:
    """Return by fact the words of the lexicon that lie on its side of the rule."""
    known = _listed(words_facts.MATERIALS) | _listed(words_facts.CONDITIONS)
    return {
        name: tuple(phrase for other in group for phrase in (*known[other], other, other))
        for group in _GROUPS
        for name in group
    }


@cache
def _other_side() -> dict[str, tuple[str, ...]]:
    """Return by fact words that lie on the other side of the rule."""
    known = _same_side()
    bad_materials, good, bad, materials = (group[0] for group in _GROUPS)
    pairs = {bad_materials: materials, materials: bad_materials, good: bad, bad: good}
    return {name: known[pairs[group[0]]] for group in _GROUPS for name in group}


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    return _listed(words_cues.CUES)


@cache
def _denials() -> tuple[str, ...]:
    """Return the denials of several words, as *can't say it's*."""
    lines = words_patterns.PATTERNS.split("\n")
    phrases = [p for line in lines if line.startswith("not:") for p in line[4:].split(",")]
    return tuple(" ".join(spelled.split()) for p in phrases for spelled in alternatives(p))


def _listed(text: str) -> dict[str, tuple[str, ...]]:
    """Return by name the phrases that mean it for sure."""
    found: dict[str, list[str]] = {}
    for line in text.strip().split("\n"):
        name, words = line.split(":", 1)
        sure = [word.strip() for word in words.split(",") if "*" not in word]
        found.setdefault(name.strip(), []).extend(word for word in sure if len(word) > 2)
    return {name: tuple(words) for name, words in found.items()}
