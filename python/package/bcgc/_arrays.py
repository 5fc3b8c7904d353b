"""Partitions from whatever numpy can make an array of."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InputError

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


def numbers(given: ArrayLike, what: str) -> Integers | Floats:
    """An array of 64-bit integers or floats; whole floats become integers, and nothing is copied without need."""
    try:
        array = np.asarray(given)
    except ValueError as error:
        remedy = "must be an array of integers or floats"
        raise InputError(f"{what}: {error}", what, None, remedy) from error
    if array.dtype == np.int64 or array.dtype.kind in "iub":
        return array.astype(np.int64, copy=False)
    if array.dtype.kind != "f":
        raise InputError(
            f"{what}: numbers are needed, not {array.dtype}",
            what,
            str(array.dtype),
            "must be an array of integers or floats",
        )
    floats = array.astype(np.float64, copy=False)
    with np.errstate(invalid="ignore"):
        whole = floats.astype(np.int64)
    return whole if np.array_equal(whole, floats) else floats


def whole_row(key: str, given: ArrayLike, each: str) -> Integers:
    """An array of one axis of 64-bit integers, one of `each`.

    Raises
    ------
    InputError
        When it is none; it names the key.
    """
    array = numbers(given, key)
    if array.ndim != 1 or array.dtype != np.int64:
        shape = f"{array.dtype}, shape {array.shape}"
        remedy = f"must have one integer {each}"
        raise InputError(f"{key}: an array of {shape}: {remedy}", key, shape, remedy)
    return array.astype(np.int64, copy=False)


def blocks(partition: ArrayLike) -> Integers:
    """The block sizes of one partition, length N."""
    return whole_row("partition", partition, "a worker")


def floats(given: ArrayLike, what: str) -> Floats:
    """An array of 64-bit floats, not copied where it is one."""
    try:
        return np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        remedy = "must be an array of numbers"
        raise InputError(f"{what}: {error}; {remedy}", what, None, remedy) from error


def at_least_zero(key: str, given: object) -> float:
    """A number from 0 on, of Python or numpy, as a float.

    Raises
    ------
    InputError
        When it is none; it names the key.
    """
    found = number(key, given)
    if not 0.0 <= found < float("inf"):
        remedy = "must be a finite number >= 0"
        raise InputError(f"{key} = {given!r}: {remedy}", key, repr(given), remedy)
    return found


def number(key: str, given: object) -> float:
    """A number of Python or numpy as a float.

    Raises
    ------
    InputError
        When it is none; it names the key.
    """
    try:
        if not isinstance(given, (str, bytes, bool)):
            return float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        pass
    remedy = "must be a number"
    raise InputError(f"{key} = {given!r}: {remedy}", key, repr(given), remedy)


def frozen(given: ArrayLike, dtype: type[np.generic]) -> NDArray[np.generic]:
    """An array that nobody changes by accident."""
    array = np.array(given, dtype=dtype)
    array.setflags(write=False)
    return array
