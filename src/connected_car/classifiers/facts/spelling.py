"""Mistyped words of the lexicon, by the words that remain when letters are left out (SymSpell)."""

from collections.abc import Iterable
from itertools import combinations

_SHORTEST, _LONGEST = 4, 20  # letters of a word that is corrected
_TWO_ERRORS_FROM = 8
_SOUNDS = str.maketrans("kz", "cs")  # letters that sound alike
_VOWELS = set("aeiouy")  # abbreviations have none, and lie near too many words
_MOST_KNOWN = 100_000


class Speller:
    """Finds the word of a lexicon that a mistyped one was meant to be.

    One error in a word of four letters or more, two in one of eight or more; people seldom
    mistype the first letter, so in a short word it must be right.

    Args:
        words: the lexicon.
        others: correct words that are left as they are, also with an s behind.
        first: words of the lexicon that are preferred among equally near ones.
    """

    def __init__(self, words: Iterable[str], others: Iterable[str], first: Iterable[str]) -> None:
        self.first = frozenset(first)
        self.words = sorted(
            w for w in words if len(w) >= _SHORTEST and w.isalpha() and _VOWELS & set(w)
        )
        self.others = frozenset(others)
        self.shortened: dict[str, list[str]] = {}
        for word in self.words:
            for short in _shortened(word, _allowed(word)):
                self.shortened.setdefault(short, []).append(word)
        self.known: dict[str, str] = {}

    def correct(self, word: str) -> str:
        """Return the word of the lexicon that this was meant to be, or the word itself."""
        if word not in self.known:
            if len(self.known) > _MOST_KNOWN:
                self.known.clear()
            self.known[word] = self._corrected(word)
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
        ranked = sorted((errors(word, target), target not in self.first, target) for target in near)
        if not ranked or ranked[0][0] > min(_allowed(word), _allowed(ranked[0][2])):
            return word
        return ranked[0][2]


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
