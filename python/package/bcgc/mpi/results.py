"""The folder of a run, read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from .. import _frames
from .._arrays import Floats
from ..errors import InputError
from .checkpoints import Checkpoint
from .keys import refused
from .logs import rows_of

__all__ = ["Results"]

_TEXTS = ("scheme", "state", "lost")
_WHOLE = ("round", "step", "measured", "worker", "block", "level", "blocks", "abandoned")


class Results:
    """What a run wrote.

    Parameters
    ----------
    folder : path
        That of ``--output``.

    Raises
    ------
    InputError
        When it is no folder of a run.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        if not (self.folder / "rounds.csv").exists():
            remedy = "must be the folder that --output of bcgc.run named"
            raise InputError(f"folder = {str(folder)!r}: {remedy}", "folder", str(folder), remedy)

    def _table(self, kind: str) -> list[dict[str, Any]]:
        return [{key: _value(key, text) for key, text in row.items()} for row in rows_of(self.folder / f"{kind}.csv")]

    @property
    def rounds(self) -> list[dict[str, Any]]:
        """A dict a round: ``runtime`` in seconds, ``clock`` of its scheme, ``loss`` after it, ``error`` of its gradient."""
        return self._table("rounds")

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """A dict for each block of each worker in each round: its ``load`` in passes, when it was ``finished`` and ``arrived``,
        and its ``state``: ``used``, ``spare``, ``abandoned`` or ``lost``.
        """
        return self._table("blocks")

    @property
    def workers(self) -> list[dict[str, Any]]:
        """A dict for each worker in each round: ``blocks`` sent, whether it was ``abandoned``, seconds that it ``waited``."""
        return self._table("workers")

    @property
    def task(self) -> dict[str, Any]:
        """The task, with every default filled in and every partition written out."""
        found: dict[str, Any] = json.loads((self.folder / "task.json").read_text(encoding="utf-8"))
        return found

    @property
    def schemes(self) -> list[str]:
        """The names of the schemes, in the order of the task."""
        return [scheme["name"] for scheme in self.task["schemes"]]

    def parameters(self, scheme: str) -> Floats:
        """What was learned with a scheme by the last checkpoint, which every run ends with: shape (L,).

        Raises
        ------
        InputError
            When there is no such scheme or no checkpoint.
        """
        names = self.schemes
        if scheme not in names:
            raise refused("scheme", scheme, f"must be one of {', '.join(names)}")
        return Checkpoint.read(self.folder / "checkpoint.npz").states[names.index(scheme)].parameters

    @property
    def summary(self) -> dict[str, Any]:
        """Mean runtimes, predictions and gains with their intervals; empty where the run did not end."""
        path = self.folder / "summary.json"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return found

    def runtimes(self, scheme: str) -> Floats:
        """Seconds of the rounds of a scheme, shape (steps,)."""
        return np.array([row["runtime"] for row in self.rounds if row["scheme"] == scheme])

    def to_pandas(self, kind: str = "rounds") -> Any:
        """``rounds``, ``blocks`` or ``workers`` as a pandas data frame; needs pandas."""
        return _frames.pandas(self._table(kind))

    def to_polars(self, kind: str = "rounds") -> Any:
        """The same as a polars data frame; needs polars."""
        return _frames.polars(self._table(kind))

    def __repr__(self) -> str:
        return f"Results({str(self.folder)!r})"


def _value(key: str, text: str) -> str | int | float | None:
    if key in _TEXTS:
        return text
    if not text:
        return None
    return int(text) if key in _WHOLE else float(text)
