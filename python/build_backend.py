"""Builds the package with maturin, after a look at what else compiling it takes.

CMake, Ninja and libclang come from PyPI where the machine has none. Rust and a C++ compiler have to be there: without them
pip says so at once, in a sentence, and not after minutes at the end of a log.
"""

from __future__ import annotations

import glob
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import TypeAlias

import maturin  # type: ignore[import-untyped]
from maturin import (
    build_sdist,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

# `rust-version` of Cargo.toml.
RUST = (1, 89)
# Where it lies on the systems of scripts/bootstrap.sh; libclang-cpp is another library.
LIBCLANG = [
    "/usr/lib/llvm*/lib/libclang.so*",
    "/usr/lib/llvm*/lib/libclang-[0-9]*.so*",
    "/usr/lib/*/libclang.so*",
    "/usr/lib/*/libclang-[0-9]*.so*",
    "/usr/lib/libclang.so*",
    "/usr/lib64/libclang.so*",
    "/usr/lib64/llvm*/lib/libclang.so*",
    "/usr/local/lib/libclang.so*",
    "/opt/homebrew/opt/llvm/lib/libclang.dylib",
    "/usr/local/opt/llvm/lib/libclang.dylib",
    "/Library/Developer/CommandLineTools/usr/lib/libclang.dylib",
]
Settings: TypeAlias = "dict[str, object] | None"


def _rust() -> str | None:
    """What is wrong with Rust, if anything is."""
    wanted = f"Rust {RUST[0]}.{RUST[1]} or later (https://rustup.rs)"
    if shutil.which("cargo") is None:
        return wanted
    told = subprocess.run(["cargo", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"cargo (\d+)\.(\d+)", told)
    if version is None or (int(version[1]), int(version[2])) < RUST:
        return f"{wanted}, not {told.strip() or 'a cargo that fails'}"
    return None


def _compiler() -> str | None:
    # rustc links through cc, CMake compiles through c++ or what CXX names.
    linker = shutil.which("cc") or "CC" in os.environ or any(name.endswith("_LINKER") for name in os.environ)
    compiler = any(shutil.which(name) for name in ("c++", "g++", "clang++")) or "CXX" in os.environ
    return None if (linker and compiler) or os.name != "posix" else "a C++ compiler (g++ in Debian and Ubuntu, gcc-c++ in Fedora)"


def _has_libclang() -> bool:
    return bool(os.environ.get("LIBCLANG_PATH")) or any(glob.glob(pattern) for pattern in LIBCLANG)


def _required() -> list[str]:
    """What pip has to bring; stops with a sentence where that is not enough."""
    missing = [need for need in (_rust(), _compiler()) if need is not None]
    if missing:
        raise SystemExit(f"bcgc: compiling it takes {' and '.join(missing)}; install what is missing and try again")
    brought = [name for name in ("cmake", "ninja") if shutil.which(name) is None]
    return brought if _has_libclang() else [*brought, "libclang"]


def _compiled(build: Callable[..., str], folder: str, settings: Settings, metadata: str | None) -> str:
    if not _has_libclang():
        brought = importlib.util.find_spec("clang") and importlib.util.find_spec("clang.native")
        if brought is not None and brought.submodule_search_locations:
            os.environ["LIBCLANG_PATH"] = brought.submodule_search_locations[0]
    return build(folder, settings, metadata)


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """What pip installs for the build."""
    return [*_required(), *maturin.get_requires_for_build_wheel(config_settings)]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """The same."""
    return [*_required(), *maturin.get_requires_for_build_editable(config_settings)]


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Compiles, and makes the wheel."""
    return _compiled(maturin.build_wheel, wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Compiles, and makes a wheel that points here."""
    return _compiled(maturin.build_editable, wheel_directory, config_settings, metadata_directory)
