"""Optimising a scheme again for the times that were measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from .._arrays import Floats
from ..errors import BcgcError, InputError
from ..fitting import fit
from ..instances import Instance
from ..laws import Law
from ..schemes import Scheme
from ..solving import solve
from ..traces import Trace
from .intervals import error_of
from .lines import Lines
from .prediction import runtimes
from .records import Layout
from .task import Chosen, sizes_of

__all__ = ["Decision", "decide"]

_LEAST = 8
"""Measured rounds below which nothing is decided: half of them choose, the others judge."""


@dataclass
class Decision:
    """What came of optimising again.

    Attributes
    ----------
    source : str
        The law that was fitted, or ``trace``, and of which times.
    rounds : int
        Measured rounds: half of them for the choice, half to judge it.
    gain, noise : float
        How many seconds a round is predicted to gain over held-out rounds, and the standard error of that, which allows for
        rounds that resemble their neighbours.
    partition : list of int
        The new partition.
    switched : bool
        Whether the gain exceeds two standard errors.
    note : str
    """

    source: str = ""
    rounds: int = 0
    gain: float = 0.0
    noise: float = 0.0
    partition: list[int] = field(default_factory=list)
    switched: bool = False
    note: str = ""


def decide(chosen: Chosen, current: Scheme, lines: Lines, time_limit: float, seed: int = 1) -> tuple[Decision, Scheme]:
    """Fits, optimises, and switches where the predicted gain exceeds the noise.

    Parameters
    ----------
    chosen : Chosen
        Its method is solved.
    current : Scheme
        What is used now.
    lines : Lines
        Measured rounds.
    time_limit : float
        Seconds of the method.

    Returns
    -------
    (Decision, Scheme)
        The scheme to go on with.
    """
    decision = Decision(rounds=lines.rounds, partition=sizes_of(current))
    if lines.rounds < _LEAST:
        decision.note = f"{lines.rounds} measured rounds, and it takes {_LEAST}"
        return decision, current
    train, held = lines.half(0), lines.half(1)
    found, notes = _candidates(chosen, current, train, time_limit, seed)
    if not found:
        decision.note = "; ".join(notes)
        return decision, current
    decision.source, scheme = min(found, key=lambda pair: float(runtimes(Layout(pair[1]), train).mean()))
    differences = runtimes(Layout(current), held) - runtimes(Layout(scheme), held)
    decision.gain = float(differences.mean())
    decision.noise = error_of(differences)
    decision.switched = decision.gain > 2.0 * decision.noise and decision.gain > 0
    if not decision.switched:
        return decision, current
    decision.partition = sizes_of(scheme)
    return decision, scheme


def _candidates(
    chosen: Chosen, current: Scheme, train: Lines, time_limit: float, seed: int
) -> tuple[list[tuple[str, Scheme]], list[str]]:
    """What the method answers to each way of reading the measured times, and why it does not where it does not."""
    found, notes = [], []
    for what, times, overheads in _ways(train, seed):
        try:
            instance = Instance(
                current.workers, current.coordinates, times, cycles=1.0 / current.coordinates, overhead=overheads
            )
            scheme = Scheme(_solved(chosen, instance, time_limit), chosen.construction, seed=chosen.seed)
        except (BcgcError, LookupError) as error:
            notes.append(str(error))
        else:
            found.append((what, scheme))
    return found, notes


def _ways(train: Lines, seed: int) -> Iterator[tuple[str, Law | Trace | float, Law | Trace | float]]:
    """Ways of reading measured lines, each with the cycle times and the overheads that it takes them for.

    Where both vary nothing is convex: each way lets one of them vary, or counts all as proportional to loads.
    """
    times = _source(train.times, seed)
    yield f"{_name(times)} of times a pass", times, float(train.overheads.mean())
    if np.ptp(train.overheads) > 0:
        overheads = _source(train.overheads, seed)
        yield f"{_name(overheads)} of overheads", float(train.times.mean()), overheads
        both = _source(train.overheads + train.times, seed)
        yield f"{_name(both)} of times of a pass with its overhead", both, 0.0


def _name(source: Law | Trace) -> str:
    return source.name if isinstance(source, Law) else "trace"


def _source(times: Floats, seed: int) -> Law | Trace:
    """The law that fits where nothing speaks against independent workers that are alike, else the times themselves."""
    if not bool((times > 0).all()):
        return Trace.of_overheads(times, "measured")
    # The least p-value of 99 resamples is 0.01.
    fits = fit(times, bootstrap=99, seed=seed, time_limit=20.0)
    best = next((found for found in fits.fits if found.law is not None), None)
    is_rejected = any(check.rejected for check in fits.checks)
    if is_rejected or best is None or best.law is None or (best.p_value or 0.0) <= 0.01:
        return Trace(times, "measured")
    return best.law


def _solved(chosen: Chosen, instance: Instance, time_limit: float) -> list[int]:
    # A method that wants a law is asked with the trace where there is none, and says so itself.
    row = solve(instance, [chosen.method or ""], time_limit=time_limit, bound=False)[0]
    if row.partition is None:
        raise InputError(f"{chosen.method}: {row.note or row.status}", "method", chosen.method, "take another method")
    return [int(size) for size in row.partition]
