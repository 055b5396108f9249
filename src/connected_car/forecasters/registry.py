"""The families by name; a family's module is imported when it is first used."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from connected_car.errors import UserError
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


def family_class(family: str) -> type[Family]:
    """Return the class of a family; raises ``UserError`` with the nearest name if there is none."""
    if family not in COMPOSITES:
        check_families([family])
    module, name = (FAMILIES | COMPOSITES)[family].split(":")
    return getattr(import_module(module), name)


def check_families(names: Iterable[str]) -> None:
    """Raise ``UserError`` for a name that is no family."""
    for name in names:
        if name not in FAMILIES:
            near = get_close_matches(name, FAMILIES, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(FAMILIES)}"
            raise UserError(f"there is no family of forecasters {name!r}; {hint}")


def make(family: str, seed: int = 0, **hyperparameters: float | str) -> Family:
    """Return an unfitted forecaster; hyperparameters that are not given take their defaults."""
    return family_class(family)(seed=seed, **hyperparameters)


def load_forecaster(files: dict[str, bytes]) -> Family:
    """Rebuild a fitted forecaster from what ``to_files`` gave; nothing in them is executed.

    Raises:
        UserError: the files are not those of a forecaster.
    """
    try:
        settings: dict[str, Any] = json.loads(files[SETTINGS_FILE])
        return family_class(settings["family"]).from_files(files)
    except KeyError as error:
        raise UserError(
            f"the forecaster's files lack {error}, so another version of the project wrote them: "
            "kedro run --pipelines forecasting fits one anew"
        ) from error
