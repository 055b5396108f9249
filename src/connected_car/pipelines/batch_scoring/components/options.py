"""Parameters of the judgement of components; their defaults stand in ``parameters.yml``."""

from pydantic import BaseModel, ConfigDict, Field


class ComponentOptions(BaseModel):
    """The group ``component_scoring``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_characters: int = Field(description="a longer note goes to quarantine", ge=1)
    review_rows: int = Field(description="notes in the queue for people at most", ge=1)
