"""Word vectors: read from a GloVe file, or made from how words stand together in the corpus."""

from pathlib import Path
from typing import Any

import numpy as np

from connected_car.errors import UserError

_WINDOW = 4  # words on either side
_NO_STRENGTH = 1e-6


def glove_vectors(path: str, words: list[str]) -> np.ndarray:
    """Return ``(n_words, size)`` vectors of a GloVe text file; zeros for words it lacks.

    Raises:
        UserError: there is no such file, or it holds no vectors.
    """
    if not Path(path).is_file():
        raise UserError(f"there is no file of word vectors {path}: leave it out, or give its path")
    places = {word: i for i, word in enumerate(words)}
    found: dict[int, np.ndarray] = {}
    size = 0
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            word, *values = line.rstrip().split(" ")
            size = size or len(values)
            if len(values) != size:
                raise UserError(f"{path}, line {number}: {len(values)} numbers instead of {size}")
            if word in places:
                found[places[word]] = _as_numbers(values, f"{path}, line {number}")
    vectors = np.zeros((len(words), max(size, 1)), np.float32)
    for place, vector in found.items():
        vectors[place] = vector
    return vectors


def _as_numbers(values: list[str], where: str) -> np.ndarray:
    try:
        return np.array(values, np.float32)
    except ValueError as error:
        raise UserError(f"{where}: not a word and its vector") from error


def corpus_vectors(tokens: np.ndarray, n_words: int, size: int, seed: int) -> np.ndarray:
    """Return ``(n_words, size)`` vectors from the corpus itself.

    The positive pointwise mutual information of words that stand near each other, reduced by a
    singular value decomposition (Levy and Goldberg 2014, Neural Word Embedding as Implicit Matrix
    Factorization) to half of the numbers. The others are drawn at random, since words that stand
    alike, as years do, could not be told apart otherwise.

    Args:
        tokens: ``(n, length)`` numbers of words, 0 for padding.
        n_words: how many words there are, padding included.
        size: numbers in a vector.
        seed: of the decomposition's start.
    """

    told = size - size // 2
    left, strength = _decomposed(_mutual_information(tokens, n_words), min(told, n_words - 1), seed)
    vectors = np.random.default_rng(seed).standard_normal((n_words, size))
    vectors[:, :told] = 0
    vectors[:, : left.shape[1]] = left * np.sqrt(strength)
    spread = vectors[:, :told].std()
    vectors[:, :told] /= spread or 1
    return vectors.astype(np.float32)


def _decomposed(information: Any, k: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the ``k`` strongest directions, and how strong they are."""
    from sklearn.utils.extmath import randomized_svd

    left, strength, _ = randomized_svd(information, k, n_iter=7, random_state=seed)
    strength[strength < _NO_STRENGTH * max(strength[0], 1)] = 0  # directions of rounding alone
    return left, strength


def _mutual_information(tokens: np.ndarray, n_words: int) -> Any:
    """Return ``(n_words, n_words)`` how much oftener than by chance two words stand together."""
    from scipy import sparse

    pairs = [(tokens[:, :-k].ravel(), tokens[:, k:].ravel()) for k in range(1, _WINDOW + 1)]
    first, second = (np.concatenate(column) for column in zip(*pairs, strict=True))
    both = (first > 0) & (second > 0)
    first, second = first[both], second[both]
    ones = np.ones(len(first) * 2)
    places = (np.concatenate([first, second]), np.concatenate([second, first]))
    counts = sparse.coo_array((ones, places), shape=(n_words, n_words)).tocsr().tocoo()
    sums = np.asarray(counts.sum(axis=1)).ravel()
    chance = sums[counts.row] * sums[counts.col] / max(sums.sum(), 1)
    information = np.maximum(np.log(counts.data / chance), 0)
    return sparse.coo_array((information, (counts.row, counts.col)), shape=counts.shape).tocsr()
