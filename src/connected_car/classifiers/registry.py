"""The families by name; a family's module is imported when it is first used."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from connected_car.classifiers.base import SETTINGS_FILE, Classifier
from connected_car.errors import UserError

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


def family_class(family: str) -> type[Classifier]:
    """Return the class of a family; raises ``UserError`` with the nearest name if there is none."""
    check_families([family])
    module, name = FAMILIES[family].split(":")
    return getattr(import_module(module), name)


def check_families(names: Iterable[str]) -> None:
    """Raise ``UserError`` for a name that is no family."""
    for name in names:
        if name not in FAMILIES:
            near = get_close_matches(name, FAMILIES, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(FAMILIES)}"
            raise UserError(f"there is no family of classifiers {name!r}; {hint}")


def new_classifier(family: str, seed: int = 0, **hyperparameters: Any) -> Classifier:
    """Return an unfitted classifier; hyperparameters that are not given take their defaults."""
    return family_class(family)(seed=seed, **hyperparameters)


def load_classifier(files: dict[str, bytes]) -> Classifier:
    """Rebuild a fitted classifier from what ``to_files`` gave; nothing in them is executed.

    Raises:
        UserError: the files are not those of a classifier.
    """
    try:
        settings: dict[str, Any] = json.loads(files[SETTINGS_FILE])
        return family_class(settings["family"]).from_files(files)
    except KeyError as error:
        raise UserError(
            f"the classifier's files lack {error}, so another version of the project wrote them: "
            "kedro run --pipelines text_classification fits one anew"
        ) from error
