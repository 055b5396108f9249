"""The card of a judge of notes, filled from what a run knows."""

from pathlib import PurePath
from typing import Any

from connected_car.automl.lineage import ChampionHistory
from connected_car.classifiers.registry import family_class
from connected_car.explanation.card import NotesCard, make_card
from connected_car.explanation.card_settings import hyperparameters, reproduction
from connected_car.pages.words import percent
from connected_car.pipelines.text_classification import card_words
from connected_car.pipelines.text_classification.learning import LearnedJudgement
from connected_car.pipelines.text_classification.options import TextClassificationOptions

_LIBRARIES = ("connected_car", "numpy", "pandas", "scikit-learn", "scipy")
_NO_SUITE = (
    "It did not run: the notes are about something else (compliance_rules is off), or the "
    "simulation's notes for it are not there."
)
_SUITE = (
    "On the simulation's notes in other sentences than any that was learned from. Minimum: right, "
    "of the notes decided. Invariance: a change that does not matter does not turn the judgement "
    "round. Direction: a change that matters does not move the probability the wrong way."
)


def fill_card(
    *,
    report: dict[str, Any],
    reviewed: int,
    metrics: dict[str, Any],
    suite: dict[str, Any],
    words: dict[str, Any],
    learned: LearnedJudgement,
    champion: ChampionHistory,
    options: TextClassificationOptions,
) -> NotesCard:
    """Return the card; raises ``UserError`` for an empty field."""
    family, rules = champion.recipe.family, options.compliance_rules
    return make_card(
        NotesCard,
        title=f"Judge of notes, version {champion.model_version}: {family}",
        summary=card_words.summary(metrics, suite, rules),
        intended_use=card_words.INTENDED_USE if rules else card_words.INTENDED_USE_ANY,
        out_of_scope=card_words.OUT_OF_SCOPE if rules else card_words.OUT_OF_SCOPE_ANY,
        family=family,
        family_in_words=(family_class(family).__doc__ or "").partition("\n")[0],
        hyperparameters=hyperparameters(champion),
        rests_on=words["sentences"],
        data=_data(report, champion.data_version, reviewed),
        parts=[_part(name, found) for name, found in metrics["parts"].items()],
        review=card_words.review(learned, options.review, rules),
        behaviour_note=_SUITE if suite["all"] else _NO_SUITE,
        behaviour=_behaviour(suite),
        verdict=champion.verdict,
        misses=words["misses"] or ["None: every note of the reported parts was judged rightly."],
        limits=card_words.limits(suite, rules),
        changes_note=champion.note,
        changes=champion.changes,
        command=_command(champion, options),
        reproduction=reproduction(champion, _settings(options), _LIBRARIES),
        glossary=[{"word": k, "meaning": v} for k, v in card_words.GLOSSARY.items()],
    )


def _data(report: dict[str, Any], data_version: str, reviewed: int) -> dict[str, Any]:
    notes = report["notes"]
    names = ", ".join(PurePath(file["file"]).name for file in report["files"])
    return {
        "table": names,
        "version": data_version,
        "read": notes["read"],
        "kept": notes["kept"],
        "rejected": notes["rejected"],
        "distinct": notes["distinct_texts"],
        "reviewed": reviewed,
    }


def _part(name: str, found: dict[str, Any]) -> dict[str, Any]:
    title, meaning = card_words.PARTS[name]
    champion = found["champion"]
    shown = {k: _figure(champion[k]).split(" (")[0] for k in ("log_loss", "brier", "auc", "ece")}
    return {
        "part": title,
        "meaning": meaning,
        "notes": found["notes"],
        "accuracy": _figure(champion["accuracy"]),
        "baseline": f"{found['baseline']['accuracy']:.4f}",
        **shown,
    }


def _figure(found: dict[str, float | None]) -> str:
    value, lower, upper = (found[name] for name in ("value", "lower", "upper"))
    if value is None:
        return "not defined"
    ends = "" if lower is None or upper is None else f" ({lower:.4f} to {upper:.4f})"
    return f"{value:.4f}{ends}"


def _behaviour(suite: dict[str, Any]) -> list[dict[str, Any]]:
    lines = [
        {
            "kind": "minimum",
            "what": row["variation"].replace("_", " "),
            "notes": row["notes"],
            "passed": _share(row["right_of_decided"]),
            "review": _share(row["to_review"] if row["to_review"] is not None else 1.0)
            if row["review_found"] is None or row["to_review"] is not None
            else f"{_share(row['review_found'])}, as it must",
        }
        for row in suite["minimum"]
    ]
    for kind in ("invariance", "direction"):
        lines += [
            {
                "kind": kind,
                "what": row["change"],
                "notes": row["notes"],
                "passed": _share(row["pass_rate"]),
                "review": _share(row["review_share"]),
            }
            for row in suite[kind]
            if row["notes"]
        ]
    return lines


def _share(value: float | None) -> str:
    return "none decided" if value is None else percent(value)


def _command(champion: ChampionHistory, options: TextClassificationOptions) -> str:
    given = {
        "text_model_name": champion.model_name,
        "text_classification.seed": options.seed,
        "text_classification.search.preset": options.search.preset,
    }
    params = ",".join(f"{name}={value}" for name, value in given.items())
    return f"kedro run --pipelines text_classification --params {params}"


def _settings(options: TextClassificationOptions) -> dict[str, Any]:
    return {
        **options.model_dump(exclude={"presets", "search", "review"}),
        **options.search.model_dump(),
        **options.review.model_dump(),
    }
