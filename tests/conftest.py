"""What all tests share."""

import os
from pathlib import Path

import pytest
import yaml

os.environ["DO_NOT_TRACK"] = "1"
PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository."""
    return PROJECT


@pytest.fixture(scope="session")
def lab_file() -> Path:
    """The workshop's own battery file; it lies beside the project and is never part of it."""
    path = PROJECT.parent / "shared" / "data" / "lab" / "daily-battery-time-series.csv"
    if not path.exists():
        pytest.skip("the workshop's file is not at ../shared/data/lab")
    return path


@pytest.fixture(scope="session")
def spark():
    """One Spark session for all tests, with the project's settings."""
    from pyspark.sql import SparkSession

    from connected_car.hooks import configure_spark

    settings = yaml.safe_load((PROJECT / "conf" / "base" / "spark.yml").read_text())
    settings |= {"spark.master": "local[2]", "spark.sql.shuffle.partitions": 4}
    configure_spark(settings, PROJECT / "conf")
    session = SparkSession.builder.getOrCreate()
    yield session
    session.stop()
