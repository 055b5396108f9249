"""``make drill``: do to a copy of the stream what can go wrong, and print what came out."""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.champions import register_champion
from tools.drill.checks import Check, as_table, verdict
from tools.drill.copied_project import CopiedProject
from tools.drill.fleet import Fleet, mean_forecaster
from tools.drill.guards import GUARDS, take_out
from tools.drill.scenes import SCENES


def main() -> int:
    """Run the scenes; the exit code is 1 where something did not come out."""
    parser = argparse.ArgumentParser(prog="drill", description=__doc__)
    names = [scene.__name__ for scene in SCENES]
    parser.add_argument("--until", choices=names, default=names[-1], help="the last scene")
    parser.add_argument(
        "--without",
        choices=sorted(GUARDS),
        help="take a guard out of the copy: the drill must fail",
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="connected_car_drill_") as folder:
        checks = _drill(Path(folder) / "project", names.index(args.until) + 1, args.without)
    print(f"\n{as_table(checks)}\n\n{verdict(checks)}")
    return 0 if all(check.passed for check in checks) else 1


def _drill(folder: Path, scenes: int, without: str | None) -> list[Check]:
    print("The drill takes a few minutes; your own data is not touched.")
    project = CopiedProject(folder)
    if without:
        take_out(GUARDS[without], folder / "src" / "connected_car")
    register_champion(folder / "data" / "mlflow", mean_forecaster(seed=1))
    checks: list[Check] = []
    for scene in SCENES[:scenes]:
        print(f"{scene.__name__}: {(scene.__doc__ or '').splitlines()[0]}", flush=True)
        for check in scene(project, Fleet()):
            checks.append(check)
            print(f"  {'pass' if check.passed else 'FAIL'}  {check.done}", flush=True)
    return checks


if __name__ == "__main__":
    sys.exit(main())
