"""Numbers, days and names in plain words, column by column."""

from collections.abc import Callable

import numpy as np


def join(*parts: str | np.ndarray) -> np.ndarray:
    """Return the texts of each row, one after the other."""
    text: np.ndarray = np.array("", dtype=object)
    for part in parts:
        text = text + (part.astype(object) if isinstance(part, np.ndarray) else part)
    return text


def number(values: np.ndarray) -> np.ndarray:
    """Return cycles with one decimal, a closing ``.0`` left out."""
    return _of_each(np.rint(values * 10), lambda tenths: f"{tenths / 10:.1f}".removesuffix(".0"))


def whole(values: np.ndarray) -> np.ndarray:
    """Return whole numbers."""
    return _of_each(values, lambda value: f"{value:.0f}")


def days(values: np.ndarray) -> np.ndarray:
    """Return ``1 day`` or ``12 days``."""
    return join(whole(values), np.where(values == 1, " day", " days"))


def rate(values: np.ndarray) -> np.ndarray:
    """Return cycles a day: two decimals, three below 0.1."""
    scaled = np.where(values < 0.0995, np.rint(values * 1000), np.rint(values * 100) * 10)
    return _of_each(np.where(values == 0, -1, scaled), _rate_words)


def _rate_words(thousandths: float) -> str:
    if thousandths < 0:
        return "none"
    if thousandths < 1:
        return "less than 0.001"
    return f"{thousandths / 1000:.{3 if thousandths < 100 else 2}f}"


def of_100(probability: np.ndarray) -> np.ndarray:
    """Return ``(n,)`` probabilities in words, to go before ``of 100 batteries``."""
    about = join("about ", whole(np.rint(100 * probability)))
    return np.select(
        [probability < 0.01, probability > 0.99], ["fewer than 1", "more than 99"], about
    )


def day(dates: np.ndarray) -> np.ndarray:
    """Return ``3 March 2026``."""
    return _of_days(dates, "{0.day} {0:%B} {0.year}")


def day_range(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return ``26 June to 3 July 2026``: what both days share stands once; one day where equal."""
    month, year = (
        first.astype(f"datetime64[{unit}]") == last.astype(f"datetime64[{unit}]") for unit in "MY"
    )
    short = np.where(month, _of_days(first, "{0.day}"), _of_days(first, "{0.day} {0:%B}"))
    begin = np.where(year, short, day(first))
    return np.where(first == last, day(last), join(begin, " to ", day(last)))


def _of_days(dates: np.ndarray, form: str) -> np.ndarray:
    numbers = dates.astype("datetime64[D]").astype(float)
    return _of_each(
        np.where(np.isnat(dates), np.nan, numbers),
        lambda value: form.format(np.datetime64(int(value), "D").item()),
    )


def _of_each(values: np.ndarray, words: Callable[[float], str]) -> np.ndarray:
    """Return the words of each value, made once for equal ones; ``unknown`` for NaN."""
    different, place = np.unique(values, return_inverse=True)
    texts = ["unknown" if np.isnan(value) else words(value) for value in different.astype(float)]
    return np.array(texts, dtype=object)[place]
