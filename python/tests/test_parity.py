"""What the command line has beside Python: nothing is forgotten, and the numbers are the same, bit for bit."""

from __future__ import annotations

import json
import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import EXAMPLES, ROOT

import bcgc
import bcgc.plots

Cli = Callable[..., str]
SMALL = EXAMPLES / "exponential-n4.toml"
TRACE = EXAMPLES / "trace-n6.toml"
PAGE = ROOT / "docs" / "python" / "README.md"


def timeless(document: dict[str, Any]) -> dict[str, Any]:
    """A report without what differs from run to run, and without the names of traces, which depend on where it lies."""
    for solution in document["solutions"]:
        del solution["seconds"]
    for table in ("stragglers", "overhead"):
        document["instance"].get(table, {}).pop("trace", None)
    return document


def same(ours: bcgc.Report, theirs: str) -> None:
    """That a report is the one that the command line prints as JSON."""
    assert timeless(ours.to_dict()) == timeless(json.loads(theirs))


# The tables of the index of the pages: subcommands and options in the first column.


def options(help: str) -> set[str]:
    """The options that a help text lists."""
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z][a-z-]*)", help, re.MULTILINE))


def subcommands(help: str) -> list[str]:
    """The subcommands that it lists."""
    listed = help.split("Commands:\n")[1].split("\n\n")[0]
    return [name for name in re.findall(r"^  ([a-z]+)", listed, re.MULTILINE) if name != "help"]


def mapped(page: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Subcommands that are named whole, and pairs of a subcommand (or * for all) and an option."""
    whole, pairs = set(), set()
    for line in page.splitlines():
        if not line.startswith("| `"):
            continue
        cell, meaning = line.strip("|").split("|", 1)
        assert meaning.strip(" |"), f"{cell} is said nothing of"
        words = re.findall(r"`([^`]+)`", cell)
        named = [word.split()[0] for word in words if not word.startswith("-")] or ["*"]
        wanted = [word.split()[0] for word in words if word.startswith("--")]
        pairs |= {(command, option) for command in named for option in wanted}
        whole |= set() if wanted else set(named)
    return whole, pairs


def test_every_option_is_in_python_or_said_not_to_be(cli: Cli) -> None:
    whole, pairs = mapped(PAGE.read_text(encoding="utf-8"))
    commands = subcommands(cli("--help"))
    assert {"solve", "evaluate", "fit", "table"} <= set(commands)
    missing, known = [], set()
    for command in commands:
        found = options(cli(command, "--help"))
        known |= {(command, option) for option in found} | {("*", option) for option in found}
        if command in whole:
            continue
        missing += [f"{command} {option}" for option in sorted(found) if not {(command, option), ("*", option)} & pairs]
    assert not missing, f"say in {PAGE.name} what these are in Python, or why they are only at a shell"
    stale = {pair for pair in pairs if pair not in known and (pair[0] == "*" or pair[0] in commands)}
    assert not stale, f"{PAGE.name} names options that there are not"


def test_names_in_the_table_of_python_are_there() -> None:
    text = PAGE.read_text(encoding="utf-8").split("## From the shell")[1]
    for name in re.findall(r"`bcgc\.([A-Za-z_.]+)", text):
        found: Any = bcgc
        for part in name.split("."):
            found = getattr(found, part)


def instances() -> dict[str, bcgc.Instance]:
    """Instances with overheads of every kind."""
    rng = np.random.default_rng(11)
    law, times = bcgc.ShiftedExponential(rate=2.0, shift=0.1), 1.0 + rng.exponential(0.5, size=(60, 4))
    gamma = bcgc.Gamma(shape=2.0, rate=0.5)
    return {
        "constant-and-law": bcgc.Instance(4, 40, 0.5, overhead=gamma),
        "law-and-constant": bcgc.Instance(4, 40, law, overhead=3.0),
        "law-and-law": bcgc.Instance(4, 40, law, overhead=gamma),
        "both-traces": bcgc.Instance(4, 40, times, overhead=rng.exponential(5.0, size=(60, 4))),
        "constant-and-trace": bcgc.Instance(4, 40, 0.5, overhead=rng.exponential(5.0, size=(60, 4))),
        "late": bcgc.Instance(4, 40, 0.5, overhead=gamma, deadline=30.0),
    }


def written(instance: bcgc.Instance, folder: Path) -> Path:
    """A file of an instance, with its traces beside it."""
    document = instance.to_dict()
    for key, source in (("stragglers", instance.stragglers), ("overhead", instance.overhead)):
        if isinstance(source, bcgc.Trace):
            source.write(folder / f"{key}.csv")
            document[key] = {"trace": f"{key}.csv"}
    file = folder / "instance.json"
    file.write_text(json.dumps(document))
    return file


@pytest.mark.parametrize("kind", instances())
def test_overheads_are_the_same(cli: Cli, kind: str, tmp_path: Path) -> None:
    instance = instances()[kind]
    file = written(instance, tmp_path)
    methods = ["exact", "relaxed", "single-block", "uncoded"]
    same(bcgc.solve(instance, methods), cli("solve", file, "--method", ",".join(methods), "--format", "json"))
    for partition in ([10, 10, 10, 10], [0, 0, 40, 0], [0, 25, 0, 15]):
        text = ",".join(map(str, partition))
        theirs = cli("evaluate", file, "--partition", text, "--no-bound", "--format", "json")
        same(bcgc.evaluate_report(instance, partition, bound=False), theirs)
        row = json.loads(theirs)["solutions"][0]
        batch = bcgc.evaluate(instance, [partition] * 50, threads=2)
        assert set(batch.value) == {row["value"]} and set(batch.error) == {row["value_error"]}
        found = bcgc.distribution(instance, partition, [20.0, 40.0], [0.5])
        asked = ("--deadlines", "20,40", "--quantiles", "0.5")
        theirs = json.loads(cli("evaluate", file, "--partition", text, *asked, "--format", "json"))
        assert found.to_dict()["points"] == theirs["points"]


@pytest.mark.parametrize("kind", ["constant-and-law", "law-and-law", "both-traces", "constant-and-trace", "late"])
def test_gradients_under_overheads_are_differences(kind: str) -> None:
    instance = instances()[kind]
    at, step = np.array([9.0, 8.5, 11.5, 11.0]), 1e-4
    found = bcgc.evaluate_gradient(instance, at)
    assert found.value == pytest.approx(bcgc.evaluate(instance, at).value, rel=1e-12)
    for level in range(1, 4):
        move = np.zeros(4)
        move[level], move[0] = step, -step
        values = bcgc.evaluate(instance, np.array([at + move, at - move])).value
        slope = (values[0] - values[1]) / (2 * step)
        expected = found.gradient[level] - found.gradient[0]
        assert expected == pytest.approx(slope, rel=1e-4, abs=1e-6 * np.abs(found.gradient).max())


@pytest.mark.parametrize(("option", "value"), [("holdout", 0.25), ("folds", 3)])
def test_values_out_of_sample_are_the_same(cli: Cli, option: str, value: float) -> None:
    methods = ["exact", "uncoded", "single-block"]
    report = bcgc.solve(bcgc.Instance.read(TRACE), methods, **{option: value})  # type: ignore[arg-type]
    arguments = ("--method", ",".join(methods), f"--{option}", value)
    same(report, cli("solve", TRACE, *arguments, "--format", "json"))
    text = cli("solve", TRACE, *arguments)
    # Lines are broken in text.
    assert report.facts["noise"] in " ".join(text.split()) and report.facts["best"] in " ".join(text.split())
    assert report.facts["noise"].startswith("out of sample")


def test_what_is_held_out_is_evaluated_outside() -> None:
    times = 1.0 + np.random.default_rng(2).exponential(0.5, size=(200, 4))
    instance = bcgc.Instance(4, 100, times)
    report = bcgc.solve(instance, ["exact", "uncoded"], holdout=0.25)
    row, other = report["exact"], report["uncoded"]
    assert row.held_out is not None and other.held_out is not None and row.sampled is not None
    outside = bcgc.evaluate(instance.replace(stragglers=times[150:]), row.partition).value
    assert row.held_out.value == pytest.approx(outside, rel=1e-12)
    inside = instance.replace(stragglers=times[:150])
    assert row.value == bcgc.evaluate(inside, row.partition).value == bcgc.evaluate(report.instance, row.partition).value
    assert row.held_out.difference is None and not row.held_out.is_worse
    assert other.held_out.difference == pytest.approx(other.held_out.value - row.held_out.value)
    assert other.held_out.is_worse and "exact is best beyond the noise" in report.facts["noise"]
    flat = report.to_rows()[1]
    assert (flat["held_out"], flat["held_out_standard_error"], flat["held_out_difference"]) == (
        other.held_out.value,
        other.held_out.standard_error,
        other.held_out.difference,
    )
    assert "held out" in report._repr_html_() and "beyond the noise" in report._repr_html_()
    assert all(row.held_out is None for row in bcgc.solve(instance, "uncoded"))


def test_a_round_held_out_that_never_ends_is_infinite() -> None:
    times = 1.0 + np.random.default_rng(2).exponential(0.5, size=(40, 4))
    times[35, 2] = np.inf
    report = bcgc.solve(bcgc.Instance(4, 40, times), ["uncoded", "ferdinand-full"], holdout=0.25)
    endless, ends = (report[method].held_out for method in ("uncoded", "ferdinand-full"))
    assert endless is not None and endless.value == np.inf and endless.standard_error is None
    assert ends is not None and np.isfinite(ends.value)
    assert report.to_rows()[0]["held_out"] == np.inf and "infinite" in report._repr_html_()
    assert report.facts["noise"].endswith("never returns with uncoded")


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"holdout": 1.0}, "holdout"),
        ({"holdout": 0.001}, "holdout"),
        ({"holdout": "half"}, "holdout"),
        ({"folds": 1}, "folds"),
        ({"folds": 2.5}, "folds"),
        ({"folds": 3, "holdout": 0.2}, "folds"),
        ({"rounding": "up"}, "rounding"),
        ({"methods": "ferdinand:0"}, "method"),
        ({"methods": "published:nobody"}, "method"),
    ],
)
def test_wrong_options_of_solve_are_named(options: dict[str, Any], key: str) -> None:
    with pytest.raises(bcgc.InputError) as caught:
        bcgc.solve(bcgc.Instance.read(TRACE), **options)
    assert caught.value.key == key and caught.value.remedy


def test_a_law_has_no_rounds_to_hold_out(small: bcgc.Instance) -> None:
    with pytest.raises(bcgc.InputError, match="rounds of a trace"):
        bcgc.solve(small, "uncoded", holdout=0.5)


def test_methods_that_are_named_are_the_same(cli: Cli) -> None:
    assert {"coordinate-exact", "ferdinand:R", "published:SCHEME"} <= set(bcgc.METHODS_BY_NAME)
    assert not set(bcgc.METHODS) & set(bcgc.METHODS_BY_NAME) and all(bcgc.METHODS_BY_NAME.values())
    names = ["ferdinand:L/2", "ferdinand:10"]
    theirs = cli("solve", SMALL, "--method", ",".join(names), "--format", "json")
    same(bcgc.solve(bcgc.Instance.read(SMALL), names), theirs)
    late = bcgc.Instance.read(EXAMPLES / "probability-n20.toml")
    theirs = cli("solve", EXAMPLES / "probability-n20.toml", "--method", "small-deadline", "--no-bound", "--format", "json")
    same(bcgc.solve(late, "small-deadline", bound=False), theirs)


def test_coordinates_of_a_trace_are_the_same(cli: Cli, tmp_path: Path) -> None:
    times = 1.0 + np.random.default_rng(4).exponential(0.7, size=(5, 3))
    instance = bcgc.Instance(3, 6, times)
    file = written(instance, tmp_path)
    report = bcgc.solve(instance, ["coordinate-exact", "exact"])
    same(report, cli("solve", file, "--method", "coordinate-exact,exact", "--format", "json"))
    assert report["coordinate-exact"].value == pytest.approx(report["exact"].value, rel=1e-9)


def test_published_partitions_are_the_same(cli: Cli) -> None:
    file = EXAMPLES / "paper-n20.toml"
    with pytest.raises(bcgc.InputError, match="SCHEME one of optimal"):
        bcgc.solve(bcgc.Instance.read(file), "published:")
    method = "published:optimal"
    theirs = cli("solve", file, "--method", f"{method},mean-time", "--format", "json")
    same(bcgc.solve(bcgc.Instance.read(file), [method, "mean-time"]), theirs)


def test_greedy_rounding_is_the_same(cli: Cli) -> None:
    file = EXAMPLES / "weibull-n8.toml"
    arguments = ("--method", "relaxed,mean-time", "--rounding", "greedy", "--format", "json")
    report = bcgc.solve(bcgc.Instance.read(file), ["relaxed", "mean-time"], rounding="greedy")
    same(report, cli("solve", file, *arguments))
    local = bcgc.solve(bcgc.Instance.read(file), "mean-time", bound=False)
    assert local.best.partition.tolist() != report["mean-time"].partition.tolist()


def test_histories_are_the_same(cli: Cli, tmp_path: Path) -> None:
    arguments = ("solve", SMALL, "--method", "exact,subgradient,mean-time", "--history")
    for ending in ("csv", "json", "svg", "tikz"):
        cli(*arguments, tmp_path / f"history.{ending}")
    told: list[bcgc.Standing] = []
    report = bcgc.solve(bcgc.Instance.read(SMALL), ["exact", "subgradient", "mean-time"], history=True, callback=told.append)
    history = report.history
    assert history is not None and told and bcgc.solve(bcgc.Instance.read(SMALL), "mean-time").history is None
    assert history.to_json() == (tmp_path / "history.json").read_text()
    lines = (tmp_path / "history.csv").read_text().splitlines()
    assert history.render("csv").splitlines() == [line for line in lines if not line.startswith("#")]
    for format in ("svg", "tikz"):
        assert history.draw(format) == (tmp_path / f"history.{format}").read_bytes()
    # The bound comes from the relaxed optimum, which tells of itself.
    assert history.methods == ["relaxed", "exact", "subgradient"] == list(history) and len(history) == 3
    iterations = history["relaxed"]
    assert len(iterations) > 2 and iterations.iteration[0] == 0 and np.all(np.diff(iterations.iteration) > 0)
    assert iterations.value[-1] <= iterations.value[0] and np.isnan(iterations.complement).all()
    assert np.nanmax(iterations.bound) <= iterations.value.min() * (1 + 1e-9)
    assert sum(len(history[method]) for method in history) == len(history.to_rows())
    with pytest.raises(KeyError, match="mean-time"):
        history["mean-time"]
    with pytest.raises(bcgc.InputError, match="gif"):
        history.draw("gif")


def test_coding_parameters_are_the_same(cli: Cli) -> None:
    order = [3] * 7 + [2, 2, 1, 0, 0, 0] + [3] * 7
    instance = bcgc.Instance.read(SMALL)
    report = bcgc.evaluate_coding_parameters(instance, order)
    text = ",".join(map(str, order))
    same(report, cli("evaluate", SMALL, "--coding-parameters", text, "--format", "json"))
    assert report["given"].partition is None and report["sorted"].partition.tolist() == [3, 1, 2, 14]
    assert report["sorted"].value == bcgc.evaluate(instance, [3, 1, 2, 14]).value
    assert "sorting them saves" in report["given"].note
    assert bcgc.evaluate_coding_parameters(instance, np.sort(order), bound=False)["given"].note.startswith("in ascending")
    late = instance.replace(deadline=20.0)
    assert bcgc.evaluate_coding_parameters(late, np.array(order, dtype=np.uint8), bound=False)["given"].complement > 0
    for wrong in (order[1:], [4, *order[1:]], [-1, *order[1:]], [0.5] * 20, [order], "3,0,0"):
        with pytest.raises(bcgc.InputError) as caught:
            bcgc.evaluate_coding_parameters(instance, wrong)
        assert caught.value.key == "coding_parameters", wrong


def measured() -> dict[float, np.ndarray]:
    """Times of three loads, not of the same rounds: a gamma overhead and 2 a cycle."""
    rng = np.random.default_rng(5)
    return {load: rng.gamma(3.0, 0.4, size=(40, 5)) + 0.2 + 2.0 * load for load in (0.0, 0.5, 1.0)}


def test_fits_of_several_loads_are_the_same(cli: Cli, tmp_path: Path) -> None:
    files = []
    for load, times in measured().items():
        files.append(tmp_path / f"load-{load}.csv")
        bcgc.Trace(times).write(files[-1])
    options = ("--loads", "0,0.5,1", "--bootstrap", 9)
    theirs = cli("fit", *files, *options, "--write", tmp_path / "fitted.toml", "--format", "json")
    fits = bcgc.fit(files, loads=[0, 0.5, 1], bootstrap=9)
    assert fits.to_dict() == json.loads(theirs)
    assert fits.instance_file == (tmp_path / "fitted.toml").read_text()
    loads = fits.loads
    assert loads is not None and [load.load for load in loads.loads] == [0.0, 0.5, 1.0]
    assert loads.standard_error is not None and abs(loads.cycle_time - 2.0) < 4 * loads.standard_error
    assert loads.slope_of_medians == pytest.approx(2.0, abs=0.4) and not loads.spread.rejected
    instance = bcgc.Instance.from_toml(fits.instance_file)
    assert instance.stragglers == loads.cycle_time and instance.overhead == fits.best
    arrays = bcgc.fit(list(measured().values()), loads=[0, 0.5, 1], bootstrap=9)
    assert arrays.loads is not None and arrays.loads.cycle_time == loads.cycle_time and arrays.best == fits.best
    stacked = bcgc.fit(np.stack(list(measured().values())), "gamma", loads=[0, 0.5, 1], bootstrap=0)
    assert stacked.loads is not None and [fit.name for fit in stacked.fits] == ["gamma"]
    assert bcgc.fit(measured()[0.0], "gamma", bootstrap=0).loads is None


@pytest.mark.parametrize(
    "loads", [[0, 1], [0, 0, 0], [0, -1, 1], [1, 0.5, 0], [0, float("nan"), 1], ["a", "b", "c"], []]
)
def test_wrong_loads_are_named(loads: list[Any]) -> None:
    with pytest.raises(bcgc.InputError) as caught:
        bcgc.fit(list(measured().values()), loads=loads, bootstrap=0)
    assert caught.value.key == "loads" and caught.value.remedy


def test_loads_of_unequal_workers_are_refused() -> None:
    # Four workers and two: as many times as rows of two would have.
    idle, full = np.full((10, 4), 1.0) + np.arange(4), np.full((10, 2), 3.0) + np.arange(2)
    with pytest.raises(bcgc.InputError, match="load 1 has 2 workers, load 0 has 4"):
        bcgc.fit([idle, full], "gamma", loads=[0, 1], bootstrap=0)


def test_rounds_of_several_loads_are_taken_apart(cli: Cli, tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    overheads, times = rng.exponential(1.0, size=(30, 4)), 1.0 + rng.exponential(0.5, size=(30, 4))
    found = bcgc.Trace.of_loads({0: overheads, 1.5: overheads + 1.5 * times})
    assert np.array_equal(found[0].rows, overheads) and np.allclose(found[1].rows, times, rtol=1e-12)
    instance = bcgc.Instance(4, 100, found[1], overhead=found[0])
    for load in (0, 1.5):
        bcgc.Trace.of_overheads(overheads + load * times).write(tmp_path / f"load-{load}.csv")
    file = tmp_path / "loads.toml"
    file.write_text(
        "[system]\nworkers = 4\ncoordinates = 100\n[stragglers]\n'load-0' = 'load-0.csv'\n'load-1.5' = 'load-1.5.csv'\n"
    )
    theirs = json.loads(cli("solve", file, "--method", "uncoded", "--format", "json"))["solutions"][0]
    assert bcgc.solve(instance, "uncoded").best.value == theirs["value"]
    for wrong in ({0: times}, {0: times, 1: times}, {0: times, 1: times[1:]}, {-1: overheads, 1: times}, {"a": times}, []):
        with pytest.raises(bcgc.InputError) as caught:
            bcgc.Trace.of_loads(wrong)  # type: ignore[arg-type]
        assert "loads" in str(caught.value.key) or "load" in str(caught.value)


@pytest.mark.parametrize(
    ("law", "options", "parameters"),
    [
        (bcgc.ShiftedExponential, {"mean": 80, "min": 30}, {}),
        (bcgc.ShiftedExponential, {"mean": 80}, {}),
        (bcgc.Weibull, {"mean": 80, "min": 30}, {"shape": 0.7}),
        (bcgc.LogNormal, {"mean": 80, "min": 30}, {"scale": 0.5}),
        (bcgc.Uniform, {"mean": 80, "min": 30}, {}),
        (bcgc.Pareto, {"mean": 80, "min": 30}, {}),
    ],
)
def test_laws_by_their_means_are_the_same(
    cli: Cli, law: type[bcgc.Law], options: dict[str, float], parameters: dict[str, float]
) -> None:
    made = law.from_mean(**options, **parameters)
    assert made.mean == pytest.approx(80) and made.support[0] == pytest.approx(options.get("min", 0))
    arguments = [word for key, value in options.items() for word in (f"--{key}", value)]
    arguments += [word for key, value in parameters.items() for word in ("--param", f"{key}={value}")]
    arguments += ["-N", 4, "-L", 20, "--method", "uncoded", "--no-bound", "--format", "json"]
    theirs = json.loads(cli("solve", "--law", law.name, *arguments))["instance"]["stragglers"]
    assert bcgc.Instance(4, 20, made).to_dict()["stragglers"] == theirs


def test_a_mean_that_fixes_no_law_is_refused() -> None:
    for key, law, given in (
        ("mean", bcgc.HyperExponential, {"mean": 80}),
        ("mean", bcgc.ShiftedExponential, {"mean": 20, "min": 30}),
        ("mean", bcgc.ShiftedExponential, {"mean": "long"}),
        ("mean", bcgc.ShiftedExponential, {"mean": float("nan")}),
        ("min", bcgc.Pareto, {"mean": 80}),
        ("rate", bcgc.ShiftedExponential, {"mean": 80, "rate": 1.0}),
        ("stragglers.shape", bcgc.Weibull, {"mean": 80}),
        ("stragglers.speed", bcgc.Uniform, {"mean": 80, "speed": 1.0}),
    ):
        with pytest.raises(bcgc.InputError) as caught:
            law.from_mean(**given)
        assert caught.value.key == key, given
    with pytest.raises(TypeError, match="one of the laws"):
        bcgc.Law.from_mean(80)


def test_latex_cites_by_a_key_of_ones_own(cli: Cli, small: bcgc.Instance) -> None:
    arguments = ("--partition", "3,1,2,14", "--quantiles", "0.5", "--format", "latex", "--cite", "smith:23")
    found = bcgc.distribution(bcgc.Instance.read(SMALL), [3, 1, 2, 14], quantiles=[0.5])
    assert found.render("latex", cite="smith:23") == cli("evaluate", SMALL, *arguments)
    report = bcgc.solve(small, "uncoded")
    assert "\\cite{mine}" in report.render("latex", cite="mine") and "\\cite{bcgc}" in report.render("latex")
    assert report.render("markdown", cite="mine") == report.render("markdown")
    for format in ("latex", "text"):
        with pytest.raises(bcgc.InputError) as caught:
            report.render(format, cite="no key")
        assert caught.value.key == "cite"


def test_figures_are_the_same(cli: Cli, tmp_path: Path) -> None:
    instance = bcgc.Instance.read(SMALL)
    report, fits = bcgc.solve(instance, ["exact", "mean-time"]), bcgc.fit(EXAMPLES / "trace-n6.csv", bootstrap=0)
    played = bcgc.simulate(instance, [3, 1, 2, 14], rounds=2, timeline=1)
    points = bcgc.distribution(instance, [3, 1, 2, 14], np.linspace(5.0, 60.0, 12))
    for format in ("svg", "pdf", "png", "tikz"):
        files = [tmp_path / f"{name}.{format}" for name in ("solve", "fit", "simulate", "evaluate")]
        cli("solve", SMALL, "--method", "exact,mean-time", "--figure", files[0])
        cli("fit", EXAMPLES / "trace-n6.csv", "--bootstrap", 0, "--figure", files[1])
        cli("simulate", SMALL, "--partition", "3,1,2,14", "--rounds", 2, "--timeline", files[2])
        cli("evaluate", SMALL, "--partition", "3,1,2,14", "--deadlines", "5:60:12", "--figure", files[3])
        for drawn, file in zip((report, fits, played, points), files, strict=True):
            assert drawn.draw(format) == file.read_bytes(), file.name
    assert fits.figure_svg.encode() == fits.draw() and played.timeline_svg.encode() == played.draw("svg")
    with pytest.raises(bcgc.InputError, match="timeline=ROUND"):
        bcgc.simulate(instance, [3, 1, 2, 14], rounds=2).draw()
    with pytest.raises(bcgc.InputError, match="png"):
        report.draw("jpeg")


def test_what_is_told_of_matrices_is_the_same(cli: Cli, tmp_path: Path) -> None:
    # From 40 workers on fewer sets are decomposed by default.
    matrix = bcgc.EncodingMatrix.build("cyclic-repetition", workers=45, stragglers=1)
    theirs = json.loads(cli("code", "--workers", 45, "--stragglers", 1, "--format", "json"))
    assert matrix.report().to_dict() == theirs
    matrix = bcgc.EncodingMatrix.build("cyclic-repetition", workers=5, stragglers=2)
    sizes = ("code", "--workers", 5, "--stragglers", 2)
    theirs = cli(*sizes, "--decode", "1,3,4", "--decode", "2,3,5", "--approximate", "--format", "json")
    assert matrix.report(decode=[[1, 3, 4], [2, 3, 5]], approximate=True).to_json() == theirs
    assert matrix.report(decode=[[1, 3, 4], [2, 3, 5]], approximate=np.True_).to_json() == theirs
    for tolerance in (-1.0, float("nan"), "small"):
        with pytest.raises(bcgc.InputError, match="tolerance"):
            matrix.report(tolerance=tolerance)  # type: ignore[arg-type]
    assert matrix.report(approximate=4).to_json() == cli(*sizes, "--approximate", 4, "--format", "json")
    with pytest.raises(bcgc.InputError) as caught:
        matrix.report(decode=[[1, 9, 4]])
    assert caught.value.key == "decode"
    file = tmp_path / "matrix.txt"
    file.write_text("name;a;b\nx;1;1\ny;1;1\n")
    read = bcgc.EncodingMatrix.read(file, stragglers=1, delimiter="semicolon", header=True, index=True)
    layout = ("--delimiter", "semicolon", "--header", "true", "--index", "true")
    theirs = cli("code", "--matrix", file, "--stragglers", 1, *layout, "--format", "json")
    assert read.report().to_json() == theirs
    with pytest.raises(bcgc.InputError, match="delimiter"):
        bcgc.EncodingMatrix.read(file, stragglers=1, delimiter="pipe")  # type: ignore[arg-type]


SPEC = (
    "title = 'mine'\nmethods = ['mean-time', 'uncoded']\n[instance]\n"
    "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'pareto', shape = 2.0, scale = 1.0}\n"
    "[grid]\n'system.workers' = [2, 3, 4]\n[figure]\nx = {label = 'N'}\ny = {label = 'runtime'}\n"
)


def test_tables_have_the_certificates_of_the_command_line(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "proved.toml"
    spec.write_text(SPEC.replace("'pareto', shape = 2.0, scale = 1.0", "'shifted-exponential', rate = 1.0"))
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    cli("table", spec, "--output", tmp_path / "out", "--certificate", theirs)
    whole = bcgc.table(spec, certificates=ours)
    assert whole.files["json"] == (tmp_path / "out" / "proved.json").read_bytes()
    names = [row["certificate"] for row in whole.to_rows()]
    assert "proved.3.uncoded.certificate.json" in names
    for name in filter(None, names):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes() and bcgc.verify(ours / name)
    parts = tmp_path / "parts"
    for shard in ("1/2", "2/2"):
        bcgc.table_shard(spec, shard, parts, certificates=tmp_path / "both")
    assert bcgc.table_merge(spec, parts, certificates=tmp_path / "both").files == whole.files
    rows = bcgc.table(spec, rigour="enclosed").to_rows()
    assert {row["value_rigour"] for row in rows} == {"enclosed"} and "certificate" not in rows[0]
    (ours / names[0]).write_text("mine")
    with pytest.raises(bcgc.InputError, match="is no certificate of bcgc"):
        bcgc.table(spec, certificates=ours)


def test_tables_made_by_shards_are_the_same(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "mine.toml"
    spec.write_text(SPEC)
    cli("table", spec, "--output", tmp_path / "whole", "--png")
    logs = [bcgc.table_shard(spec, f"{k}/2", tmp_path / "shards") for k in (1, 2)]
    assert [log.name for log in logs] == ["mine.1-of-2.log.jsonl", "mine.2-of-2.log.jsonl"]
    cli("table", spec, "--shard", "1/2", "--output", tmp_path / "theirs")
    ours, theirs = logs[0].read_bytes(), (tmp_path / "theirs" / logs[0].name).read_bytes()
    assert len(ours.splitlines()) == len(theirs.splitlines())
    merged = bcgc.table_merge(spec, tmp_path / "shards", log=tmp_path / "mine.log.jsonl")
    names = [path.name for path in merged.write(tmp_path / "merged", png=True)]
    assert "mine.png" in names
    for name in names:
        assert (tmp_path / "merged" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert bcgc.table(spec, log=tmp_path / "mine.log.jsonl", resume=True).files == merged.files
    assert merged.draw("tikz") == merged.files["tikz"] and merged.draw("png").startswith(b"\x89PNG")
    with pytest.raises(bcgc.InputError, match="3/2"):
        bcgc.table_shard(spec, "3/2", tmp_path / "shards")
    os.remove(logs[1])
    with pytest.raises(bcgc.InputError, match="missing"):
        bcgc.table_merge(spec, [tmp_path / "shards"])
    with pytest.raises(bcgc.InputError, match="no log of mine"):
        bcgc.table_merge(spec, tmp_path / "merged")
    with pytest.raises(FileNotFoundError):
        bcgc.table_merge(spec, tmp_path / "nowhere")
    (tmp_path / "file").write_bytes(b"\xff")
    with pytest.raises(bcgc.InputError, match="is no folder"):
        bcgc.table_merge(spec, tmp_path / "file")
    with pytest.raises(bcgc.InputError, match="stored"):
        merged.compare(tmp_path / "file")


def test_comparisons_are_the_same(cli: Cli, tmp_path: Path) -> None:
    spec = tmp_path / "mine.toml"
    spec.write_text(SPEC)
    table = bcgc.table(spec)
    table.write(tmp_path / "stored")
    file = tmp_path / "stored" / "mine.json"
    found = table.compare(file)
    assert found and found.agrees and not found.differences
    assert found.to_dict() == json.loads(cli("table", spec, "--against", file, "--format", "json"))
    assert found.summary in " ".join(found.render("text").split()) and table.compare(table).agrees
    document = json.loads(file.read_text())
    document["rows"][0]["value"] *= 1.5
    file.write_text(json.dumps(document))
    moved = table.compare(tmp_path / "stored")
    assert not moved and [(d.column, d.method) for d in moved.differences] == [("value", "mean-time")]
    assert moved.differences[0].was == pytest.approx(1.5 * moved.differences[0].is_now)
    file.write_text("{}")
    with pytest.raises(bcgc.InputError, match="no rows"):
        table.compare(file)
    with pytest.raises(FileNotFoundError):
        table.compare(tmp_path / "none.json")


def test_tables_are_listed(cli: Cli) -> None:
    names, theirs = bcgc.Spec.names(), cli("table", "--list")
    assert all(f"{group}: all of" in theirs and all(name in theirs for name in tables) for group, tables in names.items())
    assert sum(map(len, names.values())) == len(re.findall(r"^  [a-z]", theirs, re.MULTILINE))
    assert [spec.name for spec in bcgc.Spec.group("paper")] == list(names["paper"])
    assert bcgc.Spec("runtime-rate").source == cli("table", "runtime-rate", "--spec")
    with pytest.raises(bcgc.InputError, match="paper"):
        bcgc.Spec.group("papers")


def test_open_gaps_are_said() -> None:
    hard = bcgc.Instance(14, 14_000, bcgc.Weibull(shape=0.6, scale=1.0, shift=0.2), deadline=9_000.0)
    assert ("exact", "time-limit") in bcgc.solve(hard, "exact", time_limit=0.0).unfinished
    assert bcgc.solve(bcgc.Instance.read(SMALL), ["exact", "mean-time"]).unfinished == []


def test_all_of_it_is_pickled(small: bcgc.Instance, tmp_path: Path) -> None:
    times = 1.0 + np.random.default_rng(3).exponential(0.5, size=(40, 4))
    report = bcgc.solve(bcgc.Instance(4, 100, times), ["relaxed", "uncoded"], holdout=0.5, history=True)
    again = pickle.loads(pickle.dumps(report))
    assert again.facts == report.facts and again.history is not None and report.history is not None
    assert again.history.to_rows() == report.history.to_rows() and again["uncoded"].held_out == report["uncoded"].held_out
    assert again.instance == report.instance
    with pytest.raises(bcgc.InputError, match="pickled"):
        again.draw()
    fits = bcgc.fit(list(measured().values()), "gamma", loads=[0, 0.5, 1], bootstrap=0)
    assert pickle.loads(pickle.dumps(fits)).loads == fits.loads
    played = bcgc.simulate(small, [3, 1, 2, 14], rounds=2, timeline=1)
    with pytest.raises(bcgc.InputError, match="pickled"):
        pickle.loads(pickle.dumps(played)).draw()
    spec = tmp_path / "mine.toml"
    spec.write_text(SPEC)
    table = bcgc.table(spec)
    comparison = table.compare(table)
    assert pickle.loads(pickle.dumps(comparison)).summary == comparison.summary
    with pytest.raises(bcgc.InputError, match="pickled"):
        pickle.loads(pickle.dumps(table)).compare(table)
