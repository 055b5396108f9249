"""The Kedro session of the project: a user's mistake is answered in one line."""

import logging
import os
import pkgutil
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
from kedro.framework.project import pipelines, settings
from kedro.framework.session import KedroSession
from kedro.runner import SequentialRunner

import connected_car.pipelines
from connected_car.errors import UserError
from connected_car.hooks.stopping import stoppable
from connected_car.mistakes import find_mistake, one_line
from connected_car.passports.hiding import is_secret
from connected_car.passports.recording import flat
from connected_car.passports.store import COMPARISON
from connected_car.pipeline_registry import IN_ORDER, step_of

logger = logging.getLogger(__name__)

_SAME_NAME = (
    "the winner on this file competes with the champion of your own fleet; "
    "for another fleet give it a name of its own: --params model_name=…"
)
_OWN = "local"
_STEPS = ("node_names", "from_nodes", "to_nodes")
_RUNTIME_PARAM = re.compile(r"\$\{runtime_params:\s*([\w.]+)")


class Session(KedroSession):
    """Checks names before the run, and turns mistakes into one line and exit code 1.

    With ``CONNECTED_CAR_DEBUG=1`` the stack trace is shown. Outside of the command line (notebooks,
    tests) the exception itself is raised.
    """

    def run(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run the pipelines; see ``KedroSession.run``."""
        try:
            names = kwargs.get("pipeline_names") or ["__default__"]
            check_pipeline_names(names)
            self._check_runtime_params()
            warn_of_unread(Path(self._conf_source), self.store.get("env") or _OWN)
            given = self.store.get("runtime_params") or {}
            if "compare" in given:
                names = kwargs["pipeline_names"] = place_comparison(names)
            self._store["runtime_params"] = place_telemetry(given, names)
            if "__default__" in names:
                catalog = self._configuration(given)["catalog"]
                warn_of_two_fleets(catalog, self._project_path)
                if not self._has_notes(catalog):
                    logger.info("no notes about components: text_classification is left out")
                    names = kwargs["pipeline_names"] = [*dict.fromkeys(_without_notes(names))]
            for option in _STEPS:
                if kwargs.get(option):
                    kwargs[option] = step_names(kwargs[option], names)
            kwargs["runner"] = stoppable(kwargs.get("runner") or SequentialRunner())
            return super().run(*args, **kwargs)
        except Exception as error:
            mistake = find_mistake(error)
            if mistake is None or not _on_command_line():
                raise
            raise click.ClickException(one_line(mistake)) from error

    def _check_runtime_params(self) -> None:
        given = self.store.get("runtime_params") or {}
        if given:
            parameters = self._configuration()["parameters"]
            check_runtime_params(flat(given), known_keys(parameters, Path(self._conf_source)))

    def _has_notes(self, catalog: Mapping[str, Any]) -> bool:
        """Return whether notes are named, or lie where the simulation writes them."""
        entry = catalog.get("component_notes", {})
        paths = [self._project_path / at["filepath"] for at in entry.get("default", {}).values()]
        return entry.get("filepath") is not None or any(path.is_file() for path in paths)

    def _configuration(self, given: dict[str, Any] | None = None) -> Mapping[str, Any]:
        """Return the configuration of this run, with what is given by ``--params``."""
        return settings.CONFIG_LOADER_CLASS(
            self._conf_source,
            env=self.store.get("env"),
            runtime_params=given,
            **settings.CONFIG_LOADER_ARGS,
        )

    def _log_exception(self, exc_type: Any, exc_value: Any, exc_tb: Any) -> None:
        """Keep the trace of a mistake out of the session's record: the line says it."""
        if not isinstance(exc_value, click.ClickException):
            super()._log_exception(exc_type, exc_value, exc_tb)


def _without_notes(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        if name == "__default__":
            yield from (part for part in IN_ORDER if part != "text_classification")
        else:
            yield name


def step_names(given: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the names that steps have in a run of some pipelines.

    The pipelines of the whole run put their name before the step's (``forecasting.fit_champion``),
    the others do not; a user may write either.
    """
    known: dict[str, str] = {}
    for name in names:
        for node in pipelines[name].nodes:
            step = step_of(node)
            known |= {step: node.name, f"{name}.{step}": node.name, node.name: node.name}
    return [known.get(name, name) for name in given]


def check_pipeline_names(names: Iterable[str]) -> None:
    """Raise ``UserError`` for a name that is no pipeline, with the nearest right one."""
    found = pkgutil.iter_modules(connected_car.pipelines.__path__)
    known = ["__default__", *sorted(module.name for module in found if module.ispkg)]
    for name in names:
        if name not in known:
            raise UserError(f"there is no pipeline {name!r}{_nearest(name, known)}")


def check_runtime_params(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise ``UserError`` for a ``--params`` key that nothing reads, with the nearest right one.

    What is secret is refused as well: command lines are kept with the run, and seen by others.
    """
    known = sorted(known)
    for key in given:
        if is_secret(key):
            raise UserError(f"{key} is secret, so set it in conf/local, not by --params")
        if key not in known:
            raise UserError(f"--params has no key {key!r}{_nearest(key, known)}")


def warn_of_unread(conf_source: Path, env: str) -> None:
    """Warn that another environment takes the place of the user's own settings."""
    own = sorted(path.name for path in (conf_source / _OWN).rglob("*.yml"))
    if own and env != _OWN and (conf_source / env).is_dir():
        logger.warning(
            "conf/local (%s) is not read with --env %s, but for a login to Kafka: what it sets "
            "goes into conf/%s, secrets into the environment",
            *(", ".join(own), env, env),
        )


def place_telemetry(given: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the runtime parameters; what ``telemetry`` means depends on who is to read it.

    ``data_processing`` reads it as raw readings. ``forecasting`` on its own takes it as daily data,
    in place of the stored table.

    Raises:
        UserError: no pipeline of those asked for reads it.
    """
    if "telemetry" not in given or {"__default__", "data_processing"} & set(names):
        return given
    if set(names) == {"forecasting"}:
        if "model_name" not in given:
            logger.warning(_SAME_NAME)
        return {**given, "daily": given["telemetry"]}
    raise UserError(
        f"--params telemetry=… is read by data_processing and forecasting, not by "
        f"{', '.join(names)}, which works on stored tables"
    )


def warn_of_two_fleets(catalog: Mapping[str, Any], root: Path) -> None:
    """Warn if cars or inspections of the simulated fleet are read beside readings of another.

    Args:
        catalog: the configuration of it.
        root: folder of the project.
    """
    simulated = (root / catalog["simulated_telemetry"]["path"]).parent
    if (root / catalog["telemetry"]["filepath"]).is_relative_to(simulated):
        return
    cars = catalog["vehicles"]
    places = {
        "vehicles": cars["filepath"] or cars["default"]["filepath"],
        "component_inspections": catalog["component_inspections"]["filepath"],
    }
    read = {name: root / place for name, place in places.items()}
    theirs = [name for name, path in read.items() if path.is_relative_to(simulated)]
    if found := [name for name in theirs if read[name].exists()]:
        logger.warning(
            "%s of the simulated fleet in %s are read beside your readings: name your own with "
            "--params, or move that folder away",
            *(" and ".join(found), simulated),
        )


def place_comparison(names: list[str]) -> list[str]:
    """Return the pipeline that reads ``compare``, which runs alone.

    Raises:
        UserError: others are asked for beside it.
    """
    if names not in (["__default__"], [COMPARISON]):
        raise UserError(
            f"--params compare=… is read by {COMPARISON} alone, not by {', '.join(names)}"
        )
    return [COMPARISON]


def known_keys(parameters: Mapping[str, Any], conf_source: Path) -> set[str]:
    """Return what ``--params`` may set: parameters, groups, and keys that the files ask for.

    Args:
        parameters: of the configuration, nested.
        conf_source: its folder.
    """
    files = conf_source.rglob("*.yml")
    keys = {key for file in files for key in _RUNTIME_PARAM.findall(file.read_text())}
    for name in flat(parameters):
        parts = name.split(".")
        keys |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
    return keys


def _nearest(name: str, known: list[str]) -> str:
    matches = get_close_matches(name, known, n=1, cutoff=0.5)
    if matches:
        return f"; did you mean {matches[0]!r}?"
    return f"; there are: {', '.join(known[:40])}"


def _on_command_line() -> bool:
    debugging = os.environ.get("CONNECTED_CAR_DEBUG", "0") not in {"", "0"}
    return click.get_current_context(silent=True) is not None and not debugging
