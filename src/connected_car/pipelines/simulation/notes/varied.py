"""Notes as people write them, with their truth: what each states, and how it was varied."""

import random
from collections.abc import Mapping, Sequence

import pandas as pd

from connected_car.pipelines.simulation.notes.facts import COMPONENTS, draw_facts, judge
from connected_car.pipelines.simulation.notes.variations import VARIATIONS
from connected_car.pipelines.simulation.notes.voices import Split, voice_of
from connected_car.pipelines.simulation.notes.writer import Note, Writer

NOTE_COLUMNS = (
    "text",
    "label",
    "year",
    "material",
    "condition",
    "component",
    "reason",
    "needs_review",
    "variation",
    "template",
    "wording",
    "split",
)


def varied_notes(
    n: int,
    split: Split,
    seed: int | str,
    shares: Mapping[str, float] | None = None,
    components: Sequence[str] = COMPONENTS,
) -> pd.DataFrame:
    """Return notes of one split with their truth.

    Args:
        n: number of notes; the first ones are the same whatever it is.
        split: ``training`` or ``evaluation``, which share no template.
        seed: another one gives other notes.
        shares: by variation, how often it is drawn, in proportion; without, all alike.
        components: what the notes are about.

    Returns:
        Columns ``NOTE_COLUMNS``: ``text``; ``label`` (1 = not compliant, 0 = compliant, missing
        where the note leaves it open); ``year``, ``material`` and ``condition`` as stated, missing
        where they are not; ``component``; ``reason`` in words; ``needs_review``, whether a person
        has to decide; ``variation``, a key of ``VARIATIONS``; ``template``, how it is put
        together; ``wording``, the text without its facts; ``split``.
    """
    rng = random.Random(f"{seed} {split}")
    weights = dict.fromkeys(VARIATIONS, 1.0) if shares is None else shares
    writer, names = Writer(voice_of(split), rng), list(weights)
    cumulated = pd.Series(weights, dtype=float).cumsum().tolist()
    notes = []
    for _ in range(n):
        variation = rng.choices(names, cum_weights=cumulated)[0]
        facts = draw_facts(rng, rng.choice(components))
        notes.append((variation, VARIATIONS[variation](writer, facts)))
    return _to_frame(notes).assign(split=split)[list(NOTE_COLUMNS)]


def _to_frame(notes: list[tuple[str, Note]]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "text": [note.text for _, note in notes],
            "year": pd.array([note.stated.year for _, note in notes], dtype="Int16"),
            "material": [note.stated.material for _, note in notes],
            "condition": [note.stated.condition for _, note in notes],
            "component": [note.stated.component for _, note in notes],
            "variation": [variation for variation, _ in notes],
            "template": [note.template for _, note in notes],
            "wording": [note.wording for _, note in notes],
        }
    )
    puzzle = pd.Series([note.puzzle for _, note in notes], dtype=object)
    frame = frame.join(judge(frame))
    frame["reason"] = frame["reason"].where(puzzle == "", puzzle)
    return frame.assign(needs_review=frame["label"].isna() | (puzzle != ""))
