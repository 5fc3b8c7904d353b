"""The commands of docs/python/mpi.md, as they stand there, with fewer steps."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT, ended, launcher

from bcgc.mpi import Results

BLOCK = re.compile(r"```sh\n(python -m bcgc.run --init.*?)```", re.DOTALL)


def test_the_commands_of_the_page(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "python" / "mpi.md").read_text(encoding="utf-8")
    found = BLOCK.search(page)
    assert found is not None
    begin, check, train = (line.partition("#")[0].strip() for line in found[1].strip().splitlines())
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    def run(line: str) -> str:
        given = line.replace("mpirun", launcher()[0])
        done = ended(["sh", "-c", given], tmp_path, PATH=path, MPLCONFIGDIR=str(tmp_path))
        assert done.status == 0, done.errors
        return done.output

    run(begin)
    task = tmp_path / "task.toml"
    text = task.read_text(encoding="utf-8")
    assert "steps = 60" in text
    task.write_text(text.replace("steps = 60", "steps = 6"), encoding="utf-8")
    assert "4 workers, 200 coordinates, 6 steps" in run(check)
    printed = run(train)
    assert "optimised" in printed and "seconds a round" in printed
    folder = tmp_path / "run"
    for name in re.findall(r"`([a-z-]+\.(?:csv|npz|json|txt))`", page.partition("## What a run writes")[2].partition("##")[0]):
        assert list(folder.rglob(name)), name
    assert (folder / "timeline-optimised.png").stat().st_size > 1000


def test_the_script_for_slurm_trains_and_goes_on(task: Callable[..., Path], tmp_path: Path) -> None:
    # As Slurm runs it on one node, but for the number of cores.
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "mpirun").symlink_to(launcher()[0])
    given = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "SLURM_NTASKS": "3",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
    }
    line = ["bash", str(ROOT / "examples" / "mpi" / "slurm.sh")]
    for steps in (3, 5):
        task(['method = "uncoded"'], rounds=f"steps = {steps}\n")
        done = ended(line, tmp_path, **given)
        assert done.status == 0, done.errors
        assert [row["round"] for row in Results(tmp_path / "run").rounds] == list(range(1, steps + 1))
    task(['method = "uncoded"'], rounds="steps = 0\n")
    assert ended(line, tmp_path, **given).status != 0
