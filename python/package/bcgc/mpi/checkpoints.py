"""Checkpoints: everything that a run needs to go on, in one file that is replaced whole."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._arrays import Floats
from ..errors import InputError
from .replacing import replaced

__all__ = ["Checkpoint", "State"]


@dataclass
class State:
    """Where a scheme's training stands.

    Attributes
    ----------
    parameters : ndarray, shape (L,)
    memory : dict of str to ndarray
        Of its optimiser.
    step : int
        Steps taken.
    clock : float
        Seconds that they took: rounds and the master's steps, without checks and losses.
    partition : list of int
    """

    parameters: Floats
    memory: dict[str, Floats]
    step: int
    clock: float
    partition: list[int]


@dataclass
class Checkpoint:
    """All schemes of a task after some rounds.

    Attributes
    ----------
    digest : str
        Of the task.
    rounds : int
        Rounds played.
    states : list of State
    """

    digest: str
    rounds: int
    states: list[State]

    def write(self, path: Path) -> None:
        """Writes it whole or not at all."""
        head = {
            "digest": self.digest,
            "rounds": self.rounds,
            "schemes": [
                {"step": s.step, "clock": s.clock, "partition": s.partition, "memory": sorted(s.memory)}
                for s in self.states
            ],
        }
        arrays: dict[str, Any] = {"head": np.array(json.dumps(head))}
        for n, state in enumerate(self.states):
            arrays[f"parameters{n}"] = state.parameters
            arrays |= {f"{key}{n}": value for key, value in state.memory.items()}
        with replaced(path) as file:
            np.savez(file, **arrays)

    @classmethod
    def read(cls, path: Path) -> Checkpoint:
        """Reads it.

        Raises
        ------
        InputError
            When there is none, or it is damaged.
        """
        remedy = "give the folder of a run that wrote a checkpoint"
        try:
            with zipfile.ZipFile(path) as file:
                return cls._of(file)
        except FileNotFoundError:
            why = "there is no checkpoint"
        except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error) as error:
            why = f"it cannot be read ({error})"
        except (ValueError, KeyError, TypeError, EOFError) as error:
            why = f"it is no checkpoint ({error})"
        raise InputError(f"{path}: {why}: {remedy}", "checkpoint.npz", str(path), remedy)

    @classmethod
    def _of(cls, file: zipfile.ZipFile) -> Checkpoint:
        head = json.loads(str(_array(file, "head")))
        states = [
            State(
                _array(file, f"parameters{n}"),
                {key: _array(file, f"{key}{n}") for key in scheme["memory"]},
                scheme["step"],
                scheme["clock"],
                scheme["partition"],
            )
            for n, scheme in enumerate(head["schemes"])
        ]
        return cls(head["digest"], head["rounds"], states)


def _array(file: zipfile.ZipFile, name: str) -> Floats:
    """An array of an archive of numpy; its checksum is compared on the way."""
    found: Floats = np.load(io.BytesIO(file.read(f"{name}.npy")), allow_pickle=False)
    return found
