"""Functions of one's own in libraries that differentiate automatically, where these are installed."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Runs, ended

from bcgc.mpi import Results

EXAMPLES = ROOT / "examples" / "mpi"


@pytest.mark.parametrize("library", ["torch", "jax"])
def test_what_is_decoded_is_what_the_library_differentiates(library: str, runs: Runs, tmp_path: Path) -> None:
    pytest.importorskip(library)
    for name in (f"{library}_network.py", f"{library}_network.toml", "compare.py"):
        shutil.copy(EXAMPLES / name, tmp_path)
    done = runs(4, f"{library}_network.toml", "--output", "run")
    assert done.status == 0, done.errors
    results = Results(tmp_path / "run")
    losses = [row["loss"] for row in results.rounds if row["scheme"] == "exact"]
    assert losses[-1] < 0.8 * losses[0]
    # Against the library alone on one process, all data at once and with steps of its own.
    compared = ended([sys.executable, "compare.py", f"{library}_network", "run"], tmp_path)
    assert compared.status == 0, compared.errors
    assert re.findall(r"^(\S+): 40 steps", compared.output, re.MULTILINE) == results.schemes
    apart = [float(x) for x in re.findall(r"by (\d\S+)(?: at most|$)", compared.output, re.MULTILINE)]
    assert len(apart) == 2 * len(results.schemes) and max(apart) < 1e-10, compared.output
