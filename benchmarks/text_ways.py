"""The ways to judge notes that are compared, each run as a process of its own.

``python -m benchmarks.text_ways WAY FOLDER NOTES`` prints a JSON line: the seconds from the written
notes to the written results, after imports, the JVM's start and a first small job; the notes
judged; and how many of them were distinct.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from connected_car.classifiers import new_classifier
from connected_car.compliance.policy import POLICY_FILE, JudgementPolicy
from connected_car.pipelines.simulation.notes.varied import varied_notes
from connected_car.pipelines.simulation.notes.workshop import workshop_notes
from tools.project import PROJECT

_LEARNED = (12_000, 8_000)  # workshop's and varied notes that the judges learn from
_NOTES_A_FILE = 50_000
_FIRST = 20_000  # notes of the first small job: enough for a task on each core
_QUICK = {"epochs": 3, "copies": 1, "width": 32}


def spark_linear(folder: Path, notes: int) -> tuple[float, int]:
    """Judge on Spark with the linear champion, as ``batch_scoring`` does."""
    return _on_spark(folder, notes, "facts", {})


def spark_network(folder: Path, notes: int) -> tuple[float, int]:
    """Judge on Spark with the network that learned the rule."""
    return _on_spark(folder, notes, "rule_network", _QUICK)


def tfidf_in_memory(folder: Path, notes: int) -> tuple[float, int]:
    """Judge with scikit-learn's TF-IDF and logistic regression, as a notebook would: no reasons."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts, labels = learned_notes()
    judge = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=300)).fit(texts, labels)
    start = time.perf_counter()
    parts = [pd.read_csv(path, keep_default_na=False) for path in write_notes(folder, notes)]
    given = pd.concat(parts, ignore_index=True)
    p = judge.predict_proba(given["information"])[:, 1]
    given[["Inspection_ID"]].assign(p=p).to_parquet(folder / "in_memory.parquet")
    return time.perf_counter() - start, len(p)


def _on_spark(folder: Path, notes: int, family: str, settings: dict[str, Any]) -> tuple[float, int]:
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    from connected_car.pipelines.batch_scoring.components.nodes import (
        judge_inspections,
        read_inspections,
    )
    from connected_car.pipelines.batch_scoring.components.options import ComponentOptions
    from connected_car.spark import spark_session

    bootstrap_project(PROJECT)
    with KedroSession.create(PROJECT, env="bench") as session:
        session.load_context()  # lays out Spark's settings
    files = _judge_files(folder / family, family, settings)
    champion: Any = SimpleNamespace(to_files=lambda: files, version="1")
    options = ComponentOptions(max_characters=200_000, review_rows=1)

    def judge(paths: list[Path]) -> int:
        read = read_inspections([str(path) for path in paths], options)
        judged, target = judge_inspections(read, champion), str(folder / f"{family}.parquet")
        judged.write.mode("overwrite").parquet(target)
        return int(spark_session().read.parquet(target).count())

    first, paths = write_notes(folder, _FIRST), write_notes(folder, notes)
    judge(first)  # workers start, and read the model
    start = time.perf_counter()
    judged = judge(paths)
    return time.perf_counter() - start, judged


def _judge_files(folder: Path, family: str, settings: dict[str, Any]) -> dict[str, bytes]:
    """Return the files of a judge, made once."""
    if not folder.is_dir():
        classifier = new_classifier(family, seed=1, **settings).fit(*learned_notes())
        files = {**classifier.to_files(), POLICY_FILE: JudgementPolicy().to_json()}
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def learned_notes() -> tuple[np.ndarray, np.ndarray]:
    """Return texts and labels of notes to learn from."""
    first, second = _LEARNED
    both = [workshop_notes(first, 1), varied_notes(second, "training", 1)]
    notes = pd.concat(both, ignore_index=True)
    notes = notes[notes["label"].notna() & (notes["text"] != "")]
    return notes["text"].to_numpy(object), notes["label"].astype(int).astype(str).to_numpy(object)


def write_notes(folder: Path, notes: int) -> list[Path]:
    """Write inspections to judge, half of them in the workshop's wordings; once for each size.

    Returns:
        The files, each of some 50,000 notes.
    """
    target = folder / str(notes)
    if not target.is_dir():
        shares = {"plain": 6, "synonyms": 2, "terse": 2, "abbreviations": 2, "negation": 1}
        varied = varied_notes(notes // 2, "training", 9, shares)["text"]
        texts = pd.concat([workshop_notes(notes - notes // 2, 9)["text"], varied])
        texts = texts.sample(frac=1, random_state=1, ignore_index=True)
        frame = pd.DataFrame({"Inspection_ID": [f"I{i}" for i in range(notes)]})
        frame = frame.assign(Vehicle_ID="V", Component="hub", Inspected_On="2026-01-31")
        frame = frame.assign(information=texts)
        target.mkdir(parents=True)
        for start in range(0, notes, _NOTES_A_FILE):
            rows = frame[start : start + _NOTES_A_FILE]
            rows.to_csv(target / f"{start:08d}.csv", index=False)
    return sorted(target.iterdir())


WAYS: dict[str, Callable[[Path, int], tuple[float, int]]] = {
    "spark_linear": spark_linear,
    "spark_network": spark_network,
    "tfidf_in_memory": tfidf_in_memory,
}


if __name__ == "__main__":
    where, size = Path(sys.argv[2]), int(sys.argv[3])
    seconds, done = WAYS[sys.argv[1]](where, size)
    print(json.dumps({"seconds": seconds, "notes": done}))
