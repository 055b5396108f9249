"""The words of the card of a judge of notes."""

from typing import Any

from connected_car.classifiers.facts.limits import (
    BAD_CONDITIONS,
    BAD_MATERIALS,
    FIRST_COMPLIANT_YEAR,
)
from connected_car.pages.words import percent
from connected_car.pipelines.text_classification.learning import LearnedJudgement
from connected_car.pipelines.text_classification.options import ReviewOptions
from connected_car.pipelines.text_classification.splits import (
    RANDOM,
    TEMPLATES,
    TYPING_ERRORS,
    YEARS,
    YEARS_ALONE,
)

INTENDED_USE = (
    "Judge notes that technicians write about components: made before "
    f"{FIRST_COMPLIANT_YEAR}, in {' or '.join(BAD_CONDITIONS)} condition, or of "
    f"{' or '.join(BAD_MATERIALS)} means out of compliance.",
    "Invite the owners of cars with such components to a service appointment.",
    "Put notes that are in doubt before a person, the riskiest first.",
)
INTENDED_USE_ANY = ("Sort texts of the kind that it was learned from into their classes.",)
OUT_OF_SCOPE = (
    "Judging a component that nobody has looked at: the model reads notes, it sees no component.",
    "Notes in other languages than English: a person reads those.",
    "Deciding against an owner without a person who answers for it.",
    "Other regulations than the one it was learned for.",
)
OUT_OF_SCOPE_ANY = (
    "Texts of another kind or language than those that it was learned from.",
    "Decisions about people without a person who answers for them.",
)
PARTS = {
    RANDOM: ("at random", "drawn at random, as in the workshop: most were seen word by word"),
    TEMPLATES: ("unseen wordings", "sentences that nothing was learned from"),
    YEARS: ("unseen years", "years of which no note was learned from"),
    YEARS_ALONE: ("unseen years alone", "those of them in which the year alone decides"),
    TYPING_ERRORS: ("typing errors", "the unseen wordings with one to three typing errors"),
}
GLOSSARY = {
    "Champion": "The model that is in use, because it won the last comparison.",
    "Majority": "The simplest judge: it gives every note the most frequent label.",
    "Wording": "A note’s text without its year, material and condition.",
    "Calibrated": "Of 100 notes that are given a probability of 70 %, 70 have that label.",
    "ECE": "How far what was said and what came lie apart on average (expected calibration error).",
    "Brier": "The mean squared distance of a probability from what came; 0 is perfect.",
    "Log loss": "As Brier, but being sure and wrong costs more; 0 is perfect.",
    "AUC": "The chance that of two notes the one with the label gets the higher probability.",
    "Interval": "Two ends between which a number lies with a stated chance.",
    "The plain rule": "Year, material and condition read by a word list, without any learning.",
}


def summary(metrics: dict[str, Any], suite: dict[str, Any], rules: bool) -> list[str]:
    """Return a summary for someone who knows no statistics."""
    lines = [
        "This model reads a note about a component and says how likely the component is out of "
        "compliance."
        if rules
        else "This model reads a text and says which class it belongs to."
    ]
    told = [
        f"{percent(found['champion']['accuracy']['value'])} of notes ({PARTS[part][1]})"
        for part, found in metrics["parts"].items()
        if part != RANDOM
    ]
    if told:
        lines.append(f"It is right in {'; '.join(told)}.")
    if suite["all"] and suite["all"]["right_of_decided"] is not None:
        figures = suite["all"]
        lines.append(
            f"On {figures['notes']:,} notes by others it left {percent(figures['to_review'])}"
            f" of those that can be judged to a person; of the others it judged "
            f"{percent(figures['right_of_decided'])} rightly."
        )
    return lines


def review(learned: LearnedJudgement, options: ReviewOptions, rules: bool) -> list[str]:
    """Return when a person decides, and why there."""
    lines = [learned.note]
    band = learned.band
    if band is not None and learned.many:
        lines.append(
            f"Below {percent(band.high)} for the likeliest class a person decides, which takes "
            f"{percent(band.review_share)} of the validation notes; a wrong class is taken to cost "
            f"as much as reading {options.false_alarm_cost:g} notes."
        )
    elif band is not None:
        lines.append(
            f"From a probability of {percent(band.low)} up to {percent(band.high)} a person "
            f"decides. A note wrongly judged {_as(rules, 0)} is taken to cost as much as reading "
            f"{options.missed_cost:g} notes, one wrongly judged {_as(rules, 1)} as much as reading "
            f"{options.false_alarm_cost:g}; on the validation notes this band, which takes "
            f"{percent(band.review_share)} of them, costs least of those that are wide enough."
        )
    before, after = learned.ece
    if before is not None and after is not None:
        lines.append(
            f"What is said and what came lie {percent(after)} apart on average on notes that "
            f"decided nothing (ECE {after:.3f}; before calibration {before:.3f})."
        )
    if rules:
        lines.append(
            "A person also decides where the note is empty, in another language, says nothing of "
            "the facts, leaves one open or contradicts itself, and where the plain rule and the "
            "model disagree."
        )
    else:
        lines.append(
            "A person also decides where the text is empty, or where less than "
            f"{percent(options.least_known_words)} of its words stand in the texts learned from."
        )
    return lines


def _as(rules: bool, place: int) -> str:
    """Return what a note is judged to be: by the rule's words, or by the place of its label."""
    words = ("compliant", "not compliant") if rules else ("the first label", "the second label")
    return words[place]


def limits(suite: dict[str, Any], rules: bool) -> list[str]:
    """Return what the model cannot do, from the figures of its tests."""
    lines = ["It knows the note alone: what the note leaves out or gets wrong, so does it."]
    weak = [
        f"{row['variation'].replace('_', ' ')} ({percent(row['right_of_decided'])})"
        for row in suite["minimum"]
        if row["right_of_decided"] is not None and row["right_of_decided"] < 0.95
    ]
    if weak:
        lines.append(f"It is right in less than 95 % of the decided notes of: {', '.join(weak)}.")
    slow = [
        f"{row['variation'].replace('_', ' ')} ({percent(row['to_review'])})"
        for row in suite["minimum"]
        if row["to_review"] is not None and row["to_review"] > 0.15
    ]
    if slow:
        lines.append(f"It leaves more than 15 % of the notes to a person in: {', '.join(slow)}.")
    if rules:
        lines.append("The simulated notes are English of a few writers; real ones will differ.")
    return lines
