"""The batteries that the pipeline works on: a small fleet whole, a large one by a sample."""

import logging

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from connected_car.datasets.table_files import TableFiles
from connected_car.pipelines.forecasting.daily import INTERPOLATED, READINGS, check_columns
from connected_car.pipelines.forecasting.options import ForecastingOptions

logger = logging.getLogger(__name__)

_ALSO = (
    *(INTERPOLATED, READINGS),
    *("Lifetime_Cycles_Used", "Battery_Rated_Cycles", "Battery_Age_Days"),
)


def sample_days(daily: TableFiles | pd.DataFrame, options: ForecastingOptions) -> pd.DataFrame:
    """Return all days of at most ``max_batteries`` batteries, drawn at random.

    Only the columns that the pipeline looks at are read, and a stored table by one row group after
    the other, so that memory grows with the sample and not with the fleet.

    Args:
        daily: one row a battery and day: the files of the stored table, or another fleet's days.
        options: the group ``forecasting``.

    Raises:
        UserError: a column is missing.
    """
    names = list(daily.columns)
    check_columns(names, options)
    used = {options.series_id, options.time_column, options.target}
    used |= {*options.known_in_advance, *_ALSO}
    columns = [name for name in names if name in used]
    if isinstance(daily, TableFiles):
        return _read(daily, columns, options)
    ids = daily[options.series_id].astype(str)
    return daily.loc[ids.isin(_draw(ids.unique(), options)), columns]


def _draw(ids: np.ndarray, options: ForecastingOptions) -> np.ndarray:
    """Return the ids that are drawn; which, depends on the ids and the seed alone."""
    if len(ids) <= options.max_batteries:
        return ids
    logger.info("a sample of %d of the %d batteries is used", options.max_batteries, len(ids))
    rng = np.random.default_rng(options.seed)
    return rng.choice(np.sort(ids), options.max_batteries, replace=False)


def _read(daily: TableFiles, columns: list[str], options: ForecastingOptions) -> pd.DataFrame:
    ids = daily.distinct(options.series_id)
    drawn = pa.array(_draw(ids.to_numpy(zero_copy_only=False), options), ids.type)
    parts = [
        days.filter(pc.is_in(days[options.series_id], drawn)) for days in daily.groups(columns)
    ]
    table = pa.concat_tables(parts)
    del parts
    return table.to_pandas(date_as_object=False, self_destruct=True, split_blocks=True)
