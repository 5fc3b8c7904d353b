"""Instances, laws and traces: made, written, read, pickled, refused."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from conftest import EXAMPLES

import bcgc

LAWS = [
    bcgc.ShiftedExponential(rate=2.0, shift=0.5),
    bcgc.Weibull(shape=0.7, scale=3.0),
    bcgc.Gamma(shape=2.5, rate=0.5, shift=1.0),
    bcgc.Erlang(shape=3, rate=0.5),
    bcgc.LogNormal(location=0.1, scale=0.8),
    bcgc.Pareto(shape=2.5, scale=1.5),
    bcgc.Uniform(min=1.0, max=4.0),
    bcgc.HyperExponential(weights=[0.9, 0.1], rates=[2.0, 0.1]),
]
FILES = sorted(EXAMPLES.glob("*.toml"))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_functions_of_a_law_agree_with_each_other(law: bcgc.Law) -> None:
    p = np.linspace(0.001, 0.999, 50)
    t = law.quantile(p)
    assert np.allclose(law.cdf(t), p, rtol=1e-9)
    assert np.allclose(law.survival(t), 1 - p, rtol=1e-9)
    low, high = law.support
    assert law.cdf(low) == 0 and law.survival(low) == 1 and (np.isinf(high) or law.cdf(high) == 1)
    # The density is the slope of the distribution function.
    h = 1e-6 * t
    assert np.allclose((law.cdf(t + h) - law.cdf(t - h)) / (2 * h), law.density(t), rtol=1e-4)
    assert np.isnan(law.quantile([-0.1, 1.1])).all() and np.isnan(law.cdf(np.nan))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_samples_follow_their_law(law: bcgc.Law) -> None:
    drawn = np.sort(law.sample(20_000, seed=3))
    distance = np.abs(law.cdf(drawn) - np.arange(1, drawn.size + 1) / drawn.size).max()
    assert distance < 1.95 / np.sqrt(drawn.size), "Kolmogorov and Smirnov at 0.1 %"
    assert law.sample((3, 2), seed=7).shape == (3, 2)


def test_means_are_those_of_the_textbook() -> None:
    assert bcgc.ShiftedExponential(rate=0.5, shift=3).mean == 5.0
    assert bcgc.Pareto(shape=3, scale=2).mean == pytest.approx(3.0, rel=1e-15)
    assert bcgc.Pareto(shape=0.9, scale=2).mean == np.inf
    assert bcgc.Gamma(shape=4, rate=2, shift=1).mean == pytest.approx(3.0, rel=1e-15)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_an_instance_is_written_and_read(law: bcgc.Law) -> None:
    instance = bcgc.Instance(6, 100, law, samples=12, cycles=0.5, deadline=300.0, name="a test")
    assert bcgc.Instance.from_toml(instance.to_toml()) == instance
    assert bcgc.Instance.from_json(instance.to_json()) == instance
    assert bcgc.Instance.from_dict(instance.to_dict()) == instance
    again = pickle.loads(pickle.dumps(instance))
    assert again == instance and hash(again) == hash(instance) and again.stragglers == law
    assert instance.replace(deadline=None).deadline is None
    assert (instance.workers, instance.coordinates, instance.samples, instance.cycles) == (6, 100, 12, 0.5)


@pytest.mark.parametrize(
    ("stragglers", "overhead"),
    [
        (LAWS[0], 5.0),
        (LAWS[0], LAWS[1]),
        (0.5, LAWS[2]),
        ([[1.5, 2.0], [0.3, 4.0]], [[0.0, 1.0], [2.0, 0.5]]),
        (0.5, [[0.0, 1.0], [2.0, 0.5]]),
    ],
)
def test_an_overhead_is_kept(stragglers: object, overhead: object) -> None:
    instance = bcgc.Instance(2, 100, stragglers, overhead=overhead)
    again = pickle.loads(pickle.dumps(instance))
    assert again == instance and hash(again) == hash(instance) and again.overhead == instance.overhead
    moved = instance.replace(deadline=900.0)
    assert moved.overhead == instance.overhead and "overhead=" in repr(moved)
    assert moved.replace(deadline=None) == instance
    assert instance != bcgc.Instance(2, 100, stragglers)
    if not isinstance(instance.overhead, bcgc.Trace):
        assert bcgc.Instance.from_toml(instance.to_toml()) == instance


def test_overheads_of_none_are_no_cycle_times() -> None:
    overheads = bcgc.Trace.of_overheads([[0.0, 1.0]])
    with pytest.raises(bcgc.InputError, match="above zero"):
        bcgc.Instance(2, 10, overheads)
    with pytest.raises(bcgc.InputError, match="overhead.value"):
        bcgc.Instance(2, 10, LAWS[0], overhead=-1.0)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_example_is_read(file: Path) -> None:
    instance = bcgc.Instance.read(file)
    assert pickle.loads(pickle.dumps(instance)) == instance
    assert pickle.loads(pickle.dumps(instance)).to_json() == instance.to_json()
    if isinstance(instance.stragglers, bcgc.Law):
        assert bcgc.Instance.from_toml(instance.to_toml()) == instance


def test_arguments_may_be_numbers_of_numpy() -> None:
    law = bcgc.Weibull(shape=np.float32(0.5), scale=np.int64(2))
    instance = bcgc.Instance(np.int32(3), np.float64(10.0), law, samples=np.uint8(6))
    assert instance == bcgc.Instance(3, 10, bcgc.Weibull(0.5, 2.0), samples=6)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"workers": 0}, "system.workers"),
        ({"workers": -3}, "system.workers"),
        ({"workers": 2.5}, "system.workers"),
        ({"workers": "4"}, "system.workers"),
        ({"workers": None}, "system.workers"),
        ({"coordinates": 2**60}, "system.coordinates"),
        ({"samples": 0}, "system.samples"),
        ({"cycles": float("nan")}, "system.cycles"),
        ({"deadline": -1.0}, "objective.deadline"),
    ],
)
def test_a_wrong_number_is_named(arguments: dict[str, object], key: str) -> None:
    given = {"workers": 4, "coordinates": 20, "stragglers": LAWS[0], **arguments}
    with pytest.raises(ValueError, match=key) as caught:
        bcgc.Instance(**given)  # type: ignore[arg-type]
    error = caught.value
    assert isinstance(error, bcgc.InputError) and error.key == key and error.value and error.remedy
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.key, copy.remedy) == (str(error), error.key, error.remedy)


def test_a_wrong_law_is_named() -> None:
    with pytest.raises(bcgc.InputError) as caught:
        bcgc.ShiftedExponential(rate=-1)
    assert caught.value.key == "stragglers.rate" and caught.value.value == "-1"
    with pytest.raises(bcgc.InputError, match="weights"):
        bcgc.HyperExponential(weights=[0.5, 0.6], rates=[1, 2])
    with pytest.raises(bcgc.InputError, match=r"stragglers\.rate = 'fast'"):
        bcgc.ShiftedExponential(rate="fast")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="one of the laws"):
        bcgc.Law()


def test_how_a_trace_was_read_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "times.csv"
    file.write_text("stamp;rtt_1;rtt_2\n17;1500;2500\n18;1250;NA\n19;1000;1750\n")
    trace = bcgc.Trace.read(file, index=True, columns="rtt_*", missing="drop-row", scale=1e-3)
    assert np.array_equal(trace.rows, [[1.5, 2.5], [1.0, 1.75]]) and trace.dropped == 1
    assert np.array_equal(bcgc.Trace.read(file, columns=[2], delimiter="semicolon").rows, [[1500], [1250], [1000]])
    again = pickle.loads(pickle.dumps(trace))
    assert again == trace and (again.dropped, again.header) == (1, trace.header)
    instance = bcgc.Instance(2, 10, trace)
    assert pickle.loads(pickle.dumps(instance)).to_json() == instance.to_json()
    assert bcgc.Instance.from_toml(instance.to_toml()) == instance
    loads = tmp_path / "loads.toml"
    for load, rows in ((0, "0.5,0.25\n0.5,1\n"), (1, "1.5,2\n2,3\n")):
        (tmp_path / f"load-{load}.csv").write_text(rows)
    loads.write_text("[system]\ncoordinates = 10\n[stragglers]\nload-0 = 'load-0.csv'\nload-1 = 'load-1.csv'\n")
    instance = bcgc.Instance.read(loads)
    again = pickle.loads(pickle.dumps(instance))
    assert again == instance and again.to_json() == instance.to_json() and "load-1" in again.to_toml()


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"scale": 0.0}, "scale"),
        ({"scale": float("nan")}, "scale"),
        ({"missing": "drop"}, "missing"),
        ({"delimiter": "|"}, "delimiter"),
        ({"layout": "tall"}, "layout"),
        ({"header": "yes"}, "header"),
        ({"columns": "rtt_*"}, "columns"),
        ({"columns": 5}, "columns"),
    ],
)
def test_wrong_options_of_reading_are_named(tmp_path: Path, options: dict[str, object], key: str) -> None:
    file = tmp_path / "times.csv"
    file.write_text("a,b\n1.5,2.5\n")
    with pytest.raises(bcgc.InputError, match=key):
        bcgc.Trace.read(file, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("timestamp,a,b\n17,1.5,2.5\n18,3,4\n", r'say columns=\["2-3"\] or index=True; columns=\["1-3"\]'),
        ("0,1.5,2.5\n1,3,4\n", "say index=True"),
        ("1,2,3\n1.5,3,4\n", "say header=True, or header=False"),
        ("1.5,NA\n3,4\n", 'missing="drop-row" leaves out'),
    ],
)
def test_remedies_are_arguments(tmp_path: Path, text: str, remedy: str) -> None:
    file = tmp_path / "times.csv"
    file.write_text(text)
    with pytest.raises(bcgc.InputError, match=remedy) as caught:
        bcgc.Trace.read(file)
    assert str(caught.value).startswith(str(file)) and "[stragglers]" not in str(caught.value)


def test_a_trace_is_an_array() -> None:
    rows = np.array([[1.5, np.inf, 2.0], [0.3, 4.0, 1.0]])
    trace = bcgc.Trace(rows)
    assert (trace.rounds, trace.workers) == (2, 3) and np.array_equal(np.asarray(trace), rows)
    assert not trace.rows.flags.writeable
    assert pickle.loads(pickle.dumps(trace)) == trace
    assert bcgc.Instance(3, 10, rows) == bcgc.Instance(3, 10, trace)
    for wrong in ([[1.0, -1.0]], [[1.0, np.nan]], [1.0, 2.0], [[]], np.zeros((0, 3)), [["a"]], [[1, 2], [3]]):
        with pytest.raises(bcgc.InputError):
            bcgc.Trace(wrong)  # type: ignore[arg-type]
    with pytest.raises(bcgc.InputError, match="workers"):
        bcgc.Instance(4, 10, trace)


def test_a_trace_is_written_once(tmp_path: Path) -> None:
    trace = bcgc.Trace(bcgc.Weibull(0.7, 1.0).sample((5, 3)))
    trace.write(tmp_path / "times.csv")
    assert np.array_equal(bcgc.Trace.read(tmp_path / "times.csv").rows, trace.rows), "every digit"
    with pytest.raises(FileExistsError):
        trace.write(tmp_path / "times.csv")
    with pytest.raises(FileNotFoundError, match="none.csv"):
        bcgc.Trace.read(tmp_path / "none.csv")
    with pytest.raises(FileNotFoundError, match="none.toml"):
        bcgc.Instance.read(tmp_path / "none.toml")


def test_traces_are_drawn_from_samples_and_quantiles() -> None:
    samples = [1.0, 2.0, 4.0]
    drawn = bcgc.Trace.from_samples(samples, workers=3, rounds=4000)
    assert set(np.unique(drawn.rows)) == set(samples)
    assert drawn.rows.mean() == pytest.approx(7 / 3, abs=0.05)
    table = bcgc.Trace.from_quantiles([0, 0.5, 1], [1, 2, 10], workers=2, rounds=10_000)
    assert np.quantile(table.rows, [0.25, 0.5, 0.75]) == pytest.approx([1.5, 2.0, 6.0], abs=0.15)
    for levels, times in (([0, 1], [2, 1]), ([0.1, 1], [1, 2]), ([0, 0.5, 0.5, 1], [1, 1, 1, 1]), ([0], [1])):
        with pytest.raises(bcgc.InputError):
            bcgc.Trace.from_quantiles(levels, times, workers=2, rounds=3)
