"""Nodes: labelled notes in, those that can be learned from out, the others with a reason."""

import logging
from typing import Any

import pandas as pd

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.note_files import read_note_file, to_frames
from connected_car.compliance.reviews import REVIEW_COLUMNS, read_reviews
from connected_car.pipelines.text_classification.options import TextClassificationOptions

logger = logging.getLogger(__name__)


def read_notes(
    component_notes: list[NoteFile], options: TextClassificationOptions
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, Any]]:
    """Return the notes, ``rejected_notes`` and the counts.

    Args:
        component_notes: the files as they were delivered.
        options: the group ``text_classification``.

    Returns:
        ``text, label, source_file, line``; the columns of ``rejected_notes``; and the counts of
        each file: ``read = kept + rejected``, where a file that is no table counts as one.
    """
    parts = [read_note_file(file, options.format()) for file in component_notes]
    kept, rejected = to_frames(parts)
    files = [
        {
            "file": file.name,
            "read": len(part.kept) + len(part.rejected),
            "kept": len(part.kept),
            "rejected": len(part.rejected),
        }
        for file, part in zip(component_notes, parts, strict=True)
    ]
    report = _report(files, kept, rejected)
    logger.info("notes: %(read)d read, %(kept)d kept, %(rejected)d rejected", report["notes"])
    return kept, rejected, report


def take_reviews(
    review_queue: list[NoteFile],
    reviewed_before: pd.DataFrame,
    options: TextClassificationOptions,
) -> pd.DataFrame:
    """Return ``reviewed_notes``: every label that a person has given, the latest of each text.

    Args:
        review_queue: the file that people fill; empty without one.
        reviewed_before: ``reviewed_notes`` as it was.
        options: the group ``text_classification``.
    """
    found = [read_reviews(file, options.format()) for file in review_queue]
    everything = pd.concat([reviewed_before[REVIEW_COLUMNS], *found], ignore_index=True)
    reviewed = everything.drop_duplicates("information", keep="last", ignore_index=True)
    logger.info("%d notes were judged by a person", len(reviewed))
    return reviewed


def _report(
    files: list[dict[str, Any]], kept: pd.DataFrame, rejected: pd.DataFrame
) -> dict[str, Any]:
    labels = kept.groupby("text")["label"].nunique()
    total = {name: sum(file[name] for file in files) for name in ("read", "kept", "rejected")}
    return {
        "notes": {**total, "distinct_texts": len(labels)},
        "texts_with_more_than_one_label": int((labels > 1).sum()),
        "labels": {label: int(n) for label, n in kept["label"].value_counts().items()},
        "reasons": {reason: int(n) for reason, n in rejected["Reason"].value_counts().items()},
        "files": files,
    }
