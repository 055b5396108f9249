"""The stream's own small files, damaged: one line with the remedy, and the remedy helps."""

import pytest

from connected_car.errors import UserError
from connected_car.pipelines.streaming_scoring.checkpoint import Checkpoint
from connected_car.pipelines.streaming_scoring.plan import Plan

GOOD_PLAN = b'{"batch": 3, "started_at": "2026-07-01T00:00:00+00:00", "model_version": "2"}'


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"7", b"\xff\xfe", b"[" * 5000, b'{"base": 1}'),
        *(b'{"base": "1", "replay": null}', b'{"base": null, "replay": null}'),
        *(b'{"base": 1, "replay": "2"}', b'{"base": 1.5, "replay": null}'),
    ],
)
def test_a_damaged_checkpoint_is_told_with_the_repair(content, tmp_path):
    (tmp_path / "connected_car.json").write_bytes(content)
    with pytest.raises(UserError, match=r"connected_car.json is damaged \(.*recover=true"):
        Checkpoint.read(tmp_path)


def test_what_was_written_is_read(tmp_path):
    written = Checkpoint(tmp_path, base=3, replay=2)
    written.write()
    assert Checkpoint.read(tmp_path) == written


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"7", b'{"batch": 3}', GOOD_PLAN.replace(b"3", b'"3"', 1)),
        *(GOOD_PLAN.replace(b"+00:00", b""), GOOD_PLAN.replace(b"07-01", b"02-30")),
        GOOD_PLAN.replace(b'"2"', b"2"),
    ],
)
def test_a_damaged_plan_is_told(content, tmp_path):
    (tmp_path / "plan.json").write_bytes(content)
    with pytest.raises(UserError, match=r"plan.json is damaged \(.*delete it"):
        Plan.of(tmp_path / "plan.json", 3, "2")


def test_the_plan_of_a_batch_is_kept_and_that_of_another_replaced(tmp_path):
    (tmp_path / "plan.json").write_bytes(GOOD_PLAN)
    assert Plan.of(tmp_path / "plan.json", 3, "9").started_at.startswith("2026-07-01")
    assert Plan.of(tmp_path / "plan.json", 4, "9").model_version == "9"


def test_the_repair_goes_on_without_loss_or_repetition(tmp_path, run, deliver, readings):
    deliver(tmp_path, "a.csv", [line for _, _, line in readings(2, 10)])
    run()
    (tmp_path / "state" / "checkpoint" / "connected_car.json").write_text("{")
    with pytest.raises(UserError, match="is damaged"):
        run()
    assert run(recover=True)["known_before"] == 20
