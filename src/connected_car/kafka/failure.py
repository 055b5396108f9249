"""The user's own words out of an error that has passed through Spark."""

import re

from connected_car.errors import UserError

_LINE = re.compile(rf"{re.escape(UserError.__module__)}\.{UserError.__qualname__}: ([^\r\n]+)")


def find_user_error(error: BaseException) -> UserError | None:
    """Return the ``UserError`` that was raised in one of Spark's Python processes, or None.

    Spark hands an error of another process over as the text of its stack trace.
    """
    found = _LINE.search(str(error))
    return UserError(found[1].strip()) if found else None
