"""Parameters of the notes; their defaults stand in ``conf/base/simulation/parameters.yml``."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from connected_car.frozen import Frozen

Share = Annotated[float, Field(ge=0, le=1)]


class VariationShares(Frozen):
    """Shares of the varied notes by the way in which they are written; the rest is plain."""

    word_order: Share = Field(description="condition or material first")
    two_sentences: Share = Field(description="the facts over two or three sentences")
    terse: Share = Field(description="bare words between commas, slashes, dashes")
    key_value: Share = Field(description="year: 1993; material: nickel")
    abbreviations: Share = Field(description="mfd, cond., MY, Ni")
    short_year: Share = Field(description="'91, 01/2001, Mar 2001")
    year_in_words: Share = Field(description="nineteen ninety-one, the early nineties")
    year_bound: Share = Field(description="made before 1990, built after 2001")
    synonyms: Share = Field(description="worn out, cast iron, polymer")
    upper_case: Share = Field(description="capitals only")
    typing_errors: Share = Field(description="one to three wrong letters, no digit")
    other_year: Share = Field(description="a second year that does not count: inspected 2019")
    other_component: Share = Field(description="material or condition of another component")
    extra_text: Share = Field(description="remarks about other things besides")
    negation: Share = Field(description="not plastic but nickel, no longer poor, now good")
    denial: Share = Field(description="what a fact is not, without what it is: not plastic")
    vague: Share = Field(description="a fact that leaves the rule open: old, some metal")
    combined: Share = Field(description="several of these in one note")
    missing_facts: Share = Field(description="one or two facts are not stated")
    contradiction: Share = Field(description="one fact stated twice, on both sides of the rule")
    irrelevant: Share = Field(description="nothing of the component")
    other_language: Share = Field(description="German, French, Spanish …")
    empty: Share = Field(description="no text, blanks, a dash")
    hostile: Share = Field(description="script, SQL, formula, control characters besides")
    very_long: Share = Field(description="the note somewhere in 100 kB of other text")

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        total = sum(self.model_dump().values())
        if total > 1 + 1e-9:
            raise ValueError(f"the shares add up to {total:g}, over 1")
        return self

    def with_plain(self) -> dict[str, float]:
        """Return the share of each variation, the plain one first."""
        shares = self.model_dump()
        return {"plain": max(1 - sum(shares.values()), 0.0), **shares}


class InspectionShares(Frozen):
    """The notes to score."""

    components: int = Field(description="most components inspected in a vehicle", ge=1, le=12)
    not_compliant: Share = Field(description="share of inspections that find a component so")
    unclear: Share = Field(description="share whose note leaves it open")
    mended: Share = Field(description="share of those not compliant with a newer, fine inspection")

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        if self.not_compliant + self.unclear > 1 + 1e-9:
            raise ValueError("not_compliant and unclear add up to over 1")
        return self


class NoteOptions(Frozen):
    """Which notes to write besides those of the workshop's kind."""

    n_varied: int = Field(description="notes as people write them, to learn from", ge=0)
    n_evaluation: int = Field(description="such notes in other sentences, to evaluate", ge=0)
    shares: VariationShares
    inspections: InspectionShares
