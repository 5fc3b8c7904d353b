"""A function of one's own whose work divides by coordinates, as the model has it: derivatives by central differences.

Each partial derivative takes two passes over the losses of a subset, whatever the others cost.
"""

from functools import lru_cache

import numpy as np

WORKERS, FEATURES, SAMPLES, STEP = 8, 200, 2500, 1e-5


@lru_cache
def data(subset):
    rng = np.random.default_rng([11, subset])
    x = rng.standard_normal((SAMPLES, FEATURES))
    return x, np.sign(x @ np.linspace(-1, 1, FEATURES) + rng.standard_normal(SAMPLES))


def mean_loss(margins):
    return np.logaddexp(0.0, -margins).sum() / (WORKERS * SAMPLES)


def partials(parameters, subset, block):
    x, y = data(subset)
    margins = y * (x @ parameters)
    found = []
    for j in range(block.start, block.stop):
        change = STEP * y * x[:, j]
        found.append((mean_loss(margins + change) - mean_loss(margins - change)) / (2 * STEP))
    return np.array(found)
