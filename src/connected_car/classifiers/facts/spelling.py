"""Mistyped words of the lexicon, by the words that remain when letters are left out (SymSpell)."""

import re
from collections.abc import Iterable
from itertools import combinations

_SHORTEST, _LONGEST = 4, 20  # letters of a word that is corrected
_TWO_ERRORS_FROM = 8
_SOUNDS = str.maketrans("kz", "cs")  # letters that sound alike
_VOWELS = set("aeiouy")  # abbreviations have none, and lie near too many words
_MOST_KNOWN = 100_000
_DRAWN_OUT = re.compile(r"(.)\1{2,}")  # sooo good
_KEYS = {
    key: (column + row / 4, row)
    for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, key in enumerate(keys)
}


class Speller:
    """Finds the word of a lexicon that a mistyped one was meant to be.

    One error in a word of four letters or more, two in one of eight or more; people seldom
    mistype the first letter, so in a short word it must be right. Of equally near words it is one
    whose wrong letter lies beside the right one on the keyboard.

    Args:
        words: the lexicon.
        others: correct words that are left as they are, also with an s behind; so is a word that is
            nearer to one of them, unless a preferred one may be meant.
        first: words of the lexicon that are preferred among equally near ones.
    """

    def __init__(self, words: Iterable[str], others: Iterable[str], first: Iterable[str]) -> None:
        self.first = frozenset(first)
        self.words = frozenset(
            w for w in words if len(w) >= _SHORTEST and w.isalpha() and _VOWELS & set(w)
        )
        self.others = frozenset(others)
        self.shortened: dict[str, list[str]] = {}
        for word in sorted(self.words):
            for short in _shortened(word, _allowed(word)):
                self.shortened.setdefault(short, []).append(word)
        self.short_others: dict[str, list[str]] = {}
        for other in self.others:
            for short in _shortened(other, 1):
                self.short_others.setdefault(short, []).append(other)
        self.known: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """Return the word of the lexicon that this was meant to be, or the word itself."""
        if word not in self.known:
            if len(self.known) > _MOST_KNOWN:
                self.known.clear()
            short = _DRAWN_OUT.sub(r"\1\1", word)
            meant = self._corrected(short)
            self.known[word] = word if meant == short not in self.words else meant
        return self.known[word]

    def _corrected(self, word: str) -> str:
        if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return word
        if word in self.others or word.removesuffix("s") in self.others:
            return word
        near = {
            target
            for short in _shortened(word, _allowed(word))
            for target in self.shortened.get(short, ())
            if _ends_alike(word, target)
        }
        ranked = sorted(
            (errors(word, target), _is_far(word, target), target not in self.first, target)
            for target in near
        )
        if not ranked or ranked[0][0] > min(_allowed(word), _allowed(ranked[0][-1])):
            return word
        best, target = ranked[0][:2], ranked[0][-1]
        return word if target not in self.first and self._is_nearer(word, best) else target

    def _is_nearer(self, word: str, best: tuple[int, bool]) -> bool:
        """Return whether one of the other words is nearer than the best of the lexicon."""
        near = {
            other for short in _shortened(word, 1) for other in self.short_others.get(short, ())
        }
        return any((errors(word, other), _is_far(word, other)) < best for other in near)


def errors(word: str, target: str) -> int:
    """Return how many letters are missing, added, wrong or swapped (optimal string alignment)."""
    before, last = list(range(len(target) + 1)), list(range(len(target) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, other in enumerate(target, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == target[j - 2] and word[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def is_slip(word: str, target: str) -> bool:
    """Return whether a word may be another one with one error, also where ``Speller`` doubts it."""
    near = word[0] == target[0] and abs(len(word) - len(target)) <= 1
    return near and _ends_alike(word, target) and errors(word, target) == 1


def _is_far(word: str, target: str) -> bool:
    """Return whether a letter stands for one that is not beside it on the keyboard."""
    if len(word) != len(target):
        return False
    wrong = [(a, b) for a, b in zip(word, target, strict=True) if a != b]
    return len(wrong) == 1 and not _are_neighbours(*wrong[0])


def _are_neighbours(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return False
    (x, row), (other_x, other_row) = _KEYS[one], _KEYS[other]
    return abs(x - other_x) <= 1 and abs(row - other_row) <= 1


def _ends_alike(word: str, target: str) -> bool:
    """Return whether first and last letter agree; other endings mostly are other words."""
    word, target = word.translate(_SOUNDS), target.translate(_SOUNDS)
    if target[0] != word[0] and len(word) <= _TWO_ERRORS_FROM:
        return False
    swapped = word[-1] == target[-2] and word[-2] == target[-1]
    return word[-1] == target[-1] or swapped or (len(word) > 5 and target.startswith(word))


def _allowed(word: str) -> int:
    return 2 if len(word) >= _TWO_ERRORS_FROM else 1


def _shortened(word: str, most: int) -> set[str]:
    places = range(len(word))
    return {
        "".join(letter for i, letter in enumerate(word) if i not in left_out)
        for n in range(most + 1)
        for left_out in combinations(places, n)
    }
