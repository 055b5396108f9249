"""Parameters of the simulation; their defaults stand in ``conf/base/simulation/parameters.yml``."""

from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from connected_car.frozen import Frozen
from connected_car.pipelines.simulation.blocks import KNOWN_FUTURE_DAYS
from connected_car.pipelines.simulation.notes.options import NoteOptions

_Model = TypeVar("_Model")
Share = Annotated[float, Field(ge=0, le=1)]


class DueShares(Frozen):
    """Shares of batteries by the day on which they pass their rating; the rest does so later."""

    past: Share = Field(description="passed within the last 60 days of data")
    within_30_days: Share = Field(description="passes within 30 days after the last day of data")
    within_90_days: Share = Field(description="passes 31 to 90 days after the last day of data")

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        return _check_sum(self, self.past + self.within_30_days + self.within_90_days)


class CadenceShares(Frozen):
    """Shares of batteries by how often they are read; the rest is read once a day."""

    twice_a_day: Share = Field(description="every 12 hours")
    switching: Share = Field(description="every 12 hours until a day of the battery's own")
    drifting: Share = Field(description="once a day, some minutes early or late")

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        return _check_sum(self, self.twice_a_day + self.switching + self.drifting)


class DirtShares(Frozen):
    """How much of each kind of dirt; all shares are of readings unless said otherwise."""

    exact_duplicates: Share = Field(description="a second, equal row (added)")
    conflicting_duplicates: Share = Field(description="same time, other values (added)")
    unparsable: Share = Field(description="a cell that is no number (replaced)")
    negative: Share = Field(description="a negative value (replaced)")
    impossible: Share = Field(description="over 1,440 minutes or 5 cycles a day (replaced)")
    clock_jumps: Share = Field(description="dated years before, age unchanged (added)")
    future_dates: Share = Field(description="dated 2090 or later (added)")
    empty_ids: Share = Field(description="without a battery id (added)")
    hostile_ids: Share = Field(description="script, formula, path … as battery id (added)")
    gaps: Share = Field(description="share of 30-day periods with a gap of 1 to 20 days")
    counter_resets: Share = Field(description="share of batteries whose counter starts anew")
    file_faults: bool = Field(description="some files with BOM, CRLF, other columns, a cut end")

    @model_validator(mode="after")
    def _at_most_all(self) -> Self:
        others = {"gaps", "counter_resets", "file_faults"}
        return _check_sum(self, sum(v for k, v in self.model_dump().items() if k not in others))


class ChargingOptions(Frozen):
    """Batteries that are read only when they are charged."""

    charged_days: float = Field(
        description="share of days with a charge, a battery's typical one", gt=0, le=1
    )
    by_level: Share = Field(description="share of charges because the battery is low")
    habit_change: float = Field(
        description="how far habits take a car from its usual level, standard deviation of the log",
        ge=0,
        le=2,
    )
    short_histories: Share = Field(description="share of batteries whose log began lately")
    short_history_days: int = Field(description="days of such a log", ge=1)
    due: DueShares


class SimulationOptions(Frozen):
    """What fleet to write."""

    preset: Literal["fleet", "lab", "charging_log"] = Field(
        description="fleet (structure to be learned), lab (white noise like the workshop's "
        "battery), or charging_log (read when charged)"
    )
    n_batteries: int = Field(description="batteries with readings", ge=1, le=1_000_000)
    n_days: int = Field(description="days of data", ge=1, le=3_650)
    end_date: date = Field(description="last day of data")
    seed: int = Field(description="other seed, other fleet", ge=0)
    n_notes: int = Field(description="labelled notes like the workshop's", ge=1, le=10_000_000)
    notes: NoteOptions
    batteries_per_file: int = Field(description="batteries in one file of readings", ge=1)
    future_days: int = Field(
        description="days of the stored true future", ge=1, le=KNOWN_FUTURE_DAYS
    )
    due: DueShares
    cadences: CadenceShares
    charging: ChargingOptions
    dirt: DirtShares


def _check_sum(model: _Model, total: float) -> _Model:
    if total > 1 + 1e-9:
        raise ValueError(f"the shares add up to {total:g}, over 1")
    return model
