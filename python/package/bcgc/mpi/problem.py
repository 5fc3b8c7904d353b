"""What is learned from which data: partial derivatives of subsets, block by block."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import sys
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from .._arrays import Floats
from ..errors import BcgcError, InputError
from .data import Data, Samples
from .factors import Factor, block_of
from .keys import refused
from .models import Model

__all__ = ["Learned", "Own", "OwnError", "Partials", "Problem", "said"]

# Training that diverges ends with an error of its own.
_quiet = np.errstate(over="ignore", invalid="ignore")

Partials = Callable[[int, slice], Floats]
"""The partial derivatives over a subset, from 1, of the coordinates of a block, from 0."""


class OwnError(BcgcError, RuntimeError):
    """A function of the user's own has failed."""


class Problem(ABC):
    """A sum of losses over subsets of the data.

    Attributes
    ----------
    coordinates : int
        Number ``L`` of parameters.
    """

    coordinates: int

    @abstractmethod
    def initial(self) -> Floats:
        """Parameters to start from, shape (L,)."""

    @abstractmethod
    def hold(self, subsets: Iterable[int]) -> None:
        """Loads the data of some subsets, from 1, and drops all others."""

    @abstractmethod
    def at(self, parameters: Floats, step: int) -> Partials:
        """The partial derivatives at some parameters, in a step, which says what a fresh batch is."""

    @abstractmethod
    def loss(self, parameters: Floats) -> float | None:
        """The loss over all of the data; None where nobody said how."""

    def gradient(self, parameters: Floats, step: int, subsets: int) -> tuple[Floats, float]:
        """The gradient over all subsets, without any code, and the size of what it is a sum of: the largest sum of absolute partial
        derivatives. Where training has converged the one is the difference of numbers that are as large as the other.
        """
        partials = self.at(parameters, step)
        total, sizes = np.zeros(self.coordinates), np.zeros(self.coordinates)
        for subset in range(1, subsets + 1):
            part = partials(subset, slice(0, self.coordinates))
            total += part
            sizes += np.abs(part)
        return total, float(sizes.max())


class Learned(Problem):
    """A model of this package on data.

    Parameters
    ----------
    batch : int
        Samples of each subset that a step uses, drawn afresh; 0 for all of them.
    """

    def __init__(self, model: Model, data: Data, batch: int, seed: int) -> None:
        self.coordinates = model.coordinates
        self._model = model
        self._data = data
        self._batch = batch
        self._seed = seed
        self._held: dict[int, Samples] = {}

    def __getstate__(self) -> dict[str, Any]:
        # Whoever gets it loads what it needs: data are not sent.
        return {**vars(self), "_held": {}}

    def initial(self) -> Floats:
        return self._model.initial(np.random.default_rng([self._seed, 0]))

    def hold(self, subsets: Iterable[int]) -> None:
        wanted = set(subsets)
        self._held = {k: self._held[k] if k in self._held else self._data.subset(k) for k in sorted(wanted)}

    def _samples(self, subset: int, step: int) -> tuple[Floats, Floats, float]:
        """Samples of a step, and what the sum of their losses is multiplied with."""
        if subset not in self._held:
            self._held[subset] = self._data.subset(subset)
        x, y = self._held[subset]
        if not 0 < self._batch < len(y):
            return x, y, 1.0 / self._data.samples
        drawn = np.random.default_rng([self._seed, 3, step, subset]).choice(len(y), self._batch, replace=False)
        return x[drawn], y[drawn], len(y) / self._batch / self._data.samples

    def at(self, parameters: Floats, step: int) -> Partials:
        passed: dict[int, tuple[list[Factor], float]] = {}

        @_quiet
        def partials(subset: int, block: slice) -> Floats:
            # One forward pass a subset, whatever the number of blocks.
            if subset not in passed:
                x, y, weight = self._samples(subset, step)
                passed[subset] = self._model.factors(parameters, x, y), weight
            factors, weight = passed[subset]
            return weight * block_of(factors, block)

        return partials

    @_quiet
    def loss(self, parameters: Floats) -> float | None:
        total = 0.0
        for subset in range(1, self._data.subsets + 1):
            held = self._held.get(subset)
            x, y = self._data.subset(subset) if held is None else held
            total += float(self._model.losses(parameters, x, y).sum())
        return total / self._data.samples


class Own(Problem):
    """A function of the user's own, ``partials(parameters, subset, block)``.

    It gets the parameters, shape (L,), read-only; the number of a subset, from 1; and a slice of coordinates, from 0. It
    returns their partial derivatives over that subset. Where it takes ``step``, it gets the number of the step, from 0, too:
    all workers must draw the same batch of a subset in a step.
    """

    def __init__(
        self, function: str, initial: str | None, loss: str | None, coordinates: int | None, folder: Path
    ) -> None:
        self._function_named, self._loss_named, self._folder = function, loss, folder
        self._find()
        begin = None if initial is None else imported("problem.initial", initial, folder)
        self._loss = None if loss is None else imported("problem.loss", loss, folder)
        try:
            with _own("problem.initial", initial):
                start = np.zeros(coordinates or 0) if begin is None else np.array(begin(), dtype=np.float64)
        except OwnError as error:
            remedy = "must return a vector of numbers"
            raise InputError(f"{error}; {remedy}", "problem.initial", initial, remedy) from error
        if start.ndim != 1 or start.size == 0 or coordinates not in (None, start.size):
            remedy = f"must be a vector of {'parameters' if coordinates is None else f'{coordinates} parameters'}"
            key = "problem.initial"
            raise InputError(f"{key}: it returned shape {start.shape}: {remedy}", key, str(start.shape), remedy)
        if not np.isfinite(start).all():
            raise refused("problem.initial", initial, "it must return finite numbers")
        self._start = start
        self.coordinates = start.size

    def _find(self) -> None:
        self._function = imported("problem.function", self._function_named, self._folder)
        try:
            self._wants_step = "step" in inspect.signature(self._function).parameters
        except (TypeError, ValueError):
            # What is compiled may not say what it takes.
            self._wants_step = False

    def __getstate__(self) -> dict[str, Any]:
        # Functions go by their names: not everything that can be called can be sent.
        return {key: value for key, value in vars(self).items() if key not in ("_function", "_loss")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _loss=None)
        self._find()

    def initial(self) -> Floats:
        return self._start.copy()

    def hold(self, subsets: Iterable[int]) -> None:
        """What the function loads is its own affair."""

    def at(self, parameters: Floats, step: int) -> Partials:
        shown = _shown(parameters)
        more = {"step": step} if self._wants_step else {}

        def partials(subset: int, block: slice) -> Floats:
            with _own("problem.function", self._function_named):
                found = np.asarray(self._function(shown, subset, block, **more), dtype=np.float64)
            if found.shape != (block.stop - block.start,):
                remedy = f"must return {block.stop - block.start} partial derivatives for {block}"
                key = "problem.function"
                raise InputError(f"{key}: it returned shape {found.shape}: {remedy}", key, str(found.shape), remedy)
            return found

        return partials

    def loss(self, parameters: Floats) -> float | None:
        if self._loss is None:
            return None
        with _own("problem.loss", self._loss_named):
            found = np.asarray(self._loss(_shown(parameters)))
        if found.size != 1 or found.dtype.kind not in "iuf":
            text = f"problem.loss = {self._loss_named!r}: it returned shape {found.shape} of {found.dtype}: must return a number"
            raise OwnError(text, "problem.loss", self._loss_named, "must return a number")
        return float(found.reshape(()))


def _shown(parameters: Floats) -> Floats:
    """A copy that whoever gets it cannot change."""
    shown = parameters.copy()
    shown.setflags(write=False)
    return shown


@contextmanager
def _own(key: str, name: str | None) -> Iterator[None]:
    """What is called within is the user's own."""
    try:
        yield
    except (Exception, SystemExit) as error:
        raise OwnError(f"{key} = {name!r}: {said(error)}", key, name, None) from error


def imported(key: str, name: str, folder: Path) -> Callable[..., Any]:
    """The function of a name ``module:function``; modules beside the task file are found.

    Raises
    ------
    InputError
        When there is no such module or function.
    """
    module, colon, function = name.partition(":")
    remedy = "must name a function as module:function, of a module beside the task file or installed"
    if not (module and colon and function):
        raise InputError(f"{key} = {name!r}: {remedy}", key, name, remedy)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        found = getattr(importlib.import_module(module), function)
    except (Exception, SystemExit) as error:
        raise InputError(f"{key} = {name!r}: {said(error)}; {remedy}", key, name, remedy) from error
    if not callable(found):
        raise InputError(f"{key} = {name!r}: it is no function; {remedy}", key, name, remedy)
    checked: Callable[..., Any] = found
    return checked


def said(error: BaseException) -> str:
    """What went wrong in somebody else's code, and where, on one line."""
    text = " ".join(str(error).split())
    frames = [(Path(f.filename), f.lineno) for f in traceback.extract_tb(error.__traceback__)]
    ours = {Path(__file__).parent, Path(contextlib.__file__).parent, Path(importlib.__file__).parent}
    theirs = [f"{path.name}, line {line}" for path, line in frames if path.parent not in ours and path.is_file()]
    place = f" ({'; '.join(theirs[-3:])})" if theirs else ""
    return f"{type(error).__name__}{': ' if text else ''}{text}{place}"
