"""What a user can set about the risk backtest, and about the levels that it chooses."""

from pydantic import Field, ValidationInfo, field_validator

from connected_car.frozen import Frozen


class BacktestOptions(Frozen):
    """The group ``forecasting.risk``."""

    n_cutoffs: int = Field(description="past days on which each battery is judged", ge=4)
    cutoff_step: int = Field(description="days from one to the next", ge=1)
    n_paths: int = Field(description="sample paths a battery", ge=20, le=10_000)
    sample_batteries: int = Field(description="batteries at most, drawn at random", ge=1)
    virtual_ratings: int = Field(description="ratings a battery that are made up", ge=0, le=20)
    min_crossings: int = Field(
        description="with fewer real crossings, made-up ratings are asked about too", ge=0
    )
    missed_failure_cost: float = Field(description="for an alert, in false alarms", gt=0)
    missed_watch_cost: float = Field(description="for a watch, in false alarms", gt=0)
    hysteresis: float = Field(description="a class ends below this part of its level", gt=0, le=1)
    min_recall: float | None = Field(description="share of crossings alerted", ge=0, le=1)
    max_alert_share: float | None = Field(description="share of the fleet in alert", gt=0, le=1)

    @field_validator("missed_watch_cost")
    @classmethod
    def _levels_in_order(cls, watch: float, info: ValidationInfo) -> float:
        alert = info.data.get("missed_failure_cost", 0.0)
        if watch < alert:
            raise ValueError(f"must not be less than missed_failure_cost ({alert:g})")
        return watch
