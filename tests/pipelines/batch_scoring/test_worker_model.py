"""A worker reads the champion once, and only as the driver sent it."""

from types import SimpleNamespace

import numpy as np
import pytest

from connected_car.forecasters import registry
from connected_car.pipelines.batch_scoring import worker_model
from connected_car.pipelines.batch_scoring.worker_model import WorkerModel, files_digest


@pytest.fixture
def loads(monkeypatch):
    """Load and remember what was loaded in this process, which begins as a new worker does."""
    files = []

    def load(given):
        files.append(given)
        return registry.load_forecaster(given)

    monkeypatch.setattr(worker_model, "_present", {})
    load.files = files
    return load


def _sent(files, load):
    return WorkerModel(SimpleNamespace(value=dict(files)), files_digest(files), load)


def test_a_process_loads_each_champion_once(loads, champion, make_fleet):
    files = champion.forecaster.to_files()
    first = _sent(files, loads).get()
    assert _sent(files, loads).get() is first
    assert loads.files == [files]
    history = make_fleet(n=3)
    np.testing.assert_array_equal(
        first.predict(history, 30), champion.forecaster.predict(history, 30)
    )
    other = registry.make("naive").fit(history).to_files()
    assert _sent(other, loads).get().family == "naive"
    assert loads.files == [files, other]


def test_changed_files_are_refused(loads, champion):
    sent = _sent(champion.forecaster.to_files(), loads)
    sent.files.value["errors.npy"] += b"0"
    with pytest.raises(RuntimeError, match="changed on their way"):
        sent.get()
    assert loads.files == []


def test_the_digest_sees_names_and_contents():
    digests = [{"a": b"1", "b": b"2"}, {"b": b"2", "a": b"1"}, {"a": b"2", "b": b"1"}, {"a1": b""}]
    first, same, *others = (files_digest(files) for files in digests)
    assert first == same
    assert first not in others
