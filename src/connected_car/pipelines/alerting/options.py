"""Parameters of the pipeline."""

from pydantic import BaseModel, ConfigDict, Field


class ResultPlace(BaseModel):
    """One result that the summary points to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(description="the result in a few words", min_length=1, max_length=40)
    path: str = Field(description="where it lies", min_length=1)


class AlertingOptions(BaseModel):
    """The group ``alerting``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    booking_url: str = Field(
        description="page to book a service appointment; {alert_id} stands for the alert",
        pattern=r"^https?://\S*\{alert_id\}\S*$",
    )
    results: tuple[ResultPlace, ...] = Field(description="what the summary says of the results")
