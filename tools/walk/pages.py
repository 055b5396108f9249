"""The blocks of a page: lines for a terminal, and what the page says that they print."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.reference.shown import spans

_BLOCK = re.compile(r"^( *)```(sh|text)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s+)# .*$")


class Block(NamedTuple):
    """Lines that are typed one after the other, and what they are said to print."""

    lines: tuple[str, ...]
    shown: str = ""


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a page as a reader meets them; then the commands in its sentences."""
    lines: tuple[str, ...] = ()
    for indent, kind, block in _BLOCK.findall(text):
        plain = re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)
        if kind == "text":
            yield Block(lines, plain)
            lines = ()
            continue
        if lines:
            yield Block(lines)
        lines = tuple(filter(None, map(typed, plain.replace("\\\n", "").splitlines())))
    if lines:
        yield Block(lines)
    yield from (Block((span,)) for span in spans(text) if span.startswith(("kedro ", "make ")))


def typed(line: str) -> str:
    """Return a line as it is typed: without its comment, and one blank between words."""
    return re.sub(r"\s+", " ", _COMMENT.sub("", line)).strip()
