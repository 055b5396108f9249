"""No sequence of runs and re-runs loses, doubles or contradicts an alert."""

from datetime import date, timedelta

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from connected_car.pipelines.alerting.nodes import fill_outbox, update_alerts
from connected_car.tables import RISK_CLASSES

classes_of_a_run = st.dictionaries(
    st.sampled_from("abcx"), st.sampled_from(RISK_CLASSES), min_size=1, max_size=4
)


class Alerts(RuleBasedStateMachine):
    """The stored alerts and outbox, and what an analyst would expect of them."""

    make_risk, vehicles, alerting, no_alerts = None, None, None, None

    @initialize()
    def begin(self):
        self.day = date(2026, 1, 1)
        self.alerts, self.outbox = self.no_alerts, []
        self.expected = {}
        self.risk = None
        self.seen_ids = set()

    def run(self, risk, killed=False):
        self.alerts = update_alerts(risk, self.vehicles, self.alerts)
        if not killed:
            self.outbox = fill_outbox(self.alerts, self.vehicles, self.outbox, self.alerting)
        self.risk = risk

    @rule(classes=classes_of_a_run, days=st.integers(0, 3), killed=st.booleans())
    def next_run(self, classes, days, killed):
        self.day += timedelta(days)
        self.expected |= classes
        self.run(self.make_risk(classes, self.day.isoformat()), killed)

    @rule()
    def same_run_again(self):
        if self.risk is None:
            return
        self.run(self.risk)
        alerts, outbox = self.alerts, self.outbox
        self.run(self.risk)
        pd.testing.assert_frame_equal(self.alerts, alerts, check_exact=True)
        assert self.outbox == outbox

    @rule(classes=classes_of_a_run)
    def look_into_the_past(self, classes):
        if any(battery not in set(self.alerts["Subject_ID"]) for battery in classes):
            return
        alerts = self.alerts
        self.run(self.make_risk(classes, "2025-01-01"))
        pd.testing.assert_frame_equal(self.alerts, alerts, check_exact=True)

    @invariant()
    def open_alerts_are_the_last_findings(self):
        standing = self.alerts[self.alerts["Status"] == "open"]
        assert standing["Subject_ID"].is_unique
        raised = {b: c for b, c in self.expected.items() if c in {"alert", "overdue"}}
        assert dict(zip(standing["Subject_ID"], standing["Severity"], strict=True)) == raised

    @invariant()
    def no_alert_is_lost_or_doubled(self):
        ids = self.alerts["Alert_ID"]
        assert ids.is_unique
        assert self.seen_ids <= set(ids)
        self.seen_ids = set(ids)
        resolved = self.alerts["Status"] == "resolved"
        assert (self.alerts["Resolved_On"].notna() == resolved).all()

    @invariant()
    def no_message_is_doubled(self):
        keys = [(line["alert_id"], line["vehicle_id"], line["severity"]) for line in self.outbox]
        assert len(keys) == len(set(keys))
        assert {key[0] for key in keys} <= set(self.alerts["Alert_ID"])


@pytest.mark.filterwarnings("ignore")
def test_no_sequence_of_runs_breaks_the_alerts(make_risk, vehicles, alerting, no_alerts):
    Alerts.make_risk = staticmethod(make_risk)
    Alerts.vehicles, Alerts.alerting, Alerts.no_alerts = vehicles, alerting, no_alerts
    machine = Alerts.TestCase
    machine.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
    machine().runTest()
