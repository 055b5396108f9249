"""The lifetime counter is recomputed; resets and jumps are reported, not carried on."""

import numpy as np
import pandas as pd
import pytest


def test_the_sum_starts_from_the_first_known_counter(clean, series):
    readings = series(pd.date_range("2025-01-01", periods=30), start=77.0)
    daily = clean(readings)["daily"]
    np.testing.assert_allclose(daily["Lifetime_Cycles_Used"], readings["Lifetime_Cycles_Used"])


@pytest.mark.parametrize(("change", "kind"), [(-50.0, "reset"), (40.0, "jump")])
def test_a_fault_is_reported_and_not_carried_on(change, kind, clean, series):
    readings = series(pd.date_range("2025-01-01", periods=60), start=77.0)
    faulty = readings.copy()
    faulty.loc[30:, "Lifetime_Cycles_Used"] += change
    result = clean(faulty)
    finding, *others = result["battery"]["Counter_Findings"][0]
    assert not others
    assert (str(finding["Day"]), finding["Kind"]) == ("2025-01-31", kind)
    assert finding["To"] == faulty["Lifetime_Cycles_Used"][30]
    assert finding["From"] == faulty["Lifetime_Cycles_Used"][29]
    np.testing.assert_allclose(
        result["daily"]["Lifetime_Cycles_Used"], readings["Lifetime_Cycles_Used"]
    )


@pytest.mark.parametrize(("rise", "carried"), [(9.0, 9.0), (-20.0, 0.1), (900.0, 0.1)])
def test_what_was_used_in_a_long_gap_comes_from_the_counter_if_plausible(
    rise, carried, clean, series
):
    times = pd.date_range("2025-01-01", periods=40).append(pd.date_range("2025-04-01", periods=40))
    readings = series(times).assign(Daily_Cycles_Used=0.1)
    counter = 50 + 0.1 * np.arange(80)
    counter[40:] += rise - 0.1
    daily = clean(readings.assign(Lifetime_Cycles_Used=counter))["daily"]
    assert len(daily) == 80
    running = daily["Lifetime_Cycles_Used"].to_numpy()
    assert running[40] - running[39] == pytest.approx(carried)


def test_small_steps_are_no_fault(clean, series):
    readings = series(pd.date_range("2025-01-01", periods=60))
    noise = np.random.default_rng(1).uniform(-0.2, 0.2, 60)
    readings["Lifetime_Cycles_Used"] += noise
    assert len(clean(readings)["battery"]["Counter_Findings"][0]) == 0
