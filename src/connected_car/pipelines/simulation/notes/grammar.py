"""Sentences out of a small grammar: a template, its wording, then the words in its slots.

A rule is a text with one alternative a line. ``<name>`` in it is replaced by an alternative of the
rule ``name``; ``<part>`` and the others of ``GENERIC`` by the rule of the next fact in the order
wanted (``year_part``). ``{slot}`` stays until the text is filled. A *template* is how a note is
put together (``{component} <part>, <part>, <part>``), a *wording* the text with its slots: two
notes have the same wording when they differ in their facts alone.
"""

import random
import re
from collections.abc import Mapping, Sequence

Grammar = Mapping[str, tuple[str, ...]]

GENERIC = ("part", "clause", "colon", "equals", "bare", "abbr")
# rules that a template shows; others it only names
SKELETONS = ("sentence", "terse", "front", "key_value", "abbreviations")
_RULE, _SLOT = re.compile(r"<(\w+)>"), re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou])")


def parse(rules: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the alternatives of each rule."""
    return {
        name: tuple(line.strip() for line in text.split("\n") if line.strip())
        for name, text in rules.items()
    }


def choose_template(grammar: Grammar, rule: str, rng: random.Random) -> str:
    """Return a template that the rule allows."""

    def replace(match: re.Match[str]) -> str:
        return rng.choice(grammar[match[1]]) if match[1] in SKELETONS else match[0]

    return _RULE.sub(replace, rng.choice(grammar[rule]))


def expand(grammar: Grammar, template: str, order: Sequence[str], rng: random.Random) -> str:
    """Return a wording of a template.

    Args:
        grammar: the rules.
        template: as from ``choose_template``.
        order: the facts in the order in which generic rules take them.
        rng: random numbers.
    """
    left = list(order)

    def replace(match: re.Match[str]) -> str:
        name = f"{left.pop(0)}_{match[1]}" if match[1] in GENERIC else match[1]
        return _RULE.sub(replace, rng.choice(grammar[name]))

    return _RULE.sub(replace, template)


def fill(wording: str, words: Mapping[str, str]) -> str:
    """Return the text with a word in each slot, capitals at its start and *an* before vowels."""
    text = _ARTICLE.sub(r"\1n ", _SLOT.sub(lambda match: words[match[1]], wording))
    text = text.replace(". it ", ". It ").replace(". the ", ". The ")
    return text[:1].upper() + text[1:]
