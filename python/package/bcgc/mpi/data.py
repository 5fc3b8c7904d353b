"""Data, and who holds which part of it: a subset is drawn or read by those that need it, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from .._arrays import Floats
from ..errors import InputError
from .keys import concerning, refused
from .models import Model

__all__ = ["Data", "Drawn", "File"]

Samples = tuple[Floats, Floats]
_REMEDY = "must be a table of finite numbers (.npy, or text with commas or spaces), targets in the last column"


class Data:
    """Samples, cut into subsets of equal size but for one sample."""

    def __init__(self, samples: int, subsets: int) -> None:
        self.samples = samples
        self.subsets = subsets

    def rows(self, subset: int) -> tuple[int, int]:
        """The samples of a subset, from 1: the first and the one behind the last, from 0."""
        return (subset - 1) * self.samples // self.subsets, subset * self.samples // self.subsets

    def subset(self, subset: int) -> Samples:
        """Features, shape (samples of the subset, features), and targets."""
        raise NotImplementedError


class Drawn(Data):
    """Normal features and targets that follow the model, from a seed; each subset by itself."""

    def __init__(self, samples: int, subsets: int, model: Model, seed: int) -> None:
        super().__init__(samples, subsets)
        self._model = model
        self._seed = seed

    def subset(self, subset: int) -> Samples:
        first, stop = self.rows(subset)
        rng = np.random.default_rng([self._seed, 1, subset])
        x = rng.standard_normal((stop - first, self._model.features))
        return x, self._model.targets(x, rng, np.random.default_rng([self._seed, 2]))


class File(Data):
    """An array in a file: the last column is the target. Only the rows of a subset are kept.

    Files of numpy (``.npy``) are mapped, not read: a worker touches its own rows alone. Text is read line by line.
    """

    def __init__(self, path: Path, shape: tuple[int, int], subsets: int) -> None:
        super().__init__(shape[0], subsets)
        self._path = path

    def subset(self, subset: int) -> Samples:
        first, stop = self.rows(subset)
        if self._path.suffix == ".npy":
            table = np.array(np.load(self._path, mmap_mode="r")[first:stop], dtype=np.float64)
        else:
            table = _text(self._path, first, stop)
        return np.ascontiguousarray(table[:, :-1]), table[:, -1].copy()


def shape_of(path: Path) -> tuple[int, int]:
    """Rows and columns of a file of data.

    Raises
    ------
    InputError, FileNotFoundError
        When it is no table of finite numbers.
    """
    with concerning("problem.data", str(path)):
        try:
            table = np.load(path, mmap_mode="r") if path.suffix == ".npy" else _text(path, 0, None)
        except (ValueError, EOFError) as error:
            why = "no whole array of numbers that numpy has saved" if path.suffix == ".npy" else _first_wrong(path) or error
            raise InputError(f"{why}; {_REMEDY}", "problem.data", str(path), _REMEDY) from error
    is_right = table.ndim == 2 and table.dtype.kind in "iuf" and table.shape[1] >= 2
    if not is_right or not bool(np.all(np.isfinite(table))):
        raise refused("problem.data", str(path), _REMEDY)
    return int(table.shape[0]), int(table.shape[1])


def _first_wrong(path: Path) -> str | None:
    """The first row of a text that is no row of numbers like the first one."""
    columns = None
    try:
        for n, words in enumerate(_rows(path), 1):
            for word in words:
                try:
                    float(word)
                except ValueError:
                    return f"row {n}: {word!r} is no number"
            columns = columns or len(words)
            if len(words) != columns:
                return f"row {n} has {len(words)} columns, the rows before it have {columns}"
    except UnicodeDecodeError:
        return "it is no text in UTF-8"
    return None


def targets_of(path: Path) -> Floats:
    """The last column of a file of data."""
    table = np.load(path, mmap_mode="r") if path.suffix == ".npy" else _text(path, 0, None)
    return np.array(table[:, -1], dtype=np.float64)


def _rows(path: Path) -> Iterator[list[str]]:
    """The words of each row, without comments and empty lines."""
    with path.open(encoding="utf-8") as file:
        rows = (line.partition("#")[0].replace(",", " ").split() for line in file)
        yield from (words for words in rows if words)


def _text(path: Path, first: int, stop: int | None) -> Floats:
    kept = [" ".join(words) for words in islice(_rows(path), first, stop)]
    if not kept:
        raise ValueError("it has no rows")
    return np.loadtxt(kept, ndmin=2, dtype=np.float64)
