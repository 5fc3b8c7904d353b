"""The package itself: what an import loads, what is public, and what building it from source takes."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

import bcgc

# Some take longer to import than all of bcgc; the others wait for whoever draws, sweeps or converts.
LATE = {
    "concurrent.futures",
    "dataclasses",
    "decimal",
    "fractions",
    "html",
    "inspect",
    "json",
    "matplotlib",
    "mpi4py",
    "multiprocessing",
    "numpy",
    "pandas",
    "polars",
    "tomllib",
    "urllib.parse",
}


def loaded(program: str) -> set[str]:
    """The modules that a program loads beyond those of an interpreter that has just started."""
    program = f"import sys; before = set(sys.modules)\n{program}\nprint(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_an_import_loads_little() -> None:
    found = loaded("import bcgc")
    assert {"bcgc", "bcgc._bcgc"} <= found
    assert not found & LATE
    assert {name for name in found if name.startswith("bcgc.")} == {"bcgc._bcgc", "bcgc.errors"}


def test_what_is_not_asked_for_is_not_loaded() -> None:
    found = loaded("import bcgc; bcgc.Instance(4, 20, bcgc.ShiftedExponential(rate=1.0))")
    assert {"numpy", "bcgc.laws"} <= found
    assert not found & {"bcgc.fitting", "bcgc.tables", "matplotlib", "multiprocessing", "pandas", "polars"}


def test_every_public_name_is_there() -> None:
    for module, names in bcgc._PUBLIC.items():
        assert list(names) == importlib.import_module(f"bcgc.{module}").__all__, module
    assert bcgc.__all__ == sorted(bcgc.__all__) and set(bcgc.__all__) <= set(dir(bcgc))
    for name in bcgc.__all__:
        assert getattr(bcgc, name) is not None
    everything: dict[str, object] = {}
    exec("from bcgc import *", everything)
    assert set(bcgc.__all__) <= set(everything)
    assert bcgc.tables.Spec is bcgc.Spec
    for wrong, meant in (("slove", "solve"), ("trace", "Trace"), ("instance", "Instance"), ("plot", "plots")):
        with pytest.raises(AttributeError, match=f"no attribute '{wrong}'; did you mean '{meant}'"):
            getattr(bcgc, wrong)
    with pytest.raises(AttributeError, match="no attribute 'xyzzy'$"):
        getattr(bcgc, "xyzzy")


def test_names_are_those_that_are_public() -> None:
    program = "import bcgc; print(*dir(bcgc)); print(bcgc.plots.__name__, bcgc.mpi.__name__)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    shown, modules = run.stdout.splitlines()
    names = {name for name in shown.split() if not name.startswith("__")}
    assert names == {*bcgc.__all__, *bcgc._PUBLIC, "mpi", "plots"} - {"__version__"}
    assert modules == "bcgc.plots bcgc.mpi"


def test_files_of_the_checkout_have_their_own_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("packages", ROOT / "scripts" / "packages.py")
    assert spec is not None and spec.loader is not None
    packages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(packages)
    for name in ("plain.txt", "übung.txt"):
        (tmp_path / name).touch()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    assert packages.in_checkout() == {"plain.txt", "übung.txt"}


def test_what_checkers_of_types_see_is_what_is_public() -> None:
    source = Path(bcgc.__file__).read_text(encoding="utf-8")
    for module in bcgc._PUBLIC:
        assert f"from .{module} import *\n" in source, module


@pytest.fixture
def backend() -> ModuleType:
    """What pip builds the package with."""
    spec = importlib.util.spec_from_file_location("build_backend", ROOT / "python" / "build_backend.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tools(folder: Path, *names: str, cargo: str = "cargo 1.95.0 (f2d3ce0bd 2026-03-21)") -> None:
    """Programs that are there, in `folder`."""
    for name in names:
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{cargo}'\n")
        program.chmod(0o755)


@pytest.mark.parametrize(
    ("there", "cargo", "told"),
    [
        ((), "", r"Rust 1\.89 or later \(https://rustup\.rs\) and a C\+\+ compiler \(g\+\+ in Debian"),
        (("cargo", "cmake", "ninja"), "cargo 1.95.0", r"takes a C\+\+ compiler"),
        (("cargo", "cc"), "cargo 1.95.0", r"takes a C\+\+ compiler"),
        (("cargo", "cc", "c++"), "cargo 1.63.0", r"Rust 1\.89 or later \(https://rustup\.rs\), not cargo 1\.63\.0;"),
        (("cargo", "cc", "c++"), "", "not a cargo that fails"),
    ],
)
def test_a_build_without_its_tools_says_so_at_once(
    backend: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: tuple[str, ...],
    cargo: str,
    told: str,
) -> None:
    tools(tmp_path, *there, cargo=cargo)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.chdir(ROOT / "python")
    for required in (backend.get_requires_for_build_wheel, backend.get_requires_for_build_editable):
        with pytest.raises(SystemExit, match=told):
            required()


def test_what_pip_can_bring_is_brought(
    backend: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("LIBCLANG_PATH", raising=False)
    monkeypatch.setattr(backend, "LIBCLANG", [str(tmp_path / "libclang*")])
    monkeypatch.chdir(ROOT / "python")
    tools(tmp_path, "cargo", "cc", "c++")
    assert backend.get_requires_for_build_wheel() == ["cmake", "ninja", "libclang"]
    tools(tmp_path, "cmake", "ninja")
    (tmp_path / "libclang-14.so.1").touch()
    assert backend.get_requires_for_build_wheel() == []
    assert "LIBCLANG_PATH" not in os.environ


def test_the_backend_asks_for_the_rust_of_the_crates(backend: ModuleType) -> None:
    wanted = f'rust-version = "{backend.RUST[0]}.{backend.RUST[1]}"'
    for manifest in ("Cargo.toml", "python/Cargo.toml", "verify/Cargo.toml"):
        assert wanted in (ROOT / manifest).read_text(encoding="utf-8"), manifest
