"""Typing errors as people make them."""

import random
import string

_NEIGHBOURS = {
    upper: row[max(i - 1, 0) : i] + row[i + 1 : i + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for i, upper in enumerate(row)
}


def mistype(text: str, rng: random.Random) -> str:
    """Return the text with one to three typing errors, never in a digit, one a word at most."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    for i in rng.sample(long, min(len(long), rng.randint(1, 3))):
        words[i] = _mistype_word(words[i], rng)
    return " ".join(words)


def _mistype_word(word: str, rng: random.Random) -> str:
    i, kind = rng.randint(1, len(word) - 2), rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1 :]
    if kind == 1:
        return word[:i] + word[i] + word[i:]
    if kind == 2:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    near = _NEIGHBOURS.get(word[i].lower(), string.ascii_lowercase)
    return word[:i] + rng.choice(near) + word[i + 1 :]
