"""Every sentence is held to its numbers: each is read back and computed again, battery by battery.

What a sentence says is parsed by patterns that cover the whole text, so that no word goes unread.
"""

import math
import re
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from connected_car.risk.decisions import decide
from connected_car.risk.options import RiskOptions
from connected_car.risk.policy import Level, RiskPolicy

OPTIONS = RiskOptions(
    horizon=30,
    n_paths=100,
    history_days=1826,
    short_history_days=28,
    silent_after_days=7,
    watch_above=None,
    alert_above=None,
    seed=7,
)
N = 10_000
TODAY = date(2026, 6, 20)
DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
USE = (
    r"(?P<recent>none|less than 0\.001|[\d.]+)(?: a day)? (?:over|on) (?P<recent_over>the last "
    r"four weeks|its \d+ days so far|its only day so far)"
    r"(?: and (?P<year>none|less than 0\.001|[\d.]+)(?: a day)? over (?P<year_over>the last "
    r"year|its \d+ days so far))?|with no known use of late"
)
ARRIVAL = (
    rf"not likely to reach its rating within five years(?P<never_of> of its last day)?"
    rf"|likely to reach its rating (?:in )?(?P<least>\d+) days?(?: after its last day)? "
    rf"\((?P<least_on>{DATE})\) at the earliest, perhaps not within five years"
    rf"|likely to reach its rating (?:in )?(?:about (?P<about>\d+)|(?P<early>\d+) to "
    rf"(?P<late>\d+)) days?(?P<after> after its last day)? \((?:(?P<first>\d+(?: [A-Z][a-z]+(?: "
    rf"\d{{4}})?)?) to )?(?P<last>{DATE})\)"
)
CHANCE = (
    r"(?P<chance>Fewer than 1|More than 99|About \d+) of 100 batteries like this would reach it "
    r"within 30 days(?P<of> of that day)?"
    rf"(?:; this one would stay below (?:with at most (?P<most>[\d.]+) cycles a "
    rf"day|(?P<unused>only without any use)) until (?P<until>{DATE}))?"
    r"(?:; this is an estimate from similar batteries, for (?:no use|only (?P<own>\d+) days?) of "
    r"its own (?:is|are) known)?"
    r"(?:; (?P<unread>\d+) of its last (?P<unread_of>\d+) days? (?:is|are) filled in or missing)?"
)
FINDINGS = (
    rf"(?: No reading has come for (?P<silent>\d+) days, since (?P<since>{DATE}), though it "
    r"usually reports (?:every day|at least every (?P<gap>\d+) days)\.)?"
    r"(?: Its counter (?P<way>rose|fell) by (?P<jump>[\d.]+) cycles(?: more than its use "
    rf"explains)? on (?P<jump_on>{DATE}), so please check it\.)?"
    r"(?: Its rating changed from (?P<rated_from>[\d.]+) to (?P<rated_to>[\d.]+) cycles after "
    rf"(?P<rated_after>{DATE})\.)?"
)
TEXTS = {
    "ahead": rf"Used (?P<used>[\d.]+) of (?P<rated>[\d.]+) rated cycles, (?:{USE}); it is "
    rf"(?:{ARRIVAL})\. {CHANCE}\.{FINDINGS}",
    "overdue": rf"Its rating of (?P<rated>[\d.]+) cycles is reached: (?P<used>[\d.]+) are used, "
    rf"(?:{USE})\. It is due for replacement now\.{FINDINGS}",
    "unrated": rf"(?:Used (?P<used>[\d.]+) cycles, (?:{USE})|Its counter is not known), and its "
    rf"rated cycles are not known\. So nobody can say when it is due\.{FINDINGS}",
    "unknown": rf"Its counter or its daily use is not known\. So nobody can say when it is due\."
    rf"{FINDINGS}",
    "never read": rf"It is in the list of vehicles, but no usable reading of it has come up to "
    rf"(?P<upto>{DATE})\. So nothing can be said of its wear\.",
}


@pytest.fixture(scope="module")
def numbers() -> pd.DataFrame:
    """Batteries of every kind: new, parked, unrated, unread, silent, near their rating or far."""
    rng = np.random.default_rng(5)
    pick = lambda share: rng.random(N) < share  # noqa: E731
    span = np.where(pick(0.2), rng.integers(1, 40, N), rng.integers(1, 1500, N))
    rating = np.round(rng.uniform(50, 900, N), rng.integers(0, 3))
    remaining = np.where(pick(0.5), rng.uniform(-5, 40, N), rng.uniform(-50, 600, N))
    remaining = np.where(pick(0.1), 30 * np.round(rng.uniform(0, 1, N), 2), remaining)
    remaining = np.minimum(remaining, rating)
    rate = np.where(pick(0.05), 0.0, rng.gamma(1, 0.4, N)) * np.where(pick(0.1), 0.002, 1)
    silent_for = np.where(pick(0.1), rng.integers(5, 100, N), rng.integers(0, 3, N))
    as_of = np.datetime64(TODAY) - silent_for.astype("timedelta64[D]")
    with np.errstate(divide="ignore"):
        median = np.where(rate > 0, np.ceil(remaining / rate), np.nan)
    median = np.where(remaining <= 0, 0, np.minimum(np.maximum(median, 1), 1826))
    wide = rng.uniform(1, 2, N)
    jump = np.where(pick(0.03), rng.uniform(-50, 50, N), np.nan)
    before = np.where(pick(0.03), rating + 10, np.nan)
    ago = as_of - rng.integers(1, 90, N).astype("timedelta64[D]")
    day = lambda mask: np.where(mask, ago, np.datetime64("NaT"))  # noqa: E731
    frame = pd.DataFrame(
        {
            "Battery_ID": [f"b{i}" for i in range(N)],
            "As_Of_Date": as_of,
            "Lifetime_Cycles_Used": rating - remaining,
            "Battery_Rated_Cycles": np.where(pick(0.03), np.nan, rating),
            "Forecast_Cycles_30d": rate * 30,
            "Lower_80_30d": rate * 20,
            "Upper_80_30d": rate * 40,
            "Share_Crossing": np.where(remaining <= 0, 1, np.round(rng.beta(0.3, 0.5, N), 3)),
            "Days_Median": median,
            "Days_Early": np.ceil(median / wide),
            "Days_Late": np.where(pick(0.1), np.nan, np.minimum(np.ceil(median * wide), 1826)),
            "Use_Recent": np.where(pick(0.02), np.nan, rate * rng.uniform(0.5, 1.5, N)),
            "Use_Year": rate,
            "Span_Days": span,
            "Days_Known": np.where(pick(0.01), 0, np.ceil(span * rng.uniform(0.3, 1, N))),
            "Days_Unread": np.floor(np.minimum(span, 28) * rng.uniform(0, 0.6, N)),
            "Last_Reading": as_of,
            "Usual_Gap": np.where(pick(0.2), rng.integers(2, 12, N), 1),
            "Counter_Jump": jump,
            "Counter_Jump_On": day(~np.isnan(jump)),
            "Rating_Before": before,
            "Rating_Before_On": day(~np.isnan(before)),
        }
    )
    lost = pick(0.02)
    frame.loc[lost, ["Lifetime_Cycles_Used"]] = np.nan
    frame.loc[frame["Battery_Rated_Cycles"].isna() | lost, "Share_Crossing"] = np.nan
    frame.loc[pick(0.01), frame.columns[1:]] = np.nan
    return frame


@pytest.fixture(scope="module")
def judged(numbers) -> list[tuple[dict, str, dict]]:
    """Each battery's numbers with its class, the kind of text, and what the text says."""
    none = np.full(N, None, dtype=object)
    policy = RiskPolicy(watch=Level(0.05, 0.035), alert=Level(0.3, 0.21))
    risk = decide(numbers, none, policy, OPTIONS, TODAY)
    rows = numbers.assign(**risk[["Failure_Probability", "Risk", "Reason", "Findings"]])
    found = []
    for row in rows.to_dict("records"):
        matches = {kind: re.fullmatch(text, row["Reason"]) for kind, text in TEXTS.items()}
        kinds = [kind for kind, match in matches.items() if match]
        assert len(kinds) == 1, row["Reason"]
        found.append((row, kinds[0], matches[kinds[0]].groupdict()))
    return found


def on(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()


def day_of(value) -> date:
    return pd.Timestamp(value).date()


def says_rate(text: str, value: float) -> bool:
    if text == "none":
        return value == 0
    if text == "less than 0.001":
        return 0 < value < 0.001
    return abs(float(text) - value) <= (0.00051 if float(text) < 0.1 else 0.00501)


def test_each_kind_of_text_is_used_for_what_it_is_for(judged):
    for row, kind, said in judged:
        rated, used = row["Battery_Rated_Cycles"], row["Lifetime_Cycles_Used"]
        if pd.isna(row["As_Of_Date"]):
            expected = "never read"
            assert on(said["upto"]) == TODAY
        elif math.isnan(rated):
            expected = "unrated"
        elif math.isnan(used):
            expected = "unknown"
        else:
            expected = "overdue" if used >= rated else "ahead"
        assert kind == expected, row["Reason"]
    assert {kind for _, kind, _ in judged} == set(TEXTS)


def test_counter_and_rating_are_said_and_never_cross(judged):
    for row, kind, said in judged:
        if kind in ("ahead", "overdue"):
            used, rated = float(said["used"]), float(said["rated"])
            assert abs(row["Lifetime_Cycles_Used"] - used) <= 0.1 + 1e-6
            assert abs(row["Battery_Rated_Cycles"] - rated) <= 0.1 + 1e-6
            assert (used < rated) if kind == "ahead" else (used >= rated), row["Reason"]
        elif said.get("used"):
            assert abs(row["Lifetime_Cycles_Used"] - float(said["used"])) <= 0.1 + 1e-6


def test_the_use_is_that_of_the_time_it_names(judged):
    for row, _, said in judged:
        if not said.get("recent_over"):
            continue
        span = int(row["Span_Days"])
        assert says_rate(said["recent"], row["Use_Recent"]), row["Reason"]
        so_far = "its only day so far" if span == 1 else f"its {span} days so far"
        assert said["recent_over"] == ("the last four weeks" if span >= 28 else so_far)
        assert (said["year"] is None) == (span <= 28)
        if said["year"]:
            assert says_rate(said["year"], row["Use_Year"]), row["Reason"]
            assert said["year_over"] == ("the last year" if span >= 365 else so_far)


def test_the_days_left_are_the_range_of_the_paths(judged):
    for row, kind, said in judged:
        if kind != "ahead":
            continue
        early, late = (
            1826 if math.isnan(row[name]) else row[name] for name in ("Days_Early", "Days_Late")
        )
        start = day_of(row["As_Of_Date"])
        if early >= 1826:
            assert "not likely to reach its rating within five years" in row["Reason"]
        elif late >= 1826:
            assert int(said["least"]) == early
            assert on(said["least_on"]) == start + timedelta(early)
        else:
            assert (int(said["about"] or said["early"]), int(said["about"] or said["late"])) == (
                early,
                late,
            )
            last = start + timedelta(late)
            assert on(said["last"]) == last
            if said["first"]:
                parts = said["first"].split()
                first = " ".join([*parts, *f"{last:%B %Y}".split()[len(parts) - 1 :]])
                assert on(first) == start + timedelta(early), row["Reason"]


def test_the_chance_is_the_probability(judged):
    for row, kind, said in judged:
        if kind == "ahead":
            p = row["Failure_Probability"]
            low, high = {"Fewer than 1": (0, 0.01), "More than 99": (0.99, 1.0001)}.get(
                said["chance"], (None, None)
            )
            if low is None:
                assert abs(float(said["chance"].split()[1]) - 100 * p) <= 0.501, row["Reason"]
                assert 0.01 <= p <= 0.99
            else:
                assert low <= p < high


def test_what_would_turn_the_alert_off_would_do_so_and_a_little_more_would_not(judged):
    said_to = 0
    for row, kind, said in judged:
        silent = "silent" in (row["Findings"] or "")
        if kind == "ahead" and row["Risk"] in ("watch", "alert") and not silent:
            remaining = row["Battery_Rated_Cycles"] - row["Lifetime_Cycles_Used"]
            most = float(said["most"] or 0)
            step = 0.01 if most >= 0.1 else 0.001
            assert most * 30 < remaining, row["Reason"]
            assert (most + step + (0.01 if most < 0.1 else 0)) * 30 >= remaining - 1e-4
            assert on(said["until"]) == day_of(row["As_Of_Date"]) + timedelta(30)
            said_to += 1
        else:
            assert not said.get("until")
    assert said_to > 1000


def test_what_the_answer_rests_on_is_said(judged):
    for row, kind, said in judged:
        if kind != "ahead":
            continue
        short = row["Days_Known"] < 28
        assert ("estimate from similar batteries" in row["Reason"]) == short
        if short:
            assert int(said["own"] or 0) == row["Days_Known"]
        assert (said["unread"] is not None) == (row["Days_Unread"] > 0.2 * 28)
        if said["unread"]:
            assert int(said["unread"]) == row["Days_Unread"]
            assert int(said["unread_of"]) == min(28, row["Span_Days"])


def test_each_finding_has_its_sentence_and_no_other(judged):
    for row, kind, said in judged:
        names = (row["Findings"] or "").split(", ")
        assert ("no_readings" in names) == (kind == "never read")
        assert ("no_rating" in names) == (kind == "unrated")
        assert ("silent" in names) == (said.get("silent") is not None)
        assert ("counter_jump" in names) == (said.get("jump") is not None)
        assert ("rating_changed" in names) == (said.get("rated_from") is not None)
        if said.get("silent"):
            since = day_of(row["Last_Reading"])
            assert on(said["since"]) == since
            assert int(said["silent"]) == (TODAY - since).days > max(7, 2 * row["Usual_Gap"])
            assert int(said["gap"] or 1) == row["Usual_Gap"]
            assert row["Risk"] != "ok"
        if said.get("jump"):
            step = float(said["jump"]) * (1 if said["way"] == "rose" else -1)
            assert step == pytest.approx(row["Counter_Jump"], abs=0.051)
            assert on(said["jump_on"]) == day_of(row["Counter_Jump_On"])
        if said.get("rated_from"):
            assert float(said["rated_from"]) == pytest.approx(row["Rating_Before"], abs=0.051)
            assert float(said["rated_to"]) == pytest.approx(row["Battery_Rated_Cycles"], abs=0.051)
            assert on(said["rated_after"]) == day_of(row["Rating_Before_On"])


def test_a_silent_battery_counts_from_its_last_day(judged):
    for row, kind, said in judged:
        if kind == "ahead":
            silent = "silent" in (row["Findings"] or "")
            assert (said["of"] is not None) == silent
            assert ("its last day" in row["Reason"]) == silent, row["Reason"]
            assert bool(re.search(r"rating in ", row["Reason"])) <= (not silent)


def test_two_sentences_and_one_for_each_further_finding(judged):
    for row, _, _ in judged:
        more = set((row["Findings"] or "").split(", ")) & {
            "silent",
            "counter_jump",
            "rating_changed",
        }
        assert len(re.findall(r"\.(?: |$)", row["Reason"])) == 2 + len(more)
        assert not re.search(r"nan|NaT|None|unknown|  ", row["Reason"])


def test_words_do_not_clash_with_numbers(judged):
    for row, _, _ in judged:
        assert not re.search(
            r"\b1 days\b|\b[2-9] day\b|\b1 of its last \d+ days are", row["Reason"]
        )
