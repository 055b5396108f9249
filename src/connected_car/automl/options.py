"""Settings of the search."""

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from connected_car.errors import UserError
from connected_car.forecasters.registry import check_families
from connected_car.frozen import Frozen

Metric = Literal["nrmse", "nmae", "wape", "mase", "pinball"]


def fill_from_preset(given: dict[str, Any]) -> dict[str, Any]:
    """Return a group with what its ``search`` leaves at null taken from the preset it names.

    Args:
        given: the group, with ``search`` and ``presets``.
    """
    search, presets = given.get("search"), given.get("presets")
    if not isinstance(search, dict) or not isinstance(presets, dict):
        return given
    # a wrong name is refused by its own field; the others must not complain beside it
    preset: dict[str, Any] = presets.get(search.get("preset")) or next(iter(presets.values()), {})
    filled = {k: preset.get(k) if v is None else v for k, v in search.items()}
    return {**given, "search": {**preset, **filled}}


class ExitOptions(Frozen):
    """When a search ends (whichever criterion comes first), and how it works."""

    job_time_minutes: float | None = Field(description="the search ends after that time", gt=0)
    metric_threshold: float | None = Field(
        description="a score that is good enough, in units of the primary metric", gt=0
    )
    max_trials: int | None = Field(description="trials at most", ge=1)
    patience: int | None = Field(description="ends after so many trials without a gain", ge=1)
    seconds_per_trial: float | None = Field(
        description="a trial that runs longer is stopped and listed as timed out", gt=0
    )
    workers: int = Field(description="trials at the same time, each in its own process", ge=1)

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.max_trials is None and self.job_time_minutes is None:
            raise ValueError("set max_trials or job_time_minutes, or the search never ends")
        return self


class SearchOptions(ExitOptions):
    """What is tried, on what, and when the search ends."""

    primary_metric: Metric = Field(description="what decides, lower is better")
    n_folds: int = Field(description="past windows of the horizon's length to score on", ge=1)
    fold_step: int | None = Field(
        description="days from one cutoff to the next; null: the horizon", ge=1
    )
    families: tuple[str, ...] = Field(description="what may be tried; the mean always is")
    blocked_families: tuple[str, ...] = Field(description="what may not be tried")
    country: str | None = Field(
        description="code of the country whose public holidays a model may know; null: none"
    )
    sample_batteries: int = Field(
        description="trials are scored on at most so many batteries, drawn at random", ge=1
    )
    prune: bool = Field(description="give up a trial that is worse than most after a fold")
    ensemble: bool = Field(description="try a weighted average of the best trials at the end")

    @field_validator("families", "blocked_families")
    @classmethod
    def _known(cls, families: tuple[str, ...]) -> tuple[str, ...]:
        try:
            check_families(families)
        except UserError as error:
            raise ValueError(str(error)) from error
        return families

    @field_validator("country")
    @classmethod
    def _has_holidays(cls, country: str | None) -> str | None:
        if country is not None:
            import holidays

            if country not in holidays.list_supported_countries():
                raise ValueError(f"no holidays are known of {country!r}; give a code such as 'DE'")
        return country

    def allowed(self) -> tuple[str, ...]:
        """Return the families to try, the mean first."""
        wanted = dict.fromkeys(("mean", *self.families))
        return tuple(f for f in wanted if f == "mean" or f not in self.blocked_families)
