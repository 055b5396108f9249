"""Parameters of the judgement of components; their defaults stand in ``parameters.yml``."""

from pydantic import Field

from connected_car.frozen import Frozen


class ComponentOptions(Frozen):
    """The group ``component_scoring``."""

    max_characters: int = Field(description="a longer note goes to quarantine", ge=1)
    review_rows: int = Field(description="notes in the queue for people at most", ge=1)
