"""Connected-car maintenance: forecast battery wear of a fleet, and tell its drivers in time."""

import os

__version__ = "0.1.0"

# Kedro, its viewer and MLflow would tell their makers how they are used
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # takes no 1 for the name above
