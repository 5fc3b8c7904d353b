"""Reports, callbacks, threads, signals and forks."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import bcgc

LONG = bcgc.Instance(14, 14_000, bcgc.Weibull(shape=0.6, scale=1.0, shift=0.2), deadline=9_000.0)


def value(instance: bcgc.Instance) -> float:
    """The relaxed optimum, on one thread."""
    return float(bcgc.solve(instance, "relaxed", threads=1).best.value or np.nan)


def test_a_report_has_rows(small: bcgc.Instance) -> None:
    report = bcgc.solve(small, ["mean-time", "exact"])
    assert [row.method for row in report] == ["mean-time", "exact"], "in the order given"
    assert report.best is report["exact"] is report[1] and report.best.status == "optimal"
    assert report.best.partition is not None and report.best.partition.tolist() == [3, 1, 2, 14]
    assert report.is_minimum and not report.interrupted and report.instance is small
    assert report.bound is not None and report.bound.value <= report.best.value
    with pytest.raises(KeyError, match="uncoded"):
        report["uncoded"]
    with pytest.raises(ValueError, match="read-only"):
        report.best.partition[0] = 7


def test_numbers_are_proved_where_that_is_asked_for(small: bcgc.Instance) -> None:
    plain = bcgc.solve(small, "uncoded")
    assert plain.proofs is None and plain["uncoded"].value_rigour == "float"
    report = bcgc.solve(small, ["uncoded", "tandon"], rigour="enclosed")
    assert report.bound is not None and report.bound.rigour == "enclosed"
    assert [row.value_rigour for row in report] == ["enclosed", "float"]
    assert "value not proved" in (report["tandon"].note or "")
    assert report.proofs is not None and report.proofs.seconds > 0.0 and report.proofs.left_out == ()
    assert pickle.loads(pickle.dumps(report)).proofs == report.proofs
    given = bcgc.evaluate_report(small, [4, 2, 2, 12], rigour="enclosed")["given"]
    assert given.value is not None and given.value_error is not None
    assert abs(given.value - 242_466_573_206_371 / 13_109_432_958_930) <= given.value_error < 1e-10
    with pytest.raises(bcgc.InputError, match="must be float or enclosed"):
        bcgc.solve(small, "uncoded", rigour="exact")  # type: ignore[arg-type]


def test_values_over_rounds_carry_their_noise() -> None:
    times = 1.0 + np.random.default_rng(3).exponential(0.5, size=(200, 4))
    report = bcgc.solve(bcgc.Instance(4, 100, times), ["relaxed", "uncoded"])
    best, other = report["relaxed"].sampled, report["uncoded"].sampled
    assert best is not None and other is not None
    assert best.value == pytest.approx(report["relaxed"].value, rel=1e-12)
    assert best.difference is None and best.standard_error is not None and best.standard_error > 0
    assert other.difference == pytest.approx(other.value - best.value, rel=1e-9)
    assert [row["standard_error"] for row in report.to_rows()] == [best.standard_error, other.standard_error]
    law = bcgc.solve(bcgc.Instance(4, 100, bcgc.ShiftedExponential(1.0)), "uncoded")
    assert law["uncoded"].sampled is None and law.to_rows()[0]["difference"] is None


def test_a_report_is_pickled_rendered_and_shown(small: bcgc.Instance) -> None:
    report = bcgc.solve(small, "mean-time")
    again = pickle.loads(pickle.dumps(report))
    assert again.to_json() == report.to_json() and again["mean-time"].value == report["mean-time"].value
    assert report.render("markdown").count("|") > 5 and report.render() == str(report)
    assert "\\begin{table*}" in report.render("latex") and report.render("csv").startswith("method,")
    with pytest.raises(bcgc.InputError, match="yaml"):
        report.render("yaml")
    named = small.replace(name="<b>")
    assert "<b>" not in bcgc.solve(named, "mean-time")._repr_html_()
    with pytest.raises(bcgc.InputError, match="pickled"):
        bcgc.certify(again)


def test_a_report_is_a_data_frame(small: bcgc.Instance) -> None:
    pandas = pytest.importorskip("pandas")
    frame = bcgc.solve(small, ["exact", "mean-time"]).to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame["method"]) == ["exact", "mean-time"]
    assert frame["partition"][0].tolist() == [3, 1, 2, 14]


def test_a_report_is_a_data_frame_of_polars(small: bcgc.Instance) -> None:
    polars = pytest.importorskip("polars")
    # A method without a partition has none.
    frame = bcgc.solve(small, ["tandon", "exact"]).to_polars()
    assert isinstance(frame, polars.DataFrame) and frame["partition"].to_list() == [None, [3, 1, 2, 14]]


def test_a_missing_library_is_named(small: bcgc.Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match="pip install polars"):
        bcgc.solve(small, "mean-time").to_polars()


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"methods": "nonsense"}, "method"),
        ({"gap": -1.0}, "gap"),
        ({"time_limit": float("nan")}, "time_limit"),
        ({"complement_gap": -0.1}, "complement_gap"),
        ({"threads": 0}, "threads"),
        ({"threads": 1.5}, "threads"),
        ({"seed": -1}, "seed"),
        ({"seed": "x"}, "seed"),
    ],
)
def test_a_wrong_option_is_named(small: bcgc.Instance, options: dict[str, Any], key: str) -> None:
    with pytest.raises(bcgc.InputError) as caught:
        bcgc.solve(small, **options)
    assert caught.value.key == key and caught.value.remedy


def test_what_is_no_instance_is_said(small: bcgc.Instance) -> None:
    for wrong in (small.to_dict(), "paper.toml", None):
        with pytest.raises(TypeError, match=r"Instance\.read"):
            bcgc.solve(wrong, "mean-time")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"Instance\.read"):
            bcgc.evaluate(wrong, [3, 1, 2, 14])  # type: ignore[arg-type]


def test_results_do_not_depend_on_threads(small: bcgc.Instance) -> None:
    def values(threads: int) -> list[float | None]:
        return [row.value for row in bcgc.solve(small, threads=threads)]

    assert values(1) == values(3)


def test_the_callback_is_told(small: bcgc.Instance) -> None:
    told: list[bcgc.Standing] = []
    bcgc.solve(small, ["exact", "mean-time"], callback=told.append)
    assert {standing.method for standing in told} >= {"exact", "mean-time"}
    assert all(standing.done >= 0 for standing in told)


def test_an_exception_of_the_callback_is_raised(small: bcgc.Instance) -> None:
    def angry(_: bcgc.Standing) -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        bcgc.solve(small, callback=angry)


def test_stop_iteration_ends_the_run_with_what_is_known(small: bcgc.Instance) -> None:
    def enough(standing: bcgc.Standing) -> None:
        if standing.method == "subgradient":
            raise StopIteration

    report = bcgc.solve(small, callback=enough)
    assert report.interrupted and report["exact"].status == "optimal"
    assert report["ferdinand-full"].value is None


def test_other_threads_run_meanwhile(small: bcgc.Instance) -> None:
    done, counted = threading.Event(), 0

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1

    def stop(_: bcgc.Standing) -> None:
        if counted > 1000:
            raise StopIteration

    counter = threading.Thread(target=count)
    counter.start()
    try:
        report = bcgc.solve(LONG, "exact", time_limit=600, callback=stop)
    finally:
        done.set()
        counter.join()
    assert report.interrupted and counted > 1000


def test_threads_solve_side_by_side(small: bcgc.Instance) -> None:
    instances = [small.replace(coordinates=20 + k) for k in range(12)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(value, instances)) == [value(instance) for instance in instances]


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_processes_solve_side_by_side(small: bcgc.Instance, start: str) -> None:
    expected = [value(small.replace(coordinates=20 + k)) for k in range(4)]
    # More work than a single thread does, before the fork.
    bcgc.evaluate(small, [[3, 1, 2, 14]] * 500)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(start)) as pool:
        found = list(pool.map(value, [small.replace(coordinates=20 + k) for k in range(4)]))
    assert found == expected


PROGRAM = """
import bcgc, numpy as np, sys
law = bcgc.Weibull(shape=0.6, scale=1.0, shift=0.2)
instance = bcgc.Instance(14, 14_000, law, deadline=9_000.0)
def told(standing):
    print("begun", flush=True)
print("before", flush=True)
try:
    if sys.argv[1] == "solve":
        bcgc.solve(instance, "exact", time_limit=3600, gap=0, callback=told)
    else:
        print("begun", flush=True)
        big = bcgc.Instance(4000, 10**6, law)
        bcgc.evaluate(big, np.tile(np.full(4000, 250), (5000, 1)))
except KeyboardInterrupt:
    print("interrupted", flush=True)
print(bcgc.solve(bcgc.Instance(4, 20, law), "mean-time")["mean-time"].status)
"""


@pytest.mark.parametrize("work", ["solve", "evaluate"])
def test_ctrl_c_ends_it_and_the_next_call_works(work: str) -> None:
    command = [sys.executable, "-c", PROGRAM, work]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "begun" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        # Without the signal it would take an hour.
        output, _ = process.communicate(timeout=120)
    assert output.splitlines()[-2:] == ["interrupted", "heuristic"], output
    assert process.returncode == 0
