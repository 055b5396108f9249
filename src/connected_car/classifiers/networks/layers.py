"""Layers of the rule network; importing this module imports TensorFlow."""

from typing import Any

from connected_car.classifiers.facts.limits import FIRST_COMPLIANT_YEAR
from connected_car.classifiers.networks.quiet import import_keras

keras = import_keras()
import tensorflow as tf  # noqa: E402

N_NUMBERS = 7
_LIMIT, _NEAR = float(FIRST_COMPLIANT_YEAR), 10.0
_FEWEST = 8  # tokens of a batch, padding included
_VIEWS = (
    ("w", r"^(.*)$"),  # the word itself
    ("p", r"^(.{1,4}).*$"),  # how it begins
    ("s", r"^.*?(.{1,4})$"),  # how it ends
    ("m", r"^.(.{1,4}).*$"),  # how it goes on behind its first letter
)
N_VIEWS = len(_VIEWS) + 1  # and its consonants


@keras.saving.register_keras_serializable("connected_car")
class NoteViews(keras.layers.Layer):  # type: ignore[name-defined]
    """Cuts notes into tokens, each seen in some ways, of which a typing error spoils a few.

    A number is seen by its length alone; its value stands in features of its own, so that a year
    never seen is like its neighbours.

    Args:
        n_tokens: tokens of a note that are read, at most; shorter batches are cut to their longest.
        n_buckets: numbers of views.
    """

    def __init__(self, n_tokens: int = 48, n_buckets: int = 16_384, **more: Any) -> None:
        super().__init__(**{"trainable": False, **more})
        self.n_tokens, self.n_buckets = n_tokens, n_buckets

    def call(self, texts: Any) -> tuple[Any, Any]:
        """Return ``(n, tokens, views)`` numbers from 1, 0 for none, and ``(n, tokens, 7)``."""
        tokens = self._tokens(texts)
        words, places = tf.unique(tf.reshape(tokens, [-1]))
        shape = tf.concat([tf.shape(tokens), [-1]], axis=0)
        views = tf.reshape(tf.gather(self._views(words), places), shape)
        numbers = tf.reshape(tf.gather(_numbers(words), places), shape)
        return (
            tf.ensure_shape(views, [None, None, N_VIEWS]),
            tf.ensure_shape(numbers, [None, None, N_NUMBERS]),
        )

    def _tokens(self, texts: Any) -> Any:
        text = tf.strings.lower(texts, encoding="utf-8")
        text = tf.strings.regex_replace(text, "[’‘`´]", "'")
        text = tf.strings.regex_replace(text, r"([0-9]+|[^\pL\s'])", r" \1 ")
        text = tf.strings.regex_replace(text, r"(^|[^\pL])'", r"\1 ' ")
        rows = tf.strings.split(text)
        tokens = rows[:, : self.n_tokens].to_tensor("")
        missing = tf.maximum(_FEWEST - tf.shape(tokens)[1], 0)
        return tf.pad(tokens, [[0, 0], [0, missing]], constant_values="")

    def _views(self, words: Any) -> Any:
        is_number = tf.strings.regex_full_match(words, "[0-9]+")
        length = tf.strings.as_string(tf.strings.length(words))
        seen = tf.where(is_number, tf.strings.join(["#", length]), words)
        texts = [tf.strings.regex_replace(seen, how, rf"{name}\1") for name, how in _VIEWS]
        bones = tf.strings.regex_replace(seen, "[aeiouy]", "")
        texts.append(tf.strings.join(["c", bones]))
        hashed = [tf.strings.to_hash_bucket_fast(text, self.n_buckets - 1) + 1 for text in texts]
        nothing = tf.expand_dims(tf.equal(words, ""), -1)
        return tf.where(nothing, 0, tf.cast(tf.stack(hashed, axis=-1), tf.int32))

    def get_config(self) -> dict[str, Any]:
        """Return what the layer was made with."""
        mine = {"n_tokens": self.n_tokens, "n_buckets": self.n_buckets}
        return {**super().get_config(), **mine}


def _numbers(words: Any) -> Any:
    """Return of each word whether it is a year in full or in short, on which side, how far off."""
    full = tf.strings.regex_full_match(words, "(19|20)[0-9][0-9]")
    short = tf.strings.regex_full_match(words, "[0-9][0-9]")
    value = tf.strings.to_number(tf.where(full | short, words, "0"))
    century = tf.where(value < 36.0, 2000.0, 1900.0)
    columns = [tf.cast(tf.strings.regex_full_match(words, "[0-9]+"), tf.float32)]
    for which, year in ((full, value), (short, value + century)):
        is_such = tf.cast(which, tf.float32)
        early = tf.where(year < _LIMIT, 1.0, -1.0) * is_such
        away = tf.clip_by_value((year - _LIMIT) / _NEAR, -1.0, 1.0) * is_such
        columns += [is_such, early, away]
    return tf.stack(columns, axis=-1)


@keras.saving.register_keras_serializable("connected_car")
class Evidence(keras.layers.Layer):  # type: ignore[name-defined]
    """Adds up what each token says for each answer: the logarithm of a sum of exponentials."""

    def call(self, scores: Any, present: Any) -> Any:
        """Return ``(n, k)`` from ``(n, tokens, k)`` and whether each token is there."""
        away = (1.0 - tf.expand_dims(present, -1)) * -1e9
        return tf.reduce_logsumexp(scores + away, axis=1)


@keras.saving.register_keras_serializable("connected_car")
class RuleOfThree(keras.layers.Layer):  # type: ignore[name-defined]
    """Joins what is said of year, material and condition: one bad one is enough."""

    def call(self, sides: Any) -> Any:
        """Return ``(n, 2)`` of ``(n, 3, 3)`` probabilities that a fact is bad, good, or open."""
        not_bad = tf.reduce_prod(1.0 - sides[:, :, 0], axis=1)
        all_good = tf.reduce_prod(sides[:, :, 1], axis=1)
        second = tf.clip_by_value(1.0 - 0.5 * (not_bad + all_good), 1e-5, 1.0 - 1e-5)
        return tf.stack([1.0 - second, second], axis=-1)
