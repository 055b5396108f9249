"""The words that decide are marked, and nothing of a note is lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.compliance.deciding import marked_notes, marked_words


def _marked(note: str) -> list[str]:
    return [text for text, decides in marked_notes(np.array([note], object))[0] if decides]


def test_the_words_that_break_the_rule_are_marked():
    assert _marked("Oil pan, 1984, aluminium, poor shape")[:1] == ["1984"]
    assert "poor" in _marked("Oil pan, 1984, aluminium, poor shape")
    assert _marked("made of plastic in 2003, in good condition") == ["plastic"]


def test_a_denial_decides_too():
    assert "not" in _marked("made in 2005 of steel, not in good condition")


def test_nothing_is_marked_where_nothing_breaks_the_rule():
    assert _marked("made in 2005 of steel, in good condition") == []
    assert _marked("") == []


def test_stored_words_are_found_whole_and_in_any_case():
    note = "IRON hub (cast  iron), not ironed; built '91 in 1991."
    marked = [text for text, decides in marked_words(note, "cast iron; iron; 91") if decides]
    assert marked == ["IRON", "cast  iron", "91"]
    assert "".join(text for text, _ in marked_words(note, "cast iron; iron; 91")) == note
    assert marked_words("a (b) c", "(b)") == [("a ", False), ("(b)", True), (" c", False)]
    assert marked_words("no word", "") == [("no word", False)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_the_pieces_are_the_whole_note(notes):
    pieces = marked_notes(np.array(notes, object))
    assert ["".join(text for text, _ in note) for note in pieces] == notes
