"""The families of classifiers by name."""

from collections.abc import Iterable
from typing import Any

from connected_car.classifiers.base import SETTINGS_FILE, Classifier
from connected_car.families import Families

# quick ones first: the search tries them in this order
FAMILIES = {
    "majority": "connected_car.classifiers.majority:Majority",
    "rule": "connected_car.classifiers.rule:Rule",
    "tfidf_words": "connected_car.classifiers.tfidf_words:TfidfWords",
    "tfidf_characters": "connected_car.classifiers.tfidf_characters:TfidfCharacters",
    "facts": "connected_car.classifiers.facts_and_characters:FactsAndCharacters",
    "workshop_network": "connected_car.classifiers.networks.workshop:WorkshopNetwork",
    "rule_network": "connected_car.classifiers.networks.rule_network:RuleNetwork",
}
_FAMILIES: Families[Classifier] = Families(
    "classifier", "text_classification", SETTINGS_FILE, FAMILIES
)


def family_class(family: str) -> type[Classifier]:
    """Return the class of a family; raises ``UserError`` with the nearest name if there is none."""
    return _FAMILIES.find(family)


def check_families(names: Iterable[str]) -> None:
    """Raise ``UserError`` for a name that is no family."""
    _FAMILIES.check(names)


def new_classifier(family: str, seed: int = 0, **hyperparameters: Any) -> Classifier:
    """Return an unfitted classifier; hyperparameters that are not given take their defaults."""
    return family_class(family)(seed=seed, **hyperparameters)


def load_classifier(files: dict[str, bytes]) -> Classifier:
    """Rebuild a fitted classifier from what ``to_files`` gave; nothing in them is executed.

    Raises:
        UserError: the files are not those of a classifier.
    """
    return _FAMILIES.load(files)
