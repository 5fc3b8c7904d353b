"""Ends a rank that hangs in somebody else's code, so that its job can end."""

from __future__ import annotations

import os
import sys
import threading
import time

__all__ = ["Watchdog"]


class Watchdog:
    """Ends this process when nobody has called `beat` for too long.

    Attributes
    ----------
    limit : float
        Seconds.
    """

    def __init__(self, limit: float = 600.0) -> None:
        self.limit = limit
        self._last = time.monotonic()
        threading.Thread(target=self._watch, daemon=True).start()

    def beat(self) -> None:
        """Says that all is well."""
        self._last = time.monotonic()

    def _watch(self) -> None:
        while True:
            time.sleep(min(1.0, self.limit / 4))
            if time.monotonic() - self._last > self.limit:
                try:
                    print("bcgc.run: a worker hangs for longer than limits.orphan: it ends", file=sys.stderr, flush=True)
                finally:
                    # Also where nobody is there any more to be told.
                    os._exit(1)
