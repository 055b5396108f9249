"""Numbers and decades in words."""

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES, TENS = _ONES.split()[1:10], _TENS.split()
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"
HUNDRED, THOUSAND, OH = 100, 1000, 900

NUMBERS: dict[str, int] = {
    **{word: i for i, word in enumerate(_ONES.split())},
    **{word: i * 10 for i, word in enumerate(_TENS.split(), 2)},
    "fourty": 40,
    "ninty": 90,
    "ninteen": 19,
    "nineteenth": 19,
    "hundred": HUNDRED,
    "thousand": THOUSAND,
    "oh": OH,
    "ought": OH,
    "aught": OH,
}
# first year; those of this century are named by two words
DECADES: dict[str, int] = {
    **{word: 1900 + i * 10 for i, word in enumerate(_DECADES.split(), 2)},
    "thousands": 2000,
    "hundreds": 1900,
    "noughties": 2000,
    "naughties": 2000,
    "aughts": 2000,
    "tens": 2010,
    "teens": 2010,
}
NUMBERS |= dict.fromkeys(DECADES, -1)


def two_digits_in_words(number: int) -> str:
    """Return a number from 0 to 99 in words: *oh three*, *seventeen*, *ninety-one*."""
    ones, tens = _ONES.split(), _TENS.split()
    if number < 10:
        return f"oh {ones[number]}"
    if number < 20:
        return ones[number]
    rest = number % 10
    return tens[number // 10 - 2] + (f"-{ones[rest]}" if rest else "")
