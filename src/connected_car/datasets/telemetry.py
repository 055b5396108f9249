"""The delivered readings: any mix of CSV, Parquet and Delta."""

from typing import Any

from kedro.io import AbstractDataset, DatasetError

from connected_car.telemetry.reading import RawTelemetry, read_telemetry


class TelemetryDataset(AbstractDataset[None, RawTelemetry]):
    """Readings as delivered; load only, the user's own files are never written.

    Example:
        ```yaml
        telemetry:
          type: connected_car.datasets.TelemetryDataset
          filepath: data/01_raw/telemetry
        ```

    Args:
        filepath: a CSV or Parquet file, a Delta table, or a folder with any mix of them.
    """

    def __init__(self, *, filepath: str, metadata: dict[str, Any] | None = None) -> None:
        self._filepath = str(filepath)
        self.metadata = metadata

    def load(self) -> RawTelemetry:
        """Look at the headers and return the files with a lazy Spark frame of their readings."""
        return read_telemetry(self._filepath)

    def save(self, data: None) -> None:
        """Refuse."""
        raise DatasetError("the delivered readings are the user's own and are never written")

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath}
