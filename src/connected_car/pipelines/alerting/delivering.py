"""Delivery of the outbox by webhook: each message at least once, always with the same key.

A receipt is written after each message, so that a kill repeats one message at most; the receiver
knows it again by its ``Idempotency-Key``.
"""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd
from pydantic import SecretStr

from connected_car.datasets.append_log import AppendLog
from connected_car.pipelines.alerting.options import WebhookOptions, is_loopback
from connected_car.pipelines.alerting.outbox import Line, line_key

if TYPE_CHECKING:
    import httpx

logger = logging.getLogger(__name__)

DELIVERED, FAILED, DEAD = "delivered", "failed", "dead"
_ALREADY_THERE = 409
_TRY_AGAIN = {408, 425, 429}  # and all from 500 on
_LONGEST_ERROR = 200


@dataclass(frozen=True)
class Outcome:
    """What became of a message: state, attempts, the last status (None: no answer), what failed."""

    state: str
    attempts: int
    status: int | None
    error: str


def deliver(
    lines: list[Line],
    log: AppendLog,
    secret: SecretStr,
    options: WebhookOptions,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Send what has not been delivered yet, in order, and write a receipt for each message.

    After some messages in a row that failed the others wait for the next run.

    Args:
        lines: the outbox.
        log: the receipts.
        secret: signs the messages.
        options: where and how; ``url`` is set.
        sleep: waits for some seconds.
    """
    import httpx

    failed, here = 0, is_loopback(urlsplit(options.address).hostname or "")
    # a proxy of the environment is not asked for this very machine
    with httpx.Client(timeout=options.timeout_seconds, trust_env=not here) as client:
        receipts = log.lines("key", "state")
        for line in waiting_lines(lines, receipts, options.retry_dead):
            outcome = _send(client, line, secret, options, sleep)
            outcome = _buried(outcome, line, receipts, options)
            log.append(
                {
                    "key": line_key(line),
                    "alert_id": line["alert_id"],
                    **outcome.__dict__,
                    "at": datetime.now(UTC).isoformat(timespec="seconds"),
                }
            )
            failed = 0 if outcome.state == DELIVERED else failed + 1
            if failed >= options.give_up_after:
                logger.warning(
                    "%d messages in a row failed (%s): the others wait for the next run",
                    *(failed, outcome.error),
                )
                return


def _buried(outcome: Outcome, line: Line, receipts: list[Line], options: WebhookOptions) -> Outcome:
    """Return a failure as a dead letter once the message has failed in enough runs."""
    key = line_key(line)
    runs = 1 + sum(r["key"] == key and r["state"] != DELIVERED for r in receipts)
    if outcome.state == FAILED and runs >= options.max_runs:
        outcome = replace(outcome, state=DEAD)
    if outcome.state == DEAD:
        logger.warning("message %s is a dead letter: %s", key, outcome.error)
    return outcome


def waiting_lines(lines: list[Line], receipts: list[Line], retry_dead: bool) -> list[Line]:
    """Return the lines that are not delivered, dead letters only where they are asked for."""
    last = {receipt["key"]: receipt["state"] for receipt in receipts}
    ended = {DELIVERED} if retry_dead else {DELIVERED, DEAD}
    done = {key for key, state in last.items() if state in ended}
    return [line for line in lines if line_key(line) not in done]


def due_lines(lines: list[Line], alerts: pd.DataFrame) -> list[Line]:
    """Return the lines of open alerts: what has been taken care of meanwhile is not sent late."""
    standing = set(alerts.loc[alerts["Status"] == "open", "Alert_ID"])
    return [line for line in lines if line["alert_id"] in standing]


def delivery_report(
    lines: list[Line], alerts: pd.DataFrame, receipts: list[Line], enabled: bool
) -> dict[str, Any]:
    """Return how the messages fare.

    Args:
        lines: the outbox.
        alerts: ``alerts``.
        receipts: the receipts.
        enabled: whether an address is set.

    Returns:
        ``enabled``; counts of ``messages`` = ``delivered`` + dead + ``waiting`` + ``overtaken``
        (acknowledged or resolved before they could be delivered); ``dead``: last receipt of each.
    """
    last = {receipt["key"]: receipt for receipt in receipts}
    last = {key: receipt for key, receipt in last.items() if receipt["state"] != FAILED}
    known = [last[key] for key in map(line_key, lines) if key in last]
    left = [line for line in lines if line_key(line) not in last]
    waiting = len(due_lines(left, alerts))
    return {
        "enabled": enabled,
        "messages": len(lines),
        "delivered": sum(receipt["state"] == DELIVERED for receipt in known),
        "waiting": waiting,
        "overtaken": len(left) - waiting,
        "dead": [receipt for receipt in known if receipt["state"] == DEAD],
    }


def signature(secret: SecretStr, key: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of key, a dot and body, as ``sha256=<hex>``."""
    content = key.encode() + b"." + body
    digest = hmac.new(secret.get_secret_value().encode(), content, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def message_body(line: Line) -> bytes:
    """Return what is sent for a line: JSON, the same bytes whenever it is sent."""
    return json.dumps({**line, "key": line_key(line)}, ensure_ascii=False, sort_keys=True).encode()


def _send(
    client: "httpx.Client",
    line: Line,
    secret: SecretStr,
    options: WebhookOptions,
    sleep: Callable[[float], None],
) -> Outcome:
    for attempt in range(1, options.max_attempts + 1):
        if attempt > 1:
            wait = options.backoff_seconds * 2 ** (attempt - 2)
            sleep(min(wait, options.max_backoff_seconds))
        status, error = _attempt(client, line, secret, options.address)
        if status is not None and (200 <= status < 300 or status == _ALREADY_THERE):
            return Outcome(DELIVERED, attempt, status, "")
        hopeless = status is not None and status < 500 and status not in _TRY_AGAIN
        if hopeless:
            return Outcome(DEAD, attempt, status, error)
    return Outcome(FAILED, attempt, status, error)


def _attempt(
    client: "httpx.Client", line: Line, secret: SecretStr, url: str
) -> tuple[int | None, str]:
    """Return the status (None without an answer), and in words what failed."""
    import httpx

    key, body = line_key(line), message_body(line)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": key,
        "X-Signature": signature(secret, key, body),
    }
    try:
        # the answer's body is not read: its length is the other side's choice
        with client.stream("POST", url, content=body, headers=headers) as answer:
            status = answer.status_code
    except httpx.HTTPError as error:
        return None, f"{type(error).__name__}: {' '.join(str(error).split())}"[:_LONGEST_ERROR]
    return status, f"the receiver answered {status}"
