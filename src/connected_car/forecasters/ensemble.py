"""A weighted average of other forecasters."""

import copy
import json
from typing import Self

import numpy as np

from connected_car.forecasters.family import ERROR_DAYS_FILE, ERRORS_FILE, Family
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.past_errors import ERROR_DAYS, PastErrors

_NO_ERRORS = PastErrors(np.empty((0, ERROR_DAYS), dtype=np.float32), np.empty(0, dtype=int))
_OWN_FILES = (ERRORS_FILE, ERROR_DAYS_FILE)  # errors of the average; its members keep none


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
        self.hyperparameters = {"members": members}
        listed = json.loads(members)
        self.weights = [float(weight) for weight, *_ in listed]
        self.members = [make(family, seed, **given) for _, family, given in listed]
        self.libraries = tuple(sorted({name for m in self.members for name in m.libraries}))
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
        self.known_columns = self._known_columns()

    def _forecast(self, history: Panel, horizon: int) -> np.ndarray:
        parts = zip(self.weights, self.members, strict=True)
        used = [weight * member.predict(history, horizon) for weight, member in parts if weight]
        return np.sum(used, axis=0)

    def _files(self) -> dict[str, bytes]:
        files = {}
        for number, member in enumerate(self.members):
            member.errors = _NO_ERRORS
            for name, content in member.to_files().items():
                if name not in _OWN_FILES:
                    files[f"member_{number}_{name}"] = content
        return files

    def _read_files(self, files: dict[str, bytes]) -> None:
        for number in range(len(self.members)):
            prefix = f"member_{number}_"
            own = {k.removeprefix(prefix): v for k, v in files.items() if k.startswith(prefix)}
            own |= {name: files[name] for name in _OWN_FILES}
            self.members[number] = type(self.members[number]).from_files(own)
        self.known_columns = self._known_columns()

    def _known_columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for m in self.members for name in m.known_columns))
