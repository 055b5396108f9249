"""The words of a note on which its judgement rests, where they stand."""

import re

Piece = tuple[str, bool]  # text, does it decide


def marked_words(note: str, words: str) -> list[Piece]:
    """Return a note in pieces that together are the whole note; those among the words decide.

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


def _pieces(note: str, spans: list[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [(note[at:start], False), (note[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (note[at:], False)] if piece[0]]
