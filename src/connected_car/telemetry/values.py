"""Text into numbers and times, by column; what cannot be read gets a reason."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.telemetry.reasons import Reasons

_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?$"
_NOT_FINITE = r"(?i)^[+-]?(?:nan|inf|infinity)$"
_PART = 512  # texts
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_numbers(texts: pa.Array, column: str, rows: np.ndarray, reasons: Reasons) -> np.ndarray:
    """Return a column of texts as float64.

    A text that is no number becomes NaN and has a reason; ``nan`` and ``inf`` become infinite.
    """
    numbers = _cast(texts)
    if numbers is not None:
        return numbers
    numbers = np.full(len(texts), np.nan)
    faulty = []
    for start in range(0, len(texts), _PART):  # a fault spoils the quick way of a small part only
        part = _cast(texts.slice(start, _PART))
        if part is None:
            faulty.append(np.arange(start, min(start + _PART, len(texts))))
        else:
            numbers[start : start + _PART] = part
    where = np.concatenate(faulty)
    some = texts.take(pa.array(where))
    numbers[where] = _numbers_with_faults(some, column, rows[where], reasons)
    return numbers


def _cast(texts: pa.Array) -> np.ndarray | None:
    if texts.null_count:
        return None
    try:
        numbers = texts.cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        return None
    return np.where(np.isnan(numbers), np.inf, numbers)


def _numbers_with_faults(
    texts: pa.Array, column: str, rows: np.ndarray, reasons: Reasons
) -> np.ndarray:
    trimmed = pc.utf8_trim_whitespace(pc.fill_null(texts, ""))
    is_number = _matches(trimmed, _NUMBER)
    is_empty = pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
    not_finite = _matches(trimmed, _NOT_FINITE)
    reasons.add(f"{column} is empty", rows[is_empty])
    wrong = ~is_number & ~is_empty & ~not_finite
    reasons.add(f"{column} is not a number", rows[wrong], trimmed.filter(pa.array(wrong)))
    numbers = np.full(len(texts), np.nan)
    numbers[not_finite] = np.inf
    numbers[is_number] = trimmed.filter(pa.array(is_number)).cast(pa.float64()).to_numpy()
    return numbers


def parse_dates(
    texts: pa.Array, rows: np.ndarray, reasons: Reasons
) -> tuple[np.ndarray, np.ndarray]:
    """Return times in microseconds since 1970 (UTC), and which of them could be read.

    ISO 8601 is read, with or without a time of day, a fraction and a zone; without one it is UTC.
    """
    encoded = texts.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy()
    values, readable = _unique_dates(encoded.dictionary)
    values, readable = np.append(values, 0), np.append(readable, False)
    has_time = readable[codes]
    if not has_time.all():
        _explain_dates(texts, ~has_time, rows, reasons)
    return values[codes], has_time


def _explain_dates(texts: pa.Array, bad: np.ndarray, rows: np.ndarray, reasons: Reasons) -> None:
    shown = pc.utf8_trim_whitespace(pc.fill_null(texts, "")).filter(pa.array(bad))
    empty = pc.equal(shown, "").to_numpy(zero_copy_only=False)
    reasons.add("Date is empty", rows[bad][empty])
    reasons.add("Date cannot be read", rows[bad][~empty], shown.filter(pa.array(~empty)))


def _unique_dates(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    try:
        return texts.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy(), np.ones(len(texts), bool)
    except pa.ArrowInvalid:
        return _dates_with_faults(texts)


def _dates_with_faults(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    trimmed = pc.utf8_trim_whitespace(texts)
    day = r"(?:[0-9]{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    clock = r"[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    values = np.zeros(len(texts), dtype=np.int64)
    readable = np.zeros(len(texts), dtype=bool)
    for pattern, zone in ((f"^{day}(?:{clock})?$", None), (f"^{day}{clock}Z$", "UTC")):
        plain = _matches(trimmed, pattern)
        times = trimmed.filter(pa.array(plain)).cast(pa.timestamp("us", tz=zone))
        values[plain], readable[plain] = times.cast(pa.int64()).to_numpy(), True
    for number in np.flatnonzero(~readable).tolist():
        time = _one_date(trimmed[number].as_py())
        if time is not None:
            values[number], readable[number] = time, True
    return values, readable


def _one_date(text: str) -> int | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    try:
        since = aware - _EPOCH
    except OverflowError:
        return None
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _matches(texts: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
