"""Messages between master and workers, none of which anybody waits for.

Whoever has nothing to do sleeps between two looks: ranks that wait busily take the cores from those that compute. A message
carries its round, so that one that comes late is known for what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from mpi4py import MPI

from .._arrays import Floats

__all__ = ["Inbox", "Message", "Outbox", "Tag", "Told", "make"]


class Tag(IntEnum):
    """What a message is made of."""

    NUMBERS = 1
    BYTES = 2


class Told(IntEnum):
    """What a message of numbers says."""

    # Of the master.
    ROUND = 1
    OVER = 2
    STOP = 3
    LEAVE = 4
    # Of a worker.
    BLOCK = 5
    DONE = 6
    FAILED = 7
    GOODBYE = 8
    READY = 9
    ALIVE = 10


HEAD = 7
"""Numbers before the payload."""


@dataclass(frozen=True)
class Message:
    """A message of numbers.

    Attributes
    ----------
    told : Told
    round : int
        The round that it is about, from 1.
    scheme : int
        The scheme of that round, from 0.
    count : int
        Of ``ROUND`` the step, from 0; of ``BLOCK`` the block, from 0; of ``DONE`` the blocks that were sent; of ``LEAVE`` whether
        all are there to say goodbye.
    seconds : float
        Of a worker, since it took up the round.
    computed : float
        And those of them in which it computed.
    load : float
        And what it has computed by then, in passes over a subset.
    payload : ndarray of float64
        Parameters, a coded block, or the characters of a text.
    """

    told: Told
    round: int
    scheme: int
    count: int
    seconds: float
    computed: float
    load: float
    payload: Floats

    @classmethod
    def of(cls, numbers: Floats) -> Message:
        """The message that an array holds; its payload is a view."""
        told, round_, scheme, count, seconds, computed, load = numbers[:HEAD].tolist()
        return cls(
            Told(int(told)), int(round_), int(scheme), int(count), seconds, computed, load, numbers[HEAD:]
        )

    @property
    def text(self) -> str:
        """The payload as characters."""
        return "".join(map(chr, self.payload.astype(np.int64)))


def make(
    told: Told,
    round_: int = 0,
    scheme: int = 0,
    count: int = 0,
    *,
    seconds: float = 0.0,
    computed: float = 0.0,
    load: float = 0.0,
    payload: Floats | str = "",
) -> Floats:
    """The array of a message."""
    body = np.array([ord(c) for c in payload], dtype=np.float64) if isinstance(payload, str) else payload
    head = np.array([told, round_, scheme, count, seconds, computed, load], dtype=np.float64)
    return np.concatenate([head, body])


class Outbox:
    """Messages on their way, whose memory must live until they have left."""

    def __init__(self, comm: MPI.Intracomm) -> None:
        self._comm = comm
        self._leaving: dict[int, list[tuple[MPI.Request, Floats | bytes]]] = {}

    def send(self, to: int, numbers: Floats) -> bool:
        """Sends numbers; whether MPI took them: it does not for a rank that it knows to be dead."""
        return self._send(to, numbers, Tag.NUMBERS)

    def send_bytes(self, to: int, contents: bytes) -> bool:
        """Sends bytes."""
        return self._send(to, contents, Tag.BYTES)

    def _send(self, to: int, contents: Floats | bytes, tag: Tag) -> bool:
        try:
            self._leaving[to] = self._unsent(to)
            self._leaving[to].append((self._comm.Isend(contents, dest=to, tag=tag), contents))
        except MPI.Exception:
            return False
        return True

    def _unsent(self, to: int) -> list[tuple[MPI.Request, Floats | bytes]]:
        return [(request, kept) for request, kept in self._leaving.get(to, []) if not request.Test()]

    def left(self, to: int) -> bool:
        """Whether everything for a rank has left."""
        try:
            self._leaving[to] = self._unsent(to)
        except MPI.Exception:
            return True
        return not self._leaving[to]


class Inbox:
    """Messages that come, each received into an array of its own size.

    Attributes
    ----------
    dead : set of int
        Ranks that MPI says have died; most libraries never say so.
    """

    def __init__(self, comm: MPI.Intracomm) -> None:
        self._comm = comm
        self._sources = [MPI.ANY_SOURCE]
        self._coming: list[tuple[int, MPI.Request, Floats]] = []
        self.dead: set[int] = set()

    def poll(self) -> list[tuple[int, Message]]:
        """What has come since the last look, with the rank that sent it: of each rank in the order in which it was sent."""
        for source in self._sources:
            self._match(source)
        here: list[tuple[int, Message]] = []
        still: list[tuple[int, MPI.Request, Floats]] = []
        # A large message is under way for longer than small ones behind it, which wait for it.
        waiting: set[int] = set()
        for source, request, numbers in self._coming:
            try:
                if source not in waiting and request.Test():
                    here.append((source, Message.of(numbers)))
                else:
                    waiting.add(source)
                    still.append((source, request, numbers))
            except MPI.Exception:
                # Half of a message of a rank that died under way.
                self.dead.add(source)
        self._coming = still
        return here

    def _match(self, source: int) -> None:
        status = MPI.Status()
        try:
            while (found := self._comm.Improbe(source, Tag.NUMBERS, status)) is not None:
                numbers = np.empty(status.Get_count(MPI.DOUBLE), dtype=np.float64)
                self._coming.append((status.source, found.Irecv(numbers), numbers))
        except MPI.Exception:
            if source == MPI.ANY_SOURCE:
                # Somebody has died: from now on each rank is asked by itself, which says who.
                self._sources = list(range(1, self._comm.size))
            else:
                self.dead.add(source)
                self._sources = [other for other in self._sources if other != source]
