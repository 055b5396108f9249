"""New readings beside the stored ones of the same batteries: what is kept, and the days."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.streaming_scoring.events import VERDICTS, facts_of
from connected_car.telemetry.cadence import DAY
from connected_car.telemetry.cleaning import clean_partition
from connected_car.telemetry.duplicates import SAME_ROW, SAME_TIME
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.schema import DAILY, FACTS, NUMBER_COLUMNS, PROCESSED, READING

_ROW_BITS = 40  # rows of a source, offsets of a partition
_REPEATS = pa.array([SAME_ROW, SAME_TIME])


@dataclass(frozen=True)
class Judged:
    """What became of new readings.

    Attributes:
        status: by new reading, ``kept``, ``duplicate`` or ``rejected``.
        stored: by new reading, whether it may still count one day: all but repeats of a moment.
        late: by new reading, whether it is of an earlier day than its battery's last one.
        verdicts: schema ``VERDICTS``, on new readings that are not kept, and on stored ones whose
            moment an earlier one in file order has now taken.
        n_superseded: the number of the latter.
        days: schema ``DAILY``, all days of the batteries.
        odd: ids of the batteries of which stored readings are not kept, old ones or new ones.
    """

    status: np.ndarray
    stored: np.ndarray
    late: np.ndarray
    verdicts: pa.Table
    n_superseded: int
    days: pa.Table
    odd: pa.Array


def judge(history: pa.Table, new: pa.Table, options: CleaningOptions) -> Judged:
    """Clean whole batteries: the stored readings and the new ones together, as the batch would.

    Of two readings for one moment the first in file order counts, whichever came first.

    Args:
        history: schema ``READINGS``, all that is stored of the batteries of the new readings.
        new: schema ``READINGS``.
        options: the group ``data_processing``.
    """
    names = sorted(set(_names(history)) | set(_names(new)))
    old_keys, new_keys = _keys(history, names), _keys(new, names)
    everything = pa.concat_tables([_typed(history, old_keys), _typed(new, new_keys)])
    batches = list(clean_partition(everything.combine_chunks().to_batches(), {}, options))
    facts = facts_of(batches, "rejected", FACTS["rejected"])
    fact_keys = _fact_keys(facts)
    repeated = fact_keys[pc.is_in(facts["Family"], _REPEATS).to_numpy()]
    superseded = _superseded(history, old_keys, repeated)
    gone = np.intersect1d(new_keys, repeated)
    status = _status(new_keys, fact_keys, facts)
    shown = np.isin(fact_keys, np.concatenate([new_keys, superseded]))
    return Judged(
        status=status,
        stored=~np.isin(new_keys, gone),
        late=(status == "kept") & is_late(history, new),
        verdicts=_verdicts(facts.filter(pa.array(shown)), names),
        n_superseded=len(superseded),
        days=_days(batches),
        odd=pc.unique(facts["Battery_ID"].filter(pa.array(~np.isin(fact_keys, gone)))),
    )


def is_late(history: pa.Table, new: pa.Table) -> np.ndarray:
    """Return by new reading whether it is of an earlier day than its battery's last stored one."""
    last = pd.Series(_days_of(history)).groupby(_ids(history)).max()
    before = pd.Series(_ids(new)).map(last).to_numpy(float)
    return _days_of(new) < np.nan_to_num(before, nan=-np.inf)


def _names(table: pa.Table) -> list[str]:
    return pc.unique(table["Source_File"]).to_pylist()


def _keys(table: pa.Table, names: list[str]) -> np.ndarray:
    """Return one number a reading, in file order: the place of its source, and its row."""
    place = pc.index_in(table["Source_File"], value_set=pa.array(names, pa.string()))
    return place.to_numpy().astype(np.int64) << _ROW_BITS | table["Source_Row"].to_numpy()


def _fact_keys(facts: pa.Table) -> np.ndarray:
    return facts["File"].to_numpy().astype(np.int64) << _ROW_BITS | facts["Row"].to_numpy()


def _typed(table: pa.Table, keys: np.ndarray) -> pa.Table:
    """Return readings as rows of ``schema.READING``, which are cleaned without being parsed."""
    n_rows = table.num_rows
    columns = {
        "file": pa.array((keys >> _ROW_BITS).astype(np.int32)),
        "block": pa.array(np.zeros(n_rows, dtype=np.int64)),
        "row": table["Source_Row"],
        "key": table["Battery_ID"],
        "raw": pa.nulls(n_rows, pa.string()),
        "Date": table["Date"],
        **{name: table[name] for name in NUMBER_COLUMNS},
    }
    return pa.table(columns, schema=READING)


def _status(new_keys: np.ndarray, fact_keys: np.ndarray, facts: pa.Table) -> np.ndarray:
    status = pd.Series(facts["Status"].to_numpy(zero_copy_only=False), index=fact_keys)
    found = status[~status.index.duplicated()].reindex(new_keys)
    return found.fillna("kept").to_numpy(dtype=object)


def _superseded(history: pa.Table, old_keys: np.ndarray, repeated: np.ndarray) -> np.ndarray:
    """Return the keys of stored readings that were the first of their moment, and are no more."""
    flagged = np.isin(old_keys, repeated)
    if not flagged.any():
        return np.empty(0, dtype=np.int64)
    among = pc.is_in(history["Battery_ID"], pc.unique(history["Battery_ID"].filter(flagged)))
    rows = np.flatnonzero(among.to_numpy())
    moments = _moments(history.take(pa.array(rows)))
    first = pd.Series(old_keys[rows]).groupby([moments["id"], moments["time"]]).transform("min")
    firsts = first.to_numpy()[flagged[rows]]
    return np.intersect1d(firsts, old_keys[flagged])


def _moments(table: pa.Table) -> pd.DataFrame:
    return pd.DataFrame({"id": _ids(table), "time": table["Date"].cast(pa.int64()).to_numpy()})


def _ids(table: pa.Table) -> np.ndarray:
    return table["Battery_ID"].to_numpy()


def _days_of(table: pa.Table) -> np.ndarray:
    return table["Date"].cast(pa.int64()).to_numpy() // DAY


def _verdicts(facts: pa.Table, names: list[str]) -> pa.Table:
    if facts.num_rows == 0:
        return VERDICTS.empty_table()
    sources = pa.array(names, pa.string()).take(facts["File"].combine_chunks())
    placed = facts.append_column("Source_File", sources)
    return placed.append_column("Source_Row", placed["Row"]).select(VERDICTS.names)


def _days(batches: list[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(batches, PROCESSED)
    return table.filter(pc.is_null(table["Kind"])).select(DAILY.names)
