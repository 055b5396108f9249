"""What a classifier has learned, against a classifier whose rule is known."""

import numpy as np

from connected_car.pipelines.text_classification.learned_words import learned_words

TEXTS = np.array(
    [
        f"The part made in {year} of {material} is in good condition"
        for year in range(1980, 2020)
        for material in ("steel", "iron", "nickel")
    ],
    dtype=object,
)


class KnownRule:
    """Not compliant when of iron or made before 1995; sure by 90 %."""

    classes = ("0", "1")

    def probabilities(self, texts):
        bad = ["iron" in t or any(str(y) in t for y in range(1900, 1995)) for t in texts]
        p = np.where(bad, 0.9, 0.1)
        return np.column_stack([1 - p, p])


def test_the_words_that_matter_are_found():
    found = learned_words(TEXTS, KnownRule(), seed=1)
    assert "iron" in found.words.loc[found.words["effect"] > 0, "word"].head(3).tolist()
    neutral = found.words.set_index("word")["effect"].reindex(["part", "condition"]).dropna()
    assert (neutral == 0).all()


def test_the_curve_steps_at_the_limit():
    years = learned_words(TEXTS, KnownRule(), seed=1).years.set_index("year")["probability"]
    assert years.index.tolist() == list(range(1950, 2026))
    assert (years.loc[:1994].round(6) == 0.9).all()
    assert (years.loc[1995:].round(6) == 0.1).all()


def test_there_is_always_something_to_say():
    nothing = learned_words(np.array(["", "x"], dtype=object), KnownRule(), seed=1)
    assert nothing.sentences() == ["No word raises the probability."]
    sentences = learned_words(TEXTS, KnownRule(), seed=1).sentences()
    assert (
        "gets 90 % on average with a year before 1995, and 10 % with a later one" in sentences[-1]
    )
