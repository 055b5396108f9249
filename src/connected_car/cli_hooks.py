"""One clear line for ``kedro run`` outside of the project."""

import sys
from pathlib import Path
from typing import Any

import click
from kedro.framework.cli.hooks import cli_hook_impl

_PROJECT_COMMANDS = {"run", "viz", "catalog", "registry", "jupyter", "ipython", "mlflow"}


class OutsideProject:
    """Answers the commands that need a project when they are called outside of one."""

    @cli_hook_impl
    def before_command_run(self, project_metadata: Any, command_args: list[str]) -> None:
        """End with exit code 1 and one line."""
        if project_metadata is None and command_args and command_args[0] in _PROJECT_COMMANDS:
            click.echo(
                f"Error: {Path.cwd()} is not inside a Kedro project, so there is nothing to "
                f"{command_args[0]}; change to the connected_car folder first",
                err=True,
            )
            sys.exit(1)


cli_hooks = OutsideProject()
