"""The families of forecasters by name."""

from collections.abc import Iterable

from connected_car.families import Families
from connected_car.forecasters.family import SETTINGS_FILE, Family

# quick ones first: the search tries them in this order
FAMILIES = {
    "mean": "connected_car.forecasters.mean:Mean",
    "naive": "connected_car.forecasters.naive:Naive",
    "seasonal_naive": "connected_car.forecasters.seasonal_naive:SeasonalNaive",
    "window_average": "connected_car.forecasters.window_average:WindowAverage",
    "weekday_profile": "connected_car.forecasters.weekday_profile:WeekdayProfile",
    "structural": "connected_car.forecasters.structural:Structural",
    "adida": "connected_car.forecasters.statistics:ADIDA",
    "lightgbm": "connected_car.forecasters.lightgbm:GlobalLightGBM",
    "auto_ces": "connected_car.forecasters.statistics:CES",
    "auto_ets": "connected_car.forecasters.statistics:ETS",
    "auto_theta": "connected_car.forecasters.statistics:Theta",
    "auto_arima": "connected_car.forecasters.statistics:ARIMA",
    "nhits": "connected_car.forecasters.networks.family:NHiTS",
    "lstm": "connected_car.forecasters.networks.family:GlobalLSTM",
    "workshop_lstm": "connected_car.forecasters.networks.family:WorkshopLSTM",
}
# made of other families: the search builds them itself
COMPOSITES = {"ensemble": "connected_car.forecasters.ensemble:Ensemble"}
_FAMILIES: Families[Family] = Families(
    "forecaster", "forecasting", SETTINGS_FILE, FAMILIES, COMPOSITES
)


def family_class(family: str) -> type[Family]:
    """Return the class of a family; raises ``UserError`` with the nearest name if there is none."""
    return _FAMILIES.find(family)


def check_families(names: Iterable[str]) -> None:
    """Raise ``UserError`` for a name that is no family."""
    _FAMILIES.check(names)


def make(family: str, seed: int = 0, **hyperparameters: float | str) -> Family:
    """Return an unfitted forecaster; hyperparameters that are not given take their defaults."""
    return family_class(family)(seed=seed, **hyperparameters)


def load_forecaster(files: dict[str, bytes]) -> Family:
    """Rebuild a fitted forecaster from what ``to_files`` gave; nothing in them is executed.

    Raises:
        UserError: the files are not those of a forecaster.
    """
    return _FAMILIES.load(files)
