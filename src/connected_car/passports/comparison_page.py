"""A comparison as a page and as text for the terminal."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connected_car.pages import page_template
from connected_car.pages.words import clean
from connected_car.passports import words

_TEMPLATE = Path(__file__).with_name("comparison.html.j2")
_WIDTH = 100
_LABEL = 18  # characters before the text
_MOST_NAMED = 3
_MOST_LINES = 12  # of one section in the terminal


def comparison_page(comparison: Mapping[str, Any]) -> str:
    """Return a comparison as HTML without script; every text in it is escaped."""
    shown = clean(dict(comparison))
    return page_template(_TEMPLATE).render(
        of=shown, sentences=in_words(shown), words=words, change=_change
    )


def comparison_text(comparison: Mapping[str, Any]) -> str:
    """Return a comparison as plain text of at most 100 columns."""
    shown = clean(dict(comparison))
    blocks = [_block("before", [_who(shown["before"])]) + _block("after", [_who(shown["after"])])]
    blocks += [_block("in short", in_words(shown))]
    for name, rows in {**shown["causes"], **shown["effects"], "results": shown["results"]}.items():
        if rows:
            blocks.append(_block(name, [_line(row) for row in rows]))
    if shown["seconds"]:
        blocks.append(_block("seconds", [_line(row) for row in shown["seconds"]]))
    return f"{'-' * _WIDTH}\n" + "\n".join(blocks)


def in_words(comparison: Mapping[str, Any]) -> list[str]:
    """Return what differs, what it changed, and how long it took, in a sentence each."""
    causes, results = comparison["causes"], comparison["results"]
    named = [f"{name} ({len(rows):,})" for name, rows in causes.items()]
    sentences = [
        f"They differ in {_and(named)}."
        if named
        else "They were made in the same way: by the same call, code, parameters, data and models."
    ]
    shared = comparison["shared_results"]
    if not shared:
        sentences.append("They have no result in common.")
    elif not results:
        sentences.append(f"All {shared:,} results that both have are the same.")
    else:
        first = _and([f"{row['what']} {_pair(row)}" for row in results[:_MOST_NAMED]])
        more = ", among them" if len(results) > _MOST_NAMED else ""
        sentences.append(f"{len(results):,} of the {shared:,} results differ{more}: {first}.")
        if not causes:
            sentences.append("Nothing that a passport holds explains that.")
    return [*sentences, _time(comparison)]


def _time(comparison: Mapping[str, Any]) -> str:
    before, after = comparison["before"]["seconds"], comparison["after"]["seconds"]
    text = f"The first took {words.span(before)}, the second {words.span(after)}"
    if comparison["seconds"]:
        row = comparison["seconds"][0]
        text += f"; the step that differs most is {row['what']} ({_change(row)} s)"
    return f"{text}."


def _who(run: Mapping[str, Any]) -> str:
    when = words.moment(run["started_at"])
    return f"{run['run_id'][:8]}, {when}: {run['headline']}"


def _line(row: Mapping[str, Any]) -> str:
    change = f" ({_change(row)})" if "change" in row else ""
    return f"{row['what']}: {_pair(row)}{change}"


def _pair(row: Mapping[str, Any]) -> str:
    return f"{words.figure(row['before'])} → {words.figure(row['after'])}"


def _change(row: Mapping[str, Any]) -> str:
    """Return by how much a number grew or fell."""
    change = row.get("change")
    if change is None:
        return ""
    return f"{change:+,}" if isinstance(change, int) else words.decimal(change, "+")


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _block(label: str, lines: list[str]) -> str:
    shown = lines[:_MOST_LINES]
    if len(lines) > len(shown):
        shown.append(f"and {len(lines) - len(shown):,} more, which the page lists")
    indent = " " * _LABEL
    wrapped = [
        textwrap.fill(line, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
        for line in shown
    ]
    return f"{label:{_LABEL}}" + "\n".join(wrapped)[_LABEL:] + "\n"
