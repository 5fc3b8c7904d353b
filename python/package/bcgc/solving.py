"""Solving an instance, and judging a partition of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from . import _bcgc
from ._arrays import blocks
from ._whole import threads as workers
from ._whole import whole
from .instances import Instance, native
from .reports import Report

__all__ = ["METHODS", "Standing", "evaluate_report", "solve"]

METHODS: dict[str, str] = dict(_bcgc.METHODS)
"""Every method and where it comes from."""


@dataclass(frozen=True)
class Standing:
    """Where a method stands.

    Attributes
    ----------
    method : str
        The method.
    done, all : int
        Iterations done, 0 where it starts; iterations in all, 0 where nobody knows.
    value, bound : float or None
        The best value so far and the bound proved, in the unit of the objective.
    """

    method: str
    done: int
    all: int
    value: float | None
    bound: float | None


def _told(
    callback: Callable[[Standing], object] | None,
) -> Callable[[str, int, int, float | None, float | None], object] | None:
    if callback is None:
        return None
    return lambda *standing: callback(Standing(*standing))


def solve(
    instance: Instance,
    methods: str | Sequence[str] = (),
    *,
    gap: float | None = None,
    complement_gap: float | None = None,
    time_limit: float = 60.0,
    bound: bool = True,
    seed: int = 1,
    threads: int | None = None,
    callback: Callable[[Standing], object] | None = None,
) -> Report:
    """Runs methods on an instance and compares what they find with the best bound.

    Parameters
    ----------
    instance : Instance
    methods : str or sequence of str
        Names out of `METHODS`; all of the objective by default.
    gap : float, optional
        Optimality gap at which a method may stop: relative for runtimes (1e-9), absolute for probabilities (1e-4).
    complement_gap : float, optional
        For probabilities, the largest ``(1 - value)/(1 - bound) - 1`` beside it (1e-2).
    time_limit : float
        Wall-clock seconds of each method, and of the bound.
    bound : bool
        Whether a bound is searched for where no method returns one.
    seed : int
        Seed of the methods that sample.
    threads : int, optional
        Threads; all cores by default. Results do not depend on it.
    callback : callable, optional
        Called with a `Standing` at most 20 times a second for each method, from another thread. An exception that it
        raises ends the run and is raised here; ``StopIteration`` ends the run, and what is known is returned.

    Returns
    -------
    Report
        A row a method. A method that cannot take the instance has a row that says why.

    Raises
    ------
    InputError
        When a name is unknown, an option is out of its range, or the instance has no finite optimum.
    KeyboardInterrupt
        Within a second of Ctrl-C.

    Examples
    --------
    >>> law = bcgc.ShiftedExponential(rate=1e-3, shift=50)
    >>> instance = bcgc.Instance(workers=20, coordinates=20_000, stragglers=law, samples=50)
    >>> report = bcgc.solve(instance, ["exact", "mean-time"])
    >>> report.best.method, report.best.status
    ('exact', 'optimal')
    """
    names = [methods] if isinstance(methods, str) else list(methods)
    found = _bcgc.solve(
        native(instance),
        names,
        gap,
        complement_gap,
        time_limit,
        bound,
        whole("seed", seed),
        workers(threads),
        _told(callback),
    )
    return Report._of(instance, found)


def evaluate_report(
    instance: Instance,
    partition: ArrayLike,
    *,
    gap: float | None = None,
    complement_gap: float | None = None,
    time_limit: float = 60.0,
    bound: bool = True,
    threads: int | None = None,
    callback: Callable[[Standing], object] | None = None,
) -> Report:
    """A partition beside the relaxed optimum and the best bound, as ``bcgc evaluate`` shows it.

    Parameters
    ----------
    instance : Instance
    partition : array_like of int, shape (N,)
        Block sizes that sum to the coordinates.
    gap, complement_gap, time_limit, bound, threads, callback
        As of `solve`.

    Returns
    -------
    Report
        The row ``given``, which is ``optimal`` where its gap is within that asked for, and that of the relaxed optimum.

    Raises
    ------
    InputError
        When the partition does not fit the instance.
    """
    found = _bcgc.report(
        native(instance),
        blocks(partition),
        gap,
        complement_gap,
        time_limit,
        bound,
        workers(threads),
        _told(callback),
    )
    return Report._of(instance, found)
