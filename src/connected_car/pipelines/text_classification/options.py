"""Parameters of the pipeline."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from connected_car.automl.options import ExitOptions, fill_from_preset
from connected_car.classifiers.registry import check_families
from connected_car.compliance.note_files import Format
from connected_car.errors import UserError
from connected_car.frozen import Frozen
from connected_car.pipelines.text_classification.splits import SplitPlan

Preset = Literal["quick", "standard", "workshop"]
BASELINE = "majority"
SECOND_OPINION = "rule"  # judges beside the champion where the notes are about components


class NetworkOptions(Frozen):
    """Settings of the networks that are given, not searched; null: the family's own."""

    lr: float | None = Field(description="learning rate", gt=0)
    epochs: int | None = Field(description="passes over the notes", ge=1)
    batch_size: int | None = Field(description="notes in a step of learning", ge=1)
    vectors: str | None = Field(
        description="path of a GloVe file for the workshop's network; null: made from the notes"
    )


class TextSearchOptions(ExitOptions):
    """What is tried, on what, and when the search ends."""

    preset: Preset = Field(description="how much is tried")
    primary_metric: Literal["error", "brier", "log_loss"] = Field(
        description="what decides, on wordings and years that were never seen; lower is better"
    )
    families: tuple[str, ...] = Field(description="what may be tried; the majority always is")
    blocked_families: tuple[str, ...] = Field(description="what may not be tried")
    fixed: dict[str, float | str] = Field(
        description="hyperparameters that the preset gives, for the families that have them"
    )
    network: NetworkOptions = Field(description="what is given for the networks")
    copies_per_text: int | None = Field(
        description="copies of the same text that are learned from at most; null: all", ge=1
    )
    grouped: bool = Field(
        description="hold out whole wordings and years; false: notes at random alone"
    )

    @field_validator("families", "blocked_families")
    @classmethod
    def _known(cls, families: tuple[str, ...]) -> tuple[str, ...]:
        try:
            check_families(families)
        except UserError as error:
            raise ValueError(str(error)) from error
        return families

    def given(self) -> dict[str, float | str]:
        """Return the hyperparameters that are not searched."""
        own = self.network.model_dump()
        return self.fixed | {name: value for name, value in own.items() if value is not None}

    def allowed(self) -> tuple[str, ...]:
        """Return the families to try, the baseline first."""
        wanted = dict.fromkeys((BASELINE, *self.families))
        return tuple(f for f in wanted if f == BASELINE or f not in self.blocked_families)


class ReviewOptions(Frozen):
    """When a person decides."""

    missed_cost: float = Field(
        description="of a note judged compliant that is not, in notes that a person reads", gt=0
    )
    false_alarm_cost: float = Field(
        description="of a note judged not compliant that is, in notes that a person reads", gt=0
    )
    least_known_words: float = Field(
        description="share of a text's words that must be known; for other texts than notes about "
        "components, whose facts must be known",
        ge=0,
        le=1,
    )
    max_review_share: float | None = Field(
        description="share of the notes that people can read, at most", gt=0, le=1
    )


class TextClassificationOptions(Frozen):
    """The group ``text_classification``."""

    text_column: str = Field(description="column of the note's text")
    label_column: str = Field(description="column of its label")
    compliance_rules: bool = Field(
        description="whether the notes are about components, labelled 1 (not compliant) and 0"
    )
    max_characters: int = Field(description="a longer note is not learned from", ge=1)
    min_notes_per_class: int = Field(description="a rarer label is not learned", ge=2)
    held_out_share: float = Field(
        description="of the wordings and years, to decide on, and again to report on", gt=0, le=0.3
    )
    reviewed_copies: int = Field(
        description="how many notes a person's judgement counts for in learning", ge=1
    )
    replace_champion: bool = Field(description="whether a registered champion may be replaced")
    search: TextSearchOptions = Field(description="what is tried, and when the search ends")
    review: ReviewOptions = Field(description="when a person decides")
    presets: dict[Preset, dict[str, Any]] = Field(description="settings of each preset")
    seed: int = Field(description="same data, settings and seed: same champion", ge=0)

    @model_validator(mode="before")
    @classmethod
    def _fill_from_preset(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Take what ``search`` leaves at null from the preset that it names."""
        return fill_from_preset(given)

    def only_listed(self) -> tuple[str, ...]:
        """Return the families that are never champion: a judge is no second opinion on itself."""
        return (SECOND_OPINION,) if self.compliance_rules else ()

    def format(self) -> Format:
        """Return what a file of notes must hold."""
        labels = ("0", "1") if self.compliance_rules else ()
        return Format(self.text_column, self.label_column, labels, self.max_characters)

    def plan(self) -> SplitPlan:
        """Return how notes are split."""
        search = self.search
        return SplitPlan(
            self.held_out_share,
            search.grouped,
            self.compliance_rules,
            search.copies_per_text,
            self.seed,
        )
