"""The model card: what a reader must know about a champion; none of its fields may be empty.

Its parts follow Mitchell et al. 2019, "Model cards for model reporting".
"""

from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from connected_car.errors import UserError
from connected_car.frozen import Frozen

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Setting(Frozen):
    """A name and its value."""

    name: Text
    value: Text


class DataFacts(Frozen):
    """The data that the model was learned from."""

    table: Text
    version: Text
    batteries: int = Field(ge=1)
    days: int = Field(ge=1, description="days with a value, of all batteries together")
    first_day: date
    last_day: date
    filled_share: Number = Field(ge=0, le=1, description="share of the days that are interpolated")


class Window(Frozen):
    """Days that a model was scored on."""

    role: Text
    first_day: date
    last_day: date


class Metric(Frozen):
    """A metric of the champion and of the mean."""

    name: Text
    meaning: Text
    folds: Number
    folds_mean: Number
    holdout: Number
    holdout_mean: Number


class Slice(Frozen):
    """The NRMSE of a part of the fleet on the hold-out, and how often its sums were as expected."""

    slice: Text
    value: Text
    batteries: int = Field(ge=1)
    score: Number
    lower: Number | None = Field(description="None for too few batteries")
    upper: Number | None
    coverage_80_sum: Number | None = Field(description="None for a part of the days")


class Change(Frozen):
    """What changed since the last champion."""

    what: Text
    before: Text
    now: Text


class Term(Frozen):
    """A word and what it means."""

    word: Text
    meaning: Text


class Card(Frozen):
    """What every card tells; an empty field is an error."""

    template: ClassVar[str]

    title: Text
    summary: Texts
    intended_use: Texts
    out_of_scope: Texts
    family: Text
    family_in_words: Text
    hyperparameters: Annotated[tuple[Setting, ...], Field(min_length=1)]
    rests_on: Texts
    verdict: Text
    misses: Texts
    limits: Texts
    changes_note: Text
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    command: Text
    reproduction: Annotated[tuple[Setting, ...], Field(min_length=1)]
    glossary: Annotated[tuple[Term, ...], Field(min_length=1)]


class ModelCard(Card):
    """The card of a forecaster."""

    template = "model_card"

    data: DataFacts
    windows: Annotated[tuple[Window, ...], Field(min_length=1)]
    windows_note: Text
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)]
    slices: Annotated[tuple[Slice, ...], Field(min_length=1)]
    leak_overrides: Texts


class NotesFacts(Frozen):
    """The notes that a judge of them was learned from."""

    table: Text
    version: Text
    read: int = Field(ge=1)
    kept: int = Field(ge=1)
    rejected: int = Field(ge=0)
    distinct: int = Field(ge=1)
    reviewed: int = Field(ge=0)


class NotesPart(Frozen):
    """Notes that took part in one way, and how good the champion is on them."""

    part: Text
    meaning: Text
    notes: int = Field(ge=1)
    accuracy: Text
    baseline: Text
    log_loss: Text
    brier: Text
    auc: Text
    ece: Text


class Behaviour(Frozen):
    """A line of the behaviour suite."""

    kind: Text
    what: Text
    notes: int = Field(ge=1)
    passed: Text
    review: Text


class NotesCard(Card):
    """The card of a judge of notes."""

    template = "notes_card"

    data: NotesFacts
    parts: Annotated[tuple[NotesPart, ...], Field(min_length=1)]
    review: Texts
    behaviour_note: Text
    behaviour: tuple[Behaviour, ...]


C = TypeVar("C", bound=Card)


def make_card(kind: type[C] = ModelCard, **fields: Any) -> C:  # type: ignore[assignment]
    """Return the card; raises ``UserError`` that names each field that is empty or wrong."""
    try:
        return kind(**fields)
    except ValidationError as error:
        named = [f"{'.'.join(map(str, e['loc']))} ({e['msg']})" for e in error.errors()]
        raise UserError(f"the model card is not complete: {'; '.join(named)}") from None
