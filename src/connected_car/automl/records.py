"""A trial's result as one file, without pickle."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from connected_car.automl.evaluate import Score
from connected_car.automl.recipes import Recipe
from connected_car.automl.trials import TrialResult


def save_result(path: Path, result: TrialResult) -> None:
    """Write a result to a ``.npz`` file, whole or not at all."""
    facts = {
        "recipe": result.recipe.to_json(),
        "state": result.state,
        "reason": result.reason,
        "seconds": result.seconds,
    }
    arrays: dict[str, Any] = {}
    if result.score:
        score = result.score
        facts |= {
            "metrics": score.metrics,
            "fit": score.fit_seconds,
            "predict": score.predict_seconds,
            "training": score.training,
        }
        arrays = {"by_fold": score.by_fold, "point": score.point}
    hidden = path.with_name(f".{path.name}")
    with hidden.open("wb") as file:
        np.savez(file, facts=np.array(json.dumps(facts)), **arrays)
    os.replace(hidden, path)


def load_result(path: Path, number: int) -> TrialResult:
    """Read what ``save_result`` wrote, as the trial of that number."""
    with np.load(path, allow_pickle=False) as arrays:
        facts = json.loads(str(arrays["facts"]))
        score = None
        if "metrics" in facts:
            figures = facts["metrics"], facts["fit"], facts["predict"], facts.get("training", {})
            score = Score(arrays["by_fold"], arrays["point"], *figures)
    recipe = Recipe.from_json(facts["recipe"])
    return TrialResult(number, recipe, facts["state"], score, facts["reason"], facts["seconds"])
