"""Rhythm, counter and rating of many batteries at once, against naive loops."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given, settings
from hypothesis.extra import numpy as hnp

from connected_car.risk.signs import counter_jumps, rating_changes, usual_gaps

reads = hnp.arrays(bool, (3, 60), elements=st.booleans())


@settings(max_examples=60)
@given(reads)
def test_usual_gap_is_the_least_that_95_of_100_gaps_do_not_exceed(read):
    for row, usual in zip(read, usual_gaps(read), strict=True):
        gaps = np.diff(np.flatnonzero(row))
        fits = [g for g in range(1, 61) if len(gaps) == 0 or np.mean(gaps <= g) >= 0.95 - 1e-12]
        assert usual == fits[0]


steps = hnp.arrays(float, (2, 30), elements=st.sampled_from([0.0, 0.2, 0.5, 3.0, -4.0]))
holes = hnp.arrays(bool, (2, 30), elements=st.booleans())


def naive_jump(counter: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    found, before = (np.nan, np.nan), None
    for day, value in enumerate(counter):
        if np.isnan(value):
            continue
        if before is not None:
            rise, absent = value - counter[before], day - before - 1
            excess = rise if rise < 0 else max(rise - y[day] - absent * np.nanmax(y), 0)
            if abs(excess) > 1:
                found = (excess, len(counter) - 1 - day)
        before = day
    return found


@settings(max_examples=80)
@given(steps, holes)
def test_counter_jumps_equal_a_naive_loop(steps, holes):
    use = np.where(np.isin(steps, [0.2, 0.5]), steps, 0.0)
    counter, y = np.where(holes, np.nan, 100 + steps.cumsum(axis=1)), np.where(holes, np.nan, use)
    y[:, 0], counter[:, 0] = 0.5, 100
    sizes, back = counter_jumps(counter, y)
    naive = [naive_jump(counter[i], y[i]) for i in range(2)]
    np.testing.assert_allclose(np.column_stack([sizes, back]), naive, atol=1e-9)


def test_the_last_other_rating_is_found():
    rating = np.array([[210.0, 210, np.nan, 200, 200], [200.0] * 5, [np.nan] * 5])
    before, back = rating_changes(rating)
    np.testing.assert_array_equal(before, [210, np.nan, np.nan])
    np.testing.assert_array_equal(back, [3, np.nan, np.nan])
