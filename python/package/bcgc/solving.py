"""Solving an instance, and judging a partition of one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from . import _bcgc
from ._arrays import blocks, number, whole_row
from ._whole import perhaps, whole
from ._whole import threads as workers
from .errors import InputError
from .histories import History
from .instances import Instance, native
from .reports import Report

__all__ = ["METHODS", "METHODS_BY_NAME", "Standing", "evaluate_coding_parameters", "evaluate_report", "solve"]

METHODS: dict[str, str] = dict(_bcgc.METHODS)
"""The methods that run where none is named, and where they come from."""

METHODS_BY_NAME: dict[str, str] = dict(_bcgc.METHODS_BY_NAME)
"""The methods that run only where they are named; capitals stand for a parameter, as in ``ferdinand:R``."""


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
    rigour: Literal["float", "enclosed"] = "float",
    rounding: Literal["local", "greedy"] = "local",
    seed: int = 1,
    holdout: float | None = None,
    folds: int | None = None,
    history: bool = False,
    threads: int | None = None,
    callback: Callable[[Standing], object] | None = None,
) -> Report:
    """Runs methods on an instance and compares what they find with the best bound.

    Parameters
    ----------
    instance : Instance
    methods : str or sequence of str
        Names out of `METHODS` and `METHODS_BY_NAME`; all of `METHODS` for the objective by default.
    gap : float, optional
        Optimality gap at which a method may stop: relative for runtimes (1e-9), absolute for probabilities (1e-4).
    complement_gap : float, optional
        For probabilities, the largest ``(1 - value)/(1 - bound) - 1`` beside it (1e-2).
    time_limit : float
        Wall-clock seconds of each method, and of the bound.
    bound : bool
        Whether a bound is searched for where no method returns one.
    rigour : {"float", "enclosed"}
        Whether values and bounds are proved by the judge of certificates before they are reported, in at most the time limit:
        `Row.value_rigour` and `Bound.rigour` say which are, `Report.proofs` at what price.
    rounding : {"local", "greedy"}
        How relaxed partitions become integers: down, then by a local search, or one coordinate after the other where the
        objective rises least.
    seed : int
        Seed of the methods that sample.
    holdout : float, optional
        On a trace, the share of the rounds, the last ones, that are held out: `Row.held_out` says what the partitions are
        worth in them, `Row.value` what in the others.
    folds : int, optional
        On a trace, the number of parts of which each is held out in turn: for `Row.held_out` the methods run on the others.
    history : bool
        Whether `Report.history` is kept. Methods that know values through samples evaluate every iterate for it.
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
    if holdout is not None and folds is not None:
        remedy = "give holdout or folds, not both"
        raise InputError(f"folds = {folds!r}: {remedy}", "folds", repr(folds), remedy)
    found, told = _bcgc.solve(
        native(instance),
        names,
        gap,
        complement_gap,
        time_limit,
        bound,
        str(rigour),
        str(rounding),
        whole("seed", seed),
        None if holdout is None else number("holdout", holdout),
        perhaps("folds", folds),
        bool(history),
        workers(threads),
        _told(callback),
    )
    of = instance if holdout is None else Instance._of(found.instance())
    return Report._of(of, found, None if told is None else History._of(told))


def evaluate_report(
    instance: Instance,
    partition: ArrayLike,
    *,
    gap: float | None = None,
    complement_gap: float | None = None,
    time_limit: float = 60.0,
    bound: bool = True,
    rigour: Literal["float", "enclosed"] = "float",
    threads: int | None = None,
    callback: Callable[[Standing], object] | None = None,
) -> Report:
    """A partition beside the relaxed optimum and the best bound, as ``bcgc evaluate`` shows it.

    Parameters
    ----------
    instance : Instance
    partition : array_like of int, shape (N,)
        Block sizes that sum to the coordinates.
    gap, complement_gap, time_limit, bound, rigour, threads, callback
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
        str(rigour),
        workers(threads),
        _told(callback),
    )
    return Report._of(instance, found)


def evaluate_coding_parameters(
    instance: Instance,
    coding_parameters: ArrayLike,
    *,
    gap: float | None = None,
    complement_gap: float | None = None,
    time_limit: float = 60.0,
    bound: bool = True,
    rigour: Literal["float", "enclosed"] = "float",
    threads: int | None = None,
    callback: Callable[[Standing], object] | None = None,
) -> Report:
    """Coding parameters in the order in which workers compute, and sorted, as ``bcgc evaluate --coding-parameters`` does.

    Parameters
    ----------
    instance : Instance
    coding_parameters : array_like of int, shape (L,)
        How many stragglers each coordinate tolerates, from 0 to ``N - 1``, in any order.
    gap, complement_gap, time_limit, bound, rigour, threads, callback
        As of `solve`.

    Returns
    -------
    Report
        The row ``given``, which has a value and no partition, ``sorted`` with the partition that they are in ascending order,
        at least as good for every outcome of the cycle times, and that of the relaxed optimum. The note of ``given`` says
        how much sorting gains.

    Raises
    ------
    InputError
        When the coding parameters do not fit the instance.

    Examples
    --------
    >>> instance = bcgc.Instance(2, 2, bcgc.ShiftedExponential(rate=1.0))
    >>> report = bcgc.evaluate_coding_parameters(instance, [1, 0])
    >>> round(report["given"].value, 9), round(report["sorted"].value, 9)
    (4.5, 2.0)
    """
    found = _bcgc.report_of_order(
        native(instance),
        whole_row("coding_parameters", coding_parameters, "a coordinate"),
        gap,
        complement_gap,
        time_limit,
        bound,
        str(rigour),
        workers(threads),
        _told(callback),
    )
    return Report._of(instance, found)
