"""Steps from gradients."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .._arrays import Floats

__all__ = ["OPTIMISERS", "Adam", "GradientDescent", "Momentum", "Optimiser"]


@dataclass
class Optimiser:
    """Takes steps against gradients.

    Attributes
    ----------
    rate : float
        The learning rate, positive.
    momentum : float
        Share of the last step, or of the mean gradient, that is kept: in [0, 1).
    memory : float
        The same for squares of gradients.
    state : dict of str to ndarray
        What it remembers, for checkpoints.
    """

    rate: float
    momentum: float = 0.9
    memory: float = 0.999
    state: dict[str, Floats] = field(default_factory=dict)

    def step(self, gradient: Floats) -> Floats:
        """What is added to the parameters."""
        raise NotImplementedError

    def _kept(self, key: str, gradient: Floats) -> Floats:
        return self.state.setdefault(key, np.zeros_like(gradient))


class GradientDescent(Optimiser):
    """Against the gradient; with fresh batches this is SGD."""

    def step(self, gradient: Floats) -> Floats:
        return -self.rate * gradient


class Momentum(Optimiser):
    """Heavy ball: the last step goes on."""

    def step(self, gradient: Floats) -> Floats:
        velocity = self.momentum * self._kept("velocity", gradient) - self.rate * gradient
        self.state["velocity"] = velocity
        return velocity


class Adam(Optimiser):
    """Adam (Kingma and Ba 2015)."""

    def step(self, gradient: Floats) -> Floats:
        count = self.state.get("count", np.zeros(1)) + 1.0
        mean = self.momentum * self._kept("mean", gradient) + (1 - self.momentum) * gradient
        square = self.memory * self._kept("square", gradient) + (1 - self.memory) * gradient**2
        self.state.update(count=count, mean=mean, square=square)
        unbiased = mean / (1 - self.momentum**count)
        spread = np.sqrt(square / (1 - self.memory**count))
        return -self.rate * unbiased / (spread + 1e-8)


OPTIMISERS: dict[str, type[Optimiser]] = {
    "gradient-descent": GradientDescent,
    "momentum": Momentum,
    "adam": Adam,
}
"""Every optimiser by its name in task files."""
