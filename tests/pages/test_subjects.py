"""Pages of single subjects have safe names of their own; one that is not there has near names."""

import re

import pytest

from connected_car.errors import UserError
from connected_car.pages.subjects import find_subject, page_name


def test_an_unknown_subject_is_refused_with_near_names():
    def ask(asked: str, known: tuple[str, ...] = ("B01", "B02", "007", "truck")) -> str:
        return find_subject("explain", asked, known, "nobody knows it")

    assert [ask("B01"), ask("7"), ask("007"), ask("7", ("7", "07"))] == ["B01", "007", "007", "7"]
    with pytest.raises(UserError, match=r"^explain=B03: nobody knows it; near names: B0") as error:
        ask("B03")
    assert "\n" not in str(error.value)
    with pytest.raises(UserError, match=r"near names: 07, 007"):
        ask("7", ("07", "007"))
    with pytest.raises(UserError, match="no name is near"):
        ask("x" * 10_000)


@pytest.mark.parametrize("subject", ["../../etc", "a/b", "a b", "", ".hidden", "x" * 300, "ä"])
def test_a_file_name_is_safe_and_its_own(subject):
    name = page_name(subject)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}|-[0-9a-f]{8}", name)
    assert name != page_name(f"{subject} ")
    assert page_name("B-1.2_x") == "B-1.2_x"
