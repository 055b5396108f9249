"""The code of the registered model, as MLflow runs it: a battery's history in, forecasts out."""

from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel, PythonModelContext

from connected_car.forecasters import forecast_frame, load_forecaster


class BatteryForecaster(PythonModel):
    """Reads the forecaster's files and forecasts; nothing in them is executed."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the files that lie beside this code."""
        folder = Path(context.artifacts["forecaster"])
        self.forecaster = load_forecaster({p.name: p.read_bytes() for p in folder.iterdir()})

    def predict(
        self,
        context: PythonModelContext,
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,
    ) -> pd.DataFrame:
        """Forecast the days after each battery's last one.

        Args:
            context: given by MLflow.
            model_input: columns ``unique_id, ds, y`` (cycles a day), one row a battery and day.
            params: ``horizon``, days ahead (30).

        Returns:
            Columns ``unique_id, ds, y``, one row a battery and day ahead.
        """
        return forecast_frame(self.forecaster, model_input, int((params or {}).get("horizon", 30)))


set_model(BatteryForecaster())
