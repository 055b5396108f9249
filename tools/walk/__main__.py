"""``make walk``: does what README and the tutorial say, on a copy, and compares what is printed.

The fleet is made from a seed, so that the pages can show the figures of a run. Seconds and ids of
runs differ each time, and are not compared.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools.project import PROJECT
from tools.walk import known
from tools.walk.comparing import figures, not_in
from tools.walk.house import Answer, House
from tools.walk.pages import Block, blocks

PAGES = (
    "docs/tutorial/first_minutes.md",
    "README.md",
    "docs/tutorial/data.md",
    "docs/tutorial/forecast.md",
    "docs/tutorial/scoring.md",
    "docs/tutorial/notes.md",
)
RUN = "make run"
_LAST_BLOCK = {"README.md": 1}  # after it README lists commands that need files of a reader's own


def main() -> int:
    """Walk; return how much is not as it is shown."""
    parser = argparse.ArgumentParser(prog="walk", description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=PAGES, help="from the project's folder")
    parser.add_argument("--folder", type=Path, default=PROJECT / "build" / "walk")
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    with House(given.folder.resolve()) as house:
        with house.terminal() as terminal:
            known_already = {RUN: terminal.type(RUN)}
        wrong = list(_stale(house.folder))
        for page in given.pages:
            wrong += _walk(house, page, known_already)
    print("\n".join(["What is NOT as it is shown:", *wrong] if wrong else ["All is as shown."]))
    return len(wrong)


def _stale(folder: Path) -> Iterator[str]:
    for page, parts in figures(folder).items():
        text = " ".join((PROJECT / page).read_text().split())
        yield from (f"{page}: {part}" for part in parts if part not in text)


def _walk(house: House, page: str, known_already: dict[str, Answer]) -> list[str]:
    """Do what a page says, but for what was done already; return what of it does not hold."""
    print(f"\n{page}", flush=True)
    text = (PROJECT / page).read_text()
    wrong: list[str] = []
    with house.terminal() as terminal:
        for block in [*blocks(text)][: _LAST_BLOCK.get(page)]:
            printed = ""
            for line in filter(_is_run, block.lines):
                begun = time.monotonic()
                code, output = known_already.get(line) or terminal.type(line)
                printed += output
                print(f"  {code} {time.monotonic() - begun:6.1f} s  {line}", flush=True)
                wrong += [f"{page}: {line} ends with {code}:\n{output[-2000:]}"] if code else []
            wrong += [f"{page}: {part}" for part in unlike(block, printed, house.folder)]
    return wrong


def unlike(block: Block, printed: str, folder: Path) -> list[str]:
    """Return what of a block was not printed; nothing where a test of its own runs a line of it."""
    return not_in(block.shown, printed, folder) if all(map(_is_run, block.lines)) else []


def _is_run(line: str) -> bool:
    return known.reason(line) is None and not line.startswith(known.SERVERS)


if __name__ == "__main__":
    sys.exit(main())
