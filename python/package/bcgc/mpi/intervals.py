"""Intervals of means and of ratios of means over rounds that resemble their neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .._arrays import Floats

__all__ = ["Interval", "error_of", "mean_of", "ratio_of", "t_quantile"]


@dataclass(frozen=True)
class Interval:
    """A value from zero on and its 95 % interval, of Student's t over means of batches of neighbouring rounds.

    Attributes
    ----------
    value : float
    low, high : float or None
        None where one round alone says nothing of how others go.
    """

    value: float
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"{self.value:.4g}"
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g})"


def _batches(rounds: int) -> list[Floats]:
    """Numbers of rounds in some twenty batches, or less where there are few rounds."""
    return list(np.array_split(np.arange(rounds), min(rounds, max(20, int(np.sqrt(rounds))))))


def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by bisection of its distribution, which is a finite sum.

    Parameters
    ----------
    freedom : int
        Degrees of freedom, from 1.
    """
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        low, high = (angle, high) if _within(angle, freedom) < 0.95 else (low, angle)
    return math.sqrt(freedom) * math.tan(low)


def _within(angle: float, freedom: int) -> float:
    """The probability of less than ``sqrt(freedom) tan(angle)`` either way."""
    square, odd = math.cos(angle) ** 2, freedom % 2
    term, total = math.cos(angle) if odd else 1.0, 0.0
    for n in range(1 + odd, freedom, 2):
        total += term
        term *= square * n / (n + 1)
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total


def _around(value: float, rests: Floats) -> Interval:
    """The interval of a value, from what every round has beyond it."""
    if len(rests) < 2:
        return Interval(value, None, None)
    sums = np.array([rests[batch].sum() for batch in _batches(len(rests))])
    error = math.sqrt(float(sums @ sums) * len(sums) / (len(sums) - 1)) / len(rests)
    half = t_quantile(len(sums) - 1) * error
    # Neither a time nor a ratio of times is below zero, however little is known of it.
    return Interval(value, max(value - half, 0.0), value + half)


def error_of(values: Floats) -> float:
    """The standard error of the mean over four rounds or more in their order: by overlapping batch means, as reports state it."""
    count = len(values)
    length = min(math.ceil(2 * count ** (1 / 3)), count // 2)
    sums = np.convolve(values - values.mean(), np.ones(length), "valid")
    return math.sqrt(float(sums @ sums) / len(sums) / (length * (count - length)))


def mean_of(values: Floats) -> Interval:
    """The mean over rounds, shape (rounds,)."""
    value = float(values.mean())
    return _around(value, values - value)


def ratio_of(over: Floats, under: Floats) -> Interval:
    """The ratio of two means over the same rounds: what they share, a slow hour, cancels."""
    value = float(over.mean() / under.mean())
    return _around(value, (over - value * under) / under.mean())
