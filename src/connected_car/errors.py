"""The one exception for what a user can mend."""


class UserError(Exception):
    """A mistake of the user's: the message is one line that says what, where, and what to do.

    On the command line it is printed without a stack trace (see ``session.py``).
    """
