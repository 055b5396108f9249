"""What a day without a reading means for a battery: a lost reading, or a day without use."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.runs import run_starts

_LEAST_READINGS = 20
_SETTING = "set by data_processing.gap_policy"


def decide_gap_policy(
    code: np.ndarray, day: np.ndarray, cycles: np.ndarray, options: CleaningOptions
) -> tuple[np.ndarray, pa.Array]:
    """Decide by battery whether its missing days are days without use.

    They are in a charging log: many days have no row, and a row's cycles grow with the days since
    the row before, because a charge pays for all of them.

    Args:
        code: number of the battery, 0 .. n-1, sorted.
        day: days since 1970, ascending within a battery.
        cycles: ``Daily_Cycles_Used``.
        options: the setting, and the limits of ``auto``.

    Returns:
        A boolean per battery (missing days are zero), and the reason in words.
    """
    n_batteries = int(code.max()) + 1
    if options.gap_policy != "auto":
        zero = np.full(n_batteries, options.gap_policy == "zero")
        return zero, pa.repeat(_SETTING, n_batteries)
    starts = run_starts(code)
    ends = np.append(starts[1:], len(code)) - 1
    span = day[ends] - day[starts] + 1
    seen = np.bincount(code[run_starts(code, day)], minlength=n_batteries)
    missing = 1 - seen / span
    correlation = _correlation_with_gap(code, day, cycles, n_batteries)
    many = missing >= options.zero_min_missing_share
    grows = correlation >= options.zero_min_correlation
    enough = np.bincount(code) >= _LEAST_READINGS
    return many & grows & enough, _reasons(missing, correlation, many, grows, enough)


def _correlation_with_gap(
    code: np.ndarray, day: np.ndarray, cycles: np.ndarray, n_batteries: int
) -> np.ndarray:
    """Return, by battery, the correlation of a reading's cycles with the days before it."""
    same = code[1:] == code[:-1]
    group, gap, value = code[1:][same], np.diff(day)[same].astype(float), cycles[1:][same]

    def mean(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, values, minlength=n_batteries) / n_pairs

    n_pairs = np.maximum(np.bincount(group, minlength=n_batteries), 1)
    gap = gap - mean(gap)[group]
    value = value - mean(value)[group]
    scale = np.sqrt(mean(gap**2) * mean(value**2))
    return np.divide(mean(gap * value), scale, out=np.zeros(n_batteries), where=scale > 1e-12)


def _reasons(
    missing: np.ndarray,
    correlation: np.ndarray,
    many: np.ndarray,
    grows: np.ndarray,
    enough: np.ndarray,
) -> pa.Array:
    share = pa.array(np.rint(100 * missing).astype(int)).cast(pa.string())
    number = pa.array(np.round(correlation, 2)).cast(pa.string())
    text = pc.binary_join_element_wise(share, " % of days have no reading", "")
    choices = [
        (~many, ""),
        (many & ~enough, ", but there are too few readings to call it a charging log"),
        (many & enough & ~grows, ", but a reading does not grow with the days before it"),
        (many & enough & grows, ", and a reading grows with the days before it: a charging log"),
    ]
    tail = np.select([mask for mask, _ in choices], [words for _, words in choices], "")
    correlations = pc.binary_join_element_wise(" (correlation ", number, ")", "")
    shown = pc.if_else(pa.array(many & enough), correlations, "")
    return pc.binary_join_element_wise(text, pa.array(tail.tolist(), pa.string()), shown, "")
