"""Checks what users of the Python package install.

Usage: python3 scripts/packages.py wheel WHEEL [TAG]   what it links, its size, its files; with TAG, for which systems it is
       python3 scripts/packages.py source SDIST        its files
       python3 scripts/packages.py same WHEEL WHEEL    that two wheels have the same files

Takes auditwheel and abi3audit, which scripts/python.sh installs beside the Python that runs this.
"""

import json
import subprocess
import sys
import tarfile
import zipfile
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Of a wheel, in bytes.
MOST = 20_000_000
LICENCES = {"LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt"}
NATIVE = "bcgc/_bcgc.abi3.so"


def tool(name: str, *arguments: str) -> str:
    """What a program beside this Python prints."""
    program = Path(sys.executable).parent / name
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"packages: {name} {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
    return done.stdout


def in_checkout() -> set[str]:
    """The files of the checkout that git does not ignore."""
    # Without -z names with other than ASCII letters are quoted.
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"packages: files are compared with those of a checkout of git: {done.stderr.strip()}")
    return set(done.stdout.split("\0")) - {""}


def files_of(wheel: Path) -> set[str]:
    """The files of a wheel, the folder of its metadata without name and version."""
    names = zipfile.ZipFile(wheel).namelist()
    return {name.partition(".dist-info/")[2] if ".dist-info/" in name else name for name in names}


def compared(what: Path, found: set[str], wanted: set[str], allowed: set[str]) -> None:
    """Refuses files that are missing, and those that are neither wanted nor allowed."""
    missing, stray = sorted(wanted - found), sorted(found - wanted - allowed)
    if missing or stray:
        raise SystemExit(f"packages: {what.name}: missing {missing}, stray {stray}")


def check_wheel(wheel: Path, tag: str | None) -> str:
    """One that links what every system of its tag has, is small, and holds the package."""
    shown = json.loads(tool("auditwheel", "show", "--json", str(wheel)))
    if shown["external_libs"] or shown["unsupported_isa"] or not shown["overall_tag"].startswith("manylinux"):
        raise SystemExit(f"packages: {wheel.name} takes more than the systems of a tag have: {shown}")
    if tag is not None and not shown["overall_tag"].startswith(f"{tag}_"):
        raise SystemExit(f"packages: {wheel.name} is for {shown['overall_tag']}, not for {tag}")
    tool("abi3audit", "--strict", str(wheel))
    size = wheel.stat().st_size
    if size > MOST:
        raise SystemExit(f"packages: {wheel.name} has {size} bytes, more than {MOST}")
    package = {name.removeprefix("python/package/") for name in in_checkout() if name.startswith("python/package/")}
    metadata = {"METADATA", "WHEEL", "RECORD"} | {f"licenses/{name}" for name in LICENCES}
    found = files_of(wheel)
    # The bill of materials that maturin writes, under a name of its own choice.
    allowed = {name for name in found if fnmatch(name, "sboms/*.cyclonedx.json")}
    compared(wheel, found, package | metadata | {NATIVE}, allowed)
    return f"{shown['overall_tag']}, {size / 1e6:.1f} MB"


def check_source(sdist: Path) -> str:
    """One that holds what building takes, and nothing that is not in the checkout."""
    names = [member.name for member in tarfile.open(sdist).getmembers() if not member.isdir()]
    found = {name.partition("/")[2] for name in names}
    tracked = in_checkout()
    # What belongs to the package stands at the top as well.
    allowed = tracked | {name.removeprefix("python/") for name in tracked}
    needed = {"Cargo.lock", "Cargo.toml", "pyproject.toml", "build_backend.py", "PKG-INFO", "README.md", *LICENCES}
    sources = ("src/", "verify/src/", "python/src/")
    needed |= {name for name in tracked if name.startswith(sources)}
    needed |= {name.removeprefix("python/") for name in tracked if name.startswith("python/package/")}
    compared(sdist, found, needed, allowed)
    return f"{len(found)} files, {sdist.stat().st_size / 1e6:.1f} MB"


def main() -> None:
    match sys.argv[1:]:
        case ["wheel", wheel]:
            print(f"{wheel}: {check_wheel(Path(wheel), None)}")
        case ["wheel", wheel, tag]:
            print(f"{wheel}: {check_wheel(Path(wheel), tag)}")
        case ["source", sdist]:
            print(f"{sdist}: {check_source(Path(sdist))}")
        case ["same", first, second]:
            compared(Path(second), files_of(Path(second)), files_of(Path(first)), set())
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
