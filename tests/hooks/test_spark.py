"""How Spark's settings reach the session."""

import os
from pathlib import Path

import pytest

from connected_car.hooks import spark as hook


@pytest.mark.parametrize("there", [True, False])
def test_a_jvm_reads_the_archive_of_classes_where_there_is_one(there, tmp_path, monkeypatch):
    for name in ("PYSPARK_SUBMIT_ARGS", "PYSPARK_PYTHON", "TZ"):
        monkeypatch.setenv(name, "")
    archive = tmp_path / "with a space" / "classes.jsa"
    archive.parent.mkdir()
    if there:
        archive.touch()
    monkeypatch.setattr(hook, "CLASSES", archive)
    hook.configure_spark({"spark.master": "local[1]", hook.JAVA_OPTIONS: "-Xss4m"}, Path("conf"))
    options = os.environ["PYSPARK_SUBMIT_ARGS"]
    assert (f'"-XX:SharedArchiveFile={archive}"' in options) == there
    assert "-Xss4m" in options
