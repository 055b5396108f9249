"""The fleet of charging logs: what data_processing stores, the truth, the simple rules."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from benchmarks.charging_fleet import (
    RULES,
    VARIANTS,
    charging_fleet,
    charging_options,
    forecast_totals,
    risk_scores,
    rule_sums,
    scores,
)
from connected_car.pipelines.simulation.options import SimulationOptions
from connected_car.pipelines.simulation.readings import dirty_readings
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import DAILY, PROCESSED, READING
from tools.project import parameters

COLUMNS = {
    "Battery_Age_Days": "age",
    "Number_Of_Trips": "trips",
    "Daily_Trip_Duration": "minutes",
    "Daily_Cycles_Used": "cycles",
    "Lifetime_Cycles_Used": "counter",
    "Battery_Rated_Cycles": "rated",
}


@pytest.fixture(scope="module")
def cleaning() -> CleaningOptions:
    return CleaningOptions(**parameters("data_processing") | {"today": date(2026, 11, 24)})


def stored(options: SimulationOptions, cleaning: CleaningOptions) -> pd.DataFrame:
    """Clean the simulated readings, without files and Spark."""
    rows = dirty_readings(options, 0, options.n_batteries)
    n = len(rows["battery"])
    minutes = rows["epoch_day"] * 1_440 + rows["minute"]
    known = {name: rows[ours].astype(float) for name, ours in COLUMNS.items()} | {
        "key": np.char.mod("B%06d", rows["battery"] + 1),
        "Date": (minutes * 60_000_000).astype("datetime64[us]"),
        "row": np.arange(n),
        "file": np.zeros(n, int),
        "block": np.zeros(n, int),
    }
    arrays = [
        pa.array(known[f.name]).cast(f.type) if f.name in known else pa.nulls(n, f.type)
        for f in READING
    ]
    batches = pa.table(arrays, schema=READING).to_batches()
    cleaned = pa.Table.from_batches(clean_partition(batches, {0: None}, cleaning), PROCESSED)
    days = cleaned.filter(pc.field("Kind").is_null()).select(DAILY.names).to_pandas()
    return days.sort_values(["Battery_ID", "Date"], ignore_index=True)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_is_what_data_processing_stores(variant, cleaning):
    options = charging_options(3, 50, 400, **VARIANTS[variant])
    none = dict.fromkeys(type(options.dirt).model_fields, 0) | {"file_faults": False}
    days = stored(
        options.model_copy(update={"dirt": options.dirt.model_copy(update=none)}), cleaning
    )
    history = charging_fleet(3, 50, 400, **VARIANTS[variant]).history
    first = days.groupby("Battery_ID")["Date"].min()
    is_before = history["ds"] < pd.to_datetime(history["unique_id"].map(first))
    assert is_before.mean() < 0.002  # a log's first reading is rejected if it is too much for a day
    history = history[~is_before]
    assert days["Battery_ID"].tolist() == history["unique_id"].tolist()
    assert pd.to_datetime(days["Date"]).tolist() == history["ds"].tolist()
    np.testing.assert_allclose(days["Daily_Cycles_Used"], history["y"], atol=1e-9)
    np.testing.assert_allclose(days["Lifetime_Cycles_Used"], history["counter"], atol=1e-6)
    np.testing.assert_allclose(days["Battery_Rated_Cycles"], history["rating"])


def test_the_truth_is_told_by_the_charges_after_the_cutoff():
    fleet, later = charging_fleet(2, 50, 400), charging_fleet(2, 50, 400)
    assert fleet.history["ds"].max() <= fleet.cutoff
    pd.testing.assert_frame_equal(fleet.truth, later.truth)
    crosses = fleet.truth["future_cycles"] >= fleet.truth["remaining"]
    assert (crosses == fleet.truth["crosses"]).all()
    assert (fleet.truth["remaining"] > 0).all()
    assert 12 <= fleet.truth["crosses"].sum() <= 20


def test_rules_equal_a_loop():
    fleet = charging_fleet(4, 50, 200)
    for days in RULES.values():
        for battery, found in zip(fleet.truth["unique_id"], rule_sums(fleet, days), strict=True):
            one = fleet.history[fleet.history["unique_id"] == battery]
            known = (fleet.cutoff - one["ds"].iloc[0].to_datetime64()).astype("timedelta64[D]") + 1
            length = min(days or np.inf, known.astype(int))
            back = (pd.Timestamp(fleet.cutoff) - one["ds"]).dt.days
            assert found == pytest.approx(30 * one["y"][back < length].sum() / length)


def test_simple_rules_do_what_they_do_on_real_logs():
    fleets = [charging_fleet(seed) for seed in (1, 2, 3)]
    right, off = np.mean(
        [[scores(f, rule_sums(f, days)) for days in RULES.values()] for f in fleets], axis=0
    ).T
    assert right == pytest.approx([0.924, 0.896, 0.861], abs=0.03)
    assert off == pytest.approx([0.262, 0.227, 0.275], abs=0.05)
    assert right[0] > right[2]
    assert off[1] < off[2]


def test_the_structural_forecaster_beats_the_simple_rules():
    fleet = charging_fleet(1)
    sums, paths = forecast_totals(fleet, "structural")
    off = scores(fleet, sums)[1]
    assert off < min(scores(fleet, rule_sums(fleet, days))[1] for days in RULES.values())
    brier, rule, long, short = risk_scores(fleet, paths)
    assert brier < 0.8 * rule
    assert 0.65 < long < 0.95
    assert 0.65 < short < 0.95
