"""The pipelines of the project."""

from kedro.framework.project import find_pipelines
from kedro.pipeline import Pipeline

# what `kedro run` runs: from raw readings to alerts
IN_ORDER = (
    "data_processing",
    "forecasting",
    "text_classification",
    "batch_scoring",
    "alerting",
)


def register_pipelines() -> dict[str, Pipeline]:
    """Return all pipelines by name; ``__default__`` is the way from raw readings to alerts."""
    pipelines = find_pipelines(raise_errors=True)
    in_order = [pipelines[name] for name in IN_ORDER if name in pipelines]
    pipelines["__default__"] = sum(in_order, start=Pipeline([]))
    return pipelines
