"""The log of a run: files that grow by the rows of each round."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .records import BlockTime, Layout, Record, WorkerTime
from .replacing import write_whole

__all__ = ["Log", "replayed", "rows_of"]

ROUNDS = ("round", "scheme", "step", "measured", "runtime", "clock", "loss", "error", "lost")
BLOCKS = ("round", "scheme", "worker", "block", "level", "load", "number", "computed", "finished", "arrived", "state")
WORKERS = ("round", "scheme", "worker", "blocks", "abandoned", "finished", "arrived", "waited")


class Log:
    """``rounds.csv``, ``blocks.csv`` and ``workers.csv`` of a folder.

    Parameters
    ----------
    folder : path
    names : list of str
        Of the schemes.
    kept : int
        Of a run that goes on: rounds up to this one stay, later ones were played after the checkpoint and are played again.
    """

    def __init__(self, folder: Path, names: list[str], kept: int = 0) -> None:
        self._names = names
        self._paths = {kind: folder / f"{kind}.csv" for kind in ("rounds", "blocks", "workers")}
        for kind, header in (("rounds", ROUNDS), ("blocks", BLOCKS), ("workers", WORKERS)):
            before = list(rows_of(self._paths[kind])) if kept and self._paths[kind].exists() else []
            text = io.StringIO(newline="")
            table = csv.DictWriter(text, header)
            table.writeheader()
            table.writerows(row for row in before if int(row["round"]) <= kept)
            write_whole(self._paths[kind], text.getvalue())

    def _append(self, kind: str, rows: Iterable[Iterable[object]]) -> None:
        with self._paths[kind].open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    def rounds(self, record: Record, clock: float, loss: float | None, error: float | None) -> None:
        """A round as it has just ended."""
        lost = " ".join(map(str, sorted(record.lost)))
        numbers = (record.runtime, clock, loss, error)
        self._append(
            "rounds",
            [
                (
                    record.round,
                    self._names[record.scheme],
                    record.step + 1,
                    int(record.measured),
                    *map(_text, numbers),
                    lost,
                )
            ],
        )

    def close(self, records: Iterable[Record]) -> None:
        """Rounds that nothing more is expected of."""
        listed = list(records)
        self._append("blocks", (row for record in listed for row in self._blocks(record)))
        self._append("workers", (row for record in listed for row in self._workers(record)))

    def _blocks(self, record: Record) -> Iterator[tuple[object, ...]]:
        for worker, loads in enumerate(record.layout.loads, 1):
            for block, load in loads:
                found = record.blocks.get((worker, block))
                times = (None,) * 3 if found is None else (found.computed, found.finished, found.arrived)
                yield (
                    record.round,
                    self._names[record.scheme],
                    worker,
                    block + 1,
                    record.layout.levels[block],
                    _text(load),
                    _text(record.numbers[worker - 1]),
                    *map(_text, times),
                    record.state(worker, block),
                )

    def _workers(self, record: Record) -> Iterator[tuple[object, ...]]:
        for worker, loads in enumerate(record.layout.loads, 1):
            end = record.workers.get(worker)
            name = self._names[record.scheme]
            if end is None:
                # Lost, or written down before it has said what became of it.
                arrived = sum(sender == worker for sender, _ in record.blocks)
                yield record.round, name, worker, arrived, int(worker not in record.lost), "", "", ""
            else:
                waited = max(record.runtime - end.arrived, 0.0)
                is_abandoned = int(end.blocks < len(loads))
                times = map(_text, (end.finished, end.arrived, waited))
                yield record.round, name, worker, end.blocks, is_abandoned, *times


def replayed(folder: Path, names: list[str], layouts: Sequence[Layout], since: Sequence[int]) -> Iterator[Record]:
    """The measured rounds of a log, as they were when they were written down.

    Parameters
    ----------
    folder : path
    names : list of str
        Of the schemes.
    layouts : sequence of Layout
        Theirs.
    since : sequence of int
        Rounds of each scheme up to this one had another layout, and are left out.
    """
    wanted = {}
    for row in rows_of(folder / "rounds.csv"):
        scheme, number = names.index(row["scheme"]), int(row["round"])
        if row["measured"] == "1" and number > since[scheme]:
            lost = [int(worker) for worker in row["lost"].split()]
            layout = layouts[scheme]
            numbers = [math.nan] * len(layout.loads)
            wanted[number] = Record(
                number, scheme, int(row["step"]) - 1, layout, numbers, True, 0.0, float(row["runtime"]), lost=lost
            )
    for row in rows_of(folder / "blocks.csv"):
        record = wanted.get(int(row["round"]))
        if record is not None:
            worker = int(row["worker"])
            record.numbers[worker - 1] = float(row["number"] or "nan")
            if row["arrived"]:
                finished, computed, arrived = (float(row[key]) for key in ("finished", "computed", "arrived"))
                is_used = row["state"] == "used"
                record.blocks[worker, int(row["block"]) - 1] = BlockTime(finished, computed, arrived, is_used)
    for row in rows_of(folder / "workers.csv"):
        record = wanted.get(int(row["round"]))
        if record is not None and row["finished"]:
            end = WorkerTime(float(row["finished"]), float(row["arrived"]), int(row["blocks"]))
            record.workers[int(row["worker"])] = end
    yield from wanted.values()


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a log as dicts of texts; a last line that was cut off is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if None not in row.values() and None not in row:
                yield row


def _text(number: float | None) -> str:
    return "" if number is None or math.isnan(number) else f"{number:.9g}"
