"""Which battery or car is meant: ``--params`` reads ``explain=007`` as the number 7."""

from collections.abc import Iterable
from difflib import get_close_matches


def id_meant(given: str, ids: Iterable[str]) -> str | None:
    """Return the id as it stands, or the only one that has but other zeros in front, or None."""
    found = {str(name) for name in ids}
    alike = [name for name in found if name.lstrip("0") == given.lstrip("0")]
    if given in found:
        return given
    return alike[0] if len(alike) == 1 else None


def near_ids(given: str, ids: Iterable[str]) -> str:
    """Return in words which ids are like one that there is not."""
    near = get_close_matches(given, sorted({str(name) for name in ids}), n=3, cutoff=0.5)
    return f"near names: {', '.join(near)}" if near else "no name is near"
