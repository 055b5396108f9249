"""What the demo of a running stream shows; ``make run`` feeds one in ``test_shown_commands.py``."""

from datetime import date

import pandas as pd
import pytest

from tools.drill.demo import draw_each, draw_last
from tools.drill.live_table import draw


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


@pytest.fixture
def scored():
    """Three days of six batteries that come nearer to their rating, with seconds."""

    def day(number: int, risk: str, chance: float):
        batteries = pd.DataFrame(
            {
                "Risk": [risk] * 6,
                "Failure_Probability": chance,
                "Expected_Replacement_Date": date(2024, 4, 1),
            },
            index=[f"B{place}" for place in range(6)],
        )
        return f"2024-03-0{number}", batteries, 1.0

    return iter([day(1, "ok", 0.1), day(2, "watch", 0.3), day(3, "alert", 0.5)])


def test_each_day_is_shown(scored, capsys):
    draw_each(scored, pause=0)
    shown = capsys.readouterr().out
    for text in ("2024-03-01: 0 overdue, 0 alert", "2024-03-02: 0", "2024-03-03: 0"):
        assert f"\n{text}" in shown
    assert shown.count("B0 ok -> watch") == shown.count("B0 watch -> alert") == 1


def test_the_brief_form_shows_the_last_day_beside_the_first(scored, capsys):
    draw_last(scored)
    shown = capsys.readouterr().out
    assert "2024-03-03: 0 overdue, 6 alert" in shown
    assert shown.count("2024-04-01") == 5  # the most urgent ones
    assert "+40 %" in shown and "B0 ok -> alert" in shown
