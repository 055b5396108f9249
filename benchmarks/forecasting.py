"""The families and the search: on the workshop's battery, on the reference fleet, on a large fleet.

``--part battery fleet large`` runs some of it. Figures of other programs stand in REFERENCES: they
were measured on the same data by the same metric, but not in this run.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.measure import Table, cost_of
from benchmarks.reference_fleet import HORIZON, reference_fleet
from benchmarks.scored_fleet import write_daily_table
from connected_car.automl.champion import choose
from connected_car.automl.evaluate import Score, Scorer
from connected_car.automl.folds import History, Plan
from connected_car.automl.recipes import Recipe
from connected_car.automl.search import search
from connected_car.automl.study import default_recipe
from connected_car.forecasters import Panel
from connected_car.pipelines.forecasting.options import ForecastingOptions
from tools.project import PROJECT, parameters

FAMILIES = (
    *("mean", "window_average", "weekday_profile", "structural", "auto_ets", "auto_theta"),
    *("auto_arima", "lightgbm", "nhits", "lstm"),
)
SLOW = {"auto_theta", "auto_arima"}  # minutes on a fleet
REFERENCES = {
    "battery": "mean .1435, AutoARIMA .1435, AutoGluon .1448, LightGBM .1628; 39 folds .1487",
    "fleet": "N-HiTS .0947 at 31 series/s, LightGBM .0996 at 223, AutoETS .1011 at 6",
}
LARGE, LARGE_DAYS, LARGE_MINUTES = (10_000, 100_000), 730, 5.0  # job time of the search
FOLDER = PROJECT / "build" / "benchmarks" / "forecasting"


def run(args: argparse.Namespace) -> Iterator[Table]:
    """Yield the tables that are asked for."""
    if "battery" in args.part:
        yield from _battery(args.workshop_file)
    if "fleet" in args.part:
        yield from (_fleet(args.seed, parked_are_zeros) for parked_are_zeros in (True, False))
    if "large" in args.part:
        yield _large()


def _battery(file: Path) -> Iterator[Table]:
    if not file.exists():
        print(f"forecasting: the workshop's file is not at {file}; name it by --workshop-file")
        return
    raw = pd.read_csv(file).rename(columns={"Date": "ds", "Daily_Cycles_Used": "y"})
    panel = Panel.from_frame(raw.assign(unique_id="0"))
    history = History(panel, panel.y)
    rows = [_battery_row(history, family) for family in FAMILIES]
    header = ["family", "NRMSE, 3 folds", "NRMSE, 39 folds", "fit s", "forecast s, 39 folds"]
    yield Table(f"the workshop's battery ({REFERENCES['battery']})", header, rows)
    options = preset("standard")
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = search(history, options.plan(), options.search, seed=7, folder=Path(folder))
    seconds = time.perf_counter() - start
    decision = choose(found)
    print(f"\nstandard search: {len(found.trials)} trials in {seconds:.0f} s. {decision.verdict}")


def _battery_row(history: History, family: str) -> list[str]:
    few, many = (_score(history, family, n_folds, 0) for n_folds in (3, 39))
    return [
        family,
        *(f"{score.value:.4f}" for score in (few, many)),
        *(f"{s:.2f}" for s in (many.fit_seconds, many.predict_seconds)),
    ]


def _fleet(seed: int, parked_are_zeros: bool) -> Table:
    fleet = reference_fleet(seed, parked_are_zeros=parked_are_zeros)
    rows = [_fleet_row(fleet.history, family) for family in FAMILIES if family not in SLOW]
    rows.append(["noise alone", f"{fleet.noise_floor():.4f}", *[""] * 4])
    rows.append(["reachable", f"{fleet.reachable():.4f}", *[""] * 4])
    header = ["family", "NRMSE", "learn s", "forecast s", "series/s", "inside 80 % of the sum"]
    sent = "zeros" if parked_are_zeros else "nothing"
    title = f"500 x 730 days, parked cars send {sent} ({REFERENCES['fleet']})"
    return Table(title, header, rows)


def _fleet_row(history: History, family: str) -> list[str]:
    score = _score(history, family, 3, 1)
    forecaster = default_recipe(family).make(7)
    start = time.perf_counter()
    forecaster.learn(history.panel)
    learned = time.perf_counter()
    forecaster.predict(history.panel, HORIZON)
    done = time.perf_counter()
    return [
        family,
        f"{score.value:.4f}",
        f"{learned - start:.2f}",
        f"{done - learned:.2f}",
        f"{len(history.panel.ids) / (done - start):.0f}",
        f"{100 * score.metrics['coverage_80_sum']:.0f} %",
    ]


def _score(history: History, family: str, n_folds: int, holdout_windows: int) -> Score:
    plan = Plan(HORIZON, n_folds, HORIZON, holdout_windows)
    parts = (plan.train(history), plan.folds(history), history.ranges())
    return Scorer(*parts, "nrmse", 7).score(Recipe(family, default_recipe(family).hyperparameters))


def preset(name: str) -> ForecastingOptions:
    """Return the project's own options with a preset."""
    options = parameters("forecasting") | {"seed": 7}
    options["search"]["preset"] = name
    return ForecastingOptions(**options)


def _large() -> Table:
    title = f"all of forecasting, {LARGE_DAYS} days a battery, {LARGE_MINUTES:g} minutes of search"
    return Table(title, ["batteries", "minutes", "CPU minutes", "GB"], [*map(_large_row, LARGE)])


def _large_row(batteries: int) -> list[str]:
    storage = FOLDER / str(batteries)
    write_daily_table(storage / "03_primary" / "daily_telemetry", batteries, n_days=LARGE_DAYS)
    for earlier in ("06_models", "mlflow"):  # a search goes on where one before it ended
        shutil.rmtree(storage / earlier, ignore_errors=True)
    settings = {"preset": "standard", "job_time_minutes": LARGE_MINUTES, "max_trials": 1000}
    params = ",".join(f"forecasting.search.{name}={value}" for name, value in settings.items())
    registry = f"sqlite:///{storage}/mlflow/mlflow.db"
    (storage / "mlflow").mkdir()
    command = [sys.executable, "-m", "kedro", "run", "--env", "bench"]
    cost = cost_of(
        [*command, "--pipelines", "forecasting", "--params", params],
        {"BENCHMARK_STORAGE": str(storage), "BENCHMARK_TRACKING_URI": registry},
    )
    minutes = (f"{seconds / 60:.1f}" for seconds in (cost.seconds, cost.cpu_seconds))
    return [f"{batteries:,}", *minutes, f"{cost.gigabytes:.1f}"]
