"""Measured cycle times."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _bcgc
from ._arrays import Floats, floats
from .errors import InputError

__all__ = ["Trace"]


class Trace:
    """Measured cycle times in place of a law: a row a round, a column a worker.

    Nothing is assumed of them: workers may differ, and depend on each other and on earlier rounds.

    Parameters
    ----------
    rows : array_like of float, shape (rounds, workers)
        Cycle times above zero, in any unit; infinity for a worker that never returned.
    name : str, optional
        What reports and messages call it.

    Raises
    ------
    InputError
        When the array has another shape or an entry that is no cycle time; the message says where.

    Examples
    --------
    >>> trace = bcgc.Trace([[1.5, 2.0], [0.3, np.inf]])
    >>> trace.rounds, trace.workers
    (2, 2)
    """

    __slots__ = ("_native", "_rows")

    def __init__(self, rows: ArrayLike, name: str | None = None) -> None:
        self._set(_bcgc.Trace(_rounds(rows), name, None, False))

    @classmethod
    def of_overheads(cls, rows: ArrayLike, name: str | None = None) -> Trace:
        """Measured overheads, which may be zero: the times before workers have done anything.

        Parameters
        ----------
        rows : array_like of float, shape (rounds, workers)
            Times from zero on; infinity for a worker that never returned.
        name : str, optional
            What reports and messages call it.

        Examples
        --------
        >>> overheads = bcgc.Trace.of_overheads([[0.0, 2.0], [0.3, 0.1]])
        >>> bcgc.Instance(workers=2, coordinates=10, stragglers=0.5, overhead=overheads).overhead.rounds
        2
        """
        return cls._of(_bcgc.Trace(_rounds(rows), name, None, True))

    def _set(self, native: _bcgc.Trace) -> None:
        self._native = native
        self._rows = native.rows()
        self._rows.setflags(write=False)

    @classmethod
    def _of(cls, native: _bcgc.Trace) -> Trace:
        trace = cls.__new__(cls)
        trace._set(native)
        return trace

    @classmethod
    def read(cls, path: str | os.PathLike[str], *, header: bool | None = None) -> Trace:
        """Reads a table of cycle times: commas, semicolons, tabs or spaces; a line a round, a column a worker.

        Parameters
        ----------
        path : path
        header : bool, optional
            Whether the first line is a header; by default its cells say it.

        Raises
        ------
        InputError, FileNotFoundError
            When the file is no such table, or not there.
        """
        return cls._of(_bcgc.Trace.read(os.fspath(path), header))

    @classmethod
    def from_samples(
        cls, samples: ArrayLike, *, workers: int, rounds: int, seed: int | np.random.Generator = 1
    ) -> Trace:
        """Rounds of independent workers whose cycle times are drawn from samples of one unknown law, with replacement.

        Parameters
        ----------
        samples : array_like of float
            Cycle times above zero.
        workers, rounds : int
            Shape of the trace. Optima over it have a sampling error: hold out rounds to see it.
        seed : int or numpy.random.Generator
        """
        pool = np.ravel(floats(samples, "samples"))
        if pool.size == 0:
            raise InputError("samples: there are none", "samples", "[]", "must have at least one cycle time")
        drawn = np.random.default_rng(seed).choice(pool, size=(rounds, workers))
        return cls(drawn, f"(drawn from {pool.size} samples)")

    @classmethod
    def from_quantiles(
        cls,
        levels: ArrayLike,
        quantiles: ArrayLike,
        *,
        workers: int,
        rounds: int,
        seed: int | np.random.Generator = 1,
    ) -> Trace:
        """Rounds of independent workers under a law given by a table of its quantiles, linear between them.

        Parameters
        ----------
        levels : array_like of float, shape (k,)
            Probabilities that rise from 0 to 1.
        quantiles : array_like of float, shape (k,)
            Cycle times that do not fall; the law has no mass beyond the first and the last.
        workers, rounds : int
            Shape of the trace. Optima over it have a sampling error: hold out rounds to see it.
        seed : int or numpy.random.Generator
        """
        p, t = np.ravel(floats(levels, "levels")), np.ravel(floats(quantiles, "quantiles"))
        rises = p.size >= 2 and p[0] == 0.0 and p[-1] == 1.0 and bool(np.all(np.diff(p) > 0))
        if not rises:
            raise InputError("levels: must rise from 0 to 1", "levels", str(levels), "must rise from 0 to 1")
        if t.shape != p.shape or not bool(np.all(np.diff(t) >= 0)):
            remedy = f"must be {p.size} times that do not fall"
            raise InputError(f"quantiles: {remedy}", "quantiles", str(quantiles), remedy)
        uniform = np.random.default_rng(seed).random((rounds, workers))
        return cls(np.interp(uniform, p, t), f"(drawn from {p.size} quantiles)")

    @property
    def rows(self) -> Floats:
        """The cycle times, shape (rounds, workers); read-only."""
        return self._rows

    @property
    def name(self) -> str:
        """The file, or the name given."""
        return self._native.name

    @property
    def header(self) -> str | None:
        """The header of the file, if it has one."""
        return self._native.header

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return int(self._rows.shape[0])

    @property
    def workers(self) -> int:
        """Number of workers ``N``."""
        return int(self._rows.shape[1])

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes the rounds as CSV, every digit; an existing file is not replaced.

        Raises
        ------
        FileExistsError
        """
        lines = (",".join(repr(float(t)) for t in row) for row in self._rows)
        with Path(path).open("x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy:
            return np.array(self._rows, dtype=dtype)
        return np.asarray(self._rows, dtype=dtype)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Trace):
            return NotImplemented
        return self.name == other.name and np.array_equal(self._rows, other._rows)

    def __hash__(self) -> int:
        return hash((self.name, self._rows.tobytes()))

    def __reduce__(self) -> tuple[Any, tuple[Floats, str, str | None]]:
        return _rebuilt, (np.array(self._rows), self.name, self.header)

    def __repr__(self) -> str:
        return f"Trace({self.name!r}: {self.rounds} rounds of {self.workers} workers)"


def _rebuilt(rows: Floats, name: str, header: str | None) -> Trace:
    return Trace._of(_bcgc.Trace(rows, name, header, True))


def _rounds(rows: ArrayLike) -> Floats:
    array = floats(rows, "trace")
    if array.ndim != 2:
        shape = str(array.shape)
        remedy = "must have a row a round and a column a worker"
        raise InputError(f"trace: an array of shape {shape}: {remedy}", "trace", shape, remedy)
    return array
