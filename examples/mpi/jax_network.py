"""A function of one's own for bcgc.run: a network in JAX, differentiated automatically.

[problem]
function = "jax_network:partials"
initial = "jax_network:initial"
loss = "jax_network:loss"

`python compare.py jax_network DIR` compares what a run in DIR has learned with what JAX learns without any code.
"""

from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

jax.config.update("jax_enable_x64", True)

WORKERS, FEATURES, HIDDEN, SAMPLES = 4, 10, 16, 200


def start():
    first, second = jax.random.split(jax.random.PRNGKey(0))
    return {
        "hidden": jax.random.normal(first, (FEATURES, HIDDEN)) / FEATURES**0.5,
        "output": jax.random.normal(second, (HIDDEN,)) / HIDDEN**0.5,
    }


FLAT, UNRAVEL = ravel_pytree(start())


@lru_cache
def data(subset):
    """Only the subsets that a worker is asked for are ever made."""
    rng = np.random.default_rng([7, subset])
    x = rng.standard_normal((SAMPLES // WORKERS, FEATURES))
    return x, np.sin(x.sum(axis=1))


@jax.jit
def squares(flat, x, y):
    weights = UNRAVEL(flat)
    return jnp.sum((jnp.tanh(x @ weights["hidden"]) @ weights["output"] - y) ** 2) / SAMPLES


slope = jax.jit(jax.grad(squares))
seen = {}


def partials(parameters, subset, block):
    """Backpropagation gives all coordinates of a subset at once: kept until the parameters change."""
    if seen.get("parameters") is not parameters:
        seen.clear()
        seen["parameters"] = parameters
    if subset not in seen:
        seen[subset] = np.asarray(slope(parameters, *data(subset)))
    return seen[subset][block]


def initial():
    return np.asarray(FLAT)


def loss(parameters):
    return sum(float(squares(parameters, *data(subset))) for subset in range(1, WORKERS + 1))


def plain(steps, rate):
    """The parameters after some steps of JAX alone: one process, all of the data at once."""
    x, y = (np.concatenate(parts) for parts in zip(*map(data, range(1, WORKERS + 1)), strict=True))
    parameters = FLAT
    for _ in range(steps):
        parameters = parameters - rate * slope(parameters, x, y)
    return np.asarray(parameters)
