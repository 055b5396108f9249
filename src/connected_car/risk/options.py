"""What a user can set about the risk of a battery."""

from pydantic import Field, ValidationInfo, field_validator

from connected_car.frozen import Frozen


class RiskOptions(Frozen):
    """Settings of the scoring function; batch and stream share them."""

    horizon: int = Field(description="days ahead that are forecast", ge=1, le=365)
    n_paths: int = Field(description="sample paths a battery", ge=20, le=10_000)
    history_days: int = Field(description="last days of history that are used", ge=28, le=3_650)
    short_history_days: int = Field(
        description="with fewer days of its own, a battery is marked as an estimate", ge=0
    )
    silent_after_days: int = Field(
        description="days without a reading after which a battery is silent", ge=1, le=365
    )
    watch_above: float | None = Field(
        description="probability from which a battery is watched; null: the champion's own level",
        ge=0,
        le=1,
    )
    alert_above: float | None = Field(
        description="probability from which its owner is told; null: the champion's own level",
        ge=0,
        le=1,
    )
    seed: int = Field(description="seed of the sample paths", ge=0)

    @field_validator("alert_above")
    @classmethod
    def _levels_in_order(cls, alert_above: float | None, info: ValidationInfo) -> float | None:
        watch_above = info.data.get("watch_above")
        if alert_above is not None and watch_above is not None and alert_above < watch_above:
            raise ValueError(f"must not be less than watch_above ({watch_above})")
        return alert_above
