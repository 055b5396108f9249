"""Columns known in advance, from the daily file to the model card, and the leaks among them."""

import logging
from functools import partial

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from connected_car.errors import UserError
from connected_car.pipelines.forecasting import nodes
from connected_car.pipelines.forecasting.daily import remaining_cycles
from connected_car.pipelines.forecasting.options import ForecastingOptions

AHEAD = 20  # days, the horizon


@pytest.fixture
def choose(options):
    """Make the options with columns known in advance, given as on the command line or as lists."""

    def choose(known, accepted=(), **search) -> ForecastingOptions:
        given = options.model_dump() | {"known_in_advance": known, "accept_leaks": accepted}
        return ForecastingOptions(**{**given, "search": {**given["search"], **search}})

    return choose


@pytest.fixture
def planned(make_planned_fleet) -> pd.DataFrame:
    """Ten batteries whose trips are planned 30 days ahead; their use is empty from there on."""
    panel, truth = make_planned_fleet(n=10, days=200)
    use = np.concatenate([panel.y, np.full_like(truth, np.nan)], axis=1)
    days = np.concatenate([panel.days(), panel.future_days(30)], axis=1)
    frame = pd.DataFrame(
        {
            "Battery_ID": np.repeat(panel.ids, 230),
            "Date": days.ravel().astype("datetime64[ns]"),
            "Daily_Cycles_Used": use.ravel(),
            "true_use": np.concatenate([panel.y, truth], axis=1).ravel(),
            "trips": panel.known["trips"].ravel(),
        }
    )
    by_battery = frame.groupby("Battery_ID")
    return frame.assign(
        duration=frame["true_use"] / 0.0024603,
        counter=by_battery["true_use"].cumsum(),
        squared=np.exp(20 * frame["true_use"]),
        afterwards=frame["trips"].where(frame["Daily_Cycles_Used"].notna()),
        week_ahead=frame["trips"].where(by_battery.cumcount() < 207),
        weekend=frame["Date"].dt.dayofweek >= 5,
        note="none",
    )


def test_a_plan_is_arranged_by_battery_and_day(planned, choose):
    shuffled = planned.sample(frac=1, random_state=1)
    before = shuffled.copy(deep=True)
    history = nodes.build_history(shuffled, choose("trips+weekend"))
    pd.testing.assert_frame_equal(shuffled, before)
    panel = history.panel
    assert (panel.last_day == np.datetime64("2026-05-31")).all()
    assert panel.y.shape == (10, 200)
    assert list(panel.known) == ["trips", "weekend"]
    expected = planned["trips"].to_numpy().reshape(10, 230)[:, : 200 + AHEAD]
    np.testing.assert_array_equal(panel.known["trips"], expected)
    assert set(np.unique(panel.known["weekend"])) == {0.0, 1.0}
    assert history.leak_overrides == ()
    plain = nodes.build_history(planned, choose(()))
    assert plain.panel.known == {}
    np.testing.assert_array_equal(plain.panel.y, panel.y)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (["duration"], "duration is a linear function of Daily_Cycles_Used on the same day (ratio"),
        ("trips+duration", "(ratio 0.0024603, R2 1.0000)"),
        ("counter", "counter is a counter of Daily_Cycles_Used"),
        ("squared", "squared alone explains"),
        ("afterwards", "afterwards has no value after 2026-05-31"),
        ("week_ahead", "week_ahead is known for 7 of the 20 days after 2026-05-31"),
        ("nowhere", "no column nowhere"),
        ("note", "note has values that are no numbers"),
        ("when", "when has values that are no numbers: they are times"),
        ("endless", "endless has values that are no numbers: some are infinite"),
    ],
)
def test_what_may_not_be_used_is_refused_in_one_line(known, words, planned, choose):
    endless = planned["trips"].where(planned.index > 0, np.inf)
    table = planned.assign(when=planned["Date"], endless=endless)
    with pytest.raises(UserError) as refused:
        nodes.build_history(table, choose(known))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "trips is" not in str(refused.value)


def test_the_line_says_what_to_do(planned, choose):
    with pytest.raises(
        UserError, match=r"take it out of forecasting\.known_in_advance, or"
    ) as told:
        nodes.build_history(planned, choose("duration+counter"))
    assert str(told.value).endswith("set forecasting.accept_leaks=duration+counter")
    nodes.build_history(planned, choose("duration+counter", "duration+counter"))


def test_an_override_is_logged_and_kept(planned, choose, caplog):
    with caplog.at_level(logging.WARNING, "connected_car"):
        history = nodes.build_history(planned, choose("trips+duration", "duration+trips"))
    (sentence,) = history.leak_overrides
    assert sentence.startswith("duration is a linear function of Daily_Cycles_Used")
    assert sentence.endswith("allowed by forecasting.accept_leaks.")
    assert [r.getMessage() for r in caplog.records] == [f"leak guard overridden: {sentence}"]
    assert history.sample(3, seed=1).leak_overrides == history.leak_overrides


@pytest.mark.parametrize(
    ("known", "accepted", "words"),
    [
        ("trips", "tripz", "accept_leaks names tripz, which known_in_advance does not"),
        ("Date", (), "known_in_advance cannot name Date"),
        ("Daily_Cycles_Used", (), "known_in_advance cannot name Daily_Cycles_Used"),
        (["filled"], (), "known_in_advance cannot name filled"),
        (7, (), "valid tuple"),
    ],
)
def test_names_that_cannot_be_are_refused(known, accepted, words, choose):
    with pytest.raises(ValidationError, match=words):
        choose(known, accepted)


def test_days_to_come_are_not_the_last_day_of_a_battery(planned, options):
    table = planned.assign(Lifetime_Cycles_Used=planned["counter"], Battery_Rated_Cycles=100.0)
    table.loc[table["Daily_Cycles_Used"].isna(), "Lifetime_Cycles_Used"] = np.nan
    left = remaining_cycles(table, options)
    used = table[table["Date"] == "2026-05-31"].set_index("Battery_ID")["counter"]
    np.testing.assert_allclose(left, 100.0 - used[left.index])


@pytest.fixture
def run(run_pipeline, planned):
    """Run the pipeline on the planned fleet."""
    return partial(run_pipeline, planned)


def test_a_plan_wins_and_stands_on_the_card(run, choose):
    outputs = run(choose("trips", families=("lightgbm",), max_trials=2))
    summary, words = (outputs.load(n) for n in ("forecast_summary", "forecast_explanation_words"))
    assert summary["champion"] == "lightgbm"
    assert summary["score"] < 0.8 * summary["mean_score"]
    assert words["features"][0]["name"] == "trips on the day, against its usual size"
    importance = {part["part"]: part["rise"] for part in words["importance"]}
    assert max(importance, key=importance.get) == "what is known in advance"
    told = [s for b in words["batteries"] for s in b["sentences"] if s["key"] == "known"]
    assert len(told) == len(words["batteries"])
    card = outputs.load("model_card_markdown")
    assert "in advance, trips, and nothing else" in card
    assert "## Overrides of the leak guard\n\n- none" in card
    assert "preset=quick,forecasting.known_in_advance=trips\n" in card


def test_an_override_stands_on_the_card(run, choose):
    outputs = run(choose("afterwards", "afterwards", families=("lightgbm",), max_trials=2))
    card = outputs.load("model_card_markdown")
    assert "- afterwards has no value after 2026-05-31, so it is known only afterwards; all" in card
    assert "known_in_advance=afterwards,forecasting.accept_leaks=afterwards" in card
    batteries = outputs.load("forecast_explanation_words")["batteries"]
    told = {sentence["key"] for battery in batteries for sentence in battery["sentences"]}
    assert "amount" in told
    assert "known" not in told, "today nothing is known of the days to come"
