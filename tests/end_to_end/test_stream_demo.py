"""The demo feeds a running stream, shows each day, and ends well."""

import subprocess
import sys
from datetime import date

import pandas as pd

from tools.drill.demo import draw_last
from tools.drill.live_table import draw


def test_each_day_is_shown_and_the_stream_is_stopped(project, tmp_path):
    given = ("--days", "2", "--seconds", "0", "--folder", str(tmp_path / "demo"))
    command = [sys.executable, "-m", "tools.drill.demo", *given]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for day in ("2024-02-29", "2024-03-01", "2024-03-02"):
        assert f"\n{day}: " in done.stdout
    assert "stopped by SIGTERM" in (tmp_path / "demo" / "stream.log").read_text()


def test_the_table_shows_urgent_ones_first_with_their_change():
    now = pd.DataFrame(
        {
            "Risk": ["ok", "alert", "overdue"],
            "Failure_Probability": [0.02, 0.5, 1.0],
            "Expected_Replacement_Date": [None, date(2024, 4, 1), date(2024, 3, 1)],
        },
        index=["B1", "B2", "B3"],
    )
    before = now.assign(Risk=["ok", "watch", "overdue"], Failure_Probability=[0.02, 0.25, 1.0])
    lines = draw("2024-03-01", now, before, 1.25).splitlines()
    assert lines[0] == "2024-03-01: 1 overdue, 1 alert, 0 watch, 1 ok; file to risk in 1.2 s"
    assert lines[3].split() == ["B2", "alert", "50", "%", "#" * 10, "+25", "%", "2024-04-01"]
    assert [line[:2] for line in lines[3:6]] == ["B2", "B1", "B3"]  # what is sure comes last
    assert lines[-1] == "Moved: B2 watch -> alert"
    assert draw("2024-03-01", now, pd.DataFrame(), 1).endswith("Moved: none")


def test_the_brief_form_shows_the_last_day_beside_the_first(capsys):
    first, between, last = (
        pd.DataFrame(
            {
                "Risk": [risk] * 6,
                "Failure_Probability": chance,
                "Expected_Replacement_Date": date(2024, 4, 1),
            },
            index=[f"B{number}" for number in range(6)],
        )
        for risk, chance in (("ok", 0.1), ("watch", 0.3), ("alert", 0.5))
    )
    draw_last(iter([("2024-03-01", first, 9), ("2024-03-02", between, 1), ("2024-03-03", last, 1)]))
    shown = capsys.readouterr().out
    assert "2024-03-03: 0 overdue, 6 alert" in shown
    assert shown.count("2024-04-01") == 5  # the most urgent ones
    assert "+40 %" in shown and "B0 ok -> alert" in shown
