"""Files of notes, inspections, reviews, acknowledgements and vehicles."""

import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from connected_car.classifiers.base import Classifier
from connected_car.classifiers.registry import new_classifier
from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.inspection_files import (
    INSPECTION_COLUMNS,
    READ,
    read_inspections,
)
from connected_car.compliance.judging import JUDGEMENTS, judge_notes
from connected_car.compliance.note_files import Format, read_note_file, to_frames
from connected_car.compliance.policy import JudgementPolicy
from connected_car.compliance.records import split_records
from connected_car.compliance.reviews import REVIEW_COLUMNS, read_reviews
from connected_car.datasets.user_table import UserTableDataset
from connected_car.datasets.vehicles import VehiclesDataset
from connected_car.pipelines.alerting.acknowledging import LIST_COLUMNS, acknowledge
from connected_car.pipelines.alerting.options import Acknowledgement
from connected_car.pipelines.alerting.records import read_alerts, stored_alerts
from connected_car.tables import SCHEMAS
from tools.fuzz.files import written
from tools.fuzz.mutators import spoil_bytes, spoil_rows
from tools.fuzz.target import Target, require

_FORMAT = Format("information", "label", ("0", "1"), 2000)
_NO_ONE = Acknowledgement(alert_id=None, owner=None, reason=None, until=None)
_DAY = pd.Timestamp("2026-07-01")
_N = 30
_TEXTS = (
    "Made in 1991, of steel, in good condition.",
    "Plastic cover from 2005 in fair shape",
    "ano 2011, hierro, mal estado",
    "Baujahr neunzehnhundertneunzig; Zustand gut",
)


def targets() -> list[Target]:
    """Return the readers of what people write."""
    both, rows = [spoil_rows, spoil_bytes], "row or file"
    return [
        Target("notes", 10, rows, _note_seeds, both, _read_notes),
        Target("inspections", 8, rows, _inspection_seeds, both, _read_inspections),
        Target("notes_parquet", 1, "file", _parquet_seeds, [spoil_bytes], _read_notes),
        Target("reviews", 5, rows, _review_seeds, both, _read_reviews),
        Target("acknowledgements", 6, rows, _list_seeds, both, _acknowledge),
        Target("vehicles", 4, rows, _vehicle_seeds, both, _read_vehicles),
    ]


def _read_notes(content: bytes) -> Counter[str]:
    labels = () if len(content) % 2 else _FORMAT.labels  # any label, or these alone
    found = read_note_file(NoteFile("f.csv", content), replace(_FORMAT, labels=labels))
    kept, rejected = to_frames([found])
    require(bool(rejected["Reason"].map(bool).all()), "rejected without a reason")
    require(not labels or set(kept["label"]) <= {"0", "1"}, f"labels {set(kept['label'])}")
    for frame in (kept, rejected):
        pa.Table.from_pandas(frame)  # as it is stored
    _count_records(content, len(kept), len(rejected))
    return Counter(kept=len(kept), rejected=len(rejected))


def _read_inspections(content: bytes) -> Counter[str]:
    rows = read_inspections(NoteFile("f.csv", content), _FORMAT.longest)
    table = pa.Table.from_batches(rows, READ).to_pandas()
    kept = table[table["Reason"].isna()]
    require(bool((table["Reason"] != "").all()), "rejected with an empty reason")
    judged = judge_notes(kept["information"].to_numpy(object), _rule(), JudgementPolicy())
    require(set(judged["Compliance"]) <= set(JUDGEMENTS), "another judgement")
    require(bool(judged["Reason"].map(bool).all()), "judged without a reason")
    _count_records(content, len(kept), len(table) - len(kept))
    return Counter(kept=len(kept), rejected=len(table) - len(kept))


def _count_records(content: bytes, kept: int, rejected: int) -> None:
    """Make sure that each record is kept or rejected; a file that is none counts as one."""
    if content.startswith((b"PAR1", b"\xff\xfe", b"\xfe\xff")) or kept + rejected == 1:
        return
    text = content.decode("utf-8-sig", errors="surrogateescape")
    read = sum(1 for _ in split_records(text, _FORMAT.longest + 1000)) - 1
    require(read == kept + rejected, f"{read} records, {kept} kept, {rejected} rejected")


@cache
def _rule() -> Classifier:
    return new_classifier("rule").fit(np.array(_TEXTS, object), np.array(["1", "0", "0", "1"]))


def _read_reviews(content: bytes) -> Counter[str]:
    found = read_reviews(NoteFile("f.csv", content), _FORMAT)
    require(set(found["label"]) <= {"0", "1"}, f"labels {set(found['label'])}")
    pa.Table.from_pandas(found)  # as it is stored
    return Counter(kept=len(found))


def _acknowledge(content: bytes) -> Counter[str]:
    path = written("acknowledgements.csv", content)
    listed = UserTableDataset(
        filepath=str(path), parameter="acknowledgements", columns=list(LIST_COLUMNS)
    ).load()
    after, refused = acknowledge(open_alerts(), _NO_ONE, listed, _DAY)
    require(len(stored_alerts(after)) == len(open_alerts()), "an alert is lost")
    require(all(line["why"] for line in refused), "refused without a reason")
    return Counter(kept=len(listed) - len(refused), rejected=len(refused))


@cache
def open_alerts() -> pd.DataFrame:
    """Return five alerts, one of them resolved."""
    rows = [
        {
            **{"Alert_ID": f"a{number}", "Vehicle_ID": "V1", "Subject": "battery", "Kind": "wear"},
            **{"Subject_ID": f"b{number}", "Severity": "alert", "History": "[]", "Round": 0},
            **{"Status": "resolved" if number == 3 else "open", "Probability": 0.4},
            **{"Opened_On": _DAY.date(), "Last_Seen_On": _DAY.date(), "Reason": "r"},
            "Resolved_On": _DAY.date() if number == 3 else None,
        }
        for number in range(5)
    ]
    schema = pa.schema([f for f in SCHEMAS["alerts"] if f.name != "Run_ID"])
    return read_alerts(pa.Table.from_pylist(rows, schema).to_pandas())


def _read_vehicles(content: bytes) -> Counter[str]:
    path = written("vehicles.csv", content)
    found = VehiclesDataset(filepath=str(path), default={"filepath": ""}).load()
    require(bool(found[["Vehicle_ID", "Battery_ID"]].notna().all(axis=None)), "no id")
    return Counter(kept=len(found))


def _note_seeds() -> list[bytes]:
    plain = _lines("information,label", lambda n: f"{_text(n)},{n % 2}")
    quoted = _lines("label,x,information", lambda n: f'{n % 2}.0,,"{_TEXTS[n % 4]}"')
    return [plain, quoted, quoted.decode().encode("utf-8-sig")]


def _inspection_seeds() -> list[bytes]:
    def row(n: int) -> str:
        return f"i{n},V{n % 4},brake,2026-06-{n % 28 + 1:02d},{_text(n)}"

    return [_lines(",".join(INSPECTION_COLUMNS), row)]


def _parquet_seeds() -> list[bytes]:
    table = pa.table({"information": list(_TEXTS) * 3, "label": [0, 1] * 6})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return [sink.getvalue(), _note_seeds()[0].decode().encode("utf-16")]


def _review_seeds() -> list[bytes]:
    return [_lines(",".join(REVIEW_COLUMNS), lambda n: f"{_text(n)},{n % 2},Ann,2026-06-01")]


def _list_seeds() -> list[bytes]:
    return [_lines(",".join(LIST_COLUMNS), lambda n: f"a{n % 6},Ann,new battery,2026-08-01")]


def _vehicle_seeds() -> list[bytes]:
    header = "Vehicle_ID,Battery_ID,Model,In_Service_Date,Language,Workshop"
    return [_lines(header, lambda n: f"V{n},b{n},City,2024-01-01,de,W")]


def _text(number: int) -> str:
    return _TEXTS[number % len(_TEXTS)].replace(",", "")


def _lines(header: str, row: Callable[[int], str]) -> bytes:
    rows: Iterable[str] = map(row, range(_N))
    return "\n".join([header, *rows, ""]).encode()
