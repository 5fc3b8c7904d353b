"""The master of rounds: sends parameters, decodes every block from the first workers that sent it, notices who is missing."""

from __future__ import annotations

import math
import pickle
import time
from collections.abc import Callable

import numpy as np
from mpi4py import MPI

from .._arrays import Floats
from ..errors import BcgcError
from .decoding import Decoder
from .messages import Inbox, Message, Outbox, Told, make
from .records import BlockTime, Layout, Record, WorkerTime
from .task import Limits
from .worker import Orders

__all__ = ["LostError", "Master"]

# A worker that has so many rounds before it gets no more: it is behind, and must not be buried.
_AHEAD = 2
# Rounds of which late answers are still written down.
_OPEN = 64
_DEAD = "MPI says that it has died"


class LostError(BcgcError, RuntimeError):
    """Too many workers are lost: a block cannot be decoded any more."""


class _Member:
    """What the master knows of a worker."""

    def __init__(self) -> None:
        self.owed: list[int] = []
        self.heard = time.monotonic()
        self.lost: str | None = None
        self.failed = False
        self.sent = 0
        self.ready = False
        self.gone = False

    def is_awaited(self, round_: int) -> bool:
        """Whether a round is still to come of it, also where it has yet to be sent."""
        return self.lost is None and not self.failed and (self.sent < round_ or round_ in self.owed)


class Master:
    """Plays rounds with the workers of a communicator.

    Parameters
    ----------
    comm : mpi4py.MPI.Intracomm
        Its rank 0 is this one; all others run a `Worker`.
    limits : Limits
    tell : callable
        Called with a line about workers that are lost or come back.
    """

    def __init__(self, comm: MPI.Intracomm, limits: Limits, tell: Callable[[str], object]) -> None:
        self.workers = comm.size - 1
        self._limits = limits
        self._tell = tell
        self._inbox = Inbox(comm)
        self._outbox = Outbox(comm)
        self._members = {worker: _Member() for worker in range(1, comm.size)}
        self._decoders: list[Decoder] = []
        self._layouts: list[Layout] = []
        self._open: dict[int, Record] = {}
        self._listened = time.monotonic()
        self._stopped: bool | None = None
        self.messages = 0
        self.stale = 0

    def order(self, orders: Orders) -> None:
        """Sends orders, which hold from the next round on, and waits until workers have loaded their data."""
        contents = pickle.dumps(orders)
        now = time.monotonic()
        for worker, member in self._members.items():
            member.ready, member.heard = False, now
            if not self._outbox.send_bytes(worker, contents) and member.lost is None:
                self._lose(worker, _DEAD)
        self._decoders = [Decoder(scheme) for scheme in orders.schemes]
        self._layouts = [Layout(scheme) for scheme in orders.schemes]
        while waiting := [w for w, member in self._members.items() if not member.ready and member.lost is None]:
            if not self._listen():
                for worker in waiting:
                    self._is_silent(worker)
                time.sleep(self._limits.poll)

    def play(
        self, round_: int, scheme: int, step: int, parameters: Floats, numbers: list[float], measured: bool
    ) -> tuple[Floats, Record]:
        """Plays a round.

        Parameters
        ----------
        round_ : int
            Its number, from 1; every round has another.
        scheme, step : int
            As of `Record`.
        parameters : ndarray, shape (L,)
        numbers : list of float
            The injected numbers of the workers, for the record.
        measured : bool
            Whether to wait until every worker is through.

        Returns
        -------
        (ndarray, Record)
            The decoded gradient, and what happened.

        Raises
        ------
        LostError
            When so many workers are lost that a block cannot be decoded.
        """
        record = Record(round_, scheme, step, self._layouts[scheme], numbers, measured, time.monotonic())
        self._open[round_] = record
        message = make(Told.ROUND, round_, scheme, step, payload=parameters)
        gradient = self._gather(record, message, len(parameters))
        record.runtime = time.monotonic() - record.started
        if measured:
            self._await_all(record, message)
        for worker, member in self._members.items():
            if round_ in member.owed:
                self._outbox.send(worker, make(Told.OVER, round_))
        return gradient, record

    def rest(self, looks: int = 50) -> None:
        """Waits a little for what abandoned workers have still to say of rounds that are over."""
        for _ in range(looks):
            if not any(member.owed for member in self._members.values() if member.lost is None):
                return
            if not self._listen():
                time.sleep(self._limits.poll)

    def closed(self, all_of_them: bool = False) -> list[Record]:
        """Records of rounds that nothing more is expected of, in their order."""
        owed = {round_ for member in self._members.values() if not member.lost for round_ in member.owed}
        newest = max(self._open, default=0)
        ready = [r for r in sorted(self._open) if all_of_them or r not in owed or r <= newest - _OPEN]
        return [self._open.pop(round_) for round_ in ready]

    def _gather(self, record: Record, message: Floats, coordinates: int) -> Floats:
        decoder = self._decoders[record.scheme]
        coded: list[dict[int, Floats]] = [{} for _ in decoder.needed]
        gradient = np.empty(coordinates)
        while len(record.decoded) < len(coded):
            self._offer(record.round, message)
            answers = self._listen()
            for worker, answer in answers:
                if answer.told != Told.BLOCK or answer.round != record.round:
                    continue
                block = answer.count
                if block in record.decoded:
                    continue
                coded[block][worker] = answer.payload
                decoded = decoder.decode(block, coded[block])
                if decoded is not None:
                    gradient[decoder.slices[block]] = decoded
                    record.decoded[block] = time.monotonic() - record.started
                    for used in coded[block]:
                        record.blocks[used, block].used = True
                    coded[block] = {}
            if not answers:
                self._look_round(record)
                self._is_hopeless(record, decoder, coded)
                time.sleep(self._limits.poll)
        return gradient

    def _await_all(self, record: Record, message: Floats) -> None:
        # Who hangs by injection never gets through.
        expected = [self._members[n] for n, number in enumerate(record.numbers, 1) if not math.isinf(number)]
        while any(member.is_awaited(record.round) for member in expected):
            # Who was behind gets it now: without the slow ones a measured round is none.
            self._offer(record.round, message)
            if not self._listen():
                self._look_round(record)
                time.sleep(self._limits.poll)

    def _offer(self, round_: int, message: Floats) -> None:
        """Sends the round to those that have not got it and are not behind."""
        for worker, member in self._members.items():
            if member.sent < round_ and len(member.owed) < _AHEAD and not member.failed:
                if not member.owed:
                    member.heard = time.monotonic()
                if self._outbox.send(worker, message):
                    member.owed.append(round_)
                elif member.lost is None:
                    self._lose(worker, _DEAD)
                member.sent = round_

    def _listen(self) -> list[tuple[int, Message]]:
        """Takes note of everything that has come."""
        answers = self._inbox.poll()
        self.messages += len(answers)
        for worker in self._inbox.dead:
            if not self._members[worker].failed:
                self._members[worker].failed = True
                self._members[worker].owed.clear()
                self._lose(worker, _DEAD)
        now = time.monotonic()
        if now - self._listened > self._limits.silence / 10:
            # It was the master who was away, stopped or at work: nobody's silence.
            for member in self._members.values():
                member.heard += now - self._listened
        self._listened = now
        for worker, answer in answers:
            member = self._members[worker]
            member.heard = now
            if answer.told == Told.FAILED:
                # What failed once fails again: its rounds go to the others.
                member.failed = True
                member.owed.clear()
                self._lose(worker, f"it failed {answer.text}")
            elif answer.told == Told.GOODBYE:
                member.gone = True
            elif answer.told == Told.READY:
                member.ready = True
            if answer.told != Told.FAILED and member.lost is not None and not member.failed:
                member.lost = None
                self._tell(f"worker {worker} is back")
            self._note(worker, answer, now)
        return answers

    def _note(self, worker: int, answer: Message, now: float) -> None:
        member, record = self._members[worker], self._open.get(answer.round)
        if answer.told == Told.DONE:
            member.owed = [round_ for round_ in member.owed if round_ > answer.round]
        if answer.told == Told.BLOCK and (record is None or not math.isnan(record.runtime) and not record.measured):
            self.stale += 1
        if record is None:
            return
        arrived = now - record.started
        if answer.told == Told.BLOCK:
            record.blocks[worker, answer.count] = BlockTime(answer.seconds, answer.computed, arrived)
        elif answer.told == Told.DONE:
            record.workers[worker] = WorkerTime(answer.seconds, arrived, answer.count)

    def _lose(self, worker: int, why: str) -> None:
        self._members[worker].lost = why
        self._tell(f"worker {worker} is lost: {why}")

    def _look_round(self, record: Record) -> None:
        """Notices workers that have work and say nothing."""
        for worker, member in self._members.items():
            if member.owed:
                self._is_silent(worker)
            if member.lost is not None and worker not in record.lost:
                record.lost.append(worker)

    def _is_silent(self, worker: int) -> None:
        member, limit = self._members[worker], self._limits.silence
        if member.lost is None and time.monotonic() - member.heard > limit:
            self._lose(worker, f"it has said nothing for {limit:g} s (limits.silence)")

    def _is_hopeless(self, record: Record, decoder: Decoder, coded: list[dict[int, Floats]]) -> None:
        lost = {worker for worker, member in self._members.items() if member.lost is not None}
        for block, answered in enumerate(coded):
            missing = sorted(lost - set(answered))
            if block not in record.decoded and self.workers - len(missing) < decoder.needed[block]:
                raise self._lost(record.round, block, self.workers - decoder.needed[block], missing)

    def _lost(self, round_: int, block: int, tolerated: int, missing: list[int]) -> LostError:
        reasons: dict[str, list[str]] = {}
        for worker in missing:
            reasons.setdefault(str(self._members[worker].lost), []).append(str(worker))
        # The same reason of many is told once.
        whom = "; ".join(f"worker{'s' * (len(who) > 1)} {', '.join(who)}: {why}" for why, who in reasons.items())
        has_failed = any(self._members[worker].failed for worker in missing)
        do = "put that right" if has_failed else "see to them, or give a larger limits.silence to those that are only slow"
        remedy = f"{do}; then go on with --resume"
        text = f"round {round_}: block {block + 1} tolerates {tolerated} straggler{'s' * (tolerated != 1)}, and {len(missing)} of "
        text += f"{self.workers} workers {'is' if len(missing) == 1 else 'are'} lost ({whom}): {remedy}"
        return LostError(text, "workers", str(missing), remedy)

    def stop(self) -> bool:
        """Tells all workers to stop; whether all of them said goodbye, so that MPI may be finalised.

        It may be called again: what ended is remembered, and what was interrupted goes on.
        """
        if self._stopped is not None:
            return self._stopped
        for worker in self._members:
            self._outbox.send(worker, make(Told.STOP))
        end = time.monotonic() + min(self._limits.silence, 15.0)
        while not self._all_gone() and time.monotonic() < end:
            if not self._listen():
                time.sleep(self._limits.poll)
            if all(member.gone or member.lost is not None for member in self._members.values()):
                # Who is lost may still come round, but not for long.
                end = min(end, time.monotonic() + 1.0)
        for worker, member in self._members.items():
            if not member.gone and member.lost is None:
                self._lose(worker, "it did not say goodbye")
        self._stopped = self._all_gone()
        return self._stopped

    def dismiss(self, clean: bool) -> None:
        """Lets the workers go, after `stop`: through MPI's own end where all of them are there."""
        for worker in self._members:
            self._outbox.send(worker, make(Told.LEAVE, count=int(clean)))
        end = time.monotonic() + 5.0
        present = [worker for worker, member in self._members.items() if member.gone]
        while not all(self._outbox.left(worker) for worker in present) and time.monotonic() < end:
            time.sleep(self._limits.poll)

    def _all_gone(self) -> bool:
        return all(member.gone for member in self._members.values())
