"""Values, gradients and distributions against each other and against what is known."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import EXAMPLES

import bcgc

TRACE = bcgc.Instance.read(EXAMPLES / "trace-n6.toml")
WEIBULL = bcgc.Instance(5, 100, bcgc.Weibull(shape=0.8, scale=2.0, shift=0.5))
LATE = WEIBULL.replace(deadline=800.0)


def partitions(instance: bcgc.Instance, count: int) -> np.ndarray:
    """Random partitions, a row each."""
    rng = np.random.default_rng(5)
    return rng.multinomial(instance.coordinates, np.full(instance.workers, 1 / instance.workers), size=count)


def test_a_value_is_that_of_the_textbook() -> None:
    """Uncoded, all N exponential workers are waited for: L/N kappa H_N."""
    instance = bcgc.Instance(4, 20, bcgc.ShiftedExponential(rate=1.0))
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4
    found = bcgc.evaluate(instance, [20, 0, 0, 0])
    assert abs(found.value - 20 * harmonic) <= found.error + 1e-13 * found.value
    assert found.complement is None


@pytest.mark.parametrize("instance", [WEIBULL, LATE, TRACE], ids=["runtime", "probability", "trace"])
def test_a_batch_is_its_rows(instance: bcgc.Instance) -> None:
    batch = partitions(instance, 40)
    found = bcgc.evaluate(instance, batch)
    for i, row in enumerate(batch):
        one = bcgc.evaluate(instance, row)
        assert (one.value, one.error) == (found.value[i], found.error[i])
        if instance.deadline is None:
            assert one.complement is None and found.complement is None
        else:
            assert one.complement == found.complement[i]
    shaped = bcgc.evaluate(instance, batch.reshape(5, 8, -1), threads=1)
    assert np.array_equal(shaped.value.ravel(), found.value) and shaped.value.shape == (5, 8)
    assert bcgc.evaluate(instance, batch[:0]).value.shape == (0,)


def test_every_kind_of_array_is_taken() -> None:
    row = [60, 10, 5, 5, 20]
    expected = bcgc.evaluate(WEIBULL, row).value
    for dtype in (np.int8, np.uint16, np.int64, np.uint64, np.float32, np.float64):
        assert bcgc.evaluate(WEIBULL, np.array(row, dtype=dtype)).value == expected
    assert bcgc.evaluate(WEIBULL, np.array([row, row])[:, ::-1][:, ::-1][1]).value == expected, "with strides"
    assert bcgc.evaluate(WEIBULL, np.asfortranarray([row, row])).value[1] == expected


def test_a_relaxed_partition_has_a_value_and_a_gradient() -> None:
    report = bcgc.solve(WEIBULL, "relaxed")
    relaxed = report["relaxed"].relaxed
    found = bcgc.evaluate(WEIBULL, relaxed)
    assert found.value == pytest.approx(report["relaxed"].relaxed_value, rel=1e-9)
    # At an optimum in the interior all derivatives are equal.
    slopes = bcgc.evaluate_gradient(WEIBULL, relaxed)
    assert slopes.value == pytest.approx(found.value, rel=1e-9)
    assert np.ptp(slopes.gradient) < 1e-3 * slopes.gradient.mean()


@pytest.mark.parametrize("instance", [WEIBULL, LATE, TRACE], ids=["runtime", "probability", "trace"])
def test_gradients_are_differences(instance: bcgc.Instance) -> None:
    at = instance.coordinates * np.linspace(1, 2, instance.workers) / np.linspace(1, 2, instance.workers).sum()
    found = bcgc.evaluate_gradient(instance, at)
    for level in range(1, instance.workers):
        step = np.zeros(instance.workers)
        step[level], step[0] = 1e-3, -1e-3
        values = bcgc.evaluate(instance, np.array([at + step, at - step])).value
        slope = (values[0] - values[1]) / 2e-3
        expected = found.gradient[level] - found.gradient[0]
        assert expected == pytest.approx(slope, rel=1e-4, abs=1e-7 * np.abs(found.gradient).max())
    # A runtime is homogeneous: Euler's formula.
    if instance.deadline is None:
        assert found.gradient @ at == pytest.approx(found.value, rel=1e-9)


def test_a_step_function_has_no_gradient() -> None:
    with pytest.raises(bcgc.InputError, match="step function"):
        bcgc.evaluate_gradient(TRACE.replace(deadline=300.0), np.full(6, 20.0))


def test_an_infinite_value_is_infinite() -> None:
    heavy = bcgc.Instance(4, 20, bcgc.Pareto(shape=0.5, scale=1.0))
    found = bcgc.evaluate(heavy, [[20, 0, 0, 0], [0, 0, 0, 20]])
    assert found.value[0] == np.inf and np.isfinite(found.value[1])
    with pytest.raises(bcgc.InputError, match="infinite"):
        bcgc.evaluate_gradient(heavy, [20, 0, 0, 0])


@pytest.mark.parametrize(
    "wrong",
    [
        [1, 2],
        [100, 0, 0, 0, 1],
        [101, -1, 0, 0, 0],
        [[100, 0, 0, 0, 0], [1, 1, 1, 1, 1]],
        ["a", "b", "c", "d", "e"],
        [None] * 5,
        [np.nan, 1, 1, 1, 1],
        [50.5, 50.5, 0, 0, 0],
        7,
        [],
        {"x": 1},
    ],
)
def test_a_wrong_partition_is_refused(wrong: object) -> None:
    with pytest.raises(bcgc.InputError, match="partition|row 1|numbers") as caught:
        bcgc.evaluate(WEIBULL, wrong)  # type: ignore[arg-type]
    assert caught.value.key == "partition" or str(caught.value).startswith("row 1: partition")


def test_a_distribution_is_a_distribution() -> None:
    row = [60, 10, 5, 5, 20]
    deadlines = np.linspace(50, 3000, 60)
    found = bcgc.distribution(WEIBULL, row, deadlines)
    assert np.array_equal(found.deadline, deadlines) and found.whole and len(found) == 60
    assert np.all(np.diff(found.probability) >= 0)
    assert np.allclose(found.probability + found.complement, 1.0, rtol=1e-14)
    by = bcgc.evaluate(WEIBULL.replace(deadline=float(deadlines[20])), row)
    assert by.value == found.probability[20]
    # The mean is the integral of the probability of being late.
    fine = np.linspace(0.5, 20_000, 2_000)
    late = bcgc.distribution(WEIBULL, row, fine).complement
    integral = 0.5 + np.trapezoid(late, fine) if hasattr(np, "trapezoid") else 0.5 + np.trapz(late, fine)
    assert integral == pytest.approx(bcgc.evaluate(WEIBULL, row).value, rel=1e-3)
    median = bcgc.distribution(WEIBULL, row, quantiles=[0.5]).deadline[0]
    assert bcgc.distribution(WEIBULL, row, [median]).probability[0] == pytest.approx(0.5, abs=1e-9)
    with pytest.raises(bcgc.InputError, match="deadlines"):
        bcgc.distribution(WEIBULL, row, [-1.0])
    with pytest.raises(bcgc.InputError, match="deadlines") as caught:
        bcgc.distribution(WEIBULL, row, ["soon"])  # type: ignore[list-item]
    assert caught.value.key == "deadlines"
    with pytest.raises(bcgc.InputError, match="quantiles"):
        bcgc.distribution(WEIBULL, row, quantiles=[1.5])
