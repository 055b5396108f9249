"""Known words against sets of words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from connected_car.compliance.vocabulary import known_share, learn_vocabulary

TEXTS = st.lists(
    st.lists(st.sampled_from(["ab", "bc", "cd", "de", "7", ","]), max_size=6), max_size=6
)


@settings(max_examples=40)
@given(TEXTS, TEXTS)
def test_as_by_sets_of_words(learned, asked):
    distinct = {" ".join(words) for words in learned}
    words = [{w for w in text.split() if w.isalpha()} for text in distinct]
    known = {w for text in words for w in text if sum(w in other for other in words) >= 2}
    vocabulary = learn_vocabulary(np.array([" ".join(w) for w in learned], object))
    assert len(vocabulary) == len(known)
    shares = known_share(np.array([" ".join(w) for w in asked], object), vocabulary)
    for text, share in zip(asked, shares, strict=True):
        own = [w for w in text if w.isalpha()]
        assert share == (sum(w in known for w in own) / len(own) if own else 0)


def test_no_word_can_be_read_from_it():
    texts = np.array(["ask Miller", "Miller came"], object)
    assert all(isinstance(number, int) for number in learn_vocabulary(texts))
