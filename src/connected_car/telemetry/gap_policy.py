"""What a day without a reading means for a battery: a lost reading, or a day without use.

In a charging log a battery is read when it is charged, and the reading tells of all use since the
one before. Its days without a row are stored as days with zero cycles, so that

- the sum of ``Daily_Cycles_Used`` from one charge to another is what the counter rose by;
- the counter of a day is the one that was last read;
- nothing is known by hindsight: use spread over the days before its charge would tell a forecast
  at a past cutoff of a charge that had not come yet.

Interpolating such days would count each charge once more for every day that it paid for. Days after
the last charge are no rows, because what was used on them will be told by the next one: an end of
a log is not zero use. At a past cutoff the same holds for days with no reading since the last
charge before it (``Observed_Readings`` is 0).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.telemetry.cadence import DAY, HOUR, LONGEST
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.runs import run_starts

_LEAST_READINGS = 20
_LEAST_GAPS = 3
_HALF = 0.5  # of the readings' cycles: a charge leaves 0 of them unexplained, one lost reading 1
_BY_COUNTER = ", and the counter rises over them by what the next reading tells: a charging log"
_FEW_DAYS = ""
_TOO_FEW = ", but there are too few readings to call it a charging log"
_NO_GROWTH = ", but a reading does not grow with the days before it"
_BY_GROWTH = ", and a reading grows with the days before it: a charging log"
_SETTING = "set by data_processing.gap_policy"


def decide_gap_policy(
    code: np.ndarray,
    time: np.ndarray,
    cycles: np.ndarray,
    counter: np.ndarray,
    options: CleaningOptions,
) -> tuple[np.ndarray, pa.Array]:
    """Decide by battery whether its missing days are days without use.

    They are in a charging log. There, days have no row, and either the counter rises over them by
    what the next reading tells, and no more; or a reading's cycles grow with the days since the row
    before, because a charge pays for all of them. The counter is the better witness: a battery that
    is charged when it is low has charges of one size, after many days or few.

    Args:
        code: number of the battery, 0 .. n-1, sorted.
        time: microseconds since 1970, ascending within a battery.
        cycles: ``Daily_Cycles_Used``.
        counter: ``Lifetime_Cycles_Used`` as read.
        options: the setting, and the limits of ``auto``.

    Returns:
        A boolean per battery (missing days are zero), and the reason in words.
    """
    n_batteries = int(code.max()) + 1
    if options.gap_policy != "auto":
        zero = np.full(n_batteries, options.gap_policy == "zero")
        return zero, pa.repeat(_SETTING, n_batteries)
    day, starts = time // DAY, run_starts(code)
    ends = np.append(starts[1:], len(code)) - 1
    span = day[ends] - day[starts] + 1
    seen = np.bincount(code[run_starts(code, day)], minlength=n_batteries)
    missing = 1 - seen / span
    explained = _counter_explains_gaps(code, time, cycles, counter, options)
    explained &= missing >= options.zero_min_missing_share_by_counter
    correlation = _correlation_with_gap(code, day, cycles, n_batteries)
    many = missing >= options.zero_min_missing_share
    grows = correlation >= options.zero_min_correlation
    enough = np.bincount(code) >= _LEAST_READINGS
    verdicts = {
        _BY_COUNTER: explained,
        _FEW_DAYS: ~many,
        _TOO_FEW: ~enough,
        _NO_GROWTH: ~grows,
        _BY_GROWTH: grows,
    }
    return explained | (many & grows & enough), _reasons(missing, correlation, verdicts)


def _counter_explains_gaps(
    code: np.ndarray,
    time: np.ndarray,
    cycles: np.ndarray,
    counter: np.ndarray,
    options: CleaningOptions,
) -> np.ndarray:
    """Return, by battery, whether its counter rises over gaps by what the next reading tells."""
    elapsed, rise = np.diff(time), np.diff(counter)
    possible = (rise >= 0) & (rise <= (elapsed / DAY + 2) * options.max_cycles_per_day)
    gap = np.flatnonzero((code[1:] == code[:-1]) & (elapsed > LONGEST * HOUR) & possible)
    n_batteries = int(code.max()) + 1

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(code[1:][gap], values[gap], minlength=n_batteries)

    told = total(cycles[1:])
    is_close = np.abs(total(rise) - told) < _HALF * told
    return is_close & (total(np.ones(len(rise))) >= _LEAST_GAPS)


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
    missing: np.ndarray, correlation: np.ndarray, verdicts: dict[str, np.ndarray]
) -> pa.Array:
    """Put the missing share and the first verdict that holds into words."""
    share = pa.array(np.rint(100 * missing).astype(int)).cast(pa.string())
    number = pa.array(np.round(correlation, 2)).cast(pa.string())
    text = pc.binary_join_element_wise(share, " % of days have no reading", "")
    words = np.select(list(verdicts.values()), list(verdicts), default="")
    tail = pa.array(words.tolist(), pa.string())
    correlations = pc.binary_join_element_wise(" (correlation ", number, ")", "")
    is_by_growth = pc.is_in(tail, pa.array([_NO_GROWTH, _BY_GROWTH]))
    shown = pc.if_else(is_by_growth, correlations, "")
    return pc.binary_join_element_wise(text, tail, shown, "")
