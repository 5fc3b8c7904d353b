"""The command ``python -m bcgc.run``: its arguments, its exit statuses, who is master and who works."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import BcgcError, InputError
from .example import EXAMPLE
from .keys import reason_of
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
2 bad input; 3 an output could not be written; 130 interrupted: --resume goes on.
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
    # What it says of arguments all ranks would say.
    unheard = io.StringIO()
    with nullcontext() if _speaks() else redirect_stderr(unheard), nullcontext() if _speaks() else redirect_stdout(unheard):
        given = parser.parse_args(arguments)
    try:
        if given.adapt is not None and given.adapt < 1:
            raise InputError(f"--adapt {given.adapt}: must be an integer from 1", "--adapt", str(given.adapt), "give it from 1 on")
        if given.init is not None:
            return _init(Path(given.init))
        if given.task is None:
            raise InputError("TASK.toml: missing: give a task file, or --init to get one", "TASK.toml", None, "see --help")
        if given.check is not None:
            return _check(Path(given.task), given.check, given.adapt)
    except BrokenPipeError:
        # Whoever read what is printed has gone, and knows why.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except (Exception, KeyboardInterrupt) as error:
        return _fail(error)
    return _run(given)


def _fail(error: BaseException) -> int:
    """Says what is wrong on one line; the exit status."""
    text, status = _said(error)
    if _speaks():
        print(f"bcgc.run: {text}", file=sys.stderr, flush=True)
    return status


def _speaks() -> bool:
    """Whether this is the master, or nobody beside it: what all ranks would say is said once."""
    return all(os.environ.get(key, "0") == "0" for key in ("OMPI_COMM_WORLD_RANK", "PMI_RANK"))


def _said(error: BaseException) -> tuple[str, int]:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", 130
    is_input = isinstance(error, FileNotFoundError) and error.filename is None
    if is_input or isinstance(error, (InputError, ImportError)):
        return str(error), 2
    if isinstance(error, OSError):
        name = error.filename2 or error.filename
        where = f"{name}: " if name else ""
        return f"{where}cannot be written, {reason_of(error)}: make room, or name another place", 3
    if isinstance(error, MemoryError):
        return f"the memory does not suffice ({error}): take fewer coordinates, samples or ranks on this machine", 2
    if isinstance(error, BcgcError):
        return str(error), 1
    # A fault of this package: who reports it needs to say where it is.
    return "".join(traceback.format_exception(error)).rstrip(), 1


def _init(path: Path) -> int:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(EXAMPLE)
    except FileExistsError:
        remedy = "give the name of a file that is not there yet"
        raise InputError(f"--init {path}: exists already: {remedy}", "--init", str(path), remedy) from None
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
    except (ImportError, RuntimeError) as error:
        remedy = "pip install mpi4py, and an MPI library: sh scripts/bootstrap.sh mpi"
        return _fail(InputError(f"mpi4py: {error}: {remedy}", "mpi4py", None, remedy))
    from . import training

    comm = MPI.COMM_WORLD
    if comm.rank > 0:
        # The master hears of it, and says when to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        training.work(comm)
        return 0
    try:
        _can_be_interrupted()
        task, folder = _task_of(given, comm.size - 1)
        checkpoint = training.prepare(task, folder, given.resume)
    except (Exception, KeyboardInterrupt) as error:
        return _dismissed(comm, _fail(error))
    if "OMP_NUM_THREADS" not in os.environ:
        print("bcgc.run: OMP_NUM_THREADS is not set: ranks on one machine may fight over its cores", file=sys.stderr)
    return _trained(given, comm, task, folder, checkpoint)


def _can_be_interrupted() -> None:
    """Ctrl-C, and the signal by which mpirun and schedulers end a job, interrupt once; what follows is cleaning up."""

    def interrupt(number: int, frame: object) -> None:
        for which in (signal.SIGINT, signal.SIGTERM):
            signal.signal(which, signal.SIG_IGN)
        raise KeyboardInterrupt

    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, interrupt)


def _task_of(given: argparse.Namespace, workers: int) -> tuple[Task, Path]:
    if given.output is None:
        remedy = "name the folder of the run, or give --check N to check the task alone"
        raise InputError(f"--output: missing: {remedy}", "--output", None, remedy)
    if workers < 1:
        raise _alone()
    if given.figures:
        from . import figures

        figures.needed()
    return Task.read(given.task, workers, adapt=given.adapt), Path(given.output)


def _alone() -> InputError:
    """Why there is no worker: mpirun was not asked for one, or is that of another library than mpi4py has taken."""
    ranks = next((os.environ[key] for key in ("OMPI_COMM_WORLD_SIZE", "PMI_SIZE") if key in os.environ), "1")
    if ranks != "1":
        from mpi4py import MPI

        library = " ".join(MPI.Get_library_version().split()[:3]).rstrip(",")
        remedy = "start the mpirun of that library, or name the other one: MPI4PY_MPIABI=openmpi or mpich"
        text = f"mpirun: it has started {ranks} ranks that do not know of each other, as mpi4py has taken {library}: {remedy}"
        return InputError(text, "mpirun", ranks, remedy)
    remedy = "start mpirun -n N+1 python -m bcgc.run ..., with N from 1"
    return InputError(f"mpirun: there is no worker: {remedy}", "mpirun", "1", remedy)


def _dismissed(comm: MPI.Intracomm, status: int) -> int:
    """Sends the workers home before any work."""
    from .master import Master
    from .task import Limits
    from .training import Ended

    master = Master(comm, Limits(60.0, 0.001, 1.0, 1.0), print)
    try:
        clean = master.stop()
    except KeyboardInterrupt:
        clean = False
    return Ended(master, clean).leave(comm, status)


def _trained(
    given: argparse.Namespace, comm: MPI.Intracomm, task: Task, folder: Path, checkpoint: Checkpoint | None
) -> int:
    from . import training

    ended = training.train(comm, task, folder, checkpoint)
    try:
        status = _told(given, ended, folder)
    except (Exception, KeyboardInterrupt) as error:
        status = _fail(error)
    return ended.leave(comm, status)


def _told(given: argparse.Namespace, ended: Ended, folder: Path) -> int:
    """Shows how a run ended; the exit status."""
    from .summary import text_of

    if isinstance(ended.error, KeyboardInterrupt):
        print("bcgc.run: interrupted; go on with --resume", file=sys.stderr, flush=True)
        return 130
    if ended.error is not None:
        return _fail(ended.error)
    assert ended.summary is not None
    text = text_of(ended.summary)
    (folder / "summary.txt").write_text(text, encoding="utf-8")
    print(text, end="", flush=True)
    if given.figures:
        from . import figures

        figures.write(folder)
    return 0
