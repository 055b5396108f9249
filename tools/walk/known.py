"""Commands that pages show and that a walk does not run: the test that runs them, or why none does.

A command is known by how it begins.
"""

ELSEWHERE = {
    "kedro run --env cluster": "tests/end_to_end/test_cluster.py",
    "kedro run --params telemetry=daily-battery-time-series.csv": (
        "tests/end_to_end/test_workshop.py"
    ),
    "kedro viz": "tests/end_to_end/test_viz.py",
    "make clean": "tests/tools/test_clean.py",
    "make dashboard": "tests/tools/test_dashboard_server.py",
    "make docs": "tests/tools/reference/test_site.py",
    "make drill": "tests/end_to_end/test_drill.py",
    "make stream-demo": "tests/end_to_end/test_stream_demo.py",
    "make viz": "tests/end_to_end/test_viz.py",
    "pytest tests/forecasters/test_families.py": "tests/forecasters/test_families.py",
    "pytest tests/pipelines/alerting/test_messages.py": (
        "tests/pipelines/alerting/test_messages.py"
    ),
    "pytest tests/structure/test_families.py": "tests/structure/test_families.py",
}
NOWHERE = {
    "kedro run --pipelines NAME": "NAME stands for any, and each is run by its name",
    "make audit": "asks the network for known faults; tests/tools/test_audit.py tests the rest",
    "make bench": "measures for many minutes, alone on a machine",
    "make chaos": "half an hour; tests/end_to_end/test_kills.py kills each pipeline once",
    "make coverage": "runs the tests, and cannot be run by one of them",
    "make fuzz": "ten minutes; tests/tools/fuzz feeds each target less of it",
    "make lint": "is run on the code of each change, beside the tests",
    "make mutants": "ten minutes; tests/structure/test_promises.py sees that each guard is there",
    "make test": "runs the tests, and cannot be run by one of them",
    "make commands": "runs these very lines",
    "make walk": "half an hour; the tests walk on a small fleet, and compare no figure",
    "export CONNECTED_CAR_STORAGE=": "for the cluster, whose test sets it to a place of its own",
    "export EVENT_HUBS_CONNECTION_STRING": "a name space of Azure is needed",
    "export MLFLOW_TRACKING_URI": "a server of MLflow is needed",
    "export SPARK_": "for the cluster, whose test sets it to a place of its own",
    "git pull": "asks the network",
    "journalctl": "reads the machine's own log",
    "python3.11 -m venv worker-env": "makes an environment of several gigabytes",
    "spark-class ": "tests/end_to_end/test_cluster.py starts master and workers at free ports",
    "sudo systemctl": "changes the machine's own services",
    "worker-env/bin/uv": "fills that environment",
    "worker-env/bin/venv-pack": "packs that environment",
}
SERVERS = ("make jupyter", "make mlflow")  # run until they are ended


def reason(line: str) -> str | None:
    """Return why a line is not run by a walk, or None for one that is."""
    known = ELSEWHERE | NOWHERE
    return next((why for start, why in known.items() if line.startswith(start)), None)
