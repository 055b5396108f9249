"""The figure shows each part of the history, and each battery with its words."""

import numpy as np
import pytest

from connected_car.explanation.charts import explanation_figure
from connected_car.explanation.features import Feature
from connected_car.explanation.importance import global_importance
from connected_car.explanation.local import explain_batteries
from connected_car.explanation.selection import (
    ONLY,
    PASSED,
    SHORT,
    TYPICAL,
    URGENT,
    WORST,
    select_batteries,
)
from connected_car.forecasters import make


@pytest.fixture(scope="module")
def explained(split):
    return global_importance(make("seasonal_naive").learn(split[0]), *split, seed=1)


@pytest.fixture(scope="module")
def batteries(fleet):
    forecaster = make("seasonal_naive").learn(fleet)
    return explain_batteries(forecaster, fleet.select([0, 1, 5]), ["first", "second", "third"], 30)


def texts(figure) -> str:
    return " ".join(note.text for note in figure.layout.annotations).replace("<br>", " ")


def test_bars_and_lines_are_those_of_the_explanation(explained, batteries):
    figure = explanation_figure(explained, [], batteries)
    bars = figure.data[0]
    shown = [i for i in explained.importances if i.group.key != "level"]
    assert list(bars.y) == [i.group.name for i in shown]
    np.testing.assert_allclose(bars.x, [100 * i.rise / explained.error for i in shown])
    ends = np.asarray(bars.x) + np.asarray(bars.error_x.array)
    np.testing.assert_allclose(ends, [100 * i.upper / explained.error for i in shown])
    forecasts = [t for t in figure.data if t.type == "scatter" and len(t.y) == 30]
    np.testing.assert_array_equal(forecasts[0].y, batteries[0].forecast)


def test_every_sentence_stands_in_the_figure(explained, batteries):
    figure = explanation_figure(explained, [], batteries)
    for battery in batteries:
        assert battery.battery in texts(figure)
        for sentence in battery.sentences:
            assert sentence.text in texts(figure)
    level = next(i for i in explained.importances if i.group.key == "level")
    assert f"its own, the error would be {100 * level.share:.0f} % higher" in texts(figure)
    assert "Too few days are known" in texts(figure)


def test_features_stand_beside(explained, batteries):
    figure = explanation_figure(explained, [Feature("use 1 day before", 0.03)], batteries)
    assert list(figure.data[1].y) == ["use 1 day before"]
    assert "mean SHAP value" in texts(figure)


def test_pictures_lie_inside_of_the_sheet_and_do_not_overlap(explained, batteries):
    figure = explanation_figure(explained, [Feature("use 1 day before", 0.03)], batteries)
    boxes = []
    for number in range(1, 20):
        suffix = "" if number == 1 else str(number)
        if f"xaxis{suffix}" in figure.layout and figure.layout[f"xaxis{suffix}"].domain:
            x, y = (figure.layout[f"{axis}axis{suffix}"].domain for axis in "xy")
            assert 0 <= x[0] < x[1] <= 1
            assert 0 <= y[0] < y[1] <= 1
            boxes.append((*x, *y))
    assert len(boxes) == 7
    for k, a in enumerate(boxes):
        for b in boxes[k + 1 :]:
            apart = a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2]
            assert apart


def test_ids_of_strangers_are_no_markup(explained, fleet):
    odd = fleet.select([0])
    odd.ids[0] = "<img src=x onerror=alert(1)>"
    batteries = explain_batteries(make("mean").learn(fleet), odd, ["x"], 30)
    assert "<img" not in texts(explanation_figure(explained, [], batteries))


def test_the_batteries_that_tell_most_are_chosen(fleet):
    errors = np.linspace(0.1, 0.3, 30)
    left = np.full(30, 100.0)
    left[9] = 1.0
    chosen = dict(select_batteries(fleet, errors, left))
    assert chosen == {9: URGENT, 14: TYPICAL, 29: WORST, 1: SHORT}
    over = np.where(np.arange(30) == 3, -5.0, -1.0)
    assert dict(select_batteries(fleet, errors, over))[3] == PASSED
    unknown = select_batteries(fleet, np.full(30, np.nan), np.full(30, np.nan))
    assert unknown == [(1, SHORT)]
    long = fleet.select([10, 11])
    nothing = select_batteries(long, np.full(2, np.nan), np.full(2, np.nan))
    assert nothing == [(0, "The first one")]
    assert select_batteries(fleet.select([]), np.empty(0), np.empty(0)) == []
    assert select_batteries(fleet.select([4]), errors[:1], left[:1]) == [(0, ONLY)]
