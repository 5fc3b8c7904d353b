"""What the tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import bcgc

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture
def small() -> bcgc.Instance:
    """Four workers, solved in milliseconds; its optimum is 3,1,2,14."""
    return bcgc.Instance(4, 20, bcgc.ShiftedExponential(rate=1.0))


@pytest.fixture(scope="session")
def cli() -> Callable[..., str]:
    """Runs the command line; what it prints."""
    program = os.environ.get("BCGC") or shutil.which("bcgc", path=str(ROOT / "target" / "release"))
    if program is None:
        pytest.fail("the command line is missing: build it, or name it in BCGC")

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
