"""Reports: a row a method, compared with the best bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from . import _bcgc, _frames, _html
from ._arrays import Floats, Integers, frozen
from ._documents import Documents
from .instances import Instance

__all__ = ["Bound", "Exact", "Report", "Row", "Sampled", "Verdict"]


@dataclass(frozen=True)
class Bound:
    """A bound on the optimum over integer partitions: below every value of a minimum, above for a maximum.

    Attributes
    ----------
    value : float
        In the unit of the objective.
    rigour : str
        How it was computed: ``exact``, ``enclosed`` or ``float``.
    method : str
        The method that proved it.
    complement : float or None
        ``1 - value`` without cancellation, for probabilities.
    status : str
        How its computation ended; unless ``optimal`` it is sound, but perhaps far away.
    """

    value: float
    rigour: str
    method: str
    complement: float | None
    status: str


@dataclass(frozen=True)
class Exact:
    """A value as a fraction ``p/q`` and what it counts."""

    value: str
    unit: str


@dataclass(frozen=True)
class Verdict:
    """What a deadline says by itself: that nothing can meet it, that everything does, or that nothing is left to compare."""

    deadline: str
    text: str


@dataclass(frozen=True)
class Sampled:
    """A mean over the rounds of a trace, and what they leave open of it.

    Attributes
    ----------
    value : float
        The mean.
    standard_error : float or None
        Its standard error, which allows for rounds that resemble their neighbours; None for fewer than four rounds.
    difference, difference_error : float or None
        Its difference from the best row's over the same rounds, and the standard error of that; None of that row itself.
    """

    value: float
    standard_error: float | None
    difference: float | None
    difference_error: float | None


@dataclass(frozen=True, eq=False)
class Row:
    """The answer of one method.

    Attributes
    ----------
    method : str
        Its name; ``given`` for a partition of the caller's.
    status : str
        ``optimal``, ``gap-limit``, ``time-limit``, ``stationary``, ``heuristic``, ``infeasible``, ``interrupted`` or
        ``inapplicable``.
    partition : ndarray of int64, shape (N,), or None
        Block sizes ``x_n``: so many coordinates tolerate ``n`` stragglers.
    relaxed : ndarray of float64, shape (N,), or None
        The relaxed partition, in coordinates, that `partition` was rounded from.
    value, value_error : float or None
        The value of `partition` in the unit of the objective, and its absolute error.
    complement : float or None
        ``1 - value`` without cancellation, for probabilities.
    relaxed_value : float or None
        The value of `relaxed`.
    gap : float or None
        Distance from the best bound: relative for runtimes, absolute for probabilities.
    complement_gap : float or None
        ``(1 - value)/(1 - bound) - 1``, for probabilities.
    seconds : float
        Wall-clock time.
    note : str or None
        What a reader must know.
    exact : Exact or None
        The value as a fraction, where it is one and was computed.
    gain : float or None
        What redundancy gains: the runtime, or the probability of being late, of `uncoded` over that of the row.
    sampled : Sampled or None
        On traces, the mean over the rounds that the partition was optimised for, with its noise.
    """

    method: str
    status: str
    partition: Integers | None
    relaxed: Floats | None
    value: float | None
    value_error: float | None
    complement: float | None
    relaxed_value: float | None
    gap: float | None
    complement_gap: float | None
    seconds: float
    note: str | None
    exact: Exact | None
    gain: float | None
    sampled: Sampled | None = None

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Row:
        partition, relaxed, exact = fields["partition"], fields["relaxed"], fields["exact"]
        sampled = fields.get("sampled")
        return cls(
            **{
                **fields,
                "partition": None if partition is None else frozen(partition, np.int64),
                "relaxed": None if relaxed is None else frozen(relaxed, np.float64),
                "exact": None if exact is None else Exact(**exact),
                "sampled": None if sampled is None else Sampled(**sampled),
            }
        )


def _flat(row: Row) -> dict[str, Any]:
    """A row without nested objects."""
    fields = asdict(row)
    noise = fields.pop("sampled") or {}
    keys = ("standard_error", "difference", "difference_error")
    return {
        **fields,
        "exact": None if row.exact is None else row.exact.value,
        **{key: noise.get(key) for key in keys},
    }


class Report(Documents):
    """Solutions of one instance, with the best bound on all of them.

    A report is a sequence of its rows, can be pickled, and shows itself as a table in notebooks.
    """

    def __init__(self, instance: Instance, documents: Iterable[tuple[str, str]]) -> None:
        super().__init__(documents)
        document = self.to_dict()
        self._instance = instance
        self._rows = tuple(Row._of(fields) for fields in document["solutions"])
        self._bound = None if document["bound"] is None else Bound(**document["bound"])
        self._verdict = None if document["verdict"] is None else Verdict(**document["verdict"])
        self._interrupted: bool = document["interrupted"]
        self._is_minimum: bool = document["sense"] == "minimize"
        self._native: _bcgc.Report | None = None

    @classmethod
    def _of(cls, instance: Instance, native: _bcgc.Report) -> Report:
        report = cls(instance, native.documents())
        report._native = native
        return report

    @property
    def instance(self) -> Instance:
        """The instance."""
        return self._instance

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the order of the methods."""
        return self._rows

    @property
    def bound(self) -> Bound | None:
        """The best bound on the value of every partition."""
        return self._bound

    @property
    def verdict(self) -> Verdict | None:
        """What the deadline says by itself, if anything."""
        return self._verdict

    @property
    def interrupted(self) -> bool:
        """Whether the callback ended the run early."""
        return self._interrupted

    @property
    def is_minimum(self) -> bool:
        """Whether the objective is minimised."""
        return self._is_minimum

    @property
    def best(self) -> Row:
        """The row with the best partition: the least runtime or the largest probability, the first on ties.

        Raises
        ------
        LookupError
            When no method found a partition with a value.
        """
        found = [row for row in self._rows if row.partition is not None and row.value is not None]
        if not found:
            notes = "; ".join(f"{row.method}: {row.note or row.status}" for row in self._rows)
            raise LookupError(f"no method found a partition with a value ({notes})")
        return min(found, key=self._cost)

    def _cost(self, row: Row) -> tuple[float, float]:
        value = row.value if row.value is not None else np.inf
        if self._is_minimum:
            return value, 0.0
        late = row.complement if row.complement is not None else 1.0 - value
        return late, -value

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __getitem__(self, key: int | str) -> Row:
        """A row by its number or by its method."""
        if isinstance(key, str):
            for row in self._rows:
                if row.method == key:
                    return row
            raise KeyError(f"{key}: no such row; there are {', '.join(row.method for row in self._rows)}")
        return self._rows[key]

    def to_rows(self) -> list[dict[str, Any]]:
        """The rows as dicts, for any library of data frames; of `Row.sampled` the standard errors and the difference."""
        return [_flat(row) for row in self._rows]

    def to_pandas(self) -> Any:
        """The rows as a pandas data frame; needs pandas."""
        return _frames.pandas(self.to_rows())

    def to_polars(self) -> Any:
        """The rows as a polars data frame; needs polars."""
        return _frames.polars(self.to_rows())

    def __reduce__(self) -> tuple[type[Report], tuple[Instance, list[tuple[str, str]]]]:
        return type(self), (self._instance, list(self._documents.items()))

    def __repr__(self) -> str:
        found = ", ".join(
            f"{row.method}: {'no value' if row.value is None else format(row.value, '.7g')}" for row in self._rows
        )
        return f"Report({found})"

    def _repr_html_(self) -> str:
        bound = "no bound" if self._bound is None else f"bound {self._bound.value:.12g} ({self._bound.method})"
        columns = ("method", "status", "value", "± error", "gap", "seconds", "partition", "note")
        rows = (
            (
                row.method,
                row.status,
                "" if row.value is None else f"{row.value:.12g}",
                "" if row.value_error is None else f"{row.value_error:.1e}",
                "" if row.gap is None else f"{row.gap:.1e}",
                f"{row.seconds:.3f}",
                "" if row.partition is None else ",".join(str(x) for x in row.partition),
                row.note or "",
            )
            for row in self._rows
        )
        notes = () if self._verdict is None else (self._verdict.text,)
        return _html.table(f"{self._instance!r}: {bound}", columns, rows, notes)
