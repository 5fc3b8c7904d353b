"""A function of one's own for bcgc.run: a network in PyTorch, differentiated automatically.

[problem]
function = "torch_network:partials"
initial = "torch_network:initial"
loss = "torch_network:loss"

`python compare.py torch_network DIR` compares what a run in DIR has learned with what PyTorch learns without any code.
"""

from functools import lru_cache

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

WORKERS, FEATURES, HIDDEN, CLASSES, SAMPLES = 4, 12, 24, 3, 400

# A rank computes on one core.
torch.set_num_threads(1)
torch.manual_seed(0)
# Any module will do; in double precision what is decoded agrees with autograd to the last digits.
model = nn.Sequential(nn.Linear(FEATURES, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, CLASSES)).double()
weights = list(model.parameters())
START = parameters_to_vector(weights).detach().numpy().copy()


@lru_cache
def data(subset):
    """Only the subsets that a worker is asked for are ever made."""
    draw = torch.Generator().manual_seed(100 + subset)
    x = torch.randn(SAMPLES // WORKERS, FEATURES, generator=draw, dtype=torch.float64)
    return x, x[:, :CLASSES].argmax(dim=1)


def objective(subset):
    """The part of the loss that is the subset's: all parts add up to the mean over all samples."""
    x, y = data(subset)
    return nn.functional.cross_entropy(model(x), y, reduction="sum") / SAMPLES


def put(parameters):
    vector_to_parameters(torch.from_numpy(np.array(parameters)), weights)


forward = {}


def tensors_of(block):
    """The tensors that a block touches, and the first coordinate of the first of them."""
    begins = np.cumsum([0] + [tensor.numel() for tensor in weights])
    numbers = [n for n in range(len(weights)) if begins[n] < block.stop and block.start < begins[n + 1]]
    return [weights[n] for n in numbers], begins[numbers[0]]


def partials(parameters, subset, block):
    """The forward pass over a subset is done once, and backpropagation for the tensors alone that the block touches."""
    if forward.get("parameters") is not parameters:
        forward.clear()
        forward["parameters"] = parameters
        put(parameters)
    if subset not in forward:
        forward[subset] = objective(subset)
    touched, first = tensors_of(block)
    found = torch.autograd.grad(forward[subset], touched, retain_graph=True)
    return torch.cat([part.reshape(-1) for part in found])[block.start - first : block.stop - first].numpy()


def initial():
    return START


def loss(parameters):
    # Another vector for the same tensors: what was passed forward is void.
    forward.clear()
    put(parameters)
    with torch.no_grad():
        return sum(objective(subset).item() for subset in range(1, WORKERS + 1))


def plain(steps, rate):
    """The parameters after some steps of PyTorch alone: one process, all of the data, its own optimiser."""
    put(START)
    optimiser = torch.optim.SGD(weights, lr=rate)
    for _ in range(steps):
        optimiser.zero_grad()
        sum(objective(subset) for subset in range(1, WORKERS + 1)).backward()
        optimiser.step()
    return parameters_to_vector(weights).detach().numpy()
