"""Runs jobs of several ranks on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240


def launcher() -> list[str]:
    """Open MPI's mpirun, that of MPIRUN or of this machine, for more ranks than cores."""
    program = os.environ.get("MPIRUN") or shutil.which("mpirun.openmpi") or shutil.which("mpirun")
    if program is None:
        pytest.fail("mpirun is missing: sh scripts/bootstrap.sh mpi")
    return [program, "--oversubscribe"]


# The job goes on without a rank that is killed. Open MPI 4 then says 0 whatever the ranks say: statuses mean nothing.
RECOVERY = ("--enable-recovery",)


@dataclass
class Job:
    """A job that ended."""

    status: int
    output: str
    errors: str


Runs = Callable[..., Job]


def environment() -> dict[str, str]:
    root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return {**os.environ, **root, "OMP_NUM_THREADS": "1"}


def command(workers: int, arguments: Sequence[object], options: Sequence[str] = ()) -> list[str]:
    """The command line of a job."""
    ranks = [*launcher(), *options, "-n", str(workers + 1)]
    return [*ranks, sys.executable, "-m", "bcgc.run", *map(str, arguments)]


def ended(line: Sequence[str], folder: Path, **more: str) -> Job:
    """Runs a command line in a folder to its end, with more variables beside those of `environment`."""
    done = subprocess.run(
        line,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**environment(), **more},
        timeout=SECONDS,
    )
    return Job(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """Runs ``bcgc.run`` with some workers in a folder of its own."""

    def run(workers: int, *arguments: object, options: Sequence[str] = ()) -> Job:
        return ended(command(workers, arguments, options), tmp_path)

    return run


@pytest.fixture
def task(tmp_path: Path) -> Callable[..., Path]:
    """Writes a task file; tables that are given stand in the place of the usual ones."""
    usual = {
        "problem": 'model = "linear"\nfeatures = 60\nsamples = 240\n',
        "optimiser": "rate = 0.2\n",
        "rounds": "steps = 10\nturn = 5\nmeasure = 5\n",
        "stragglers": 'delay = "added"\nlaw = "shifted-exponential"\nrate = 100.0\nshift = 0.002\n',
    }

    def write(schemes: Sequence[str], name: str = "task.toml", head: str = "", **tables: str) -> Path:
        text = head + "".join(f"[{key}]\n{body}\n" for key, body in {**usual, **tables}.items() if body)
        path = tmp_path / name
        path.write_text(text + "".join(f"[[scheme]]\n{scheme}\n" for scheme in schemes), encoding="utf-8")
        return path

    return write
