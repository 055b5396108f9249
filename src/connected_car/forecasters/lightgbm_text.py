"""LightGBM's text of a model, checked before LightGBM reads it.

LightGBM trusts its own text: a number that is wrong ends the whole process, or lets a forecast read
beyond a tree's end. So only what holds to the rules of a regression by numeric splits is handed on.
"""

import re
from collections.abc import Iterator

import numpy as np

_NUMBER = r"-?(?:inf|\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)"  # a split by what is missing is at inf
_NUMBERS = re.compile(rf"{_NUMBER}(?: {_NUMBER})*", re.ASCII)
_HEADER = re.compile(
    r"tree\nversion=v\d\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n"
    r"max_feature_idx=(\d{1,5})\nobjective=regression\nfeature_names=([\w ]+)\n"
    r"feature_infos=([\w.:\[\] +-]+)\ntree_sizes=[\d ]+\n",
    re.ASCII,
)
_BY_SPLIT = (
    *("split_feature", "split_gain", "threshold", "decision_type", "left_child"),
    *("right_child", "internal_value", "internal_weight", "internal_count"),
)
_BY_LEAF = ("leaf_value", "leaf_count", "leaf_weight")
_WHOLE = ("split_feature", "decision_type", "left_child", "right_child")
_NUMERIC_SPLITS = [0, 2, 4, 6, 8, 10]  # bits: by category, missing goes left, what is missing


def checked_text(text: str) -> str:
    """Return the text without the settings of its training, which forecasts do not need.

    Raises:
        ValueError: it is not the text of a regression by numeric splits.
    """
    head, *trees = re.split(r"\n(?=Tree=\d+\n)", text.partition("\nend of trees\n")[0])
    header = _HEADER.fullmatch(head)
    if header is None:
        raise ValueError("the header of the trees is damaged")
    n_features = int(header[1]) + 1
    if not len(header[2].split(" ")) == len(header[3].split(" ")) == n_features:
        raise ValueError("the header of the trees names other features")
    blocks = [f"{tree.rstrip()}\n\n\n" for tree in trees]
    for number, block in enumerate(blocks):
        _check_tree(block, number, n_features)
    sizes = " ".join(str(len(block)) for block in blocks)
    start = head[: head.index("tree_sizes=")]
    return (
        f"{start}tree_sizes={sizes}\n\n{''.join(blocks)}end of trees\n\npandas_categorical:null\n"
    )


def _check_tree(block: str, number: int, n_features: int) -> None:
    fields = dict(_fields(block))
    leaves = int(fields.pop("num_leaves"))
    fixed = {"Tree": str(number), "num_cat": "0", "is_linear": "0"}
    if any(fields.pop(name) != value for name, value in fixed.items()) or leaves < 1:
        raise ValueError(f"tree {number} is no tree of numeric splits")
    sizes = {**dict.fromkeys(_BY_SPLIT, leaves - 1), **dict.fromkeys(_BY_LEAF, leaves)}
    sizes["leaf_weight"] = leaves if leaves > 1 else 0  # a tree of one leaf has none
    values = {name: _values(fields[name], size) for name, size in sizes.items()}
    if not np.isfinite([*values["leaf_value"], *_values(fields["shrinkage"], 1)]).all():
        raise ValueError(f"tree {number} gives what is no number")
    if set(fields) - {*sizes, "shrinkage"}:
        raise ValueError(f"tree {number} has further fields")
    if leaves > 1:
        _check_splits(values, leaves, n_features)


def _fields(block: str) -> Iterator[tuple[str, str]]:
    for line in block.rstrip().split("\n"):
        name, _, value = line.partition("=")
        yield name, value


def _values(text: str, size: int) -> np.ndarray:
    if size == 0 and text == "":
        return np.empty(0)
    if not _NUMBERS.fullmatch(text):
        raise ValueError("what should be numbers is none")
    values = np.array(text.split(" "), dtype=float)
    if len(values) != size:
        raise ValueError(f"{len(values)} numbers stand where {size} should")
    return values


def _check_splits(values: dict[str, np.ndarray], leaves: int, n_features: int) -> None:
    """Make sure that each node and leaf hangs on exactly one split, so that no way is endless."""
    children = np.sort(np.concatenate([values["left_child"], values["right_child"]]))
    right = np.sort(np.concatenate([np.arange(1, leaves - 1), np.arange(-leaves, 0)]))
    known = (values["split_feature"] >= 0) & (values["split_feature"] < n_features)
    whole = all((values[name] % 1 == 0).all() for name in _WHOLE)
    if not (np.array_equal(children, right) and known.all() and whole):
        raise ValueError("its splits make no tree")
    if not np.isin(values["decision_type"], _NUMERIC_SPLITS).all():
        raise ValueError("a split is of another kind")
