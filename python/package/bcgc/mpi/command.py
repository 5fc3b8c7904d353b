"""The command ``python -m bcgc.run``: its arguments, its exit statuses, who is master and who works."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BcgcError, InputError
from .example import EXAMPLE
from .task import Task

if TYPE_CHECKING:
    from mpi4py import MPI

    from .checkpoints import Checkpoint
    from .training import Ended

__all__ = ["main"]

_ABOUT = """Trains with coded gradients on MPI: a master and N workers, N + 1 ranks.

  python -m bcgc.run --init task.toml
  OMP_NUM_THREADS=1 mpirun -n 9 python -m bcgc.run task.toml --output run

Exit statuses: 0 done; 1 too many workers lost, or a gradient that is wrong: the checkpoint is kept, --resume goes on;
2 bad input; 3 an output could not be written.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command on this rank; its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line by default.
    """
    parser = argparse.ArgumentParser("python -m bcgc.run", description=_ABOUT, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("task", metavar="TASK.toml", nargs="?", help="what is learned, with which schemes")
    parser.add_argument("--output", metavar="DIR", help="folder of the run, which must not be there yet")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in the folder of --output")
    parser.add_argument("--adapt", metavar="K", type=int, help="optimise again every K steps, in the place of rounds.adapt")
    parser.add_argument("--figures", action="store_true", help="draw figures into the folder at the end; needs matplotlib")
    parser.add_argument("--check", metavar="N", type=int, help="only check the task for N workers, without mpirun")
    parser.add_argument("--init", metavar="FILE", help="write a commented task file to start from, and do nothing else")
    given = parser.parse_args(arguments)
    try:
        if given.init is not None:
            return _init(Path(given.init))
        if given.task is None:
            raise InputError("TASK.toml: missing: give a task file, or --init to get one", "TASK.toml", None, "see --help")
        if given.check is not None:
            return _check(Path(given.task), given.check, given.adapt)
        return _run(given)
    except (InputError, FileNotFoundError, FileExistsError) as error:
        return _fail(error, 2)
    except OSError as error:
        return _fail(error, 3)


def _fail(error: BaseException, status: int) -> int:
    print(f"bcgc.run: {error}", file=sys.stderr, flush=True)
    return status


def _init(path: Path) -> int:
    with path.open("x", encoding="utf-8") as file:
        file.write(EXAMPLE)
    return 0


def _check(path: Path, workers: int, adapt: int | None) -> int:
    task = Task.read(path, workers, adapt=adapt)
    print(f"{task.name}: {task.workers} workers, {task.problem.coordinates} coordinates, {task.rounds.steps} steps")
    for scheme in task.document["schemes"]:
        print(f"{scheme['name']:12} {' '.join(map(str, scheme['partition']))}")
    return 0


def _run(given: argparse.Namespace) -> int:
    try:
        from mpi4py import MPI
    except ImportError as error:
        remedy = "pip install mpi4py, and an MPI library: sh scripts/bootstrap.sh mpi"
        raise InputError(f"mpi4py: {error}: {remedy}", "mpi4py", None, remedy) from error
    from . import training

    comm = MPI.COMM_WORLD
    if comm.rank > 0:
        training.work(comm)
        return 0
    if given.adapt is not None and given.adapt < 1:
        status = _fail(InputError(f"--adapt {given.adapt}: must be an integer from 1"), 2)
        return _dismissed(comm, status)
    try:
        if given.output is None:
            raise InputError("--output: missing: name the folder of the run", "--output", None, "must be a folder")
        if comm.size < 2:
            raise InputError("mpirun: there is no worker: start mpirun -n N+1", "mpirun", "1", "start mpirun -n N+1")
        if given.figures:
            from . import figures

            figures.needed()
        task = Task.read(given.task, comm.size - 1, adapt=given.adapt)
        folder = Path(given.output)
        checkpoint = training.prepare(task, folder, given.resume)
    except (InputError, FileNotFoundError, ImportError) as error:
        return _dismissed(comm, _fail(error, 2))
    except OSError as error:
        return _dismissed(comm, _fail(error, 3))
    if "OMP_NUM_THREADS" not in os.environ:
        print("bcgc.run: OMP_NUM_THREADS is not set: ranks on one machine may fight over its cores", file=sys.stderr)
    return _trained(given, comm, task, folder, checkpoint)


def _dismissed(comm: MPI.Intracomm, status: int) -> int:
    """Sends the workers home before any work."""
    from .master import Master
    from .task import Limits
    from .training import Ended

    master = Master(comm, Limits(60.0, 0.001, 1.0, 1.0), print)
    return Ended(master, master.stop()).leave(comm, status)


def _trained(
    given: argparse.Namespace, comm: MPI.Intracomm, task: Task, folder: Path, checkpoint: Checkpoint | None
) -> int:
    from . import training

    ended = training.train(comm, task, folder, checkpoint)
    try:
        status = _told(given, ended, folder)
    except OSError as error:
        status = _fail(error, 3)
    return ended.leave(comm, status)


def _told(given: argparse.Namespace, ended: Ended, folder: Path) -> int:
    """Shows how a run ended; the exit status."""
    from .summary import text_of

    if isinstance(ended.error, KeyboardInterrupt):
        print("bcgc.run: interrupted; go on with --resume", file=sys.stderr, flush=True)
        return 130
    if ended.error is not None:
        if not isinstance(ended.error, (BcgcError, OSError)):
            traceback.print_exception(ended.error)
        return _fail(ended.error, 3 if isinstance(ended.error, OSError) else 1)
    assert ended.summary is not None
    text = text_of(ended.summary)
    (folder / "summary.txt").write_text(text, encoding="utf-8")
    print(text, end="", flush=True)
    if given.figures:
        from . import figures

        figures.write(folder)
    return 0
