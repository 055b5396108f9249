"""All readings of a batch judged: usual ones at once, the others with their whole history."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.streaming_scoring.events import VERDICTS
from connected_car.pipelines.streaming_scoring.hot import HotFleet
from connected_car.pipelines.streaming_scoring.judging import Judged, judge
from connected_car.pipelines.streaming_scoring.scoring import matrices_of
from connected_car.risk.states import DayMatrices
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import NUMBER_COLUMNS
from connected_car.telemetry.steady import Readings, go_on, lifetime, steady_facts

_BATTERIES = 20_000  # whose history is read at once
_READINGS = 1_000_000  # that are cleaned at once
_SCORED_TOGETHER = 200  # batteries; the arrays of more cost new pages each time

History = Callable[[pa.Array], pa.Table]


@dataclass
class Outcome:
    """What became of the readings of a batch.

    Attributes:
        readings: schema ``READINGS``, as they came.
        status, stored, late: by reading, see ``Judged``.
        verdicts: see ``Judged``.
        n_superseded: see ``Judged``.
        parts: each gives the days of some batteries of which something is new.
    """

    readings: pa.Table
    status: np.ndarray
    stored: np.ndarray
    late: np.ndarray
    verdicts: list[pa.Table] = field(default_factory=lambda: [VERDICTS.empty_table()])
    n_superseded: int = 0
    parts: list[Callable[[], DayMatrices]] = field(default_factory=list)

    def take(self, rows: np.ndarray, judged: Judged) -> None:
        """Take over what was judged of some readings."""
        self.status[rows], self.stored[rows] = judged.status, judged.stored
        self.late[rows] = judged.late
        self.verdicts.append(judged.verdicts)
        self.n_superseded += judged.n_superseded


def judge_batch(
    readings: pa.Table,
    history: History,
    hot: HotFleet,
    options: CleaningOptions,
    history_days: int,
) -> Outcome:
    """Judge the readings of a batch.

    Args:
        readings: schema ``READINGS``.
        history: gives the stored readings of batteries.
        hot: usual batteries; it is brought up to date.
        options: the group ``data_processing``.
        history_days: see ``RiskOptions``.
    """
    n_rows = readings.num_rows
    kept = np.full(n_rows, "kept", dtype=object)
    outcome = Outcome(readings, kept, np.ones(n_rows, dtype=bool), np.zeros(n_rows, dtype=bool))
    usual, hot_rows = _go_on(readings, hot, options)
    for first in range(0, len(hot_rows), _SCORED_TOGETHER):
        outcome.parts.append(partial(hot.matrices, hot_rows[first : first + _SCORED_TOGETHER]))
    others = np.flatnonzero(~usual)
    for rows, past in _groups(readings, others, history):
        new = readings.take(pa.array(rows))
        judged = judge(past, new, options)
        outcome.take(rows, judged)
        hot.forget(pc.unique(new["Battery_ID"]).to_pylist())
        new = new.filter(pa.array(judged.stored))
        touched = pc.is_in(judged.days["Battery_ID"], value_set=pc.unique(new["Battery_ID"]))
        days = judged.days.filter(touched)
        if days.num_rows:
            matrices = matrices_of(days, history_days)
            stored = pa.concat_tables([past, new])
            _remember(hot, matrices, days, stored, odd=judged.odd, options=options)
            outcome.parts += _cut(matrices)
    return outcome


def take_in(
    hot: HotFleet, ids: pa.Array, history: History, options: CleaningOptions, history_days: int
) -> None:
    """Take the usual ones of some batteries into the hot fleet, as after a batch of theirs.

    Args:
        hot: the hot fleet.
        ids: of the batteries.
        history: gives the stored readings of batteries.
        options: the group ``data_processing``.
        history_days: see ``RiskOptions``.
    """
    for _, past in _groups(pa.table({"Battery_ID": ids}), np.arange(len(ids)), history):
        judged = judge(past, past.slice(0, 0), options)
        if judged.days.num_rows:
            matrices = matrices_of(judged.days, history_days)
            _remember(hot, matrices, judged.days, past, odd=judged.odd, options=options)


def _go_on(
    readings: pa.Table, hot: HotFleet, options: CleaningOptions
) -> tuple[np.ndarray, np.ndarray]:
    """Take usual readings into the hot fleet; return which they are, and its rows."""
    ids = readings["Battery_ID"].combine_chunks().dictionary_encode()
    code = ids.indices.to_numpy()
    alone = np.bincount(code, minlength=len(ids.dictionary))[code] == 1
    place = hot.rows(ids.dictionary.to_pylist())[code]
    usual = alone & (place >= 0)
    rows = np.flatnonzero(usual)
    new = _as_readings(readings.take(pa.array(rows)), place[rows])
    goes_on, after = go_on(hot.facts_of(place[rows]), new, options)
    usual[rows] = goes_on
    chosen = np.flatnonzero(goes_on)
    numbers = new.select(chosen).numbers
    hot.go_on(place[rows][chosen], {n: v[chosen] for n, v in after.items()}, numbers)
    return usual, place[rows][chosen]


def _groups(
    readings: pa.Table, rows: np.ndarray, history: History
) -> Iterator[tuple[np.ndarray, pa.Table]]:
    """Yield the rows of some batteries and what is stored of these, so that memory is bounded."""
    if not len(rows):
        return
    encoded = readings["Battery_ID"].take(pa.array(rows)).combine_chunks().dictionary_encode()
    ids, code = encoded.dictionary, encoded.indices.to_numpy()
    for first in range(0, len(ids), _BATTERIES):
        past = history(ids.slice(first, _BATTERIES))
        owner = pc.index_in(past["Battery_ID"], value_set=ids).to_numpy()
        counts = np.bincount(owner, minlength=len(ids))[first : first + _BATTERIES]
        part = np.full(len(ids), -1)
        part[first : first + _BATTERIES] = np.cumsum(counts) // _READINGS
        for number in np.unique(part[part >= 0]).tolist():
            yield rows[part[code] == number], past.filter(pa.array(part[owner] == number))


def _remember(
    hot: HotFleet,
    matrices: DayMatrices,
    days: pa.Table,
    stored: pa.Table,
    *,
    odd: pa.Array,
    options: CleaningOptions,
) -> None:
    """Take the steady ones among some batteries into the hot fleet.

    Args:
        hot: the hot fleet.
        matrices: days of the batteries.
        days: the same days, schema ``DAILY``.
        stored: all that is stored of them, schema ``READINGS``.
        odd: ids of batteries of which stored readings are not kept.
        options: the group ``data_processing``.
    """
    ids = pa.array(matrices.panel.ids, pa.string())
    code = pc.fill_null(pc.index_in(stored["Battery_ID"], value_set=ids), -1).to_numpy()
    stored = stored.filter(pa.array(code >= 0))
    day_code = pc.index_in(days["Battery_ID"], value_set=ids).to_numpy()
    cycles = days["Daily_Cycles_Used"].to_numpy()
    steady, facts = steady_facts(_as_readings(stored, code[code >= 0]), day_code, cycles, options)
    steady &= ~pc.is_in(ids, value_set=odd).to_numpy(zero_copy_only=False)
    steady &= lifetime(facts) == matrices.counter[:, -1]
    unread = (days["Observed_Readings"].to_numpy() == 0) & ~days["Is_Interpolated"].to_numpy()
    steady[day_code[unread]] = False  # days without use: a charging log
    rows = np.flatnonzero(steady)
    hot.remember(matrices.select(rows), {name: values[rows] for name, values in facts.items()})


def _cut(matrices: DayMatrices) -> Iterator[Callable[[], DayMatrices]]:
    for first in range(0, len(matrices.panel.ids), _SCORED_TOGETHER):
        yield partial(matrices.select, slice(first, first + _SCORED_TOGETHER))


def _as_readings(table: pa.Table, code: np.ndarray) -> Readings:
    numbers = {name: table[name].to_numpy() for name in NUMBER_COLUMNS}
    return Readings(code, table["Date"].cast(pa.int64()).to_numpy(), numbers)
