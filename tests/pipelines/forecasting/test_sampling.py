"""Which batteries are read of a fleet."""

import pandas as pd
import pytest
from deltalake import write_deltalake

from connected_car.datasets import DailyDataset
from connected_car.errors import UserError
from connected_car.pipelines.forecasting import nodes
from connected_car.pipelines.forecasting.sampling import sample_days


@pytest.fixture
def stored(daily, tmp_path):
    """The days as a table of two files, in another order; a battery lies in both."""
    for part in (daily.tail(900), daily.head(-900)):
        write_deltalake(str(tmp_path / "days"), part.assign(Run_ID="x"), mode="append")
    return DailyDataset(
        filepath=str(tmp_path / "days"), schema="daily_telemetry", load_as="files"
    ).load()


def test_a_small_fleet_is_read_whole(stored, daily, options):
    days = sample_days(stored, options)
    assert set(daily.columns) - set(days.columns) == {"Daily_Trip_Duration", "Number_Of_Trips"}
    there, here = (nodes.build_history(table, options) for table in (days, daily))
    pd.testing.assert_frame_equal(pd.DataFrame(there.observed), pd.DataFrame(here.observed))


def test_of_a_large_one_the_same_batteries_whatever_it_is_stored_in(stored, daily, options):
    few = options.model_copy(update={"max_batteries": 3})
    here, there = sample_days(daily, few), sample_days(stored, few)
    drawn = set(here["Battery_ID"])
    assert len(drawn) == 3
    assert drawn == set(there["Battery_ID"])
    assert len(here) == len(there) == daily["Battery_ID"].isin(drawn).sum()
    other = few.model_copy(update={"seed": 8})
    assert drawn != set(sample_days(daily, other)["Battery_ID"])


def test_a_missing_column_is_told_beside_those_of_the_table(stored, options):
    named = options.model_copy(update={"target": "units"})
    with pytest.raises(
        UserError, match=r"no column units; they have: Battery_ID, .*, Run_ID; name"
    ):
        sample_days(stored, named)
