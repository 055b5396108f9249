"""Parameters of the pipeline."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from connected_car.automl.folds import Plan
from connected_car.automl.options import SearchOptions, fill_from_preset
from connected_car.frozen import Frozen
from connected_car.risk.backtest_options import BacktestOptions

Preset = Literal["quick", "standard", "thorough"]
_OWN_NAMES = {"unique_id", "ds", "y", "filled"}  # of ``daily.read_days``


def _listed(names: Any) -> Any:
    """Take names that ``--params``, which parts its items by commas, gives as ``a+b``."""
    return [name.strip() for name in names.split("+")] if isinstance(names, str) else names


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class PresetSearchOptions(SearchOptions):
    """The search's settings, and the preset that fills those left at null."""

    preset: Preset = Field(description="how much is tried")


class ForecastingOptions(Frozen):
    """The group ``forecasting``."""

    series_id: str = Field(description="column that tells the series apart")
    time_column: str = Field(description="column of the day")
    target: str = Field(description="column to forecast")
    frequency: Literal["D"] = Field(description="one value a day")
    horizon: int = Field(description="days ahead", ge=1, le=365)
    holdout_windows: int = Field(
        description="untouched windows of the horizon's length, between training and folds", ge=0
    )
    max_batteries: int = Field(
        description="batteries that are learned from and measured on at most", ge=1
    )
    replace_champion: bool = Field(description="whether a registered champion may be replaced")
    known_in_advance: Names = Field(
        description="columns whose values are known for the days to come"
    )
    accept_leaks: Names = Field(
        description="columns of these that are used although the leak guard accuses them"
    )
    search: PresetSearchOptions = Field(description="what is tried, and when the search ends")
    risk: BacktestOptions = Field(description="how the risk is backtested, and its levels chosen")
    presets: dict[Preset, dict[str, Any]] = Field(description="settings of each preset")
    seed: int = Field(description="same data, settings and seed: same champion", ge=0)

    @model_validator(mode="before")
    @classmethod
    def _fill_from_preset(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Take what ``search`` leaves at null from the preset that it names."""
        return fill_from_preset(given)

    @model_validator(mode="after")
    def _name_columns(self) -> "ForecastingOptions":
        known = self.known_in_advance
        used = {self.series_id, self.time_column, self.target, *_OWN_NAMES}
        if taken := [name for name in known if name in used]:
            raise ValueError(f"known_in_advance cannot name {taken[0]}, which has a use already")
        if unknown := [name for name in self.accept_leaks if name not in known]:
            raise ValueError(
                f"accept_leaks names {unknown[0]}, which known_in_advance does not: add it there"
            )
        return self

    def plan(self) -> Plan:
        """Return where the cutoffs lie."""
        step = self.search.fold_step or self.horizon
        return Plan(self.horizon, self.search.n_folds, step, self.holdout_windows)
