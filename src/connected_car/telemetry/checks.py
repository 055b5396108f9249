"""What a single reading must satisfy; every reason that applies is given."""

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.telemetry.cadence import DAY
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.parsing import Parsed
from connected_car.telemetry.schema import NUMBER_COLUMNS


def check_readings(parsed: Parsed, options: CleaningOptions) -> None:
    """Add to ``parsed.reasons`` what is wrong with single readings."""
    _check_battery(parsed, options.battery_id_pattern)
    _check_dates(parsed, options)
    limits, families = most_a_day(options), too_much(options)
    for name in NUMBER_COLUMNS:
        _check_number(parsed, name, limits.get(name), families.get(name, ""))


def most_a_day(options: CleaningOptions) -> dict[str, float]:
    """Return the largest value that one day can have, by column."""
    return {
        "Number_Of_Trips": options.max_trips,
        "Daily_Trip_Duration": options.max_trip_duration_minutes,
        "Daily_Cycles_Used": options.max_cycles_per_day,
    }


def too_much(options: CleaningOptions) -> dict[str, str]:
    """Return the family of the reason against a larger value, by column."""
    units = {"Daily_Trip_Duration": " minutes", "Daily_Cycles_Used": " a day"}
    return {
        name: f"{name} above {limit:g}{units.get(name, '')}"
        for name, limit in most_a_day(options).items()
    }


def _check_battery(parsed: Parsed, pattern: str) -> None:
    encoded = pc.fill_null(parsed.key, "").dictionary_encode()
    names = encoded.dictionary.to_pylist()
    allowed = re.compile(pattern)
    empty = np.array([name == "" for name in names], dtype=bool)
    strange = np.array([name != "" and not allowed.fullmatch(name) for name in names], dtype=bool)
    if not (empty.any() or strange.any()):
        return
    codes = encoded.indices.to_numpy()
    parsed.reasons.add("Battery_ID is empty", np.flatnonzero(empty[codes] & parsed.has_fields))
    rows = np.flatnonzero(strange[codes] & parsed.has_fields)
    family = "Battery_ID has characters that are not allowed"
    parsed.reasons.add(family, rows, parsed.key.take(pa.array(rows)))


def _check_dates(parsed: Parsed, options: CleaningOptions) -> None:
    early = parsed.has_time & (parsed.time < day_number(options.earliest_date) * DAY)
    _add_date(parsed, f"Date is before {options.earliest_date}", early)
    late = parsed.has_time & (parsed.time >= (day_number(options.last_day) + 1) * DAY)
    _add_date(parsed, f"Date is after {options.last_day}", late)


def _add_date(parsed: Parsed, family: str, wrong: np.ndarray) -> None:
    rows = np.flatnonzero(wrong)
    if len(rows):
        days = np.datetime_as_string(parsed.time[rows].view("M8[us]"), "D")
        parsed.reasons.add(family, rows, pa.array(days), quoted=False)


def _check_number(parsed: Parsed, name: str, limit: float | None, family: str) -> None:
    numbers = parsed.numbers[name]
    infinite = np.isinf(numbers)
    if infinite.any():
        parsed.reasons.add(f"{name} is not a finite number", np.flatnonzero(infinite))
    if name == "Battery_Rated_Cycles":
        _add_number(parsed, name, f"{name} is not above 0", (numbers <= 0) & ~infinite)
    else:
        _add_number(parsed, name, f"{name} is negative", (numbers < 0) & ~infinite)
    if limit is not None:
        _add_number(parsed, name, family, (numbers > limit) & ~infinite)


def _add_number(parsed: Parsed, name: str, family: str, wrong: np.ndarray) -> None:
    rows = np.flatnonzero(wrong)
    if len(rows):
        values = pa.array(parsed.numbers[name][rows]).cast(pa.string())
        parsed.reasons.add(family, rows, values, quoted=False)


def day_number(day: date) -> int:
    """Return the days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days
