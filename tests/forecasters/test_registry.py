"""Families by name."""

import subprocess
import sys

import pytest

from connected_car.errors import UserError
from connected_car.forecasters import FAMILIES, load_forecaster, make
from connected_car.forecasters.family import Family
from connected_car.forecasters.registry import family_class


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_registered_under_its_own_name(family):
    found = family_class(family)
    assert issubclass(found, Family)
    assert found.family == family


def test_the_mean_is_the_simplest():
    assert min(FAMILIES, key=lambda f: family_class(f).complexity) == "mean"


def test_an_unknown_family_is_answered_with_the_nearest_name():
    with pytest.raises(UserError, match="'ligthgbm'; did you mean 'lightgbm'"):
        make("ligthgbm")


def test_an_unknown_hyperparameter_is_refused():
    with pytest.raises(TypeError, match="windw"):
        make("window_average", windw=3)


def test_files_of_something_else_are_refused():
    with pytest.raises(UserError, match=r"forecaster\.json"):
        load_forecaster({"model.txt": b""})


def test_nothing_heavy_is_imported_before_a_family_is_used():
    code = (
        "import sys, connected_car.forecasters, connected_car.automl.search;"
        "heavy = {'lightgbm', 'mlforecast', 'sklearn', 'scipy', 'optuna', 'torch'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
