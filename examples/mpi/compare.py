"""`python compare.py MODULE DIR`: what a run in DIR has learned beside what MODULE.plain(steps, rate) learns without any code."""

import importlib
import sys

import numpy as np

from bcgc.mpi import Results

module, results = importlib.import_module(sys.argv[1]), Results(sys.argv[2])
for scheme in results.schemes:
    rows = [row for row in results.rounds if row["scheme"] == scheme]
    alone = module.plain(len(rows), results.task["optimiser"]["rate"])
    apart = np.abs(results.parameters(scheme) - alone).max() / np.abs(alone).max()
    worst = max(row["error"] for row in rows)
    print(f"{scheme}: {len(rows)} steps, gradients off by {worst:.1e} at most, parameters at the end by {apart:.1e}")
