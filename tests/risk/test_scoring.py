"""The scoring function as a whole: classes, reasons, and independence of a battery's company."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from connected_car.risk import scoring
from connected_car.risk.options import RiskOptions
from connected_car.risk.scoring import score_batteries
from connected_car.tables import RISK_CLASSES, SCHEMAS


@pytest.fixture
def fleet(make_days) -> pd.DataFrame:
    """One battery of each class: the next 30 days bring 7.5 to 22.5 cycles, 15 in the middle."""
    return pd.concat(
        [
            make_days("ok", 50, 150.0),
            make_days("watch", 50, 179.0),
            make_days("alert", 50, 188.0),
            make_days("overdue", 50, 218.7),
        ]
    )


def risk_of(daily, forecaster, options) -> pd.DataFrame:
    return score_batteries(daily, forecaster, options)[1].set_index("Battery_ID")


def test_every_class_occurs_where_it_should(fleet, steady, options):
    risk = risk_of(fleet, steady, options)
    assert (risk["Risk"] == risk.index).all()
    assert set(risk["Risk"]) == set(RISK_CLASSES)
    assert risk["Failure_Probability"]["overdue"] == 1
    assert risk["Failure_Probability"]["watch"] == pytest.approx(10 / 101)


def test_columns_are_those_of_the_stored_tables(fleet, steady, options):
    forecasts, risk = score_batteries(fleet, steady, options)
    versions = ["Model_Version", "Data_Version", "Scored_At", "Run_ID"]
    assert [*risk.columns, *versions] == SCHEMAS["battery_risk"].names
    assert [*forecasts.columns, "Model_Version", "Run_ID"] == SCHEMAS["battery_forecasts"].names
    assert len(forecasts) == 4 * 30


def test_reasons_say_counter_rating_rate_date_and_chance(fleet, steady, options):
    reason = risk_of(fleet, steady, options)["Reason"]
    assert reason["alert"] == (
        "Used 188.0 of 200 rated cycles; at 0.50 cycles a day the rating is passed around "
        "2026-06-26 (in 24 days); about 70 of 100 batteries like this pass it within 30 days."
    )
    assert reason["ok"].endswith("fewer than 1 of 100 batteries like this pass it within 30 days.")
    assert reason["overdue"] == "Passed its rating of 200 cycles; 218.7 used."


def test_a_counter_just_below_the_rating_does_not_read_as_reached(make_days, steady, options):
    reason = risk_of(make_days("a", 50, 199.97), steady, options)["Reason"]["a"]
    assert reason.startswith("Used 199.9 of 200 rated cycles;")


def test_short_history_and_filled_days_are_said(make_days, steady, options):
    short = make_days("short", 12, 150.0)
    filled = make_days("filled", 50, 150.0)
    filled.iloc[-6:, filled.columns.get_loc("Is_Interpolated")] = True
    gappy = make_days("gappy", 50, 150.0).drop(index=range(30, 40))
    few = make_days("few", 50, 150.0)
    few.iloc[-5:, few.columns.get_loc("Is_Interpolated")] = True
    reason = risk_of(pd.concat([short, filled, gappy, few]), steady, options)["Reason"]
    said = "Estimate from similar batteries: only 12 days of history of its own."
    assert reason["short"].endswith(said)
    assert reason["filled"].endswith("No reading of its own on 6 of its last 28 days.")
    assert reason["gappy"].endswith("No reading of its own on 10 of its last 28 days.")
    assert reason["few"].endswith("within 30 days.")


def test_a_battery_without_a_rating_is_watched(make_days, steady, options):
    row = risk_of(make_days("a", 50, 150.0, rating=np.nan), steady, options).loc["a"]
    assert row["Risk"] == "watch"
    assert "not known" in row["Reason"]
    assert pd.isna(row["Expected_Replacement_Date"])
    assert np.isnan(row["Failure_Probability"])


def test_a_parked_battery_has_no_date(make_days, steady, options):
    parked = make_days("a", 50, 150.0).assign(Daily_Cycles_Used=0.0)
    row = risk_of(parked, steady, options).loc["a"]
    assert pd.isna(row["Expected_Replacement_Date"])
    assert (
        "less than 0.001 cycles a day the rating is not passed in the next five years"
        in (row["Reason"])
    )


def test_blocks_order_and_company_change_nothing(fleet, steady, options, monkeypatch):
    forecasts, risk = score_batteries(fleet, steady, options)
    monkeypatch.setattr(scoring, "_PATHS_AT_ONCE", 1)
    shuffled = fleet.sample(frac=1, random_state=1)
    for part, whole in zip(
        score_batteries(shuffled, steady, options), (forecasts, risk), strict=True
    ):
        pd.testing.assert_frame_equal(part, whole, check_exact=True)
    alone = score_batteries(fleet[fleet["Battery_ID"] == "watch"], steady, options)[1]
    expected = risk[risk["Battery_ID"] == "watch"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, expected, check_exact=True)


def test_the_input_stays_as_it_is(fleet, steady, options):
    before = fleet.copy(deep=True)
    score_batteries(fleet, steady, options)
    pd.testing.assert_frame_equal(fleet, before)


def test_levels_out_of_order_are_refused(options):
    with pytest.raises(ValidationError, match="must not be less than watch_above"):
        RiskOptions(**{**options.model_dump(), "watch_above": 0.9})
