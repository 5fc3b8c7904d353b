"""Lets messages leave while something is computed: most MPI libraries move large ones only from within a call of theirs."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from mpi4py import MPI

__all__ = ["Progress"]


class Progress:
    """A context in which a thread looks for messages time and again, which is all that those on their way need.

    Where the MPI library does not let several threads call it at once there is no such thread, and large messages leave when the
    next message is looked for.

    Attributes
    ----------
    poll : float
        Seconds between two looks.
    """

    def __init__(self, comm: MPI.Intracomm, poll: float = 0.001) -> None:
        self.poll = poll
        self._comm = comm
        self._wanted = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._look, daemon=True)
        if MPI.Query_thread() == MPI.THREAD_MULTIPLE:
            self._thread.start()

    def __enter__(self) -> None:
        self._wanted.set()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._wanted.clear()

    def end(self) -> None:
        """Ends the thread; nobody calls MPI from there any more."""
        self._ended = True
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        while self._wanted.wait() and not self._ended:
            try:
                self._comm.Iprobe(0, MPI.ANY_TAG)
            except MPI.Exception:
                # Of a master that has died; whoever looks for its messages will notice.
                return
            time.sleep(self.poll)
