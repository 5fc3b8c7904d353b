"""Laws fitted to measured cycle times."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _bcgc, _frames
from ._arrays import floats, number
from ._documents import Drawn
from ._whole import threads as workers
from ._whole import whole
from .errors import InputError
from .laws import Law, of_parameters
from .traces import Trace

__all__ = ["Check", "Fit", "Fits", "Load", "Loads", "Spread", "fit"]


@dataclass(frozen=True)
class Fit:
    """One law fitted.

    Attributes
    ----------
    law : Law or None
        The likeliest law of its family; None where it could not be fitted, and `notes` say why.
    name : str
        The family.
    standard_errors : dict of str to float or None
        Of the parameters, ``rates[0]`` for those in lists; None where there is none.
    log_likelihood, aic : float or None
        And Akaike's criterion.
    distance : float or None
        Kolmogorov-Smirnov distance.
    p_value : float or None
        Of the distance, by a parametric bootstrap that knows that the parameters were fitted.
    notes : list of str
        What a reader must know.
    """

    law: Law | None
    name: str
    standard_errors: dict[str, float | None]
    log_likelihood: float | None
    aic: float | None
    distance: float | None
    p_value: float | None
    notes: list[str]

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Fit:
        parameters = fields.get("parameters") or []
        values: dict[str, Any] = {}
        for parameter in parameters:
            name, is_list = re.subn(r"\[\d+\]$", "", parameter["key"])
            if is_list:
                values.setdefault(name, []).append(parameter["value"])
            else:
                values[name] = parameter["value"]
        return cls(
            law=of_parameters(fields["law"], values) if values else None,
            name=fields["law"],
            standard_errors={p["key"]: p["standard_error"] for p in parameters},
            log_likelihood=fields.get("log_likelihood"),
            aic=fields.get("aic"),
            distance=fields.get("distance"),
            p_value=fields.get("p_value"),
            notes=list(fields.get("notes") or []),
        )


@dataclass(frozen=True)
class Check:
    """A check of what fitted laws assume: that times are independent and alike.

    Attributes
    ----------
    check : str
        Which: ``between-workers``, ``same-worker``, ``round-to-round``, ``workers-alike`` or ``drift``.
    hypothesis : str
        What it asks, as a statement.
    statistic, p_value : float or None
        By permutations; None where there are too few times.
    permutations : int
        How many.
    rejected : bool
        Whether the hypothesis is rejected at 1 %.
    """

    check: str
    hypothesis: str
    statistic: float | None
    p_value: float | None
    permutations: int
    rejected: bool


@dataclass(frozen=True)
class Load:
    """The times of one load.

    Attributes
    ----------
    load : float
        The load, in cycles.
    trace : str
        The name of the trace.
    median, mean_deviation : float
        Median of the times, and the mean distance of the finite ones from it.
    """

    load: float
    trace: str
    median: float
    mean_deviation: float


@dataclass(frozen=True)
class Spread:
    """Whether times spread alike at every load, as they do where the cycle time is constant.

    Attributes
    ----------
    statistic, p_value : float or None
        Rank correlation of the load with the distance of a time from the median of its worker at that load, and its p-value by
        permutations; None where there is no spread.
    rejected : bool
        Whether it is rejected at 1 %.
    """

    statistic: float | None
    p_value: float | None
    rejected: bool


@dataclass(frozen=True)
class Loads:
    """What the times of several loads say of the time of a cycle.

    Attributes
    ----------
    cycle_time : float
        The time of a cycle, the same for all workers and rounds.
    standard_error : float or None
        Of it; None where the likelihood is not regular.
    at_limit : bool
        Whether it is as large as the least time lets it be, so that some overhead is next to nothing.
    within_rounds : bool
        Whether it is the mean slope of a worker's times in a round, as where `rank_correlation` is above 1/2, rather than the
        likeliest one of the best law.
    slope_of_medians : float
        The slope of the medians in the load, by least squares, which no law enters.
    loads : list of Load
        The loads, ascending.
    same_rounds : bool
        Whether the loads are taken to be of the same rounds, as those with equally many are: what a worker took in one counts
        once.
    rank_correlation : float or None
        Of the overheads of a worker in a round between two loads, the mean over the pairs; None where rounds are not the same.
    spread : Spread
        Whether a constant cycle time is contradicted.
    """

    cycle_time: float
    standard_error: float | None
    at_limit: bool
    within_rounds: bool
    slope_of_medians: float
    loads: list[Load]
    same_rounds: bool
    rank_correlation: float | None
    spread: Spread

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Loads:
        loads, spread = [Load(**load) for load in fields["loads"]], Spread(**fields["spread"])
        return cls(**{**fields, "loads": loads, "spread": spread})


class Fits(Drawn):
    """All laws fitted to traces, the best first, and checks of what they assume."""

    def __init__(self, documents: Iterable[tuple[str, str]], instance: str | None, figure: str) -> None:
        super().__init__(documents)
        self._document = self.to_dict()
        self._instance = instance
        self._figure = figure

    @classmethod
    def _of(cls, native: _bcgc.Fits) -> Fits:
        fits = cls(native.documents(), native.instance_file(), native.draw("svg").decode())
        fits._drawing = native
        return fits

    @property
    def fits(self) -> list[Fit]:
        """The laws, by Akaike's criterion."""
        return [Fit._of(fields) for fields in self._document["fits"]]

    @property
    def best(self) -> Law:
        """The law with the least Akaike criterion, of the overheads where there are `loads`.

        Raises
        ------
        LookupError
            When no law could be fitted.
        """
        for fitted in self.fits:
            if fitted.law is not None:
                return fitted.law
        raise LookupError("no law could be fitted; the notes of `fits` say why")

    @property
    def checks(self) -> list[Check]:
        """Whether the times are independent and alike."""
        return [Check(**fields) for fields in self._document["independence"]]

    @property
    def loads(self) -> Loads | None:
        """What the times of several loads say of the time of a cycle; the laws are then those of the overheads."""
        found = self._document.get("loads")
        return None if found is None else Loads._of(found)

    @property
    def ended_early(self) -> bool:
        """Whether the time limit, or who stopped it, ended the bootstrap."""
        return bool(self._document["ended_early"])

    @property
    def interrupted(self) -> bool:
        """Whether that was somebody who stopped it, not the time limit."""
        return bool(self._document["interrupted"])

    @property
    def instance_file(self) -> str | None:
        """A commented instance file (TOML) with the best law."""
        return self._instance

    @property
    def figure_svg(self) -> str:
        """The drawing: measured survival function and the laws."""
        return self._figure

    def to_rows(self) -> list[dict[str, Any]]:
        """The fits as dicts."""
        return [
            {
                "law": fitted.name,
                "aic": fitted.aic,
                "log_likelihood": fitted.log_likelihood,
                "distance": fitted.distance,
                "p_value": fitted.p_value,
            }
            for fitted in self.fits
        ]

    def to_pandas(self) -> Any:
        """The fits as a pandas data frame; needs pandas."""
        return _frames.pandas(self.to_rows())

    def to_polars(self) -> Any:
        """The fits as a polars data frame; needs polars."""
        return _frames.polars(self.to_rows())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self._documents.items()), self._instance, self._figure)

    def __repr__(self) -> str:
        return f"Fits({', '.join(fitted.name for fitted in self.fits)})"


def fit(
    traces: Trace | ArrayLike | str | os.PathLike[str] | Sequence[Trace | ArrayLike | str | os.PathLike[str]],
    laws: str | Sequence[str] = (),
    *,
    loads: Sequence[float] | None = None,
    bootstrap: int = 200,
    seed: int = 1,
    time_limit: float = 60.0,
    threads: int | None = None,
) -> Fits:
    """Fits laws to measured cycle times, and checks what that assumes.

    Parameters
    ----------
    traces : Trace, array_like of shape (rounds, workers), path, or sequence of these
        The measurements; several traces must have as many workers.
    laws : str or sequence of str
        Names of laws; all by default.
    loads : sequence of float, optional
        The load of each trace in cycles, from 0 on, at least two that differ: fits a cycle time that is the same for all and
        laws of the overhead before it together. Loads with equally many rounds are taken to be of the same ones.
    bootstrap : int
        Samples of the parametric bootstrap of each law.
    seed : int
        Seed of bootstrap and permutations.
    time_limit : float
        Wall-clock seconds; what is known by then is returned.
    threads : int, optional
        Threads; all cores by default. Results do not depend on it.

    Returns
    -------
    Fits

    Raises
    ------
    InputError
        When the times cannot be used, or a law is unknown.
    """
    several = _each(traces, loads is not None)
    works = None if loads is None else [number("loads", load) for load in floats(loads, "loads").ravel()]
    if works is not None and len(works) != len(several):
        remedy = f"must be as many as there are traces, {len(several)}"
        raise InputError(f"loads = {works}: they are {len(works)}; {remedy}", "loads", str(works), remedy)
    called = [None] * len(several) if works is None else [f"load {load:g}" for load in works]
    given = [_trace(trace, name) for trace, name in zip(several, called, strict=True)]
    names = [laws] if isinstance(laws, str) else list(laws)
    natives = [trace._native for trace in given]
    found = _bcgc.fit(
        natives, works, names, whole("bootstrap", bootstrap), whole("seed", seed), time_limit, workers(threads)
    )
    return Fits._of(found)


def _each(traces: Any, are_several: bool) -> Sequence[Any]:
    """The traces one by one: of a list those in it, unless it is the rows of one."""
    if isinstance(traces, (list, tuple)) and traces:
        if are_several or any(isinstance(trace, (Trace, str, os.PathLike)) or _is_table(trace) for trace in traces):
            return traces
    if are_several and np.ndim(traces) == 3:
        return list(traces)
    return [traces]


def _is_table(given: Any) -> bool:
    try:
        return np.ndim(given) == 2
    except ValueError:
        # Rows of several lengths, which a trace refuses.
        return True


def _trace(given: Any, name: str | None) -> Trace:
    """A trace; the name is for one that comes as an array."""
    if isinstance(given, Trace):
        return given
    return Trace.read(given) if isinstance(given, (str, os.PathLike)) else Trace(given, name)
