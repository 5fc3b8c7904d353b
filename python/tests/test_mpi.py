"""What coded gradients on MPI rest on, without MPI: task files, models, optimisers, predictions, logs, checkpoints."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import bcgc
from bcgc.mpi import Results, Task
from bcgc.mpi.adapt import Decision, decide
from bcgc.mpi.checkpoints import Checkpoint, State
from bcgc.mpi.command import main
from bcgc.mpi.data import Drawn, File, shape_of
from bcgc.mpi.decisions import Decisions
from bcgc.mpi.decoding import Decoder
from bcgc.mpi.example import EXAMPLE
from bcgc.mpi.factors import block_of
from bcgc.mpi.intervals import error_of, mean_of, ratio_of, t_quantile
from bcgc.mpi.lines import Lines, line_of
from bcgc.mpi.logs import Log, replayed, rows_of
from bcgc.mpi.models import MODELS, Model
from bcgc.mpi.optimisers import Adam, GradientDescent, Momentum
from bcgc.mpi.prediction import calibrated, runtimes
from bcgc.mpi.problem import Learned
from bcgc.mpi.records import BlockTime, Layout, Record, WorkerTime
from bcgc.mpi.stragglers import Injection

TASK = """
[problem]
model = "linear"
features = 20
samples = 40
[optimiser]
rate = 0.1
[rounds]
steps = 3
[[scheme]]
partition = [3, 1, 2, 14]
name = "a"
"""


def test_the_example_is_a_task() -> None:
    task = Task.from_toml(EXAMPLE, 4)
    assert [chosen.name for chosen in task.schemes] == ["optimised", "single-block", "uncoded"]
    law = bcgc.ShiftedExponential(rate=5.0, shift=0.02)
    instance = bcgc.Instance(4, 200, law, cycles=1 / 200)
    expected = bcgc.solve(instance, ["exact", "single-block"])
    assert task.document["schemes"][0]["partition"] == expected["exact"].partition.tolist()
    assert task.document["schemes"][1]["partition"] == expected["single-block"].partition.tolist()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"linear"', '"liner"', r"problem.model = 'liner': must be one of .*did you mean linear"),
        ("features = 20", "features = 0", r"problem.features = 0: must be an integer from 1"),
        ("features = 20", "features = 19", r"scheme\[1\].partition .*sum 19; here are 4 with the sum 20"),
        ("features = 20", "feature = 20", r"problem.features: missing"),
        ("samples = 40", "samples = 3", r"problem.samples = 3: must be at least one a worker, 4"),
        ("samples = 40", "samples = 40\nbatch = 11", r"problem.batch = 11: a subset has 10 samples"),
        ("samples = 40", "samples = 40\nmoni = 11", r"problem.moni: unknown key"),
        ("rate = 0.1", "rate = nan", r"optimiser.rate = nan: must be a number above 0"),
        ("rate = 0.1", 'rate = "fast"', r"optimiser.rate = 'fast'"),
        ("rate = 0.1", "rate = 0.1\nmomentum = 0.5", r"optimiser.momentum: unknown key"),
        ("steps = 3", "steps = 3.5", r"rounds.steps = 3.5: must be an integer"),
        ("steps = 3", "steps = 3\ncheck = 1", r"rounds.check = 1: must be true or false"),
        ("steps = 3", "steps = 3\nadapt = 2\nmeasure = 0", r"rounds.measure = 0: must be above 0"),
        ("steps = 3", "steps = 3\nadapt = 2\n[limits]\norphan = 240", r"limits.orphan = 240.0: must be above four times limits.solve, 60"),
        ("[3, 1, 2, 14]", "[3, 1, 16]", r"must be 4 block sizes.*here are 3"),
        ("[3, 1, 2, 14]", "[3, 1, -2, 18]", r"integers from 0"),
        ("partition", "partitions", r"scheme\[1\].method: give either a method or a partition"),
        ("partition = [3, 1, 2, 14]", 'method = "exact"', r"scheme\[1\].method = 'exact': needs times"),
        ("partition = [3, 1, 2, 14]", 'method = "exakt"', r"did you mean exact"),
        ('name = "a"', 'name = "../a"', r"it names a folder"),
        ('name = "a"', 'construction = "fractional-repetition"\nname = "a"', r"stragglers \+ 1 = 3 must divide workers"),
        ("[[scheme]]", "[stragglers]\ndelay = 'added'\nlaw = 'wibull'\n[[scheme]]", r"wibull.*weibull"),
        ("[[scheme]]", "[stragglers]\ndelay = 'added'\nlaw = 'weibull'\nscale = 1\n[[scheme]]", r"stragglers.shape: missing"),
        ("[[scheme]]", "[stragglers]\ndelay = 'multiplied'\nlaw = 'pareto'\nshape = 2\nscale = 0.5\n[[scheme]]", r"from 1 on"),
        ("[[scheme]]", "[scheme]", r"scheme = .*list of tables"),
        ("[[scheme]]", "[stragglers]\nlaw = 'uniform'\n[[scheme]]", r"stragglers.delay: missing: give one of added, multiplied"),
        ("[[scheme]]", "[stragglers]\ndelay = 0\n[[scheme]]", r"stragglers.delay = 0"),
        ("[[scheme]]", "[stragglers]\ndelay = 'added'\n[[scheme]]", r"stragglers.law: give either a law with its keys or a trace"),
        ("[[scheme]]", "[stragglers]\ndelay = 'added'\nlaw = 'uniform'\nmin = 1\nmax = 2\nmex = 3\n[[scheme]]", r"stragglers.mex: unknown key"),
        ("[[scheme]]", "[stragglers]\ndelay = 'added'\nlaw = 'constant'\nvalue = 1\n[[scheme]]", r"stragglers"),
        ("[[scheme]]", "[limits]\npoll = 5\n[[scheme]]", r"limits.poll = 5: must be a number above 0 and below 1"),
        ("[[scheme]]", "[limits]\npoll = 0.5\nsilence = 4\n[[scheme]]", r"limits.silence = 4.0: must be at least ten times"),
        ("rate = 0.1", "rate = true", r"optimiser.rate = true: must be a number above 0"),
        ("steps = 3", "steps = 1979-05-27", r"rounds.steps = 1979-05-27: must be an integer"),
        ("steps = 3", f"steps = {list(range(1000))}", r"rounds.steps = \[0, 1, .{73}\.\.\.: must be"),
        ('name = "a"', f'name = "{"a" * 101}"', r"up to 100 letters"),
        ('name = "a"', 'construction = "uncoded"\nname = "a"', r"scheme\[1\].construction = 'uncoded': .*stragglers"),
        ("features = 20", "features = 3_000_000_000", r"problem: has 3000000000 parameters, and a message of MPI holds at most"),
        ("[problem]", "problem = 3\n[problems]", r"problem = 3: must be a table"),
        ("[problem]", "[problem", r"not TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, message: str) -> None:
    assert old in TASK
    with pytest.raises(bcgc.InputError, match=message):
        Task.from_toml(TASK.replace(old, new, 1), 4)


def test_workers_and_schemes() -> None:
    with pytest.raises(bcgc.InputError, match="mpirun"):
        Task.from_toml(TASK)
    with pytest.raises(bcgc.InputError, match=r"workers = 5: is not the number of ranks.*mpirun -n 6"):
        Task.from_toml("workers = 5\n" + TASK, 4)
    with pytest.raises(bcgc.InputError, match="another name for each"):
        Task.from_toml(TASK + TASK[TASK.index("[[scheme]]") :], 4)
    with pytest.raises(bcgc.InputError, match="there is none"):
        Task.from_toml(TASK[: TASK.index("[[scheme]]")], 4)


def test_partitions_of_files(small: bcgc.Instance, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("3, 1\n2 14\n")
    (tmp_path / "report.json").write_text(bcgc.solve(small, ["exact", "uncoded"]).to_json())
    for name, expected in (("list.txt", [3, 1, 2, 14]), ("report.json#uncoded", [20, 0, 0, 0])):
        task = Task.from_toml(TASK.replace("[3, 1, 2, 14]", f'"{name}"'), 4, folder=tmp_path)
        assert task.document["schemes"][0]["partition"] == expected
    for name, message in (("report.json", "needs a method behind #, one of exact, uncoded"), ("report.json#x", "exact")):
        with pytest.raises(bcgc.InputError, match=message):
            Task.from_toml(TASK.replace("[3, 1, 2, 14]", f'"{name}"'), 4, folder=tmp_path)
    with pytest.raises(FileNotFoundError, match=r"scheme\[1\].partition = 'none.txt': there is no such file"):
        Task.from_toml(TASK.replace("[3, 1, 2, 14]", '"none.txt"'), 4, folder=tmp_path)
    for contents, message in (
        (b"\xff\xfe\x00", "cannot be read"),
        (b"3.0,1,2,14", "must hold block sizes"),
        (b"9" * 5000, "must hold block sizes"),
        (b"3,1,2", "must be 4 block sizes.*here are 3"),
        (b'{"solutions": 3}', "must be a JSON report"),
        (b'{"solutions": [{"method": "x", "partition": "abc"}]}', "must be 4 block sizes"),
    ):
        (tmp_path / "wrong").write_bytes(contents)
        with pytest.raises(bcgc.InputError, match=rf"scheme\[1\].partition = 'wrong': .*{message}"):
            Task.from_toml(TASK.replace("[3, 1, 2, 14]", '"wrong"'), 4, folder=tmp_path)


def test_data_of_files(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    table = np.column_stack([rng.standard_normal((11, 3)), rng.integers(0, 3, 11)])
    np.save(tmp_path / "data.npy", table)
    np.savetxt(tmp_path / "data.csv", table, delimiter=",")
    # What is no row is none, wherever it stands and whatever it is indented by.
    rows = (tmp_path / "data.csv").read_text().splitlines()
    rows = ["  # a comment", *rows[:2], ",,,", f" {rows[2]} # the third", "\t#", *rows[3:], " ,"]
    (tmp_path / "spread.csv").write_text("\n".join(rows))
    for name in ("data.npy", "spread.csv", "data.csv"):
        file = File(tmp_path / name, shape_of(tmp_path / name), 4)
        parts = [file.subset(k) for k in (1, 2, 3, 4)]
        assert np.allclose(np.concatenate([x for x, _ in parts]), table[:, :3])
        assert np.allclose(np.concatenate([y for _, y in parts]), table[:, 3])
        assert max(len(y) for _, y in parts) - min(len(y) for _, y in parts) <= 1
    body = f'model = "softmax"\nclasses = 3\ndata = "{name}"\n'
    text = TASK.replace('model = "linear"\nfeatures = 20\nsamples = 40\n', body).replace("[3, 1, 2, 14]", "[3, 1, 2, 3]")
    assert Task.from_toml(text, 4, folder=tmp_path).problem.coordinates == 9
    with pytest.raises(bcgc.InputError, match="must be classes 0 to 1; row"):
        Task.from_toml(text.replace("classes = 3", "classes = 2").replace("[3, 1, 2, 3]", "[6, 0, 0, 0]"), 4, folder=tmp_path)
    for name, contents, message in (
        ("bad.csv", "1,2\n3\n", "row 2 has 1 columns, the rows before it have 2"),
        ("bad.csv", "# x\n1,2\n\n3,a\n", "row 2: 'a' is no number"),
        ("bad.csv", "", "it has no rows"),
        ("bad.csv", "1,2\n3,nan\n", "must be a table of finite numbers"),
        ("bad.npy", "nonsense", "no whole array"),
    ):
        (tmp_path / name).write_text(contents)
        with pytest.raises(bcgc.InputError, match=rf"problem.data = '.*{name}': .*{message}"):
            Task.from_toml(text.replace("data.csv", name), 4, folder=tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(bcgc.InputError, match=r"problem.data = .*is a directory"):
        Task.from_toml(text.replace("data.csv", "folder"), 4, folder=tmp_path)
    with pytest.raises(FileNotFoundError, match=r"problem.data = .*there is no such file"):
        Task.from_toml(text.replace("data.csv", "nowhere.csv"), 4, folder=tmp_path)


def made(name: str) -> Model:
    """A model with an odd number of parameters in its parts."""
    return MODELS[name](5, 3 if name in ("softmax", "network") else 1, 4 if name == "network" else 0)


@pytest.mark.parametrize("name", MODELS)
def test_gradients_are_those_of_the_loss_block_by_block(name: str) -> None:
    model, rng = made(name), np.random.default_rng(1)
    x = rng.standard_normal((30, 5))
    y = model.targets(x, rng, np.random.default_rng(2))
    w = 0.5 * rng.standard_normal(model.coordinates)
    step = 1e-6
    numeric = [
        (model.losses(w + step * e, x, y).sum() - model.losses(w - step * e, x, y).sum()) / (2 * step)
        for e in np.eye(model.coordinates)
    ]
    factors = model.factors(w, x, y)
    for _ in range(20):
        first, stop = sorted(rng.choice(model.coordinates + 1, 2, replace=False).tolist())
        assert np.allclose(block_of(factors, slice(first, stop)), numeric[first:stop], atol=1e-6)


def test_subsets_add_up_and_batches_are_fresh_but_the_same_for_all() -> None:
    task = Task.from_toml(TASK, 4)
    w = np.linspace(-1, 1, 20)
    data = Drawn(40, 4, MODELS["linear"](20), 1)
    x = np.concatenate([data.subset(k)[0] for k in (1, 2, 3, 4)])
    y = np.concatenate([data.subset(k)[1] for k in (1, 2, 3, 4)])
    total, size = task.problem.gradient(w, 0, 4)
    assert np.allclose(total, x.T @ (x @ w - y) / 40)
    parts = [x[k : k + 10].T @ (x[k : k + 10] @ w - y[k : k + 10]) / 40 for k in (0, 10, 20, 30)]
    assert np.isclose(size, np.abs(parts).sum(axis=0).max())
    # At the optimum the gradient is rounding errors of what it is a sum of.
    total, size = task.problem.gradient(np.linalg.lstsq(x, y)[0], 0, 4)
    assert np.abs(total).max() < 1e-11 * size
    loss = task.problem.loss(w)
    assert loss is not None and np.isclose(loss, ((x @ w - y) ** 2).mean() / 2)
    batched = TASK.replace("samples = 40", "samples = 40\nbatch = 5")
    one, other = Task.from_toml(batched, 4).problem, Task.from_toml(batched, 4).problem
    everything = slice(0, 20)
    assert np.array_equal(one.at(w, 3)(2, everything), other.at(w, 3)(2, everything))
    assert not np.array_equal(one.at(w, 3)(2, everything), one.at(w, 4)(2, everything))
    # Over all steps a batch is the gradient: its mean is unbiased.
    mean = np.mean([one.gradient(w, step, 4)[0] for step in range(600)], axis=0)
    assert np.allclose(mean, task.problem.gradient(w, 0, 4)[0], atol=0.2)


def test_workers_hold_what_they_are_given_and_nothing_else() -> None:
    asked: list[int] = []

    class Counted(Drawn):
        def subset(self, subset: int) -> tuple[np.ndarray, np.ndarray]:
            asked.append(subset)
            return super().subset(subset)

    problem = Learned(MODELS["linear"](20), Counted(40, 4, MODELS["linear"](20), 1), 0, 1)
    problem.hold([2, 3])
    partials = problem.at(np.zeros(20), 0)
    for block in (slice(0, 5), slice(5, 20)):
        partials(2, block), partials(3, block)
    assert asked == [2, 3]
    problem.hold([3, 4])
    assert asked == [2, 3, 4] and sorted(problem._held) == [3, 4]


def test_data_that_are_held_are_not_sent() -> None:
    problem = Task.from_toml(TASK, 4).problem
    before = pickle.dumps(problem)
    exact, _ = problem.gradient(np.ones(20), 0, 4)
    assert pickle.dumps(problem) == before
    assert np.array_equal(pickle.loads(before).gradient(np.ones(20), 0, 4)[0], exact)


def test_delays_are_drawn_from_the_seed() -> None:
    law = bcgc.ShiftedExponential(rate=2.0, shift=1.0)
    added, multiplied = Injection("added", law, 7), Injection("multiplied", law, 7)
    assert np.array_equal(added.draws(3, 5), multiplied.draws(3, 5))
    assert not np.array_equal(added.draws(3, 5), added.draws(4, 5))
    assert added.delay(2.0, 3.0, 0.5) == 6.0 and multiplied.delay(2.0, 3.0, 0.5) == 0.5
    many = np.array([added.draws(step, 5) for step in range(2000)])
    # The mean of the law is 1.5, and its standard deviation 0.5: within five standard errors of ten thousand.
    assert abs(many.mean() - 1.5) < 0.025
    rows = Injection("added", bcgc.Trace([[1.0, 2.0], [3.0, np.inf]]), 1)
    assert rows.draws(1, 2).tolist() == [3.0, np.inf] and rows.draws(2, 2).tolist() == [1.0, 2.0]


def test_optimisers_step_as_they_are_written() -> None:
    g = np.array([1.0, -2.0])
    assert np.array_equal(GradientDescent(0.1).step(g), -0.1 * g)
    momentum = Momentum(0.1, 0.5)
    assert np.allclose(momentum.step(g), -0.1 * g) and np.allclose(momentum.step(g), -0.15 * g)
    adam = Adam(0.1)
    # The first step of Adam has the size of the rate, whatever the gradient.
    assert np.allclose(adam.step(g), [-0.1, 0.1]) and np.allclose(adam.step(g), [-0.1, 0.1])


@pytest.mark.parametrize("construction", ["reed-solomon", "generalised-fractional-repetition"])
def test_decoders_and_layouts(construction: str) -> None:
    scheme, rng = bcgc.Scheme([3, 1, 2, 14], construction), np.random.default_rng(1)
    decoder, layout = Decoder(scheme), Layout(scheme)
    for block, found in enumerate(scheme.blocks):
        partial = rng.standard_normal((4, 3))
        coded = dict(enumerate(found.matrix.encode(partial), 1))
        kept = {int(w): coded[int(w)] for w in rng.permutation(4)[: decoder.needed[block]] + 1}
        decoded = decoder.decode(block, kept)
        assert decoded is not None and np.allclose(decoded, partial.sum(axis=0))
        kept.popitem()
        assert decoder.decode(block, kept) is None
    assert np.allclose([loads[-1][1] for loads in layout.loads], [plan.load / 20 for plan in scheme.plans])


def record_of(layout: Layout, overheads: list[float], times: list[float], number: int = 1) -> Record:
    """A round as it goes without noise, all workers waited for."""
    record = Record(number, 0, number - 1, layout, times, True, 0.0)
    for worker, loads in enumerate(layout.loads, 1):
        for block, load in loads:
            arrived = overheads[worker - 1] + times[worker - 1] * load
            record.blocks[worker, block] = BlockTime(arrived, 0.0, arrived)
        record.workers[worker] = WorkerTime(arrived, arrived, len(loads))
    record.runtime = float(runtimes(layout, Lines(np.array([overheads]), np.array([times])))[0])
    return record


def test_predictions_are_those_of_the_toolkit() -> None:
    times = np.random.default_rng(3).exponential(1.0, (50, 4)) + 0.1
    lines = Lines(np.full((50, 4), 0.25), times)
    for partition in ([3, 1, 2, 14], [20, 0, 0, 0], [0, 0, 20, 0]):
        instance = bcgc.Instance(4, 20, times, cycles=1 / 20)
        found = runtimes(Layout(bcgc.Scheme(partition)), lines).mean()
        assert np.isclose(found, 0.25 + bcgc.evaluate(instance, partition).value)


def test_overheads_and_speeds_are_found_again(tmp_path: Path) -> None:
    layout, rng = Layout(bcgc.Scheme([3, 1, 2, 14])), np.random.default_rng(5)
    records = []
    for n in range(1, 21):
        overheads, times = rng.uniform(0, 0.1, 4).tolist(), rng.uniform(0.1, 1, 4).tolist()
        records.append(record_of(layout, overheads, times, n))
        assert np.allclose(line_of(records[-1]) or [], np.column_stack([overheads, times]))
    lines = Lines.of([line_of(record) or [] for record in records], 4)
    lines.write(tmp_path / "times", 20, "a")
    assert np.allclose(bcgc.Trace.read(tmp_path / "times" / "times.csv").rows, lines.times, rtol=1e-8)
    # With the numbers known, what is left is what the machine adds: 0.05 s and 0.2 s a pass.
    for n, record in enumerate(records):
        for (worker, block), time in record.blocks.items():
            time.arrived = 0.05 + (0.2 + record.numbers[worker - 1]) * dict(layout.loads[worker - 1])[block]
    found = calibrated(records, "added")
    assert found is not None and np.isclose(found.overhead, 0.05) and np.isclose(found.speed, 0.2)
    assert calibrated([], "added") is None and calibrated(records[:1], "added") is None
    one = Layout(bcgc.Scheme([20, 0, 0, 0]))
    assert not one.is_apart and np.allclose(line_of(record_of(one, [0.0] * 4, [0.3] * 4)) or [], [[0.0, 0.3]] * 4)


def test_intervals_of_few_measured_rounds_hold_what_they_say() -> None:
    layout, rng = Layout(bcgc.Scheme([3, 1, 2, 14])), np.random.default_rng(2)
    covered = 0
    for _ in range(300):
        records = [record_of(layout, [0.0] * 4, rng.uniform(0.1, 1, 4).tolist(), n) for n in range(1, 7)]
        for record in records:
            late = rng.normal(0.5, 0.05)
            for (worker, block), time in record.blocks.items():
                time.arrived = late + (0.2 + record.numbers[worker - 1]) * dict(layout.loads[worker - 1])[block]
        found = calibrated(records, "added")
        assert found is not None and found.rounds == 6
        covered += abs(found.overhead - 0.5) <= found.half(found.samples[:, 0].tolist())
    # 95 %, of which 300 draws show 1.3 % more or less; 1.96 times the spread of resampled rounds holds 87 %.
    assert 0.91 <= covered / 300 <= 0.99, covered


def test_adapting_waits_for_a_gain_beyond_the_noise() -> None:
    chosen = Task.from_toml(
        TASK.replace("partition = [3, 1, 2, 14]", "method = 'exact'").replace(
            "[[scheme]]", "[stragglers]\ndelay = 'added'\nlaw = 'uniform'\nmin = 1.0\nmax = 1.1\n[[scheme]]"
        ),
        4,
    ).schemes[0]
    rng = np.random.default_rng(1)
    alike = Lines(np.zeros((40, 4)), rng.uniform(1.0, 1.1, (40, 4)))
    decision, scheme = decide(chosen, chosen.scheme, alike, 20.0)
    assert not decision.switched and scheme is chosen.scheme and not decision.note
    slow = Lines(np.zeros((40, 4)), rng.uniform(1.0, 1.1, (40, 4)) * [1, 1, 1, 30])
    decision, scheme = decide(chosen, chosen.scheme, slow, 20.0)
    assert decision.switched and decision.source == "trace of times a pass" and scheme is not chosen.scheme
    assert decision.gain > 2 * decision.noise and sum(decision.partition) == 20
    # Alike and independent, but of no law that is known: half of the times are three times the others.
    twofold = Lines(np.zeros((80, 4)), rng.choice([1.0, 3.0], (80, 4)) * rng.uniform(1.0, 1.02, (80, 4)))
    assert decide(chosen, chosen.scheme, twofold, 20.0)[0].source == "trace of times a pass"
    few, _ = decide(chosen, chosen.scheme, Lines(slow.overheads[:7], slow.times[:7]), 20.0)
    assert not few.switched and "it takes 8" in few.note


def test_adapting_to_overheads_that_vary() -> None:
    text = TASK.replace("partition = [3, 1, 2, 14]", "method = 'exact'").replace(
        "[[scheme]]", "[stragglers]\ndelay = 'added'\nlaw = 'uniform'\nmin = 1.0\nmax = 1.1\n[[scheme]]"
    )
    chosen, rng = Task.from_toml(text, 4).schemes[0], np.random.default_rng(2)
    # Workers begin late, but are then fast and alike: redundancy costs little.
    lines = Lines(rng.exponential(1.0, (80, 4)), np.full((80, 4), 0.1) * rng.uniform(0.99, 1.01, (80, 4)))
    decision, _ = decide(chosen, chosen.scheme, lines, 20.0)
    assert decision.switched, decision
    truth = bcgc.Instance(4, 20, 0.1, cycles=1 / 20, overhead=bcgc.ShiftedExponential(rate=1.0))
    best = bcgc.solve(truth, "exact", bound=False).best.value
    assert bcgc.evaluate(truth, decision.partition).value < 1.05 * best


@pytest.mark.parametrize("rounds", [2, 3, 6, 12, 60, 401])
def test_intervals_cover(rounds: int) -> None:
    rng, hits = np.random.default_rng(1), np.zeros(2)
    for _ in range(1000):
        over, under = rng.normal(2.0, 0.2, rounds), rng.normal(1.0, 0.1, rounds)
        found = [mean_of(over), ratio_of(over, under)]
        hits += [each.low <= 2.0 <= each.high for each in found]
    # 95 % of 1000 within four standard deviations; a ratio is linear in its parts but for the spread of these.
    assert np.all(hits >= 922) and np.all(hits <= 978)


def test_errors_of_means_are_those_of_evaluate() -> None:
    rng = np.random.default_rng(3)
    for rounds in (4, 5, 27, 64, 100):
        times = np.repeat(rng.exponential(1.0, rounds), 3)[:rounds, None] + 0.1
        row = bcgc.evaluate_report(bcgc.Instance(1, 1, bcgc.Trace(times)), [1])["given"]
        assert row.sampled is not None and error_of(times[:, 0]) == pytest.approx(row.sampled.standard_error)


def test_intervals_of_little_and_of_what_is_shared() -> None:
    rng = np.random.default_rng(1)
    # As tables have them.
    for freedom, quantile in ((1, 12.706), (2, 4.303), (3, 3.182), (10, 2.228), (19, 2.093), (120, 1.980)):
        assert t_quantile(freedom) == pytest.approx(quantile, abs=5e-4)
    one = mean_of(np.array([3.0]))
    assert (one.value, one.low, one.high, str(one)) == (3.0, None, None, "3")
    assert mean_of(np.array([0.1, 3.0])).low == 0.0
    shared = rng.exponential(1.0, 400)
    ratio = ratio_of(2 * shared, shared)
    assert ratio.value == pytest.approx(2.0) and ratio.high - ratio.low < 1e-9


def test_logs_are_cut_back_to_the_checkpoint_and_give_rounds_back(tmp_path: Path) -> None:
    layout, other = Layout(bcgc.Scheme([3, 1, 2, 14])), Layout(bcgc.Scheme([20, 0, 0, 0]))
    log, written = Log(tmp_path, ["a", "b"]), []
    for n in range(1, 6):
        record = record_of(layout, [0.0] * 4, [1.0, 2.0, 3.0, 4.0], n)
        record.blocks[1, 0].used = True
        record.lost = [2, 3] if n == 2 else []
        record.measured = n != 1
        written.append(record)
        log.rounds(record, float(n), None, 1e-16)
        log.close([record])
    with (tmp_path / "rounds.csv").open("a") as file:
        file.write("6,a,6,1")
    Log(tmp_path, ["a", "b"], kept=3)
    assert [row["round"] for row in rows_of(tmp_path / "rounds.csv")] == ["1", "2", "3"]
    assert len(list(rows_of(tmp_path / "blocks.csv"))) == 3 * 16
    found = list(replayed(tmp_path, ["a", "b"], [layout, other], [0, 0]))
    assert [record.round for record in found] == [2, 3] and all(record.is_complete for record in found)
    for record, before in zip(found, written[1:3], strict=True):
        assert (record.step, record.numbers, record.lost) == (before.step, before.numbers, before.lost)
        assert all(record.state(*key) == before.state(*key) for key in before.blocks)
        assert np.allclose(line_of(record) or [], line_of(before) or [0.0])
    assert [record.round for record in replayed(tmp_path, ["a", "b"], [layout, other], [2, 0])] == [3]


def test_who_is_lost_is_told_from_who_is_abandoned(tmp_path: Path) -> None:
    record = record_of(Layout(bcgc.Scheme([3, 1, 2, 14])), [0.0] * 4, [1.0] * 4)
    # Worker 2 was given up; worker 3 has not said yet that it heard of the end; worker 4 has, after two blocks.
    record.lost = [2]
    record.workers = {1: record.workers[1], 4: WorkerTime(1.0, 1.0, 2)}
    record.blocks = {key: time for key, time in record.blocks.items() if key[0] == 1 or key in ((3, 0), (4, 0), (4, 1))}
    assert [record.state(worker, 3) for worker in (1, 2, 3, 4)] == ["spare", "lost", "abandoned", "abandoned"]
    Log(tmp_path, ["a"]).close([record])
    rows = list(rows_of(tmp_path / "workers.csv"))
    assert [(row["blocks"], row["abandoned"]) for row in rows] == [("4", "0"), ("0", "0"), ("1", "1"), ("2", "1")]


def test_logs_that_are_cut_back_are_whole_whenever_somebody_interrupts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, decisions = Log(tmp_path, ["a"]), Decisions(tmp_path)
    for n in (1, 2):
        record = record_of(Layout(bcgc.Scheme([3, 1, 2, 14])), [0.0] * 4, [1.0] * 4, n)
        log.rounds(record, 1.0, None, None)
        log.close([record])
        decisions.add(n, "a", n, Decision())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(before) == 4

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    # The last moment before a file stands in the place of the old one.
    monkeypatch.setattr(Path, "replace", interrupted)
    for again in (lambda: Log(tmp_path, ["a"], kept=1), lambda: Decisions(tmp_path, kept=1)):
        with pytest.raises(KeyboardInterrupt):
            again()
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    monkeypatch.undo()
    Log(tmp_path, ["a"], kept=1)
    Decisions(tmp_path, kept=1)
    assert [row["round"] for row in rows_of(tmp_path / "rounds.csv")] == ["1"]
    assert {path.name for path in tmp_path.iterdir()} == set(before)


def test_decisions_are_cut_back_to_the_checkpoint(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    assert decisions.switched("a") == 0
    for round_, scheme, switched in ((3, "a", True), (4, "b", False), (7, "a", True)):
        decisions.add(round_, scheme, round_, Decision(switched=switched, note="}"))
    assert decisions.switched("a") == 7
    with (tmp_path / "adapt.jsonl").open("a") as file:
        file.write('{"round": 8, "note": "}')
    again = Decisions(tmp_path, kept=5)
    assert again.switched("a") == 3 and again.switched("b") == 0
    assert [json.loads(line)["round"] for line in (tmp_path / "adapt.jsonl").read_text().splitlines()] == [3, 4]


def test_checkpoints(tmp_path: Path) -> None:
    state = State(np.arange(3.0), {"mean": np.ones(3)}, 7, 1.5, [3, 0])
    path = tmp_path / "c.npz"
    Checkpoint("digest", 9, [state]).write(path)
    found = Checkpoint.read(path)
    assert (found.digest, found.rounds, found.states[0].step) == ("digest", 9, 7)
    assert np.array_equal(found.states[0].memory["mean"], np.ones(3))
    with pytest.raises(bcgc.InputError, match="there is no checkpoint"):
        Checkpoint.read(tmp_path / "none.npz")
    with pytest.raises(bcgc.InputError, match="it cannot be read"):
        Checkpoint.read(tmp_path)
    # Damaged anywhere: cut off, a byte turned, something else altogether.
    whole = path.read_bytes()
    turned = [whole[:n] + bytes([whole[n] ^ 255]) + whole[n + 1 :] for n in range(0, len(whole), 7)]
    np.savez(tmp_path / "other.npz", head=np.array('{"schemes": 3}'))
    np.save(tmp_path / "array.npy", np.ones(3))
    others = [(tmp_path / name).read_bytes() for name in ("other.npz", "array.npy")]
    for damaged in [whole[:n] for n in range(0, len(whole), 50)] + [b"nonsense", *others]:
        path.write_bytes(damaged)
        with pytest.raises(bcgc.InputError, match="a run that wrote a checkpoint"):
            Checkpoint.read(path)
    for damaged in turned:
        path.write_bytes(damaged)
        # A byte that nobody reads, a time stamp, does no harm.
        try:
            again = Checkpoint.read(path)
        except bcgc.InputError:
            continue
        assert np.array_equal(again.states[0].parameters, np.arange(3.0)) and again.rounds == 9


def test_results_have_what_was_learned(tmp_path: Path) -> None:
    with pytest.raises(bcgc.InputError, match="must be the folder that --output"):
        Results(tmp_path)
    Log(tmp_path, ["a", "b"])
    (tmp_path / "task.json").write_text('{"schemes": [{"name": "a"}, {"name": "b"}]}')
    results = Results(tmp_path)
    with pytest.raises(bcgc.InputError, match="there is no checkpoint"):
        results.parameters("b")
    states = [State(np.full(3, value), {}, 7, 1.5, [3, 0]) for value in (1.0, 2.0)]
    Checkpoint("digest", 9, states).write(tmp_path / "checkpoint.npz")
    assert results.parameters("b").tolist() == [2.0, 2.0, 2.0]
    with pytest.raises(bcgc.InputError, match="scheme = 'c': must be one of a, b"):
        results.parameters("c")


def test_the_command_checks_and_begins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "task.toml"
    assert main(["--init", str(path)]) == 0 and path.read_text() == EXAMPLE
    assert main(["--init", str(path)]) == 2
    assert f"--init {path}: exists already" in capsys.readouterr().err
    assert main([str(path), "--check", "4", "--adapt", "0"]) == 2 and "--adapt 0: must be" in capsys.readouterr().err
    assert main([]) == 2 and "TASK.toml: missing" in capsys.readouterr().err
    assert main(["--init", str(tmp_path / "no" / "t.toml")]) == 3 and "no such file" in capsys.readouterr().err
    assert main([str(path), "--check", "4"]) == 0
    assert "optimised" in capsys.readouterr().out
    assert main([str(tmp_path / "none.toml"), "--check", "4"]) == 2
    assert "there is no such task file" in capsys.readouterr().err
    assert main([str(tmp_path), "--check", "4"]) == 2 and "is a directory: give a task file" in capsys.readouterr().err


def test_a_watchdog_ends_what_hangs_also_when_nobody_listens() -> None:
    code = (
        "import os, time\nfrom bcgc.mpi.watchdogs import Watchdog\ndog = Watchdog(0.2)\n"
        "for _ in range(5):\n    time.sleep(0.01)\n    dog.beat()\nos.close(2)\ntime.sleep(600)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=300)
    assert done.returncode == 1


def test_functions_of_ones_own_are_looked_up(tmp_path: Path) -> None:
    (tmp_path / "looked_up.py").write_text(
        "def partials(parameters, subset, block):\n    return parameters\n"
        "def broken():\n    raise RuntimeError('no')\nnumber = 3\n"
    )
    text = TASK.replace('model = "linear"\nfeatures = 20\nsamples = 40\n', "KEYS\n")
    for keys, message in (
        ('function = "looked_up:partials"', r"problem.coordinates: missing"),
        ('function = "looked_up:none"\ncoordinates = 20', r"problem.function = 'looked_up:none'"),
        ('function = "looked_up"\ncoordinates = 20', r"as module:function"),
        ('function = "looked_up:number"\ncoordinates = 20', r"it is no function"),
        ('function = "nowhere:partials"\ncoordinates = 20', r"No module named"),
        ('function = "looked_up:partials"\ninitial = "looked_up:broken"', r"problem.initial = 'looked_up:broken': RuntimeError: no \(looked_up.py, line 4\)"),
        ('function = "looked_up:partials"\nmodel = "linear"\ncoordinates = 20', r"problem.model: unknown key"),
    ):
        with pytest.raises(bcgc.InputError, match=message):
            Task.from_toml(text.replace("KEYS", keys), 4, folder=tmp_path)
    right = text.replace("KEYS", 'function = "looked_up:partials"\ncoordinates = 20')
    with pytest.raises(bcgc.InputError, match=r"problem.function: it returned shape \(20,\): must return 3"):
        Task.from_toml(right, 4, folder=tmp_path).problem.at(np.zeros(20), 0)(1, slice(2, 5))


def test_the_task_is_written_down_whole() -> None:
    document = Task.from_toml(TASK, 4).document
    assert json.loads(json.dumps(document)) == document
    assert document["rounds"]["turn"] == 5 and document["limits"]["silence"] == 60.0
