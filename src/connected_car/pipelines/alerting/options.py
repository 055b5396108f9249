"""Parameters of the pipeline."""

import ipaddress
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from connected_car.frozen import Frozen


class ResultPlace(Frozen):
    """One result that the summary points to."""

    what: str = Field(description="the result in a few words", min_length=1, max_length=40)
    path: str = Field(description="where it lies", min_length=1)


class LifeOptions(Frozen):
    """When an alert opens, eases and closes."""

    open_after_days: int = Field(
        description="days that a finding stands before it opens an alert; overdue: at once",
        ge=0,
        le=365,
    )
    close_after_days: int = Field(
        description="days below its severity after which an alert eases or closes", ge=0, le=365
    )
    forgotten_after_days: int = Field(
        description="days after which an acknowledged alert that still stands is listed", ge=1
    )


class Acknowledgement(Frozen):
    """A person's word that an alert is taken care of; all four or none."""

    alert_id: str | None = Field(description="the alert; null: nothing is acknowledged")
    owner: str | None = Field(description="who takes care of it")
    reason: str | None = Field(description="what is done, or why nothing need be sent")
    until: date | None = Field(description="last day on which nothing is sent")

    @field_validator("alert_id", "owner", "reason", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> str | None:
        return None if value is None else str(value).strip("'\" ") or None

    @model_validator(mode="after")
    def _is_complete(self) -> "Acknowledgement":
        given = {"acknowledge": self.alert_id, "owner": self.owner, "reason": self.reason}
        given["until"] = None if self.until is None else self.until.isoformat()
        missing = [name for name, value in given.items() if value is None]
        if missing and len(missing) < len(given):
            raise ValueError(
                f"missing: {', '.join(missing)}; write "
                "acknowledge=ALERT_ID,owner=NAME,reason=WORDS,until=YYYY-MM-DD"
            )
        return self


class BudgetOptions(Frozen):
    """How many drivers a workshop may be sent, and what it costs to let one wait."""

    per_day: int = Field(description="invitations a day and workshop", ge=0)
    per_week: int = Field(description="invitations in any seven days and workshop", ge=0)
    missed_failure_cost: float = Field(description="of a battery that fails untold", gt=0)
    missed_violation_cost: float = Field(description="of a component in breach, untold", gt=0)


class StormOptions(Frozen):
    """When a run alerts so many at once that something else must be wrong."""

    release: bool = Field(description="send what a storm holds back")
    min_alerts: int = Field(description="fewer new invitations than this are no storm", ge=1)
    first_share: float = Field(description="share of the fleet, without a history", gt=0, le=1)
    min_share: float = Field(description="a smaller share of the fleet is no storm", gt=0, le=1)
    times_usual: float = Field(description="times what the last 90 days led to expect", gt=1)


class OperationsOptions(Frozen):
    """What the people who run the platform are told."""

    max_lag_seconds: float = Field(description="age of the oldest waiting file, seconds", gt=0)
    max_rejected_share: float = Field(description="share of rejected readings", ge=0, le=1)
    max_silent_share: float = Field(description="share of silent batteries", ge=0, le=1)
    max_versions_behind: int = Field(
        description="data versions that may have come since the champion was trained", ge=1
    )


class WebhookOptions(Frozen):
    """Where and how messages are delivered."""

    url: SecretStr | None = Field(
        description="takes one message a call by POST, and may hold a token; null: nothing is sent"
    )
    timeout_seconds: float = Field(description="for one attempt", gt=0, le=300)
    max_attempts: int = Field(description="in one run", ge=1, le=20)
    max_runs: int = Field(description="in which it failed; then it is a dead letter", ge=1)
    backoff_seconds: float = Field(description="wait before the second attempt; doubles", ge=0)
    max_backoff_seconds: float = Field(description="longest wait", ge=0, le=3600)
    give_up_after: int = Field(
        description="messages in a row that failed, after which the others wait for the next run",
        ge=1,
    )
    retry_dead: bool = Field(description="try dead letters again")

    @property
    def address(self) -> str:
        """Return ``url`` to call it; empty where none is set."""
        return self.url.get_secret_value() if self.url else ""

    @field_validator("url")
    @classmethod
    def _safe_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        parts = urlsplit(url.get_secret_value())
        if parts.username or parts.password:
            raise ValueError("must hold no user name or password; the secret signs the messages")
        is_safe = parts.scheme == "https" or (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        )
        if not is_safe or not parts.hostname:
            raise ValueError("must be an https address (http only for this very machine)")
        return url


class DashboardOptions(Frozen):
    """How much the dashboard shows."""

    max_pages: int = Field(
        description="batteries, and components, that have a page; the most endangered", ge=1
    )
    history_days: int = Field(description="days of a battery's past on its page", ge=7, le=730)
    trend_days: int = Field(description="days of the trend of alerts", ge=2, le=1826)
    outcome_days: int = Field(description="days over which hits are counted", ge=1, le=1826)


class AlertingOptions(Frozen):
    """The group ``alerting``."""

    horizon: int = Field(description="days ahead, of which the scores speak", ge=1, le=365)
    booking_url: str = Field(
        description="page to book a service appointment; {alert_id} stands for the alert"
    )
    life: LifeOptions
    acknowledge: Acknowledgement
    budget: BudgetOptions
    storm: StormOptions
    operations: OperationsOptions
    webhook: WebhookOptions
    dashboard: DashboardOptions
    explain_vehicle: str | None = Field(description="vehicle whose page is made; null: none")
    results: tuple[ResultPlace, ...] = Field(description="what the summary says of the results")

    @field_validator("booking_url")
    @classmethod
    def _a_page_for_an_alert(cls, url: str) -> str:
        if not re.fullmatch(r"https?://\S+", url) or "{alert_id}" not in url:
            raise ValueError("must be an http or https address with {alert_id} in it")
        return url

    @field_validator("explain_vehicle", mode="before")
    @classmethod
    def _is_text(cls, vehicle: Any) -> str | None:
        """Take 7 for the vehicle 7, and '007' in quotes for the vehicle 007."""
        return None if vehicle is None else str(vehicle).strip("'\"")


def is_loopback(host: str) -> bool:
    """Return whether a host is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
