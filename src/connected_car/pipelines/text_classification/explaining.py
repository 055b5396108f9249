"""From the champion to its explanation, its behaviour and its card."""

from typing import Any

import numpy as np
import pandas as pd

from connected_car.automl.champion import Decision
from connected_car.automl.lineage import ChampionHistory
from connected_car.compliance.judging import judge_notes
from connected_car.datasets.text_classifier import TextChampion
from connected_car.explanation.card_page import card_html, card_markdown
from connected_car.pipelines.text_classification.behaviour import run_suite
from connected_car.pipelines.text_classification.card import fill_card
from connected_car.pipelines.text_classification.learned_words import LearnedWords, learned_words
from connected_car.pipelines.text_classification.learning import LearnedJudgement
from connected_car.pipelines.text_classification.options import TextClassificationOptions
from connected_car.pipelines.text_classification.splits import REPORTED, TYPING_ERRORS, Splits

_MISSES = 5
_SHOWN = 160  # characters of a note


def check_behaviour(
    evaluation_notes: pd.DataFrame,
    text_classifier: TextChampion,
    options: TextClassificationOptions,
) -> dict[str, Any]:
    """Return the pass rates of the behaviour suite, as ``text_behaviour``.

    Args:
        evaluation_notes: notes with their truth; may be empty.
        text_classifier: the champion as registered.
        options: the group ``text_classification``.
    """
    if not options.compliance_rules:
        evaluation_notes = evaluation_notes.iloc[:0]

    def judge(texts: np.ndarray) -> pd.DataFrame:
        return judge_notes(texts, text_classifier.classifier, text_classifier.policy)

    return run_suite(evaluation_notes, judge, options.seed)


def explain_text_champion(
    splits: Splits,
    decision: Decision,
    text_classifier: TextChampion,
    options: TextClassificationOptions,
) -> tuple[LearnedWords, dict[str, Any]]:
    """Explain which words and years move the champion, and tell its worst misses.

    Args:
        splits: from ``split_notes``.
        decision: the champion.
        text_classifier: the champion as registered.
        options: the group ``text_classification``.

    Returns:
        The figures for a chart, and the same as ``text_explanation_words``: ``sentences, words,
        years, misses``.
    """
    texts, _ = splits.of(*(part for part in REPORTED if part != TYPING_ERRORS))
    found = learned_words(
        texts, text_classifier.classifier, options.seed, years=options.compliance_rules
    )
    vectors = getattr(text_classifier.classifier, "vector_source", "")
    return found, {
        "family": decision.recipe.family,
        "sentences": [*found.sentences(), *([f"Its word vectors: {vectors}."] if vectors else [])],
        "words": found.words.to_dict("records"),
        "years": found.years.to_dict("records"),
        "misses": _misses(splits, decision),
    }


def draw_text_explanation(explained: LearnedWords) -> Any:
    """Draw the learned curve over the years, and the words that move the probability most."""
    from connected_car.pipelines.text_classification.charts import explanation_chart

    return explanation_chart(explained)


def draw_text_charts(
    *,
    splits: Splits,
    decision: Decision,
    judgement_policy: LearnedJudgement,
    text_metrics: dict[str, Any],
    text_behaviour: dict[str, Any],
    text_leaderboard: pd.DataFrame,
) -> tuple[Any, Any, Any]:
    """Draw reliability, accuracy by part, and the behaviour suite.

    Args:
        splits: from ``split_notes``.
        decision: the champion.
        judgement_policy: from ``learn_judgement_policy``.
        text_metrics: from ``measure_text_champion``.
        text_behaviour: from ``check_behaviour``.
        text_leaderboard: all trials.
    """
    from connected_car.pipelines.text_classification import charts

    assert decision.trial.score
    point, calibration = decision.trial.score.point, judgement_policy.policy.calibration
    return (
        charts.reliability_chart(splits, point, calibration),
        charts.parts_chart(text_metrics, text_leaderboard),
        charts.behaviour_chart(text_behaviour),
    )


def collect_text_charts(**charts: Any) -> dict[str, Any]:
    """Return the charts by name, so that one start of a browser makes pictures of all."""
    return charts


def write_text_card(
    *,
    notes_report: dict[str, Any],
    reviewed_notes: pd.DataFrame,
    text_metrics: dict[str, Any],
    text_behaviour: dict[str, Any],
    text_explanation_words: dict[str, Any],
    judgement_policy: LearnedJudgement,
    text_champion_history: ChampionHistory,
    options: TextClassificationOptions,
) -> tuple[str, str]:
    """Write the card, as HTML and as Markdown.

    Args:
        notes_report: counts of the notes.
        reviewed_notes: what people have judged.
        text_metrics: from ``measure_text_champion``.
        text_behaviour: from ``check_behaviour``.
        text_explanation_words: from ``explain_text_champion``.
        judgement_policy: from ``learn_judgement_policy``.
        text_champion_history: from ``trace_text_champion``.
        options: the group ``text_classification``.

    Raises:
        UserError: a field of the card is empty.
    """
    card = fill_card(
        report=notes_report,
        reviewed=len(reviewed_notes),
        metrics=text_metrics,
        suite=text_behaviour,
        words=text_explanation_words,
        learned=judgement_policy,
        champion=text_champion_history,
        options=options,
    )
    return card_html(card), card_markdown(card)


def _misses(splits: Splits, decision: Decision) -> list[str]:
    """Return the notes on which the model, when it had not learned from them, was wrong by most."""
    assert decision.trial.score
    rows, classes = splits.scored(), sorted(set(splits.labels))
    own = np.isin(splits.part[rows], REPORTED)
    texts, labels = splits.texts[rows][own], splits.labels[rows][own]
    point = decision.trial.score.point[own]
    true = point[np.arange(len(labels)), np.searchsorted(classes, labels)]
    wrong = np.flatnonzero(point.argmax(axis=1) != np.searchsorted(classes, labels))
    told: dict[str, str] = {}
    for row in wrong[np.argsort(true[wrong], kind="stable")]:
        shown = " ".join(texts[row].split())[:_SHOWN]
        said = classes[point[row].argmax()]
        told.setdefault(shown, f"“{shown}”: said {said}, labelled {labels[row]}")
        if len(told) == _MISSES:
            break
    return list(told.values())
