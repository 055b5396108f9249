"""Dates as devices write them, on machines anywhere."""

import time
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from connected_car.telemetry.reasons import Reasons
from connected_car.telemetry.values import parse_dates

MOMENTS = {
    "2026-03-08 02:30": (2026, 3, 8, 2, 30),  # an hour that New York's clocks leap over
    "2026-11-01 01:30": (2026, 11, 1, 1, 30),  # one that they go through twice
    "2026-11-01T01:30-04:00": (2026, 11, 1, 5, 30),
    "2026-11-01T01:30-05:00": (2026, 11, 1, 6, 30),
    "2028-02-29": (2028, 2, 29),
    "2028-02-29T23:59:59Z": (2028, 2, 29, 23, 59, 59),
}
NO_DAYS = ["2027-02-29", "2100-02-29", "2026-06-30T23:59:60Z"]


@pytest.fixture(params=["America/New_York", "Pacific/Kiritimati"])
def elsewhere(request, monkeypatch):
    """The clock of a machine in another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_dates_mean_the_same_everywhere():
    texts = pa.array([*MOMENTS, *NO_DAYS])
    times, readable = parse_dates(texts, np.arange(len(texts)), Reasons(len(texts)))
    assert readable.tolist() == [True] * len(MOMENTS) + [False] * len(NO_DAYS)
    expected = [datetime(*parts, tzinfo=UTC) for parts in MOMENTS.values()]
    found = [datetime.fromtimestamp(number / 1e6, UTC) for number in times[readable].tolist()]
    assert found == expected
