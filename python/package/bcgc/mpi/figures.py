"""Figures of a run through matplotlib: the time line of a round, losses against time, predicted and measured runtimes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import InputError
from .results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["losses", "runtimes", "timeline", "write"]


def needed() -> None:
    """Says early that matplotlib is missing.

    Raises
    ------
    ImportError
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise ImportError("figures need matplotlib: pip install matplotlib") from error


def _axes(axes: Axes | None) -> Axes:
    if axes is not None:
        return axes
    needed()
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def timeline(results: Results, round: int, axes: Axes | None = None) -> Axes:
    """A round as it went: when each worker finished each block, and when blocks were decoded.

    A bar is a block, pale where the master did not wait for it, hatched from where a worker was at work on what was abandoned; a
    dotted line is the time at which a block was decoded, a solid one the end of the round.

    Parameters
    ----------
    results : Results
    round : int
        From 1.
    axes : matplotlib.axes.Axes, optional

    Raises
    ------
    InputError
        When no such round was written down.
    """
    blocks = [row for row in results.blocks if row["round"] == round]
    if not blocks:
        remedy = "must be one of rounds.csv"
        raise InputError(f"round = {round}: {remedy}", "round", str(round), remedy)
    axes = _axes(axes)
    from matplotlib.ticker import MaxNLocator

    ends = {row["worker"]: row for row in results.workers if row["round"] == round}
    last = next(row["runtime"] for row in results.rounds if row["round"] == round)
    named: set[int] = set()
    for worker in sorted({row["worker"] for row in blocks}):
        start = 0.0
        for row in (row for row in blocks if row["worker"] == worker):
            color = f"C{(row['block'] - 1) % 10}"
            end = row["arrived"]
            if end is None:
                stop = ends.get(worker, {}).get("arrived") or last
                if row["state"] == "abandoned" and stop > start:
                    axes.barh(worker, stop - start, left=start, height=0.7, color="none", edgecolor=color, hatch="////", linewidth=0.5)
                break
            axes.barh(
                worker,
                end - start,
                left=start,
                height=0.7,
                color=color,
                alpha=1.0 if row["state"] == "used" else 0.35,
                edgecolor="white",
                linewidth=0.5,
                label=None if row["block"] in named else f"$n = {row['level']}$",
            )
            named.add(row["block"])
            start = end
    for block in sorted(named):
        used = [row["arrived"] for row in blocks if row["block"] == block and row["state"] == "used"]
        if used:
            axes.axvline(max(used), color=f"C{(block - 1) % 10}", linestyle=":", linewidth=1)
    axes.axvline(last, color="black", linewidth=1)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(max(row["worker"] for row in blocks) + 0.6, 0.4)
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds")
    axes.set_ylabel("worker")
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return axes


def losses(results: Results, axes: Axes | None = None) -> Axes:
    """The loss of every scheme against the seconds that its rounds took.

    Raises
    ------
    InputError
        When none was computed.
    """
    rows = results.rounds
    if all(row["loss"] is None for row in rows):
        remedy = "train with rounds.loss above 0, and with problem.loss for a function of your own"
        raise InputError(f"folder: it has no losses: {remedy}", "folder", str(results.folder), remedy)
    axes = _axes(axes)
    for name in results.schemes:
        mine = [(row["clock"], row["loss"]) for row in rows if row["scheme"] == name and row["loss"] is not None]
        if mine:
            axes.plot(*np.array(mine).T, linewidth=1.2, label=name)
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds of rounds and steps")
    axes.set_ylabel("loss")
    axes.legend(frameon=False)
    return axes


def runtimes(results: Results, axes: Axes | None = None) -> Axes:
    """Mean runtimes of all schemes, measured and predicted, with 95 % intervals.

    Raises
    ------
    InputError
        When the run did not end.
    """
    schemes: list[dict[str, Any]] = results.summary.get("schemes", [])
    if not schemes:
        remedy = "must be that of a run that ended"
        raise InputError(f"folder: it has no summary: {remedy}", "folder", str(results.folder), remedy)
    axes = _axes(axes)
    for n, (key, label, marker) in enumerate((("runtime", "measured", "o"), ("predicted", "predicted", "s"))):
        found = [(y, scheme[key]) for y, scheme in enumerate(schemes) if scheme[key] is not None]
        if found:
            y = np.array([row for row, _ in found]) + 0.2 * n - 0.1
            x = np.array([fields["value"] for _, fields in found])
            # Of a single round there is no interval.
            low, high = (
                np.array([fields["value"] if fields[end] is None else fields[end] for _, fields in found]) for end in ("low", "high")
            )
            axes.errorbar(x, y, xerr=[x - low, high - x], fmt=marker, markersize=5, capsize=3, linewidth=1, label=label)
    axes.set_yticks(range(len(schemes)), [scheme["name"] for scheme in schemes])
    axes.set_ylim(len(schemes) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("mean seconds a round")
    axes.legend(frameon=False)
    return axes


def write(folder: str | Path) -> list[Path]:
    """Draws all three into a run's folder, as PDF and PNG: of the time lines that of the last round of each scheme."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    results = Results(folder)
    last = {row["scheme"]: row["round"] for row in results.rounds}
    wanted: list[tuple[str, Any]] = [("runtimes", runtimes)]
    if any(row["loss"] is not None for row in results.rounds):
        wanted.append(("losses", losses))
    wanted += [(f"timeline-{name}", lambda r, a, n=n: timeline(r, n, a)) for name, n in last.items()]
    paths = []
    with rc_context({"pdf.fonttype": 42}):
        for name, draw in wanted:
            figure = Figure(figsize=(6.4, 3.6), layout="constrained")
            draw(results, figure.add_subplot())
            for ending in ("pdf", "png"):
                path = results.folder / f"{name}.{ending}"
                figure.savefig(path, dpi=150)
                paths.append(path)
    return paths
