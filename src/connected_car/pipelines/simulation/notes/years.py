"""Years as people write them: short, with a month, in words, by their decade."""

import random

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DECADES = {
    1960: "sixties",
    1970: "seventies",
    1980: "eighties",
    1990: "nineties",
    2000: "two-thousands",
    2010: "twenty-tens",
}


def short_year(year: int, form: str, rng: random.Random) -> str:
    """Return the year in a form such as ``{mm}/{yyyy}``, with a day and month drawn.

    A form with an apostrophe or ``{mm}/{yy}`` holds the last two digits alone.
    """
    month = rng.randint(1, 12)
    parts = {
        "yyyy": str(year),
        "yy": f"{year % 100:02d}",
        "mm": f"{month:02d}",
        "month": _MONTHS[month - 1],
        "dd": f"{rng.randint(1, 28):02d}",
    }
    return form.format_map(parts)


def year_in_words(year: int, style: str) -> str:
    """Return the year in English words.

    Args:
        year: 1900 to 2099.
        style: ``hyphen`` (nineteen ninety-one), ``space`` (nineteen ninety one), ``and`` (nineteen
            hundred and ninety-one, two thousand and three), ``hundred`` (nineteen hundred
            ninety-one), ``oh`` (twenty oh three) or ``decade`` (the early nineties).
    """
    if style == "decade":
        return _decade(year)
    rest = _two_digits(year % 100)
    if style == "space":
        rest = rest.replace("-", " ")
    if year % 100 == 0:
        return "two thousand" if year == 2000 else "nineteen hundred"
    if style in ("and", "hundred") or (2000 < year < 2010 and style != "oh"):
        century = "two thousand" if year > 2000 else "nineteen hundred"
        return f"{century} and {rest}" if style == "and" else f"{century} {rest}"
    century = "twenty" if year > 2000 else "nineteen"
    return f"{century} {'oh ' if year % 100 < 10 else ''}{rest}"


def _two_digits(number: int) -> str:
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def _decade(year: int) -> str:
    """Name the decade, and its half where the rule's limit lies inside it."""
    decade = year // 10 * 10
    if decade == 1990:
        return f"the {'early' if year < 1995 else 'late'} nineties"
    return f"the {_DECADES[decade]}" if decade in _DECADES else _plain(year)


def _plain(year: int) -> str:
    return year_in_words(year, "hyphen")
