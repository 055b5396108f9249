"""Looks for unsafe code, secrets, known faults and licences that ask for more than a notice.

Reports go to build/audit, with a list of all parts (CycloneDX). What has been looked at and is
accepted stands in tools/audit_accepted.toml, each with a reason and an end; after it, it counts
again. `uv tool run` fetches the tools, so that they are in no environment of the project.
"""

import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from tools.project import PROJECT

REPORTS = PROJECT / "build" / "audit"
ACCEPTED = PROJECT / "tools" / "audit_accepted.toml"
PYTHON = sys.executable
CODE = ["src", "benchmarks", "tools"]
NOTICE_ONLY = re.compile(
    r"(The )?(MIT|BSD|[23]-Clause BSD|0BSD|BSL-1|Apache|Python Software|PSF|ISC|Zlib|CC0"
    r"|Public Domain)"
)


class NotAskedError(Exception):
    """A check needs an answer of others, and got none."""


def run_tool(package: str, *command: str, output: Path | None = None) -> bytes:
    """Run a tool; return what it prints, and what it wrote into ``output``."""
    tool = [str(Path(PYTHON).with_name("uv")), "tool", "run", "--quiet", "--from", package]
    done = subprocess.run([*tool, *command], cwd=PROJECT, capture_output=True, check=False)
    if output is None:
        return done.stdout
    return output.read_bytes() if output.exists() else b""


def unsafe_code() -> list[str]:
    """Return findings of bandit of medium or high severity, as ``B701 path``."""
    report = REPORTS / "bandit.json"
    command = ["bandit", "-q", "-ll", "-f", "json", "-o", str(report), "-r", *CODE]
    found = json.loads(run_tool("bandit==1.9.4", *command, output=report))
    return [f"{one['test_id']} {one['filename']}" for one in found["results"]]


def secrets() -> list[str]:
    """Return what looks like a secret in files of git, as ``path kind``."""
    files = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, check=True).stdout
    printed = run_tool(
        "detect-secrets==1.5.0", "detect-secrets", "scan", *files.decode().split("\n")[:-1]
    )
    (REPORTS / "secrets.json").write_bytes(printed)
    return [
        f"{path} {one['type']}"
        for path, many in json.loads(printed)["results"].items()
        for one in many
    ]


def licences() -> list[str]:
    """Return the packages that ask for more than a notice, or do not say, as ``name: licence``."""
    command = ["pip-licenses", f"--python={PYTHON}", "--format=json"]
    printed = run_tool("pip-licenses==5.5.5", *command)
    (REPORTS / "licences.json").write_bytes(printed)
    told = {one["Name"]: one["License"].split("\n")[0] for one in json.loads(printed)}
    return [
        f"{name}: {licence}"
        for name, licence in told.items()
        if not all(NOTICE_ONLY.match(part) for part in re.split(r" AND | OR |; ", licence))
    ]


def known_faults() -> list[str]:
    """Return known faults of pinned packages, as ``name fault``; says what could not be asked."""
    pins = re.findall(r"^[\w.-]+==[\w.]+", (PROJECT / "requirements.lock").read_text(), re.M)
    (REPORTS / "pins.txt").write_text("\n".join(pins))
    command = ["pip-audit", "-r", str(REPORTS / "pins.txt"), "--no-deps", "--disable-pip"]
    command += ["-f", "json"]
    printed = run_tool("pip-audit==2.10.1", *command, "--progress-spinner", "off")
    (REPORTS / "known_faults.json").write_bytes(printed)
    packages = json.loads(printed or '{"dependencies": []}')["dependencies"]
    asked = [one for one in packages if "skip_reason" not in one]
    if not asked:
        raise NotAskedError("the service that knows them gave no answer (no network?)")
    if len(asked) < len(packages):
        print(f"known faults: NOT CHECKED for {len(packages) - len(asked)} of {len(packages)}")
    return [f"{one['name']} {fault['id']}" for one in asked for fault in one["vulns"]]


def list_parts() -> None:
    """Write the list of all parts."""
    report = REPORTS / "sbom.json"
    command = ["cyclonedx-py", "environment", PYTHON, "--pyproject", "pyproject.toml"]
    command += ["-o", str(report), "--output-reproducible"]
    listed = json.loads(run_tool("cyclonedx-bom==7.5.0", *command, output=report))
    print(f"parts: {len(listed['components'])} in {report.relative_to(PROJECT)}")


CHECKS = {
    "unsafe code": unsafe_code,
    "secrets": secrets,
    "licences": licences,
    "known faults": known_faults,
}


def left(check: str, found: list[str], accepted: list[dict], today: date) -> list[str]:
    """Return the findings that nobody has accepted, and those whose acceptance has ended."""
    lines = []
    for finding in sorted(set(found)):
        mine = [one for one in accepted if one["check"] == check and fnmatch(finding, one["what"])]
        if not mine:
            lines.append(finding)
        elif all(one["until"] < today for one in mine):
            lines.append(f"{finding} (accepted until {mine[0]['until']}: look again)")
    return lines


def main() -> None:
    """Run all checks; the exit code is 1 where something is left, or a tool did not work."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    accepted, failed = tomllib.loads(ACCEPTED.read_text())["accepted"], False
    for check, find in CHECKS.items():
        try:
            found = find()
        except NotAskedError as error:
            print(f"{check}: NOT CHECKED: {error}")
            continue
        except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as error:
            print(f"{check}: FAILED: {type(error).__name__}: {error}")
            failed = True
            continue
        standing = left(check, found, accepted, date.today())
        print(f"{check}: {len(set(found))} found, {len(standing)} left", *standing, sep="\n  ")
        failed |= bool(standing)
    list_parts()
    sys.exit(failed)


if __name__ == "__main__":
    main()
