"""Networks small enough for tests."""

import pytest

from connected_car.forecasters.networks.family import NetworkFamily


@pytest.fixture(autouse=True)
def short_training(monkeypatch):
    """Two short epochs instead of a real training."""
    monkeypatch.setattr(NetworkFamily, "epochs", 2)
    monkeypatch.setattr(NetworkFamily, "batches", 2)
