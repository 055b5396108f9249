"""Plotly charts of a run."""

from typing import TYPE_CHECKING

from kedro_datasets.plotly import JSONDataset as KedroPlotlyDataset

from connected_car.datasets.files import WholeFile
from connected_car.datasets.run_id import current_run_id

if TYPE_CHECKING:
    from plotly import graph_objects as go


class PlotlyDataset(WholeFile, KedroPlotlyDataset):
    """A Plotly figure as JSON; the run's id stands in ``layout.meta.run_id``."""

    def save(self, data: "go.Figure") -> None:
        """Write the figure."""
        from plotly import graph_objects as go

        stamped = go.Figure(data).update_layout(meta={"run_id": current_run_id()})
        self.save_whole(super().save, stamped)
