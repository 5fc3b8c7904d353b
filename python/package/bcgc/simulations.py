"""Rounds of coded gradient computation on real data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _bcgc, _frames
from ._arrays import Floats, blocks, floats
from ._documents import Drawn
from ._whole import perhaps, whole
from ._whole import threads as workers
from .errors import InputError
from .instances import Instance, native
from .schemes import Scheme

__all__ = ["Agreement", "Completion", "Simulation", "simulate"]


@dataclass(frozen=True)
class Agreement:
    """How the mean of the measured runtimes compares with the expectation.

    Attributes
    ----------
    expectation : float
        The exact expected overall runtime.
    over_rounds : bool
        Whether that is the mean of the formula over the rounds played, instead of a law's.
    deviation : float
        Mean minus expectation, in standard errors.
    agrees : bool or None
        Whether that is at most 4 in absolute value, or over the rounds played nothing but rounding; None where standard errors
        say too little to judge.
    """

    expectation: float
    over_rounds: bool
    deviation: float
    agrees: bool | None


@dataclass(frozen=True)
class Completion:
    """How many rounds ended by the deadline, and how that compares with the completion probability.

    Attributes
    ----------
    deadline : float
        The deadline, in units of cycle time.
    met : int
        Rounds whose measured runtime is at most that.
    probability : float or None
        The completion probability; None where workers have unequal loads.
    over_rounds : bool
        Whether that is the share of the very rounds played, by the formula, instead of a law's.
    p_value : float or None
        The chance of a number of rounds as far off or farther, on both sides; None over given rounds.
    agrees : bool or None
        Whether that is at least 6e-5, or over given rounds whether the counts are equal; None without a probability.
    """

    deadline: float
    met: int
    probability: float | None
    over_rounds: bool
    p_value: float | None
    agrees: bool | None


class Simulation(Drawn):
    """Result of a simulation; `draw` draws the time line that was asked for."""

    def __init__(
        self, documents: Iterable[tuple[str, str]], passed: bool, scheme: Scheme, timeline: str | None
    ) -> None:
        super().__init__(documents)
        self._document = self.to_dict()
        self._passed = passed
        self._scheme = scheme
        self._timeline = timeline
        if timeline is None:
            self._no_drawing = "it has no time line: simulate with timeline=ROUND"

    def _column(self, key: str) -> Floats:
        values = [np.nan if round[key] is None else round[key] for round in self._document["results"]]
        return np.array(values, dtype=np.float64)

    @property
    def passed(self) -> bool:
        """Whether every gradient was right, every runtime that of the formula, and mean and rounds by the deadline agree
        with what is expected."""
        return self._passed

    @property
    def scheme(self) -> Scheme:
        """What the workers did."""
        return self._scheme

    @property
    def runtimes(self) -> Floats:
        """The measured overall runtimes, shape (rounds,), in units of cycle time times ``kappa``."""
        return self._column("runtime")

    @property
    def formula(self) -> Floats:
        """``kappa max_n T_(N-n) W_n`` of each round, shape (rounds,); NaN where workers have unequal loads."""
        return self._column("formula")

    @property
    def errors(self) -> Floats:
        """Largest relative error of the decoded gradient in each round, shape (rounds,); NaN where it never ends and takes no
        step."""
        return self._column("error")

    @property
    def mean(self) -> float:
        """Mean of `runtimes`."""
        return float("inf") if self._document["mean"] is None else float(self._document["mean"])

    @property
    def standard_error(self) -> float | None:
        """Standard error of `mean`: over a trace the one that `evaluate` states, by overlapping batch means.

        None for a single round, for fewer than four of a trace, and where a round never ends.
        """
        error: float | None = self._document["standard_error"]
        return error

    @property
    def independent_rounds(self) -> bool:
        """Whether rounds were drawn independently, as from a law: `standard_error` is then that of independent runtimes."""
        return bool(self._document["independent_rounds"])

    @property
    def agreement(self) -> Agreement | None:
        """How `mean` compares with the exact expectation."""
        found = self._document["agreement"]
        return None if found is None else Agreement(**found)

    @property
    def completion(self) -> Completion | None:
        """The rounds that ended by the deadline, beside its probability; None where the instance has no deadline."""
        found = self._document["completion"]
        return None if found is None else Completion(**found)

    @property
    def losses(self) -> tuple[float, float]:
        """The loss before the first and after the last step, one of every round that ends."""
        return self._document["first_loss"], self._document["last_loss"]

    @property
    def timeline_svg(self) -> str | None:
        """The drawing of the round whose time line was asked for."""
        return self._timeline

    def to_rows(self) -> list[dict[str, Any]]:
        """The rounds as dicts."""
        return [dict(round) for round in self._document["results"]]

    def to_pandas(self) -> Any:
        """The rounds as a pandas data frame; needs pandas."""
        return _frames.pandas(self.to_rows())

    def to_polars(self) -> Any:
        """The rounds as a polars data frame; needs polars."""
        return _frames.polars(self.to_rows())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self._documents.items()), self._passed, self._scheme, self._timeline)

    def __repr__(self) -> str:
        verdict = "passed" if self._passed else "failed a check"
        return f"Simulation({self._document['rounds']} rounds, mean runtime {self.mean:.7g}, {verdict})"


def simulate(
    instance: Instance,
    partition: ArrayLike,
    *,
    construction: str = "reed-solomon",
    rounds: int | None = None,
    problem: str = "linear",
    exact: bool = False,
    tolerance: float = 1e-6,
    data: tuple[ArrayLike, ArrayLike] | None = None,
    seed: int = 1,
    timeline: int | None = None,
    threads: int | None = None,
) -> Simulation:
    """Plays rounds of gradient descent in which workers send coded vectors and the master decodes from the first ones.

    Parameters
    ----------
    instance : Instance
    partition : array_like of int, shape (N,)
        Block sizes that sum to the coordinates.
    construction : str
        Name of the construction of the encoding matrices.
    rounds : int, optional
        Number of rounds; 100 by default, or all of a trace.
    problem : {"linear", "logistic"}
        What is learned.
    exact : bool
        Whether gradients are computed over the rationals; linear regression only.
    tolerance : float
        Largest relative error of a gradient otherwise.
    data : (array_like, array_like), optional
        Features, shape (samples, coordinates), and targets, shape (samples,): as many samples as the instance has. Drawn from
        the seed by default.
    seed : int
        Seed of matrices, data and cycle times.
    timeline : int, optional
        The round, from 1, whose time line is drawn.
    threads : int, optional
        Threads; all cores by default. Results do not depend on it.

    Returns
    -------
    Simulation

    Raises
    ------
    InputError
        When the construction does not apply, or data and settings do not fit the instance.
    """
    if problem not in ("linear", "logistic"):
        remedy = "must be linear or logistic"
        raise InputError(f"problem = {problem!r}: {remedy}", "problem", str(problem), remedy)
    found = _bcgc.simulate(
        native(instance),
        blocks(partition),
        construction,
        perhaps("rounds", rounds, 1),
        problem == "logistic",
        None if exact else tolerance,
        None if data is None else _table(*data),
        whole("seed", seed),
        perhaps("timeline", timeline, 1),
        workers(threads),
    )
    documents, passed, scheme, drawing = found
    drawn = None if drawing is None else drawing.draw("svg").decode()
    simulation = Simulation(documents, passed, Scheme._of(scheme), drawn)
    simulation._drawing = drawing
    return simulation


def _table(features: ArrayLike, targets: ArrayLike) -> str:
    """Features and targets as lines of numbers with every digit."""
    x, y = floats(features, "data"), floats(targets, "data")
    if x.ndim != 2 or y.shape != x.shape[:1]:
        shapes = f"{x.shape} and {y.shape}"
        remedy = "must be features of shape (samples, coordinates) and targets of shape (samples,)"
        raise InputError(f"data: shapes {shapes}: {remedy}", "data", shapes, remedy)
    return "".join(",".join(map(repr, row)) + "\n" for row in np.column_stack([x, y]).tolist())
