"""Measured cycle times."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _bcgc
from ._arrays import Floats, floats, number
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

    @classmethod
    def of_loads(cls, loads: Mapping[float, Trace | ArrayLike]) -> tuple[Trace, Trace]:
        """Overheads and cycle times from the times of several loads in the same rounds.

        A worker has done the load ``w`` of a round at the time ``a + T w``: two loads give ``a`` and ``T``, more of them the
        straight line through all by least squares. For times of different rounds fit laws instead (`fit` with ``loads``).

        Parameters
        ----------
        loads : mapping of float to Trace or array_like of shape (rounds, workers)
            The times by their loads in cycles: at least two loads, from 0 on; times may be zero at the load 0.

        Returns
        -------
        overheads, times : Trace
            For ``Instance(..., stragglers=times, overhead=overheads)``.

        Raises
        ------
        InputError
            When the traces are not of the same rounds, or a line falls or begins below zero; the message says where.

        Examples
        --------
        >>> overheads, times = bcgc.Trace.of_loads({0: [[0.5, 0.25]], 1: [[1.5, 2.25]]})
        >>> overheads.rows.tolist(), times.rows.tolist()
        ([[0.5, 0.25]], [[1.0, 2.0]])
        """
        if not isinstance(loads, Mapping):
            remedy = "must be a dict of times by their loads"
            raise InputError(f"loads: {remedy}", "loads", repr(loads), remedy)
        works = [number("loads", load) for load in loads]
        named = zip(works, loads.values(), strict=True)
        given = [rows if isinstance(rows, Trace) else cls.of_overheads(rows, f"load {load:g}") for load, rows in named]
        overheads, times = _bcgc.Trace.of_loads(works, [trace._native for trace in given])
        return cls._of(overheads), cls._of(times)

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
    def read(
        cls,
        path: str | os.PathLike[str],
        *,
        header: bool | None = None,
        index: bool | None = None,
        columns: str | int | Sequence[str | int] | None = None,
        delimiter: Literal["comma", "semicolon", "tab", "space"] | None = None,
        missing: Literal["refuse", "drop-row"] = "refuse",
        scale: float = 1.0,
        layout: Literal["wide", "long"] = "wide",
        overheads: bool = False,
    ) -> Trace:
        """Reads a table of cycle times, a line a round, a column a worker: text, also gzipped or UTF-16, or ``.npy``.

        Parameters
        ----------
        path : path
        header, index : bool, optional
            Whether the first line is a header, and the first column numbers or names the rounds; by default the cells
            say it.
        columns : str, int or list of these, optional
            The workers' columns, by position from 1 (``3``, ``"2-21"``) or by name, where ``*`` stands for any letters;
            all of them by default. With ``layout="long"`` those of the round, the worker and the time, in this order; by
            default those that are known by their names.
        delimiter : {"comma", "semicolon", "tab", "space"}, optional
            What stands between the cells; told from the text by default.
        missing : {"refuse", "drop-row"}
            What becomes of rounds with an empty cell or NA among these; `dropped` counts those left out.
        scale : float
            What every number is multiplied by, above zero.
        layout : {"wide", "long"}
            Whether a line is a round, or one time of one worker in a round: such rounds are in the order of their numbers or
            time stamps, if all have one, else in that of first appearance.
        overheads : bool
            Whether the times are overheads, which may be zero.

        Raises
        ------
        InputError, FileNotFoundError
            When the file is no such table, or not there; also where a column is no worker by its name (``timestamp``,
            ``total``) or rises like a clock, until ``columns`` or ``index`` say what it is, and where the columns of a long
            table are not known by their names.
        """
        if not (math.isfinite(scale) and scale > 0):
            remedy = "must be a finite number > 0"
            raise InputError(f"scale: {scale!r}: {remedy}", "scale", repr(scale), remedy)
        chosen = [] if columns is None else [columns] if isinstance(columns, (str, int)) else list(columns)
        reading = {
            "names": {"header": _presence("header", header), "index": _presence("index", index)},
            "delimiter": delimiter,
            "columns": [str(column) for column in chosen],
            "missing": _one_of("missing", missing, ("refuse", "drop-row")),
            "scale": float(scale),
            "is_long": _one_of("layout", layout, ("wide", "long")) == "long",
        }
        _one_of("delimiter", delimiter, (None, "comma", "semicolon", "tab", "space"))
        return cls._of(_bcgc.Trace.read(os.fspath(path), json.dumps(reading), overheads))

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
    def dropped(self) -> int:
        """Rounds of the file with a missing time that were left out."""
        return self._native.dropped

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

    def __reduce__(self) -> tuple[Any, tuple[Floats, str, str]]:
        return _rebuilt, (np.array(self._rows), self.name, self._native.origin)

    def __repr__(self) -> str:
        return f"Trace({self.name!r}: {self.rounds} rounds of {self.workers} workers)"


def _rebuilt(rows: Floats, name: str, origin: str) -> Trace:
    return Trace._of(_bcgc.Trace(rows, name, origin, True))


def _presence(key: str, value: bool | None) -> str:
    if value is not None and value not in (True, False):
        raise InputError(f"{key}: {value!r}: must be True, False or None", key, repr(value), "must be True, False or None")
    return "auto" if value is None else "present" if value else "absent"


def _one_of(key: str, value: str | None, allowed: tuple[str | None, ...]) -> str | None:
    if value in allowed:
        return value
    remedy = f"must be one of {', '.join(str(word) for word in allowed)}"
    raise InputError(f"{key}: {value!r}: {remedy}", key, repr(value), remedy)


def _rounds(rows: ArrayLike) -> Floats:
    array = floats(rows, "trace")
    if array.ndim != 2:
        shape = str(array.shape)
        remedy = "must have a row a round and a column a worker"
        raise InputError(f"trace: an array of shape {shape}: {remedy}", "trace", shape, remedy)
    return array
