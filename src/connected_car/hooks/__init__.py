"""What happens around every run: settings, the run's id, what is shown of it, its passport."""

from connected_car.hooks.moved_project import MovedProjectHooks as MovedProjectHooks
from connected_car.hooks.passport import PassportHooks as PassportHooks
from connected_car.hooks.progress import ProgressHooks as ProgressHooks
from connected_car.hooks.run_id import RunIdHooks as RunIdHooks
from connected_car.hooks.spark import SparkHooks as SparkHooks
from connected_car.hooks.spark import configure_spark as configure_spark
