"""The words of notes by which the rule decides."""

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.mentions import Mentions
from connected_car.classifiers.facts.tokens import Stream

_AROUND = re.compile(r"\s*([./-])\s*|(?<!\w)'\s+")  # as people write 01/1991, '91, good-looking


def words_of(stream: Stream, mentions: Mentions, chosen: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` the words of each note's chosen mentions, in their order, joined by ``; ``.

    Args:
        stream: the tokens.
        mentions: all that is mentioned.
        chosen: places of the mentions that decide, ascending.
    """
    first, last = mentions.first[chosen], mentions.last[chosen]
    note = stream.notes()[first]
    words = stream.words[stream.ids[first]] if len(first) else np.empty(0, object)
    for row in np.flatnonzero(last > first):
        words[row] = _phrase(*stream.words[stream.ids[first[row] : last[row] + 1]])
    found = np.full(stream.n_notes, "", dtype=object)
    again = pd.DataFrame({"note": note, "word": words}).duplicated().to_numpy()
    for place, word in zip(note[~again].tolist(), words[~again].tolist(), strict=True):
        found[place] = f"{found[place]}; {word}" if found[place] else word
    return found


@lru_cache(maxsize=10_000)
def _phrase(*words: str) -> str:
    return _AROUND.sub(lambda match: match[1] or "'", " ".join(words))
