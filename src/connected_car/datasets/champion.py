"""The champion forecaster in MLflow's registry: plain files, no pickle."""

import contextlib
import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from kedro.io import AbstractDataset, DatasetError

import connected_car
from connected_car.errors import UserError
from connected_car.forecasters import forecast_frame, load_forecaster
from connected_car.forecasters.family import Family
from connected_car.risk.policy import POLICY_FILE, RiskPolicy

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion
    from mlflow.models.model import ModelInfo

logger = logging.getLogger(__name__)

_FILES_TAG = "file_sha256"
_FOLDER = "forecaster"
_REQUIREMENTS = ("numpy", "pandas", "scipy")  # and the libraries of the family
_HORIZON = 30
_NAME = re.compile(r"[\w-]{1,100}", re.ASCII)  # MLflow refuses / : . % and quotes


@dataclass(frozen=True)
class Champion:
    """A fitted forecaster and where it stands in the registry.

    Attributes:
        forecaster: the fitted forecaster.
        tags: what the registry is told about it.
        version: its version in the registry; None before it is registered.
        name: under which it is registered; None before.
        policy: how its probabilities are calibrated and judged.
    """

    forecaster: Family
    tags: dict[str, str] = field(default_factory=dict)
    version: str | None = None
    name: str | None = None
    policy: RiskPolicy = field(default_factory=RiskPolicy)

    def to_files(self) -> dict[str, bytes]:
        """Return model and policy as file name -> content."""
        return {**self.forecaster.to_files(), POLICY_FILE: self.policy.to_json()}


class ChampionDataset(AbstractDataset[Champion, Champion | None]):
    """The model version that an alias points to, as files whose SHA-256 stand in its tags.

    Saving logs the files in the active MLflow run (models from code: source and files, nothing
    pickled), registers them and moves the alias. A forecaster that is the champion already, file by
    file, is not registered again. Loading verifies each file.

    Example:
        ```yaml
        forecaster:
          type: connected_car.datasets.ChampionDataset
          model_name: battery_forecaster
          alias: champion
        ```

    Args:
        model_name: name in the registry: letters, digits, ``_`` and ``-``.
        alias: alias of the version that is in use.
        missing_ok: without a champion, or with one of an older kind, load None.

    Raises:
        UserError: the name is none that MLflow and a folder take.
    """

    def __init__(
        self,
        *,
        model_name: str,
        alias: str = "champion",
        missing_ok: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._model_name = check_name(str(model_name))
        self._alias = alias
        self._missing_ok = missing_ok
        self.metadata = metadata

    def load(self) -> Champion | None:
        """Return the champion; raises ``DatasetError`` if there is none or a file was changed."""
        present = self._present()
        if present is None:
            if self._missing_ok:
                return None
            raise DatasetError(f"no champion {self._model_name} yet: run {self._remedy}")
        files = self._files(present)
        tags = {k: v for k, v in present.tags.items() if k != _FILES_TAG}
        try:
            policy = (
                RiskPolicy.from_json(files[POLICY_FILE]) if POLICY_FILE in files else RiskPolicy()
            )
            model = load_forecaster(files)
            return Champion(model, tags, str(present.version), self._model_name, policy)
        except UserError as error:
            if not self._missing_ok:
                raise
            logger.warning("version %s takes no part: %s", present.version, error)
            return None

    def save(self, data: Champion) -> None:
        """Register the forecaster and give it the alias, unless it is the champion already."""
        files = data.to_files()
        digests = json.dumps(_digests(files), sort_keys=True)
        present = self._present()
        if present is not None and present.tags.get(_FILES_TAG) == digests:
            return
        winner = self._same_files(digests) or self._register(data, files, digests)
        _client().set_registered_model_alias(self._model_name, self._alias, winner.version)

    def _same_files(self, digests: str) -> "ModelVersion | None":
        """Return a version with the same files: an earlier champion, or one of a killed run."""
        found = _client().search_model_versions(f"name='{self._model_name}'")
        return next((v for v in found if v.tags.get(_FILES_TAG) == digests), None)

    def _register(self, data: Champion, files: dict[str, bytes], digests: str) -> "ModelVersion":
        from mlflow.exceptions import MlflowException

        model = log_model(files, self._model_name)
        with contextlib.suppress(MlflowException):  # the name is there already
            _client().create_registered_model(self._model_name)
        return _client().create_model_version(
            self._model_name,
            model.model_uri,
            run_id=model.run_id,
            model_id=model.model_id,
            tags={**data.tags, _FILES_TAG: digests},
        )

    def _present(self) -> "ModelVersion | None":
        from mlflow.exceptions import MlflowException

        try:
            return _client().get_model_version_by_alias(self._model_name, self._alias)
        except MlflowException as error:
            if error.error_code in {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}:
                return None
            raise DatasetError(f"MLflow's registry does not answer: {error.message}") from error

    def _files(self, registered: "ModelVersion") -> dict[str, bytes]:
        from mlflow.artifacts import download_artifacts

        os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
        uri = f"models:/{self._model_name}/{registered.version}/artifacts/{_FOLDER}"
        with tempfile.TemporaryDirectory() as folder:
            found = Path(download_artifacts(artifact_uri=uri, dst_path=folder))
            files = {path.name: path.read_bytes() for path in found.iterdir()}
        wanted = json.loads(registered.tags.get(_FILES_TAG, "{}"))
        changed = sorted(set(wanted.items()) ^ set(_digests(files).items()))
        if changed or not wanted:
            names = ", ".join(sorted({name for name, _ in changed})) or "all"
            raise DatasetError(
                f"version {registered.version} of {self._model_name} was changed after it was "
                f"registered (files: {names}): delete it, then {self._remedy}"
            )
        return files

    @property
    def _remedy(self) -> str:
        return f"kedro run --pipelines forecasting --params model_name={self._model_name}"

    def _exists(self) -> bool:
        return self._present() is not None

    def _describe(self) -> dict[str, Any]:
        return {"model_name": self._model_name, "alias": self._alias}


class ChampionWatch:
    """Looks which version is the champion now, which costs little, and loads it when asked."""

    def __init__(self, dataset: ChampionDataset) -> None:
        self._dataset = dataset

    def version(self) -> str | None:
        """Return the version that the alias points to now; None without a champion."""
        present = self._dataset._present()
        return None if present is None else str(present.version)

    def load(self) -> Champion:
        """Return the champion; raises as ``ChampionDataset.load``."""
        champion = self._dataset.load()
        if champion is None:
            raise DatasetError(f"no champion yet: run {self._dataset._remedy}")
        return champion


class ChampionWatchDataset(ChampionDataset):
    """The champion of a process that runs for months; loads as ``ChampionWatch``.

    Example:
        ```yaml
        champion_watch:
          type: connected_car.datasets.ChampionWatchDataset
          model_name: battery_forecaster
        ```
    """

    def load(self) -> ChampionWatch:  # type: ignore[override]
        """Return the watch; nothing is looked up yet."""
        return ChampionWatch(ChampionDataset(model_name=self._model_name, alias=self._alias))

    def save(self, data: Any) -> None:
        """Refuse: the forecasting pipeline names the champion."""
        raise DatasetError("the stream does not change the champion")


def check_name(model_name: str) -> str:
    """Return the name; raises ``UserError`` for one that MLflow or a folder does not take."""
    if not _NAME.fullmatch(model_name):
        raise UserError(
            f"model_name {model_name!r} cannot be used: take up to 100 letters, digits, _ and -"
        )
    return model_name


def _client() -> "MlflowClient":
    from mlflow import MlflowClient

    return MlflowClient()


def _digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def log_model(files: dict[str, bytes], name: str) -> "ModelInfo":
    """Log a forecaster's files as a pyfunc model: a history in, forecasts out."""
    import mlflow
    from mlflow.models import infer_signature

    history = _example_history()
    forecaster = load_forecaster(files)
    forecasts = forecast_frame(forecaster, history, _HORIZON)
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    with tempfile.TemporaryDirectory() as folder:
        return mlflow.pyfunc.log_model(
            name=name,
            python_model=str(Path(__file__).with_name("champion_model.py")),
            artifacts={_FOLDER: str(_write(files, Path(folder) / _FOLDER))},
            pip_requirements=_requirements(forecaster),
            code_paths=[str(_copy_code(Path(folder)))],
            signature=infer_signature(history, forecasts, params={"horizon": _HORIZON}),
            input_example=history,
        )


def _requirements(forecaster: Family) -> list[str]:
    """Return what forecasting with a model needs; a build's own label (+cpu) is left out."""
    packages = sorted({*_REQUIREMENTS, *forecaster.libraries})
    return [f"{package}=={version(package).partition('+')[0]}" for package in packages]


def _write(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _copy_code(folder: Path) -> Path:
    """Copy what a forecaster is made of, so that the model runs without the project."""
    package, copy = Path(connected_car.__file__).parent, folder / "connected_car"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package / "forecasters", copy / "forecasters", ignore=ignored)
    for module in ("__init__.py", "errors.py"):
        shutil.copy(package / module, copy / module)
    return copy


def _example_history() -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=70, freq="D")
    cycles = 0.1 + 0.02 * (days.dayofweek < 5)
    return pd.DataFrame({"unique_id": "battery-1", "ds": days, "y": cycles})
