"""A worker reads the champion once, and only as the driver sent it."""

from types import SimpleNamespace

import numpy as np
import pytest

from connected_car.forecasters import registry
from connected_car.pipelines.batch_scoring import worker_model
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel, files_digest


@pytest.fixture
def loads(monkeypatch):
    """What was loaded in this process, which begins as a new worker does."""
    files = []

    def load(given):
        files.append(given)
        return registry.load_forecaster(given)

    monkeypatch.setattr(worker_model, "_present", {})
    monkeypatch.setattr(worker_model, "load_forecaster", load)
    return files


def _sent(files):
    return WorkerModel(SimpleNamespace(value=dict(files)), files_digest(files))


def test_a_process_loads_each_champion_once(loads, champion, make_fleet):
    files = champion.forecaster.to_files()
    first = _sent(files).forecaster()
    assert _sent(files).forecaster() is first
    assert loads == [files]
    history = make_fleet(n=3)
    np.testing.assert_array_equal(
        first.predict(history, 30), champion.forecaster.predict(history, 30)
    )
    other = registry.make("naive").fit(history).to_files()
    assert _sent(other).forecaster().family == "naive"
    assert loads == [files, other]


def test_changed_files_are_refused(loads, champion):
    sent = _sent(champion.forecaster.to_files())
    sent.files.value["errors.npy"] += b"0"
    with pytest.raises(RuntimeError, match="changed on their way"):
        sent.forecaster()
    assert loads == []


def test_the_digest_sees_names_and_contents():
    digests = [{"a": b"1", "b": b"2"}, {"b": b"2", "a": b"1"}, {"a": b"2", "b": b"1"}, {"a1": b""}]
    first, same, *others = (files_digest(files) for files in digests)
    assert first == same
    assert first not in others
