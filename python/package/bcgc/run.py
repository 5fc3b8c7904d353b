"""Coded gradients on MPI: ``mpirun -n N+1 python -m bcgc.run TASK.toml --output DIR``."""

from __future__ import annotations

import sys

from .mpi.command import main

if __name__ == "__main__":
    sys.exit(main())
