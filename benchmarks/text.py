"""Notes: judged on Spark beside TF-IDF in memory, the workshop's training, and accuracy by part."""

import argparse
import json
import sys
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.measure import Table, cost_of
from benchmarks.text_ways import WAYS, write_notes
from connected_car.classifiers import new_classifier
from connected_car.pipelines.simulation.notes.varied import varied_notes
from connected_car.pipelines.simulation.notes.workshop import workshop_notes
from connected_car.pipelines.text_classification.scoring import NoteScorer, Recipe
from connected_car.pipelines.text_classification.splits import REPORTED, SplitPlan, split
from tools.project import PROJECT

FOLDER = PROJECT / "build" / "benchmarks" / "text"
TITLES = {
    "spark_linear": "Spark on 2 cores, linear champion, with reasons",
    "spark_network": "Spark on 2 cores, network, with reasons",
    "tfidf_in_memory": "TF-IDF + LR in memory, probability alone",
}
_FAMILIES = ("majority", "rule", "tfidf_words", "tfidf_characters", "facts")
_TRAINED = 20_000  # notes of the comparison of trainings


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield the three tables."""
    for notes in args.notes:
        yield _compare_scoring(notes)
    yield _compare_training()
    yield _compare_parts()


def _compare_scoring(notes: int) -> Table:
    paths, rows = write_notes(FOLDER, notes), []
    for way in WAYS:
        cost = cost_of([sys.executable, "-m", "benchmarks.text_ways", way, str(FOLDER), str(notes)])
        told = json.loads(cost.output.strip().splitlines()[-1])
        assert told["notes"] == notes, told
        speed = notes / told["seconds"]
        figures = [f"{told['seconds']:.1f}", f"{cost.cpu_seconds:.0f}", f"{cost.gigabytes:.1f}"]
        rows.append([TITLES[way], f"{speed:,.0f}", *figures])
    header = ["way", "notes/s", "seconds", "CPU s in all", "GB"]
    texts = [pd.read_csv(path, keep_default_na=False)["information"] for path in paths]
    distinct = pd.concat(texts).nunique()
    title = f"{notes:,} written notes ({distinct:,} distinct) to written judgements"
    return Table(title, header, rows, ((notes, float(rows[0][2])),))


def _compare_training() -> Table:
    """Train the workshop's network in its batches of 16 and in the project's; side by side."""
    notes = workshop_notes(_TRAINED, 1)
    texts, labels = notes["text"].to_numpy(object), notes["label"].astype(str).to_numpy(object)
    cut, rows = int(0.9 * _TRAINED), []
    for batch_size in (16, 512):
        start = time.perf_counter()
        model = new_classifier("workshop_network", seed=1, batch_size=batch_size)
        model.fit(texts[:cut], labels[:cut], validation=(texts[cut:], labels[cut:]))
        seconds = time.perf_counter() - start
        said = model.probabilities(texts[cut:]).argmax(axis=1).astype(str)
        rows.append([str(batch_size), f"{seconds:.1f}", f"{np.mean(said == labels[cut:]):.4f}"])
    rows[1].append(f"{float(rows[0][1]) / float(rows[1][1]):.1f}")
    rows[0].append("1.0")
    header = ["batch", "seconds", "accuracy at random", "times faster"]
    return Table(f"the workshop's network, 5 epochs of {cut:,} notes", header, rows)


def _compare_parts() -> Table:
    shares = {"plain": 4, "synonyms": 1, "terse": 1, "abbreviations": 1, "year_in_words": 1}
    both = [
        workshop_notes(12_000, 1).assign(source_file="workshop"),
        varied_notes(6_000, "training", 1, shares).assign(source_file="varied"),
    ]
    notes = pd.concat(both, ignore_index=True).dropna(subset=["label"])
    notes = notes.assign(label=notes["label"].astype(int).astype(str))
    none = pd.DataFrame({"text": [], "label": []}, dtype=object)
    scorer = NoteScorer(split(notes, none, SplitPlan(0.1, True, True, 4, 1)), "error", 1)
    rows = []
    for family in _FAMILIES:
        score = scorer.score(Recipe(family))
        parts = [f"{score.metrics[f'{part}_accuracy']:.4f}" for part in REPORTED]
        rows.append([family, *parts, f"{score.fit_seconds:.1f}"])
    header = ["family", *(part.replace("_", " ") for part in REPORTED), "seconds to learn"]
    return Table("share judged rightly, by part", header, rows)
