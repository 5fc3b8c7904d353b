"""Figures through matplotlib, which is optional.

Every function draws into axes, new ones by default, and returns them: what matplotlib can do with axes is left to you. In PDF
files text stays text with ``matplotlib.rcParams["pdf.fonttype"] = 42``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import numbers
from .distributions import distribution
from .errors import InputError
from .instances import Instance
from .reports import Report
from .simulations import Simulation
from .tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import Locator

__all__ = ["curves", "loads", "partition", "runtime", "timeline"]


def _axes(axes: Axes | None) -> Axes:
    if axes is not None:
        return axes
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError("this needs matplotlib: pip install matplotlib") from error
    return plt.subplots(layout="constrained")[1]


def _whole() -> Locator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)


def _named(partitions: Report | Mapping[str, ArrayLike] | ArrayLike) -> dict[str, np.ndarray[Any, Any]]:
    """Partitions by their names."""
    named: dict[str, np.ndarray[Any, Any]]
    if isinstance(partitions, Report):
        named = {row.method: row.partition for row in partitions if row.partition is not None}
    elif isinstance(partitions, Mapping):
        named = {str(name): numbers(blocks, "partition") for name, blocks in partitions.items()}
    else:
        named = {"": numbers(partitions, "partition")}
    for blocks in named.values():
        if blocks.ndim != 1:
            shape = str(blocks.shape)
            raise InputError(f"partition: shape {shape}", "partition", shape, "must have one number a worker")
    if not named:
        raise InputError("partitions: there is none to draw", "partitions", None, "must hold a partition")
    return named


def _legend(axes: Axes, names: Sequence[str]) -> None:
    if any(names):
        axes.legend(frameon=False)


def partition(
    partitions: Report | Mapping[str, ArrayLike] | ArrayLike, axes: Axes | None = None
) -> Axes:
    """The block sizes over the number of stragglers that they tolerate, on a scale that shows small and large ones.

    Parameters
    ----------
    partitions : Report, mapping of names to partitions, or array_like of shape (N,)
    axes : matplotlib.axes.Axes, optional
    """
    axes, named = _axes(axes), _named(partitions)
    for name, blocks in named.items():
        axes.plot(np.arange(blocks.size), blocks, marker="o", markersize=3, linewidth=1, label=name)
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("stragglers tolerated, $n$")
    axes.set_ylabel("coordinates, $x_n$")
    axes.xaxis.set_major_locator(_whole())
    _legend(axes, list(named))
    return axes


def loads(partitions: Report | Mapping[str, ArrayLike] | ArrayLike, axes: Axes | None = None) -> Axes:
    """The cumulative loads ``W_n = sum_{i <= n} (i + 1) x_i``: what a worker has done when its level ``n`` is sent.

    Parameters
    ----------
    partitions : Report, mapping of names to partitions, or array_like of shape (N,)
    axes : matplotlib.axes.Axes, optional
    """
    axes, named = _axes(axes), _named(partitions)
    for name, blocks in named.items():
        levels = np.arange(blocks.size)
        axes.step(levels, np.cumsum((levels + 1) * blocks), where="post", linewidth=1.2, label=name)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("stragglers tolerated, $n$")
    axes.set_ylabel("cumulative load $W_n$, in coordinates")
    axes.xaxis.set_major_locator(_whole())
    _legend(axes, list(named))
    return axes


def runtime(
    instance: Instance,
    partitions: Report | Mapping[str, ArrayLike] | ArrayLike,
    axes: Axes | None = None,
    *,
    points: int = 200,
    complement: bool = False,
) -> Axes:
    """The distribution function of the overall runtime, exact at every point.

    Parameters
    ----------
    instance : Instance
        Its objective plays no part.
    partitions : Report, mapping of names to partitions, or array_like of int, shape (N,)
    axes : matplotlib.axes.Axes, optional
    points : int
        Points of each curve, at least 2.
    complement : bool
        Whether the probability of being late is drawn instead, on a logarithmic scale.
    """
    if points < 2:
        raise InputError(f"points = {points}: must be at least 2", "points", str(points), "must be at least 2")
    axes, named = _axes(axes), _named(partitions)
    last = 1 - 1e-6 if complement else 0.999
    ends = [distribution(instance, blocks, quantiles=[1e-3, last]).deadline for blocks in named.values()]
    finite = np.array([end for pair in ends for end in pair if np.isfinite(end)])
    if finite.size == 0:
        raise InputError("partitions: no runtime is finite", "partitions", None, "needs a finite runtime")
    grid = np.linspace(0.9 * finite.min(), finite.max(), points)
    for name, blocks in named.items():
        found = distribution(instance, blocks, grid)
        axes.plot(grid, found.complement if complement else found.probability, linewidth=1.2, label=name)
    axes.set_xlabel("deadline")
    axes.set_ylabel("probability of being late" if complement else "probability of finishing in time")
    if complement:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1)
    _legend(axes, list(named))
    return axes


def timeline(simulation: Simulation, axes: Axes | None = None) -> Axes:
    """The round of a simulation whose time line was asked for: when each worker finishes its blocks, and when they decode.

    A bar is a block, pale where the master does not wait for it; a dotted line is the time at which a block is decoded.

    Parameters
    ----------
    simulation : Simulation
        Made with ``timeline=ROUND``.
    axes : matplotlib.axes.Axes, optional

    Raises
    ------
    InputError
        When no time line was asked for.
    """
    document = simulation.to_dict()["timeline"]
    if document is None:
        remedy = "simulate with timeline=ROUND"
        raise InputError(f"simulation: it has no time line: {remedy}", "simulation", None, remedy)
    axes = _axes(axes)
    rows, levels = document["rows"], document["stragglers"]
    for y, row in enumerate(rows, 1):
        for bar in row["bars"]:
            axes.barh(
                y,
                bar["end"] - bar["start"],
                left=bar["start"],
                height=0.7,
                color=f"C{(bar['block'] - 1) % 10}",
                alpha=1.0 if bar["used"] else 0.35,
                edgecolor="white",
                linewidth=0.5,
                label=f"$n = {levels[bar['block'] - 1]}$" if y == 1 else None,
            )
    for block, time in enumerate(document["decoded"]):
        if time is not None:
            axes.axvline(time, color=f"C{block % 10}", linestyle=":", linewidth=1)
    axes.yaxis.set_major_locator(_whole())
    axes.set_ylim(len(rows) + 0.6, 0.4)
    axes.set_xlabel("time")
    axes.set_ylabel("worker")
    axes.legend(frameon=False)
    return axes


def curves(
    table: Table, key: str | None = None, quantity: str = "value", axes: Axes | None = None
) -> Axes:
    """A quantity of every method of a table over a key of its grid.

    Parameters
    ----------
    table : Table
    key : str, optional
        The key on the horizontal axis; the first by default. Other keys make curves of their own.
    quantity : str
        ``value``, ``complement``, ``gap`` or any other number of a row.
    axes : matplotlib.axes.Axes, optional

    Raises
    ------
    InputError
        When the table has no such key, or no method has the quantity.
    """
    rows = table.to_rows()
    keys = list(rows[0]["point"]) if rows else []
    wanted = key if key is not None else next(iter(keys), None)
    if wanted not in keys:
        known = ", ".join(keys) or "none"
        raise InputError(f"key = {key!r}: the grid has {known}", "key", str(key), f"must be one of {known}")
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row.get(quantity) is not None:
            others = ", ".join(f"{k} = {v}" for k, v in row["point"].items() if k != wanted)
            name = f"{row['method']}, {others}" if others else row["method"]
            lines.setdefault(name, []).append((float(row["point"][wanted]), float(row[quantity])))
    if not lines:
        raise InputError(f"quantity = {quantity!r}: no method has it", "quantity", quantity, "must be in the rows")
    axes = _axes(axes)
    for name, line in lines.items():
        x, y = np.array(sorted(line), dtype=np.float64).T
        axes.plot(x, y, marker="o", markersize=3, linewidth=1, label=name)
    axes.set_xlabel(wanted or "")
    axes.set_ylabel(quantity)
    _legend(axes, list(lines))
    return axes
