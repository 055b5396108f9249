"""Pages of single subjects, a battery or a car: their names, and asking for one there is not."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from hashlib import sha256

from connected_car.errors import UserError

_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}")


def page_name(subject: str) -> str:
    """Return a file name for a subject's page, another one for each subject."""
    if _SAFE.fullmatch(subject):
        return subject
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", subject)[:60]
    return f"{plain}-{sha256(subject.encode()).hexdigest()[:8]}"


def refuse_unknown(parameter: str, asked: str, known: Iterable[str], why: str) -> None:
    """Raise ``UserError`` with near names if there is no such subject.

    Args:
        parameter: of ``--params``, by which it is asked for.
        asked: the subject's id.
        known: all ids.
        why: who does not know it, in words.
    """
    ids = sorted({str(name) for name in known})
    if asked in ids:
        return
    padded = [name for name in ids if name.lstrip("0") == asked.lstrip("0")]
    near = [*padded[:1], *get_close_matches(asked, ids, n=3, cutoff=0.5)]
    hint = f"near names: {', '.join(dict.fromkeys(near))}" if near else "no name is near"
    quotes = f"; write --params \"{parameter}='{padded[0]}'\" to keep the zeros" if padded else ""
    raise UserError(f"{parameter}={asked[:80]}: {why}; {hint}{quotes}")
