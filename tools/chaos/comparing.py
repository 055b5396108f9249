"""What differs between the data of a run that was killed and begun again, and of a calm one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from deltalake import DeltaTable
from mlflow import MlflowClient

# of each run, or measured by it
_OF_THE_RUN = {"Run_ID", "Rejected_At", "Scored_At", "Started_At", "Model_Version", "Warnings"}
_MEASURED = ("Seconds", "Per_Second")
# other than tables: MLflow is looked at by itself; passports and checkpoints have names of the run;
# a search does a trial that was killed anew, under another number
_LEFT_OUT = (
    *("mlflow", "locks", "08_reporting/run_passports", "07_model_output/stream/"),
    *("06_models/forecast_search", "06_models/text_search"),
)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def differences(calm: Path, again: Path, now: Path) -> Iterator[str]:
    """Yield a line for whatever is not as after a calm run.

    Args:
        calm: the data after an undisturbed run.
        again: after a second one; a file that differs between the two is of the run.
        now: the data after kills and a run to the end.
    """
    yield from _tables(calm, now)
    yield from _files(calm, again, now)
    yield from _mlflow(now)


def _tables(calm: Path, now: Path) -> Iterator[str]:
    expected, found = tables_in(calm), tables_in(now)
    for name in sorted(expected ^ found):
        yield f"table {name} is {'missing' if name in expected else 'new'}"
    for name in sorted(expected & found):
        one, other = content_of(calm / name), content_of(now / name)
        if len(one) != len(other):
            yield f"table {name} had {len(one)} rows, has {len(other)}"
        elif not one.equals(other):
            columns = [c for c in one if c not in other or not one[c].equals(other[c])]
            yield f"table {name} differs in {', '.join(columns)}"


def _files(calm: Path, again: Path, now: Path) -> Iterator[str]:
    expected, second, found = (_plain_files(folder) for folder in (calm, again, now))
    for name in sorted(expected ^ found):
        yield f"file {name} {'is missing' if name in expected else 'was left'}"
    for name in sorted(name for name in expected & second & found if "…" not in name):
        content = (calm / name).read_bytes()
        if content == (again / name).read_bytes() != (now / name).read_bytes():
            yield f"file {name} differs"


def _mlflow(now: Path) -> Iterator[str]:
    store = now / "mlflow" / "mlflow.db"
    if not store.is_file():
        return
    client = MlflowClient(f"sqlite:///{store}")
    for experiment in client.search_experiments():
        for run in client.search_runs([experiment.experiment_id], max_results=1000):
            if run.info.status not in {"FINISHED", "FAILED"}:
                yield f"MLflow's run {run.info.run_name} is {run.info.status}"


def tables_in(folder: Path) -> set[str]:
    """Return the Delta tables below a folder."""
    return {str(log.parent.relative_to(folder)) for log in folder.rglob("_delta_log")}


def content_of(table: Path) -> pd.DataFrame:
    """Return the rows of a table sorted by all columns, without what is of the run."""
    frame = DeltaTable(str(table)).to_pyarrow_table().to_pandas()
    kept = [c for c in frame if c not in _OF_THE_RUN and not any(m in c for m in _MEASURED)]
    texts = frame[kept].astype(str)
    return texts.sort_values(kept, ignore_index=True)


def _plain_files(folder: Path) -> set[str]:
    """Return all files that belong to no table; ids that Spark gives them are left out."""
    tables = tuple(f"{name}/" for name in tables_in(folder))
    paths = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return {_ID.sub("…", path) for path in paths if not path.startswith((*tables, *_LEFT_OUT))}
