"""Models whose files are spoilt while their manifest says that all is well."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

import numpy as np

from connected_car.classifiers import new_classifier
from connected_car.compliance.judging import judge_notes
from connected_car.datasets.champion import ChampionDataset
from connected_car.datasets.text_classifier import TextChampion, TextClassifierDataset
from connected_car.forecasters import Panel, make
from connected_car.risk.policy import POLICY_FILE as RISK_FILE
from connected_car.risk.policy import RiskPolicy
from tools.fuzz.mutators import Sample, spoil_bytes, spoil_json
from tools.fuzz.target import Target, require

_HORIZON = 30
_PLAIN = ("mean", "seasonal_naive", "weekday_profile", "structural", "adida")
_NOTES = np.array(["", "made in 1991 of iron", "plastic, poor, 2005", "\x00 1995"], object)


def targets() -> list[Target]:
    """Return the loaders of models."""
    spoilers = [_spoil_file]
    forecasters = {"forecasters": _PLAIN, "lightgbm": ("lightgbm",), "torch": ("lstm", "nhits")}
    families = ("majority", "rule", "tfidf_words", "tfidf_characters", "facts")
    classifiers = {"classifiers": families, "keras": ("workshop_network", "rule_network")}
    shares = {"forecasters": 4, "lightgbm": 1, "torch": 0.5, "classifiers": 2, "keras": 0.2}
    found = [
        Target(name, shares[name], "file", _seeds_of(_forecaster, some), spoilers, _forecast)
        for name, some in forecasters.items()
    ]
    return found + [
        Target(name, shares[name], "file", _seeds_of(_classifier, some), spoilers, _judge)
        for name, some in classifiers.items()
    ]


def _seeds_of(
    made: Callable[[str], dict[str, bytes]], families: Sequence[str]
) -> Callable[[], list[bytes]]:
    return lambda: [packed(made(family)) for family in families]


def packed(files: dict[str, bytes]) -> bytes:
    """Return a model's files as one content."""
    sizes = json.dumps({name: len(content) for name, content in files.items()})
    return b"\n".join([sizes.encode(), b"".join(files.values())])


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return them again."""
    sizes, _, rest = content.partition(b"\n")
    stream = io.BytesIO(rest)
    return {name: stream.read(size) for name, size in json.loads(sizes).items()}


def _spoil_file(rng: Random, seeds: Sequence[bytes]) -> Sample:
    """Spoil one of a model's files, or take it away."""
    files = unpacked(rng.choice(seeds))
    name = rng.choice(sorted(files))
    if rng.random() < 0.03:
        del files[name]
        return Sample(packed(files), 1)
    files[name] = _spoilt_file(rng, name, files[name])
    return Sample(packed(files), 1)


def _spoilt_file(rng: Random, name: str, content: bytes) -> bytes:
    if name.endswith(".keras") and rng.random() < 0.7:
        return _spoilt_archive(rng, content)
    spoiler = spoil_json if name.endswith(".json") and rng.random() < 0.7 else spoil_bytes
    return spoiler(rng, [content]).content


def _spoilt_archive(rng: Random, content: bytes) -> bytes:
    """Spoil a file within an archive whose checksums say that all is well."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name, sink = rng.choice(sorted(parts)), io.BytesIO()
    parts[name] = _spoilt_file(rng, name, parts[name])
    with zipfile.ZipFile(sink, "w") as archive:
        for part, spoilt in parts.items():
            archive.writestr(zipfile.ZipInfo(part), spoilt)
    return sink.getvalue()


def _forecast(content: bytes) -> Counter[str]:
    champion = ChampionDataset(model_name="m").rebuild(unpacked(content), {}, "1")
    point = champion.forecaster.predict(_fleet(), _HORIZON)
    paths = champion.forecaster.sample(_fleet(), _HORIZON, 10, 1)
    for found, shape in ((point, (3, _HORIZON)), (paths, (3, 10, _HORIZON))):
        require(found.shape == shape, f"a forecast of shape {found.shape}")
        require(bool((np.isfinite(found) & (found >= 0)).all()), "a forecast that is no number")
    chance = champion.policy.calibration(np.array([0.0, 0.3, 1.0]))
    require(bool(((chance >= 0) & (chance <= 1)).all()), f"probabilities {chance}")
    return Counter(kept=1)


def _judge(content: bytes) -> Counter[str]:
    champion = TextClassifierDataset(model_name="m").rebuild(unpacked(content), {}, "1")
    found = champion.classifier.probabilities(_NOTES)
    require(found.shape == (len(_NOTES), len(champion.classifier.classes)), f"shape {found.shape}")
    require(bool(((found >= 0) & (found <= 1)).all()), "a probability that is none")
    judge_notes(_NOTES, champion.classifier, champion.policy)
    return Counter(kept=1)


@cache
def _fleet() -> Panel:
    rng = np.random.default_rng(1)
    days = np.full(3, np.datetime64("2026-06-30"))
    y = np.maximum(0.0, 0.14 + 0.03 * rng.standard_normal((3, 250)))
    y[1, :230] = np.nan
    return Panel(np.array(["a", "b", "c"]), days, y)


def _forecaster(family: str) -> dict[str, bytes]:
    model = make(family, seed=1)
    if hasattr(model, "epochs"):  # one that is quickly trained has as many files
        model.epochs, model.batches = 1, 1
    return {**model.fit(_fleet()).to_files(), RISK_FILE: RiskPolicy().to_json()}


def _classifier(family: str) -> dict[str, bytes]:
    rng = np.random.default_rng(1)
    years, metals = rng.integers(1980, 2010, 60), rng.choice(["iron", "steel"], 60)
    written = [f"made in {y} of {m}, good" for y, m in zip(years, metals, strict=True)]
    texts = np.array(written, object)
    labels = ((years < 1995) | (metals == "iron")).astype(int)
    quick = {"epochs": 1} if family.endswith("_network") else {}
    model = new_classifier(family, seed=1, **quick)
    return TextChampion(model.fit(texts, labels, (texts, labels))).to_files()
