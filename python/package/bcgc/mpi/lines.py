"""Overheads and speeds of measured rounds: a straight line a worker and a round, of arrivals over loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .._arrays import Floats
from .records import Record

__all__ = ["Lines", "line_of"]

_INSIDE = " Every worker has one load: overheads are inside."


@dataclass
class Lines:
    """What workers took in measured rounds, beside load: a pass over one subset is the load 1.

    Attributes
    ----------
    overheads : ndarray, shape (rounds, workers)
        Seconds before any work.
    times : ndarray, shape (rounds, workers)
        Seconds a pass.
    apart : bool
        Whether overheads were told apart from times: with a single load a round they are zero, and times have them inside.
    """

    overheads: Floats
    times: Floats
    apart: bool = True

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return len(self.times)

    def half(self, which: int) -> Lines:
        """Every other round, from the first (0) or the second (1) on."""
        return Lines(self.overheads[which::2], self.times[which::2], self.apart)

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[float, float]]], workers: int, apart: bool = True) -> Lines:
        """Those of `line_of` for some rounds."""
        table = np.array(rows, dtype=np.float64).reshape(-1, workers, 2)
        return cls(table[:, :, 0].copy(), table[:, :, 1].copy(), apart)

    def write(self, folder: Path, coordinates: int, name: str) -> None:
        """Writes what ``bcgc fit`` and ``bcgc solve`` read.

        ``times.csv`` holds the seconds a pass. Where they are apart, ``overheads.csv`` holds the others, and ``load-0.csv`` and
        ``load-1.csv`` the times of no work and of one pass. ``instance.toml`` is an instance of them, whose values are in
        seconds.
        """
        folder.mkdir(parents=True, exist_ok=True)
        tables = {"times": self.times}
        if self.apart:
            tables |= {
                "overheads": self.overheads,
                "load-0": self.overheads,
                "load-1": self.overheads + self.times,
            }
        for file, table in tables.items():
            lines = (",".join(f"{x:.9g}" for x in row) for row in table)
            (folder / f"{file}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        workers = self.times.shape[1]
        (folder / "instance.toml").write_text(
            f"# {self.rounds} measured rounds of {name}; values are seconds.{'' if self.apart else _INSIDE}\n"
            f'name = "{name}"\n\n[system]\nworkers = {workers}\ncoordinates = {coordinates}\nsamples = {workers}\n'
            f"cycles = {1.0 / coordinates!r}\n\n"
            + ('[stragglers]\nload-0 = "load-0.csv"\nload-1 = "load-1.csv"\n' if self.apart else '[stragglers]\ntrace = "times.csv"\n'),
            encoding="utf-8",
        )


def line_of(record: Record) -> list[tuple[float, float]] | None:
    """Overhead and seconds a pass of each worker in a round by least squares, neither below zero, with a single load no overhead;
    None for a round in which somebody did not get through.
    """
    if not record.is_complete:
        return None
    found = []
    for worker, loads in enumerate(record.layout.loads, 1):
        w = np.array([load for _, load in loads])
        y = np.array([record.blocks[worker, block].arrived for block, _ in loads])
        if len(w) < 2:
            found.append((0.0, float(y[0] / w[0])))
            continue
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
