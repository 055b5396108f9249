"""What a user hands in is looked at before the first step."""

import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Node, Pipeline

from connected_car.datasets import UserTableDataset, VehiclesDataset
from connected_car.errors import UserError
from connected_car.hooks import HandedInHooks
from connected_car.mistakes import find_mistake

PIPELINE = Pipeline(
    [Node(func=lambda *_: 1, inputs=["days", "cars", "taken_over"], outputs="alerts", name="alert")]
)


@pytest.fixture
def look(tmp_path):
    """Look at a list of cars with this content, before the pipeline runs."""

    def look(content: str, pipeline: Pipeline = PIPELINE) -> None:
        path = tmp_path / "cars.csv"
        path.write_text(content)
        datasets = {
            "days": MemoryDataset(),  # is not there yet, and is not looked at
            "cars": VehiclesDataset(filepath=str(path), default={"filepath": "unused"}),
            "taken_over": UserTableDataset(filepath=None, parameter="list", columns=["Owner"]),
        }
        HandedInHooks().before_pipeline_run(pipeline, DataCatalog(datasets))

    return look


def test_a_list_that_cannot_be_used_ends_the_run_before_its_first_step(look):
    with pytest.raises(Exception, match="Vehicle_ID") as error:
        look("FIN,Batterie\nW1,1\n")
    assert isinstance(find_mistake(error.value), UserError)


def test_a_list_in_order_lets_it_begin(look):
    look("Vehicle_ID,Battery_ID,Model,In_Service_Date,Language\nW1,1,City,2026-01-31,de\n")


def test_a_run_that_does_not_need_the_list_does_not_mind_it(look):
    alone = Node(func=lambda _: 1, inputs="days", outputs="alerts", name="alert")
    look("FIN,Batterie\nW1,1\n", Pipeline([alone]))
