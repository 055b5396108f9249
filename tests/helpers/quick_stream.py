"""A stream on a folder without a JVM, so that a test can run, kill and restart it in a second.

Everything is the real thing but Spark's query: ``FolderStream`` lists the files and keeps a
checkpoint in Spark's layout (a batch's offsets before, its commit after). What Spark itself does is
tested end to end.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from kedro.config import OmegaConfigLoader

from connected_car import settings
from connected_car.datasets.champion import Champion
from connected_car.datasets.file_stream import FileStream
from connected_car.datasets.stream_table import StreamTable
from connected_car.forecasters import Panel, make
from connected_car.pipelines.streaming_scoring.nodes import score_stream
from connected_car.pipelines.streaming_scoring.options import StreamingOptions
from connected_car.risk.calibration import Calibration
from connected_car.risk.policy import Level, RiskPolicy
from connected_car.risk.scoring_options import BatchScoringOptions
from connected_car.telemetry.options import CleaningOptions
from connected_car.telemetry.stream_source import StreamSource

PROJECT = Path(__file__).resolve().parents[2]
TABLES = ("streamed_telemetry", "rejected_events", "streamed_battery_risk", "stream_health")


class FolderStream(FileStream):
    """Brings new files in the order of their times, some of them a batch."""

    def start(self, foreach_batch: Any, checkpoint: Path, trigger: Mapping[str, Any]) -> "Done":
        """Bring everything that lies there, an unfinished batch first."""
        for kind in ("offsets", "commits"):
            (checkpoint / kind).mkdir(parents=True, exist_ok=True)
        try:
            self._bring_all(foreach_batch, checkpoint)
        except Exception as error:
            return Done(error)
        return Done()

    def knows(self, position: Any) -> bool:
        """Return whether it is the names of files."""
        return isinstance(position, list)

    def deliver(self, batch: list[str]) -> Any:
        """Read the files."""
        return self.reread(batch)

    def _bring_all(self, foreach_batch: Any, checkpoint: Path) -> None:
        number = 0
        seen: set[str] = set()
        while True:
            plan = checkpoint / "offsets" / str(number)
            if not plan.exists():
                listed = sorted((time, name) for name, _, time in self._listing())
                new = [name for _, name in listed if name not in seen][: self._max_files]
                if not new:
                    return
                plan.write_text(json.dumps(new))
            names = json.loads(plan.read_text())
            seen |= set(names)
            if not (checkpoint / "commits" / str(number)).exists():
                foreach_batch(names, number)
                (checkpoint / "commits" / str(number)).write_text("")
            number += 1


@dataclass
class Done:
    """A query that has ended."""

    error: Exception | None = None
    isActive = False

    def exception(self) -> Exception | None:
        """Return what a batch raised."""
        return self.error


@dataclass
class Registry:
    """A champion that a test can replace."""

    champion: Champion

    def version(self) -> str | None:
        """Return its version."""
        return self.champion.version

    def load(self) -> Champion:
        """Return it."""
        return self.champion


def mean_champion(version: str = "1") -> Champion:
    """Return a champion that learned from a few made-up batteries."""
    rng = np.random.default_rng(1)
    ids = np.array([f"L{i:02d}" for i in range(30)])
    ends = np.full(30, np.datetime64("2025-12-31"))
    forecaster = make("mean").fit(Panel(ids, ends, rng.gamma(4, 0.04, (30, 200))))
    policy = RiskPolicy(Calibration(0.9, 1.1, 0.1), Level(0.05, 0.035), Level(0.3, 0.21))
    return Champion(forecaster, version=version, policy=policy)


@cache
def _parameters() -> dict[str, Any]:
    conf = str(PROJECT / "conf")
    return OmegaConfigLoader(conf_source=conf, env="base", **settings.CONFIG_LOADER_ARGS)[
        "parameters"
    ]


def groups(
    cleaning: Mapping[str, Any] = MappingProxyType({}),
    scoring: Mapping[str, Any] = MappingProxyType({}),
    **changed: Any,
) -> tuple[StreamingOptions, CleaningOptions, BatchScoringOptions]:
    """Return the project's own parameters; a small number of days and paths, for speed."""
    parameters = _parameters()
    few = {"history_days": 400, "n_paths": 50, **scoring}
    known = {"today": "2026-11-26", **cleaning}
    return (
        StreamingOptions(**(parameters["streaming_scoring"] | changed)),
        CleaningOptions(**(parameters["data_processing"] | known)),
        BatchScoringOptions(**(parameters["batch_scoring"] | few)),
    )


def run_stream(
    folder: Path,
    registry: Registry | None = None,
    max_files: int = 1,
    events: StreamSource | None = None,
    **changed: Any,
) -> dict[str, Any]:
    """Run the stream of a folder (``landing`` in it, or other events); returns the summary."""
    replay = changed.pop("replay_rejected", False)
    archive = folder / "archive" if changed.pop("archive", False) else None
    options, cleaning, scoring = groups(**changed)
    (folder / "state").mkdir(exist_ok=True)
    tables = [StreamTable(str(folder / name), name) for name in TABLES]
    return score_stream(
        events=events or FolderStream(folder / "landing", max_files, archive),
        telemetry=tables[0],
        rejected=tables[1],
        risk=tables[2],
        health=tables[3],
        champion=registry or Registry(mean_champion()),
        state=folder / "state",
        options=options,
        cleaning=cleaning,
        scoring=scoring,
        replay_rejected=replay,
    )
