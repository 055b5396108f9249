"""Start-up of the command line: what a user waits for before anything happens."""

import argparse
import sys

from benchmarks.measure import cost_of, table

COMMANDS = (["registry", "list"], ["catalog", "describe-datasets"])


def run(args: argparse.Namespace) -> None:
    """Print the seconds of some commands beside those of importing MLflow, which each one does."""
    mlflow = cost_of([sys.executable, "-c", "import mlflow"]).seconds
    rows = []
    for command in COMMANDS:
        seconds = cost_of([sys.executable, "-m", "kedro", *command]).seconds
        rows.append([f"kedro {' '.join(command)}", f"{seconds:.1f}", f"{seconds / mlflow:.1f}"])
    print(table("start-up", ["command", "seconds", "ratio to importing MLflow"], rows))
