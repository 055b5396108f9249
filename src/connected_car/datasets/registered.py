"""A champion in MLflow's registry: plain files, no pickle."""

import contextlib
import logging
import os
import re
import tempfile
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from kedro.io import AbstractDataset, DatasetError

from connected_car.datasets.manifest import DIGESTS, SIGNATURE, Seal
from connected_car.datasets.secret import read_secret
from connected_car.errors import UserError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion
    from mlflow.models.model import ModelInfo

logger = logging.getLogger(__name__)

_LONGEST_REASON = 200
_NAME = re.compile(r"[\w-]{1,100}", re.ASCII)  # MLflow refuses / : . % and quotes


class Registrable(Protocol):
    """What can be registered: files, and what the registry is told about them."""

    @property
    def tags(self) -> dict[str, str]:
        """Return what the registry is told."""

    def to_files(self) -> dict[str, bytes]:
        """Return file name -> content."""


class RegisteredDataset(AbstractDataset[Any, Any]):
    """The model version that an alias points to, as files whose SHA-256 stand in its tags.

    Saving logs the files in the active MLflow run (models from code: source and files, nothing
    pickled), registers them and moves the alias. A model that is the champion already, file by
    file, is not registered again. Loading verifies each file.

    Args:
        model_name: name in the registry: letters, digits, ``_`` and ``-``.
        alias: alias of the version that is in use.
        missing_ok: without a champion, or with one of an older kind, load None.
        credentials: ``secret`` of it, where there is one, signs the files of new versions; a
            version without that signature is refused.

    Raises:
        UserError: the name is none that MLflow and a folder take.
    """

    folder: ClassVar[str]  # of the model's artifacts that holds its files
    pipeline: ClassVar[str]  # which fits it anew
    parameter: ClassVar[str]  # of ``--params`` that gives its name
    purpose: ClassVar[str]  # what it answers, for who finds it in the registry

    def __init__(
        self,
        *,
        model_name: str,
        alias: str = "champion",
        missing_ok: bool = False,
        credentials: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        self._model_name = check_name(str(model_name))
        self._seal = Seal(self._model_name, read_secret(credentials))
        self._alias = alias
        self._missing_ok = missing_ok
        self.metadata = metadata

    def load(self) -> Any:
        """Return the champion; raises ``DatasetError`` if there is none or a file was changed."""
        present = self._present()
        if present is None:
            if self._missing_ok:
                return None
            raise DatasetError(f"no champion {self._model_name} yet: run {self._remedy}")
        files = self._files(present)
        tags = {k: v for k, v in present.tags.items() if k not in {DIGESTS, SIGNATURE}}
        try:
            return self.rebuild(files, tags, str(present.version))
        except UserError as error:
            if not self._missing_ok:
                raise
            logger.warning("version %s takes no part: %s", present.version, error)
            return None

    def save(self, data: Registrable) -> None:
        """Register the model and give it the alias, unless it is the champion already."""
        files = data.to_files()
        present = self._present()
        if present is not None and self._seal.is_of(files, present.tags):
            return
        winner = self._same_files(files) or self._register(data, files)
        _client().set_registered_model_alias(self._model_name, self._alias, winner.version)

    def version(self) -> str | None:
        """Return the version that the alias points to now, which costs little; None without one."""
        present = self._present()
        return None if present is None else str(present.version)

    def state(self) -> dict[str, Any]:
        """Return name, alias and version of the present champion, and what its tags tell of it."""
        present = self._present()
        told = {} if present is None else present.tags
        return {
            "name": self._model_name,
            "alias": self._alias,
            "version": None if present is None else str(present.version),
            "family": told.get("family"),
            "score": told.get("score"),
            "data_version": told.get("data_version"),
        }

    def rebuild(self, files: dict[str, bytes], tags: dict[str, str], version: str) -> Any:
        """Return the champion that ``to_files`` described.

        Raises:
            UserError: its files cannot be read, or make no sense.
        """
        try:
            return self._rebuild(files, tags, version)
        except UserError:
            raise
        except Exception as error:  # whatever numpy, LightGBM, torch or Keras raise
            reason = " ".join(str(error).split())[:_LONGEST_REASON]
            raise UserError(
                f"the files of version {version} of {self._model_name} make no sense ({reason}): "
                f"delete it, then {self._remedy}"
            ) from error

    @abstractmethod
    def _rebuild(self, files: dict[str, bytes], tags: dict[str, str], version: str) -> Any:
        """Return the champion that ``to_files`` described; ``UserError`` for an older kind."""

    @abstractmethod
    def log_model(self, files: dict[str, bytes]) -> "ModelInfo":
        """Log the files as a model in the active run."""

    def _same_files(self, files: dict[str, bytes]) -> "ModelVersion | None":
        """Return a version with the same files: an earlier champion, or one of a killed run."""
        found = _client().search_model_versions(f"name='{self._model_name}'")
        return next((v for v in found if self._seal.is_of(files, v.tags)), None)

    def _register(self, data: Registrable, files: dict[str, bytes]) -> "ModelVersion":
        from mlflow.exceptions import MlflowException

        model = self.log_model(files)
        with contextlib.suppress(MlflowException):  # the name is there already
            _client().create_registered_model(self._model_name, description=self.purpose)
        return _client().create_model_version(
            self._model_name,
            model.model_uri,
            run_id=model.run_id,
            model_id=model.model_id,
            tags={**data.tags, **self._seal.tags(files)},
            description=_described(data.tags, model.run_id),
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
        from mlflow.exceptions import MlflowException

        os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
        uri = f"models:/{self._model_name}/{registered.version}/artifacts/{self.folder}"
        try:
            with tempfile.TemporaryDirectory() as folder:
                found = Path(download_artifacts(artifact_uri=uri, dst_path=folder))
                files = _read(found)
        except (MlflowException, OSError):
            files = {}
        fault = self._seal.fault(files, registered.tags)
        if fault:
            raise DatasetError(
                f"version {registered.version} of {self._model_name} {fault}: "
                f"delete it, then {self._remedy}"
            )
        return files

    @property
    def _remedy(self) -> str:
        return f"kedro run --pipelines {self.pipeline} --params {self.parameter}={self._model_name}"

    def _exists(self) -> bool:
        return self._present() is not None

    def _describe(self) -> dict[str, Any]:
        return {"model_name": self._model_name, "alias": self._alias}


def _described(tags: dict[str, str], run_id: str | None) -> str:
    """Return what a version is, how good, and from which data and run, as far as its tags tell."""
    parts = {
        "**{}**": tags.get("family"),
        "{}": tags.get("score"),
        "learned from version {} of the data": tags.get("data_version"),
        "made by run {}": (run_id or "")[:8],
    }
    told = ", ".join(form.format(value) for form, value in parts.items() if value)
    return f"{told}.\n\n{tags.get('verdict', '')}".strip()


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


def _read(folder: Path) -> dict[str, bytes]:
    """Return all files, those of folders that do not belong there too."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
