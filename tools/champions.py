"""A champion in an MLflow store of its own, for runs of a copy or of a benchmark."""

import logging
import os
from pathlib import Path

from connected_car.forecasters.family import Family

_EXPERIMENT = "connected_car"
_MODEL = "battery_forecaster"


def register_champion(folder: Path, forecaster: Family) -> str:
    """Make a fitted forecaster the champion of the store in a folder.

    Args:
        folder: takes MLflow's database and files; made where it is missing.
        forecaster: the champion to be.

    Returns:
        The tracking URI under which the champion is found.
    """
    import mlflow

    from connected_car.datasets import ChampionDataset
    from connected_car.datasets.champion import Champion

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    uri = f"sqlite:///{folder.resolve()}/mlflow.db"
    mlflow.set_tracking_uri(uri)
    experiment = mlflow.get_experiment_by_name(_EXPERIMENT)
    place = (
        mlflow.create_experiment(_EXPERIMENT, str(folder.resolve() / "artifacts"))
        if experiment is None
        else experiment.experiment_id
    )
    os.environ.pop("MLFLOW_RUN_ID", None)  # a run of another store, which cannot be gone on with
    with mlflow.start_run(experiment_id=place):  # whatever MLFLOW_EXPERIMENT_ID says
        ChampionDataset(model_name=_MODEL).save(Champion(forecaster))
    return uri
