"""Notes as in the workshop: few sentences, so that 100,000 notes hold some 5,000 texts."""

import pandas as pd

from connected_car.pipelines.simulation.blocks import Stream, block_rng
from connected_car.pipelines.simulation.notes.facts import judge

_TEMPLATES = (
    "The component was manufactured in {year}, made of {material}, in {condition} condition.",
    "This component is made of {material}, was manufactured in {year} and is in {condition} "
    "condition.",
    "A part in {condition} condition, made of {material}, with {year} as year of manufacture.",
    "Manufactured in {year}, this part is made of {material} and remains in {condition} condition.",
    "This {material} component from {year} is in {condition} condition.",
    "The technician reports that the {material} part built in {year} has {condition} condition.",
    "Material of the component is {material}, its year {year}, its overall condition {condition}.",
    "According to record, this {material} part dates from {year} and shows {condition} condition.",
)
_YEARS = range(1980, 2020)
_MATERIALS = ("nickel", "steel", "plastic", "iron")
_CONDITIONS = ("excellent", "good", "fair", "poor")


def workshop_notes(n: int, seed: int) -> pd.DataFrame:
    """Return notes with their truth: about 84 % of them do not comply.

    Args:
        n: number of notes; the first ones are the same whatever it is.
        seed: another one gives other notes.

    Returns:
        Columns as ``varied.NOTE_COLUMNS``.
    """
    texts, rng = _distinct_texts(), block_rng(seed, 0, Stream.NOTES)
    return texts.iloc[rng.integers(0, len(texts), n)].reset_index(drop=True)


def _distinct_texts() -> pd.DataFrame:
    levels: list = [_TEMPLATES, _YEARS, _MATERIALS, _CONDITIONS]
    names = ["template", "year", "material", "condition"]
    notes = pd.MultiIndex.from_product(levels, names=names).to_frame(index=False)
    rows = notes.to_dict("records")
    notes.insert(0, "text", [row["template"].format_map(row) for row in rows])
    notes = notes.astype({"year": "Int16"}).join(judge(notes))
    more = {
        "wording": notes["template"],
        "component": None,
        "variation": "workshop",
        "split": "training",
        "needs_review": False,
    }
    return notes.assign(**more)
