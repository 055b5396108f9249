"""The one exception for what a user can mend."""

import re


class UserError(Exception):
    """A mistake of the user's: the message is one line that says what, where, and what to do.

    On the command line it is printed without a stack trace (see ``session.py``).
    """


_LINE = re.compile(rf"{re.escape(UserError.__module__)}\.{UserError.__qualname__}: ([^\r\n]+)")


def user_error_in(error: BaseException) -> UserError | None:
    """Return the ``UserError`` of another process, which Spark hands over as text; None without."""
    found = _LINE.search(str(error))
    return UserError(found[1].strip()) if found else None
