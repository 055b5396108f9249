"""Parameters of the pipeline."""

from pydantic import BaseModel, ConfigDict, Field

from connected_car.compliance.note_files import Format


class TextClassificationOptions(BaseModel):
    """The group ``text_classification``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text_column: str = Field(description="column of the note's text")
    label_column: str = Field(description="column of its label")
    compliance_rules: bool = Field(
        description="whether the notes are about components, labelled 1 (not compliant) and 0"
    )
    max_characters: int = Field(description="a longer note is not learned from", ge=1)

    def format(self) -> Format:
        """Return what a file of notes must hold."""
        labels = ("0", "1") if self.compliance_rules else ()
        return Format(self.text_column, self.label_column, labels, self.max_characters)
