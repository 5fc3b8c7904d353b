"""Stragglers that are injected: delays of a known law or a trace, the same ones whenever the seed is the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._arrays import Floats
from ..laws import Law
from ..traces import Trace

__all__ = ["KINDS", "Injection"]

KINDS: dict[str, str] = {
    "added": "T seconds for each pass over a subset that a block costs, beside the time of the computation",
    "multiplied": "the computation of a block takes T times as long as it does",
}
"""How a drawn number T becomes a delay."""


@dataclass(frozen=True)
class Injection:
    """Delays of every worker in every step.

    Attributes
    ----------
    kind : str
        Out of `KINDS`.
    source : Law or Trace
        Where the numbers come from: one a worker and a step, or the rows of a trace in turn.
    seed : int
        Seed of a law.
    """

    kind: str
    source: Law | Trace
    seed: int

    def draws(self, step: int, workers: int) -> Floats:
        """The numbers of a step, shape (workers,); infinity is a worker that hangs in this step."""
        if isinstance(self.source, Trace):
            row: Floats = self.source.rows[step % self.source.rounds]
            return row
        return self.source.sample((workers,), np.random.default_rng([self.seed, step]))

    def delay(self, number: float, load: float, computed: float) -> float:
        """Seconds that a worker sleeps.

        Parameters
        ----------
        number : float
            That of the worker.
        load : float
            What it has computed in this round, in passes over a subset.
        computed : float
            And the seconds that this took.
        """
        return number * load if self.kind == "added" else (number - 1.0) * computed
