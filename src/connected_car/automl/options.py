"""Settings of the search."""

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connected_car.errors import UserError
from connected_car.forecasters.registry import check_families


class SearchOptions(BaseModel):
    """What is tried, on what, and when the search ends (whichever criterion comes first)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    job_time_minutes: float | None = Field(description="no trial begins after that time", gt=0)
    metric_threshold: float | None = Field(
        description="a score that is good enough, normalised RMSE", gt=0
    )
    max_trials: int | None = Field(description="trials at most", ge=1)
    n_folds: int = Field(description="past windows of the horizon's length to score on", ge=1)
    families: tuple[str, ...] = Field(description="what may be tried; the mean always is")

    @field_validator("families")
    @classmethod
    def _known(cls, families: tuple[str, ...]) -> tuple[str, ...]:
        try:
            check_families(families)
        except UserError as error:
            raise ValueError(str(error)) from error
        return tuple(dict.fromkeys(("mean", *families)))

    @model_validator(mode="after")
    def _ends(self) -> "SearchOptions":
        if self.max_trials is None and self.job_time_minutes is None:
            raise ValueError("set max_trials or job_time_minutes, or the search never ends")
        return self
