"""Pages are read as a reader does them, and what they show is compared with what was printed."""

from tools.walk import known
from tools.walk.__main__ import unlike
from tools.walk.comparing import not_in
from tools.walk.pages import Block, blocks, typed

PAGE = """
Begin with `make run`.

```sh
kedro run \\
  --params a=1   # one
make viz
```

```text
12 alerts in 3.1 s
```

1. Then

    ```sh
    export A='x#y'
    ```
"""


def test_a_block_has_its_lines_and_what_they_are_said_to_print():
    assert [*blocks(PAGE)] == [
        Block(("kedro run --params a=1", "make viz"), "12 alerts in 3.1 s\n"),
        Block(("export A='x#y'",)),
        Block(("make run",)),
    ]
    assert typed("  # a comment") == ""


def test_another_figure_is_found_and_another_time_is_not(tmp_path):
    printed = "run 0123456789abcdef0123456789abcdef\n12 alerts\n  in 20.0 s, no more"
    for shown in ("12 alerts in 3.1 s", "12 … more", "run fedcba9876543210fedcba9876543210\n…"):
        assert not_in(shown, printed, tmp_path) == []
    assert not_in("12 alerts\n13 alerts in 3.1 s …", printed, tmp_path) == ["13 alerts in SECONDS"]


def test_what_a_report_says_was_not_printed_but_holds(tmp_path):
    (tmp_path / "data" / "08_reporting").mkdir(parents=True)
    (tmp_path / "data" / "08_reporting" / "summary.json").write_text('{"verdict": "a beats b"}')
    assert not_in("a beats b", "", tmp_path) == []


def test_what_another_test_runs_is_not_compared(tmp_path):
    assert unlike(Block(("kedro run",), "13 alerts\n"), "12 alerts", tmp_path) == ["13 alerts"]
    assert unlike(Block(("kedro run", "make viz"), "13 alerts\n"), "12 alerts", tmp_path) == []


def test_a_line_is_known_by_how_it_begins():
    assert known.reason("make bench scoring") == known.NOWHERE["make bench"]
    assert known.reason("kedro run") is None
