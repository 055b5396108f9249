"""Each sentence is held to numbers that plain loops take from the data."""

import math
import re
import statistics
from dataclasses import replace

import numpy as np
import pytest

from connected_car.explanation.groups import WINDOWS, Parts
from connected_car.explanation.local import explain_batteries
from connected_car.explanation.sentences import Contribution, cycles, describe
from connected_car.forecasters import make
from connected_car.forecasters.panel import Panel

FAMILIES_TRIED = ("mean", "seasonal_naive", "window_average")
NUMBER = re.compile(r"-?[\d,]*\.?\d+")


@pytest.fixture(scope="module", params=FAMILIES_TRIED)
def explained(request, fleet):
    forecaster = make(request.param).learn(fleet)
    return forecaster, explain_batteries(forecaster, fleet, [""] * 30, 30)


def known(values) -> list[float]:
    return [float(v) for v in values if not math.isnan(v)]


def mean_of(values, least) -> float:
    found = known(values)
    return statistics.fmean(found) if found and len(found) >= least else math.nan


def against(value, reference) -> float:
    return value / reference - 1 if reference > 0 else math.nan


def weekend(values, days) -> float:
    by_day = {d: [] for d in range(7)}
    for value, day in zip(values, days, strict=True):
        if not math.isnan(value):
            by_day[day.item().weekday()].append(value)
    if not all(by_day.values()):
        return math.nan
    means = [statistics.fmean(by_day[d]) for d in range(7)]
    return sum(means[5:]) / sum(means) if sum(means) > 0 else math.nan


def naive_facts(fleet: Panel, row: int, point: np.ndarray) -> dict[str, float]:
    """Return the facts of one battery, number by number."""
    y, days, forecast = fleet.y[row], fleet.days()[row], point[row]
    recent, before = y[-28:], y[-91:-28]
    new, old = mean_of(recent, 14), mean_of(before, 31.5)
    silent = 0
    while silent < len(y) and math.isnan(y[-1 - silent]):
        silent += 1
    spread = [
        statistics.variance(known(part)) / len(known(part)) if len(known(part)) > 1 else 0.0
        for part in (recent, before)
    ]
    mean = statistics.fmean(forecast)
    return {
        "known_days": len(known(y)),
        "silent_days": silent,
        "forecast_days": 30,
        "forecast_sum": math.fsum(forecast),
        "forecast_mean": mean,
        "year_known": len(known(y[-364:])),
        "forecast_to_last_30": against(mean, mean_of(y[-30:], 15)),
        "forecast_to_year": against(mean, mean_of(y[-364:], 1)),
        "recent_mean": new,
        "before_mean": old,
        "recent_change": against(new, old),
        "recent_change_error": math.sqrt(sum(spread)) / old if old > 0 else math.nan,
        "followed": (mean - old) / (new - old) if new != old else math.nan,
        "weekend_share": weekend(y[-364:], days[-364:]),
        "forecast_weekend_share": weekend(forecast, fleet.future_days(30)[row]),
        "forecast_slope": against(statistics.fmean(forecast[-7:]), statistics.fmean(forecast[:7])),
    }


def whole_percent(share: float) -> str:
    return f"{round(abs(100 * share))} %" if abs(100 * share) % 1 != 0.5 else "?"


def numbers_in(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


def test_every_number_of_every_sentence_is_that_of_a_plain_loop(explained, fleet):
    forecaster, batteries = explained
    point = forecaster.predict(fleet, 30)
    for row, battery in enumerate(batteries):
        facts = naive_facts(fleet, row, point)
        for sentence in battery.sentences:
            for name, value in sentence.numbers.items():
                expected = facts.get(name)
                if expected is not None:
                    assert value == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), name


def test_amounts_and_comparisons(explained, fleet):
    forecaster, batteries = explained
    point = forecaster.predict(fleet, 30)
    for row, battery in enumerate(batteries):
        facts = naive_facts(fleet, row, point)
        text = battery.sentences[0].text
        assert battery.sentences[0].key == "amount"
        parts = re.split(": | and ", text)
        said = numbers_in(parts[0])
        assert said[0] == 30
        assert said[1:] == [
            pytest.approx(facts[k], rel=0.006, abs=0.001) for k in ("forecast_mean", "forecast_sum")
        ]
        known_ones = [
            k for k in ("forecast_to_last_30", "forecast_to_year") if not math.isnan(facts[k])
        ]
        assert len(parts) - 1 == len(known_ones)
        for words, name in zip(parts[1:], known_ones, strict=True):
            change = facts[name]
            if "as much as" in words:
                assert abs(change) <= 0.005
            else:
                assert words.startswith(whole_percent(change))
                assert ("more than" in words) == (change > 0)
        year = facts["year_known"]
        if "forecast_to_year" in known_ones:
            assert ("over its last year" in text) == (year >= 300)
            assert (f"over its {year} known days" in text) == (year < 300)


def test_recent_changes(explained, fleet):
    forecaster, batteries = explained
    point = forecaster.predict(fleet, 30)
    told = 0
    for row, battery in enumerate(batteries):
        facts, found = naive_facts(fleet, row, point), by_key(battery, "recent_change")
        change = facts["recent_change"]
        if found is None:
            assert math.isnan(change)
            continue
        if abs(change) >= 0.05 and abs(change) > 2 * facts["recent_change_error"]:
            told += 1
            verb = "rose" if change > 0 else "fell"
            assert found.text.startswith(
                f"Its use {verb} by {whole_percent(change)} in the last four weeks"
            )
            followed = facts["followed"]
            end = (
                "the forecast follows that."
                if followed >= 0.75
                else "the forecast does not follow that."
                if followed <= 0.25
                else f"the forecast follows {whole_percent(followed)} of the way."
            )
            assert found.text.endswith(end)
        else:
            assert (
                found.text
                == "Its use in the last four weeks is about that of the nine weeks before."
            )
    assert told >= 2


def test_weekends_and_course(explained, fleet):
    forecaster, batteries = explained
    point = forecaster.predict(fleet, 30)
    for row, battery in enumerate(batteries):
        facts, found = naive_facts(fleet, row, point), by_key(battery, "weekends")
        if facts["known_days"] >= 56 and not math.isnan(facts["forecast_weekend_share"]):
            shares = [whole_percent(facts[k]) for k in ("weekend_share", "forecast_weekend_share")]
            assert found.text == (
                f"Weekends count for {shares[0]} of its use and for {shares[1]} of the forecast; "
                "two days of seven would be 29 %."
            )
        else:
            assert found is None
        slope, course = facts["forecast_slope"], by_key(battery, "slope")
        if math.isnan(slope):
            assert course is None
        elif abs(slope) < 0.02:
            assert "stays level" in course.text
        else:
            verb = "rises" if slope > 0 else "falls"
            assert f"The forecast {verb} by {whole_percent(slope)} from" in course.text


def test_short_and_silent_histories(explained, fleet):
    forecaster, batteries = explained
    point = forecaster.predict(fleet, 30)
    for row, battery in enumerate(batteries):
        facts = naive_facts(fleet, row, point)
        estimate, silence = by_key(battery, "estimate"), by_key(battery, "silence")
        assert (estimate is not None) == (facts["known_days"] < 60)
        assert (silence is not None) == (facts["silent_days"] > 7 and facts["known_days"] > 0)
        if silence:
            assert silence.text == f"Nothing is known of its last {facts['silent_days']} days."
    assert by_key(batteries[1], "estimate").text == (
        "Estimate from similar batteries: only "
        f"{naive_facts(fleet, 1, point)['known_days']} days are known."
    )
    assert by_key(batteries[5], "estimate").text.endswith("no day is known.")


def test_what_moves_the_forecast_most(explained, fleet):
    forecaster, batteries = explained
    point, parts = forecaster.predict(fleet, 30), Parts.of(fleet)
    for row, battery in enumerate(batteries):
        found = by_key(battery, "strongest")
        if found is None:
            continue
        shares = {}
        for window in WINDOWS:
            if f"{window.key}_share" not in found.numbers:
                continue
            y = fleet.y[row].copy()
            columns = window.columns(400)
            expected = parts.level[row] * parts.profile[row, columns]
            y[columns] = np.where(np.isnan(y[columns]), np.nan, expected)
            alone = Panel(fleet.ids[[row]], fleet.last_day[[row]], y[None])
            change = point[row].sum() - forecaster.predict(alone, 30)[0].sum()
            shares[window.name] = change / point[row].sum()
            assert found.numbers[f"{window.key}_share"] == pytest.approx(
                shares[window.name], abs=1e-9
            )
        name, most = max(shares.items(), key=lambda item: abs(item[1]))
        if abs(most) < 0.01:
            assert found.text.startswith("No stretch of past days stands out")
        else:
            verb = "adds" if most > 0 else "takes away"
            assert found.text == (
                f"What was unusual in {name} moves the forecast most: "
                f"it {verb} {whole_percent(most)}."
            )


def test_a_plan_is_told_by_how_much_it_moves_a_day(planted, fleet):
    """The forecast is the plan, and 1 a day where there is none."""
    plan = np.full((30, 430), 4.0)
    plan[0, -1], plan[1, -30:] = 7.0, np.nan
    panel = replace(fleet, known={"trips": plan})
    forecaster = planted(lambda h, n: np.nan_to_num(h.known["trips"][:, -n:], nan=1.0))
    forecaster.fleet = make("mean").learn(fleet).fleet
    first, unplanned, third = explain_batteries(forecaster, panel.select(slice(0, 3)), [""] * 3, 30)
    assert by_key(unplanned, "known") is None
    share = (29 * 3 + 6) / (29 * 4 + 7)
    assert by_key(first, "known").numbers == {"known_daily": pytest.approx(share)}
    assert by_key(first, "known").text == (
        f"What is known in advance moves a day of the forecast by {whole_percent(share)}."
    )
    assert by_key(third, "known").numbers == {"known_daily": pytest.approx(0.75)}


def by_key(battery, key):
    return next((s for s in battery.sentences if s.key == key), None)


def test_every_number_in_a_text_stands_beside_it(explained):
    fixed = {"weekends": {29.0}, "amount": {30.0}, "recent_change": set()}
    for battery in explained[1]:
        for sentence in battery.sentences:
            beside = [abs(v) for v in sentence.numbers.values() if not math.isnan(v)]
            for said in numbers_in(re.sub(r"weeks \d+ to \d+|over 13 weeks", "", sentence.text)):
                close = [b for b in beside if abs(said - b) <= 0.006 * max(said, 0.2)]
                close += [b for b in beside if abs(said - 100 * b) <= 0.5001]
                assert close or said in fixed.get(sentence.key, {30.0}), sentence.text


def test_a_change_that_is_planted_is_told(fleet):
    forecaster = make("window_average", window=28).learn(fleet)
    fell, rose = explain_batteries(forecaster, fleet.select(np.array([4, 6])), ["", ""], 30)
    assert re.match(
        r"Its use fell by (3\d|4\d) %.*follows that", by_key(fell, "recent_change").text
    )
    assert re.match(
        r"Its use rose by (5|6|7|8)\d %.*follows that", by_key(rose, "recent_change").text
    )


def test_taking_the_last_week_away_undoes_it(planted, fleet):
    forecaster = planted(lambda h, _: np.nanmean(np.nan_to_num(h.y[:, -7:]), axis=1)[:, None])
    forecaster.fleet = make("mean").learn(fleet).fleet
    battery = explain_batteries(forecaster, fleet.select([6]), [""], 30)[0]
    moved = {c.key: c.cycles for c in battery.contributions}
    assert moved["last_week"] > 0
    assert [moved[k] for k in ("weeks_2_to_4", "weeks_5_to_13", "older")] == [0.0, 0.0, 0.0]


def test_components_are_those_of_the_forecast(fleet):
    forecaster = make("seasonal_naive").learn(fleet)
    battery = explain_batteries(forecaster, fleet, [""] * 30, 30)[0]
    parts, days = battery.components, battery.future
    assert parts.level == pytest.approx(battery.forecast.mean())
    for weekday in range(7):
        same = [
            v for v, d in zip(battery.forecast, days, strict=True) if d.item().weekday() == weekday
        ]
        assert parts.weekdays[weekday] * parts.level == pytest.approx(np.mean(same))
    weeks = [battery.forecast[7 * k : 7 * k + 7].mean() for k in range(4)]
    np.testing.assert_allclose(parts.course * parts.level, weeks)


def test_cycles_have_three_digits():
    assert [cycles(v) for v in (0, 0.0004, 0.12345, 4.2, 99.96, 1234.5)] == [
        "0",
        "less than 0.001",
        "0.123",
        "4.2",
        "100",
        "1,234",
    ]


def test_one_known_day_and_a_horizon_too_short_for_a_course(fleet):
    y = np.full((1, 50), np.nan)
    y[0, -1] = 0.2
    alone = Panel(fleet.ids[:1], fleet.last_day[:1], y)
    battery = explain_batteries(make("mean").learn(fleet), alone, [""], 5)[0]
    assert [s.key for s in battery.sentences] == ["amount", "estimate"]
    assert battery.sentences[1].text.endswith("only 1 day is known.")


def test_nothing_stands_out():
    facts = dict.fromkeys(
        ("recent_change", "recent_change_error", "forecast_slope", "weekend_share"), math.nan
    )
    facts |= {"forecast_to_last_30": math.nan, "forecast_to_year": 0.0, "year_known": 364}
    facts |= {"known_days": 400, "silent_days": 0, "forecast_weekend_share": math.nan}
    facts |= {"forecast_days": 30, "forecast_mean": 0.1, "forecast_sum": 3.0}
    small = Contribution("older", "the days over 13 weeks back", 0.001, 0.0003, 0.001)
    told = [s.text for s in describe(facts, [small])]
    assert told == [
        "The next 30 days are forecast at 0.1 cycles a day, 3 in all: "
        "as much as over its last year.",
        "No stretch of past days stands out: the forecast rests on the usual use.",
    ]
