"""Instances: a system, its stragglers and an objective."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

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
    stragglers : Law, Trace or array_like of shape (rounds, workers)
        Where the cycle times come from.
    samples : int, optional
        Number of samples ``M >= 1``; as many as workers by default.
    cycles : float
        CPU cycles ``b > 0`` for one partial derivative of one sample.
    deadline : float, optional
        With it the probability of finishing by then is maximised, in the unit of the runtimes; without it the expected
        overall runtime is minimised.
    name : str, optional
        Free text to tell instances apart.

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

    __slots__ = ("__weakref__", "_document", "_native", "_stragglers")

    def __init__(
        self,
        workers: int,
        coordinates: int,
        stragglers: Law | Trace | Any,
        *,
        samples: int | None = None,
        cycles: float = 1.0,
        deadline: float | None = None,
        name: str | None = None,
    ) -> None:
        source = stragglers if isinstance(stragglers, (Law, Trace)) else Trace(stragglers)
        made = _bcgc.Instance(
            whole("system.workers", workers),
            whole("system.coordinates", coordinates),
            perhaps("system.samples", samples),
            cycles,
            source._native,
            deadline,
            name,
        )
        self._set(made, source)

    def _set(self, native: _bcgc.Instance, source: Law | Trace | None = None) -> None:
        self._native = native
        self._document: dict[str, Any] = json.loads(native.to_json())
        if source is None:
            trace = native.trace()
            parameters = dict(self._document["stragglers"])
            source = of_parameters(parameters.pop("law"), parameters) if trace is None else Trace._of(trace)
        self._stragglers = source

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
    def stragglers(self) -> Law | Trace:
        """Where the cycle times come from."""
        return self._stragglers

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
        }
        unknown = [key for key in changes if key not in arguments]
        if unknown:
            raise TypeError(f"replace() has no argument {unknown[0]!r}; it has {', '.join(arguments)}")
        return Instance(**{**arguments, **changes})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Instance):
            return NotImplemented
        return self._document == other._document and self.stragglers == other.stragglers

    def __hash__(self) -> int:
        return hash((self._native.to_json(), self.stragglers))

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return _rebuilt, (
            self.workers,
            self.coordinates,
            self.stragglers,
            self.samples,
            self.cycles,
            self.deadline,
            self.name,
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
    stragglers: Law | Trace,
    samples: int,
    cycles: float,
    deadline: float | None,
    name: str | None,
) -> Instance:
    return Instance(
        workers, coordinates, stragglers, samples=samples, cycles=cycles, deadline=deadline, name=name
    )
