"""A folder in which a node keeps its progress."""

import pytest
from kedro.io import DatasetError

from connected_car.datasets import FolderDataset


def test_it_is_made_when_first_loaded(tmp_path):
    dataset = FolderDataset(filepath=str(tmp_path / "a" / "b"))
    assert not dataset.exists()
    assert dataset.load() == tmp_path / "a" / "b"
    assert dataset.exists()


def test_nothing_can_be_saved_to_it(tmp_path):
    with pytest.raises(DatasetError, match="is filled by the node"):
        FolderDataset(filepath=str(tmp_path)).save("x")
