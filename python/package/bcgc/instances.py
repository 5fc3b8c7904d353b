"""Instances: a system, its stragglers and an objective."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import _bcgc
from ._whole import perhaps, whole
from .errors import InputError
from .laws import Law, of_parameters
from .traces import Trace

__all__ = ["Instance"]


class Instance:
    """A system of workers, the cycle times of its stragglers, and what is optimised.

    Parameters
    ----------
    workers : int
        Number of workers ``N >= 1``.
    coordinates : int
        Number of coordinates ``L >= 1`` of the gradient, that is parameters of the model.
    stragglers : Law, Trace, array_like of shape (rounds, workers) or float
        Where the cycle times come from; a number is that of every worker in every round.
    samples : int, optional
        Number of samples ``M >= 1``; as many as workers by default.
    cycles : float
        CPU cycles ``b > 0`` for one partial derivative of one sample.
    deadline : float, optional
        With it the probability of finishing by then is maximised, in the unit of the runtimes; without it the expected
        overall runtime is minimised.
    name : str, optional
        Free text to tell instances apart.
    overhead : Law, Trace, array_like of shape (rounds, workers) or float, optional
        What a worker takes before it has done anything, in the unit of the runtimes: it has done the load ``w`` at the time
        ``a + T w``. A trace is of the same rounds as that of the cycle times.

    Raises
    ------
    InputError
        When a number is out of its range, or a trace has not a column a worker.

    Examples
    --------
    >>> law = bcgc.ShiftedExponential(rate=1e-3, shift=50)
    >>> bcgc.Instance(workers=20, coordinates=20_000, stragglers=law, samples=50)
    Instance(workers=20, coordinates=20000, stragglers=ShiftedExponential(rate=0.001, shift=50.0), samples=50)

    Notes
    -----
    Runtimes are in the unit of the cycle times times the work unit ``kappa = M b / N``.
    """

    __slots__ = ("__weakref__", "_document", "_native", "_overhead", "_stragglers")

    def __init__(
        self,
        workers: int,
        coordinates: int,
        stragglers: Law | Trace | float | Any,
        *,
        samples: int | None = None,
        cycles: float = 1.0,
        deadline: float | None = None,
        name: str | None = None,
        overhead: Law | Trace | float | Any = None,
    ) -> None:
        source = _times(stragglers, Trace)
        made = _bcgc.Instance(
            whole("system.workers", workers),
            whole("system.coordinates", coordinates),
            perhaps("system.samples", samples),
            cycles,
            _native_of(source),
            deadline,
            name,
        )
        before = None if overhead is None else _times(overhead, Trace.of_overheads)
        if before is not None:
            made = made.with_overhead(_native_of(before))
        self._set(made, source, before)

    def _set(
        self,
        native: _bcgc.Instance,
        source: Law | Trace | float | None = None,
        overhead: Law | Trace | float | None = None,
    ) -> None:
        self._native = native
        self._document: dict[str, Any] = json.loads(native.to_json())
        if source is None:
            source = _of_document(native.trace(), self._document["stragglers"])
            before = self._document.get("overhead")
            trace = native.overhead_trace()
            overhead = None if trace is None and before is None else _of_document(trace, before)
        self._stragglers = source
        self._overhead = overhead

    @classmethod
    def _of(cls, native: _bcgc.Instance) -> Instance:
        instance = cls.__new__(cls)
        instance._set(native)
        return instance

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Instance:
        """Reads an instance file: TOML, or JSON where the name ends in ``.json``; also a result of the command line.

        Raises
        ------
        InputError, FileNotFoundError
            When the file is none, a key is unknown, missing or out of range, or the file or its trace is not there.
        """
        return cls._of(_bcgc.Instance.read(os.fspath(path)))

    @classmethod
    def from_toml(cls, text: str) -> Instance:
        """The instance that a TOML document describes; the path of a trace is relative to the current folder."""
        return cls._of(_bcgc.Instance.from_toml(text))

    @classmethod
    def from_json(cls, text: str) -> Instance:
        """The instance that a JSON document describes; the path of a trace is relative to the current folder."""
        return cls._of(_bcgc.Instance.from_json(text))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Instance:
        """The instance that a dict in the shape of an instance file describes."""
        try:
            text = json.dumps(document)
        except (TypeError, ValueError) as error:
            raise InputError(f"document: {error}", "document", None, "must hold numbers, texts and dicts") from error
        return cls.from_json(text)

    def to_toml(self) -> str:
        """The instance file in TOML, every default filled in.

        A trace is named, not copied: one given as an array is to be written first (`Trace.write`).
        """
        return self._native.to_toml()

    def to_json(self) -> str:
        """The instance as JSON, every default filled in; a trace is named, not copied."""
        return self._native.to_json()

    def to_dict(self) -> dict[str, Any]:
        """The instance as a dict, every default filled in; a trace is named, not copied."""
        document: dict[str, Any] = json.loads(self._native.to_json())
        return document

    @property
    def name(self) -> str | None:
        """Free text to tell instances apart."""
        name: str | None = self._document["name"]
        return name

    @property
    def workers(self) -> int:
        """Number of workers ``N``."""
        return int(self._document["system"]["workers"])

    @property
    def coordinates(self) -> int:
        """Number of coordinates ``L``."""
        return int(self._document["system"]["coordinates"])

    @property
    def samples(self) -> int:
        """Number of samples ``M``."""
        return int(self._document["system"]["samples"])

    @property
    def cycles(self) -> float:
        """CPU cycles ``b`` for one partial derivative of one sample."""
        return float(self._document["system"]["cycles"])

    @property
    def stragglers(self) -> Law | Trace | float:
        """Where the cycle times come from; a number where they are all the same."""
        return self._stragglers

    @property
    def overhead(self) -> Law | Trace | float | None:
        """What a worker takes before it has done anything; none where times are proportional to loads."""
        return self._overhead

    @property
    def deadline(self) -> float | None:
        """The deadline, where the probability of meeting it is maximised."""
        deadline: float | None = self._document["objective"].get("deadline")
        return deadline

    def replace(self, **changes: Any) -> Instance:
        """The same instance with other arguments of the constructor: ``instance.replace(deadline=2e6)``."""
        arguments: dict[str, Any] = {
            "workers": self.workers,
            "coordinates": self.coordinates,
            "stragglers": self.stragglers,
            "samples": self.samples,
            "cycles": self.cycles,
            "deadline": self.deadline,
            "name": self.name,
            "overhead": self.overhead,
        }
        unknown = [key for key in changes if key not in arguments]
        if unknown:
            raise TypeError(f"replace() has no argument {unknown[0]!r}; it has {', '.join(arguments)}")
        return Instance(**{**arguments, **changes})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Instance):
            return NotImplemented
        sources = (self.stragglers, self.overhead)
        return self._document == other._document and sources == (other.stragglers, other.overhead)

    def __hash__(self) -> int:
        return hash((self._native.to_json(), self.stragglers, self.overhead))

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return _rebuilt, (
            self.workers,
            self.coordinates,
            self.stragglers,
            self.samples,
            self.cycles,
            self.deadline,
            self.name,
            self.overhead,
        )

    def __repr__(self) -> str:
        parts = [f"workers={self.workers}", f"coordinates={self.coordinates}", f"stragglers={self.stragglers!r}"]
        if self.samples != self.workers:
            parts.append(f"samples={self.samples}")
        if self.cycles != 1.0:
            parts.append(f"cycles={self.cycles!r}")
        if self.deadline is not None:
            parts.append(f"deadline={self.deadline!r}")
        if self.name is not None:
            parts.append(f"name={self.name!r}")
        if self.overhead is not None:
            parts.append(f"overhead={self.overhead!r}")
        return f"Instance({', '.join(parts)})"


def native(instance: object) -> _bcgc.Instance:
    """The native half of an instance.

    Raises
    ------
    TypeError
        When it is none.
    """
    if isinstance(instance, Instance):
        return instance._native
    kind = type(instance).__name__
    raise TypeError(f"instance: a bcgc.Instance is needed, not {kind}; Instance.read and Instance.from_dict make one")


def _rebuilt(
    workers: int,
    coordinates: int,
    stragglers: Law | Trace | float,
    samples: int,
    cycles: float,
    deadline: float | None,
    name: str | None,
    overhead: Law | Trace | float | None = None,
) -> Instance:
    return Instance(
        workers,
        coordinates,
        stragglers,
        samples=samples,
        cycles=cycles,
        deadline=deadline,
        name=name,
        overhead=overhead,
    )


def _times(given: Any, of_rows: Callable[[Any], Trace]) -> Law | Trace | float:
    """A source of times as it was given, an array as a trace."""
    if isinstance(given, (Law, Trace)):
        return given
    if np.ndim(given) == 0 and isinstance(given, (int, float, np.number)) and not isinstance(given, bool):
        return float(given)
    return of_rows(given)


def _native_of(times: Law | Trace | float) -> _bcgc.Law | _bcgc.Trace | float:
    return times if isinstance(times, float) else times._native


def _of_document(trace: _bcgc.Trace | None, table: Mapping[str, Any] | None) -> Law | Trace | float:
    """A source of times from the native trace, or else the table of an instance file."""
    if trace is not None:
        return Trace._of(trace)
    parameters = dict(table or {})
    law = parameters.pop("law")
    return float(parameters["value"]) if law == "constant" else of_parameters(law, parameters)
