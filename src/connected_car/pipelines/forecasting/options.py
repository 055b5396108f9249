"""Parameters of the pipeline."""

from pydantic import BaseModel, ConfigDict, Field

from connected_car.automl.options import SearchOptions


class ForecastingOptions(BaseModel):
    """The group ``forecasting``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    horizon: int = Field(description="days ahead", ge=1, le=365)
    search: SearchOptions = Field(description="what is tried, and when the search ends")
    seed: int = Field(description="same data, settings and seed: same champion", ge=0)
