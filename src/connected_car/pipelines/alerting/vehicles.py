"""Which vehicle has a battery, what it speaks, where it is used, and who looks after it."""

import pandas as pd

ALL_WORKSHOPS = "all"


def owners(vehicles: pd.DataFrame, risk: pd.DataFrame) -> pd.Series:
    """Return ``Vehicle_ID`` by ``Battery_ID``: the vehicle that has the battery on its as-of day.

    Of several vehicles it is the one that took the battery into service last, up to that day;
    batteries that no vehicle has are left out.

    Args:
        vehicles: ``Vehicle_ID, Battery_ID, In_Service_Date, …``; a missing date counts as earliest.
        risk: ``Battery_ID, As_Of_Date, …``.
    """
    pairs = vehicles.merge(risk[["Battery_ID", "As_Of_Date"]], on="Battery_ID")
    since = pd.to_datetime(pairs["In_Service_Date"])
    had = pairs[since.isna() | (since <= pd.to_datetime(pairs["As_Of_Date"]))]
    order = had.sort_values(["In_Service_Date", "Vehicle_ID"], na_position="first")
    return order.drop_duplicates("Battery_ID", keep="last").set_index("Battery_ID")["Vehicle_ID"]


def languages(vehicles: pd.DataFrame) -> dict[str, str]:
    """Return the language of each vehicle, as its list gives it."""
    return _of_vehicle(vehicles, "Language")


def models(vehicles: pd.DataFrame) -> dict[str, str]:
    """Return the model of each vehicle, as its list gives it."""
    return _of_vehicle(vehicles, "Model")


def workshops(vehicles: pd.DataFrame, of: pd.Series) -> pd.Series:
    """Return the workshop of each vehicle in ``of``; ``all`` where the list names none."""
    return of.map(_of_vehicle(vehicles, "Workshop")).astype(object).fillna(ALL_WORKSHOPS)


def regions(vehicles: pd.DataFrame, of: pd.Series) -> pd.Series:
    """Return the region in which each vehicle in ``of`` is used; missing where none is named."""
    return of.map(_of_vehicle(vehicles, "Region")).astype(object)


def _of_vehicle(vehicles: pd.DataFrame, column: str) -> dict[str, str]:
    """Return what a column says of each vehicle; nothing where the list has no such column."""
    if column not in vehicles:
        return {}
    known = vehicles.dropna(subset=[column]).drop_duplicates("Vehicle_ID", keep="last")
    return dict(zip(known["Vehicle_ID"], known[column], strict=True))
