"""What is put right before a ``kedro`` command.

One clear line outside of the project; two runs as one ``--params`` value; quiet notebooks.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

import click
from kedro.framework.cli.hooks import cli_hook_impl

_PROJECT_COMMANDS = {"run", "viz", "catalog", "registry", "jupyter", "ipython", "mlflow"}
_TWO_RUNS = re.compile(
    r"\b(compare=[^,=]*),([^,=]*)(?=,|$)"
)  # --params has commas between its keys


class CommandLine:
    """Looks at a command before Kedro does."""

    @cli_hook_impl
    def before_command_run(self, project_metadata: Any, command_args: list[str]) -> None:
        """Write ``compare=A,B`` as Kedro reads it; outside of a project end with one line.

        Notebooks run in a folder of their own, where Kedro would not find the project's logging.
        """
        command_args[:] = [_TWO_RUNS.sub(r"\1..\2", arg) for arg in command_args]
        if project_metadata is None and command_args and command_args[0] in _PROJECT_COMMANDS:
            click.echo(
                f"Error: {Path.cwd()} is not inside a Kedro project, so there is nothing to "
                f"{command_args[0]}; change to the connected_car folder first",
                err=True,
            )
            sys.exit(1)
        if command_args[:1] == ["jupyter"]:
            logging = project_metadata.project_path / "conf" / "logging.yml"
            os.environ.setdefault("KEDRO_LOGGING_CONFIG", str(logging))


cli_hooks = CommandLine()
