"""Laws fitted to measured cycle times."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from . import _bcgc, _frames
from ._documents import Documents
from ._whole import threads as workers
from ._whole import whole
from .laws import Law, of_parameters
from .traces import Trace

__all__ = ["Check", "Fit", "Fits", "fit"]


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


class Fits(Documents):
    """All laws fitted to traces, the best first, and checks of what they assume."""

    def __init__(self, documents: Iterable[tuple[str, str]], instance: str | None, figure: str) -> None:
        super().__init__(documents)
        self._document = self.to_dict()
        self._instance = instance
        self._figure = figure

    @property
    def fits(self) -> list[Fit]:
        """The laws, by Akaike's criterion."""
        return [Fit._of(fields) for fields in self._document["fits"]]

    @property
    def best(self) -> Law:
        """The law with the least Akaike criterion.

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
    traces: Trace | ArrayLike | str | os.PathLike[str] | Sequence[Trace],
    laws: str | Sequence[str] = (),
    *,
    bootstrap: int = 200,
    seed: int = 1,
    time_limit: float = 60.0,
    threads: int | None = None,
) -> Fits:
    """Fits laws to measured cycle times, and checks what that assumes.

    Parameters
    ----------
    traces : Trace, array_like of shape (rounds, workers), path, or sequence of Trace
        The measurements; several traces must have as many workers.
    laws : str or sequence of str
        Names of laws; all by default.
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
    given: list[Trace]
    if isinstance(traces, (list, tuple)) and traces and all(isinstance(trace, Trace) for trace in traces):
        given = list(traces)
    elif isinstance(traces, (str, os.PathLike)):
        given = [Trace.read(traces)]
    else:
        given = [traces if isinstance(traces, Trace) else Trace(traces)]
    names = [laws] if isinstance(laws, str) else list(laws)
    natives = [trace._native for trace in given]
    found = _bcgc.fit(
        natives, names, whole("bootstrap", bootstrap), whole("seed", seed), time_limit, workers(threads)
    )
    return Fits(*found)
