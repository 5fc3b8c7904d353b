"""Figures show what they are given."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

import bcgc
import bcgc.plots

mpl.use("Agg")


def test_partitions_and_loads(small: bcgc.Instance) -> None:
    report = bcgc.solve(small, ["exact", "mean-time"])
    axes = bcgc.plots.partition(report)
    assert [line.get_label() for line in axes.lines] == ["exact", "mean-time"]
    assert list(axes.lines[0].get_ydata()) == [3, 1, 2, 14]
    axes = bcgc.plots.loads([3, 1, 2, 14])
    assert list(axes.lines[0].get_ydata()) == [3, 5, 11, 67] and axes.get_legend() is None
    with pytest.raises(bcgc.InputError):
        bcgc.plots.partition([[1, 2], [3, 4]])
    with pytest.raises(bcgc.InputError, match="none"):
        bcgc.plots.partition({})


def test_the_runtime_is_a_distribution_function(small: bcgc.Instance) -> None:
    axes = bcgc.plots.runtime(small, {"a": [3, 1, 2, 14], "b": [20, 0, 0, 0]}, points=20)
    x, y = axes.lines[1].get_data()
    found = bcgc.distribution(small, [20, 0, 0, 0], x)
    assert np.array_equal(y, found.probability) and len(axes.lines) == 2
    late = bcgc.plots.runtime(small, [3, 1, 2, 14], points=20, complement=True)
    assert late.get_yscale() == "log" and np.all(np.diff(late.lines[0].get_ydata()) <= 0)
    with pytest.raises(bcgc.InputError, match="points"):
        bcgc.plots.runtime(small, [3, 1, 2, 14], points=1)


def test_a_time_line_has_a_bar_a_block(small: bcgc.Instance) -> None:
    played = bcgc.simulate(small, [3, 1, 2, 14], rounds=2, timeline=1)
    axes = bcgc.plots.timeline(played)
    assert len(axes.patches) == 16
    ends = [bar.get_x() + bar.get_width() for bar in axes.patches]
    assert max(ends) >= played.runtimes[0] * (1 - 1e-12)
    with pytest.raises(bcgc.InputError, match="timeline=ROUND"):
        bcgc.plots.timeline(bcgc.simulate(small, [3, 1, 2, 14], rounds=2))


def test_curves_of_a_table() -> None:
    spec = (
        "title = 'mine'\nmethods = ['mean-time', 'uncoded']\n[instance]\n"
        "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'pareto', shape = 2.0, scale = 1.0}\n"
        "[grid]\n'system.workers' = [2, 3, 4]\n'stragglers.shape' = [2.0, 3.0]\n"
    )
    table = bcgc.table(spec)
    axes = bcgc.plots.curves(table)
    assert len(axes.lines) == 4 and axes.get_xlabel() == "system.workers"
    assert list(axes.lines[0].get_xdata()) == [2, 3, 4]
    axes = bcgc.plots.curves(table, "stragglers.shape", "gap")
    assert len(axes.lines) == 6
    with pytest.raises(bcgc.InputError, match=r"system\.workers"):
        bcgc.plots.curves(table, "nonsense")
    with pytest.raises(bcgc.InputError, match="nonsense"):
        bcgc.plots.curves(table, quantity="nonsense")
