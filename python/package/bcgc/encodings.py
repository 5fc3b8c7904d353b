"""Encoding matrices over the rationals."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _bcgc
from ._arrays import Floats, at_least_zero, floats
from ._documents import Documents
from ._whole import perhaps, whole
from ._whole import threads as all_cores
from .errors import InputError

__all__ = ["CONSTRUCTIONS", "CodeReport", "Decodability", "EncodingMatrix"]

CONSTRUCTIONS: dict[str, str] = dict(_bcgc.CONSTRUCTIONS)
"""Every construction and what it is."""


@dataclass(frozen=True)
class Decodability:
    """Whether every set of ``N - s`` workers decodes.

    Attributes
    ----------
    text : str
        The verdict in words.
    is_verified : bool
        Whether it is proved that every set decodes.
    is_refuted : bool
        Whether a set is known that does not. Neither, where a sample or a theorem speaks for it.
    """

    text: str
    is_verified: bool
    is_refuted: bool

    def __str__(self) -> str:
        return self.text


class CodeReport(Documents):
    """What ``bcgc code`` says of a matrix: decodability, conditioning, approximate decoding."""

    def __reduce__(self) -> tuple[type[CodeReport], tuple[list[tuple[str, str]]]]:
        return type(self), (list(self._documents.items()),)


class EncodingMatrix:
    """An encoding matrix ``B`` (a row a worker, a column a subset of the data) with exact entries.

    Worker ``n`` sends ``sum_j B[n, j] g_j``, where ``g_j`` is the partial derivative over subset ``j``. The matrix tolerates
    ``s`` stragglers iff every ``N - s`` workers can combine what they sent to ``sum_j g_j``.

    Parameters
    ----------
    rows : sequence of sequences, shape (N, k)
        Integers, fractions, texts such as ``"3/7"`` or ``"0.25"``, or floats, which are taken exactly.
    stragglers : int
        Number ``s < N`` of stragglers that it is meant to tolerate.

    Raises
    ------
    InputError
        When it is no such matrix.

    Notes
    -----
    Workers, subsets and coordinates count from 1, as in the literature.

    Examples
    --------
    >>> matrix = bcgc.EncodingMatrix.build("reed-solomon", workers=5, stragglers=2)
    >>> str(matrix.check())
    'verified (all sets)'
    """

    __slots__ = ("_native",)

    def __init__(self, rows: Iterable[Iterable[Any]], stragglers: int) -> None:
        try:
            listed = [list(row) for row in rows]
        except TypeError as error:
            remedy = "must be a list of lists, one a worker"
            raise InputError(f"rows: {error}; {remedy}", "rows", repr(rows), remedy) from error
        texts = [[_exact(entry) for entry in row] for row in listed]
        self._native = _bcgc.Matrix.from_json(json.dumps(texts), whole("stragglers", stragglers))

    @classmethod
    def _of(cls, native: _bcgc.Matrix) -> EncodingMatrix:
        matrix = cls.__new__(cls)
        matrix._native = native
        return matrix

    @classmethod
    def build(
        cls, construction: str = "cyclic-repetition", *, workers: int, stragglers: int, seed: int = 1
    ) -> EncodingMatrix:
        """A matrix of a construction out of `CONSTRUCTIONS`.

        Raises
        ------
        InputError
            When there is no such construction, or it does not apply to these sizes.
        """
        return cls._of(
            _bcgc.Matrix.build(
                construction,
                whole("workers", workers, 1),
                whole("stragglers", stragglers),
                whole("seed", seed),
            )
        )

    @classmethod
    def read(
        cls,
        path: str | os.PathLike[str],
        *,
        stragglers: int | None = None,
        delimiter: Literal["comma", "semicolon", "tab", "space"] | None = None,
        header: bool | None = None,
        index: bool | None = None,
    ) -> EncodingMatrix:
        """Reads a matrix: a table, which needs `stragglers`, or JSON, which may say it itself.

        Parameters
        ----------
        path : path
        stragglers : int, optional
            Number of stragglers that it is meant to tolerate.
        delimiter : {"comma", "semicolon", "tab", "space"}, optional
            What stands between the cells of a table; told from the text by default.
        header, index : bool, optional
            Whether the first line, and the first column, of a table hold names; by default the cells say it.

        Raises
        ------
        InputError, FileNotFoundError
            When the file is no such matrix, or not there.
        """
        return cls._of(_bcgc.Matrix.read(os.fspath(path), perhaps("stragglers", stragglers), delimiter, header, index))

    @property
    def workers(self) -> int:
        """Number of workers ``N``, one a row."""
        return self._native.workers

    @property
    def subsets(self) -> int:
        """Number of subsets ``k`` of the data, one a column."""
        return self._native.subsets

    @property
    def stragglers(self) -> int:
        """Number of stragglers ``s`` that it is meant to tolerate."""
        return self._native.stragglers

    @property
    def origin(self) -> str:
        """Name of the construction, or ``user``."""
        return self._native.origin

    @property
    def seed(self) -> int | None:
        """The seed of a random construction."""
        return self._native.seed

    @property
    def shape(self) -> tuple[int, int]:
        """``(N, k)``."""
        return self.workers, self.subsets

    def fractions(self) -> list[list[Fraction]]:
        """The exact entries, a list a worker."""
        return [[Fraction(entry) for entry in row] for row in self._native.to_text()]

    def to_array(self) -> Floats:
        """The entries rounded to double precision, shape (N, k)."""
        return self._native.to_array()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self._native.to_array(), dtype=dtype)

    def to_csv(self) -> str:
        """The exact entries as CSV, ``3/7`` for a fraction."""
        return self._native.to_csv()

    def check(
        self, *, budget: int = 200_000_000, seed: int = 1, threads: int | None = None
    ) -> Decodability:
        """Whether every set of ``N - s`` workers decodes, in exact arithmetic.

        Parameters
        ----------
        budget : int
            Largest number of sets that are all visited; above it a theorem is used, or a sample.
        seed : int
            Seed of the sample.
        threads : int, optional
            Threads; all cores by default.
        """
        return Decodability(*_bcgc.check(self._native, whole("budget", budget), whole("seed", seed), all_cores(threads)))

    def report(
        self,
        *,
        budget: int = 200_000_000,
        seed: int = 1,
        conditioning: int | None = None,
        decode: Sequence[Sequence[int]] = (),
        approximate: int | bool | None = None,
        tolerance: float | None = None,
        threads: int | None = None,
    ) -> CodeReport:
        """What ``bcgc code`` says of the matrix.

        Parameters
        ----------
        budget, seed, threads
            As of `check`.
        conditioning : int, optional
            Most sets whose conditioning in double precision is computed, 0 for none; 1000 by default, fewer from 40 workers on.
        decode : sequence of sequences of int
            Sets of workers, from 1, whose decoding vectors are part of the report.
        approximate : int or bool, optional
            Whether the errors of the best approximate decoding are computed for a matrix that decodes as well, or for how many
            sets at most; as many as `conditioning` has by default.
        tolerance : float, optional
            Largest residual ``||a B - 1||`` in double precision at which a matrix that does not decode is good enough.
        """
        return CodeReport(
            _bcgc.code(
                self._native,
                whole("budget", budget),
                whole("seed", seed),
                perhaps("conditioning", conditioning),
                [[whole("decode", n) for n in answered] for answered in decode],
                approximate is not None and not (isinstance(approximate, (bool, np.bool_)) and not approximate),
                None if isinstance(approximate, (bool, np.bool_)) else perhaps("approximate", approximate, 1),
                None if tolerance is None else at_least_zero("tolerance", tolerance),
                all_cores(threads),
            )
        )

    def decoding_vector(self, workers: Sequence[int]) -> list[Fraction]:
        """The coefficients that combine what some workers sent to the gradient, in their order.

        Parameters
        ----------
        workers : sequence of int
            Different workers, from 1.

        Raises
        ------
        InputError
            When these workers cannot decode.
        """
        answered = [whole("workers", n) for n in workers]
        return [Fraction(entry) for entry in self._native.decoding_vector(answered)]

    def encode(self, partial: ArrayLike) -> Floats:
        """What the workers send, in double precision.

        Parameters
        ----------
        partial : array_like, shape (k, d)
            The partial derivatives over each subset.

        Returns
        -------
        ndarray, shape (N, d)
        """
        given = floats(partial, "partial")
        if given.ndim == 0 or given.shape[0] != self.subsets:
            shape, remedy = str(given.shape), f"must have {self.subsets} rows, one a subset"
            raise InputError(f"partial: shape {shape}: {remedy}", "partial", shape, remedy)
        coded: Floats = self.to_array() @ given
        return coded

    def decode(self, workers: Sequence[int], coded: ArrayLike) -> Floats:
        """The gradient from what some workers sent, in double precision.

        Parameters
        ----------
        workers : sequence of int
            Who sent it, from 1: any ``N - s`` workers will do.
        coded : array_like, shape (len(workers), d)
            What they sent, in the same order.

        Returns
        -------
        ndarray, shape (d,)

        Raises
        ------
        InputError
            When these workers cannot decode, or the shape is another.
        """
        sent = floats(coded, "coded")
        if sent.ndim == 0 or sent.shape[0] != len(workers):
            shape, remedy = str(sent.shape), f"must have {len(workers)} rows, one a worker"
            raise InputError(f"coded: shape {shape}: {remedy}", "coded", shape, remedy)
        vector = np.array([float(entry) for entry in self.decoding_vector(workers)])
        gradient: Floats = vector @ sent
        return gradient

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EncodingMatrix):
            return NotImplemented
        mine, theirs = self._native, other._native
        return (mine.stragglers, mine.to_text()) == (theirs.stragglers, theirs.to_text())

    def __hash__(self) -> int:
        return hash((self.stragglers, self._native.to_csv()))

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        if self.origin in CONSTRUCTIONS:
            return _built, (self.origin, self.workers, self.stragglers, self.seed)
        return type(self), (self._native.to_text(), self.stragglers)

    def __repr__(self) -> str:
        return (
            f"EncodingMatrix({self.origin}: {self.workers} workers, {self.subsets} subsets, "
            f"{self.stragglers} stragglers)"
        )


def _exact(entry: object) -> str:
    """An entry as the text of an exact number."""
    if isinstance(entry, str):
        return entry
    try:
        return str(Fraction(entry.item() if isinstance(entry, np.generic) else entry))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        remedy = "must be an integer, a fraction, a text such as 3/7, or a finite float"
        raise InputError(f"rows: {entry!r}: {remedy}", "rows", repr(entry), remedy) from error


def _built(construction: str, workers: int, stragglers: int, seed: int | None) -> EncodingMatrix:
    return EncodingMatrix.build(
        construction, workers=workers, stragglers=stragglers, seed=1 if seed is None else seed
    )
