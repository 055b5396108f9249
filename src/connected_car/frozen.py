"""What all groups of parameters have in common."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Named values that are checked once and never change; an unknown name is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)
