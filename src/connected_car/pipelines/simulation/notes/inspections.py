"""Notes to score: components of a fleet's vehicles, some inspected twice."""

from datetime import date

import numpy as np
import pandas as pd

from connected_car.pipelines.simulation.blocks import Stream, block_rng
from connected_car.pipelines.simulation.notes.facts import COMPONENTS
from connected_car.pipelines.simulation.notes.options import InspectionShares, NoteOptions
from connected_car.pipelines.simulation.notes.varied import NOTE_COLUMNS, varied_notes
from connected_car.pipelines.simulation.notes.workshop import workshop_notes

INSPECTION_COLUMNS = ("Inspection_ID", "Vehicle_ID", "Component", "Inspected_On", "information")
_COMPLIANT, _NOT_COMPLIANT, _UNCLEAR = range(3)
_POOL = 1_500  # notes of each kind, from which those of all vehicles are taken
_DAYS, _DAYS_TO_MEND = 720, 30


def make_inspections(
    options: NoteOptions, seed: int, end_date: date, vehicle_ids: pd.Series
) -> pd.DataFrame:
    """Return the inspections of some vehicles with their truth.

    A component that is mended has two rows: a note that finds it not compliant, and a later one
    that finds it fine. Its first vehicles are the same whatever their number.

    Args:
        options: shares.
        seed: another one gives other inspections.
        end_date: last day on which anything is inspected.
        vehicle_ids: the vehicles.

    Returns:
        ``INSPECTION_COLUMNS`` with the ``NOTE_COLUMNS`` and ``Is_Latest``, by vehicle, component
        and day.
    """
    pool, starts = _sort_pool(_make_pool(options, seed))
    rows = _draw_rows(options.inspections, seed, len(vehicle_ids))
    place = (rows["component"] * 3 + rows["class"]).to_numpy()
    size = starts[place + 1] - starts[place]
    notes = pool.iloc[starts[place] + (rows["note"].to_numpy() * size).astype(int)]
    days = pd.Timestamp(end_date) - pd.to_timedelta(rows["days_ago"].to_numpy(), unit="D")
    keys = {
        "Inspection_ID": [f"I{number:07d}" for number in range(1, len(rows) + 1)],
        "Vehicle_ID": vehicle_ids.to_numpy()[rows["vehicle"]],
        "Component": np.array(COMPONENTS, dtype=object)[rows["component"]],
        "Inspected_On": days.date,
        "information": notes["text"].to_numpy(),
        "Is_Latest": rows["is_latest"].to_numpy(),
    }
    return pd.DataFrame(keys).join(notes.drop(columns="component").reset_index(drop=True))


def _make_pool(options: NoteOptions, seed: int) -> pd.DataFrame:
    own, shares = f"{seed} inspections", options.shares.with_plain()
    varied = [varied_notes(_POOL, split, own, shares) for split in ("training", "evaluation")]
    components = np.resize(np.array(COMPONENTS, dtype=object), _POOL)
    workshop = workshop_notes(_POOL, seed).assign(component=components)
    return pd.concat([*varied, workshop], ignore_index=True)[list(NOTE_COLUMNS)]


def _sort_pool(pool: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the notes by component and class, and where each such group starts."""
    classes = pool["label"].astype("Int64").fillna(_UNCLEAR).to_numpy(int)
    place = pool["component"].map(COMPONENTS.index).to_numpy() * 3 + classes
    starts = np.concatenate([[0], np.bincount(place, minlength=3 * len(COMPONENTS)).cumsum()])
    return pool.iloc[np.argsort(place, kind="stable")], starts


def _draw_rows(shares: InspectionShares, seed: int, n_vehicles: int) -> pd.DataFrame:
    """Return a row an inspection, whose ``note`` is a uniform number, by vehicle and component."""
    rng = block_rng(seed, 0, Stream.INSPECTIONS)
    how_many, rank, kind, when, mended, *notes = np.moveaxis(
        rng.random((n_vehicles, 7, len(COMPONENTS))), 1, 0
    )
    n_inspected = 1 + (how_many[:, :1] * shares.components).astype(int)
    vehicle, component = np.nonzero(rank.argsort(axis=1).argsort(axis=1) < n_inspected)
    drawn = kind[vehicle, component]
    is_bad = drawn < shares.not_compliant
    is_unclear = ~is_bad & (drawn < shares.not_compliant + shares.unclear)
    first = pd.DataFrame(
        {
            "vehicle": vehicle,
            "component": component,
            "class": np.select([is_bad, is_unclear], [_NOT_COMPLIANT, _UNCLEAR], _COMPLIANT),
            "note": notes[0][vehicle, component],
            "days_ago": _DAYS_TO_MEND + (when[vehicle, component] * _DAYS).astype(int),
        }
    )
    is_mended = is_bad & (mended[vehicle, component] < shares.mended)
    later = first[is_mended].assign(
        **{"class": _COMPLIANT},
        note=notes[1][vehicle, component][is_mended],
        days_ago=lambda rows: rows["days_ago"] - _DAYS_TO_MEND,
        is_latest=True,
    )
    rows = pd.concat([first.assign(is_latest=~is_mended), later], ignore_index=True)
    return rows.sort_values(["vehicle", "component", "is_latest"], ignore_index=True)
