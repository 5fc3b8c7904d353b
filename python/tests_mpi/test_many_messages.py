"""Memory stays flat over very many messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from conftest import Runs

from bcgc.mpi import Results

# Rank 1 and the master write down what they hold, in kB: a worker that leaves is told from one that stays by its slope.
MINE = """
def resident():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
def note(who, step):
    with open(who, "a") as file:
        file.write(f"{step} {resident()}\\n")
def partials(parameters, subset, block, step):
    if subset == 1 and block.start == 0 and step % 20 == 0:
        note("worker.txt", step)
    return parameters[block] - 1.0
def loss(parameters):
    note("master.txt", 0)
    return 0.0
"""
COORDINATES = 2000
STEPS = 600


def test_memory_is_flat(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    path = task(
        ['name = "a"\npartition = [0, 600, 600, 800]'],
        problem=f'function = "mine:partials"\nloss = "mine:loss"\ncoordinates = {COORDINATES}\n',
        optimiser="rate = 0.001\n",
        rounds=f"steps = {STEPS}\nmeasure = 0\ncheck = false\nloss = 20\ncheckpoint = 100\n",
        stragglers="",
    )
    done = runs(4, path, "--output", "run")
    assert done.status == 0, done.errors
    assert Results(tmp_path / "run").summary["messages"] > 4 * STEPS
    for who in ("master.txt", "worker.txt"):
        held = np.loadtxt(tmp_path / who)[:, 1]
        late = held[len(held) // 3 :]
        # Parameters of every round alone would be 16 kB each: 6 MB over these rounds.
        assert late[-1] - late[0] < 1000, (who, held.tolist())
