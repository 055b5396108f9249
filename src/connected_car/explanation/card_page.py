"""The model card as a page and as Markdown, from the same card."""

import re
from pathlib import Path

from connected_car.explanation.card import Card
from connected_car.pages import page_template
from connected_car.pages.words import clean

_FOLDER = Path(__file__).parent
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#])")


def card_html(card: Card) -> str:
    """Return the card as one HTML page; texts of strangers are escaped.

    Where the run's id belongs, it says ``{{run_id}}`` for ``TextDataset``.
    """
    return page_template(_FOLDER / f"{card.template}.html.j2").render(card=_cleaned(card))


def card_markdown(card: Card) -> str:
    """Return the card as Markdown; what would be read as markup is escaped."""
    template = page_template(_FOLDER / f"{card.template}.md.j2")
    return template.render(card=_cleaned(card), plain=plain)


def plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", text)


def _cleaned(card: Card) -> Card:
    return type(card).model_validate(clean(card.model_dump(mode="json")))
