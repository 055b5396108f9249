"""The list of vehicles: optional, unless the user names one."""

import logging
from pathlib import Path
from typing import Any

import pandas as pd
from kedro.io import AbstractDataset, DatasetError

from connected_car.datasets.user_csv import read_user_csv
from connected_car.tables import OPTIONAL_VEHICLE_COLUMNS, VEHICLE_COLUMNS

logger = logging.getLogger(__name__)


class VehiclesDataset(AbstractDataset[pd.DataFrame, pd.DataFrame]):
    """A CSV of vehicles with the columns ``VEHICLE_COLUMNS`` in any order; others are ignored.

    ``Workshop`` and ``Region`` are kept where the list has them. Ids stay text as written;
    ``In_Service_Date`` becomes a time, missing where it is no date.

    Example:
        ```yaml
        vehicles:
          type: connected_car.datasets.VehiclesDataset
          filepath: ${runtime_params:vehicles, null}
          default: {filepath: data/01_raw/vehicles.csv}
        ```

    Args:
        filepath: the list that the user names, which must exist; None where none is named.
        default: the list that is read otherwise; it may be missing, which loads as an empty list.
            Kedro makes what is called ``filepath`` absolute, wherever it is called from.
    """

    def __init__(
        self,
        *,
        filepath: str | None,
        default: dict[str, str],
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._named = filepath is not None
        self._filepath = Path(str(filepath) if self._named else default["filepath"])
        self._is_missed = False
        self.metadata = metadata

    def load(self) -> pd.DataFrame:
        """Return the vehicles; raises ``UserError`` for a missing file or column."""
        if not self._named and not self._exists():
            self._say_that_it_is_missed()
            return _typed(pd.DataFrame(columns=list(VEHICLE_COLUMNS), dtype=object))
        called = f"{'vehicles=' if self._named else 'the vehicle list '}{self._filepath}"
        frame = read_user_csv(self._filepath, called, VEHICLE_COLUMNS)
        kept = [*VEHICLE_COLUMNS, *(name for name in OPTIONAL_VEHICLE_COLUMNS if name in frame)]
        return _typed(
            frame[kept].dropna(subset=["Vehicle_ID", "Battery_ID"]).reset_index(drop=True)
        )

    def _say_that_it_is_missed(self) -> None:
        if not self._is_missed:  # many steps read it
            logger.info("no vehicle list at %s: alerts will name the battery alone", self._filepath)
        self._is_missed = True

    def save(self, data: pd.DataFrame) -> None:
        """Refuse: the list is the user's."""
        raise DatasetError("the vehicle list is only read")

    def _exists(self) -> bool:
        return self._filepath.is_file()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": str(self._filepath)}


def _typed(vehicles: pd.DataFrame) -> pd.DataFrame:
    since = pd.to_datetime(vehicles["In_Service_Date"], format="%Y-%m-%d", errors="coerce").astype(
        "datetime64[s]"
    )
    bad = int((since.isna() & vehicles["In_Service_Date"].notna()).sum())
    if bad:
        logger.warning("vehicles: %d In_Service_Date are no day like 2024-03-01; left out", bad)
    return vehicles.assign(In_Service_Date=since)
