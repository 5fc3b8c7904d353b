"""The same numbers as the command line, bit for bit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import EXAMPLES

import bcgc

Cli = Callable[..., str]
FILES = sorted(EXAMPLES.glob("*.toml"))


def timeless(document: dict[str, Any]) -> dict[str, Any]:
    """A report without what differs from run to run."""
    for solution in document["solutions"]:
        del solution["seconds"]
    return document


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_solve_finds_the_same(cli: Cli, file: Path) -> None:
    instance = bcgc.Instance.read(file)
    report = bcgc.solve(instance, time_limit=600)
    theirs = timeless(json.loads(cli("solve", file, "--time-limit", 600, "--format", "json")))
    ours = timeless(report.to_dict())
    # A trace is named from where the report lies.
    for document in (ours, theirs):
        document["instance"]["stragglers"].pop("trace", None)
    assert ours == theirs
    for row, solution in zip(report, theirs["solutions"], strict=True):
        assert row.value == solution["value"] and row.gap == solution["gap"]
        assert solution["partition"] == (None if row.partition is None else row.partition.tolist())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_values_are_the_same(cli: Cli, file: Path) -> None:
    instance = bcgc.Instance.read(file)
    # Nothing at level 0, where a heavy tail has no mean.
    uniform, rest = divmod(instance.coordinates, instance.workers - 1)
    partition = [0] + [uniform + (n < rest) for n in range(instance.workers - 1)]
    text = ",".join(map(str, partition))
    theirs = json.loads(cli("evaluate", file, "--partition", text, "--no-bound", "--format", "json"))["solutions"][0]
    found = bcgc.evaluate(instance, partition)
    assert (found.value, found.error, found.complement) == (
        theirs["value"],
        theirs["value_error"],
        theirs["complement"],
    )
    report = bcgc.evaluate_report(instance, partition, bound=False)
    assert report["given"].value == theirs["value"]
    batch = bcgc.evaluate(instance, [partition] * 300, threads=2)
    assert np.array_equal(batch.value, np.full(300, found.value))


def test_distributions_are_the_same(cli: Cli) -> None:
    file = EXAMPLES / "exponential-n4.toml"
    arguments = ("--partition", "3,1,2,14", "--deadlines", "10,20", "--quantiles", "0.5,0.99", "--format", "json")
    found = bcgc.distribution(bcgc.Instance.read(file), [3, 1, 2, 14], [10, 20], [0.5, 0.99])
    assert found.to_dict() == json.loads(cli("evaluate", file, *arguments))


def test_codes_and_fits_are_the_same(cli: Cli) -> None:
    matrix = bcgc.EncodingMatrix.build("cyclic-repetition", workers=6, stragglers=2)
    theirs = cli("code", "--workers", 6, "--stragglers", 2, "--format", "json")
    assert json.loads(matrix.report().to_json()) == json.loads(theirs)
    trace = "examples/trace-n6.csv"
    theirs = json.loads(cli("fit", trace, "--bootstrap", 5, "--format", "json"))
    ours = bcgc.fit(EXAMPLES / "trace-n6.csv", bootstrap=5).to_dict()
    assert {**ours, "traces": None} == {**theirs, "traces": None}


def test_simulations_are_the_same(cli: Cli) -> None:
    file = EXAMPLES / "exponential-n4.toml"
    theirs = cli("simulate", file, "--partition", "3,1,2,14", "--rounds", 5, "--format", "json")
    found = bcgc.simulate(bcgc.Instance.read(file), [3, 1, 2, 14], rounds=5)
    assert found.to_dict() == json.loads(theirs)


def test_tables_are_the_same_byte_for_byte(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "mine.toml"
    spec.write_text(
        "title = 'mine'\nmethods = ['exact', 'mean-time', 'uncoded']\n[instance]\n"
        "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'pareto', shape = 2.0, scale = 1.0}\n"
        "[grid]\n'system.workers' = [2, 3, 4]\n[figure]\nx = {label = 'N'}\ny = {label = 'runtime'}\n"
    )
    cli("table", spec, "--output", tmp_path / "theirs")
    bcgc.table(spec).write(tmp_path / "ours")
    files = sorted(path.name for path in (tmp_path / "ours").iterdir())
    assert {"mine.json", "mine.pdf", "mine.svg", "mine.tex"} <= set(files)
    for name in files:
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes(), name
