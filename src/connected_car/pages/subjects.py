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


def subject_meant(asked: str, known: Iterable[str]) -> str | None:
    """Return the subject as it stands, or the only one with other zeros in front, or None.

    ``--params`` reads ``explain=007`` as the number 7.
    """
    ids = {str(name) for name in known}
    alike = [name for name in ids if name.lstrip("0") == asked.lstrip("0")]
    if asked in ids:
        return asked
    return alike[0] if len(alike) == 1 else None


def find_subject(parameter: str, asked: str, known: Iterable[str], why: str) -> str:
    """Return the subject that is meant.

    Args:
        parameter: of ``--params``, by which it is asked for.
        asked: the subject's id.
        known: all ids.
        why: who does not know it, in words.

    Raises:
        UserError: there is no such subject; with near names.
    """
    ids = sorted({str(name) for name in known})
    meant = subject_meant(asked, ids)
    if meant is None:
        near = get_close_matches(asked, ids, n=3, cutoff=0.5)
        hint = f"near names: {', '.join(near)}" if near else "no name is near"
        raise UserError(f"{parameter}={asked[:80]}: {why}; {hint}")
    return meant
