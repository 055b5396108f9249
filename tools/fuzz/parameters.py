"""Groups of parameters with values of any kind, through Kedro's own validation."""

import json
from collections import Counter
from functools import cache
from typing import Any

from kedro.framework.project import configure_project, pipelines
from kedro.validation.exceptions import ParameterValidationError
from kedro.validation.parameter_validator import ParameterValidator

from connected_car.kafka.options import read_options
from connected_car.mistakes import one_line
from connected_car.telemetry.options import CleaningOptions
from tools.fuzz.mutators import spoil_json
from tools.fuzz.target import Target, require
from tools.fuzz.telemetry import judge_with, kafka_settings
from tools.project import read_configuration

_GROUPS = (
    *("simulation", "simulated_notes", "data_processing", "forecasting", "text_classification"),
    *("batch_scoring", "component_scoring", "alerting", "streaming_scoring", "run_report"),
)


def targets() -> list[Target]:
    """Return the readers of parameters."""
    return [
        Target("parameters", 8, "group", _seeds, [spoil_json], _validate),
        Target("kafka_settings", 2, "group", _kafka_seeds, [spoil_json], _validate_kafka),
    ]


def _seeds() -> list[bytes]:
    known = read_configuration("parameters")
    return [json.dumps({name: known[name]}).encode() for name in _GROUPS if name in known]


def _kafka_seeds() -> list[bytes]:
    return [json.dumps({**kafka_settings(), "payload": "json"}).encode()]


def _validate(content: bytes) -> Counter[str]:
    given = json.loads(content)
    if not isinstance(given, dict):
        return Counter(rejected=1)  # no group of this name, as Kedro sees it
    validator, requirements = _validator()
    named = {name: kind for name, kind in requirements.items() if name in given}
    try:
        models = validator._apply_validation(given, named)
    except ParameterValidationError as error:
        line = one_line(error)
        require(line.startswith("parameter "), f"no clear line: {line[:300]}")
        raise
    cleaning = models.get("data_processing")
    if isinstance(cleaning, CleaningOptions):
        judge_with(cleaning)
    return Counter(kept=1)


@cache
def _validator() -> tuple[ParameterValidator, dict[str, Any]]:
    configure_project("connected_car")
    validator = ParameterValidator(dict(pipelines))
    return validator, validator.type_extractor.extract_types_from_pipelines()


def _validate_kafka(content: bytes) -> Counter[str]:
    given = json.loads(content)
    if isinstance(given, dict):
        options = read_options(given)
        require(isinstance(options.start_milliseconds, int | None), "a start that is no time")
        require(all(options.topic_names), "a topic without a name")
    return Counter(kept=1)
