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

        ``times.csv`` holds the seconds a pass, and ``speeds.toml`` an instance of them, which every method solves. Where
        overheads are apart, ``overheads.csv`` holds them, ``load-0.csv`` and ``load-1.csv`` the times of no work and of one pass,
        and ``instance.toml`` an instance of both, which evaluates every partition. Values are in seconds.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._table(folder / "times.csv", self.times)
        inside = "overheads are inside, as every worker has one load"
        apart = f"overheads, {float(self.overheads.mean()):.3g} s in the mean, are left out: every value is without them"
        note = apart if self.apart else inside
        text = self._instance(coordinates, name, note, 'trace = "times.csv"')
        (folder / "speeds.toml").write_text(text, encoding="utf-8")
        if self.apart:
            self._table(folder / "overheads.csv", self.overheads)
            self._table(folder / "load-0.csv", self.overheads)
            self._table(folder / "load-1.csv", self.overheads + self.times)
            keys = 'load-0 = "load-0.csv"\nload-1 = "load-1.csv"'
            text = self._instance(coordinates, name, "the times of no work and of one pass", keys)
            (folder / "instance.toml").write_text(text, encoding="utf-8")

    @staticmethod
    def _table(path: Path, table: Floats) -> None:
        lines = (",".join(f"{x:.9g}" for x in row) for row in table)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _instance(self, coordinates: int, name: str, note: str, stragglers: str) -> str:
        workers = self.times.shape[1]
        return (
            f"# {self.rounds} measured rounds of {name}; values are seconds; {note}.\n"
            f'name = "{name}"\n\n[system]\nworkers = {workers}\ncoordinates = {coordinates}\nsamples = {workers}\n'
            f"cycles = {1.0 / coordinates!r}\n\n[stragglers]\n{stragglers}\n"
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
