"""Rows for gradient boosting that forecasts any day ahead at once (direct strategy).

A row is a battery, a cutoff and a number of days ahead. Its features rest on the days up to the
cutoff, and on what was known in advance of the day itself. Its target is the day divided by a base:
the battery's mean of the last 91 days times its weekday factor. Sums over time windows come from
cumulative sums, for all rows at once.
"""

from dataclasses import dataclass

import numpy as np

from connected_car.errors import UserError
from connected_car.forecasters.panel import Panel
from connected_car.forecasters.parking import parked_days, zero_runs

HISTORY_DAYS = 455  # the window of the level a year ago
MOST_AHEAD = 30  # longer horizons count as so many days ahead
MIN_DAYS = 14  # a cutoff with fewer known days before it teaches nothing
MAX_RATIO = 20.0  # a day counts at most so many times the base
KNOWN_FORMS = ("{} on the day", "{} on the day, against its usual size")
_WINDOWS = (1, 3, 7, 14, 28, 56, 91, 182, 364)  # days; those of 91 and 364 are used by name too
_LEVEL, _YEAR = 91, 364
_SAME_WEEKDAYS = (4, 13, 52)  # weeks
_SEASON = 14  # days around the same day a year ago
_PRIOR_WEEKS = 4.0  # weight of the fleet's profile in the base's weekday factor


@dataclass(frozen=True)
class Rows:
    """Which forecasts are asked for.

    Attributes:
        battery: ``(m,)`` row of the panel.
        cutoff: ``(m,)`` number of columns known, 1 or more.
        ahead: ``(m,)`` days after the cutoff, 1 for the next one.
    """

    battery: np.ndarray
    cutoff: np.ndarray
    ahead: np.ndarray


class DirectFeatures:
    """Features and bases of rows of one panel.

    Args:
        history: the panel; the windows of a row end at its cutoff.
        fleet_level: cycles a day of a usual battery.
        profile: ``(7,)`` weekday factors of the fleet, Monday first.
        holidays: days since 1970-01-01 that are public holidays.
        columns: those known in advance; what the panel does not hold of them is NaN.
    """

    def __init__(
        self,
        history: Panel,
        fleet_level: float,
        profile: np.ndarray,
        holidays: np.ndarray,
        columns: tuple[str, ...] = (),
    ) -> None:
        nothing = np.full(history.y.shape, np.nan)
        self._known = {name: history.known.get(name, nothing) for name in columns}
        self._sizes = [_known_sums(np.abs(values)) for values in self._known.values()]
        self._fleet_level, self._holidays = max(fleet_level, 1e-9), holidays
        self._profile = profile
        self._first = history.last_day.astype("datetime64[D]").astype(np.int64)
        self._first = self._first - history.y.shape[1] + 1
        used = np.where(parked_days(history.y), np.nan, history.y)
        known = ~np.isnan(used)
        values = np.where(known, used, 0.0)
        self._sums, self._counts = _cumulative(values, 1), _cumulative(known, 1)
        self._squares = _cumulative(values**2, 1)
        self._zeros = _cumulative(values == 0, 1) - _cumulative(~known, 1)
        self._week_sums, self._week_counts = _cumulative(values, 7), _cumulative(known, 7)
        self._standing = zero_runs(history.y)[0]

    def make(self, rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return features ``(m, f)``, level ``(m,)`` and weekday factor ``(m,)`` of the rows."""
        means = {w: self._mean(rows, rows.cutoff, w) for w in _WINDOWS}
        year = np.where(np.isnan(means[_YEAR]), 0.0, means[_YEAR])
        level = np.where(np.isnan(means[_LEVEL]), year, means[_LEVEL])
        shape, factor = self._weekday_features(rows, year)
        scale = np.maximum(level, 1e-12)
        own = [np.minimum(mean / scale, MAX_RATIO) for mean in means.values()]
        changes = [own[2] - own[3], own[4] - own[5], own[6] - own[7]]
        parts = [*own, *changes, *shape, *self._last_year(rows)]
        parts += [*self._static(rows, level, year), *self._calendar(rows)]
        parts += self._on_the_day(rows)
        return np.stack(parts, axis=1).astype(np.float32), level, factor

    def names(self) -> list[str]:
        """Return the names of the features, in plain words."""
        windows = [f"mean of the last {w} days" for w in _WINDOWS]
        windows[0] = "use of the last day"
        changes = [f"change from {b} to {a} days" for a, b in ((7, 14), (28, 56), (91, 182))]
        shape = [f"same weekday, mean of {w} weeks" for w in _SAME_WEEKDAYS]
        season = ["change of season a year ago", "level a year ago"]
        static = ["size of the battery's use", "variation of the year", "share of days without use"]
        static += ["days standing still", "days known"]
        calendar = [
            "days ahead",
            "day of the week",
            "time of the year",
            "time of the year, shifted",
        ]
        calendar += ["public holiday"] if len(self._holidays) else []
        known = [form.format(name) for name in self._known for form in KNOWN_FORMS]
        return [*windows, *changes, *shape, *season, *static, *calendar, *known]

    def _mean(self, rows: Rows, end: np.ndarray, days: int) -> np.ndarray:
        """Return the mean of the known days among the last ones before a column; NaN if none."""
        end = np.maximum(end, 0)
        start = np.maximum(end - days, 0)
        count = _between(self._counts, rows.battery, start, end)
        total = _between(self._sums, rows.battery, start, end)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def _weekday_features(
        self, rows: Rows, year: np.ndarray
    ) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the weekday's means relative to the year's, and the base's factor."""
        end = rows.cutoff + (rows.ahead - 1) % 7  # the weekday's last known column, + 7
        scale, found = np.maximum(year, 1e-12), []
        for weeks in _SAME_WEEKDAYS:
            start = np.maximum(end - 7 * weeks, end % 7)
            total = _between(self._week_sums, rows.battery, start, end)
            count = _between(self._week_counts, rows.battery, start, end)
            mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
            found.append(np.minimum(mean / scale, MAX_RATIO))
        usual = self._profile[(self._day(rows) + 3) % 7]
        factor = (total / scale + _PRIOR_WEEKS * usual) / (count + _PRIOR_WEEKS)
        return found, np.clip(factor, 0.05, 7.0)

    def _last_year(self, rows: Rows) -> list[np.ndarray]:
        """Return how use changed a year ago from the level's window to the day's season."""
        there = rows.cutoff - _YEAR
        then = self._mean(rows, there, _LEVEL)
        around = np.minimum(there + rows.ahead + _SEASON, rows.cutoff)
        around = np.where(there + rows.ahead >= 1, around, 0)
        season = self._mean(rows, around, 2 * _SEASON)
        year = self._mean(rows, rows.cutoff, _YEAR)
        known = (then > 0) & (year > 0)
        safe = np.where(known, then, 1.0)
        change = np.where(known, np.minimum(season / safe, MAX_RATIO), np.nan)
        return [change, np.where(known, safe / np.maximum(year, 1e-12), np.nan)]

    def _static(self, rows: Rows, level: np.ndarray, year: np.ndarray) -> list[np.ndarray]:
        """Return what the year before the cutoff tells of the kind of battery."""
        start = np.maximum(rows.cutoff - _YEAR, 0)
        count = _between(self._counts, rows.battery, start, rows.cutoff)
        square = _between(self._squares, rows.battery, start, rows.cutoff) / np.maximum(count, 1)
        variation = np.sqrt(np.maximum(square / np.maximum(year, 1e-12) ** 2 - 1.0, 0.0))
        zeros = _between(self._zeros, rows.battery, start, rows.cutoff) / np.maximum(count, 1)
        size = np.log(np.maximum(level / self._fleet_level, 1e-3))
        standing = self._standing[rows.battery, rows.cutoff - 1]
        return [size, np.minimum(variation, 10.0), zeros, np.minimum(standing, 60), count]

    def _day(self, rows: Rows) -> np.ndarray:
        """Return ``(m,)`` the day that is forecast, in days since 1970-01-01."""
        return self._first[rows.battery] + rows.cutoff + rows.ahead - 1

    def _calendar(self, rows: Rows) -> list[np.ndarray]:
        day = self._day(rows)
        angle = 2.0 * np.pi * day / 365.25
        week = (day + 3) % 7
        found = [np.minimum(rows.ahead, MOST_AHEAD), week, np.sin(angle), np.cos(angle)]
        return [*found, np.isin(day, self._holidays)] if len(self._holidays) else found

    def _on_the_day(self, rows: Rows) -> list[np.ndarray]:
        """Return what is known in advance of the day that is forecast, and that without its scale.

        Its size is the mean absolute value of the year before the cutoff.
        """
        day, found = rows.cutoff + rows.ahead - 1, []
        start = np.maximum(rows.cutoff - _YEAR, 0)
        for values, parts in zip(self._known.values(), self._sizes, strict=True):
            last = values.shape[1] - 1
            value = np.where(day <= last, values[rows.battery, np.minimum(day, last)], np.nan)
            total, count = (_between(part, rows.battery, start, rows.cutoff) for part in parts)
            size = total / np.maximum(count, 1)
            found += [value, np.where(size > 0, value / np.where(size > 0, size, 1.0), np.nan)]
        return found


def training_rows(history: Panel, most: int, rng: np.random.Generator) -> tuple[Rows, np.ndarray]:
    """Return rows whose day is known, and the days, ``(m,)``; cutoffs are drawn at random.

    Args:
        history: the panel.
        most: rows at most.
        rng: random numbers.
    """
    n, t = history.y.shape
    known = ~np.isnan(history.y)
    enough = np.cumsum(known, axis=1) >= MIN_DAYS
    first = max(MIN_DAYS, t - _YEAR)
    if t <= first:
        return Rows(*np.empty((3, 0), dtype=int)), np.empty(0)
    size = min(most, n * (t - first))  # more rows would only repeat the same days
    battery, cutoff = rng.integers(0, n, size), rng.integers(first, t, size)
    ahead = rng.integers(1, MOST_AHEAD + 1, size)
    day = cutoff + ahead - 1
    kept = (day < t) & enough[battery, cutoff - 1]
    kept[kept] &= known[battery[kept], day[kept]]
    rows = Rows(battery[kept], cutoff[kept], ahead[kept])
    return rows, history.y[rows.battery, rows.cutoff + rows.ahead - 1]


def forecast_rows(n: int, t: int, horizon: int) -> Rows:
    """Return the rows of a forecast of all batteries after the last column, battery by battery."""
    ahead = np.tile(np.arange(1, horizon + 1), n)
    return Rows(np.repeat(np.arange(n), horizon), np.full(n * horizon, t), ahead)


def holiday_days(country: str, first: int, last: int) -> np.ndarray:
    """Return the days since 1970-01-01 that are public holidays.

    Args:
        country: ISO code such as DE; ``none`` for none.
        first: the first year's days begin with this day's year.
        last: the last year's days end with this day's year.

    Raises:
        UserError: the country is not known.
    """
    if country == "none":
        return np.empty(0, dtype=np.int64)
    import holidays

    years = [int(str(np.datetime64(day, "D"))[:4]) for day in (first, last)]
    try:
        found = holidays.country_holidays(country, years=range(years[0], years[1] + 1))
    except NotImplementedError as error:
        raise UserError(f"no holidays are known for the country {country!r}") from error
    return np.sort(np.array(list(found), dtype="datetime64[D]").astype(np.int64))


def _cumulative(values: np.ndarray, step: int) -> np.ndarray:
    """Return ``(n, t + step)`` sums of every ``step``-th value before each column."""
    n, t = values.shape
    width = -(-t // step) * step
    padded = np.zeros((n, width + step))
    padded[:, step : step + t] = values
    cells = padded.reshape(n, -1, step)
    return np.cumsum(cells, axis=1).reshape(n, -1)


def _known_sums(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sums and numbers of the known values before each column."""
    known = ~np.isnan(values)
    return _cumulative(np.where(known, values, 0.0), 1), _cumulative(known, 1)


def _between(
    sums: np.ndarray, battery: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    return sums[battery, end] - sums[battery, start]
