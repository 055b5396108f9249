"""Reading days of any fleet."""

import pandas as pd
import pytest

from connected_car.errors import UserError
from connected_car.pipelines.forecasting.daily import arrange, read_days


@pytest.fixture
def other(daily, options):
    """Another fleet's days, under other names, and the options that name them."""
    names = {"Battery_ID": "machine", "Date": "day", "Daily_Cycles_Used": "units"}
    table = daily.rename(columns=names).drop(columns="Is_Interpolated")
    given = {"series_id": "machine", "time_column": "day", "target": "units"}
    return table, options.model_copy(update=given)


def test_other_names_give_the_same_history(daily, options, other):
    table, named = other
    before = table.copy(deep=True)
    first = arrange(read_days(daily.assign(Is_Interpolated=False), options))
    second = arrange(read_days(table, named))
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(pd.DataFrame(first.observed), pd.DataFrame(second.observed))
    assert list(first.panel.ids) == list(second.panel.ids)


def test_text_and_numbers_are_read(other):
    table, named = other
    text = table.assign(day=table["day"].astype(str), units=table["units"].astype(str), machine=7)
    assert read_days(text[: len(table) // 9], named)["unique_id"].unique().tolist() == ["7"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="units"), "no column units; they have: machine, day"),
        (lambda t: t.assign(day="soon"), "day has values that are no days"),
        (lambda t: t.assign(units="many"), "units has values that are no numbers"),
        (lambda t: t.assign(units="5e8234567999"), "units has values that are no numbers"),
        (lambda t: t.assign(units=-t["units"]), "units is negative for battery-0000 on 20"),
        (lambda t: t.iloc[::7], "rows are 7 days apart, but forecasting.frequency is D"),
        (lambda t: pd.concat([t, t.head(1)]), "battery-0000 has two rows for 20"),
    ],
)
def test_a_mistake_is_answered_in_one_line(other, change, message):
    table, named = other
    with pytest.raises(UserError, match=message) as error:
        read_days(change(table), named)
    assert "\n" not in str(error.value)
