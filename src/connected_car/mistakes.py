"""What went wrong, in one line: a mistake of the user's, or a trouble of the machine."""

import re

from kedro.config import MissingConfigException
from kedro.io import DatasetError
from kedro.validation.exceptions import ParameterValidationError

from connected_car.errors import UserError
from connected_car.passports.hiding import is_secret
from connected_car.terminal import visible

_MISTAKES = (UserError, ParameterValidationError, DatasetError, MissingConfigException)
_MEMORY = "raise spark.driver.memory in conf/local/spark.yml (on a cluster SPARK_EXECUTOR_MEMORY)"
_TROUBLES = {  # words of the system, of Java or Spark -> what they mean, and what to do
    "No space left on device": "the disk is full: make room, and run again",
    "Disk quota exceeded": "the quota of the disk is used up: make room, and run again",
    "Read-only file system": "the disk can only be read: name another folder, or mount it again",
    "java.lang.OutOfMemoryError": f"Spark has no memory left: {_MEMORY}",
    "SparkContext was shut down": "Spark was ended under the run: see whether the cluster's master "
    "and workers are there, and run again",
    "Python worker exited unexpectedly": "a Python worker of Spark's died, most often because "
    "the machine has no memory left: give spark.master fewer cores (local[1]) or the machine more",
}

_FORBIDDEN = re.compile(  # as Python, Java, Spark, Delta and SQLite say it; the place, if any
    r"Permission denied: '([^']+)'|(/[^\s:]+) \(Permission denied\)|AccessDeniedException: (/\S+)"
    r"|Mkdirs failed to create (?:file:)?(/\S+)|(/[^\s:]+): Permission denied"
    r"|Permission denied|attempt to write a readonly database"
)


def find_mistake(error: BaseException | None) -> BaseException | None:
    """Return the first of an exception and its causes that a user can mend, or None.

    A trouble of the machine comes first, then a ``UserError``: below a dataset's own error, it says
    more.
    """
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    mistakes = [e for e in chain if isinstance(e, _MISTAKES) or _is_unknown_step(e)]
    user_errors = [e for e in mistakes if isinstance(e, UserError)]
    text = "\n".join(map(str, chain))
    trouble = _trouble(text) or (None if user_errors else _forbidden(text))
    if trouble:
        where = re.match(r"[\w@]+: ", str(mistakes[0])) if mistakes else None
        return UserError(f"{where[0] if where else ''}{trouble}; what is stored is whole")
    return next(iter(user_errors or mistakes), None)


def one_line(error: BaseException) -> str:
    """Return the message of a mistake as one line."""
    if isinstance(error, ParameterValidationError):
        return visible(_parameter_line(str(error)))
    return visible(" ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", str(error)).split()))


def _parameter_line(text: str) -> str:
    """Shorten Kedro's report, e.g. to ``data_processing.max_gap_days: Input should be …``."""
    groups = re.split(r"- Parameter '([\w.]+)': .*", text)
    complaints = []
    for group, body in zip(groups[1::2], groups[2::2], strict=True):
        pattern = r"^(?:(\S+)\n)?  (\S.*?) \[type=\w+, input_value=(.*?), input_type=\w+\]"
        for field, what, value in re.findall(pattern, body, flags=re.MULTILINE | re.DOTALL):
            name = f"{group}.{field}" if field else group
            got = f" (it is {value})" if field and not is_secret(name) else ""
            complaints.append(f"{name}: {what[:1].lower()}{what[1:]}{got}")
    return "parameter " + "; ".join(complaints) if complaints else " ".join(text.split())


def _is_unknown_step(error: BaseException) -> bool:
    """Return whether Kedro says so: of ``--from-nodes`` and the like, with near names."""
    return isinstance(error, ValueError) and str(error).startswith("Pipeline does not contain")


def _trouble(text: str) -> str | None:
    return next((meaning for words, meaning in _TROUBLES.items() if words in text), None)


def _forbidden(text: str) -> str | None:
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    place = next(filter(None, found.groups()), "what it needs")
    return f"this user may not read or write {place}: change its rights, or name another place"
