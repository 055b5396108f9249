"""Notes to score belong to vehicles, and a mended component has a newer note that is fine."""

import pandas as pd
import pytest

from connected_car.pipelines.simulation.notes.inspections import make_inspections

VEHICLES = pd.Series([f"V{i:04d}" for i in range(400)])


@pytest.fixture(scope="module")
def inspections(make_options) -> pd.DataFrame:
    options = make_options()
    return make_inspections(options.notes, 7, options.end_date, VEHICLES)


def test_every_vehicle_has_components_and_the_shares_hold(inspections):
    first = inspections.drop_duplicates(["Vehicle_ID", "Component"])
    counts = first.groupby("Vehicle_ID").size()
    assert set(counts.index) == set(VEHICLES)
    assert counts.min() == 1 and counts.max() == 7
    assert (first["label"] == 1).mean() == pytest.approx(0.15, abs=0.03)
    assert first["label"].isna().mean() == pytest.approx(0.04, abs=0.02)
    assert inspections["Inspection_ID"].is_unique


def test_a_mended_component_is_found_fine_on_a_later_day(inspections):
    twice = inspections[inspections.duplicated(["Vehicle_ID", "Component"], keep=False)]
    older, newer = twice.iloc[::2], twice.iloc[1::2]
    assert 0.2 < len(newer) / (inspections["label"] == 1).sum() < 0.4
    assert (older["label"] == 1).all() and (newer["label"] == 0).all()
    assert (newer["Inspected_On"].to_numpy() > older["Inspected_On"].to_numpy()).all()
    assert not older["Is_Latest"].any() and newer["Is_Latest"].all()
    latest = inspections[inspections["Is_Latest"]]
    assert not latest.duplicated(["Vehicle_ID", "Component"]).any()


def test_a_note_is_about_its_component(inspections):
    about = inspections[inspections["variation"] == "plain"]
    named = about["wording"].str.contains("{component}", regex=False)
    pairs = about.loc[named, ["information", "Component"]].itertuples(index=False)
    assert named.any() and all(name in text.lower() for text, name in pairs)
    assert {"workshop", "terse", "negation"} <= set(inspections["variation"])
    assert set(inspections["split"]) == {"training", "evaluation"}


def test_days_lie_before_the_end_of_the_data(inspections, make_options):
    assert inspections["Inspected_On"].max() <= make_options().end_date


def test_the_first_vehicles_are_the_same_however_many_there_are(inspections, make_options):
    options = make_options()
    few = make_inspections(options.notes, 7, options.end_date, VEHICLES.head(20))
    pd.testing.assert_frame_equal(few, inspections.head(len(few)))
