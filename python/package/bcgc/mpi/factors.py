"""Gradients that are sums of outer products, so that any block of coordinates is computed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .._arrays import Floats

__all__ = ["Factor", "block_of"]


@dataclass(frozen=True)
class Factor:
    """``left.T @ right``, row by row, is the gradient by one array of parameters.

    Attributes
    ----------
    left : ndarray, shape (samples, p)
        What the array is multiplied with in the forward pass.
    right : ndarray, shape (samples, q)
        Derivatives of the loss by what comes out.
    """

    left: Floats
    right: Floats

    @property
    def size(self) -> int:
        """Number of parameters, ``p q``."""
        return int(self.left.shape[1] * self.right.shape[1])

    def part(self, first: int, stop: int) -> Floats:
        """The entries from `first` to before `stop`: only the rows that hold them are computed."""
        columns = self.right.shape[1]
        top, bottom = first // columns, -(-stop // columns)
        rows: Floats = self.left[:, top:bottom].T @ self.right
        return rows.reshape(-1)[first - top * columns : stop - top * columns]


def block_of(factors: Sequence[Factor], block: slice) -> Floats:
    """The partial derivatives of the coordinates of a block, the factors' parameters one after the other."""
    parts, offset = [], 0
    for factor in factors:
        first, stop = max(block.start - offset, 0), min(block.stop - offset, factor.size)
        if first < stop:
            parts.append(factor.part(first, stop))
        offset += factor.size
    return np.concatenate(parts)
