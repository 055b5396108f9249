"""Settings of the cleaning, one frozen model."""

import re
from datetime import date
from typing import Literal

from pydantic import Field, field_validator

from connected_car.frozen import Frozen


class CleaningOptions(Frozen):
    """What counts as a reading, and how a day without one is treated."""

    gap_policy: Literal["interpolate", "zero", "auto"] = Field(
        description="missing readings: interpolated in time, no use, or decided per battery"
    )
    max_gap_days: int = Field(description="longest gap that is interpolated, days", ge=0, le=3650)
    zero_min_missing_share: float = Field(
        description="auto: least share of days without a reading in a charging log", ge=0, le=1
    )
    zero_min_missing_share_by_counter: float = Field(
        description="auto: the same, where the counter shows that no use was lost on them",
        ge=0,
        le=1,
    )
    zero_min_correlation: float = Field(
        description="auto: least correlation of a reading with the days before it", ge=0, le=1
    )
    battery_id_pattern: str = Field(description="regular expression of a whole battery id")
    earliest_date: date = Field(description="first day that can be true")
    as_of: date | None = Field(description="last day that is known; null: today")
    today: date = Field(description="the present day, UTC")
    max_trips: float = Field(description="most trips of a reading", gt=0)
    max_trip_duration_minutes: float = Field(
        description="longest trip duration of a reading, minutes", gt=0
    )
    max_cycles_per_day: float = Field(description="most cycles of a day", gt=0)
    clock_tolerance_days: int = Field(
        description="how far a reading's day may be from the battery's age, days", ge=1, le=365
    )
    clock_min_agreement: float = Field(
        description="least share of readings that agree, for the age to be a clock", gt=0.5, le=1
    )
    counter_tolerance_cycles: float = Field(
        description="smallest change of the counter that is called a reset or a jump, cycles", gt=0
    )
    max_line_length: int = Field(description="longest line that is read, bytes", ge=200, le=1000000)

    @field_validator("battery_id_pattern")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return pattern

    @property
    def last_day(self) -> date:
        """The last day whose readings count."""
        return self.as_of or self.today
