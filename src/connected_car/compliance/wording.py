"""What a note says besides its facts: two notes of one wording differ in year, material and state.

Notes are split by wording, so that a model is tested on sentences that it has never seen.
"""

import re

import numpy as np
import pandas as pd

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# behind an apostrophe, or a month (and a day): no part of 1990-17 or 2001-03-14
_SHORT_YEAR = re.compile(r"(?:['’´`]|(?<![\d/-])(?:\d\d?[/-])?\d\d?[/-])(\d\d)(?![\d/-])")
_NUMBER = re.compile(
    r"\b(?:nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|oh|one|two"
    r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|(?:twen|thir|for|fif|six|seven|eigh|nine)ties)\b"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*\b|\d"
)
_FACT = re.compile(
    r"\b(?:nickel|steel|plastic|iron|copper|alumin\w+|brass|titanium|bronze|metal|polymer|nylon"
    r"|excellent|good|fair|poor|bad|perfect|immaculate|worn\w*|mediocre|ni|cu|ti|al|fe)\b"
)
_MASKED = re.compile(r"[0_](?:\W{0,2}[0_])*")


def wordings(texts: np.ndarray) -> np.ndarray:
    """Return each text in small letters, with years, materials and conditions masked.

    Args:
        texts: ``(n,)``.
    """
    codes, distinct = pd.factorize(np.asarray(texts, object))
    masked = [_mask(text) for text in distinct]
    return np.array([*masked, ""], dtype=object)[:-1][codes]


def years_in(text: str) -> set[int]:
    """Return every year that a text names in digits: 1991, '91, 03/91."""
    long = {int(year) for year in _YEAR.findall(text)}
    short = {int(year) for year in _SHORT_YEAR.findall(text)}
    return long | {1900 + y if y > 30 else 2000 + y for y in short}


def _mask(text: str) -> str:
    lower = text.lower()
    numbered = _NUMBER.sub("0", _FACT.sub("_", lower))
    return " ".join(_MASKED.sub("0", numbered).split())
