"""Coded gradients that really run: a master and N workers on MPI, through mpi4py.

``mpirun -n N+1 python -m bcgc.run TASK.toml --output DIR`` is all that most need; `Task` checks a task file, `Results` reads the
folder of a run, and `bcgc.mpi.figures` draws it.
"""

from .results import Results
from .task import Task

__all__ = ["Results", "Task"]
