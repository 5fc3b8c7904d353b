"""A run: rounds of every scheme in turn, steps, checks, checkpoints, and what is written down of them."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mpi4py import MPI

from .._arrays import Floats
from ..errors import BcgcError, InputError
from ..schemes import Scheme
from .adapt import decide
from .checkpoints import Checkpoint, State
from .decisions import Decisions
from .keys import reason_of
from .lines import Lines, line_of
from .logs import Log, replayed
from .master import Master
from .optimisers import Optimiser
from .records import Layout, Record
from .replacing import write_whole
from .summary import summarise
from .task import Chosen, Task, sizes_of
from .worker import Worker, orders_of

__all__ = ["DecodingError", "Ended", "prepare", "train", "work"]

# What is kept in memory of measured rounds, however many there are.
_RECORDS = 500
_LINES = 5000


class DecodingError(BcgcError, RuntimeError):
    """A decoded gradient is not the uncoded one, or no number."""


class _Trainee:
    """A scheme and the parameters that are learned with it."""

    def __init__(self, task: Task, chosen: Chosen, state: State | None) -> None:
        self.chosen = chosen
        self.scheme, self.sizes = chosen.scheme, sizes_of(chosen.scheme)
        self.optimiser: Optimiser = task.optimiser_of()
        self.parameters = task.problem.initial()
        self.step = 0
        self.clock = 0.0
        self.lines: deque[list[tuple[float, float]]] = deque(maxlen=_LINES)
        self.omitted = 0
        self.switched = False
        if state is not None:
            self.parameters, self.step, self.clock = state.parameters, state.step, state.clock
            self.optimiser.state = dict(state.memory)
            if state.partition != self.sizes:
                self.switch(Scheme(state.partition, chosen.construction, seed=chosen.seed))

    def switch(self, scheme: Scheme) -> None:
        """Goes on with another scheme; times that follow have other loads."""
        self.scheme, self.sizes, self.switched = scheme, sizes_of(scheme), True
        self.lines.clear()
        self.omitted = 0

    def state(self) -> State:
        return State(self.parameters, dict(self.optimiser.state), self.step, self.clock, self.sizes)


class _Run:
    def __init__(self, task: Task, master: Master, folder: Path, checkpoint: Checkpoint | None) -> None:
        self.task = task
        self.master = master
        self.folder = folder
        states = [None] * len(task.schemes) if checkpoint is None else checkpoint.states
        self.trainees = [_Trainee(task, chosen, state) for chosen, state in zip(task.schemes, states, strict=True)]
        self.rounds = 0 if checkpoint is None else checkpoint.rounds
        names = [chosen.name for chosen in task.schemes]
        self.log = Log(folder, names, self.rounds)
        self.decisions = Decisions(folder, self.rounds)
        self.records: deque[Record] = deque(maxlen=_RECORDS)
        layouts = [Layout(trainee.scheme) for trainee in self.trainees]
        self._remember(replayed(folder, names, layouts, [self.decisions.switched(name) for name in names]))
        self._settled = Checkpoint(task.digest, self.rounds, [trainee.state() for trainee in self.trainees])

    def _settle(self, scheme: int) -> None:
        """Takes a step that has ended into what a checkpoint holds: all of it or nothing, whenever somebody interrupts."""
        states = list(self._settled.states)
        states[scheme] = self.trainees[scheme].state()
        self._settled = Checkpoint(self.task.digest, self.rounds, states)

    def turns(self) -> Iterator[int]:
        """Whose step is next: turns in an order drawn anew for each pass over the schemes."""
        rounds = self.task.rounds
        for first in range(0, rounds.steps, rounds.turn):
            order = np.random.default_rng([rounds.seed, first]).permutation(len(self.trainees))
            for scheme in order.tolist():
                for step in range(first, min(first + rounds.turn, rounds.steps)):
                    if step >= self.trainees[scheme].step:
                        yield scheme

    def play(self) -> None:
        every = self.task.rounds.checkpoint * len(self.trainees)
        for scheme in self.turns():
            self._step(scheme)
            self._settle(scheme)
            self._close()
            if self.rounds % every == 0:
                self.checkpoint()
        self.checkpoint()

    def _step(self, scheme: int) -> None:
        rounds, trainee = self.task.rounds, self.trainees[scheme]
        measured = bool(rounds.measure) and trainee.step % rounds.measure == 0
        numbers = self._numbers(trainee.step)
        gradient, record = self.master.play(
            self.rounds + 1, scheme, trainee.step, trainee.parameters, numbers, measured
        )
        self._is_finite(trainee, gradient)
        error = self._error(trainee, gradient) if rounds.check else None
        begin = time.monotonic()
        with np.errstate(over="ignore", invalid="ignore"):
            trainee.parameters = trainee.parameters + trainee.optimiser.step(gradient)
        trainee.clock += record.runtime + time.monotonic() - begin
        trainee.step += 1
        self.rounds += 1
        is_due = rounds.loss and (trainee.step % rounds.loss == 0 or trainee.step == rounds.steps)
        loss = self.task.problem.loss(trainee.parameters) if is_due else None
        self.log.rounds(record, trainee.clock, loss, error)
        if rounds.adapt and trainee.chosen.adapts and trainee.step % rounds.adapt == 0:
            self._adapt(scheme)

    def _numbers(self, step: int) -> list[float]:
        injection, workers = self.task.injection, self.task.workers
        return [np.nan] * workers if injection is None else injection.draws(step, workers).tolist()

    def _is_finite(self, trainee: _Trainee, gradient: Floats) -> None:
        wrong = int((~np.isfinite(gradient)).sum())
        if wrong:
            name, rate = trainee.chosen.name, self.task.optimiser["rate"]
            remedy = "take a smaller optimiser.rate, or look into problem.function where it is your own"
            raise DecodingError(
                f"scheme {name}, step {trainee.step + 1}: {wrong} of the gradient's {len(gradient)} entries are no finite numbers, "
                f"with optimiser.rate = {rate:g}: {remedy}",
                "optimiser.rate",
                str(rate),
                remedy,
            )

    def _error(self, trainee: _Trainee, gradient: Floats) -> float:
        """The largest error of a decoded gradient, relative to what it is a sum of."""
        exact, size = self.task.problem.gradient(trainee.parameters, trainee.step, self.task.workers)
        error = float(np.abs(gradient - exact).max() / max(size, 1e-300))
        if not error <= self.task.rounds.tolerance:
            name, tolerance = trainee.chosen.name, self.task.rounds.tolerance
            remedy = "take another construction or a larger rounds.tolerance"
            raise DecodingError(
                f"scheme {name}, step {trainee.step + 1}: the decoded gradient is off by {error:.3g} of the partial derivatives, and "
                f"rounds.tolerance is {tolerance:g}: {remedy}",
                "rounds.tolerance",
                str(tolerance),
                remedy,
            )
        return error

    def _close(self, all_of_them: bool = False) -> None:
        closed = self.master.closed(all_of_them)
        self.log.close(closed)
        self._remember(closed)

    def _remember(self, records: Iterable[Record]) -> None:
        for record in records:
            if not record.measured:
                continue
            trainee, line = self.trainees[record.scheme], line_of(record)
            if line is None:
                trainee.omitted += 1
            else:
                self.records.append(record)
                trainee.lines.append(line)

    def _adapt(self, scheme: int) -> None:
        trainee = self.trainees[scheme]
        self._close()
        lines = self._lines(trainee)
        decision, scheme_now = decide(trainee.chosen, trainee.scheme, lines, self.task.limits.solve)
        if trainee.omitted:
            omitted = f"left out: {trainee.omitted} measured rounds in which a worker hung or was lost"
            decision.note = "; ".join(filter(None, (decision.note, omitted)))
        self.decisions.add(self.rounds, trainee.chosen.name, trainee.step, decision)
        if decision.switched:
            trainee.switch(scheme_now)
            self.order()

    def _lines(self, trainee: _Trainee) -> Lines:
        return Lines.of(list(trainee.lines), self.task.workers, Layout(trainee.scheme).is_apart)

    def order(self) -> None:
        """Tells the workers the schemes of now, and everything else that they must know."""
        self.master.order(orders_of(self.task, tuple(trainee.scheme for trainee in self.trainees)))

    def checkpoint(self) -> None:
        """Writes down all rounds that were played to their end."""
        self.master.rest()
        self._close(all_of_them=True)
        self._settled.write(self.folder / "checkpoint.npz")

    def write_times(self) -> None:
        """Writes what was measured for ``bcgc fit`` and ``bcgc solve``."""
        for trainee in self.trainees:
            if trainee.lines:
                name = trainee.chosen.name
                self._lines(trainee).write(self.folder / "times" / name, trainee.scheme.coordinates, name)

    def conclude(self) -> dict[str, object]:
        """Writes times and summary; the latter as a dict."""
        self.write_times()
        # Runtimes of a scheme that was switched are those of several partitions: nothing predicts them.
        layouts = [None if trainee.switched else Layout(trainee.scheme) for trainee in self.trainees]
        lines = [self._lines(trainee) for trainee in self.trainees]
        found = summarise(self.task, self.folder, layouts, list(self.records), lines)
        found |= {"messages": self.master.messages, "stale": self.master.stale, "rounds": self.rounds}
        write_whole(self.folder / "summary.json", json.dumps(found, indent=1) + "\n")
        return found


def prepare(task: Task, folder: Path, resume: bool) -> Checkpoint | None:
    """Makes the folder of a run, or reads the checkpoint of the one that is there.

    Raises
    ------
    InputError
        When the folder has something in it already, or no checkpoint of this task where it is resumed.
    """
    if resume:
        checkpoint = Checkpoint.read(folder / "checkpoint.npz")
        if checkpoint.digest != task.digest:
            remedy = "only rounds, limits and the number of steps may change: give the task as it was, or another folder"
            text = f"--resume: the checkpoint in {folder} is of another task: {remedy}"
            raise InputError(text, "--resume", str(folder), remedy)
        if any(state.step > task.rounds.steps for state in checkpoint.states):
            raise InputError(
                f"rounds.steps = {task.rounds.steps}: the run has taken more already",
                "rounds.steps",
                str(task.rounds.steps),
                "must be at least as many as before",
            )
        return checkpoint
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remedy = "give another folder, remove it, or go on with --resume"
        raise InputError(f"--output {folder}: exists already: {remedy}", "--output", str(folder), remedy)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "name a folder that can be made"
        raise InputError(f"--output {folder}: {reason_of(error)}: {remedy}", "--output", str(folder), remedy) from error
    return None


@dataclass
class Ended:
    """How a run ended: with a summary or with an error; its workers still wait to be dismissed.

    Attributes
    ----------
    summary : dict or None
    error : BaseException or None
        The checkpoint then has all rounds that were played.
    """

    master: Master
    clean: bool
    summary: dict[str, object] | None = None
    error: BaseException | None = None

    def leave(self, comm: MPI.Intracomm, status: int) -> int:
        """Dismisses the workers; the exit status of this rank. Where some are missing, for whom MPI's own end would wait, the
        job is ended here and now, as where somebody does not wait for the goodbye.
        """
        clean = self.clean
        try:
            self.master.dismiss(clean)
        except KeyboardInterrupt:
            clean = False
        if not clean:
            sys.stdout.flush()
            sys.stderr.flush()
            comm.Abort(status)
            os._exit(status)
        return status


def train(comm: MPI.Intracomm, task: Task, folder: Path, checkpoint: Checkpoint | None) -> Ended:
    """The master's part of a run, from orders to goodbye."""
    master = Master(comm, task.limits, tell=lambda line: print(f"bcgc.run: {line}", file=sys.stderr, flush=True))
    try:
        # They are written last, and say that a run has ended.
        for name in ("summary.json", "summary.txt"):
            (folder / name).unlink(missing_ok=True)
        run = _Run(task, master, folder, checkpoint)
        (folder / "task.json").write_text(json.dumps(task.document, indent=1) + "\n", encoding="utf-8")
        # So that --resume goes on whatever happens, and whenever.
        run.checkpoint()
        try:
            run.order()
            run.play()
        except (Exception, KeyboardInterrupt):
            # Whatever it is, also in a function of the user's: the rounds that were played are kept.
            run.checkpoint()
            run.write_times()
            raise
        clean = master.stop()
        return Ended(master, clean, summary=run.conclude())
    except (Exception, KeyboardInterrupt) as error:
        return Ended(master, _stopped(master), error=error)


def _stopped(master: Master) -> bool:
    """Stops the workers, also where somebody interrupts that, who can do so once."""
    try:
        return master.stop()
    except KeyboardInterrupt:
        return master.stop()


def work(comm: MPI.Intracomm) -> None:
    """The part of every other rank."""
    Worker(comm).run()
