"""Charts of a run as PNG files in MLflow."""

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kedro.io import AbstractDataset, DatasetError

if TYPE_CHECKING:
    from plotly import graph_objects as go

logger = logging.getLogger(__name__)

_WIDTH = 1100  # pixels, of a chart that sets none
_SCALE = 1.5  # pixels of the file per pixel
_SECONDS = 60  # for a chart, before it is given up
_FOLDER = "charts"
# what a browser asks the network for is none of a chart's needs, and goes to a closed door
_BROWSER = {"timeout": _SECONDS, "mathjax": False, "proxy_server": "127.0.0.1:9"}


class MlflowPicturesDataset(AbstractDataset[dict[str, "go.Figure"], NoReturn]):
    """Logs Plotly charts as PNG files in the active run, all drawn by one start of a browser.

    That browser is Chromium or Chrome. Where there is none, or it fails, a line is logged and the
    run goes on: the charts themselves are stored as JSON.

    Example:
        ```yaml
        forecast_pictures_in_mlflow:
          type: connected_car.datasets.MlflowPicturesDataset
        ```
    """

    def __init__(self, *, metadata: dict[str, Any] | None = None) -> None:
        self.metadata = metadata

    def save(self, data: dict[str, "go.Figure"]) -> None:
        """Log each chart under its name."""
        import mlflow

        if mlflow.active_run() is None:
            raise DatasetError("no MLflow run is open, so the pictures have no place")
        with tempfile.TemporaryDirectory() as folder:
            _draw(data, Path(folder))
            mlflow.log_artifacts(folder, _FOLDER)

    def load(self) -> NoReturn:
        """Refuse."""
        raise DatasetError(f"the pictures are in MLflow, in the run's folder {_FOLDER}")

    def _exists(self) -> bool:
        return False

    def _describe(self) -> dict[str, Any]:
        return {}


def _draw(charts: dict[str, "go.Figure"], folder: Path) -> None:
    """Write what can be drawn; a picture is not worth a run that may have taken hours."""
    import kaleido
    from kaleido.errors import ChromeNotFoundError

    jobs = [
        {
            "fig": chart,
            "path": folder / f"{name}.png",
            "opts": {"width": chart.layout.width or _WIDTH, "scale": _SCALE},
        }
        for name, chart in charts.items()
    ]
    try:
        failed = kaleido.write_fig_from_object_sync(jobs, kopts=_BROWSER)
    except ChromeNotFoundError:
        logger.info("no PNG of the charts in MLflow: neither Chromium nor Chrome is installed")
        return
    except Exception as error:
        failed = [error]
    if failed:
        logger.warning("not every chart became a PNG in MLflow: %s", _reason(failed[0]))


def _reason(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
