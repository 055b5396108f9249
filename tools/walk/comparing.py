"""What a page shows, beside what was printed and stored."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from deltalake import DeltaTable

from connected_car.pages.words import percent

_VARYING = (
    (re.compile(r"\b[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"\b\d+\.\d s\b"), "SECONDS"),
    (re.compile(r"\s+"), " "),
)


def not_in(shown: str, printed: str, folder: Path) -> list[str]:
    """Return the lines of a block that were neither printed nor stand in a report.

    Args:
        shown: the block; ``…`` stands for anything.
        printed: by the lines before it.
        folder: of the project.
    """
    reports = (folder / "data" / "08_reporting").glob("*.json")
    known = _plain("\n".join([printed, *(path.read_text() for path in reports)]))
    parts = (part for line in shown.splitlines() for part in _plain(line).split("…"))
    return [part.strip() for part in parts if part.strip() not in known]


def _plain(text: str) -> str:
    for varying, name in _VARYING:
        text = varying.sub(name, text)
    return text


def figures(folder: Path) -> dict[str, list[str]]:
    """Return the sentences and rows of tables that pages have, by a run's own figures.

    Args:
        folder: of a project after ``make run``.
    """
    reports = folder / "data" / "08_reporting"
    risk = DeltaTable(str(folder / "data/07_model_output/battery_risk")).to_pyarrow_table()
    counts = risk.to_pandas()["Risk"].value_counts()
    quality = _json(reports / "data_quality_report.json")
    level = f"{_json(reports / 'risk_backtest.json')['policy']['alert']['on']:.1%}"
    level = level.replace("%", " %")
    read = quality["batteries"]["count"]
    notes = pd.read_csv(folder / "data/01_raw/simulation/component_notes.csv")["information"]
    return {
        "docs/tutorial/first_minutes.md": [
            f"{counts['overdue']} have passed their rating, {counts['alert']} are likely to",
            f"The alert level of {level} is low",
        ],
        "docs/tutorial/data.md": [
            f"{quality['cadence']['changing']} of the {read} have changed from twice a day to once",
        ],
        "docs/tutorial/scoring.md": [
            f"{read} batteries were read, and {risk.num_rows - read} more stand in the list",
            f"({level}, because a missed failure",
        ],
        "docs/tutorial/forecast.md": [
            f"| {row.Rank} | {row.Family} | {row.NRMSE:.4f} |"
            for row in _best(reports / "forecast_leaderboard.csv")
            if row.Family != "window_average"
        ],
        "docs/compliance.md": [
            f"({left['to_review']:.1%} of {left['notes']})".replace("%", " %")
            for left in _json(reports / "text_behaviour.json")["minimum"]
            if left["variation"] in {"hostile", "other year"}
        ],
        "docs/tutorial/notes.md": [
            f"{len(notes):,} notes are only {notes.nunique():,} different texts",
            *(
                f"| {percent(row.Random_Accuracy)} | {percent(row.Unseen_Templates_Accuracy)} "
                f"| {percent(row.Unseen_Years_Accuracy)} |"
                for row in _best(reports / "text_leaderboard.csv")
                if row.Family not in {"rule", "tfidf_characters"}
            ),
        ],
    }


def _best(leaderboard: Path) -> Iterator[Any]:
    """Yield the best trial of each family."""
    trials = pd.read_csv(leaderboard, dtype={"Run_ID": str})
    complete = trials[trials["State"] == "complete"]
    return complete.drop_duplicates("Family").itertuples()


def _json(path: Path) -> Any:
    return json.loads(path.read_text())
