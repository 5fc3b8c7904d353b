"""What came of each optimisation during a run, a line of JSON each in ``adapt.jsonl``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from .adapt import Decision
from .replacing import write_whole

__all__ = ["Decisions"]


class Decisions:
    """The decisions of a folder.

    Parameters
    ----------
    folder : path
    kept : int
        Of a run that goes on: those up to this round stay, later ones are taken again.
    """

    def __init__(self, folder: Path, kept: int = 0) -> None:
        self._path = folder / "adapt.jsonl"
        self._switched: dict[str, int] = {}
        if not self._path.exists():
            return
        lines = self._path.read_text(encoding="utf-8").splitlines(keepends=True)
        # A last line without its end was cut off.
        rows = [json.loads(line) for line in lines if line.endswith("\n")]
        before = [row for row in rows if row["round"] <= kept]
        write_whole(self._path, "".join(f"{json.dumps(row)}\n" for row in before))
        self._switched = {row["scheme"]: row["round"] for row in before if row["switched"]}

    def switched(self, scheme: str) -> int:
        """The round after which a scheme was last switched; 0 where it never was."""
        return self._switched.get(scheme, 0)

    def add(self, round_: int, scheme: str, step: int, decision: Decision) -> None:
        """Writes one down."""
        row = {"round": round_, "scheme": scheme, "step": step, **asdict(decision)}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        if decision.switched:
            self._switched[scheme] = round_
