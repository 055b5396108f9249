"""The queue of notes that a person judges, and the judgements that come back."""

import logging

import pandas as pd

from connected_car.compliance.delivered import NoteFile
from connected_car.compliance.note_files import Format, read_label
from connected_car.compliance.records import split_records
from connected_car.errors import UserError
from connected_car.spreadsheets import restored

logger = logging.getLogger(__name__)

REVIEW_COLUMNS = ["information", "label", "reviewed_by", "reviewed_on"]


def read_reviews(file: NoteFile, wanted: Format) -> pd.DataFrame:
    """Return the notes of a queue that a person has labelled, with ``REVIEW_COLUMNS``.

    A row without a label is still open. One whose label is none, or that does not say who judged
    it, is left out with a warning.

    Args:
        file: the queue, a CSV with ``REVIEW_COLUMNS`` and any others, as it was written or as a
            spreadsheet has saved it: some part fields by semicolons, or write in cp1252.
        wanted: the labels that may be, and the column of the text.

    Raises:
        UserError: a column is missing.
    """
    text = _decoded(file.content)
    sign = max(",;\t", key=text.partition("\n")[0].count)
    records = split_records(text, wanted.longest + 1000, sign)
    first = next(records, None)
    header = [name.strip() for name in first.fields or []] if first else []
    names = [wanted.text_column if name == "information" else name for name in REVIEW_COLUMNS]
    if names[0] not in header and REVIEW_COLUMNS[0] in header:
        logger.info("%s holds notes of another kind: not read", file.name)
        return pd.DataFrame(columns=REVIEW_COLUMNS, dtype=object)
    if missing := [name for name in names if name not in header]:
        raise UserError(f"{file.name}: the review queue has no column {', '.join(missing)}")
    places = [header.index(name) for name in names]
    rows = []
    for record in records:
        if record.fields is None or len(record.fields) != len(header):
            logger.warning("%s, line %d: no record; left out", file.name, record.line)
            continue
        note, label, by, on = (record.fields[place] for place in places)
        if label.strip():
            plain, fault = read_label(label, wanted.labels)
            fault = fault or ("" if by.strip() else "reviewed_by is empty")
            if fault:
                logger.warning("%s, line %d: %s; left out", file.name, record.line, fault)
            else:
                rows.append((restored(note), plain, restored(by.strip()), restored(on.strip())))
    return pd.DataFrame(rows, columns=REVIEW_COLUMNS, dtype=object)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
