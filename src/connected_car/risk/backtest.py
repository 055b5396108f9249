"""What the forecaster would have said in the past: will this battery pass its rating in time?

At each cutoff only what was known then counts: the forecaster learned from the days before the
first cutoff, histories end at each battery's last reading, and made-up ratings are drawn from what
was known when a battery was first asked about.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from connected_car.forecasters.family import Family
from connected_car.forecasters.levels import moments
from connected_car.forecasters.panel import Panel
from connected_car.risk.fleet import FleetHistory, KnownFleet
from connected_car.risk.probability import crossing_shares, running_totals
from connected_car.risk.replacement import days_to_crossing

RULE_DAYS = 28  # the simple rule: the mean of so many days goes on
_MIN_HISTORY = 56  # days before the first cutoff
_BATTERIES_AT_ONCE = 2000
_LOG_DAYS = 14  # without a charge that a log may have at the end
_FARTHEST = 1.1  # made-up ratings lie up to so many times the use of the whole backtest away
COLUMNS: dict[Hashable, Any] = {
    "unique_id": str,
    "as_of": "datetime64[s]",
    "cutoff": int,
    "rating_number": int,
    "remaining": float,
    "crossed": bool,
    "share": float,
    "rule_use": float,
    "expected_days": float,
    "true_days": float,
}


@dataclass(frozen=True)
class BacktestPlan:
    """Where the cutoffs lie.

    Attributes:
        horizon: days that a question looks ahead.
        n_cutoffs: how many; fewer where the history is short.
        step: days from one to the next.
        n_paths: sample paths a battery.
        virtual_ratings: made-up ratings a battery.
    """

    horizon: int
    n_cutoffs: int
    step: int
    n_paths: int
    virtual_ratings: int

    def days_back(self, width: int) -> list[int]:
        """Return how many days before the last one the cutoffs lie, oldest first."""
        back = [self.horizon + k * self.step for k in range(self.n_cutoffs)]
        return [days for days in reversed(back) if width - days >= _MIN_HISTORY]

    def learned_from(self, questions: pd.DataFrame) -> pd.DataFrame:
        """Return the questions of the older cutoffs, whose windows end before the hold-out."""
        first = self._first_of_holdout(questions)
        return questions[questions["cutoff"] <= first - -(-self.horizon // self.step)]

    def holdout(self, questions: pd.DataFrame) -> pd.DataFrame:
        """Return the questions of the latest third of the cutoffs."""
        return questions[questions["cutoff"] >= self._first_of_holdout(questions)]

    def _first_of_holdout(self, questions: pd.DataFrame) -> int:
        cutoffs = int(questions["cutoff"].max()) + 1 if len(questions) else 0
        return cutoffs - cutoffs // 3


def backtest(
    fleet: FleetHistory, unfitted: Family, plan: BacktestPlan, seed: int
) -> Iterator[pd.DataFrame]:
    """Ask about every battery at every cutoff, the oldest first.

    Args:
        fleet: the past.
        unfitted: the forecaster, which learns from the days before the first cutoff alone.
        plan: the cutoffs.
        seed: of ratings and sample paths.

    Yields:
        The questions of a cutoff, one row a battery and rating: ``unique_id``; ``as_of`` (its last
        reading); ``cutoff`` (its number); ``rating_number`` (0: the battery's own); ``remaining``
        (cycles up to the rating); ``crossed`` (within the horizon); ``share`` of the paths that
        cross; ``rule_use`` (the rule's use within the horizon, cycles); ``expected_days`` until the
        rating is passed; ``true_days`` (NaN: not within the data).
    """
    cutoffs = plan.days_back(fleet.read.shape[1])
    if not cutoffs:
        return
    forecaster = unfitted.fit(fleet.known_at(cutoffs[0]).panel)
    asker = _Asker(fleet, forecaster, plan, cutoffs[0], seed)
    for number, back in enumerate(cutoffs):
        yield asker.ask(number, back)


def join_questions(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the questions of all cutoffs as one table; without any, an empty one."""
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)


class _Asker:
    def __init__(
        self, fleet: FleetHistory, forecaster: Family, plan: BacktestPlan, back: int, seed: int
    ) -> None:
        self.fleet, self.forecaster, self.plan, self.seed = fleet, forecaster, plan, seed
        self.counter = fleet.running_counter()
        self.newest = fleet.newest_reading()
        n = len(fleet.panel.ids)
        self.ahead = np.random.default_rng(seed).uniform(0, _FARTHEST, (n, plan.virtual_ratings))
        self.ahead *= back
        self.virtual = np.full(self.ahead.shape, np.nan)

    def ask(self, number: int, back: int) -> pd.DataFrame:
        known = self.fleet.known_at(back)
        known = known.select(known.silent < self.plan.step)  # else it was asked before
        rate = recent_rate(known.panel)
        self._make_up_ratings(known, rate)
        starts = range(0, len(known.rows), _BATTERIES_AT_ONCE)
        slices = [slice(s, s + _BATTERIES_AT_ONCE) for s in starts]
        parts = [self._ask_block(known.select(s), rate[s]) for s in slices]
        return join_questions([part.assign(cutoff=number)[list(COLUMNS)] for part in parts])

    def _make_up_ratings(self, known: KnownFleet, rate: np.ndarray) -> None:
        new = np.isnan(self.virtual[known.rows]) & (rate > 0)[:, None]
        now = self.counter[known.rows, known.last]
        made_up = now[:, None] + self.ahead[known.rows] * rate[:, None]
        self.virtual[known.rows] = np.where(new, made_up, self.virtual[known.rows])

    def _ask_block(self, known: KnownFleet, rate: np.ndarray) -> pd.DataFrame:
        horizon = self.plan.horizon
        mean = self.forecaster.predict(known.panel, horizon)
        paths = self.forecaster.sample(
            known.panel, horizon, self.plan.n_paths, self.seed, point=mean
        )
        totals = running_totals(paths)
        middle = np.median(totals[:, :, -1], axis=1)
        own = self.fleet.rating[known.rows, known.last]
        ratings = np.column_stack([own, self.virtual[known.rows]])
        now = self.counter[known.rows, known.last]
        parts = []
        for number, rating in enumerate(ratings.T):
            shares = crossing_shares(totals, rating - now)
            days = days_to_crossing(shares, rating - now, middle, mean.mean(axis=1))
            asked = self._truth(known, rating).assign(
                rating_number=number,
                remaining=rating - now,
                share=shares[:, -1],
                rule_use=rate * horizon,
                expected_days=days,
            )
            parts.append(asked[asked.pop("answered") & (asked["remaining"] > 0)])
        return pd.concat(parts, ignore_index=True)

    def _truth(self, known: KnownFleet, rating: np.ndarray) -> pd.DataFrame:
        """Whether the counter passed the rating in time, and how long after the last reading.

        A log's next charge pays for days before the cutoff, and the last days of the horizon are
        paid after it; so its horizon begins at the cutoff, that of others at their last reading.
        """
        counter, is_log = self.counter[known.rows], self.fleet.is_log[known.rows]
        columns = np.arange(counter.shape[1])[None, :]
        passed = (counter >= rating[:, None]) & (columns > known.last[:, None])
        days = np.where(passed.any(axis=1), passed.argmax(axis=1) - known.last, np.nan)
        until = self.plan.horizon + np.where(is_log, known.silent, 0)
        read_on = self.newest[known.rows] - known.last >= until - np.where(is_log, _LOG_DAYS, 0)
        crossed = days <= until
        return pd.DataFrame(
            {
                "unique_id": known.panel.ids,
                "as_of": known.panel.last_day.astype("datetime64[s]"),
                "crossed": crossed,
                "true_days": days,
                "answered": (crossed | read_on) & ~np.isnan(rating),
            }
        )


def recent_rate(panel: Panel) -> np.ndarray:
    """Return ``(n,)`` mean cycles a day of the last 28 days' known ones; 0 if there are none."""
    return moments(panel.tail(RULE_DAYS).y)[1]
