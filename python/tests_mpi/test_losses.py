"""Ranks that die, hang or are stopped: what is tolerated, what ends a run, and that nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import RECOVERY, SECONDS, Runs, command, ended, environment, launcher

from bcgc.mpi import Results

LEVELS = 'name = "a"\npartition = [0, 20, 20, 20]'
# Worker 2 leaves a trace of who it is and, in its third step, does what the test wants.
MINE = """
import os, time
import numpy as np
from mpi4py import MPI
RANK = MPI.COMM_WORLD.rank
if RANK == 0:
    with open("master", "w") as file:
        file.write(str(os.getpid()))
def partials(parameters, subset, block, step):
    if step == 2 and RANK in {ranks} and not os.path.exists("spared"):
        {act}
    time.sleep(0.05)
    return subset * (parameters[block] - np.arange(60.0)[block])
"""


@pytest.fixture
def task_of(task: Callable[..., Path], tmp_path: Path) -> Callable[[str, str], Path]:
    def write(ranks: str, act: str, limits: str = "silence = 3.0\norphan = 20.0\n") -> Path:
        (tmp_path / "mine.py").write_text(MINE.format(ranks=ranks, act=act), encoding="utf-8")
        problem = 'function = "mine:partials"\ncoordinates = 60\n'
        rounds = "steps = 16\nmeasure = 0\ncheck = false\ncheckpoint = 100\n"
        return task([LEVELS], problem=problem, optimiser="rate = 0.05\n", rounds=rounds, limits=limits)

    return write


def expected(steps: int) -> np.ndarray:
    w = np.zeros(60)
    for _ in range(steps):
        w = w - 0.05 * 10 * (w - np.arange(60.0))
    return w


def learned(folder: Path) -> np.ndarray:
    results = Results(folder)
    return results.parameters(results.schemes[0])


KILL = "os.kill(os.getpid(), 9)"
HANG = "time.sleep(10**6)"
# Longer than the silence that a worker is granted.
STOP_MASTER = "master = int(open('master').read()); os.kill(master, 19); time.sleep(5); os.kill(master, 18)"


@pytest.mark.parametrize(("act", "why"), [(KILL, "lost"), (HANG, "said nothing")], ids=["killed", "hangs"])
def test_a_lost_rank_is_survived_within_the_tolerance(
    act: str, why: str, runs: Runs, task_of: Callable[[str, str], Path], tmp_path: Path
) -> None:
    done = runs(4, task_of("{2}", act), "--output", "run", options=RECOVERY)
    assert "worker 2 is lost" in done.errors and why in done.errors, done.errors
    assert np.allclose(learned(tmp_path / "run"), expected(16), rtol=1e-9)
    results = Results(tmp_path / "run")
    assert len(results.rounds) == 16 and results.summary["rounds"] == 16


def test_a_master_that_was_stopped_takes_nobody_for_lost(
    runs: Runs, task_of: Callable[[str, str], Path], tmp_path: Path
) -> None:
    done = runs(4, task_of("{2}", STOP_MASTER), "--output", "run")
    assert done.status == 0 and "lost" not in done.errors, done.errors
    assert np.allclose(learned(tmp_path / "run"), expected(16), rtol=1e-9)


def test_a_master_that_is_told_to_end_keeps_every_step_that_ended(
    runs: Runs, task_of: Callable[[str, str], Path], tmp_path: Path
) -> None:
    path = task_of("{2}", "os.kill(int(open('master').read()), 15)")
    done = runs(4, path, "--output", "run")
    assert done.status == 130 and "interrupted; go on with --resume" in done.errors, done.errors
    kept = len(Results(tmp_path / "run").rounds)
    # No checkpoint was due for long; the third step may have ended before the signal came.
    assert kept >= 2 and np.allclose(learned(tmp_path / "run"), expected(kept), rtol=1e-9)
    (tmp_path / "spared").touch()
    resumed = runs(4, path, "--output", "run", "--resume")
    assert resumed.status == 0, resumed.errors
    assert np.allclose(learned(tmp_path / "run"), expected(16), rtol=1e-9)


def test_a_step_that_fails_half_way_is_taken_again(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "import os\nimport numpy as np\nCALLS = []\n"
        "def partials(parameters, subset, block):\n"
        "    return subset * (parameters[block] - np.arange(60.0)[block])\n"
        "def loss(parameters):\n"
        "    CALLS.append(1)\n"
        "    if len(CALLS) == 5 and not os.path.exists('spared'):\n"
        "        raise OSError('no such disk')\n"
        "    return 0.0\n",
        encoding="utf-8",
    )
    path = task(
        [LEVELS],
        problem='function = "mine:partials"\nloss = "mine:loss"\ncoordinates = 60\n',
        optimiser='method = "momentum"\nrate = 0.01\n',
        rounds="steps = 10\nmeasure = 2\ncheckpoint = 3\n",
        stragglers="",
    )
    done = runs(4, path, "--output", "run")
    assert done.status == 1 and "problem.loss = 'mine:loss': OSError: no such disk (mine.py, line 9)" in done.errors
    assert "Traceback" not in done.errors
    # What was measured is there, though the run has not ended: steps 1 and 3; step 5 did not end.
    assert len((tmp_path / "run" / "times" / "a" / "times.csv").read_text().splitlines()) >= 2
    (tmp_path / "spared").touch()
    resumed = runs(4, path, "--output", "run", "--resume")
    assert resumed.status == 0, resumed.errors
    w, velocity = np.zeros(60), np.zeros(60)
    for _ in range(10):
        velocity = 0.9 * velocity - 0.01 * 10 * (w - np.arange(60.0))
        w = w + velocity
    assert np.allclose(learned(tmp_path / "run"), w, rtol=1e-9)
    assert [row["round"] for row in Results(tmp_path / "run").rounds] == list(range(1, 11))
    # Of the measured rounds 1, 3, 5, 7 and 9 none is forgotten, and none is there twice.
    assert len((tmp_path / "run" / "times" / "a" / "times.csv").read_text().splitlines()) == 5


def test_beyond_the_tolerance_it_ends_cleanly_and_goes_on_with_nothing_lost(
    runs: Runs, task_of: Callable[[str, str], Path], tmp_path: Path
) -> None:
    path = task_of("{2, 3}", KILL)
    done = runs(4, path, "--output", "run", options=RECOVERY)
    assert not Results(tmp_path / "run").summary
    assert "block 1 tolerates 1 straggler, and 2 of 4 workers are lost" in done.errors and "--resume" in done.errors
    # The two steps before the third are kept though no checkpoint was due.
    assert np.allclose(learned(tmp_path / "run"), expected(2), rtol=1e-9)
    again = runs(4, path, "--output", "run")
    assert again.status == 2 and "exists already" in again.errors
    (tmp_path / "spared").touch()
    resumed = runs(4, path, "--output", "run", "--resume")
    assert resumed.status == 0, resumed.errors
    assert np.allclose(learned(tmp_path / "run"), expected(16), rtol=1e-9)
    assert [row["round"] for row in Results(tmp_path / "run").rounds] == list(range(1, 17))


def test_a_master_that_is_killed_is_resumed_from_its_checkpoint(
    runs: Runs, task: Callable[..., Path], tmp_path: Path
) -> None:
    path = task(
        ['name = "a"\npartition = [10, 20, 10, 20]'],
        rounds="steps = 30\nmeasure = 3\ncheckpoint = 3\n",
        optimiser='method = "adam"\nrate = 0.1\n',
        stragglers='delay = "added"\nlaw = "uniform"\nmin = 0.02\nmax = 0.06\n',
    )
    whole = runs(4, path, "--output", "whole")
    assert whole.status == 0, whole.errors
    job = subprocess.Popen(
        command(4, [path, "--output", "run"]),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + SECONDS
        path_of_rounds = tmp_path / "run" / "rounds.csv"
        while time.monotonic() < end and not (path_of_rounds.exists() and len(path_of_rounds.read_bytes().splitlines()) > 4):
            assert job.poll() is None
            time.sleep(0.01)
    finally:
        # The whole job: all ranks are of its session.
        os.killpg(job.pid, signal.SIGKILL)
        job.wait()
        for pid in ranks_of(tmp_path):
            os.kill(pid, signal.SIGKILL)
    resumed = runs(4, path, "--output", "run", "--resume")
    assert resumed.status == 0, resumed.errors
    assert np.allclose(learned(tmp_path / "run"), learned(tmp_path / "whole"), rtol=1e-9)
    rounds = Results(tmp_path / "run").rounds
    assert [row["round"] for row in rounds] == list(range(1, 31))
    # A row of the rounds that were played twice is there once.
    blocks = Results(tmp_path / "run").blocks
    assert len(blocks) == 30 * 4 * 4


def ranks_of(folder: Path) -> Iterator[int]:
    """Processes that this test started and that outlived their job: those that work in its folder."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if os.readlink(entry / "cwd") == str(folder) and int(entry.name) != os.getpid():
                    yield int(entry.name)
            except OSError:
                continue


def test_a_resumed_run_must_be_the_same_task(runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    path = task(['method = "uncoded"'], rounds="steps = 2\n")
    assert runs(2, path, "--output", "run").status == 0
    other = task(['method = "uncoded"'], "other.toml", rounds="steps = 2\n", optimiser="rate = 0.1\n")
    done = runs(2, other, "--output", "run", "--resume")
    assert done.status == 2 and "another task" in done.errors
    longer = task(['method = "uncoded"'], "longer.toml", rounds="steps = 4\n")
    done = runs(2, longer, "--output", "run", "--resume")
    assert done.status == 0, done.errors
    document = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert document["schemes"][0]["steps"] == 4


HASTY = """
import sys
from bcgc.mpi.training import Ended
class Master:
    def dismiss(self, clean):
        raise KeyboardInterrupt
class Job:
    def Abort(self, status):
        print("ended here and now", status)
Ended(Master(), True).leave(Job(), 0)
print("never")
"""


def test_who_does_not_wait_for_the_goodbye_ends_the_job(tmp_path: Path) -> None:
    job = ended([*launcher(), "-n", "1", sys.executable, "-c", HASTY], tmp_path)
    assert "ended here and now 0" in job.output and "never" not in job.output and not job.errors.count("Traceback"), job


def test_bad_input_ends_all_ranks_with_a_message(runs: Runs, task: Callable[..., Path]) -> None:
    path = task(['method = "uncoded"'], optimiser="rate = -1.0\n")
    done = runs(3, path, "--output", "run")
    assert done.status == 2 and "optimiser.rate = -1.0: must be a number above 0" in done.errors
    assert done.errors.count("bcgc.run:") == 1


def test_a_summary_that_cannot_be_written_ends_all_ranks(
    runs: Runs, task: Callable[..., Path], tmp_path: Path
) -> None:
    # When the run ends there is something else in the place of its summary; the workers have said goodbye by then.
    (tmp_path / "mine.py").write_text(
        "import os\n"
        "def partials(parameters, subset, block):\n    return parameters[block] - 1.0\n"
        "def loss(parameters):\n    os.makedirs('run/summary.json', exist_ok=True)\n    return 0.0\n",
        encoding="utf-8",
    )
    problem = 'function = "mine:partials"\nloss = "mine:loss"\ncoordinates = 60\n'
    path = task([LEVELS], problem=problem, rounds="steps = 2\n", stragglers="")
    done = runs(4, path, "--output", "run")
    assert done.status == 3 and "summary.json: cannot be written" in done.errors, done.errors
    assert "MPI_ABORT" not in done.errors and "signal" not in done.errors, done.errors
