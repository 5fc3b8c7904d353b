"""A worker: computes its blocks in the scheme's order and sends each as soon as it is ready, until the round is over."""

from __future__ import annotations

import os
import pickle
import time
from dataclasses import dataclass

import numpy as np
from mpi4py import MPI

from .._arrays import Floats
from ..errors import BcgcError
from ..schemes import Scheme
from .messages import Message, Outbox, Tag, Told, make
from .problem import Problem, said
from .progress import Progress
from .stragglers import Injection
from .task import Task
from .watchdogs import Watchdog

__all__ = ["Orders", "Worker", "orders_of"]


@dataclass(frozen=True)
class Orders:
    """What workers must know, sent before the first round and whenever schemes have changed.

    Attributes
    ----------
    schemes : tuple of Scheme
        Those that rounds name by their numbers.
    injection, poll, orphan, warm
        As of the task.
    problem : bytes
        Pickled by itself, so that one that is held is known again.
    """

    schemes: tuple[Scheme, ...]
    injection: Injection | None
    poll: float
    orphan: float
    warm: bool
    problem: bytes


class _Plan:
    """What one worker does of a scheme: of each block its number, its coordinates, the subsets and their coefficients."""

    def __init__(self, scheme: Scheme, worker: int) -> None:
        plan, blocks = scheme.plans[worker - 1], scheme.blocks
        self.stores = set(plan.stores)
        self.blocks: list[tuple[int, slice, list[tuple[int, float]]]] = []
        for number, subsets in plan.order:
            block = blocks[number - 1]
            row = block.matrix.to_array()[worker - 1]
            coefficients = [(subset, float(row[subset - 1])) for subset in subsets]
            self.blocks.append((number - 1, slice(block.first - 1, block.last), coefficients))


class Worker:
    """The loop of a worker, from its orders to its goodbye."""

    def __init__(self, comm: MPI.Intracomm) -> None:
        self._comm = comm
        self._number = comm.rank
        self._outbox = Outbox(comm)
        self._poll = 0.001
        self._orphan = 600.0
        self._injection: Injection | None = None
        self._problem: Problem | None = None
        self._pickled = b""
        self._plans: list[_Plan] = []
        self._warmed: set[tuple[int, int, int]] = set()
        self._watchdog = Watchdog()
        self._progress = Progress(comm)

    def run(self) -> None:
        """Works until it is told to stop, or has heard nothing for too long."""
        while True:
            message = self._next()
            if message is None or message.told == Told.STOP:
                break
            if message.told == Told.ROUND:
                self._round(message)
        self._progress.end()
        self._outbox.send(0, make(Told.GOODBYE))
        # What is on its way must have left before MPI ends.
        end = time.monotonic() + 10.0
        while not self._outbox.left(0) and time.monotonic() < end:
            time.sleep(self._poll)
        # An interrupted master may say once more that it stops.
        while (last := self._next()) is not None and last.told != Told.LEAVE:
            pass
        self._leave(last)

    def _next(self) -> Message | None:
        """The next message, orders obeyed on the way; None where none comes for too long."""
        end = time.monotonic() + self._orphan
        status = MPI.Status()
        while time.monotonic() < end:
            self._watchdog.beat()
            if not self._comm.Iprobe(0, MPI.ANY_TAG, status):
                time.sleep(self._poll)
            elif status.tag == Tag.BYTES:
                contents = bytearray(status.Get_count(MPI.BYTE))
                self._comm.Recv(contents, source=0, tag=Tag.BYTES)
                self._obey(pickle.loads(bytes(contents)))
            else:
                numbers = np.empty(status.Get_count(MPI.DOUBLE), dtype=np.float64)
                self._comm.Recv(numbers, source=0, tag=Tag.NUMBERS)
                return Message.of(numbers)
        return None

    def _obey(self, orders: Orders) -> None:
        try:
            self._poll, self._orphan, self._injection = orders.poll, orders.orphan, orders.injection
            self._progress.poll = orders.poll
            self._watchdog.limit = orders.orphan
            if self._problem is None or orders.problem != self._pickled:
                self._problem, self._pickled = pickle.loads(orders.problem), orders.problem
            self._plans = [_Plan(scheme, self._number) for scheme in orders.schemes]
            self._problem.hold(set().union(*(plan.stores for plan in self._plans)))
            if orders.warm:
                self._warm(self._problem)
            self._outbox.send(0, make(Told.READY))
        except Exception as error:
            self._failed(0, error)

    def _warm(self, problem: Problem) -> None:
        """Computes once what is new in the plans: what only a first time costs, like compilation, is charged to no scheme."""
        partials = problem.at(problem.initial(), 0)
        for coordinates, coefficients in ((block[1], block[2]) for plan in self._plans for block in plan.blocks):
            for subset, _ in coefficients:
                part = subset, coordinates.start, coordinates.stop
                if self._is_over():
                    return
                if part not in self._warmed:
                    self._warmed.add(part)
                    partials(subset, coordinates)
                    self._outbox.send(0, make(Told.ALIVE))

    def _is_over(self) -> bool:
        """Whether the master has said anything since: whatever it is, this round is over."""
        self._watchdog.beat()
        return self._comm.Iprobe(0, MPI.ANY_TAG)

    def _round(self, message: Message) -> None:
        try:
            self._play(message)
        except Exception as error:
            self._failed(message.round, error)

    def _failed(self, round_: int, error: Exception) -> None:
        why = str(error) if isinstance(error, BcgcError) else said(error)
        self._outbox.send(0, make(Told.FAILED, round_, payload=f"on {MPI.Get_processor_name()}: {why}"))

    def _play(self, message: Message) -> None:
        begin = time.monotonic()
        assert self._problem is not None
        plan, parameters = self._plans[message.scheme], message.payload
        number = 1.0
        if self._injection is not None:
            number = float(self._injection.draws(message.count, self._comm.size - 1)[self._number - 1])
        partials = self._problem.at(parameters, message.count)
        load, computed, sent = 0.0, 0.0, 0
        for block, coordinates, coefficients in plan.blocks:
            size = coordinates.stop - coordinates.start
            coded = np.zeros(size)
            start = time.monotonic()
            for subset, coefficient in coefficients:
                if self._is_over():
                    break
                with self._progress:
                    coded += coefficient * partials(subset, coordinates)
            computed += time.monotonic() - start
            load += len(coefficients) * size / len(parameters)
            if not self._sleeps(begin, number, load, computed):
                break
            self._send(message, block, begin, computed, load, coded)
            sent += 1
        elapsed = time.monotonic() - begin
        report = make(
            Told.DONE, message.round, message.scheme, sent, seconds=elapsed, computed=computed, load=load
        )
        self._outbox.send(0, report)

    def _sleeps(self, begin: float, number: float, load: float, computed: float) -> bool:
        """Sleeps off the delay of what has been computed so far; whether the round still goes on then."""
        delay = 0.0 if self._injection is None else self._injection.delay(number, load, computed)
        # Counted from the beginning, so that sleeps that last a little too long do not add up.
        end = begin + computed + delay
        while not self._is_over():
            left = end - time.monotonic()
            if left <= 0:
                return True
            time.sleep(min(self._poll, left))
        return False

    def _send(
        self, message: Message, block: int, begin: float, computed: float, load: float, coded: Floats
    ) -> None:
        elapsed = time.monotonic() - begin
        ready = make(
            Told.BLOCK,
            message.round,
            message.scheme,
            block,
            seconds=elapsed,
            computed=computed,
            load=load,
            payload=coded,
        )
        self._outbox.send(0, ready)

    def _leave(self, message: Message | None) -> None:
        """Ends; where somebody is missing, for whom MPI's own end would wait, without it."""
        if message is None or message.count == 0:
            # Not before the master, which ends the job: mpirun takes a rank that leaves like this for one that crashed.
            time.sleep(3.0)
            os._exit(0)


def orders_of(task: Task, schemes: tuple[Scheme, ...]) -> Orders:
    """Those that workers get before the first round, and whenever schemes have changed."""
    limits = task.limits
    problem = pickle.dumps(task.problem)
    return Orders(schemes, task.injection, limits.poll, limits.orphan, task.rounds.warm, problem)
