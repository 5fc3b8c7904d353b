"""Overheads and speeds of measured rounds: a straight line a worker and a round, of arrivals over loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .._arrays import Floats
from .records import Record

__all__ = ["Lines", "line_of"]


@dataclass
class Lines:
    """What workers took in measured rounds, beside load: a pass over one subset is the load 1.

    Attributes
    ----------
    overheads : ndarray, shape (rounds, workers)
        Seconds before any work.
    times : ndarray, shape (rounds, workers)
        Seconds a pass.
    """

    overheads: Floats
    times: Floats

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return len(self.times)

    def half(self, which: int) -> Lines:
        """Every other round, from the first (0) or the second (1) on."""
        return Lines(self.overheads[which::2], self.times[which::2])

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[float, float]]], workers: int) -> Lines:
        """Those of `line_of` for some rounds."""
        table = np.array(rows, dtype=np.float64).reshape(-1, workers, 2)
        return cls(table[:, :, 0].copy(), table[:, :, 1].copy())

    def write(self, folder: Path, coordinates: int, name: str) -> None:
        """Writes what ``bcgc fit`` and ``bcgc solve`` read.

        ``load-0.csv`` and ``load-1.csv`` hold the times of no work and of one pass, ``times.csv`` the seconds a pass without
        overhead, ``overheads.csv`` the others, and ``instance.toml`` an instance of the two loads, whose values are in seconds.
        """
        folder.mkdir(parents=True, exist_ok=True)
        tables = {
            "load-0": self.overheads,
            "load-1": self.overheads + self.times,
            "times": self.times,
            "overheads": self.overheads,
        }
        for file, table in tables.items():
            lines = (",".join(f"{x:.9g}" for x in row) for row in table)
            (folder / f"{file}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        workers = self.times.shape[1]
        (folder / "instance.toml").write_text(
            f"# {self.rounds} measured rounds of {name}; values are seconds.\n"
            f'name = "{name}"\n\n[system]\nworkers = {workers}\ncoordinates = {coordinates}\nsamples = {workers}\n'
            f"cycles = {1.0 / coordinates!r}\n\n"
            '[stragglers]\nload-0 = "load-0.csv"\nload-1 = "load-1.csv"\n',
            encoding="utf-8",
        )


def line_of(record: Record) -> list[tuple[float, float]] | None:
    """Overhead and seconds a pass of each worker in a round by least squares, neither below zero; None for a round in which
    somebody did not get through, or that has a single load: there the two cannot be told apart.
    """
    if not record.is_complete:
        return None
    found = []
    for worker, loads in enumerate(record.layout.loads, 1):
        w = np.array([load for _, load in loads])
        y = np.array([record.blocks[worker, block].arrived for block, _ in loads])
        if len(w) < 2:
            return None
        centred = w - w.mean()
        slope = float(centred @ y / (centred @ centred))
        overhead = float(y.mean() - slope * w.mean())
        if overhead < 0:
            overhead, slope = 0.0, float(w @ y / (w @ w))
        elif slope <= 0:
            # Clocks tick: a time per pass of zero is none.
            overhead, slope = float(y.min()), 1e-9
        found.append((overhead, slope))
    return found
