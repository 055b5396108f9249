"""Parameters of the pipeline."""

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator


class ResultPlace(BaseModel):
    """One result that the summary points to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(description="the result in a few words", min_length=1, max_length=40)
    path: str = Field(description="where it lies", min_length=1)


class AlertingOptions(BaseModel):
    """The group ``alerting``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    booking_url: str = Field(
        description="page to book a service appointment; {alert_id} stands for the alert"
    )
    results: tuple[ResultPlace, ...] = Field(description="what the summary says of the results")

    @field_validator("booking_url")
    @classmethod
    def _a_page_for_an_alert(cls, url: str) -> str:
        if not re.fullmatch(r"https?://\S+", url) or "{alert_id}" not in url:
            raise ValueError("must be an http or https address with {alert_id} in it")
        return url
