"""A run described in a few lines of Markdown."""

from collections.abc import Mapping
from typing import Any

from connected_car.passports import words

_MOST_LINKS = 8


def markdown_note(passport: Mapping[str, Any]) -> str:
    """Return what ran, what came of it, and where its pages are."""
    call, memory = passport["call"], words.size(passport["memory"]["total_bytes"])
    lines = [
        f"**{_plain(words.headline(passport))}**",
        "",
        f"`{call['command'].replace('`', '')}`: {words.span(passport['seconds'])}, "
        f"{memory} of memory at most, {passport['warnings']['count']:,} warnings",
    ]
    if passport["error"]:
        lines += ["", f"> {_plain(passport['error']['line'])}"]
    if passport["results"]:
        lines += ["", "| | |", "| --- | ---: |"]
        figures = passport["results"].items()
        lines += [f"| {_plain(name)} | {_plain(words.figure(value))} |" for name, value in figures]
    pages = [link for link in passport["links"] if link["path"].endswith(".html")]
    lines += [
        "",
        f"Code: {words.code_words(passport['code'])}.",
        "Passport: `passport/` of the artifacts.",
    ]
    lines += [f"- {page['what']}: `{page['path']}`" for page in pages[:_MOST_LINKS]]
    return "\n".join(lines)


def _plain(text: str) -> str:
    return text.translate({ord(c): f"\\{c}" for c in "\\`*_|<>[]"})
