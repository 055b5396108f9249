"""The project's own small files: of the stream, of messages, of runs."""

import json
from collections import Counter
from pathlib import Path

from connected_car.datasets.append_log import AppendLog
from connected_car.datasets.files import JSONLinesDataset
from connected_car.datasets.source_log import SourceLog
from connected_car.passports.options import RunReportOptions
from connected_car.pipelines.alerting.delivering import waiting_lines
from connected_car.pipelines.alerting.outbox import told_days
from connected_car.pipelines.run_report.nodes import compare_runs
from connected_car.pipelines.streaming_scoring.checkpoint import Checkpoint
from connected_car.pipelines.streaming_scoring.plan import Plan
from tools.fuzz.files import folder, written
from tools.fuzz.mutators import spoil_bytes, spoil_json
from tools.fuzz.notes import open_alerts
from tools.fuzz.target import Target, require

_IDS = ("a" * 32, "b" * 32)


def targets() -> list[Target]:
    """Return the readers of what the project has written itself."""
    both = [spoil_bytes, spoil_json]
    return [
        Target("checkpoint", 5, "file", _checkpoint_seeds, both, _read_checkpoint),
        Target("plan", 5, "file", _plan_seeds, both, _read_plan),
        Target("source_log", 3, "file", _log_seeds, [spoil_bytes], _read_source_log),
        Target("outbox", 4, "file", _outbox_seeds, [spoil_bytes], _read_outbox),
        Target("passport", 1, "file", _passport_seeds, both, _compare),
    ]


def _checkpoint_seeds() -> list[bytes]:
    return [b'{"base": 0, "replay": null}', b'{"base": 17, "replay": 16}']


def _read_checkpoint(content: bytes) -> Counter[str]:
    written("connected_car.json", content)
    checkpoint = Checkpoint.read(folder())
    checkpoint.check(checkpoint.planned())
    require(type(checkpoint.base) is int, "a base that is no number")
    require(type(checkpoint.replay) in {int, type(None)}, "a replay that is no number")
    return Counter(kept=1)


def _plan_seeds() -> list[bytes]:
    return [b'{"batch": 3, "started_at": "2026-07-01T00:00:00+00:00", "model_version": "2"}']


def _read_plan(content: bytes) -> Counter[str]:
    plan = Plan.of(written("plan.json", content), 3, "2")
    require(plan.time.utcoffset() is not None, "a time without a zone")
    require(isinstance(plan.model_version, str | None), "a version that is no text")
    return Counter(kept=1)


def _log_seeds() -> list[bytes]:
    entries = [{"path": f"file:///a%20b/f{n}.csv", "timestamp": 1, "batchId": n} for n in range(3)]
    return ["\n".join(["v1", *map(json.dumps, entries)]).encode(), b'v1\n{}\n{"logOffset":0}']


def _read_source_log(content: bytes) -> Counter[str]:
    checkpoint = folder() / "checkpoint"
    for name in ("commits", "offsets", "sources/0"):
        (checkpoint / name).mkdir(parents=True, exist_ok=True)
    (checkpoint / "commits" / "0").write_bytes(b"v1\n{}")
    entries, position = _log_seeds()
    is_position = b"logOff" in content
    (checkpoint / "offsets" / "0").write_bytes(content if is_position else position)
    (checkpoint / "sources" / "0" / "1").write_bytes(entries if is_position else content)
    found = SourceLog(checkpoint).new_paths()
    require(all(path.startswith("/") for path in found), "a path that is none")
    return Counter(kept=1)


def _outbox_seeds() -> list[bytes]:
    line = {
        **{"key": "m1", "alert_id": "a1", "vehicle_id": "V1", "severity": "alert", "round": 0},
        **{"sent_at": "2026-07-01T00:00:00+00:00", "state": "failed", "title": "t", "body": "b"},
    }
    lines = [json.dumps({**line, "key": f"m{n}", "alert_id": f"a{n}"}) for n in range(3)]
    return ["\n".join([*lines, ""]).encode()]


def _read_outbox(content: bytes) -> Counter[str]:
    path = written("outbox.jsonl", content)
    lines = JSONLinesDataset(filepath=str(path)).load()
    told_days(open_alerts(), lines)
    waiting_lines(lines, AppendLog(path).lines("key", "state"), retry_dead=False)
    return Counter(kept=1)


def _passport_seeds() -> list[bytes]:
    return [Path(__file__).with_name("passport.json").read_bytes()]


def _compare(content: bytes) -> Counter[str]:
    written(f"{_IDS[0]}.json", content)
    written(f"{_IDS[1]}.json", _passport_seeds()[0])
    options = RunReportOptions(compare=",".join(_IDS), keep=10)
    compare_runs(run_passports=folder(), options=options)
    return Counter(kept=1)
