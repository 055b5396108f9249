"""Nodes of the simulation: notes to learn from, notes to score, and the truth about both."""

import logging

import pandas as pd

from connected_car.pipelines.simulation.notes.inspections import (
    INSPECTION_COLUMNS,
    make_inspections,
)
from connected_car.pipelines.simulation.notes.varied import NOTE_COLUMNS, varied_notes
from connected_car.pipelines.simulation.notes.workshop import workshop_notes
from connected_car.pipelines.simulation.options import SimulationOptions

logger = logging.getLogger(__name__)


def simulate_component_notes(
    options: SimulationOptions,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return labelled notes, and the truth about them.

    Returns:
        Notes of the workshop's kind, notes as people write them, and such notes in sentences that
        no other file has, each with ``information`` and ``label`` (1 = not compliant, missing where
        the note leaves it open). Then the truth of all three in this order, row by row:
        ``NOTE_COLUMNS``.
    """
    seed, shares = options.seed, options.notes.shares.with_plain()
    workshop = workshop_notes(options.n_notes, seed)
    training = varied_notes(options.notes.n_varied, "training", seed, shares)
    evaluation = varied_notes(options.notes.n_evaluation, "evaluation", seed, shares)
    truth = pd.concat([workshop, training, evaluation], ignore_index=True)[list(NOTE_COLUMNS)]
    logger.info(
        "simulated %d notes of %d different texts, %d varied ones, and %d in other sentences",
        *(len(workshop), workshop["text"].nunique(), len(training), len(evaluation)),
    )
    return _labelled(workshop), _labelled(training), _labelled(evaluation), truth


def simulate_component_inspections(
    options: SimulationOptions, vehicles: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return notes to score, and the truth about them.

    Args:
        options: the fleet.
        vehicles: ``Vehicle_ID`` of each vehicle.

    Returns:
        ``INSPECTION_COLUMNS``, and the same with ``NOTE_COLUMNS`` and ``Is_Latest``, row by row.
    """
    truth = make_inspections(options.notes, options.seed, options.end_date, vehicles["Vehicle_ID"])
    return truth[list(INSPECTION_COLUMNS)], truth


def _labelled(notes: pd.DataFrame) -> pd.DataFrame:
    return notes[["text", "label"]].rename(columns={"text": "information"})
