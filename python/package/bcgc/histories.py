"""Histories of iterative methods: the value and the bound after every iteration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _bcgc, _frames
from ._arrays import Floats, Integers
from ._documents import Drawn

__all__ = ["History", "Iterations"]


@dataclass(frozen=True, eq=False)
class Iterations:
    """The iterations of one method, arrays of one length.

    Attributes
    ----------
    method : str
        The method.
    iteration : ndarray of int64
        Its number; 0 where the method starts.
    value : ndarray of float64
        The value of the iterate, or of the best solution so far, in the unit of the objective.
    complement : ndarray of float64
        ``1 - value`` without cancellation, of an iterate for probabilities; NaN elsewhere.
    bound : ndarray of float64
        The bound proved so far; NaN where there is none.
    """

    method: str
    iteration: Integers
    value: Floats
    complement: Floats
    bound: Floats

    def __len__(self) -> int:
        return len(self.iteration)


class History(Drawn):
    """What the methods of a run told of their iterations, in the order of the run; ``history["exact"].value`` is an array.

    It has no times, and is the same from run to run. With the methods are those that a bound came from.
    """

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        super().__init__(documents)
        self._rows: list[dict[str, Any]] = json.loads(self._documents["json"])["iterations"]

    @classmethod
    def _of(cls, native: _bcgc.History) -> History:
        history = cls(native.documents())
        history._drawing = native
        return history

    @property
    def methods(self) -> list[str]:
        """The methods that told of an iteration."""
        return list(dict.fromkeys(row["method"] for row in self._rows))

    def __getitem__(self, method: str) -> Iterations:
        rows = [row for row in self._rows if row["method"] == method]
        if not rows:
            raise KeyError(f"{method}: it told of no iteration; those that did are {', '.join(self.methods) or 'none'}")

        def column(key: str) -> Floats:
            return np.array([np.nan if row[key] is None else row[key] for row in rows], dtype=np.float64)

        numbers = np.array([row["iteration"] for row in rows], dtype=np.int64)
        return Iterations(method, numbers, column("value"), column("complement"), column("bound"))

    def __iter__(self) -> Iterator[str]:
        return iter(self.methods)

    def __contains__(self, method: object) -> bool:
        return method in self.methods

    def __len__(self) -> int:
        """Number of methods."""
        return len(self.methods)

    def to_rows(self) -> list[dict[str, Any]]:
        """The iterations as dicts: ``method``, ``iteration``, ``value``, ``complement``, ``bound``."""
        return [dict(row) for row in self._rows]

    def to_pandas(self) -> Any:
        """The iterations as a pandas data frame; needs pandas."""
        return _frames.pandas(self.to_rows())

    def to_polars(self) -> Any:
        """The iterations as a polars data frame; needs polars."""
        return _frames.polars(self.to_rows())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self._documents.items()),)

    def __str__(self) -> str:
        return self._documents["csv"]

    def __repr__(self) -> str:
        return f"History({', '.join(f'{method}: {len(self[method])} iterations' for method in self)})"
