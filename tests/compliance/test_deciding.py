"""The words that decide are marked, and nothing of a note is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.compliance.deciding import marked_words


def test_stored_words_are_found_whole_and_in_any_case():
    note = "IRON hub (cast  iron), not ironed; built '91 in 1991."
    marked = [text for text, decides in marked_words(note, "cast iron; iron; 91") if decides]
    assert marked == ["IRON", "cast  iron", "91"]
    assert marked_words("a (b) c", "(b)") == [("a ", False), ("(b)", True), (" c", False)]
    assert marked_words("no word", "") == [("no word", False)]


@settings(max_examples=15)
@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=4))
def test_the_pieces_are_the_whole_note(note, words):
    assert "".join(text for text, _ in marked_words(note, "; ".join(words))) == note
