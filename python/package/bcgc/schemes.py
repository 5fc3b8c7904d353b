"""Schemes: the blocks of a partition with their encoding matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike

from . import _bcgc
from ._arrays import blocks
from ._whole import whole
from .encodings import EncodingMatrix

__all__ = ["Block", "Plan", "Scheme"]


@dataclass(frozen=True)
class Block:
    """Neighbouring coordinates that tolerate as many stragglers.

    Attributes
    ----------
    first, last : int
        The coordinates, from 1.
    matrix : EncodingMatrix
    decodability : str
        The verdict on the matrix.
    """

    first: int
    last: int
    matrix: EncodingMatrix
    decodability: str


@dataclass(frozen=True)
class Plan:
    """What a worker does.

    Attributes
    ----------
    stores : list of int
        The subsets of the data that it holds, from 1.
    load : int
        Partial derivatives of one coordinate over one subset that it computes in a round.
    order : list of (int, list of int)
        The blocks, from 1, and of each the subsets in computing order.
    """

    stores: list[int]
    load: int
    order: list[tuple[int, list[int]]]


class Scheme:
    """What every worker stores, computes and sends under a partition.

    Parameters
    ----------
    partition : array_like of int, shape (N,)
        Block sizes ``x_n``.
    construction : str or sequence of EncodingMatrix
        Name of the construction of every block's matrix, or the matrices: for each level in use one with that number of
        stragglers.
    seed : int
        Seed of random constructions.

    Raises
    ------
    InputError
        When the construction does not apply to a block, or a matrix does not decode.

    Examples
    --------
    >>> scheme = bcgc.Scheme([2, 4, 0])
    >>> [(block.first, block.last, block.matrix.stragglers) for block in scheme.blocks]
    [(1, 2, 0), (3, 6, 1)]
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        partition: ArrayLike,
        construction: str | Sequence[EncodingMatrix] = "reed-solomon",
        *,
        seed: int = 1,
    ) -> None:
        sizes = blocks(partition)
        if isinstance(construction, str):
            self._native = _bcgc.Scheme.build(sizes, construction, whole("seed", seed))
        else:
            self._native = _bcgc.Scheme.from_matrices(sizes, [matrix._native for matrix in construction])

    @classmethod
    def _of(cls, native: _bcgc.Scheme) -> Scheme:
        scheme = cls.__new__(cls)
        scheme._native = native
        return scheme

    @classmethod
    def from_json(cls, text: str) -> Scheme:
        """The scheme of a document that `to_json` or ``bcgc simulate --scheme`` wrote; its matrices are checked again."""
        return cls._of(_bcgc.Scheme.from_json(text))

    def to_json(self) -> str:
        """The scheme as JSON: blocks, matrices, plans."""
        return self._native.to_json()

    @property
    def workers(self) -> int:
        """Number of workers ``N``."""
        return self._native.workers

    @property
    def coordinates(self) -> int:
        """Number of coordinates ``L``."""
        return self._native.coordinates

    @property
    def blocks(self) -> list[Block]:
        """The blocks that are not empty, in the order of their coordinates."""
        return [
            Block(first, last, EncodingMatrix._of(matrix), verdict)
            for first, last, matrix, verdict in self._native.blocks()
        ]

    @property
    def plans(self) -> list[Plan]:
        """What worker 1, 2, ... does."""
        return [Plan(*plan) for plan in self._native.plans()]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scheme):
            return NotImplemented
        return self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Scheme.from_json, (self.to_json(),)

    def __repr__(self) -> str:
        return f"Scheme({self.workers} workers, {self.coordinates} coordinates, {len(self.blocks)} blocks)"
