"""The run's id."""

from kedro.framework.hooks import hook_impl

from connected_car.datasets.run_id import set_run_id


class RunIdHooks:
    """Makes the id of the MLflow run known to the datasets that stamp it, and closes that run."""

    def __init__(self) -> None:
        self._is_users_own = False

    @hook_impl(tryfirst=True)
    def after_context_created(self) -> None:
        """Note whether the user has opened a run, which is the user's to close."""
        import mlflow

        self._is_users_own = mlflow.active_run() is not None

    @hook_impl(trylast=True)
    def before_pipeline_run(self) -> None:
        """Take the id of the run that kedro-mlflow has just opened."""
        import mlflow

        active = mlflow.active_run()
        set_run_id(active.info.run_id if active else None)

    @hook_impl(trylast=True)
    def after_pipeline_run(self) -> None:
        """Forget the id, and close the run, so that the process's next one gets its own.

        kedro-mlflow opens it again for each step, and closes it once.
        """
        import mlflow

        set_run_id(None)
        while not self._is_users_own and mlflow.active_run():
            mlflow.end_run()

    @hook_impl
    def on_pipeline_error(self) -> None:
        """Forget the id."""
        set_run_id(None)
