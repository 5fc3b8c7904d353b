"""Laws of the cycle time, one class each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from . import _bcgc
from ._arrays import Floats, floats, number
from .errors import InputError

__all__ = [
    "Erlang",
    "Gamma",
    "HyperExponential",
    "Law",
    "LogNormal",
    "Pareto",
    "ShiftedExponential",
    "Uniform",
    "Weibull",
]

_L = TypeVar("_L", bound="Law")


@dataclass(frozen=True)
class Law:
    """A continuous law of the cycle time ``T`` of a worker: independent and identical over workers and rounds.

    Use one of its subclasses. Times are in any unit; runtimes are in the same.
    """

    name: ClassVar[str] = ""
    _native: _bcgc.Law = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise TypeError("use one of the laws, for example bcgc.ShiftedExponential")
        parameters = {key: self._checked(key, value) for key, value in self.parameters.items()}
        for key, value in parameters.items():
            object.__setattr__(self, key, tuple(value) if isinstance(value, list) else value)
        object.__setattr__(self, "_native", _bcgc.Law(self.name, parameters))

    @classmethod
    def from_mean(
        cls: type[_L], mean: float, min: float | None = None, **parameters: float | Sequence[float]
    ) -> _L:
        """The law with a mean and a least cycle time, in place of the parameters that these fix.

        Parameters
        ----------
        mean : float
            ``E[T]``, above `min`.
        min : float, optional
            The least cycle time, ``>= 0``; 0 by default. `Pareto` needs it.
        **parameters
            The others of the law, such as the shape of `Weibull`.

        Raises
        ------
        InputError
            When they do not fix the law, as for `HyperExponential`, or a parameter that they fix is given as well.

        Examples
        --------
        >>> bcgc.ShiftedExponential.from_mean(80, min=30)
        ShiftedExponential(rate=0.02, shift=30.0)
        >>> bcgc.Weibull.from_mean(80, min=30, shape=1)
        Weibull(shape=1.0, scale=50.0, shift=30.0)
        """
        if not cls.name:
            raise TypeError("use one of the laws, for example bcgc.ShiftedExponential")
        given = {key: cls._checked(key, value) for key, value in parameters.items()}
        found = _bcgc.Law.from_mean(cls.name, given, number("mean", mean), None if min is None else number("min", min))
        values = {key: tuple(list) if is_list else list[0] for key, list, is_list in found.parameters()}
        return cls(**values)

    @staticmethod
    def _checked(key: str, value: object) -> float | list[float]:
        try:
            numbers = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            numbers = np.zeros((0, 0))
        if numbers.ndim == 0 and not isinstance(value, str):
            return float(numbers)
        if numbers.ndim == 1:
            return [float(x) for x in numbers]
        remedy = "must be a number or a list of numbers"
        key = f"stragglers.{key}"
        raise InputError(f"{key} = {value!r}: {remedy}", key, repr(value), remedy)

    def __reduce__(self) -> tuple[type[Law], tuple[float | Sequence[float], ...]]:
        return type(self), tuple(self.parameters.values())

    @property
    def parameters(self) -> dict[str, float | Sequence[float]]:
        """The parameters by their keys in instance files."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.init}

    @property
    def mean(self) -> float:
        """``E[T]``; infinite where the tail is too heavy."""
        return self._native.mean()

    @property
    def support(self) -> tuple[float, float]:
        """Essential infimum and supremum of ``T``."""
        return self._native.support()

    def cdf(self, t: ArrayLike) -> Floats:
        """``Pr[T <= t]``, an array of the shape of `t`."""
        return self._at(self._native.cdf, t)

    def survival(self, t: ArrayLike) -> Floats:
        """``Pr[T > t]`` without cancellation, an array of the shape of `t`."""
        return self._at(self._native.survival, t)

    def density(self, t: ArrayLike) -> Floats:
        """The density at `t`, per unit of time, an array of the shape of `t`."""
        return self._at(self._native.density, t)

    def quantile(self, p: ArrayLike) -> Floats:
        """The time ``t`` with ``Pr[T <= t] = p``, an array of the shape of `p`; NaN where `p` is no probability."""
        return self._at(self._native.quantile, p)

    def sample(self, shape: int | tuple[int, ...], seed: int | np.random.Generator = 1) -> Floats:
        """Independent cycle times by inversion.

        Parameters
        ----------
        shape : int or tuple of int
            Shape of the array: ``(rounds, workers)`` makes a trace.
        seed : int or numpy.random.Generator
            Seed, or the generator to draw from.
        """
        return self.quantile(np.random.default_rng(seed).random(shape))

    @staticmethod
    def _at(of: object, x: ArrayLike) -> Floats:
        points = floats(x, "argument")
        values: Floats = of(np.ravel(points))  # type: ignore[operator]
        return values.reshape(points.shape)


@dataclass(frozen=True)
class ShiftedExponential(Law):
    """``Pr[T > t] = exp(-rate (t - shift))`` for ``t >= shift``.

    Parameters
    ----------
    rate : float
        Per unit of time, positive.
    shift : float
        The least time, ``>= 0``.
    """

    name: ClassVar[str] = "shifted-exponential"
    rate: float
    shift: float = 0.0


@dataclass(frozen=True)
class Weibull(Law):
    """``Pr[T > t] = exp(-((t - shift)/scale)^shape)`` for ``t >= shift``.

    Parameters
    ----------
    shape : float
        Positive.
    scale : float
        In units of time, positive.
    shift : float
        The least time, ``>= 0``.
    """

    name: ClassVar[str] = "weibull"
    shape: float
    scale: float
    shift: float = 0.0


@dataclass(frozen=True)
class Gamma(Law):
    """Density proportional to ``(t - shift)^(shape - 1) exp(-rate (t - shift))`` for ``t >= shift``.

    Parameters
    ----------
    shape : float
        Positive.
    rate : float
        Per unit of time, positive; the mean is ``shift + shape/rate``.
    shift : float
        The least time, ``>= 0``.
    """

    name: ClassVar[str] = "gamma"
    shape: float
    rate: float
    shift: float = 0.0


@dataclass(frozen=True)
class Erlang(Law):
    """A sum of exponential stages, plus shift.

    Parameters
    ----------
    shape : int
        Number of stages, from 1.
    rate : float
        Of a stage, per unit of time, positive.
    shift : float
        The least time, ``>= 0``.
    """

    name: ClassVar[str] = "erlang"
    shape: int
    rate: float
    shift: float = 0.0


@dataclass(frozen=True)
class LogNormal(Law):
    """``ln(T - shift)`` is normal.

    Parameters
    ----------
    location : float
        Mean of the logarithm.
    scale : float
        Standard deviation of the logarithm, positive.
    shift : float
        The least time, ``>= 0``.
    """

    name: ClassVar[str] = "log-normal"
    location: float
    scale: float
    shift: float = 0.0


@dataclass(frozen=True)
class Pareto(Law):
    """``Pr[T > t] = (scale/t)^shape`` for ``t >= scale``.

    Parameters
    ----------
    shape : float
        Index of the tail, positive; moments below it are finite.
    scale : float
        The least time, positive.
    """

    name: ClassVar[str] = "pareto"
    shape: float
    scale: float


@dataclass(frozen=True)
class Uniform(Law):
    """Uniform between `min` and `max`.

    Parameters
    ----------
    min : float
        The least time, ``>= 0``.
    max : float
        The longest time, above `min`.
    """

    name: ClassVar[str] = "uniform"
    min: float
    max: float


@dataclass(frozen=True)
class HyperExponential(Law):
    """``Pr[T > t] = sum_i weights[i] exp(-rates[i] (t - shift))`` for ``t >= shift``: a mixture of exponential laws.

    Parameters
    ----------
    weights : sequence of float
        Positive, with the sum 1.
    rates : sequence of float
        Per unit of time, positive, as many as `weights`.
    shift : float
        The least time, ``>= 0``.
    """

    name: ClassVar[str] = "hyper-exponential"
    weights: Sequence[float]
    rates: Sequence[float]
    shift: float = 0.0


def of_parameters(name: str, parameters: dict[str, float | Sequence[float]]) -> Law:
    """The law of a name from the keys of an instance file."""
    return _BY_NAME[name](**parameters)


_BY_NAME: dict[str, type[Law]] = {
    law.name: law
    for law in (ShiftedExponential, Weibull, Gamma, Erlang, LogNormal, Pareto, Uniform, HyperExponential)
}
