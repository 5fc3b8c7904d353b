"""Models that are learned: regressions and a small neural network.

Each knows its parameters as one vector, its loss, and its gradient over some samples as factors. Losses are means over all
samples of the data: the gradients of the subsets add up to the whole one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from .._arrays import Floats
from .factors import Factor

__all__ = ["MODELS", "Linear", "Logistic", "Model", "Network", "Softmax"]


@dataclass(frozen=True)
class Model(ABC):
    """What is learned.

    Attributes
    ----------
    features : int
        Number of columns of the data beside the target.
    classes : int
        Number of classes of the target, 0 to ``classes - 1``; 1 for a target that is a number.
    hidden : int
        Units of the hidden layer of a network.
    """

    features: int
    classes: int = 1
    hidden: int = 0

    @property
    @abstractmethod
    def coordinates(self) -> int:
        """Number ``L`` of parameters."""

    def initial(self, rng: np.random.Generator) -> Floats:
        """Parameters to start from."""
        return np.zeros(self.coordinates)

    @abstractmethod
    def outputs(self, parameters: Floats, x: Floats) -> Floats:
        """What it says of samples, shape (samples, classes)."""

    @abstractmethod
    def losses(self, parameters: Floats, x: Floats, y: Floats) -> Floats:
        """The loss of each sample."""

    @abstractmethod
    def factors(self, parameters: Floats, x: Floats, y: Floats) -> list[Factor]:
        """The forward pass: factors of the gradient of the sum of the losses."""

    @abstractmethod
    def targets(self, x: Floats, rng: np.random.Generator, truth: np.random.Generator) -> Floats:
        """Targets of drawn samples; `truth` draws the same parameters whatever the samples."""


class _OneOutput(Model):
    """A model of one output ``x w``."""

    @property
    def coordinates(self) -> int:
        return self.features

    def outputs(self, parameters: Floats, x: Floats) -> Floats:
        return (x @ parameters)[:, np.newaxis]


class Linear(_OneOutput):
    """Half of the squared residual of ``x w``."""

    def losses(self, parameters: Floats, x: Floats, y: Floats) -> Floats:
        residual: Floats = x @ parameters - y
        return 0.5 * residual**2

    def factors(self, parameters: Floats, x: Floats, y: Floats) -> list[Factor]:
        return [Factor(x, (x @ parameters - y)[:, np.newaxis])]

    def targets(self, x: Floats, rng: np.random.Generator, truth: np.random.Generator) -> Floats:
        exact: Floats = x @ truth.standard_normal(self.features)
        return exact + 0.1 * rng.standard_normal(len(x))


class Logistic(_OneOutput):
    """Negative logarithm of the likelihood of targets 0 and 1."""

    def losses(self, parameters: Floats, x: Floats, y: Floats) -> Floats:
        margin = x @ parameters
        losses: Floats = np.logaddexp(0.0, margin) - y * margin
        return losses

    def factors(self, parameters: Floats, x: Floats, y: Floats) -> list[Factor]:
        # 1/(1 + exp(-m)) without overflow.
        likely = 0.5 * (1.0 + np.tanh(0.5 * (x @ parameters)))
        return [Factor(x, (likely - y)[:, np.newaxis])]

    def targets(self, x: Floats, rng: np.random.Generator, truth: np.random.Generator) -> Floats:
        margin = x @ truth.standard_normal(self.features)
        return (rng.random(len(x)) < 0.5 * (1.0 + np.tanh(0.5 * margin))).astype(np.float64)


class Softmax(Model):
    """Cross entropy of the classes; a feature's weights for all classes stand together."""

    @property
    def coordinates(self) -> int:
        return self.features * self.classes

    def outputs(self, parameters: Floats, x: Floats) -> Floats:
        scores: Floats = x @ parameters.reshape(self.features, self.classes)
        return scores

    def losses(self, parameters: Floats, x: Floats, y: Floats) -> Floats:
        return _cross_entropy(self.outputs(parameters, x), y)

    def factors(self, parameters: Floats, x: Floats, y: Floats) -> list[Factor]:
        return [Factor(x, _surprise(self.outputs(parameters, x), y))]

    def targets(self, x: Floats, rng: np.random.Generator, truth: np.random.Generator) -> Floats:
        return _drawn_classes(x @ truth.standard_normal((self.features, self.classes)), rng)


class Network(Model):
    """One hidden layer of tanh units, then cross entropy of the classes."""

    @property
    def coordinates(self) -> int:
        return (self.features + 1) * self.hidden + (self.hidden + 1) * self.classes

    def initial(self, rng: np.random.Generator) -> Floats:
        # With equal units the hidden layer would never learn anything.
        first = rng.standard_normal((self.features + 1, self.hidden)) / np.sqrt(self.features + 1)
        second = rng.standard_normal((self.hidden + 1, self.classes)) / np.sqrt(self.hidden + 1)
        return np.concatenate([first.ravel(), second.ravel()])

    def _layers(self, parameters: Floats) -> tuple[Floats, Floats]:
        cut = (self.features + 1) * self.hidden
        return parameters[:cut].reshape(-1, self.hidden), parameters[cut:].reshape(-1, self.classes)

    def _forward(self, parameters: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
        first, second = self._layers(parameters)
        inputs = _with_one(x)
        hidden = _with_one(np.tanh(inputs @ first))
        return inputs, hidden, hidden @ second

    def outputs(self, parameters: Floats, x: Floats) -> Floats:
        return self._forward(parameters, x)[2]

    def losses(self, parameters: Floats, x: Floats, y: Floats) -> Floats:
        return _cross_entropy(self.outputs(parameters, x), y)

    def factors(self, parameters: Floats, x: Floats, y: Floats) -> list[Factor]:
        inputs, hidden, scores = self._forward(parameters, x)
        surprise = _surprise(scores, y)
        back = (surprise @ self._layers(parameters)[1][:-1].T) * (1.0 - hidden[:, :-1] ** 2)
        return [Factor(inputs, back), Factor(hidden, surprise)]

    def targets(self, x: Floats, rng: np.random.Generator, truth: np.random.Generator) -> Floats:
        return _drawn_classes(2.0 * self.outputs(self.initial(truth) * 3.0, x), rng)


MODELS: dict[str, type[Model]] = {
    "linear": Linear,
    "logistic": Logistic,
    "softmax": Softmax,
    "network": Network,
}
"""Every model by its name in task files."""


def _with_one(x: Floats) -> Floats:
    return np.column_stack([x, np.ones(len(x))])


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely: Floats = powers / powers.sum(axis=1, keepdims=True)
    return likely


def _surprise(scores: Floats, y: Floats) -> Floats:
    """Derivatives of the cross entropy by the scores."""
    surprise = _softmax(scores)
    surprise[np.arange(len(y)), y.astype(np.int64)] -= 1.0
    return surprise


def _cross_entropy(scores: Floats, y: Floats) -> Floats:
    top = scores.max(axis=1)
    total: Floats = top + np.log(np.exp(scores - top[:, np.newaxis]).sum(axis=1))
    chosen: Floats = scores[np.arange(len(y)), y.astype(np.int64)]
    return total - chosen


def _drawn_classes(scores: Floats, rng: np.random.Generator) -> Floats:
    below = rng.random((len(scores), 1)) > np.cumsum(_softmax(scores), axis=1)
    classes: Floats = np.minimum(below.sum(axis=1), scores.shape[1] - 1).astype(np.float64)
    return classes
