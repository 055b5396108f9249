"""Notes, options and the pipeline on an in-memory catalog."""

import pandas as pd
import pytest
import yaml
from kedro.io import DataCatalog, MemoryDataset
from kedro.runner import SequentialRunner

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.reviews import REVIEW_COLUMNS
from connected_car.pipelines.simulation.notes.varied import varied_notes
from connected_car.pipelines.simulation.notes.workshop import workshop_notes
from connected_car.pipelines.text_classification import create_pipeline
from connected_car.pipelines.text_classification.options import TextClassificationOptions

NO_REVIEWS = pd.DataFrame(columns=REVIEW_COLUMNS, dtype=object)


@pytest.fixture(scope="session")
def make_options(project):
    """Make the project's own options, quick and small, with some settings changed."""

    def make(search=None, **changed) -> TextClassificationOptions:
        path = project / "conf/base/text_classification/parameters.yml"
        given = {**yaml.safe_load(path.read_text())["text_classification"], "seed": 7}
        given["search"] = {
            **given["search"],
            "max_trials": 3,
            "families": ("rule", "tfidf_words"),
            **(search or {}),
        }
        return TextClassificationOptions(**{**given, **changed})

    return make


@pytest.fixture(scope="session")
def options(make_options) -> TextClassificationOptions:
    return make_options()


class _Kept(MemoryDataset):
    """Keeps what is between two nodes, too, until the test has looked at it."""

    def _release(self) -> None:
        """Do nothing."""


def csv_file(name: str, notes: pd.DataFrame) -> NoteFile:
    """Return notes as the bytes of a CSV file."""
    table = notes.rename(columns={"text": "information"})[["information", "label"]]
    return NoteFile(name, table.to_csv(index=False, quoting=1).encode())


@pytest.fixture(scope="session")
def note_files() -> list[NoteFile]:
    """3,000 notes of the workshop's kind and 1,500 as people write them."""
    varied = varied_notes(1500, "training", 3)
    varied = varied[varied["text"].str.len() < 2000]
    return [csv_file("workshop.csv", workshop_notes(3000, 3)), csv_file("varied.csv", varied)]


@pytest.fixture(scope="session")
def evaluation() -> pd.DataFrame:
    """Notes with their truth, in sentences of their own."""
    notes = varied_notes(700, "evaluation", 3)
    return notes[notes["text"].str.len() < 2000].reset_index(drop=True)


@pytest.fixture(scope="session")
def run_pipeline(tmp_path_factory):
    """Run the pipeline; the registry is a memory dataset."""

    def run(files, options, *, queue=(), before=None, reviewed=NO_REVIEWS, evaluation=None):
        given = {
            "component_notes": list(files),
            "review_queue_filled": list(queue),
            "reviewed_before": reviewed,
            "text_search": tmp_path_factory.mktemp("search"),
            "evaluation_notes": pd.DataFrame() if evaluation is None else evaluation,
            "params:text_classification": options,
        }
        catalog = DataCatalog({name: MemoryDataset(data) for name, data in given.items()})
        catalog["text_champion_before"] = MemoryDataset(before)
        for name in create_pipeline().all_outputs():
            catalog[name] = _Kept(copy_mode="assign")
        SequentialRunner().run(create_pipeline(), catalog)
        return catalog

    return run


@pytest.fixture(scope="session")
def outputs(run_pipeline, note_files, evaluation, options):
    """What one run of the pipeline gave."""
    return run_pipeline(note_files, options, evaluation=evaluation)
