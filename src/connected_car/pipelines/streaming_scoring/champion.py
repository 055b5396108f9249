"""The champion of a stream that runs for months: looked up at each batch, loaded when new."""

import logging
from threading import Lock
from typing import Protocol

from connected_car.datasets.champion import Champion
from connected_car.risk.classes import chosen_levels
from connected_car.risk.scoring import check_scorable
from connected_car.risk.scoring_options import BatchScoringOptions

logger = logging.getLogger(__name__)


class Watch(Protocol):
    """Tells which version is the champion, and loads it."""

    def version(self) -> str | None:
        """Return the version that is the champion now."""

    def load(self) -> Champion:
        """Load it."""


class PresentChampion:
    """The newest champion that could be loaded."""

    def __init__(self, watch: Watch, options: BatchScoringOptions) -> None:
        self._watch = watch
        self._options = options
        self._champion: Champion | None = None
        self._one_at_a_time = Lock()

    def get(self) -> tuple[Champion, list[str]]:
        """Return the champion for the next batch, and a warning where it is not the newest one.

        Raises:
            Exception: none can be loaded, and none was before.
        """
        with self._one_at_a_time:
            return self._get()

    def _get(self) -> tuple[Champion, list[str]]:
        try:
            version = self._watch.version()
            if self._champion is None or version != self._champion.version:
                self._champion = self._load()
                logger.info("scoring with version %s of the champion", self._champion.version)
            return self._champion, []
        except Exception as error:  # whatever the registry or the files of a model raise
            if self._champion is None:
                raise
            reason = str(error).splitlines()[0]
            text = f"the new champion cannot be used, version {self._champion.version} stays: "
            return self._champion, [text + reason]

    def _load(self) -> Champion:
        champion = self._watch.load()
        check_scorable(champion.forecaster)
        chosen_levels(champion.policy, self._options)
        return champion
