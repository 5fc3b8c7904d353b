"""Reports: a row a method, compared with the best bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from . import _bcgc, _frames, _html
from ._arrays import Floats, Integers, frozen
from ._documents import Drawn
from .histories import History
from .instances import Instance

__all__ = ["Bound", "Exact", "Proofs", "Report", "Row", "Sampled", "Verdict"]


@dataclass(frozen=True)
class Bound:
    """A bound on the optimum over integer partitions: below every value of a minimum, above for a maximum.

    Attributes
    ----------
    value : float
        In the unit of the objective.
    rigour : str
        How it was computed: ``exact`` or ``enclosed``, proved in rational or in outward-rounded arithmetic, or ``float``.
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
class Proofs:
    """What proving the numbers of a report came to.

    Attributes
    ----------
    seconds : float
        Wall-clock time that it took.
    left_out : tuple of str
        What is not proved of the bound, and why; `Row.note` says it of values.
    """

    seconds: float
    left_out: tuple[str, ...]


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
        Its standard error, which allows for rounds that resemble their neighbours; None for fewer than four rounds, and
        for a share of all or none.
    difference, difference_error : float or None
        Its difference from the best row's over the same rounds, and the standard error of that; None of that row itself.
    """

    value: float
    standard_error: float | None
    difference: float | None
    difference_error: float | None

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Sampled:
        # JSON has no infinity.
        return cls(**{**fields, "value": math.inf if fields["value"] is None else fields["value"]})

    @property
    def is_worse(self) -> bool:
        """Whether the best row is better beyond the noise: by more than two standard errors of the difference."""
        difference, error = self.difference, self.difference_error
        return difference is not None and error is not None and abs(difference) > 2.0 * error


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
    value_rigour : str or None
        How the value was computed, as of `Bound`; one that is proved lies within `value_error` of `value`, and `gap` is that of
        its worse end.
    sampled : Sampled or None
        On traces, the mean over the rounds that the partition was optimised for, with its noise.
    held_out : Sampled or None
        The mean over rounds that were held out (``holdout``, ``folds``), with its noise; infinite where one of them waits for a
        worker that never returns.
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
    value_rigour: str | None = None
    sampled: Sampled | None = None
    held_out: Sampled | None = None

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Row:
        partition, relaxed, exact = fields["partition"], fields["relaxed"], fields["exact"]
        noise = {key: fields.get(key) for key in ("sampled", "held_out")}
        return cls(
            **{
                **fields,
                "partition": None if partition is None else frozen(partition, np.int64),
                "relaxed": None if relaxed is None else frozen(relaxed, np.float64),
                "exact": None if exact is None else Exact(**exact),
                **{key: None if found is None else Sampled._of(found) for key, found in noise.items()},
            }
        )


def _flat(row: Row) -> dict[str, Any]:
    """A row without nested objects."""
    fields = asdict(row)
    noise, outside = fields.pop("sampled") or {}, fields.pop("held_out") or {}
    keys = ("standard_error", "difference", "difference_error")
    return {
        **fields,
        "exact": None if row.exact is None else row.exact.value,
        **{key: noise.get(key) for key in keys},
        "held_out": outside.get("value"),
        **{f"held_out_{key}": outside.get(key) for key in keys},
    }


# How a search ends with its gap open.
_OPEN = ("gap-limit", "time-limit", "interrupted")


class Report(Drawn):
    """Solutions of one instance, with the best bound on all of them.

    A report is a sequence of its rows, can be pickled, and shows itself as a table in notebooks.
    """

    def __init__(
        self,
        instance: Instance,
        documents: Iterable[tuple[str, str]],
        facts: Iterable[tuple[str, str]] = (),
        history: History | None = None,
    ) -> None:
        super().__init__(documents)
        document = self.to_dict()
        self._facts = dict(facts)
        self._history = history
        self._instance = instance
        self._rows = tuple(Row._of(fields) for fields in document["solutions"])
        self._bound = None if document["bound"] is None else Bound(**document["bound"])
        self._verdict = None if document["verdict"] is None else Verdict(**document["verdict"])
        self._interrupted: bool = document["interrupted"]
        proofs = document.get("proofs")
        self._proofs = None if proofs is None else Proofs(proofs["seconds"], tuple(proofs["left_out"]))
        self._is_minimum: bool = document["sense"] == "minimize"
        self._native: _bcgc.Report | None = None

    @classmethod
    def _of(cls, instance: Instance, native: _bcgc.Report, history: History | None = None) -> Report:
        report = cls(instance, native.documents(), native.facts(), history)
        report._native = report._drawing = native
        return report

    @property
    def instance(self) -> Instance:
        """The instance of the values; with ``holdout`` that of the rounds that were optimised."""
        return self._instance

    @property
    def facts(self) -> dict[str, str]:
        """What the report says in words, by the labels of the text format.

        ``bound`` and ``best`` (which method, and what it gains over no redundancy) are among them, and over rounds ``noise``:
        whether the values are in or out of sample and, of 30 rounds held out or more, whether the best method is best beyond
        theirs.
        """
        return dict(self._facts)

    @property
    def history(self) -> History | None:
        """The iterations of the methods, where `solve` was asked for them."""
        return self._history

    @property
    def unfinished(self) -> list[tuple[str, str]]:
        """Methods that ended with their gap open, and the bound where its search did, with their statuses."""
        found = [(row.method, row.status) for row in self._rows if row.status in _OPEN]
        if self._bound is not None and self._bound.status in _OPEN:
            found.append((self._bound.method, self._bound.status))
        return list(dict.fromkeys(found))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows in the order of the methods."""
        return self._rows

    @property
    def bound(self) -> Bound | None:
        """The best bound on the value of every partition."""
        return self._bound

    @property
    def proofs(self) -> Proofs | None:
        """What proving its numbers came to; None where that was not asked for."""
        return self._proofs

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
        """The rows as dicts, for any library of data frames, with the columns of CSV.

        Of `Row.sampled` there are the standard error and the difference, of `Row.held_out` the value as well.
        """
        return [_flat(row) for row in self._rows]

    def to_pandas(self) -> Any:
        """The rows as a pandas data frame; needs pandas."""
        return _frames.pandas(self.to_rows())

    def to_polars(self) -> Any:
        """The rows as a polars data frame; needs polars."""
        return _frames.polars(self.to_rows())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._instance, list(self._documents.items()), list(self._facts.items()), self._history)

    def __repr__(self) -> str:
        found = ", ".join(
            f"{row.method}: {'no value' if row.value is None else format(row.value, '.7g')}" for row in self._rows
        )
        return f"Report({found})"

    def _repr_html_(self) -> str:
        bound = "no bound" if self._bound is None else f"bound {self._bound.value:.12g} ({self._bound.method})"
        columns: list[tuple[str, Callable[[Row], str]]] = [
            ("method", lambda row: row.method),
            ("status", lambda row: row.status),
            *_NUMBERS,
        ]
        if any(row.held_out for row in self._rows):
            columns.insert(4, ("held out", lambda row: _plus_minus(row.held_out)))
        elif any(row.sampled for row in self._rows):
            columns.insert(4, ("± standard error", lambda row: _plus_minus(row.sampled, "")))
        rows = ([of(row) for _, of in columns] for row in self._rows)
        notes = [self._verdict.text] if self._verdict is not None else []
        notes += [self._facts[label] for label in ("best", "noise") if label in self._facts]
        return _html.table(f"{self._instance!r}: {bound}", [name for name, _ in columns], rows, notes)


def _plus_minus(found: Sampled | None, value: str = ".12g") -> str:
    """A mean over rounds and its standard error; the error alone without a format of the mean."""
    if found is None:
        return ""
    if math.isinf(found.value):
        return "infinite" if value else ""
    error = "" if found.standard_error is None else f"{found.standard_error:.2g}"
    return f"{found.value:{value}} ± {error}" if value else error


def _if(value: float | None, format: str) -> str:
    return "" if value is None else f"{value:{format}}"


_NUMBERS: list[tuple[str, Callable[[Row], str]]] = [
    ("value", lambda row: _if(row.value, ".12g")),
    ("± error", lambda row: _if(row.value_error, ".1e")),
    ("gap", lambda row: _if(row.gap, ".1e")),
    ("seconds", lambda row: f"{row.seconds:.3f}"),
    ("partition", lambda row: "" if row.partition is None else ",".join(str(x) for x in row.partition)),
    ("note", lambda row: row.note or ""),
]
