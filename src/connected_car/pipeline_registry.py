"""The pipelines of the project."""

from kedro.framework.project import find_pipelines
from kedro.pipeline import Node, Pipeline

# what `kedro run` runs: from raw readings to alerts
IN_ORDER = (
    "data_processing",
    "forecasting",
    "text_classification",
    "batch_scoring",
    "alerting",
)


def register_pipelines() -> dict[str, Pipeline]:
    """Return all pipelines by name; ``__default__`` is the way from raw readings to alerts.

    There each pipeline is a box of its own, so that `kedro viz` opens on the story and not on
    a hundred steps; names of datasets stay as they are. (An arrow from box to box is drawn where
    one writes a table under the name, ``table@form``, by which another reads it.) Alone it is in
    its box as well: kedro-viz knows a step once, and draws none whose box a view does not have.
    """
    pipelines = find_pipelines(raise_errors=True)
    boxes = {name: _boxed(pipelines[name], name) for name in IN_ORDER if name in pipelines}
    whole = sum(boxes.values(), start=Pipeline([]))
    return {**pipelines, **boxes, "__default__": whole}


def _boxed(pipeline: Pipeline, name: str) -> Pipeline:
    return Pipeline(pipeline, namespace=name, prefix_datasets_with_namespace=False)


def step_of(node: Node) -> str:
    """Return a node's name without its box's."""
    return node.name.rpartition(".")[2]
