"""The card: complete or refused, the same in both forms, and safe from texts of strangers."""

import copy
import re

import pytest

from connected_car.errors import UserError
from connected_car.explanation.card import ModelCard, make_card
from connected_car.explanation.card_page import card_html, card_markdown, plain
from connected_car.explanation.card_words import limits, summary
from html_page import Page

ATTACK = "<script>window.pwned=1</script> | a_b *c* [d](e)"


@pytest.fixture
def fields() -> dict:
    """A complete card, made up."""
    metric = {"name": "NRMSE", "meaning": "error / range", "folds": 0.15, "folds_mean": 0.19}
    window = {"role": "hold-out", "first_day": "2026-04-02", "last_day": "2026-05-01"}
    return {
        "title": "Battery forecaster, version 3: lightgbm",
        "summary": ["It says how many cycles a battery will use.", "It is 23 % better."],
        "intended_use": ["Forecast 30 days."],
        "out_of_scope": ["Judging drivers."],
        "family": "lightgbm",
        "family_in_words": "Gradient-boosted trees.",
        "hyperparameters": [{"name": "num_leaves", "value": "15"}],
        "rests_on": ["Without the last week the error would be 7 % higher."],
        "data": {
            "table": "daily_telemetry",
            "version": "4",
            "batteries": 100,
            "days": 17999,
            "first_day": "2026-01-02",
            "last_day": "2026-06-30",
            "filled_share": 0.022,
        },
        "windows": [window, {**window, "role": "fold 1"}],
        "windows_note": "The folds decided.",
        "verdict": "lightgbm beats the mean.",
        "metrics": [{**metric, "holdout": 0.1519, "holdout_mean": 0.1879}],
        "slices": [
            made_slice("whole fleet", "all batteries", 100),
            made_slice("by age", "0-1 years", 12),
            made_slice("by age", "over 8 years", 2, lower=None, upper=None),
        ],
        "misses": ["Battery B7: 6 cycles were forecast, 3 were used."],
        "limits": ["It knows no weather."],
        "leak_overrides": ["none"],
        "changes_note": "Another recipe won.",
        "changes": [{"what": "family", "before": "mean", "now": "lightgbm"}],
        "command": "kedro run --pipelines forecasting --params data_version=4",
        "reproduction": [{"name": "seed", "value": "7"}],
        "glossary": [{"word": "Cycle", "meaning": "One charge and discharge."}],
    }


def made_slice(name, value, batteries, lower=0.14, upper=0.17):
    ends = {"lower": lower, "upper": upper, "coverage_80_sum": 0.79}
    return {"slice": name, "value": value, "batteries": batteries, "score": 0.15, **ends}


def texts(value) -> list[str]:
    """Return every text of a card at any depth, days left out."""
    if isinstance(value, dict):
        return [t for key, v in value.items() if not key.endswith("_day") for t in texts(v)]
    if isinstance(value, list):
        return [t for v in value for t in texts(v)]
    return [value] if isinstance(value, str) else []


def test_every_text_stands_in_both_forms(fields):
    card = make_card(**fields)
    page, markdown = Page(card_html(card)).text, card_markdown(card)
    for text in texts(fields):
        assert text in page
        assert text in markdown or plain(text) in markdown
    for number in ("17,999 days", "100 batteries", "2 April 2026", "1 May 2026", "2.2 %"):
        assert number in page
        assert number in markdown
    for number in ("0.1519", "0.1879", "0.1400 to 0.1700", "too few batteries"):
        assert number in page
        assert number in markdown


def test_the_page_is_one_file_without_script(fields):
    html = card_html(make_card(**fields))
    assert "script" not in Page(html).tags
    assert re.findall(r"(?:src|href)=\"(?!data:)", html) == []
    assert html.count("{{run_id}}") == card_markdown(make_card(**fields)).count("{{run_id}}") == 1


@pytest.mark.parametrize("name", sorted(ModelCard.model_fields))
def test_an_empty_field_is_refused_by_name(fields, name):
    empty = {str: " \n", list: [], dict: {}}[type(fields[name])]
    with pytest.raises(UserError, match=f"the model card is not complete: {name}"):
        make_card(**{**fields, name: empty})
    missing = {k: v for k, v in fields.items() if k != name}
    with pytest.raises(UserError, match=name):
        make_card(**missing)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("limits", 0), "  ", "limits.0"),
        (("misses", 0), None, "misses.0"),
        (("data", "version"), "", "data.version"),
        (("data", "batteries"), 0, "data.batteries"),
        (("metrics", 0, "holdout"), float("nan"), "metrics.0.holdout"),
        (("slices", 1, "score"), None, "slices.1.score"),
        (("changes", 0, "before"), "", "changes.0.before"),
        (("glossary", 0, "meaning"), "", "glossary.0.meaning"),
    ],
)
def test_an_empty_part_of_a_field_is_refused_by_name(fields, path, value, named):
    changed = copy.deepcopy(fields)
    part = changed
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(UserError, match=re.escape(named)) as error:
        make_card(**changed)
    assert "\n" not in str(error.value)


def test_several_empty_fields_are_named_at_once(fields):
    with pytest.raises(UserError, match=r"limits .*verdict|verdict .*limits"):
        make_card(**{**fields, "limits": [], "verdict": ""})


def test_texts_of_strangers_are_no_markup(fields):
    attacked = {**fields, "misses": [ATTACK], "title": ATTACK}
    attacked["slices"] = [made_slice(ATTACK, ATTACK, 3)]
    card = make_card(**attacked)
    assert "script" not in Page(card_html(card)).tags
    markdown = card_markdown(card)
    assert "<script>" not in markdown.replace(r"\<script\>", "")
    row = next(line for line in markdown.splitlines() if "0.1500" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 7


def test_the_summary_says_what_the_numbers_say():
    metrics = {"mae": 0.0331, "coverage_80_sum": 0.812}
    told = " ".join(summary(30, metrics, {"mae": 0.0428}, 0.129))
    assert "off by 0.0331 cycles on average, where a battery uses 0.129 a day" in told
    assert "would be off by 0.0428: the model is 23 % better" in told
    assert "it did so in 81 of 100" in told
    worse = " ".join(summary(30, {"mae": 0.05}, {"mae": 0.04}, 0.1))
    assert "the model is 25 % worse" in worse
    same = " ".join(summary(30, metrics, metrics, 0.1))
    assert "would be as good" in same
    unscored = summary(30, {"mae": None, "coverage_80_sum": 0.8}, {"mae": 0.04}, 0.1)
    assert len(unscored) == 2
    assert "off by" not in " ".join(unscored)


def test_the_limits_follow_the_data():
    told = limits(horizon=30, batteries=100, short=7, filled=0.02, coverage=0.7)
    assert "Of 100 batteries 7 lean on similar ones" in told[2]
    assert told[3].startswith("2.0 % of the days were not read")
    assert "held the truth in 70 of 100 cases: take it as too narrow" in told[4]
    clean = limits(horizon=30, batteries=100, short=0, filled=0.0, coverage=0.8)
    assert len(clean) == 2


def test_the_page_fits_a_phone(fields, show):
    html = card_html(make_card(**{**fields, "misses": [ATTACK]}))
    seen = show(html, viewport={"width": 400, "height": 800})
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.uri]
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 400
