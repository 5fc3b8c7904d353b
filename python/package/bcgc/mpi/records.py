"""What happened in a round: when every worker finished each block, waited, was abandoned."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ..schemes import Scheme

__all__ = ["BlockTime", "Layout", "Record", "WorkerTime"]


class Layout:
    """What a log must know of a scheme: of each worker its blocks in order, and its load by the end of each, in passes."""

    def __init__(self, scheme: Scheme) -> None:
        blocks = scheme.blocks
        self.levels = [block.matrix.stragglers for block in blocks]
        self.loads: list[list[tuple[int, float]]] = []
        for plan in scheme.plans:
            done, loads = 0.0, []
            for number, subsets in plan.order:
                block = blocks[number - 1]
                done += len(subsets) * (block.last - block.first + 1) / scheme.coordinates
                loads.append((number - 1, done))
            self.loads.append(loads)

    @property
    def is_apart(self) -> bool:
        """Whether workers have two loads or more, which tell overhead and speed apart."""
        return all(len(loads) > 1 for loads in self.loads)


@dataclass
class BlockTime:
    """A block of a worker that arrived: seconds of the worker since it took up the round, and of the master since it began."""

    finished: float
    computed: float
    arrived: float
    used: bool = False


@dataclass
class WorkerTime:
    """How a worker's round ended, in the same seconds."""

    finished: float
    arrived: float
    blocks: int


@dataclass
class Record:
    """A round.

    Attributes
    ----------
    round : int
        From 1, over all schemes.
    scheme : int
        From 0.
    step : int
        Of the scheme, from 0.
    layout : Layout
    numbers : list of float
        The injected numbers of the workers; NaN without injection.
    measured : bool
        Whether all workers were waited for.
    runtime : float
        Seconds until all blocks were decoded.
    decoded : dict of int to float
        When each block, from 0, was.
    blocks : dict of (int, int) to BlockTime
        By worker, from 1, and block, from 0.
    workers : dict of int to WorkerTime
    lost : list of int
        Workers that nobody waited for any more.
    """

    round: int
    scheme: int
    step: int
    layout: Layout
    numbers: list[float]
    measured: bool
    started: float
    runtime: float = math.nan
    decoded: dict[int, float] = field(default_factory=dict)
    blocks: dict[tuple[int, int], BlockTime] = field(default_factory=dict)
    workers: dict[int, WorkerTime] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every worker finished every block, and nobody was given up."""
        return len(self.blocks) == sum(map(len, self.layout.loads))

    def state(self, worker: int, block: int) -> str:
        """What became of a block: ``used``, ``spare``, ``abandoned``, or ``lost`` with its worker.

        Abandoned is also what a worker never began, as it was still at work for an earlier round.
        """
        found = self.blocks.get((worker, block))
        if found is not None:
            return "used" if found.used else "spare"
        return "lost" if worker in self.lost else "abandoned"
