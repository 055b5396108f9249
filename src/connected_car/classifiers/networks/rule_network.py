"""A network that learned the rule: evidence for year, material and condition, joined by *or*."""

from typing import Any, ClassVar

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Pair
from connected_car.classifiers.facts.reading import BAD, GOOD, Facts, read_facts
from connected_car.classifiers.facts.shortening import shortened
from connected_car.classifiers.networks.augmentation import rewrite
from connected_car.classifiers.networks.batches import batches
from connected_car.classifiers.networks.network import SCORED_AT_ONCE, Network, as_strings
from connected_car.classifiers.networks.quiet import import_keras
from connected_car.classifiers.rules import judge_facts
from connected_car.hyperparameters import Choice, Range, Space

_LABELS = ("0", "1")
_AGREED = 0.9  # share of labels that the rule explains, from which the network is built like it
_REACH = 5  # tokens that a convolution joins


class RuleNetwork(Network):
    """Reads words by their parts and years by their value, and adds up the evidence of each.

    Where the labels follow the rule of year, material and condition, it has a head for each fact,
    which learns from what the lexicon reads too, and one bad fact is enough. With other labels it
    has one head for all classes.
    """

    family = "rule_network"
    complexity = 6
    space: ClassVar[Space] = {
        "lr": Range(0.003, 0.0005, 0.01, log=True),
        "epochs": Range(4, 1, 20),
        "batch_size": Choice(256, (128, 256, 512)),
        "copies": Choice(2, (0, 1, 2, 4)),  # of each text, written otherwise
        "width": Choice(48, (32, 48, 64, 96)),  # numbers that describe a token in its surroundings
        "tokens": Choice(48, (48, 64)),  # of a note that are read
    }

    def _train(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> Any:
        from connected_car.classifiers.networks import layers

        keras, chosen = import_keras(), self.hyperparameters
        texts, codes = _distinct(shortened(texts), codes)
        by_rule = self._follows_rule(texts, codes)
        texts, codes = self._more(texts, codes, by_rule)
        views = layers.NoteViews(n_tokens=int(chosen["tokens"]))
        core = self._core(views, by_rule)
        watched = None
        if validation is not None:
            seen = _seen(views, shortened(validation[0]))
            watched = (tuple(seen), tuple(_targets(validation[0], validation[1], by_rule)[0]))
        size = int(chosen["batch_size"])
        self._compile(core, by_rule, -(-len(texts) // size))
        told = core.fit(
            batches(_seen(views, texts), *_targets(texts, codes, by_rule), size, self.seed),
            epochs=int(chosen["epochs"]),
            validation_data=watched,
            validation_batch_size=SCORED_AT_ONCE,
            shuffle=False,  # the batches do that
            verbose=0,
        )
        text = keras.Input((), dtype="string", name="text")
        return keras.Model(text, core(views(text))), _plain_history(told.history, by_rule)

    def _follows_rule(self, texts: np.ndarray, codes: np.ndarray) -> bool:
        if self.classes != _LABELS:
            return False
        verdict = judge_facts(read_facts(texts))
        decided = ~np.isnan(verdict)
        return bool(decided.mean() > 0.5 and (verdict == codes)[decided].mean() >= _AGREED)

    def _more(self, texts: np.ndarray, codes: np.ndarray, by_rule: bool) -> Pair:
        """Return the texts and copies written otherwise, where the rule says what these are."""
        if not by_rule:
            return texts, codes
        all_texts, all_codes = [texts], [codes]
        for copy in range(int(self.hyperparameters["copies"])):
            written, flipped = rewrite(texts, self.seed * 1000 + copy)
            verdict = judge_facts(read_facts(written))
            known = ~flipped | ~np.isnan(verdict)
            new = np.where(flipped, np.nan_to_num(verdict), codes).astype(int)
            all_texts.append(written[known])
            all_codes.append(new[known])
        return np.concatenate(all_texts), np.concatenate(all_codes)

    def _core(self, views: Any, by_rule: bool) -> Any:
        """Return the model from views of tokens to probabilities."""
        from connected_car.classifiers.networks import layers

        keras, width = import_keras(), int(self.hyperparameters["width"])
        seen = keras.Input((None, layers.N_VIEWS), dtype="int32")
        numbers = keras.Input((None, layers.N_NUMBERS))
        present = keras.ops.cast(seen[:, :, 0] > 0, "float32")
        looks = keras.layers.Embedding(views.n_buckets, width // 2)(seen)
        looks = keras.layers.Dropout(0.2, noise_shape=(None, None, layers.N_VIEWS, 1))(looks)
        tokens = keras.layers.Concatenate()([keras.ops.sum(looks, axis=2), numbers])
        there = keras.ops.expand_dims(present, -1)
        near = self._convolved(tokens * there, 1)
        wide = self._convolved(near * there, 2)
        state = keras.layers.Dropout(0.2)(keras.layers.Concatenate()([near, wide]))
        if by_rule:
            found = layers.Evidence()(keras.layers.Dense(6)(state), present)
            both = keras.ops.reshape(found, (-1, 3, 2))
            sides = keras.layers.Softmax(name="sides")(
                keras.ops.pad(both, ((0, 0), (0, 0), (0, 1)))
            )
            outputs = [layers.RuleOfThree(name="label")(sides), sides]
        else:
            n = len(self.classes)
            found = layers.Evidence()(keras.layers.Dense(n)(state), present)
            outputs = [keras.layers.Softmax(name="label")(found)]
        return keras.Model([seen, numbers], outputs)

    def _convolved(self, tokens: Any, dilation: int) -> Any:
        layer = import_keras().layers.Conv1D(
            int(self.hyperparameters["width"]),
            _REACH,
            padding="same",
            activation="relu",
            dilation_rate=dilation,
        )
        return layer(tokens)

    def _compile(self, core: Any, by_rule: bool, steps: int) -> None:
        keras = import_keras()
        n_steps = steps * int(self.hyperparameters["epochs"])
        rate = keras.optimizers.schedules.CosineDecay(
            self.hyperparameters["lr"], n_steps, alpha=0.02
        )
        loss = "sparse_categorical_crossentropy"
        core.compile(
            keras.optimizers.Adam(rate),
            loss=[loss, loss] if by_rule else [loss],
            loss_weights=[1.0, 0.5] if by_rule else [1.0],
            metrics=[["accuracy"], []] if by_rule else ["accuracy"],
        )

    def _predict(self, texts: np.ndarray) -> np.ndarray:
        short = shortened(texts)
        order = np.argsort([len(text) for text in short], kind="stable")
        parts = []
        for i in range(0, len(short), SCORED_AT_ONCE):
            given = self.network(as_strings(short[order[i : i + SCORED_AT_ONCE]]), training=False)
            parts.append(np.asarray(given[0] if isinstance(given, list) else given))
        return np.concatenate(parts)[np.argsort(order)]

    def _register(self) -> None:
        from connected_car.classifiers.networks import layers  # noqa: F401


def _distinct(texts: np.ndarray, codes: np.ndarray) -> Pair:
    """Return each text once, with its first label."""
    first = ~pd.Series(texts).duplicated().to_numpy()
    return texts[first], codes[first]


def _seen(views: Any, texts: np.ndarray) -> list[np.ndarray]:
    """Return what the network sees of the texts; all are padded to the longest."""
    from connected_car.classifiers.networks.layers import N_NUMBERS, N_VIEWS

    seen = [
        np.zeros((len(texts), views.n_tokens, N_VIEWS), np.int32),
        np.zeros((len(texts), views.n_tokens, N_NUMBERS), np.float32),
    ]
    for i in range(0, len(texts), SCORED_AT_ONCE):
        for whole, part in zip(seen, views(as_strings(texts[i : i + SCORED_AT_ONCE])), strict=True):
            whole[i : i + SCORED_AT_ONCE, : part.shape[1]] = np.asarray(part)
    return seen


def _targets(
    texts: np.ndarray, codes: np.ndarray, by_rule: bool
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return what each output should be, and how much each text and fact weighs."""
    ones = np.ones(len(codes), np.float32)
    if not by_rule:
        return [codes], [ones]
    facts: Facts = read_facts(texts)
    sides = np.stack([facts.year_side, facts.material_side, facts.condition_side], axis=1)
    wanted = np.select([sides == BAD, sides == GOOD], [0, 1], 2)
    verdict = judge_facts(facts)
    trusted = np.isnan(verdict) | (verdict == codes)
    return [codes, wanted], [ones, np.repeat(trusted[:, None], 3, axis=1).astype(np.float32)]


def _plain_history(told: dict[str, list[float]], by_rule: bool) -> dict[str, list[float]]:
    """Return the history of the first output under the names of a network with one."""
    if not by_rule:
        return told
    return {name.replace("label_", ""): values for name, values in told.items() if "label_" in name}
