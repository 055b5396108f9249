"""Why rows are not kept: every reason that applies, gathered without a loop over rows."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SHOWN_CHARACTERS = 60


class Reasons:
    """Reasons by row number; a family is the reason without the row's own value."""

    def __init__(self, n_rows: int) -> None:
        self.n_rows = n_rows
        self._rows: list[np.ndarray] = []
        self._texts: list[pa.Array] = []
        self._families: list[pa.Array] = []

    def add(
        self, family: str, rows: np.ndarray, values: pa.Array | None = None, quoted: bool = True
    ) -> None:
        """Give a reason to rows.

        Args:
            family: the reason in plain words.
            rows: row numbers.
            values: the rows' own values, shown behind the reason (cut at 60 characters).
            quoted: whether the values stand in quotes.
        """
        if len(rows) == 0:
            return
        families = pa.repeat(family, len(rows))
        texts = families if values is None else _with_value(families, values, quoted)
        self._rows.append(np.asarray(rows, dtype=np.int64))
        self._texts.append(texts)
        self._families.append(families)

    def extend(self, other: "Reasons", offset: int) -> None:
        """Take over the reasons of rows that begin at ``offset`` here."""
        self._rows += [rows + offset for rows in other._rows]
        self._texts += other._texts
        self._families += other._families

    def only(self, families: Collection[str]) -> np.ndarray:
        """Return the rows, ascending, all of whose reasons are of these families."""
        has, others = np.zeros((2, self.n_rows), dtype=bool)
        for rows, names in zip(self._rows, self._families, strict=True):
            among = pc.is_in(names, pa.array(list(families))).to_numpy(zero_copy_only=False)
            has[rows] = True
            others[rows[~among]] = True
        return np.flatnonzero(has & ~others)

    def withdraw(self, rows: np.ndarray) -> None:
        """Take back all reasons of rows."""
        if len(rows) == 0:
            return
        kept = [~np.isin(given, rows) for given in self._rows]
        self._texts = [t.filter(pa.array(k)) for t, k in zip(self._texts, kept, strict=True)]
        self._families = [f.filter(pa.array(k)) for f, k in zip(self._families, kept, strict=True)]
        self._rows = [given[k] for given, k in zip(self._rows, kept, strict=True)]

    def mask(self) -> np.ndarray:
        """Return a boolean per row: has it a reason?"""
        has = np.zeros(self.n_rows, dtype=bool)
        for rows in self._rows:
            has[rows] = True
        return has

    def joined(self) -> tuple[np.ndarray, pa.Array, pa.Array]:
        """Return the rows that have reasons (ascending), their reasons and their families."""
        if not self._rows:
            none = pa.array([], pa.string())
            return np.empty(0, dtype=np.int64), none, none
        rows = np.concatenate(self._rows)
        order = np.argsort(rows, kind="stable")
        unique, starts = np.unique(rows[order], return_index=True)
        offsets = pa.array(np.append(starts, len(rows)), pa.int32())
        return unique, _join(self._texts, order, offsets), _join(self._families, order, offsets)


def _with_value(families: pa.Array, values: pa.Array, quoted: bool) -> pa.Array:
    quote = "'" if quoted else ""
    shown = pc.utf8_slice_codeunits(pc.fill_null(values, ""), 0, _SHOWN_CHARACTERS)
    return pc.binary_join_element_wise(families, f": {quote}", shown, quote, "")


def _join(parts: list[pa.Array], order: np.ndarray, offsets: pa.Array) -> pa.Array:
    texts = pa.concat_arrays([part.cast(pa.string()) for part in parts]).take(pa.array(order))
    return pc.binary_join(pa.ListArray.from_arrays(offsets, texts), "; ")
