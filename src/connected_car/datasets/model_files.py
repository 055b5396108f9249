"""A model's files in MLflow, with the code that reads them: a pyfunc model, nothing pickled."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import connected_car

if TYPE_CHECKING:
    from mlflow.models.model import ModelInfo

_REQUIREMENTS = ("numpy", "pandas", "scipy")  # and the libraries of the family


def log_files(
    files: dict[str, bytes],
    name: str,
    *,
    folder: str,
    code: str,
    packages: Iterable[str],
    libraries: Iterable[str],
    **described: Any,
) -> "ModelInfo":
    """Log a model's files with the code that reads them, as a pyfunc model.

    Args:
        files: file name -> content.
        name: of the model.
        folder: of the artifacts, which the code reads.
        code: module beside this one whose source MLflow runs.
        packages: parts of the project that this code needs.
        libraries: what scoring needs beside numpy, pandas and scipy.
        **described: ``signature`` and ``input_example``.
    """
    import mlflow

    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    with tempfile.TemporaryDirectory() as place:
        return mlflow.pyfunc.log_model(
            name=name,
            python_model=str(Path(__file__).with_name(code)),
            artifacts={folder: str(_write(files, Path(place) / folder))},
            pip_requirements=_requirements(libraries),
            code_paths=[str(_copy_code(Path(place), packages))],
            **described,
        )


def _requirements(libraries: Iterable[str]) -> list[str]:
    """Return what scoring with a model needs; a build's own label (+cpu) is left out."""
    packages = sorted({*_REQUIREMENTS, *libraries})
    return [f"{package}=={version(package).partition('+')[0]}" for package in packages]


def _write(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _copy_code(folder: Path, packages: Iterable[str]) -> Path:
    """Copy what a model is made of, so that it runs without the project."""
    source, copy = Path(connected_car.__file__).parent, folder / "connected_car"
    ignored = shutil.ignore_patterns("__pycache__")
    copy.mkdir()
    for part in ("__init__.py", "errors.py", *packages):
        if (source / part).is_dir():
            shutil.copytree(source / part, copy / part, ignore=ignored)
        else:
            (copy / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / part, copy / part)
    return copy
