"""Tables by executors and by shards: the files of one machine, byte for byte."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import bcgc

TEXT = """\
title = "small"
methods = ["relaxed", "mean-time", "uncoded"]
[instance]
system = {workers = 4, coordinates = 100}
stragglers = {law = "weibull", shape = 0.7, scale = 1.0}
[grid]
"system.workers" = [2, 4, 6]
"stragglers.shape" = [0.7, 0.9]
"""
CELLS = 18


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A spec in a file."""
    path = tmp_path / "small.toml"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("start", ["threads", "fork", "spawn"])
def test_a_sweep_is_the_table(spec: Path, tmp_path: Path, start: str) -> None:
    expected = bcgc.table(spec, log=tmp_path / "one.jsonl").files
    pool: Executor = (
        ThreadPoolExecutor(2)
        if start == "threads"
        else ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(start))
    )
    told: list[tuple[int, int]] = []
    with pool:
        swept = bcgc.sweep(
            spec, pool, log=tmp_path / "swept.jsonl", callback=lambda done, all: told.append((done, all))
        )
    assert swept.files == expected and told == [(done, CELLS) for done in range(1, CELLS + 1)]
    assert (tmp_path / "swept.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_sweep_whose_worker_is_killed_resumes(spec: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    known: list[int] = []
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:

        def told(done: int, all: int) -> None:
            known.append(done)
            if done == 5:
                pool.submit(_die)
                pool.submit(_die)

        with pytest.raises(BrokenProcessPool):
            # The last cells are held back until the workers are dead.
            bcgc.sweep(spec, Waiting(pool, 10), log=log, callback=told)
    assert 5 <= len(known) < CELLS
    lines = log.read_text().splitlines()
    assert len(lines) == 1 + len(known), "a header, and every cell that was told of"
    again: list[int] = []
    resumed = bcgc.sweep(
        spec, ThreadPoolExecutor(2), log=log, resume=True, callback=lambda done, all: again.append(done)
    )
    assert again == list(range(len(known) + 1, CELLS + 1))
    assert resumed.files == bcgc.table(spec).files


class Waiting(Executor):
    """Submits all but the first cells only when a worker is gone."""

    def __init__(self, pool: ProcessPoolExecutor, first: int) -> None:
        self.pool, self.first = pool, first

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.first -= 1
        if self.first >= 0:
            return self.pool.submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        if self.first == -1:
            self.pool.submit(_die).add_done_callback(lambda dead: future.set_exception(dead.exception()))
        return future


def test_what_a_cell_raises_is_raised(tmp_path: Path) -> None:
    bad = TEXT.replace("[2, 4, 6]", "[2, 4, 0]")
    with ThreadPoolExecutor(2) as pool, pytest.raises(bcgc.InputError, match=r"system\.workers = 0"):
        bcgc.sweep(bad, pool)


def run(command: str, folder: Path, program: Path, **environment: str) -> None:
    path = f"{program.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def shell_blocks() -> list[str]:
    page = (ROOT / "docs" / "python" / "sweeps.md").read_text(encoding="utf-8")
    return [block.split("```")[0] for block in page.split("```sh\n")[1:]]


def compare(folder: Path, program: Path) -> None:
    """What is in `out` against what one machine writes."""
    run("bcgc table sweep.toml --output one", folder, program)
    names = sorted(path.name for path in (folder / "one").iterdir())
    assert names == sorted(path.name for path in (folder / "out").iterdir())
    for name in names:
        assert (folder / "one" / name).read_bytes() == (folder / "out" / name).read_bytes(), name


@pytest.fixture
def program() -> Path:
    """The command line."""
    found = Path(os.environ.get("BCGC", ROOT / "target" / "release" / "bcgc"))
    assert found.exists(), f"{found}: build it first"
    return found


def test_the_array_job_of_the_page_makes_the_table(spec: Path, tmp_path: Path, program: Path) -> None:
    """As Slurm runs it: the script once a task, which knows its number."""
    spec.rename(tmp_path / "sweep.toml")
    script = shell_blocks()[0]
    assert "#SBATCH --array=1-8" in script
    for task in range(1, 9):
        run(script, tmp_path, program, SLURM_ARRAY_TASK_ID=str(task), SLURM_ARRAY_TASK_COUNT="8")
    run("bcgc table sweep.toml --merge shards --output out", tmp_path, program)
    compare(tmp_path, program)


def test_the_parallel_shell_of_the_page_makes_the_table(spec: Path, tmp_path: Path, program: Path) -> None:
    spec.rename(tmp_path / "sweep.toml")
    commands = shell_blocks()[1]
    if subprocess.run(["bash", "-c", "command -v parallel"], capture_output=True, check=False).returncode:
        # The part of GNU parallel that the page uses.
        commands = 'parallel() { while [ "$1" != ::: ]; do c+=("$1"); shift; done; shift\n' + (
            'for k in "$@"; do "${c[@]//\\{\\}/$k}" & done; wait; }\n' + commands
        )
    run(commands, tmp_path, program)
    compare(tmp_path, program)


def test_other_engines_make_the_table(spec: Path) -> None:
    distributed = pytest.importorskip("dask.distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        client.get_executor(pure=False) as pool,
    ):
        assert bcgc.sweep(spec, pool).files == bcgc.table(spec).files


# What the page uses of Ray, on threads.
STAND_IN = """
from concurrent.futures import ThreadPoolExecutor

init = print
pool = ThreadPoolExecutor(2)

class remote:
    def __init__(self, function):
        self.function = function

    def remote(self, *arguments, **named):
        self.submitted = pool.submit(self.function, *arguments, **named)
        return self

    def future(self):
        return self.submitted
"""


@pytest.mark.parametrize("engine", ["a stand-in", "ray"])
def test_the_adapter_of_the_page_makes_the_table(spec: Path, tmp_path: Path, engine: str) -> None:
    if engine == "ray":
        pytest.importorskip("ray")
    else:
        (tmp_path / "ray.py").write_text(STAND_IN)
    page = (ROOT / "docs" / "python" / "sweeps.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in page.split("```python notest\n")[1:]]
    (program,) = [block for block in blocks if "import ray" in block]
    (tmp_path / "program.py").write_text(program)
    spec.rename(tmp_path / "sweep.toml")
    subprocess.run([sys.executable, "program.py"], cwd=tmp_path, check=True, timeout=300)
    files = bcgc.table(tmp_path / "sweep.toml").files
    for ending, contents in files.items():
        assert (tmp_path / "out" / f"sweep.{ending}").read_bytes() == contents


RANKS = """
import os, signal, sys
from mpi4py.futures import MPIPoolExecutor
import bcgc

def die():
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    spec, log, out, fatal = sys.argv[1:]
    with MPIPoolExecutor() as pool:
        assert pool.num_workers == 2
        told = []
        def callback(done, all):
            told.append(done)
            if done == int(fatal):
                # One rank dies, and MPI takes the others with it.
                pool.submit(die).result()
        table = bcgc.sweep(spec, pool, log=log, resume=True, callback=callback)
        assert len(told) < all_cells(table), "nothing is computed twice"
        table.write(out)
"""


def test_a_sweep_killed_on_one_rank_of_mpi_resumes(spec: Path, tmp_path: Path) -> None:
    pytest.importorskip("mpi4py")
    program, log, out = tmp_path / "ranks.py", tmp_path / "log.jsonl", tmp_path / "out"
    program.write_text(RANKS.replace("all_cells(table)", str(CELLS)))
    mpiexec = Path(sys.executable).parent / "mpiexec"
    command = [str(mpiexec), "-n", "3", sys.executable, "-m", "mpi4py.futures", str(program), str(spec)]
    killed = subprocess.run([*command, str(log), str(out), "4"], capture_output=True, check=False, timeout=300)
    assert killed.returncode != 0 and not out.exists()
    assert len(log.read_text().splitlines()) >= 1 + 4, "what was known is kept"
    subprocess.run([*command, str(log), str(out), "0"], check=True, timeout=300)
    for ending, contents in bcgc.table(spec).files.items():
        assert (out / f"small.{ending}").read_bytes() == contents
