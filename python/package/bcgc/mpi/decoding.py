"""Decoding: vectors that are exact and then rounded once, kept by the set of workers that answered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import numpy as np

from .._arrays import Floats
from ..errors import InputError
from ..schemes import Scheme

__all__ = ["Decoder"]

# A vector has at most as many numbers as there are workers: some megabytes.
_KEPT = 4096


class Decoder:
    """Decodes the blocks of a scheme.

    Attributes
    ----------
    needed : list of int
        Of each block, how many workers must have sent it.
    slices : list of slice
        The coordinates of each block, from 0.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._matrices = [block.matrix for block in scheme.blocks]
        self._kept: OrderedDict[tuple[int, tuple[int, ...]], Floats | None] = OrderedDict()
        self.needed = [scheme.workers - matrix.stragglers for matrix in self._matrices]
        self.slices = [slice(block.first - 1, block.last) for block in scheme.blocks]

    def vector(self, block: int, workers: tuple[int, ...]) -> Floats | None:
        """Coefficients of what some workers, from 1 and rising, sent of a block; None where they cannot decode."""
        key = block, workers
        if key not in self._kept:
            try:
                exact = self._matrices[block].decoding_vector(workers)
                self._kept[key] = np.array([float(entry) for entry in exact])
            except InputError:
                self._kept[key] = None
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def decode(self, block: int, coded: Mapping[int, Floats]) -> Floats | None:
        """The gradient's block from what workers, from 1, have sent; None where it takes more of them."""
        if len(coded) < self.needed[block]:
            return None
        workers = tuple(sorted(coded))
        vector = self.vector(block, workers)
        if vector is None:
            return None
        decoded: Floats = vector @ np.stack([coded[worker] for worker in workers])
        return decoded
