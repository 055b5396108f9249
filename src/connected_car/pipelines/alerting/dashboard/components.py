"""What the dashboard's page of a component shows: its notes, and what in them decided."""

from typing import Any

import numpy as np
import pandas as pd

from connected_car.classifiers.facts.reading import read_facts
from connected_car.classifiers.reasons import what_would_change
from connected_car.compliance.deciding import Piece, marked_words
from connected_car.pages.words import clean
from connected_car.pipelines.alerting.dashboard.batteries import plain
from connected_car.pipelines.alerting.dashboard.sources import Sources

_COLUMNS = {
    "inspection": "Inspection_ID",
    "on": "Inspected_On",
    "chance": "Non_Compliance_Probability",
    "judgement": "Compliance",
    "reason": "Reason",
    "model": "Model_Version",
}


def component_pages(
    sources: Sources, subjects: list[str], max_pages: int
) -> dict[str, list[dict[str, Any]]]:
    """Return the inspections of components by subject, the newest first.

    Args:
        sources: the stored tables.
        subjects: vehicle/component, those that need a page most first.
        max_pages: for how many.
    """
    known = sources.components.dropna(subset=["Vehicle_ID", "Component"])
    keys = known["Vehicle_ID"].astype(str) + "/" + known["Component"].astype(str)
    rows = known.assign(subject=keys)[keys.isin(subjects[:max_pages])]
    rows = rows.sort_values(["Inspected_On", "Inspection_ID"], ascending=False)
    notes = rows["information"].fillna("").map(clean).to_numpy(object)
    stored = rows.reindex(columns=["Deciding_Words"])["Deciding_Words"].fillna("").to_numpy(object)
    pieces = [marked_words(note, words) for note, words in zip(notes, stored, strict=True)]
    changes = what_would_change(read_facts(notes)) if len(notes) else np.array([], object)
    pages: dict[str, list[dict[str, Any]]] = {}
    for row, note, change in zip(rows.to_dict("records"), pieces, changes, strict=True):
        pages.setdefault(row["subject"], []).append(_inspection(row, note, str(change)))
    return pages


def _inspection(row: dict[Any, Any], note: list[Piece], change: str) -> dict[str, Any]:
    return {
        **{key: plain(row[name]) for key, name in _COLUMNS.items()},
        "note": [[text, int(decides)] for text, decides in note],
        "change": change,
    }


def component_subjects(listed: pd.DataFrame) -> list[str]:
    """Return the components that have or had an alert, in the order of the list.

    Args:
        listed: from ``entries``.
    """
    is_component = listed["Subject"] == "component"
    return list(dict.fromkeys(listed.loc[is_component, "Subject_ID"]))
