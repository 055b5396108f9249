"""What is fed: where its good contents come from, how they are spoilt, and who reads them."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from connected_car.errors import UserError
from connected_car.mistakes import find_mistake, one_line
from connected_car.terminal import visible
from tools.fuzz.mutators import Spoiler

_LONGEST_LINE = 20_000  # characters of what a user is told


class Target(NamedTuple):
    """A reader of the project.

    Attributes:
        name: by which it is asked for.
        share: of all inputs, in proportion to the other targets'.
        unit: what an input is: a file, a row of one, a message.
        seeds: makes the good contents.
        spoilers: what spoils them; one is drawn each time.
        feed: reads a content, and counts what came of it (``kept``, ``rejected``, ``refused``). It
            raises where a rule is broken.
    """

    name: str
    share: float
    unit: str
    seeds: Callable[[], Sequence[bytes]]
    spoilers: Sequence[Spoiler]
    feed: Callable[[bytes], Counter[str]]


class BrokenRuleError(Exception):
    """What was read goes against a rule, though nothing failed."""


def require(holds: bool, what: str) -> None:
    """Raise ``BrokenRuleError`` unless something holds."""
    if not holds:
        raise BrokenRuleError(what)


def answer(target: Target, content: bytes) -> Counter[str]:
    """Feed a content; what a user is told in one line counts as ``refused``, all else is raised."""
    try:
        return target.feed(content)
    except Exception as error:
        mistake = find_mistake(error)
        if not _is_meant(mistake):
            raise
        line = one_line(mistake)
        clear = line == visible(line) and len(line.splitlines()) == 1 and len(line) < _LONGEST_LINE
        require(clear, f"no clear line: {line!r}")
        return Counter(refused=1)


def _is_meant(mistake: BaseException | None) -> bool:
    """Return whether the project itself has put the mistake into words.

    Kedro makes a ``DatasetError`` of whatever a data set raises; that would hide a crash.
    """
    if mistake is None:
        return False
    cause = mistake.__cause__
    return isinstance(mistake, UserError) or cause is None or _is_meant(find_mistake(cause))
