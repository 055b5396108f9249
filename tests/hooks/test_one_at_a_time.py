"""Two runs at once: who waits for whom."""

from types import SimpleNamespace

import pytest

from connected_car.errors import UserError
from connected_car.hooks import OneAtATimeHooks
from connected_car.pipeline_registry import IN_ORDER


@pytest.fixture
def new_run(tmp_path):
    """The function that makes the hooks of another run in the same project."""

    def make(data: str = "data") -> OneAtATimeHooks:
        hooks = OneAtATimeHooks()
        loader = {"globals": {"paths": {"data": data}}}
        hooks.after_context_created(SimpleNamespace(config_loader=loader, project_path=tmp_path))
        return hooks

    return make


def _start(run: OneAtATimeHooks, *names: str) -> None:
    run.before_pipeline_run({"pipeline_names": list(names) or None})


@pytest.mark.parametrize("ending", ["after_pipeline_run", "on_pipeline_error"])
def test_a_run_that_writes_the_same_tables_is_refused_until_the_first_has_ended(new_run, ending):
    first, second = new_run(), new_run()
    _start(first)
    with pytest.raises(UserError, match=r"^forecasting is running already \(process \d+\)"):
        _start(second, "simulation", "forecasting")
    getattr(first, ending)()
    _start(second, "simulation", "forecasting")


def test_others_may_run_beside_it(new_run, tmp_path):
    names = ["__default__", "streaming_scoring", "simulation", "run_report", "run_report"]
    for name, run in [(name, new_run()) for name in names]:
        _start(run, name)
    held = {path.name for path in (tmp_path / "data" / "locks").iterdir()}
    assert held == {*IN_ORDER, "streaming_scoring", "simulation"}


def test_a_run_that_did_not_begin_holds_nothing(new_run):
    first, second, third = new_run(), new_run(), new_run()
    _start(first, "forecasting")
    with pytest.raises(UserError, match="forecasting"):
        _start(second, "data_processing", "forecasting")
    _start(third, "data_processing")


def test_a_storage_by_address_has_its_locks_in_the_project(new_run, tmp_path):
    first, second = new_run("s3a://fleet/data"), new_run("s3a://fleet/data")
    _start(first, "forecasting")
    with pytest.raises(UserError, match="forecasting is running already"):
        _start(second, "forecasting")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
