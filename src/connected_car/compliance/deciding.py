"""The words of a note on which its judgement rests, where they stand."""

import re

import numpy as np

from connected_car.classifiers.base import as_texts
from connected_car.classifiers.facts.reading import BAD, BOTH, Facts, read_facts
from connected_car.classifiers.facts.shortening import shortened

_WORD = re.compile(r"[^\s,;:/()\[\]!?]+")
_MOST_WORDS = 80  # of a note that are left out in turn
Piece = tuple[str, bool]


def marked_notes(texts: np.ndarray) -> list[list[Piece]]:
    """Return each note in pieces, ``(text, does it decide)``; together they are the whole note.

    A word decides if, without it, the note would not break the rule (or contradict itself) as it
    does. Each is left out in turn, and all such notes are read at once. Of a long note the
    sentences that state something are taken.

    Args:
        texts: ``(n,)`` notes.
    """
    notes = shortened(as_texts(texts))
    words = [list(_WORD.finditer(note))[:_MOST_WORDS] for note in notes]
    places = [(i, word.start(), word.end()) for i, found in enumerate(words) for word in found]
    if not places:
        return [[(note, False)] for note in notes]
    without = np.array([notes[i][:start] + notes[i][end:] for i, start, end in places], object)
    whole, rest = _sides(read_facts(notes)), _sides(read_facts(without))
    of_note = whole[[i for i, _, _ in places]]
    decides = (np.isin(of_note, (BAD, BOTH)) & (rest != of_note)).any(axis=1)
    spans: list[list[tuple[int, int]]] = [[] for _ in notes]
    for (i, start, end), is_it in zip(places, decides, strict=True):
        if is_it:
            spans[i].append((start, end))
    return [_pieces(note, found) for note, found in zip(notes, spans, strict=True)]


def marked_words(note: str, words: str) -> list[Piece]:
    """Return a note in pieces, of which those decide that are among the words.

    Args:
        note: a text.
        words: as in ``component_compliance``: in small letters, joined by ``; ``.
    """
    known = [
        r"\W+".join(map(re.escape, word.split())) for word in words.split("; ") if word.strip()
    ]
    if not known:
        return _pieces(note, [])
    longest_first = "|".join(sorted(known, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", note, re.IGNORECASE)
    return _pieces(note, [match.span() for match in found])


def _sides(facts: Facts) -> np.ndarray:
    """Return ``(n, 3)`` sides of year, material and condition."""
    return np.stack([facts.year_side, facts.material_side, facts.condition_side], axis=1)


def _pieces(note: str, spans: list[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [(note[at:start], False), (note[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (note[at:], False)] if piece[0]]
