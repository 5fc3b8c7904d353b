"""Checkpoints: everything that a run needs to go on, in one file that is replaced whole."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._arrays import Floats
from ..errors import InputError

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
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    @classmethod
    def read(cls, path: Path, digest: str) -> Checkpoint:
        """Reads it.

        Raises
        ------
        InputError
            When it is none, or one of another task.
        """
        remedy = "give the folder of a run that wrote a checkpoint"
        try:
            with np.load(path, allow_pickle=False) as arrays:
                head = json.loads(str(arrays["head"]))
                states = [
                    State(
                        arrays[f"parameters{n}"],
                        {key: arrays[f"{key}{n}"] for key in scheme["memory"]},
                        scheme["step"],
                        scheme["clock"],
                        scheme["partition"],
                    )
                    for n, scheme in enumerate(head["schemes"])
                ]
        except FileNotFoundError:
            raise InputError(f"--resume: {path}: there is no checkpoint: {remedy}", "--resume", str(path), remedy) from None
        except (OSError, ValueError, KeyError) as error:
            raise InputError(f"--resume: {path}: {error}: {remedy}", "--resume", str(path), remedy) from error
        if head["digest"] != digest:
            remedy = "only rounds, limits and the number of steps may change: give the task as it was, or another folder"
            raise InputError(f"--resume: {path} is of another task: {remedy}", "--resume", str(path), remedy)
        return cls(head["digest"], head["rounds"], states)
