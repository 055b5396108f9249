"""Quarantined lines are read again when a rule or a file has been mended."""

import pandas as pd
import pytest


@pytest.fixture
def two_files(deliver, lines):
    """``old.csv`` has two lines with many trips, a hopeless one and a duplicate."""
    text = lines("A")
    for number in (10, 20):
        text[number] = text[number].replace(",2,", ",600,", 1)
    text[40] = "hopeless"
    deliver("old.csv", [*text, text[5]])
    deliver("new.csv", lines("B"))


def statuses(result) -> dict[str, int]:
    return result.rejected["Status"].value_counts().to_dict()


def test_lines_of_a_mended_rule_are_added_once(two_files, run, deliver, lines, tmp_path):
    assert statuses(run()) == {"rejected": 3, "duplicate": 1}
    (tmp_path / "in" / "old.csv").unlink()
    first = run(replay=True, max_trips=1000)
    assert statuses(first) == {"mended": 3, "rejected": 1}
    hopeless = first.rejected[first.rejected["Status"] == "rejected"].iloc[0]
    assert (hopeless["Raw_Text"], hopeless["Line_Number"]) == ("hopeless", 42)
    assert hopeless["Source_File"].endswith("old.csv")
    days = first.daily[(first.daily["Battery_ID"] == "A") & (first.daily["Observed_Readings"] == 1)]
    assert [str(day) for day in days["Date"]] == ["2025-01-06", "2025-01-11", "2025-01-21"]
    assert first.report["readings"] == {"read": 64, "kept": 63, "duplicate": 0, "rejected": 1}
    second = run(replay=True, max_trips=1000)
    pd.testing.assert_frame_equal(second.daily, first.daily)
    assert statuses(second) == statuses(first)
    strict = run(replay=True)
    assert statuses(strict) == {"mended": 1, "rejected": 3}


def test_lines_of_a_delivered_file_count_only_there(two_files, run, deliver, lines):
    run()
    plain = run(max_trips=1000)
    replayed = run(replay=True, max_trips=1000)
    pd.testing.assert_frame_equal(replayed.daily, plain.daily)
    assert replayed.report["readings"] == plain.report["readings"]
    deliver("old.csv", lines("A"))
    mended = run(replay=True)
    assert mended.report["readings"] == {"read": 120, "kept": 120, "duplicate": 0, "rejected": 0}
    assert len(mended.rejected) == 0


def test_a_line_delivered_again_in_another_file_is_a_duplicate(
    two_files, run, deliver, lines, tmp_path
):
    run()
    (tmp_path / "in" / "old.csv").unlink()
    deliver("renamed.csv", lines("A"))
    result = run(replay=True)
    assert result.report["readings"] == {"read": 124, "kept": 120, "duplicate": 1, "rejected": 3}
    assert result.daily["Observed_Readings"].eq(1).all()


def test_rows_without_lines_are_replayed_too(run, deliver, lines, tmp_path):
    deliver("a.csv", lines("A"))
    frame = pd.read_csv(tmp_path / "in" / "a.csv", parse_dates=["Date"])
    (tmp_path / "in" / "a.csv").unlink()
    frame.loc[[3, 4], "Number_Of_Trips"] = 600
    frame.to_parquet(tmp_path / "in" / "a.parquet")
    assert statuses(run()) == {"rejected": 2}
    (tmp_path / "in" / "a.parquet").unlink()
    deliver("b.csv", lines("B"))
    result = run(replay=True, max_trips=1000)
    assert statuses(result) == {"mended": 2}
    assert list(result.daily["Number_Of_Trips"][result.daily["Battery_ID"] == "A"]) == [600, 600]


def test_a_replay_without_a_quarantine_is_a_plain_run(run, deliver, lines):
    deliver("a.csv", lines("A"))
    assert run(replay=True).report["readings"]["kept"] == 60
