"""Intervals of means and of ratios of means over rounds that resemble their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._arrays import Floats

__all__ = ["Interval", "mean_of", "ratio_of"]

_SAMPLES = 4000


@dataclass(frozen=True)
class Interval:
    """A value and its 95 % interval, by bootstrap over batches of neighbouring rounds.

    Attributes
    ----------
    value, low, high : float
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g})"


def _batches(rounds: int) -> list[Floats]:
    """Numbers of rounds in some twenty batches, or less where there are few rounds."""
    return list(np.array_split(np.arange(rounds), min(rounds, max(20, int(np.sqrt(rounds))))))


def _resampled(rows: Floats) -> Floats:
    """Means of resampled batches of rounds, shape (samples, columns)."""
    batches = _batches(len(rows))
    sums = np.array([rows[batch].sum(axis=0) for batch in batches])
    sizes = np.array([len(batch) for batch in batches], dtype=np.float64)
    drawn = np.random.default_rng(1).integers(len(batches), size=(_SAMPLES, len(batches)))
    means: Floats = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)[:, np.newaxis]
    return means


def mean_of(values: Floats) -> Interval:
    """The mean over rounds, shape (rounds,)."""
    low, high = np.percentile(_resampled(values[:, np.newaxis])[:, 0], [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))


def ratio_of(over: Floats, under: Floats) -> Interval:
    """The ratio of two means over the same rounds: what they share, a slow hour, cancels."""
    means = _resampled(np.column_stack([over, under]))
    low, high = np.percentile(means[:, 0] / means[:, 1], [2.5, 97.5])
    return Interval(float(over.mean() / under.mean()), float(low), float(high))
