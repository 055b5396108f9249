"""What a preset is made of. A new preset is one more entry in ``PRESETS``."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from connected_car.pipelines.simulation import charging, laboratory, usage
from connected_car.pipelines.simulation.blocks import KNOWN_FUTURE_DAYS
from connected_car.pipelines.simulation.cadence import (
    Cadence,
    charge_cadence,
    fleet_cadence,
    lab_cadence,
)
from connected_car.pipelines.simulation.options import DirtShares, SimulationOptions
from connected_car.pipelines.simulation.wear import Wear, fleet_wear, lab_wear


@dataclass(frozen=True)
class Preset:
    """The parts of a simulated fleet; each draws for a whole block of batteries at once.

    Attributes:
        minutes: (options, days, batteries, rng) -> minutes driven, (batteries, days).
        trips: (minutes, rng) -> number of trips, of the same shape.
        wear: (options, running cycles, rng) -> ratings and counters at the start.
        cadence: (options, batteries, rng) -> when batteries are read.
        dirt: shares asked for -> shares of the kinds that this preset has.
        battery_id: number of a battery -> its id.
        charges: (options, minutes, rng) -> when batteries are charged; None where readings do not
            wait for a charge.
    """

    minutes: Callable[[SimulationOptions, np.ndarray, int, np.random.Generator], np.ndarray]
    trips: Callable[[np.ndarray, np.random.Generator], np.ndarray]
    wear: Callable[[SimulationOptions, np.ndarray, np.random.Generator], Wear]
    cadence: Callable[[SimulationOptions, int, np.random.Generator], Cadence]
    dirt: Callable[[DirtShares], DirtShares]
    battery_id: Callable[[int], str]
    charges: (
        Callable[[SimulationOptions, np.ndarray, np.random.Generator], charging.Charges] | None
    ) = None


def only_duplicates_and_gaps(shares: DirtShares) -> DirtShares:
    """Return the shares with every other kind of dirt left out, as in the workshop's raw file."""
    kept = {"exact_duplicates", "conflicting_duplicates", "gaps"}
    others = {name: 0 for name in DirtShares.model_fields if name not in kept}
    return shares.model_copy(update=others | {"file_faults": False})


def possible_for_several_days(shares: DirtShares) -> DirtShares:
    """Return the shares without values that only a single day cannot have."""
    return shares.model_copy(update={"impossible": 0})


def _fleet_id(number: int) -> str:
    return f"B{number + 1:06d}"


PRESETS = {
    "fleet": Preset(
        minutes=lambda options, days, n, rng: usage.fleet_minutes(days, n, rng),
        trips=usage.trips,
        wear=lambda options, running, rng: fleet_wear(running, options.n_days, options.due, rng),
        cadence=lambda options, n, rng: fleet_cadence(options.n_days, n, options.cadences, rng),
        dirt=lambda shares: shares,
        battery_id=_fleet_id,
    ),
    "charging_log": Preset(
        minutes=lambda options, days, n, rng: charging.charging_minutes(
            days, n, options.charging, rng
        ),
        trips=usage.trips,
        wear=lambda options, running, rng: fleet_wear(
            running, options.n_days, options.charging.due, rng
        ),
        cadence=lambda options, n, rng: charge_cadence(n),
        dirt=possible_for_several_days,
        battery_id=_fleet_id,
        charges=lambda options, minutes, rng: charging.draw_charges(
            minutes, options.n_days, options.charging, rng
        ),
    ),
    "lab": Preset(
        minutes=lambda options, days, n, rng: laboratory.lab_minutes(
            options.n_days, KNOWN_FUTURE_DAYS, n, rng
        ),
        trips=lambda minutes, rng: np.full(minutes.shape, laboratory.TRIPS_A_DAY),
        wear=lambda options, running, rng: lab_wear(len(running), laboratory.RATED_CYCLES),
        cadence=lambda options, n, rng: lab_cadence(laboratory.lab_switch_day(options.n_days), n),
        dirt=only_duplicates_and_gaps,
        battery_id=str,
    ),
}
