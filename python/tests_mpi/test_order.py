"""What the master makes of messages that are under way or late, without ranks: MPI is played by the test."""

from __future__ import annotations

from collections import deque
from types import SimpleNamespace

import mpi4py
import numpy as np
import pytest

# Other ranks are not there, and the jobs of other tests are none of this process.
mpi4py.rc.initialize = False

import bcgc
from bcgc.mpi import master, messages, worker
from bcgc.mpi.messages import Inbox, Message, Told, make
from bcgc.mpi.task import Limits
from bcgc.mpi.worker import Orders


class Status:
    source = 0

    def Get_count(self, kind: object) -> int:
        return messages.HEAD


class Comm:
    """Has messages of some ranks, each of which takes some looks to arrive."""

    def __init__(self, sent: list[tuple[int, Told, int]]) -> None:
        self.sent = deque(sent)

    def Improbe(self, source: int, tag: int, status: Status) -> object:
        if not self.sent:
            return None
        status.source, told, looks = self.sent.popleft()
        left = [looks]

        def test() -> bool:
            left[0] -= 1
            return left[0] < 0

        def receive(numbers: np.ndarray) -> SimpleNamespace:
            numbers[:] = make(told)
            return SimpleNamespace(Test=test)

        return SimpleNamespace(Irecv=receive)


def test_messages_of_a_rank_do_not_overtake_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = SimpleNamespace(Status=Status, ANY_SOURCE=-1, DOUBLE=None, Exception=OSError)
    monkeypatch.setattr(messages, "MPI", fake)
    sent = [(1, Told.BLOCK, 2), (1, Told.DONE, 0), (2, Told.BLOCK, 0), (2, Told.DONE, 0)]
    inbox = Inbox(Comm(sent))  # type: ignore[arg-type]
    seen = [[(rank, message.told) for rank, message in inbox.poll()] for _ in range(3)]
    assert seen == [[(2, Told.BLOCK), (2, Told.DONE)], [], [(1, Told.BLOCK), (1, Told.DONE)]]


class Network:
    """Two workers; what the second one has to say is kept back until it is freed, and then comes a message a look."""

    def __init__(self) -> None:
        self.ways: dict[int, deque[Message]] = {1: deque(), 2: deque()}
        self.told: list[tuple[int, Told]] = []
        self.dead: set[int] = set()
        self.is_free = False
        self.interrupts = 0

    def send_bytes(self, to: int, contents: bytes) -> bool:
        self.tell(to, make(Told.READY))
        return True

    def send(self, to: int, numbers: np.ndarray) -> bool:
        message = Message.of(numbers)
        self.told.append((to, message.told))
        if message.told == Told.ROUND:
            self.tell(to, make(Told.BLOCK, message.round, 0, 0, payload=np.zeros(4)))
            self.tell(to, make(Told.DONE, message.round, 0, 1))
        elif message.told == Told.STOP:
            self.tell(to, make(Told.GOODBYE))
        return True

    def tell(self, by: int, numbers: np.ndarray) -> None:
        self.ways[by].append(Message.of(numbers))

    def poll(self) -> list[tuple[int, Message]]:
        if self.interrupts:
            self.interrupts -= 1
            raise KeyboardInterrupt
        if self.ways[1]:
            return [(1, self.ways[1].popleft())]
        ready = self.ways[2] and (self.is_free or self.ways[2][0].told in (Told.READY, Told.GOODBYE))
        return [(2, self.ways[2].popleft())] if ready else []


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    for name in ("Inbox", "Outbox"):
        monkeypatch.setattr(master, name, lambda comm: network)
    return network


@pytest.fixture
def leader(network: Network) -> master.Master:
    # The block tolerates one of two workers.
    made = master.Master(SimpleNamespace(size=3), Limits(60.0, 0.001, 1.0, 600.0), print)  # type: ignore[arg-type]
    made.order(Orders((bcgc.Scheme([0, 4]),), None, 0.001, 600.0, False, b""))
    return made


def test_a_measured_round_has_those_that_were_behind(network: Network, leader: master.Master) -> None:
    for round_ in (1, 2):
        leader.play(round_, 0, round_ - 1, np.zeros(4), [np.nan] * 2, measured=False)
    assert network.told.count((2, Told.ROUND)) == 2 and not any(record.is_complete for record in leader.closed())
    network.is_free = True
    _, record = leader.play(3, 0, 2, np.zeros(4), [np.nan] * 2, measured=True)
    assert record.is_complete and sorted(record.workers) == [1, 2] and not record.lost


@pytest.mark.parametrize("interrupts", [0, 1])
def test_workers_that_have_gone_are_not_stopped_again(interrupts: int, network: Network, leader: master.Master) -> None:
    network.interrupts = interrupts
    if interrupts:
        with pytest.raises(KeyboardInterrupt):
            leader.stop()
    assert leader.stop()
    told = len(network.told)
    assert leader.stop() and len(network.told) == told


@pytest.mark.parametrize("together", [True, False])
def test_a_worker_that_said_goodbye_waits_for_leave_alone(monkeypatch: pytest.MonkeyPatch, together: bool) -> None:
    said: list[Told] = []
    outbox = SimpleNamespace(send=lambda to, numbers: said.append(Message.of(numbers).told), left=lambda to: True)
    monkeypatch.setattr(worker, "Outbox", lambda comm: outbox)
    monkeypatch.setattr(worker, "Progress", lambda comm: SimpleNamespace(end=lambda: None))
    monkeypatch.setattr(worker, "Watchdog", lambda: None)
    monkeypatch.setattr(worker, "time", SimpleNamespace(sleep=lambda seconds: None, monotonic=lambda: 0.0))
    ended: list[int] = []
    monkeypatch.setattr(worker, "os", SimpleNamespace(_exit=ended.append))
    # An interrupted master says twice that it stops.
    told = [make(Told.STOP), make(Told.STOP), make(Told.LEAVE, count=int(together))]
    coming = iter(map(Message.of, told))
    monkeypatch.setattr(worker.Worker, "_next", lambda self: next(coming))
    worker.Worker(SimpleNamespace(rank=1)).run()  # type: ignore[arg-type]
    assert said == [Told.GOODBYE] and next(coming, None) is None
    assert ended == ([] if together else [0])
