"""Where the alerts are: cars with one that needs action, by model, age, region and workshop."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from connected_car.pipelines.alerting.dashboard.sources import Sources
from connected_car.pipelines.alerting.vehicles import ALL_WORKSHOPS, models, regions, workshops

_AGES = {"under 1 year": 1, "1 to 2 years": 2, "2 to 3 years": 3, "3 to 5 years": 5}
_MOST_GROUPS = 12
_YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Group:
    """Some cars of the fleet.

    Attributes:
        name: what they share.
        alerted: cars with an alert that needs action.
        cars: all of them.
    """

    name: str
    alerted: int
    cars: int


def groups(sources: Sources, listed: pd.DataFrame) -> dict[str, list[Group]]:
    """Return the groups by ``model``, ``age`` of the battery, ``region`` and ``workshop``.

    A way of grouping that tells nothing, because all cars are alike, is left out. Of many groups
    those with the most alerted cars are shown.

    Args:
        sources: the stored tables.
        listed: from ``entries``.
    """
    found = sources.findings
    cars = pd.Index(found["Vehicle_ID"].dropna().astype(str).unique())
    alerted = cars.isin(listed.loc[listed["Needs_Action"], "Vehicle_ID"].dropna())
    name_of: dict[str, Callable[[], pd.Series]] = {
        "model": lambda: pd.Series(cars.map(models(sources.vehicles))),
        "age": lambda: battery_ages(sources, cars),
        "region": lambda: regions(sources.vehicles, pd.Series(cars)),
        "workshop": lambda: workshops(sources.vehicles, pd.Series(cars)),
    }
    made = {key: _count(name().fillna("not known"), alerted, key) for key, name in name_of.items()}
    return {key: some for key, some in made.items() if _tells(some)}


def battery_ages(sources: Sources, cars: pd.Index) -> pd.Series:
    """Return for each car how old its battery is, as a band of years since it went into service.

    Args:
        sources: the stored tables.
        cars: ids of vehicles.
    """
    known = sources.vehicles.dropna(subset=["In_Service_Date"])
    began = known.assign(on=pd.to_datetime(known["In_Service_Date"])).groupby("Vehicle_ID")["on"]
    years = (sources.day - began.max().reindex(cars)).dt.days.to_numpy(float) / _YEAR_DAYS
    band = np.searchsorted(list(_AGES.values()), years, side="right")
    names = np.array([*_AGES, "5 years or more"], dtype=object)[band]
    return pd.Series(np.where(np.isnan(years), None, names))


def _count(names: pd.Series, alerted: np.ndarray, key: str) -> list[Group]:
    counts = pd.DataFrame({"name": names.to_numpy(), "alerted": alerted, "cars": 1})
    sums = counts.groupby("name").sum().reset_index()
    if key == "age":
        order = {name: i for i, name in enumerate([*_AGES, "5 years or more"])}
        sums = sums.assign(at=sums["name"].map(order)).sort_values("at")
    else:
        sums = sums.sort_values(["alerted", "cars"], ascending=False).head(_MOST_GROUPS)
    rows = zip(sums["name"], sums["alerted"], sums["cars"], strict=True)
    return [Group(str(group), int(some), int(cars)) for group, some, cars in rows]


def _tells(some: list[Group]) -> bool:
    return len(some) > 1 or (len(some) == 1 and some[0].name not in ("not known", ALL_WORKSHOPS))
