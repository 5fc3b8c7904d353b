"""Values and gradients of partitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _bcgc
from ._arrays import Floats, floats, numbers
from ._whole import threads as workers
from .errors import InputError
from .instances import Instance, native

__all__ = ["Evaluation", "Gradient", "evaluate", "evaluate_gradient"]


@dataclass(frozen=True, eq=False, slots=True)
class Evaluation:
    """The value of a partition, or of many: floats, or arrays of the shape of the batch.

    Attributes
    ----------
    value : float or ndarray of float64
        Expected overall runtime, in the unit of the cycle times times ``kappa``, infinite where it is; or probability of
        meeting the deadline.
    error : float or ndarray of float64
        Absolute error of the smaller of `value` and `complement`, in the same unit.
    complement : float or ndarray of float64, or None
        ``1 - value`` without cancellation, for probabilities.
    """

    value: Any
    error: Any
    complement: Any


@dataclass(frozen=True, eq=False, slots=True)
class Gradient:
    """Value and derivatives at a partition.

    Attributes
    ----------
    value, error, complement
        As of `Evaluation`.
    gradient : ndarray of float64, shape (N,)
        Derivatives in the block sizes, per coordinate: moving one coordinate from level ``m`` to ``n`` changes the value by
        about ``gradient[n] - gradient[m]``. Of a mean over a trace, which has corners, a subgradient.
    gradient_error : float
        Estimated absolute error of each entry.
    """

    value: float
    error: float
    complement: float | None
    gradient: Floats
    gradient_error: float


def evaluate(instance: Instance, partition: ArrayLike, *, threads: int | None = None) -> Evaluation:
    """The exact value of one partition or of a batch of them, with its error.

    Parameters
    ----------
    instance : Instance
    partition : array_like, shape (..., N)
        Block sizes that sum to the coordinates, the last axis over redundancy levels: integers, or real numbers for relaxed
        partitions. Arrays of int64 and float64 are not copied.
    threads : int, optional
        Threads for a batch; all cores by default. Results do not depend on it.

    Returns
    -------
    Evaluation
        Floats for one partition, arrays of shape ``partition.shape[:-1]`` for a batch.

    Raises
    ------
    InputError
        When a partition does not fit the instance; of a batch with its row.

    Examples
    --------
    >>> instance = bcgc.Instance(4, 20, bcgc.ShiftedExponential(rate=1.0))
    >>> bcgc.evaluate(instance, [3, 1, 2, 14]).value
    18.4955805461602...
    >>> bcgc.evaluate(instance, [[3, 1, 2, 14], [20, 0, 0, 0]]).value.shape
    (2,)
    """
    array = numbers(partition, "partition")
    if array.ndim == 0:
        remedy = "must have a number a worker"
        raise InputError(f"partition: a single number: {remedy}", "partition", str(array), remedy)
    rows = array.reshape(-1, array.shape[-1]) if array.ndim != 1 else array[np.newaxis]
    value, error, complement = _bcgc.values(native(instance), rows, workers(threads))
    is_runtime = instance.deadline is None
    if array.ndim == 1:
        return Evaluation(float(value[0]), float(error[0]), None if is_runtime else float(complement[0]))
    shape = array.shape[:-1]
    late = None if is_runtime else complement.reshape(shape)
    return Evaluation(value.reshape(shape), error.reshape(shape), late)


def evaluate_gradient(instance: Instance, partition: ArrayLike) -> Gradient:
    """Value and gradient at a partition, relaxed or not.

    Parameters
    ----------
    instance : Instance
    partition : array_like, shape (N,)
        Block sizes that sum to the coordinates; real numbers are fine.

    Returns
    -------
    Gradient

    Raises
    ------
    InputError
        When the partition does not fit the instance, its value is infinite, or the objective is the probability over a trace,
        a step function.
    """
    array = floats(partition, "partition")
    if array.ndim != 1:
        shape = str(array.shape)
        remedy = "must have one number a worker"
        raise InputError(f"partition: shape {shape}: {remedy}", "partition", shape, remedy)
    value, error, complement, gradient, gradient_error = _bcgc.gradient(native(instance), array)
    late = None if instance.deadline is None else complement
    return Gradient(value, error, late, gradient, gradient_error)
