"""A model in use needs the libraries of its own family alone."""

import subprocess
import sys

import pytest

from connected_car.forecasters import make

CODE = """
import sys
from pathlib import Path
import numpy as np
from connected_car.forecasters import Panel, load_forecaster

files = {{path.name: path.read_bytes() for path in Path({folder!r}).iterdir()}}
panel = Panel(np.array(["a"]), np.full(1, np.datetime64("2026-01-01")), np.ones((1, 90)))
load_forecaster(files).predict(panel, 30)
print(*sys.modules)
"""
HEAVY = {"holidays", "lightgbm", "mlforecast", "safetensors", "statsforecast", "torch"}
HEAVY |= {"pytorch_lightning", "optuna", "sklearn", "mlflow", "kedro"}
NEEDED_BY_THEM = {"lightgbm": {"sklearn"}, "auto_ets": {"sklearn"}}


@pytest.mark.parametrize("family", ["structural", "lightgbm", "auto_ets", "nhits"])
def test_forecasting_imports_the_familys_own_libraries_alone(family, make_fleet, tmp_path):
    forecaster = make(family).fit(make_fleet(n=6, days=200))
    forecaster.save(tmp_path)
    code = CODE.format(folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = HEAVY & {name.split(".")[0] for name in done.stdout.split()}
    assert used <= {*forecaster.libraries, *NEEDED_BY_THEM.get(family, set())}


def test_an_ensemble_needs_what_its_members_need():
    members = '[[0.5, "nhits", {}], [0.3, "auto_ets", {}], [0.2, "mean", {}]]'
    assert make("ensemble", members=members).libraries == ("safetensors", "statsforecast", "torch")
