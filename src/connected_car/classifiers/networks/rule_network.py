"""A network that learned the rule: evidence for year, material and condition, joined by *or*."""

import re
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from connected_car.classifiers.base import Pair
from connected_car.classifiers.facts.reading import BAD, GOOD, Facts, read_facts
from connected_car.classifiers.networks.augmentation import rewrite
from connected_car.classifiers.networks.network import SCORED_AT_ONCE, Network, as_strings
from connected_car.classifiers.networks.quiet import import_keras
from connected_car.classifiers.rules import judge_facts
from connected_car.hyperparameters import Choice, Range, Space

_LABELS = ("0", "1")
_AGREED = 0.9  # share of labels that the rule explains, from which the network is built like it
_LONG, _KEPT = 400, 800  # characters
_SENTENCE = re.compile(r"(?<=[.;!?\n])\s+")


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
        "width": Choice(64, (32, 64, 96)),  # numbers that describe a token in its surroundings
        "tokens": Choice(48, (48, 64)),  # of a note that are read
    }

    def _train(self, texts: np.ndarray, codes: np.ndarray, validation: Pair | None) -> Any:
        from connected_car.classifiers.networks import layers

        keras, chosen = import_keras(), self.hyperparameters
        texts, codes = _distinct(_condensed(texts), codes)
        by_rule = self._follows_rule(texts, codes)
        texts, codes = self._more(texts, codes, by_rule)
        views = layers.NoteViews(n_tokens=int(chosen["tokens"]))
        core = self._core(views, by_rule)
        watched = None
        if validation is not None:
            seen = _seen(views, _condensed(validation[0]))
            watched = (seen, _targets(validation[0], validation[1], by_rule)[0])
        targets, weights = _targets(texts, codes, by_rule)
        self._compile(core, by_rule, -(-len(texts) // int(chosen["batch_size"])))
        told = core.fit(
            _seen(views, texts),
            targets,
            sample_weight=weights,
            batch_size=int(chosen["batch_size"]),
            epochs=int(chosen["epochs"]),
            validation_data=watched,
            validation_batch_size=SCORED_AT_ONCE,
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
        seen = keras.Input((views.n_tokens, layers.N_VIEWS), dtype="int32")
        numbers = keras.Input((views.n_tokens, layers.N_NUMBERS))
        present = keras.ops.cast(seen[:, :, 0] > 0, "float32")
        looks = keras.layers.Embedding(views.n_buckets, width // 2)(seen)
        looks = keras.layers.Dropout(0.2, noise_shape=(None, None, layers.N_VIEWS, 1))(looks)
        tokens = keras.layers.Concatenate()([keras.ops.sum(looks, axis=2), numbers])
        tokens = tokens * keras.ops.expand_dims(present, -1)
        near = keras.layers.Conv1D(width, 5, padding="same", activation="relu")(tokens)
        wide = keras.layers.Conv1D(width, 5, padding="same", activation="relu", dilation_rate=2)(
            near
        )
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
        short = _condensed(texts)
        parts = [
            self.network(as_strings(short[i : i + SCORED_AT_ONCE]), training=False)
            for i in range(0, len(short), SCORED_AT_ONCE)
        ]
        return np.concatenate([np.asarray(p[0] if isinstance(p, list) else p) for p in parts])

    def _register(self) -> None:
        from connected_car.classifiers.networks import layers  # noqa: F401


def _distinct(texts: np.ndarray, codes: np.ndarray) -> Pair:
    """Return each text once, with its first label."""
    first = ~pd.Series(texts).duplicated().to_numpy()
    return texts[first], codes[first]


def _condensed(texts: np.ndarray) -> np.ndarray:
    """Return the texts, of long ones the sentences alone in which the lexicon finds something."""
    short = texts.copy()
    for i in np.flatnonzero([len(text) > _LONG for text in texts]):
        sentences = np.array(_SENTENCE.split(texts[i]), object)
        places, distinct = pd.factorize(sentences)
        tells = ~read_facts(np.asarray(distinct, object)).flags["says_nothing"]
        short[i] = (" ".join(sentences[tells[places]]) or texts[i])[:_KEPT]
    return short


def _seen(views: Any, texts: np.ndarray) -> list[np.ndarray]:
    parts = [
        views(as_strings(texts[i : i + SCORED_AT_ONCE]))
        for i in range(0, len(texts), SCORED_AT_ONCE)
    ]
    return [np.concatenate([np.asarray(part[k]) for part in parts]) for k in range(2)]


def _targets(texts: np.ndarray, codes: np.ndarray, by_rule: bool) -> tuple[Any, Any]:
    """Return what each output should be, and how much each text and fact weighs."""
    if not by_rule:
        return codes, None
    facts: Facts = read_facts(texts)
    sides = np.stack([facts.year_side, facts.material_side, facts.condition_side], axis=1)
    wanted = np.select([sides == BAD, sides == GOOD], [0, 1], 2)
    verdict = judge_facts(facts)
    trusted = np.isnan(verdict) | (verdict == codes)
    weights = np.repeat(trusted[:, None], 3, axis=1).astype(np.float32)
    return [codes, wanted], [np.ones(len(codes), np.float32), weights]


def _plain_history(told: dict[str, list[float]], by_rule: bool) -> dict[str, list[float]]:
    """Return the history of the first output under the names of a network with one."""
    if not by_rule:
        return told
    return {name.replace("label_", ""): values for name, values in told.items() if "label_" in name}
