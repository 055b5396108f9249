"""The scenes of the drill; each goes on where the one before it ended."""

import random
import shutil
import signal
import time
from collections.abc import Iterator

import pandas as pd

from tools.champions import register_champion
from tools.drill.checks import Check
from tools.drill.copied_project import CopiedProject, Ended, wait_until
from tools.drill.fleet import BATTERIES, Fleet, mean_forecaster

_LATE = [(battery, day) for battery in range(3) for day in (10, 11)]
_BROKEN = ["nonsense", "B001,2024-02-31 07:00:00,1,1,1,1,1,1", "B002,2024-01-29 07:00:00,x,,,,,"]
_LONGEST_SECONDS = 3.0
_ONCE = "each reading once, each battery once a batch"


def odd_files(project: CopiedProject, fleet: Fleet) -> Iterator[Check]:
    """Files of every kind, a kill in the middle of a batch, another champion."""
    late = [fleet.line(*place) for place in _LATE]
    good = [line for line in fleet.lines(range(25)) if line not in late]
    project.land("01_good.csv", good, fleet.header)
    project.land("02_corrupt.csv", [*fleet.lines(range(25, 28)), *_BROKEN], fleet.header)
    ended = project.run(crash_at="risk_written:1")
    yield Check("kill -9 when batch 1 has written all but its health row", "killed", _how(ended))
    register_champion(project.folder / "data" / "mlflow", mean_forecaster(seed=2))
    _land_odd_ones(project, fleet, good, late)
    ended = project.run()
    yield Check("started again, with another champion", "ended well", _how(ended))
    yield from _after_odd_files(project, len(good))
    yield _once(project, len(good) + 3 * BATTERIES + len(late) + 3 * BATTERIES)


def _land_odd_ones(project: CopiedProject, fleet: Fleet, good: list[str], late: list[str]) -> None:
    project.land("03_late.csv", late, fleet.header)
    project.land("04_again.csv", good[:30], fleet.header)
    turned = [",".join([*line.split(",")[::-1], "7"]) for line in fleet.lines(range(28, 31))]
    project.land("05_drifted.csv", turned, [*fleet.header[::-1], "Firmware"])
    lacking = [line.rpartition(",")[0] for line in fleet.lines(range(31, 32))]
    project.land("06_lacking.csv", lacking, fleet.header[:-1])
    (project.landing / "01_good.csv").write_text("another content")


def _after_odd_files(project: CopiedProject, good: int) -> Iterator[Check]:
    health = project.table("stream_health")
    for batch, done, expected in (
        (0, "good file", _counts(good)),
        (1, "file with three broken lines, killed and done again", _counts(60, rejected=3)),
        (2, "late readings", _counts(len(_LATE), late=len(_LATE))),
        (3, "the same readings in another file", _counts(0, duplicate=30)),
        (4, "columns in another order, and one more", _counts(60)),
        (5, "file without a needed column", _counts(0, refused=1)),
    ):
        yield Check(done, expected, _counted(health, batch))
    versions = list(health.sort_values("Batch_ID")["Model_Version"]) if len(health) else []
    used = ", ".join(str(version) for version in versions)
    yield Check("champion changed after batch 1", "versions 1, 1, 2, 2, 2, 2", f"versions {used}")
    for done, words in (
        ("a file rewritten after it was read", "01_good.csv was changed after it was read"),
        ("a column that nothing reads", "has further columns, ignored: Firmware"),
        ("the file without a needed column", "06_lacking.csv is set aside"),
    ):
        told = sum(words in text for row in health.get("Warnings", []) for text in row)
        yield Check(done, "told once", "told once" if told == 1 else f"told {told} times")


def lost_checkpoint(project: CopiedProject, fleet: Fleet) -> Iterator[Check]:
    """The checkpoint is deleted; without the repair nothing is begun."""
    before = project.table("stream_health")
    stored = len(project.table("streamed_telemetry"))
    shutil.rmtree(project.checkpoint)
    project.land("07_next.csv", fleet.lines(range(31, 34)), fleet.header)
    ended = project.run()
    yield Check("checkpoint deleted, started", "refused: recover=true", _how(ended, "recover=true"))
    ended = project.run(recover="true")
    yield Check("started with recover=true", "ended well", _how(ended))
    health = project.table("stream_health")
    new = health[~health["Batch_ID"].isin(before["Batch_ID"])]
    read = f"{int(new['Read'].sum())} readings, {int(new['Kept'].sum())} kept"
    yield Check("files of before and a new one lie there", "60 readings, 60 kept", read)
    yield _once(project, stored + 60)


def running_stream(project: CopiedProject, fleet: Fleet) -> Iterator[Check]:
    """A stream that goes on is started twice, and killed at some moment of a batch."""
    stored = len(project.table("streamed_telemetry"))
    params = {
        "streaming_scoring.trigger": "continuous",
        "streaming_scoring.interval_seconds": 1,
    }
    with project.start(**params) as process:
        project.land("08_next.csv", fleet.lines(range(34, 37)), fleet.header)
        wait_until(lambda: len(project.table("streamed_telemetry")) >= stored + 60, process)
        second = project.run()
        project.land("09_next.csv", fleet.lines(range(37, 40)), fleet.header)
        time.sleep(random.uniform(0, _LONGEST_SECONDS))  # anywhere
        process.kill()
        process.communicate()
    words = "streaming_scoring is running already"
    yield Check("a second stream beside it", f"refused: {words}", _how(second, words))
    killed = Ended(process.returncode, "")
    yield Check("kill -9 at a random moment", "killed", _how(killed))
    yield Check("started again", "ended well", _how(project.run()))
    yield _once(project, stored + 120)


SCENES = (odd_files, lost_checkpoint, running_stream)


def _how(ended: Ended, words: str = "") -> str:
    """Return how a run ended, in words."""
    if ended.code == -signal.SIGKILL:
        return "killed"
    if ended.code == 0:
        return "ended well"
    if words and words in ended.output and "Traceback" not in ended.output:
        return f"refused: {words}"
    last = ended.output.strip().splitlines()[-1:]
    return f"exit code {ended.code}: {' '.join(last)}"


def _counts(
    kept: int, duplicate: int = 0, rejected: int = 0, late: int = 0, refused: int = 0
) -> str:
    words = [f"{kept} kept"]
    for count, what in ((duplicate, "duplicate"), (rejected, "rejected"), (late, "late")):
        words += [f"{count} {what}"] if count else []
    return ", ".join([*words, f"{refused} file set aside"] if refused else words)


def _counted(health: pd.DataFrame, batch: int) -> str:
    rows = health[health["Batch_ID"] == batch] if len(health) else health
    if len(rows) != 1:
        return f"{len(rows)} health rows"
    row = rows.iloc[0]
    names = ("Kept", "Duplicate", "Rejected", "Late", "Refused_Files")
    return _counts(*(int(row[name]) for name in names))


def _once(project: CopiedProject, readings: int) -> Check:
    """Check that nothing is lost and nothing is there twice."""
    stored, risk = project.table("streamed_telemetry"), project.table("streamed_battery_risk")
    kept = stored[stored["Status"] == "kept"]
    places = stored.duplicated(["Source_File", "Source_Row"])
    moments = kept.duplicated(["Battery_ID", "Date"]).reindex(stored.index, fill_value=False)
    twice = int((places | moments).sum())
    scored_twice = int(risk.duplicated(["Battery_ID", "Batch_ID"]).sum())
    once = _ONCE if twice + scored_twice == 0 else f"{twice} readings, {scored_twice} scores twice"
    return Check(
        "all tables read", f"{readings} readings; {_ONCE}", f"{len(stored)} readings; {once}"
    )
