"""What is said of what went wrong."""

import errno
import os

import pytest
from kedro.io import DatasetError
from kedro.validation.exceptions import ParameterValidationError

from connected_car.errors import UserError
from connected_car.mistakes import find_mistake, one_line


@pytest.mark.parametrize(
    "words",
    [
        str(PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/data/x")),
        "java.io.FileNotFoundException: /data/x (Permission denied)",
        "java.nio.file.AccessDeniedException: /data/x\n\tat sun.nio",
        "java.io.IOException: Mkdirs failed to create file:/data/x (exists=false)",
        "Generic LocalFileSystem error: Unable to open file /data/x: Permission denied (os error)",
    ],
)
def test_what_the_user_may_not_write_is_told_with_its_place(words):
    said = "this user may not read or write /data/x: change its rights"
    assert one_line(find_mistake(OSError(words))).startswith(said)
    assert one_line(find_mistake(DatasetError(f"t: saving. {words}"))).startswith(f"t: {said}")
    assert one_line(find_mistake(UserError(f"mend {words}"))).startswith("mend ")


def test_a_user_error_below_a_dataset_error_is_the_mistake():
    try:
        try:
            raise UserError("telemetry has no column Date")
        except UserError as error:
            raise DatasetError("Failed while loading") from error
    except DatasetError as error:
        assert one_line(find_mistake(error)) == "telemetry has no column Date"


def test_a_defect_of_the_project_is_no_mistake_of_the_user():
    assert find_mistake(ZeroDivisionError()) is None


def test_control_characters_never_reach_the_terminal():
    assert one_line(UserError("a\x1b[31m\nb\r\x00c")) == "a [31m b c"


def test_a_wrong_parameter_is_one_line():
    error = ParameterValidationError(
        "Parameter validation failed:\n"
        "- Parameter 'data_processing': Failed to instantiate Options for parameter "
        "'data_processing': 2 validation errors for Options\n"
        "gap_policy\n  Input should be 'zero' or 'auto' [type=literal_error, "
        "input_value='never', input_type=str]\n"
        "    For further information visit https://errors.pydantic.dev\n"
        "max_gap_dayz\n  Extra inputs are not permitted [type=extra_forbidden, "
        "input_value=4, input_type=int]\n"
    )
    assert one_line(error) == (
        "parameter data_processing.gap_policy: input should be 'zero' or 'auto' "
        "(it is 'never'); data_processing.max_gap_dayz: extra inputs are not permitted (it is 4)"
    )


def test_a_wrong_secret_is_not_repeated():
    error = ParameterValidationError(
        "Parameter validation failed:\n"
        "- Parameter 'alerting': 1 validation error for AlertingOptions\n"
        "webhook.url\n  Value error, must be an https address [type=value_error, "
        "input_value='http://ann:pw@host/?sig=abc', input_type=str]\n"
    )
    told = one_line(error)
    assert told == "parameter alerting.webhook.url: value error, must be an https address"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (os.strerror(errno.ENOSPC), "daily@files: the disk is full: make room, and run again"),
        (os.strerror(errno.EROFS), "daily@files: the disk can only be read"),
        ("java.lang.OutOfMemoryError: Java heap space", "daily@files: Spark has no memory left"),
        ("SparkException: Python worker exited unexpectedly (crashed)", "daily@files: a Python"),
    ],
)
def test_a_trouble_of_the_machine_is_told_with_what_to_do(words, said):
    try:
        try:
            raise OSError(f"Task failed.\n\tat org.apache.spark\nCaused by: {words}")
        except OSError as error:
            raise DatasetError("daily@files: Failed while saving data to ...") from error
    except DatasetError as error:
        line = one_line(find_mistake(error))
    assert line.startswith(said)
    assert line.endswith("; what is stored is whole")
    assert one_line(find_mistake(OSError(words))).startswith(said.removeprefix("daily@files: "))
