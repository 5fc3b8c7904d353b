"""Writes python/THIRD-PARTY.txt: the licence texts of everything that is linked into the wheel.

Usage: python3 scripts/licences.py [--check]. With --check nothing is written, and the exit status says whether the crates of the
file are those of Cargo.lock.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "python" / "THIRD-PARTY.txt"
# Names under which licences lie, at the top of a crate; C and C++ sources have them further down.
NAMES = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)


def linked() -> list[dict]:
    """The crates that end up in the wheel: what bcgc-python needs but for building and testing."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--manifest-path", str(ROOT / "Cargo.toml")]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    todo = [p for p in packages if packages[p]["name"] == "bcgc-python"]
    found: set[str] = set()
    while todo:
        this = todo.pop()
        if this not in found:
            found.add(this)
            normal = (d for d in nodes[this]["deps"] if any(k["kind"] is None for k in d["dep_kinds"]))
            todo += [d["pkg"] for d in normal]
    is_macro = lambda p: any("proc-macro" in t["kind"] for t in p["targets"])
    return sorted(
        (packages[p] for p in found if packages[p]["source"] and not is_macro(packages[p])),
        key=lambda package: (package["name"], package["version"]),
    )


def texts(folder: Path) -> list[tuple[str, str]]:
    """Licence files of a crate, also those of sources that it brings along."""
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and NAMES.match(p.name) and p.suffix in ("", ".txt", ".md")]
    return [(str(p.relative_to(folder)), p.read_text(encoding="utf-8", errors="replace").strip()) for p in paths]


def main() -> int:
    crates = linked()
    heading = "".join(f"{c['name']} {c['version']}: {c['license'] or 'see its text'}\n" for c in crates)
    if "--check" in sys.argv:
        same = TARGET.read_text(encoding="utf-8").split("\n\n")[1].strip() == heading.strip()
        if not same:
            print("python/THIRD-PARTY.txt is not of these crates: run python3 scripts/licences.py", file=sys.stderr)
        return 0 if same else 1
    where: dict[str, list[str]] = {}
    for crate in crates:
        for name, text in texts(Path(crate["manifest_path"]).parent):
            where.setdefault(text, []).append(f"{crate['name']} {crate['version']}: {name}")
    parts = ["What is linked into the Python package bcgc, and its licences.", heading.strip()]
    for text, places in where.items():
        parts.append("\n".join(["=" * 100, *places, "=" * 100]) + "\n\n" + text)
    TARGET.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(crates)} crates, {len(where)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
