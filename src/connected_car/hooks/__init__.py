"""What happens around every run: settings, the run's id, what is shown of it, its passport."""

from connected_car.hooks.handed_in import HandedInHooks as HandedInHooks
from connected_car.hooks.interrupted import InterruptedHooks as InterruptedHooks
from connected_car.hooks.mlflow_store import MlflowStoreHooks as MlflowStoreHooks
from connected_car.hooks.one_at_a_time import OneAtATimeHooks as OneAtATimeHooks
from connected_car.hooks.passport import PassportHooks as PassportHooks
from connected_car.hooks.progress import ProgressHooks as ProgressHooks
from connected_car.hooks.run_id import RunIdHooks as RunIdHooks
from connected_car.hooks.spark import SparkHooks as SparkHooks
from connected_car.hooks.spark import configure_spark as configure_spark
