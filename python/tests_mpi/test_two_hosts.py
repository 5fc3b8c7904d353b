"""Two network namespaces as two hosts with names of their own: messages go over TCP, not through shared memory."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Runs

from bcgc.mpi import Results

# Unlikely to be anybody's: a network for documentation.
NETWORK = "198.51.100"
BRIDGE = f"bcgc-br{os.getpid() % 10000}"
HOSTS = {f"{NETWORK}.{10 + n}": f"bcgc{os.getpid() % 10000}-{n}" for n in (1, 2)}

AGENT = """#!/bin/sh
# What mpirun calls in the place of ssh: HOST COMMAND...
case $1 in {cases} *) exit 1 ;; esac
shift
exec ip netns exec "$name" unshare -u sh -c "hostname $name; $*"
"""


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Path]:
    """The program that starts something on one of two hosts, which are there for as long as the test."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("unshare") is None:
        pytest.skip("two hosts need root, ip and unshare")
    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for address, name in HOSTS.items():
            outside = f"v{name}"
            ip("netns", "add", name)
            ip("link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", outside, "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")
        path = tmp_path / "agent.sh"
        path.write_text(AGENT.format(cases=" ".join(f"{a}) name={n} ;;" for a, n in HOSTS.items())), encoding="utf-8")
        path.chmod(0o755)
        yield path
    except subprocess.CalledProcessError as error:
        pytest.skip(f"network namespaces are not permitted here: {error.stderr.decode().strip()}")
    finally:
        for name in HOSTS.values():
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", BRIDGE], check=False, capture_output=True)


def test_two_hosts(agent: Path, runs: Runs, task: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from mpi4py import MPI\n"
        "def partials(parameters, subset, block):\n"
        "    open(f'{MPI.COMM_WORLD.rank}-{MPI.Get_processor_name()}', 'w').close()\n"
        "    return subset * (parameters[block] - 1.0)\n",
        encoding="utf-8",
    )
    problem = 'function = "mine:partials"\ncoordinates = 200000\n'
    path = task(
        ['name = "a"\npartition = [0, 60000, 60000, 80000]'],
        problem=problem,
        optimiser="rate = 0.05\n",
        rounds="steps = 10\nmeasure = 0\n",
        stragglers="",
    )
    network = f"{NETWORK}.0/24"
    options = [
        *("--mca", "plm_rsh_agent", str(agent)),
        *("--mca", "btl_tcp_if_include", network, "--mca", "oob_tcp_if_include", network),
        *("--map-by", "node"),
        *("--host", ",".join(f"{address}:3" for address in HOSTS)),
    ]
    exported = [part for key in ("MPI4PY_MPIABI", "OMP_NUM_THREADS", "PYTHONPATH") if key in os.environ for part in ("-x", key)]
    done = runs(4, path, "--output", "run", options=[*options, *exported])
    assert done.status == 0, done.errors
    results = Results(tmp_path / "run")
    assert len(results.rounds) == 10 and max(row["error"] for row in results.rounds) < 1e-9
    seen = {path.name.partition("-")[2] for path in tmp_path.glob("[0-4]-*")}
    assert seen == set(HOSTS.values())
