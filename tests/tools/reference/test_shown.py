"""Each command and path that README and pages show is one that there is."""

import pytest

from tools.reference import shown

# what no test can check here, and why
LEFT_OUT = {
    "kedro run --pipelines NAME": "NAME stands for any",
    "sudo systemctl": "changes the machine's own services",
    "journalctl": "reads the machine's own log",
    "flock ": "packs the data of this machine",
    "tar ": "puts packed data back",
    "mv data data.broken": "takes the data of this machine away",
    "cp -rn data.broken": "takes along what was delivered since",
    "export SPARK_LOCAL_IP": "is read by Spark itself",
    "spark-class ": "starts services of Spark's own",
    "git pull": "asks the network",
    "python3.11 -m venv worker-env": "makes an environment of several gigabytes",
    "worker-env/bin/uv": "fills that environment",
    "worker-env/bin/venv-pack": "packs that environment",
}
FILES = shown.pages()


def _left_out(line: str) -> bool:
    return any(line.startswith(start) for start in LEFT_OUT)


@pytest.mark.parametrize("page", FILES, ids=lambda page: str(page.relative_to(shown.PROJECT)))
def test_a_page_shows_only_what_there_is(page):
    text = shown.text_of(page)
    wrong = {line: shown.complaints(line) for line in shown.commands(text) if not _left_out(line)}
    assert {line: why for line, why in wrong.items() if why} == {}
    assert shown.wrong_paths(shown.spans(text)) == []


def test_what_is_left_out_is_shown():
    lines = [line for page in FILES for line in shown.commands(shown.text_of(page))]
    assert [start for start in LEFT_OUT if not any(line.startswith(start) for line in lines)] == []
    assert len(lines) > 50


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("make rum", "make has no target rum"),
        ("make bench scorings", "make bench knows no scorings"),
        ('make drill ARGS="--with x"', "make drill has no --with"),
        ("make run PARAMS=telemtry=x.csv", "did you mean 'telemetry'?"),
        ("kedro run --pipelines forcasting  # comment", "there is no pipeline 'forcasting'"),
        ("kedro run --pipelnes forecasting", "No such option"),
        ("kedro run --params forecasting.horizn=14", "--params has no key"),
        ("kedro run --params forecasting.horizon=0", "greater than or equal to 1"),
        ("kedro run --params forecasting.search.preset=quik", "preset"),
        ('kedro run --pipelines alerting --params "acknowledge=A,owner=Ann"', "missing: reason"),
        ("kedro run --pipelines batch_scoring --params telemetry=x", "not by batch_scoring"),
        ("kedro run --env nowhere", "there is no environment nowhere"),
        ("kedro regstry list", "kedro has no command"),
        ("export SPARK_MASTR=x", "nothing reads the variable SPARK_MASTR"),
        ("touch data/07_model_output/strem/stop", "there is no data/07_model_output/strem/stop"),
        ("make run && rm -rf data", "`rm` is not checked by anything"),
    ],
)
def test_a_wrong_line_is_found(line, complaint):
    assert complaint in " ".join(shown.complaints(line))


def test_lines_and_paths_are_found():
    block = "    ```sh\n    make \\\n      run\n    ```\n"
    text = f"See `make viz`:\n\n{block}\n```python\n`make no`\n```\n"
    assert list(shown.commands(text)) == ["make   run", "make viz"]
    paths = ["src/connected_car", "src/connected_cat", "data/08_reporting/alerts", "data/9/x"]
    assert shown.wrong_paths(paths) == ["src/connected_cat", "data/9/x"]
