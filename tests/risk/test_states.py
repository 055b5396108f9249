"""What is known of a battery does not depend on the batteries beside it."""

import numpy as np
import pandas as pd

from connected_car.risk.states import battery_states, without_unread_end


def test_states_hold_the_last_day_of_each_battery(make_days):
    long, short = make_days("a", 50, 150.0), make_days("b", 10, 20.0, rating=90.0)
    mixed = pd.concat([short, long]).sample(frac=1, random_state=3)
    states = battery_states(mixed, 60)
    assert list(states.panel.ids) == ["a", "b"]
    assert list(states.lifetime) == [150.0, 20.0]
    assert list(states.rating) == [200.0, 90.0]
    assert list(states.days_known) == [50, 10]
    assert list(states.days_unread) == [0, 0]


def test_the_history_is_always_as_wide_as_asked(make_days):
    states = battery_states(make_days("b", 10, 20.0), 60)
    assert states.panel.y.shape == (1, 60)
    assert np.isnan(states.panel.y[0, :50]).all()
    assert battery_states(make_days("b", 90, 50.0), 60).panel.y.shape == (1, 60)


def test_ids_may_come_as_categories(make_days):
    days = pd.concat([make_days("b", 10, 20.0), make_days("a", 10, 30.0)])
    categories = pd.Categorical(days["Battery_ID"], categories=["a", "b"])
    states = battery_states(days.assign(Battery_ID=categories), 60)
    assert list(states.panel.ids) == ["a", "b"]
    assert list(states.lifetime) == [30.0, 20.0]


def test_what_a_later_reading_filled_in_is_left_out(make_days):
    read, cut = make_days("a", 10, 20.0), make_days("b", 10, 20.0)
    cut.loc[[4, 7, 8, 9], "Observed_Readings"] = 0
    never = make_days("c", 3, 20.0).assign(Observed_Readings=0)
    for ids in (object, "category"):
        days = pd.concat([read, cut, never], ignore_index=True).astype({"Battery_ID": ids})
        assert list(without_unread_end(days).index) == [*range(17), 20, 21, 22]


def test_charges_are_spread_over_the_days_that_they_pay_for(make_days):
    """The counter goes with the charges as they were read, and no jump is seen."""
    days = make_days("log", 40, 150.0).reset_index(drop=True)
    charged = np.arange(40) % 4 == 3
    days["Daily_Cycles_Used"] = np.where(charged, 2.0, 0.0)
    days["Lifetime_Cycles_Used"] = 130.0 + np.cumsum(days["Daily_Cycles_Used"])
    days["Observed_Readings"] = charged.astype(int)
    states = battery_states(days, 60)
    assert (states.panel.y[0, -40:] == 0.5).all()
    assert states.lifetime[0] == 150
    assert np.isnan(states.jump[0])
    daily = days.assign(Observed_Readings=1)  # zeros that were read are days of no use
    assert (battery_states(daily, 60).panel.y[0, -4:] == [0, 0, 0, 2]).all()
