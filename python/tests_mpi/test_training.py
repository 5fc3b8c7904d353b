"""What is decoded is the gradient, and training goes the way it goes without any code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import Runs

import bcgc
from bcgc.mpi import Results, Task

# Of four workers, with every level in use and blocks of odd sizes.
LEVELS = "partition = [17, 9, 13, 21]"


def parameters(folder: Path) -> list[np.ndarray]:
    """Of all schemes at the end."""
    results = Results(folder)
    return [results.parameters(scheme) for scheme in results.schemes]


def uncoded(path: Path, steps: int) -> np.ndarray:
    """The parameters after some steps on one process, without messages or codes."""
    task = Task.read(path, 4)
    optimiser, w = task.optimiser_of(), task.problem.initial()
    for step in range(steps):
        w = w + optimiser.step(task.problem.gradient(w, step, 4)[0])
    return w


def test_every_construction_decodes_the_gradient(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    schemes = [f'name = "{c}"\nconstruction = "{c}"\n{LEVELS}' for c in ("reed-solomon", "cyclic-repetition", "generalised-fractional-repetition")]
    # s + 1 must divide the workers.
    schemes.append('name = "fractional"\nconstruction = "fractional-repetition"\npartition = [17, 13, 0, 30]')
    schemes.append('name = "uncoded"\nconstruction = "uncoded"\nmethod = "uncoded"')
    path = task(schemes, rounds="steps = 40\nturn = 5\nmeasure = 10\ntolerance = 1e-9\n")
    done = runs(4, path, "--output", "run")
    assert done.status == 0, done.errors
    results = Results(tmp_path / "run")
    rounds = results.rounds
    assert len(rounds) == 200 and max(row["error"] for row in rounds) < 1e-9
    # Workers were really abandoned on the way, and what they had sent too late did no harm.
    assert sum(row["abandoned"] or 0 for row in results.workers) > 50
    expected = uncoded(path, 40)
    for learned in parameters(tmp_path / "run"):
        assert np.allclose(learned, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("problem", "optimiser"),
    [
        ('model = "logistic"\nfeatures = 60\nsamples = 200\n', 'method = "momentum"\nrate = 0.3\nmomentum = 0.8\n'),
        ('model = "softmax"\nfeatures = 20\nclasses = 3\nsamples = 241\nbatch = 7\n', 'method = "adam"\nrate = 0.05\n'),
        # (3 + 1) 7 + (7 + 1) 4 = 60 parameters.
        ('model = "network"\nfeatures = 3\nhidden = 7\nclasses = 4\nsamples = 203\n', "rate = 0.5\n"),
    ],
    ids=["logistic-momentum", "softmax-adam-batches", "network"],
)
def test_models_and_optimisers(problem: str, optimiser: str, runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    path = task([f'name = "a"\n{LEVELS}', 'method = "uncoded"'], problem=problem, optimiser=optimiser)
    done = runs(4, path, "--output", "run")
    assert done.status == 0, done.errors
    expected = uncoded(path, 10)
    for learned in parameters(tmp_path / "run"):
        assert np.allclose(learned, expected, rtol=1e-9, atol=1e-12)
    losses = [row["loss"] for row in Results(tmp_path / "run").rounds if row["scheme"] == "a"]
    assert losses[-1] < losses[0]


def test_a_function_of_ones_own(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n"
        "def partials(parameters, subset, block, step):\n"
        "    return subset * (parameters[block] - np.arange(60.0)[block]) + step\n"
        "def loss(parameters):\n"
        "    return float(np.abs(parameters - np.arange(60.0)).max())\n",
        encoding="utf-8",
    )
    problem = 'function = "mine:partials"\ncoordinates = 60\nloss = "mine:loss"\n'
    path = task([f'name = "a"\n{LEVELS}'], problem=problem, optimiser="rate = 0.05\n")
    done = runs(4, path, "--output", "run")
    assert done.status == 0, done.errors
    # By hand: 1 + 2 + 3 + 4 subsets, and the step four times.
    w = np.zeros(60)
    for step in range(10):
        w = w - 0.05 * (10 * (w - np.arange(60.0)) + 4 * step)
    assert np.allclose(parameters(tmp_path / "run")[0], w, rtol=1e-9)


def test_a_block_is_on_its_way_while_the_next_one_is_computed(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    # Worker 2 is at its second block, which is not needed, until the round is over: its first one must get through, though it
    # is too large to leave at once, and nobody calls MPI meanwhile.
    (tmp_path / "mine.py").write_text(
        "import time\n"
        "from pathlib import Path\n"
        "from mpi4py import MPI\n"
        "def partials(parameters, subset, block):\n"
        "    end = time.monotonic() + 30\n"
        "    while MPI.COMM_WORLD.rank == 2 and block.start > 0 and not Path('over').exists():\n"
        "        if time.monotonic() > end:\n"
        "            Path('late').touch()\n"
        "            break\n"
        "        time.sleep(0.001)\n"
        "    return parameters[block] - 1.0\n"
        "def loss(parameters):\n"
        "    Path('over').touch()\n"
        "    return 0.0\n",
        encoding="utf-8",
    )
    problem = 'function = "mine:partials"\ncoordinates = 200000\nloss = "mine:loss"\n'
    rounds = "steps = 1\nmeasure = 0\nwarm = false\ncheck = false\n"
    path = task(['name = "a"\npartition = [100000, 100000]'], problem=problem, rounds=rounds, stragglers="")
    done = runs(2, path, "--output", "run", options=("--mca", "btl", "tcp,self"))
    assert done.status == 0, done.errors
    assert (tmp_path / "over").exists() and not (tmp_path / "late").exists()


def test_a_worker_that_fails_is_told_by_name(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "def partials(parameters, subset, block):\n    raise RuntimeError('the disk is on fire')\n", encoding="utf-8"
    )
    problem = 'function = "mine:partials"\ncoordinates = 60\n'
    path = task([f'name = "a"\n{LEVELS}'], problem=problem, rounds="steps = 3\ncheck = false\n")
    done = runs(4, path, "--output", "run")
    assert done.status == 1 and "the disk is on fire" in done.errors and "tolerates" in done.errors


def test_what_is_measured_goes_back_into_bcgc(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    rounds = "steps = 16\nturn = 5\nmeasure = 1\n"
    # Delays that a busy machine does not drown.
    slow = 'delay = "added"\nlaw = "shifted-exponential"\nrate = 20.0\nshift = 0.02\n'
    path = task([f'name = "a"\n{LEVELS}'], rounds=rounds, stragglers=slow)
    done = runs(4, path, "--output", "run", "--figures")
    assert done.status == 0, done.errors
    folder = tmp_path / "run" / "times" / "a"
    trace = bcgc.Trace.read(folder / "times.csv")
    assert (trace.rounds, trace.workers) == (16, 4)
    drawn = Task.read(path, 4).injection
    assert drawn is not None
    # What was injected is in what was measured, whatever the machine adds.
    for row in Results(tmp_path / "run").blocks:
        assert row["number"] == pytest.approx(drawn.draws((row["round"] - 1), 4)[row["worker"] - 1])
        assert row["finished"] >= row["number"] * row["load"] * (1 - 1e-6)
    assert bcgc.fit(trace, ["shifted-exponential"], bootstrap=0).best.name == "shifted-exponential"
    instance = bcgc.Instance.read(folder / "speeds.toml")
    assert (instance.workers, instance.coordinates) == (4, 60)
    assert np.array_equal(np.asarray(instance.stragglers), trace.rows)
    assert bcgc.solve(instance, "exact").best.partition.sum() == 60
    summary = Results(tmp_path / "run").summary
    assert summary["schemes"][0]["predicted"]["of"] == "law" and summary["calibration"]["overhead"] >= 0
    assert {p.name for p in (tmp_path / "run").glob("*.pdf")} == {"losses.pdf", "runtimes.pdf", "timeline-a.pdf"}


def test_adapting_to_stragglers_that_are_always_the_same(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    # The last two workers take twenty times as long; the scheme was optimised for equal ones.
    (tmp_path / "times.csv").write_text("0.01,0.01,0.2,0.2\n", encoding="utf-8")
    equal = 'name = "equal"\n[system]\nworkers = 4\ncoordinates = 60\n[stragglers]\nlaw = "uniform"\nmin = 1.0\nmax = 1.001\n'
    (tmp_path / "equal.toml").write_text(equal, encoding="utf-8")
    path = task(
        ['method = "exact"'],
        head='instance = "equal.toml"\n',
        rounds="steps = 40\nmeasure = 1\n",
        stragglers='delay = "added"\ntrace = "times.csv"\n',
    )
    first = Task.read(path, 4).document["schemes"][0]["partition"]
    done = runs(4, path, "--output", "run", "--adapt", "20")
    assert done.status == 0, done.errors
    decisions = [json.loads(line) for line in (tmp_path / "run" / "adapt.jsonl").read_text().splitlines()]
    assert [d["step"] for d in decisions] == [20, 40]
    assert decisions[0]["switched"] and decisions[0]["gain"] > 2 * decisions[0]["noise"]
    known = bcgc.Instance(4, 60, [[0.01, 0.01, 0.2, 0.2]], cycles=1 / 60)
    values = bcgc.evaluate(known, [first, decisions[0]["partition"]]).value
    assert values[1] < values[0] / 3
    assert np.allclose(parameters(tmp_path / "run")[0], uncoded(path, 40), rtol=1e-9, atol=1e-12)


def test_adapting_says_which_rounds_it_cannot_know(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    # Every other round, from the first on, the last worker hangs.
    (tmp_path / "times.csv").write_text("0.001,0.001,0.001,inf\n0.001,0.001,0.001,0.001\n", encoding="utf-8")
    law = '[stragglers]\nlaw = "shifted-exponential"\nrate = 1.0\nshift = 0.001\n'
    (tmp_path / "apart.toml").write_text(f'name = "apart"\n[system]\nworkers = 4\ncoordinates = 60\n{law}', encoding="utf-8")
    path = task(
        ['method = "single-block"'],
        head='instance = "apart.toml"\n',
        rounds="steps = 10\nmeasure = 1\nadapt = 10\n",
        stragglers='delay = "added"\ntrace = "times.csv"\n',
    )
    done = runs(4, path, "--output", "run")
    assert done.status == 0, done.errors
    (decision,) = [json.loads(line) for line in (tmp_path / "run" / "adapt.jsonl").read_text().splitlines()]
    assert decision["rounds"] == 5 and not decision["switched"]
    assert decision["note"].endswith("left out: 5 measured rounds in which a worker hung or was lost")
