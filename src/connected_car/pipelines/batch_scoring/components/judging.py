"""Judging the notes of one Spark partition, Arrow in and Arrow out."""

from collections.abc import Iterator

import pyarrow as pa

from connected_car.classifiers import load_classifier
from connected_car.classifiers.base import Classifier
from connected_car.compliance.judging import judge_notes
from connected_car.compliance.policy import POLICY_FILE, JudgementPolicy
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel
from connected_car.tables import SCHEMAS

_ADDED_LATER = ("Scored_At", "Run_ID")
INSPECTED = ("Inspection_ID", "Vehicle_ID", "Component", "Inspected_On", "information")
JUDGED = pa.schema([f for f in SCHEMAS["component_compliance"] if f.name not in _ADDED_LATER])


def load_judge(files: dict[str, bytes]) -> tuple[Classifier, JudgementPolicy]:
    """Return classifier and policy of a champion's files."""
    return load_classifier(files), JudgementPolicy.from_json(files[POLICY_FILE])


def judge_partition(
    batches: Iterator[pa.RecordBatch], model: WorkerModel, version: str | None
) -> Iterator[pa.RecordBatch]:
    """Judge the notes of each batch; equal texts of a batch are judged once.

    Args:
        batches: columns ``INSPECTED``.
        model: the champion, loaded by ``load_judge``.
        version: its version.

    Yields:
        As many rows with the schema ``JUDGED``.
    """
    for batch in batches:
        if not batch.num_rows:
            continue
        notes = batch.column("information").fill_null("").dictionary_encode()
        texts = notes.dictionary.to_numpy(zero_copy_only=False)
        judged = judge_notes(texts, *model.get()).assign(Model_Version=version)
        parts = {name: batch.column(name) for name in INSPECTED}
        parts |= {
            name: pa.Array.from_pandas(judged[name], type=JUDGED.field(name).type).take(
                notes.indices
            )
            for name in JUDGED.names
            if name not in INSPECTED
        }
        yield pa.RecordBatch.from_arrays([parts[name] for name in JUDGED.names], schema=JUDGED)
