"""A weighted average of other forecasters."""

import copy
import json
from typing import Self

import numpy as np

from connected_car.forecasters.family import ERRORS_FILE, Family
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.paths import ERROR_DAYS


class Ensemble(Family):
    """Averages its members' forecasts; its sample paths come from errors of the average.

    Args:
        seed: of the members.
        members: JSON, a list of ``[weight, family, hyperparameters]``.
    """

    family = "ensemble"
    complexity = 100
    history_days = None  # each member cuts what it sees

    def __init__(self, seed: int = 0, *, members: str) -> None:
        from connected_car.forecasters.registry import make

        super().__init__(seed)
        self.hyperparameters = {"members": members}  # type: ignore[dict-item]
        listed = json.loads(members)
        self.weights = [float(weight) for weight, *_ in listed]
        self.members = [make(family, seed, **given) for _, family, given in listed]
        self.explained_batteries = min(m.explained_batteries for m in self.members)

    def weighted(self, weights: list[float]) -> Self:
        """Return the same members with other weights."""
        other = copy.copy(self)
        other.weights = list(weights)
        return other

    def error_windows(self, n_batteries: int) -> int:
        """Return the lowest of the members' numbers: the dearest one sets it."""
        return min(member.error_windows(n_batteries) for member in self.members)

    def _learn(self, history: Panel) -> None:
        for member in self.members:
            member.learn(history)

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        parts = zip(self.weights, self.members, strict=True)
        used = [weight * member.predict(history, horizon) for weight, member in parts if weight]
        return np.sum(used, axis=0)

    def _files(self) -> dict[str, bytes]:
        files = {}
        for number, member in enumerate(self.members):
            member.errors = np.empty((0, ERROR_DAYS), dtype=np.float32)  # the average has its own
            for name, content in member.to_files().items():
                if name != ERRORS_FILE:
                    files[f"member_{number}_{name}"] = content
        return files

    def _read_files(self, files: dict[str, bytes]) -> None:
        for number in range(len(self.members)):
            prefix = f"member_{number}_"
            own = {k.removeprefix(prefix): v for k, v in files.items() if k.startswith(prefix)}
            own[ERRORS_FILE] = files[ERRORS_FILE]
            self.members[number] = type(self.members[number]).from_files(own)
