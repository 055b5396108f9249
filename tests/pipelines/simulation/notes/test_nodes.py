"""What is written to disk comes back as it was, row by row with its truth."""

import pandas as pd
import pytest
import yaml
from kedro.io import DataCatalog
from pydantic import ValidationError

from connected_car.pipelines.simulation.notes.nodes import (
    simulate_component_inspections,
    simulate_component_notes,
)
from connected_car.pipelines.simulation.notes.spoiling import EMPTY, HOSTILE


@pytest.fixture(scope="module")
def catalog(project, tmp_path_factory) -> DataCatalog:
    text = (project / "conf/base/simulation/catalog.yml").read_text()
    folder = str(tmp_path_factory.mktemp("raw"))
    return DataCatalog.from_config(yaml.safe_load(text.replace("${globals:paths.raw}", folder)))


@pytest.fixture(scope="module")
def options(make_options):
    notes = make_options().notes.model_dump() | {"n_varied": 1_500, "n_evaluation": 700}
    notes["shares"] = dict.fromkeys(notes["shares"], 0.03) | {"hostile": 0.2, "very_long": 0.002}
    return make_options(n_notes=2_000, notes=notes)


def test_hostile_empty_and_long_notes_survive_on_disk(catalog, options):
    *files, truth = simulate_component_notes(options)
    names = ["", "_varied", "_evaluation"]
    for name, made in zip(names, files, strict=True):
        catalog.save(f"simulated_component_notes{name}", made)
    read = [catalog.load(f"simulated_component_notes{name}") for name in names]
    read = pd.concat(read, ignore_index=True)
    assert read["information"].tolist() == truth["text"].tolist()
    assert read["label"].astype("Int8").equals(truth["label"])
    for snippet in HOSTILE:
        assert read["information"].str.contains(snippet, regex=False).any(), snippet
    assert set(EMPTY) <= set(read["information"])


def test_truth_survives_on_disk(catalog, options):
    truth = simulate_component_notes(options)[-1]
    catalog.save("simulated_truth_notes", truth)
    stored = catalog.load("simulated_truth_notes")
    assert stored["text"].tolist() == truth["text"].tolist()
    assert stored["year"].equals(truth["year"]) and stored["label"].equals(truth["label"])
    assert stored.groupby("split").size().to_dict() == {"evaluation": 700, "training": 3_500}


def test_inspections_survive_on_disk_and_leave_the_vehicles_alone(catalog, options):
    vehicles = pd.DataFrame({"Vehicle_ID": [f"V{i}" for i in range(300)]})
    before = vehicles.copy()
    inspections, truth = simulate_component_inspections(options, vehicles)
    catalog.save("simulated_component_inspections", inspections)
    catalog.save("simulated_truth_inspections", truth)
    read = catalog.load("simulated_component_inspections")
    assert list(read) == list(inspections)
    assert read["information"].tolist() == truth["information"].tolist()
    assert read["Inspected_On"].tolist() == [str(day) for day in truth["Inspected_On"]]
    pd.testing.assert_frame_equal(vehicles, before)


def test_shares_over_one_are_refused(make_options):
    notes = make_options().notes.model_dump()
    notes["shares"] = notes["shares"] | {"terse": 0.9}
    with pytest.raises(ValidationError, match="over 1"):
        make_options(notes=notes)
