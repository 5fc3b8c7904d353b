"""The distribution of the overall runtime of one partition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from . import _bcgc, _frames, _html
from ._arrays import Floats, blocks, floats, frozen
from ._documents import Drawn
from ._whole import threads as workers
from .instances import Instance, native

__all__ = ["Distribution", "distribution"]


class Distribution(Drawn):
    """Points of the distribution of the overall runtime of a partition.

    All arrays have a point a question, deadlines first, then quantiles; NaN where there is no answer.
    """

    def __init__(self, documents: Iterable[tuple[str, str]]) -> None:
        super().__init__(documents)
        document = self.to_dict()
        self._points: list[dict[str, Any]] = document["points"]
        self._partition = frozen(document["partition"], np.int64)
        self._whole: bool = document["whole"]

    @classmethod
    def _of(cls, native: _bcgc.Distribution) -> Distribution:
        found = cls(native.documents())
        found._drawing = native
        return found

    def _column(self, key: str) -> Floats:
        return np.array([np.nan if p[key] is None else p[key] for p in self._points], dtype=np.float64)

    @property
    def asked(self) -> Floats:
        """What was asked: deadlines, then probabilities of quantiles."""
        return self._column("asked")

    @property
    def deadline(self) -> Floats:
        """The deadlines given, then those found for the quantiles, in the unit of the runtimes."""
        return self._column("deadline")

    @property
    def deadline_error(self) -> Floats:
        """By how much the least deadline of a quantile may lie below the one found."""
        return self._column("deadline_error")

    @property
    def probability(self) -> Floats:
        """The probability of finishing by the deadline."""
        return self._column("probability")

    @property
    def error(self) -> Floats:
        """Absolute error of the smaller of `probability` and `complement`."""
        return self._column("probability_error")

    @property
    def complement(self) -> Floats:
        """``1 - probability`` without cancellation."""
        return self._column("complement")

    @property
    def standard_error(self) -> Floats:
        """The standard error of `probability` over the rounds of a trace; NaN for laws, for fewer than four
        rounds, and for a share of all or none."""
        return self._column("standard_error")

    @property
    def whole(self) -> bool:
        """Whether every question was answered before the time was up."""
        return self._whole

    def to_rows(self) -> list[dict[str, Any]]:
        """The points as dicts."""
        return [dict(point) for point in self._points]

    def to_pandas(self) -> Any:
        """The points as a pandas data frame; needs pandas."""
        return _frames.pandas(self.to_rows())

    def to_polars(self) -> Any:
        """The points as a polars data frame; needs polars."""
        return _frames.polars(self.to_rows())

    def __len__(self) -> int:
        return len(self._points)

    def __reduce__(self) -> tuple[type[Distribution], tuple[list[tuple[str, str]]]]:
        return type(self), (list(self._documents.items()),)

    def __repr__(self) -> str:
        return f"Distribution({len(self)} points)"

    def _repr_html_(self) -> str:
        columns = ("question", "asked", "deadline", "probability", "1 - probability", "± error")
        keys = ("question", "asked", "deadline", "probability", "complement", "probability_error")
        rows = (
            ["" if p[key] is None else p[key] if key == "question" else f"{p[key]:.12g}" for key in keys]
            for p in self._points
        )
        return _html.table("Distribution of the runtime", columns, rows)


def distribution(
    instance: Instance,
    partition: ArrayLike,
    deadlines: ArrayLike = (),
    quantiles: ArrayLike = (),
    *,
    time_limit: float = 60.0,
    threads: int | None = None,
) -> Distribution:
    """Probabilities of deadlines and deadlines of probabilities, for the overall runtime of a partition.

    Parameters
    ----------
    instance : Instance
        Its objective plays no part.
    partition : array_like of int, shape (N,)
        Block sizes that sum to the coordinates.
    deadlines : array_like of float
        Deadlines above zero, in the unit of the runtimes: what is the probability of finishing by then?
    quantiles : array_like of float
        Probabilities between 0 and 1: which is the least deadline that is met with it? Of measured rounds 1 is that of
        all of them.
    time_limit : float
        Wall-clock seconds.
    threads : int, optional
        Threads; all cores by default.

    Returns
    -------
    Distribution

    Raises
    ------
    InputError
        When a number is out of its range or the partition does not fit the instance.

    Examples
    --------
    >>> instance = bcgc.Instance(2, 4, bcgc.ShiftedExponential(rate=1.0))
    >>> found = bcgc.distribution(instance, [4, 0], deadlines=[8.0], quantiles=[0.5])
    >>> found.probability
    array([0.74764507, 0.5       ])
    """
    asked = [
        np.ravel(floats(given, what)).tolist()
        for what, given in (("deadlines", deadlines), ("quantiles", quantiles))
    ]
    found = _bcgc.distribution(
        native(instance), blocks(partition), asked[0], asked[1], time_limit, workers(threads)
    )
    return Distribution._of(found)
