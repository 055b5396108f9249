"""Sentences out of a small grammar, in two steps: a template first, then the words in its slots.

A rule is a text with one alternative a line. ``<name>`` in it is replaced by an alternative of the
rule ``name``; ``<part>`` and the others of ``GENERIC`` by the rule of the next fact in the order
wanted (``year_part``). ``{slot}`` stays: a template is the text with its slots, so that two
notes have the same template when they differ in their facts alone.
"""

import random
import re
from collections.abc import Mapping, Sequence

Grammar = Mapping[str, tuple[str, ...]]

GENERIC = ("part", "clause", "colon", "equals", "bare", "abbr")
_RULE, _SLOT = re.compile(r"<(\w+)>"), re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")


def parse(rules: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the alternatives of each rule."""
    return {
        name: tuple(line.strip() for line in text.split("\n") if line.strip())
        for name, text in rules.items()
    }


def expand(grammar: Grammar, rule: str, order: Sequence[str], rng: random.Random) -> str:
    """Return a template that the rule allows.

    Args:
        grammar: the rules.
        rule: the one to begin with.
        order: the facts in the order in which generic rules take them.
        rng: random numbers.
    """
    left = list(order)

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        return alternative(f"{left.pop(0)}_{name}" if name in GENERIC else name)

    def alternative(name: str) -> str:
        return _RULE.sub(replace, rng.choice(grammar[name]))

    return alternative(rule)


def fill(template: str, words: Mapping[str, str]) -> str:
    """Return the template with a word in each slot, a capital first and *an* before vowels."""
    text = _ARTICLE.sub(r"\1n ", _SLOT.sub(lambda match: words[match[1]], template))
    return text[:1].upper() + text[1:]
