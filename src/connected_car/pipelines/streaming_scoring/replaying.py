"""Rejected events judged once more, by the rules of now: what is good now is taken in, once."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.pipelines.streaming_scoring.batch import Stream, process_batch
from connected_car.pipelines.streaming_scoring.checkpoint import Checkpoint
from connected_car.pipelines.streaming_scoring.crash import crash_point
from connected_car.pipelines.streaming_scoring.recovery import is_replay_unfinished
from connected_car.telemetry.delivery import MESSAGE_KEYS, Delivery, as_readings, text_keys
from connected_car.telemetry.replay import stored_source
from connected_car.telemetry.schema import READING
from connected_car.telemetry.sources import SourceFile

logger = logging.getLogger(__name__)

_PLACE = ["Source_File", "Source_Row"]


def replay_events(stream: Stream, checkpoint: Checkpoint) -> None:
    """Replay as a batch of its own, after all that Spark has brought.

    The plan is stored first: a replay that is killed is finished by the next start.
    """
    batch = stream.tables.health.last_batch() + 1
    planned = replace(checkpoint, base=checkpoint.base + 1, replay=batch)
    planned.write()
    crash_point("replay_planned", batch)
    finish_replay(stream, planned)


def finish_replay(stream: Stream, checkpoint: Checkpoint) -> None:
    """Do the replay that was planned last, unless it is done."""
    if is_replay_unfinished(checkpoint, stream.tables.health.last_batch()):
        batch = checkpoint.replay
        assert batch is not None
        process_batch(stream, batch, lambda: _still_rejected(stream, batch), kind="replay")


def _still_rejected(stream: Stream, batch: int) -> Delivery:
    """Return the events that were rejected before a batch and not taken in since."""
    table = stream.tables.rejected.read(
        ["Raw_Text", "Status", "Header", "Batch_ID", *MESSAGE_KEYS.names],
        pc.field("Batch_ID") < batch,
    )
    frame = table.to_pandas().sort_values("Batch_ID", kind="stable")
    refused = sorted(frame.loc[frame["Status"] == "refused", "Source_File"].unique())
    lines = frame[frame["Source_Row"].notna()].drop_duplicates(_PLACE, keep="last")
    stored = _stored(stream, batch, [*lines["Source_File"].unique(), *refused])
    waiting = lines[(lines["Status"] == "rejected") & lines["Raw_Text"].notna()]
    waiting = waiting[~_among(waiting, stored)]
    seen = pd.concat([stored, lines[_PLACE]])
    return _together(_lines(waiting), _unseen(stream.source.reread(refused), seen))


def _stored(stream: Stream, batch: int, names: Sequence[str]) -> pd.DataFrame:
    among = pc.field("Source_File").isin(pa.array(names, pa.string()))
    rows = stream.tables.telemetry.read(_PLACE, (pc.field("Batch_ID") < batch) & among)
    return rows.to_pandas()


def _among(rows: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Return by row whether its place is among others."""
    return pd.MultiIndex.from_frame(rows[_PLACE]).isin(pd.MultiIndex.from_frame(others[_PLACE]))


def _lines(rows: pd.DataFrame) -> Delivery:
    """Return stored lines as a delivery, one source a file and header."""
    files: list[SourceFile] = []
    tables = [READING.empty_table()]
    headers = rows["Header"].astype(object).where(rows["Header"].notna(), "")
    for (name, header), group in rows.groupby(["Source_File", headers]):
        file = stored_source(str(name), str(header) or None)
        ordered = group.sort_values("Source_Row")
        raw = pa.array(ordered["Raw_Text"], pa.string())
        row = pa.array(ordered["Source_Row"].astype("int64"))
        tables.append(
            as_readings({"row": row, "raw": raw, "key": text_keys(raw, file)}, len(files))
        )
        files.append(file)
    keyed = rows.loc[rows["Message_Key"].notna(), MESSAGE_KEYS.names]
    keys = pa.Table.from_pandas(keyed, MESSAGE_KEYS, preserve_index=False)
    return Delivery(files, pa.concat_tables(tables), keys=keys)


def _unseen(delivery: Delivery, seen: pd.DataFrame) -> Delivery:
    """Leave out the rows that were taken in or rejected one by one, and files still refused."""
    names = np.array([file.name for file in delivery.files], dtype=object)
    rows = pd.DataFrame(
        {
            "Source_File": names[delivery.readings["file"].to_numpy()],
            "Source_Row": delivery.readings["row"].to_numpy(),
        }
    )
    new = delivery.readings.filter(pa.array(~_among(rows, seen)))
    return Delivery(delivery.files, new)


def _together(first: Delivery, second: Delivery) -> Delivery:
    place = second.readings.schema.get_field_index("file")
    file = pc.add(second.readings["file"], pa.scalar(len(first.files), pa.int32()))
    moved = second.readings.set_column(place, READING.field("file"), file)
    readings = pa.concat_tables([first.readings, moved])
    return Delivery([*first.files, *second.files], readings, keys=first.keys)
