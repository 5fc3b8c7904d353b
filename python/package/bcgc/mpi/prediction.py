"""Runtimes that the model predicts, from the loads of a scheme, overheads and times a pass."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .._arrays import Floats
from .intervals import t_quantile
from .lines import Lines
from .records import Layout, Record
from .stragglers import Injection

__all__ = ["Calibration", "calibrated", "lines_of", "runtimes"]

_SAMPLES = 200


def runtimes(layout: Layout, lines: Lines) -> Floats:
    """When all blocks are decoded in rounds with some overheads and times, shape (rounds,).

    A worker has done the load ``w`` at ``a + T w``; a block that tolerates ``n`` stragglers is decoded with the ``n + 1``-th last
    worker.
    """
    ends = np.zeros(lines.rounds)
    workers = len(layout.loads)
    loads = [dict(of_worker) for of_worker in layout.loads]
    for block, level in enumerate(layout.levels):
        w = np.array([of_worker[block] for of_worker in loads])
        arrived = np.sort(lines.overheads + lines.times * w, axis=1)
        ends = np.maximum(ends, arrived[:, workers - 1 - level])
    return ends


@dataclass(frozen=True)
class Calibration:
    """What a machine adds to injected delays.

    Attributes
    ----------
    kind : str
        ``added`` or ``multiplied``.
    overhead : float
        Seconds of every worker in every round.
    speed : float
        Seconds of computing a pass.
    samples : ndarray, shape (samples, 2)
        The same for resampled rounds: their spread is the error.
    rounds : int
        How many rounds were measured.
    """

    kind: str
    overhead: float
    speed: float
    samples: Floats
    rounds: int

    def lines(self, numbers: Floats) -> Lines:
        """Overheads and times of injected numbers, shape (rounds, workers)."""
        times = numbers + self.speed if self.kind == "added" else numbers * self.speed
        return Lines(np.full_like(times, self.overhead), times)

    def others(self) -> list[Calibration]:
        """The same with what resampled rounds say."""
        none = np.empty((0, 2))
        return [Calibration(self.kind, float(a), float(c), none, self.rounds) for a, c in self.samples]

    def error(self, values: Sequence[float] | Floats) -> float:
        """The standard error of what resampled rounds say; resampling spreads less than rounds do."""
        return float(np.std(values)) * math.sqrt(self.rounds / (self.rounds - 1))

    def half(self, values: Sequence[float]) -> float:
        """Half the width of its 95 % interval."""
        return t_quantile(self.rounds - 1) * self.error(values)


def calibrated(records: Iterable[Record], kind: str) -> Calibration | None:
    """Fits overhead and speed to the measured rounds of all schemes; None where they do not tell them apart, or one round alone leaves
    their errors unknown.
    """
    rounds = [np.array(_points(record, kind)) for record in records if record.measured and record.is_complete]
    if len(rounds) < 2 or len({point for rows in rounds for point in rows[:, 0].tolist()}) < 2:
        return None
    # The sums of the normal equations of each round, so that rounds are quickly resampled.
    sums = np.array([[len(p), p[:, 0].sum(), p[:, 1].sum(), p[:, 0] @ p[:, 0], p[:, 0] @ p[:, 1]] for p in rounds])
    overhead, speed = _line(sums.sum(axis=0))
    drawn = np.random.default_rng(1).integers(len(sums), size=(_SAMPLES, len(sums)))
    samples = np.array([_line(sums[rows].sum(axis=0)) for rows in drawn])
    return Calibration(kind, overhead, speed, samples, len(sums))


def _line(sums: Floats) -> tuple[float, float]:
    count, x, y, xx, xy = sums.tolist()
    spread = xx - x * x / count
    slope = max((xy - x * y / count) / spread, 0.0) if spread > 0 else 0.0
    return max((y - slope * x) / count, 0.0), slope


def _points(record: Record, kind: str) -> list[tuple[float, float]]:
    points = []
    for worker, loads in enumerate(record.layout.loads, 1):
        number = record.numbers[worker - 1]
        for block, load in loads:
            arrived = record.blocks[worker, block].arrived
            points.append((load, arrived - number * load) if kind == "added" else (number * load, arrived))
    return points


def lines_of(injection: Injection, steps: Sequence[int], workers: int, calibration: Calibration) -> Lines:
    """Those of the very steps that were played."""
    return calibration.lines(np.array([injection.draws(step, workers) for step in steps]))
