"""Long notes, cut down to the sentences that state something."""

import re

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.reading import read_facts

LONG, _KEPT = 400, 800  # characters
_SENTENCE = re.compile(r"(?<=[.;!?\n])\s+")


def shortened(texts: np.ndarray) -> np.ndarray:
    """Return the texts, of long ones the sentences alone in which the lexicon finds something."""
    short = texts.copy()
    for i in np.flatnonzero([len(text) > LONG for text in texts]):
        sentences = np.array(_SENTENCE.split(texts[i]), object)
        places, distinct = pd.factorize(sentences)
        tells = ~read_facts(np.asarray(distinct, object)).flags["says_nothing"]
        short[i] = (" ".join(sentences[tells[places]]) or texts[i])[:_KEPT]
    return short
