"""Lists that a user hands in: a mistake in one is told before the first step, not hours later."""

from kedro.framework.hooks import hook_impl
from kedro.io import CatalogProtocol
from kedro.pipeline import Pipeline


class HandedInHooks:
    """Reads the lists that a run needs, so that one that cannot be used ends it at once."""

    @hook_impl(tryfirst=True)
    def before_pipeline_run(self, pipeline: Pipeline, catalog: CatalogProtocol) -> None:
        """Raise ``UserError`` for a file or column that is not there."""
        from connected_car.datasets import UserTableDataset, VehiclesDataset

        for name in sorted(pipeline.inputs()):
            if isinstance(catalog.get(name), UserTableDataset | VehiclesDataset):
                catalog.load(name)
