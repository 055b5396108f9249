"""What the audit finds counts, unless someone has accepted it, and until that ends."""

import re
import tomllib
from datetime import date

import pytest

from tools import audit

TODAY = date(2026, 11, 26)


def accepted(what: str, until: date) -> list[dict]:
    return [{"check": "secrets", "what": what, "reason": "made up", "until": until}]


def test_a_finding_counts_until_it_is_accepted_and_after_that_has_ended():
    found = ["tests/a.py Secret Keyword"]
    assert audit.left("secrets", found, [], TODAY) == found
    assert audit.left("secrets", found, accepted("tests/* Secret Keyword", TODAY), TODAY) == []
    assert audit.left("secrets", found, accepted("src/*", TODAY), TODAY) == found
    assert audit.left("licences", found, accepted("tests/*", TODAY), TODAY) == found
    (line,) = audit.left("secrets", found, accepted("tests/*", date(2026, 11, 25)), TODAY)
    assert line == f"{found[0]} (accepted until 2026-11-25: look again)"


def test_what_is_accepted_has_a_reason_an_end_and_a_check(project):
    text = (project / "tools" / "audit_accepted.toml").read_text()
    for one in tomllib.loads(text)["accepted"]:
        assert set(one) == {"check", "what", "reason", "until"}
        assert one["check"] in audit.CHECKS
        assert len(one["reason"]) > 10
        assert isinstance(one["until"], date)


@pytest.mark.parametrize(
    ("licence", "asks_more"),
    [
        ("MIT License", False),
        ("Apache-2.0 AND BSD-3-Clause", False),
        ("UNKNOWN", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("MIT AND MPL-2.0", True),
    ],
)
def test_licences_that_ask_for_more_than_a_notice_are_found(
    licence, asks_more, monkeypatch, tmp_path
):
    told = f'[{{"Name": "x", "License": "{licence}"}}]'.encode()
    monkeypatch.setattr(audit, "run_tool", lambda *_: told)
    monkeypatch.setattr(audit, "REPORTS", tmp_path)
    assert bool(audit.licences()) is asks_more


@pytest.mark.parametrize("told", ["", '{"dependencies": [{"name": "x", "skip_reason": "none"}]}'])
def test_faults_that_nobody_could_be_asked_about_are_not_called_none(told, monkeypatch, tmp_path):
    monkeypatch.setattr(audit, "run_tool", lambda *_: told.encode())
    monkeypatch.setattr(audit, "REPORTS", tmp_path)
    with pytest.raises(audit.NotAskedError):
        audit.known_faults()


def test_each_package_but_torch_is_pinned_with_its_digests(project):
    (torch,) = re.findall(r"torch==[\d.]+", (project / "pyproject.toml").read_text())
    entries = re.split(r"\n(?=\S)", (project / "requirements.lock").read_text().strip())
    assert all(re.match(r"[\w.-]+==\S+( \\\n    --hash=sha256:|$)", entry) for entry in entries)
    assert [entry for entry in entries if "sha256" not in entry] == [torch]
