"""No sequence of runs, acknowledgements, kills and re-runs loses, doubles or contradicts an alert.

The alerts are compared with an oracle: a loop over subjects and days that knows no table.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from connected_car.pipelines.alerting.findings import SEVERITY_RANK
from connected_car.pipelines.alerting.nodes import tell_history
from connected_car.tables import RISK_CLASSES

CLOSE_AFTER, PER_DAY, PER_WEEK = 2, 2, 5
BRAKE = "V1/brake"
OF_COMPONENT = {"ok": "compliant", "watch": "needs_review"}  # else not_compliant
STATUS_AFTER = {
    "opened": "open",
    "opened again": "open",
    "acknowledged": "acknowledged",
    "armed again": "open",
    "resolved": "resolved",
}
classes_of_a_run = st.dictionaries(
    st.sampled_from([*"abcx", BRAKE]), st.sampled_from(RISK_CLASSES), min_size=1, max_size=5
)
absent_of_a_run = st.sets(st.sampled_from("abcx"), max_size=2)
stops = st.sampled_from(["", "", "", "findings", "alerts", "delivery"])


@dataclass
class Subject:
    """What stands about one subject: rank 0 is nothing."""

    rank: int = 0
    less_since: date | None = None
    until: date | None = None

    def look(self, found: int, day: date) -> None:
        if self.until and self.until < day:
            self.until = None
        if found >= self.rank:
            self.rank, self.less_since = found, None
            return
        self.less_since = self.less_since or day
        if (day - self.less_since).days >= CLOSE_AFTER:
            self.rank, self.less_since = found, None
            self.until = self.until if found else None


class Alerts(RuleBasedStateMachine):
    """The stored tables, and the oracle beside them."""

    make_risk, make_compliance, make_world = None, None, None

    @initialize()
    def begin(self):
        self.day, self.n_inspections = date(2026, 1, 1), 0
        self.world = self.make_world(
            life={"close_after_days": CLOSE_AFTER},
            budget={"per_day": PER_DAY, "per_week": PER_WEEK},
        )
        self.subjects, self.tracked = {}, {}
        self.risk, self.seen_ids, self.complete, self.fresh = None, set(), False, True
        self.classes = {}
        self.classes = {"a": "alert", "b": "overdue", "c": "watch", "x": "alert"}
        self.look(dict(self.classes), 0, "")

    def run(self, risk, stop="", **changed):
        before = len(self.world.outbox)
        self.world.run(risk, stop, **changed)
        self.risk, self.complete = risk, not stop
        self.added = self.world.outbox[before:]

    @rule(changed=classes_of_a_run, absent=absent_of_a_run, days=st.integers(0, 3), stop=stops)
    def next_run(self, changed, absent, days, stop):
        brake = {BRAKE: changed.pop(BRAKE)} if BRAKE in changed else {}
        self.classes |= changed
        present = {name: c for name, c in self.classes.items() if name not in absent}
        self.look(present | brake, days, stop)
        self.fresh = True

    def look(self, classes, days, stop):
        self.day += timedelta(days)
        brake = classes.pop(BRAKE, None)
        if brake:
            self.n_inspections += 1
            judged = OF_COMPONENT.get(brake, "not_compliant")
            inspection = f"i{self.n_inspections:03d}", "V1", "brake", self.day.isoformat(), judged
            self.world.compliance = self.make_compliance(inspection)
            self.brake = {"watch": "watch", "ok": "ok"}.get(brake, "alert")
        if not classes and not brake:
            return
        found = dict(classes) | ({BRAKE: self.brake} if self.n_inspections else {})
        for name, risk_class in found.items():
            self.tracked[name] = SEVERITY_RANK.get(risk_class, 0), self.day
        if stop != "findings":
            self.oracle_looks()
        self.run(self.make_risk(classes or {"z": "ok"}, self.day.isoformat()), stop)

    def oracle_looks(self):
        for name, (rank, day) in self.tracked.items():
            if day == self.day:
                self.subjects.setdefault(name, Subject()).look(rank, day)
        for subject in self.subjects.values():
            if subject.until and subject.until < self.day:
                subject.until = None

    @precondition(lambda self: self.fresh)
    @rule()
    def same_run_again(self):
        self.fresh = False
        self.oracle_looks()
        self.run(self.risk)
        alerts, findings, delivery = self.world.alerts, self.world.findings, self.world.delivery
        outbox = self.world.outbox
        self.run(self.risk)
        pd.testing.assert_frame_equal(self.world.alerts, alerts, check_exact=True)
        pd.testing.assert_frame_equal(self.world.findings, findings, check_exact=True)
        pd.testing.assert_frame_equal(self.world.delivery, delivery, check_exact=True)
        assert self.world.outbox == outbox

    @rule(which=st.integers(0, 9), days=st.integers(0, 4), stop=stops)
    def acknowledge(self, which, days, stop):
        alerts = self.world.alerts
        standing = alerts[alerts["Status"] != "resolved"]
        if standing.empty or stop == "findings":
            return
        self.fresh = True
        alert, until = standing.iloc[which % len(standing)], self.day + timedelta(days)
        self.subjects[alert["Subject_ID"]].until = until
        self.oracle_looks()
        given = self.world.acknowledge(alert["Alert_ID"], until.isoformat())
        self.run(self.risk, stop, **given)

    @precondition(lambda self: self.fresh and self.complete)
    @rule(classes=classes_of_a_run)
    def look_into_the_past(self, classes):
        self.fresh = False
        alerts = self.world.alerts
        classes.pop(BRAKE, None)
        self.world.run(self.make_risk(classes or {"a": "ok"}, "2025-01-01"))
        pd.testing.assert_frame_equal(self.world.alerts, alerts, check_exact=True)

    @invariant()
    def what_stands_is_what_the_oracle_says(self):
        standing = self.world.alerts[self.world.alerts["Status"] != "resolved"]
        assert standing["Subject_ID"].is_unique
        stands = {
            alert["Subject_ID"]: (SEVERITY_RANK[alert["Severity"]], alert["Status"])
            for alert in standing.to_dict("records")
        }
        assert stands == {
            name: (subject.rank, "acknowledged" if subject.until else "open")
            for name, subject in self.subjects.items()
            if subject.rank
        }

    @invariant()
    def no_alert_is_lost_or_doubled(self):
        alerts = self.world.alerts
        assert alerts["Alert_ID"].is_unique
        assert self.seen_ids <= set(alerts["Alert_ID"])
        self.seen_ids = set(alerts["Alert_ID"])
        resolved = alerts["Status"] == "resolved"
        assert (alerts["Resolved_On"].notna() == resolved).all()
        links = alerts["Previous_Alert_ID"].dropna()
        assert set(links) <= self.seen_ids
        later = alerts.duplicated("Subject_ID")
        assert (alerts["Previous_Alert_ID"].notna() == later).all()

    @invariant()
    def the_history_tells_how_each_alert_came_to_be_what_it_is(self):
        history = tell_history(self.world.alerts)
        of_status = history[history["Event"].isin(list(STATUS_AFTER))]
        last = of_status.drop_duplicates("Alert_ID", keep="last").set_index("Alert_ID")["Event"]
        told = {alert: STATUS_AFTER[event] for alert, event in last.items()}
        alerts = self.world.alerts
        assert told == dict(zip(alerts["Alert_ID"], alerts["Status"], strict=True))

    @invariant()
    def messages_are_single_and_within_the_budget(self):
        lines = self.world.outbox
        assert len({line["key"] for line in lines}) == len(lines)
        assert {line["alert_id"] for line in lines} <= set(self.world.alerts["Alert_ID"])
        days = Counter(date.fromisoformat(line["sent_at"][:10]) for line in lines)
        assert max(days.values(), default=0) <= PER_DAY
        for day in days:
            assert sum(days[day - timedelta(back)] for back in range(7)) <= PER_WEEK

    @invariant()
    def who_should_know_is_told_or_it_is_said_why_not(self):
        if not self.complete:
            return
        plan = self.world.delivery.set_index("Alert_ID")
        standing = self.world.alerts[self.world.alerts["Status"] != "resolved"]
        assert sorted(plan.index) == sorted(standing["Alert_ID"])
        told = {(line["alert_id"], line["round"], line["severity"]) for line in self.world.outbox}
        for alert in standing.to_dict("records"):
            state = plan.loc[alert["Alert_ID"], "Delivery"]
            key = alert["Alert_ID"], alert["Round"], alert["Severity"]
            worst = alert["Alert_ID"], alert["Round"], "overdue"
            assert (state == "acknowledged") <= (alert["Status"] == "acknowledged")
            assert (state == "not_for_drivers") == (
                alert["Severity"] == "watch" and alert["Status"] == "open"
            ) or alert["Severity"] == "watch"
            assert (state == "no_vehicle") <= (alert["Subject_ID"] == "x")
            assert (state == "easing") <= pd.notna(alert["Easing_Since"])
            if state == "told":
                assert key in told or worst in told
        silent = set(standing.loc[standing["Status"] == "acknowledged", "Alert_ID"])
        assert not silent & {line["alert_id"] for line in self.added}
        if (plan["Delivery"] == "held_back").any():
            days = [date.fromisoformat(line["sent_at"][:10]) for line in self.world.outbox]
            week = sum((self.day - day).days < 7 for day in days)
            assert days.count(self.day) == PER_DAY or week == PER_WEEK


@pytest.mark.filterwarnings("ignore")
def test_no_sequence_of_runs_breaks_the_alerts(make_risk, make_compliance, make_world):
    Alerts.make_risk = staticmethod(make_risk)
    Alerts.make_compliance = staticmethod(make_compliance)
    Alerts.make_world = staticmethod(make_world)
    machine = Alerts.TestCase
    machine.settings = settings(max_examples=8, stateful_step_count=10)
    machine().runTest()
