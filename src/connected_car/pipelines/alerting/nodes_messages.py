"""From alerts to messages: who is told, the outbox, its delivery."""

import logging
from typing import Any

import pandas as pd
from pydantic import SecretStr

from connected_car.datasets.append_log import AppendLog
from connected_car.errors import UserError
from connected_car.pipelines.alerting.delivering import (
    deliver,
    delivery_report,
    due_lines,
)
from connected_car.pipelines.alerting.options import AlertingOptions
from connected_car.pipelines.alerting.outbox import Line, new_lines
from connected_car.pipelines.alerting.planning import plan, stored_plan
from connected_car.pipelines.alerting.records import read_alerts
from connected_car.pipelines.alerting.texts import staff_texts
from connected_car.pipelines.alerting.tracking import read_findings
from connected_car.pipelines.alerting.vehicles import languages

logger = logging.getLogger(__name__)


def plan_delivery(
    alerts: pd.DataFrame,
    alert_findings: pd.DataFrame,
    alert_outbox_before: list[Line],
    options: AlertingOptions,
) -> pd.DataFrame:
    """Return ``alert_delivery``: for each alert that stands, whether its driver is told, and why.

    Args:
        alerts: ``alerts``.
        alert_findings: of the same run.
        alert_outbox_before: the messages so far.
        options: the group ``alerting``.
    """
    known, day = read_alerts(alerts), read_findings(alert_findings)["Seen_On"].max()
    planned = plan(known, alert_outbox_before, day, options.budget)
    return stored_plan(staff_texts(known, planned))


def fill_outbox(
    alerts: pd.DataFrame,
    alert_delivery: pd.DataFrame,
    vehicles: pd.DataFrame,
    sent: list[Line],
    options: AlertingOptions,
) -> list[Line]:
    """Return ``alert_outbox``: every line so far, and one for each message not yet there.

    Args:
        alerts: ``alerts``.
        alert_delivery: from ``plan_delivery``.
        vehicles: the vehicle list; may be empty.
        sent: the lines so far.
        options: the group ``alerting``.
    """
    known = read_alerts(alerts)
    added = new_lines(known, alert_delivery, sent, languages(vehicles), options.booking_url)
    logger.info("%d messages added to the outbox, %d in all", len(added), len(sent) + len(added))
    return [*sent, *added]


def deliver_messages(
    alert_outbox: list[Line],
    alerts: pd.DataFrame,
    alert_receipts: AppendLog,
    webhook_secret: SecretStr | None,
    options: AlertingOptions,
) -> dict[str, Any]:
    """Send the outbox to the webhook, where one is set; return ``delivery_report``.

    Args:
        alert_outbox: the messages.
        alerts: ``alerts``; what is acknowledged or resolved by now is not sent any more.
        alert_receipts: what has been delivered, or given up; grows as messages go out.
        webhook_secret: signs the messages.
        options: the group ``alerting``.

    Raises:
        UserError: there is an address, but no secret.
    """
    webhook = options.webhook
    if webhook.url is not None:
        if webhook_secret is None:
            raise UserError(
                "alerting.webhook.url is set, but there is no secret to sign with; set "
                "CONNECTED_CAR_WEBHOOK_SECRET, or webhook.secret in conf/local/credentials.yml"
            )
        deliver(due_lines(alert_outbox, alerts), alert_receipts, webhook_secret, webhook)
    receipts = alert_receipts.lines("key", "state")
    return delivery_report(alert_outbox, alerts, receipts, webhook.url is not None)
