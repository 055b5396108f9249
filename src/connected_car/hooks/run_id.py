"""The run's id."""

from kedro.framework.hooks import hook_impl

from connected_car.datasets.run_id import set_run_id


class RunIdHooks:
    """Makes the id of the MLflow run known to the datasets that stamp it."""

    @hook_impl(trylast=True)
    def before_pipeline_run(self) -> None:
        """Take the id of the run that kedro-mlflow has just opened."""
        import mlflow

        active = mlflow.active_run()
        set_run_id(active.info.run_id if active else None)

    @hook_impl
    def after_pipeline_run(self) -> None:
        """Forget the id."""
        set_run_id(None)

    @hook_impl
    def on_pipeline_error(self) -> None:
        """Forget the id."""
        set_run_id(None)
