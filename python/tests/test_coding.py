"""Encoding matrices, schemes, simulations, certificates and fits."""

from __future__ import annotations

import itertools
import json
import pickle
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import EXAMPLES

import bcgc

Cli = Callable[..., str]


@pytest.mark.parametrize("name", list(bcgc.CONSTRUCTIONS))
def test_every_construction_decodes(name: str) -> None:
    stragglers = 0 if name == "uncoded" else 2
    matrix = bcgc.EncodingMatrix.build(name, workers=6, stragglers=stragglers)
    assert matrix.check().is_verified and matrix.shape == (6, matrix.subsets)
    assert pickle.loads(pickle.dumps(matrix)) == matrix
    partial = np.random.default_rng(1).normal(size=(matrix.subsets, 4))
    coded = matrix.encode(partial)
    for lost in itertools.combinations(range(1, 7), stragglers):
        answered = [n for n in range(1, 7) if n not in lost]
        gradient = matrix.decode(answered, coded[[n - 1 for n in answered]])
        assert np.allclose(gradient, partial.sum(axis=0), rtol=1e-9)
        # Over the rationals the all-ones row is met exactly.
        vector, rows = matrix.decoding_vector(answered), matrix.fractions()
        for j in range(matrix.subsets):
            assert sum(a * rows[n - 1][j] for a, n in zip(vector, answered, strict=True)) == 1


def test_a_matrix_of_ones_own_is_exact() -> None:
    matrix = bcgc.EncodingMatrix([["1/2", "1", 0], [0, 1, -1], [0.5, 0, Fraction(1)]], stragglers=1)
    assert matrix.fractions()[0] == [Fraction(1, 2), 1, 0] and matrix.origin == "user"
    assert matrix.check().is_verified and str(matrix.check()).startswith("verified")
    assert np.array_equal(np.asarray(matrix), [[0.5, 1, 0], [0, 1, -1], [0.5, 0, 1]])
    assert bcgc.EncodingMatrix([[0.1]], 0).fractions()[0][0] == Fraction(0.1), "a float as it is"
    bad = bcgc.EncodingMatrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]], stragglers=1)
    assert bad.check().is_refuted
    assert bcgc.EncodingMatrix([[0, 0], [1, 1]], stragglers=0).check().is_verified, "a worker may send nothing"
    assert bcgc.EncodingMatrix([[0, 0], [1, 1]], stragglers=1).check().is_refuted
    for rows in ([[1, 2], [3]], [], [1, 2], [["x"]], [[float("nan")]], [[None]]):
        with pytest.raises(bcgc.InputError):
            bcgc.EncodingMatrix(rows, 0)
    for sizes in ({"workers": -1, "stragglers": 0}, {"workers": 4, "stragglers": -1}, {"workers": 4, "stragglers": 4}):
        with pytest.raises(bcgc.InputError, match="stragglers|workers"):
            bcgc.EncodingMatrix.build(**sizes)
    with pytest.raises(bcgc.InputError, match="1"):
        matrix.decoding_vector([1, 1])
    with pytest.raises(bcgc.InputError, match="rows"):
        matrix.encode(np.zeros((2, 2)))


def test_a_scheme_covers_the_coordinates() -> None:
    scheme = bcgc.Scheme([2, 4, 0, 3], seed=2)
    covered = [range(block.first, block.last + 1) for block in scheme.blocks]
    assert list(itertools.chain(*covered)) == list(range(1, 10))
    assert [block.matrix.stragglers for block in scheme.blocks] == [0, 1, 3]
    assert all(plan.load == 2 * 1 + 4 * 2 + 3 * 4 for plan in scheme.plans)
    assert pickle.loads(pickle.dumps(scheme)) == scheme
    assert bcgc.Scheme.from_json(scheme.to_json()).plans == scheme.plans
    own = bcgc.Scheme([0, 5, 0], [bcgc.EncodingMatrix.build(workers=3, stragglers=1)])
    assert own.blocks[0].matrix.origin == "cyclic-repetition"
    with pytest.raises(bcgc.InputError):
        bcgc.Scheme([0, -5, 0])


def test_a_simulation_of_ones_own_data(small: bcgc.Instance) -> None:
    rng = np.random.default_rng(2)
    instance = small.replace(samples=30)
    features = rng.normal(size=(30, 20))
    targets = features @ rng.normal(size=20)
    found = bcgc.simulate(instance, [3, 1, 2, 14], data=(features, targets), rounds=50, timeline=2)
    assert found.passed and found.losses[1] < found.losses[0]
    assert np.array_equal(found.runtimes, found.formula) and found.errors.max() < 1e-9
    assert found.independent_rounds and found.standard_error == pytest.approx(found.runtimes.std(ddof=1) / np.sqrt(50))
    assert found.mean == pytest.approx(found.runtimes.mean()) and found.timeline_svg.startswith("<svg")
    assert pickle.loads(pickle.dumps(found)).to_json() == found.to_json()
    with pytest.raises(bcgc.InputError, match="samples"):
        bcgc.simulate(small, [3, 1, 2, 14], data=(features, targets))
    with pytest.raises(bcgc.InputError, match="linear or logistic"):
        bcgc.simulate(small, [3, 1, 2, 14], problem="cubic")
    with pytest.raises(bcgc.InputError, match="shapes"):
        bcgc.simulate(small, [3, 1, 2, 14], data=(features, targets[:3]))


def test_rounds_of_a_trace_have_one_error_and_may_never_end() -> None:
    rng = np.random.default_rng(4)
    times = np.repeat(rng.exponential(1.0, (100, 3)), 4, axis=0) + 0.1
    instance = bcgc.Instance(3, 6, bcgc.Trace(times))
    played, found = bcgc.simulate(instance, [1, 2, 3]), bcgc.evaluate_report(instance, [1, 2, 3])["given"]
    assert found.sampled is not None and found.sampled.standard_error is not None and not played.independent_rounds
    assert played.standard_error == pytest.approx(found.sampled.standard_error)
    # Four times the same round say as much as one of them.
    assert played.standard_error > 1.5 * played.runtimes.std(ddof=1) / np.sqrt(400)
    times[7] = np.inf
    endless = bcgc.simulate(bcgc.Instance(3, 6, bcgc.Trace(times)), [1, 2, 3])
    assert not endless.passed and endless.standard_error is None
    assert np.isnan(endless.errors[7]) and np.isfinite(np.delete(endless.errors, 7)).all()


def test_rounds_by_the_deadline_are_counted(small: bcgc.Instance) -> None:
    assert bcgc.simulate(small, [3, 1, 2, 14], rounds=20).completion is None
    found = bcgc.simulate(small.replace(deadline=18.0), [3, 1, 2, 14], rounds=200)
    completion = found.completion
    assert completion is not None and completion.met == (found.runtimes <= 18.0).sum()
    given = bcgc.evaluate_report(small.replace(deadline=18.0), [3, 1, 2, 14])["given"]
    assert completion.probability == pytest.approx(given.value) and completion.agrees
    assert completion.p_value is not None and 0 < completion.p_value <= 1 and not completion.over_rounds


def test_certificates_are_judged(small: bcgc.Instance, tmp_path: Path) -> None:
    certificate = bcgc.certify(bcgc.solve(small, "exact"))
    assert any("optimal" in claim for claim in certificate.claims)
    judgement = bcgc.verify(certificate)
    assert judgement and judgement.kind == "accepted" and judgement.claims == certificate.claims
    certificate.write(tmp_path / "proof.json")
    assert bcgc.verify(tmp_path / "proof.json") and bcgc.verify(str(tmp_path / "proof.json"))
    with pytest.raises(FileExistsError):
        certificate.write(tmp_path / "proof.json")
    false = json.loads(certificate.text)
    for claim in false["claims"]:
        if claim["claim"] == "value":
            claim["low"] = claim["high"]
    refused = bcgc.verify(json.dumps(false).encode())
    assert not refused and refused.kind == "rejected" and refused.reason and refused.pointer
    assert bcgc.verify("[]").kind == "not-a-certificate"
    matrix = bcgc.EncodingMatrix.build("reed-solomon", workers=5, stragglers=2)
    assert bcgc.verify(bcgc.certify(matrix))
    with pytest.raises(TypeError, match="EncodingMatrix"):
        bcgc.certify(small)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        bcgc.verify(tmp_path / "none.json")


def test_a_certificate_of_an_integer_optimum_is_a_proof_for_integer_programs(
    small: bcgc.Instance, cli: Cli, tmp_path: Path
) -> None:
    certificate = bcgc.certify(bcgc.solve(small, "exact"))
    certificate.write(tmp_path / "ours.VIPR")
    proof = (tmp_path / "ours.VIPR").read_text()
    assert proof == certificate.vipr() and "\nVER 1.0\n" in proof and "OBJ { lin " in proof
    with pytest.raises(FileExistsError):
        certificate.write(tmp_path / "ours.VIPR")
    theirs = tmp_path / "theirs.vipr"
    system = ["--workers", 4, "--coordinates", 20, "--law", "shifted-exponential", "--param", "rate=1.0"]
    cli("solve", *system, "--method", "exact", "--certificate", theirs)
    assert theirs.read_text() == proof
    # What does not claim an integer optimum is refused, and nothing is written.
    matrix = bcgc.certify(bcgc.EncodingMatrix.build("reed-solomon", workers=5, stragglers=2))
    for without in (matrix, bcgc.certify(bcgc.evaluate_report(small, [20, 0, 0, 0]), "given")):
        with pytest.raises(bcgc.InputError, match="a VIPR file has the proof that"):
            without.write(tmp_path / "none.vipr")
        assert not (tmp_path / "none.vipr").exists()


def test_a_law_is_fitted_and_used() -> None:
    law = bcgc.Weibull(shape=1.5, scale=2.0, shift=1.0)
    found = bcgc.fit(law.sample((300, 4), seed=8), ["weibull", "uniform"], bootstrap=9)
    best = found.best
    assert isinstance(best, bcgc.Weibull) and best.mean == pytest.approx(law.mean, rel=0.05)
    errors = found.fits[0].standard_errors
    assert errors["scale"] and abs(best.scale - 2.0) < 5 * errors["scale"]
    assert {check.check for check in found.checks} >= {"between-workers", "drift"}
    assert bcgc.Instance.from_toml(found.instance_file or "").stragglers.name == "weibull"
    assert found.figure_svg.startswith("<svg") and pickle.loads(pickle.dumps(found)).best == best
    both = [bcgc.Trace(law.sample((50, 4), seed=k), f"run {k}") for k in (1, 2)]
    assert bcgc.fit(both, ["weibull"], bootstrap=2).to_dict()["rounds"] == 100
    mixed = bcgc.fit(EXAMPLES / "trace-n6.csv", ["hyper-exponential"], bootstrap=2).best
    assert isinstance(mixed, bcgc.HyperExponential) and sum(mixed.weights) == pytest.approx(1)
    with pytest.raises(bcgc.InputError, match="cauchy"):
        bcgc.fit(both, ["cauchy"])


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    spec = bcgc.Spec(
        "title = 'mine'\nmethods = ['mean-time', 'uncoded']\n[instance]\n"
        "system = {workers = 4, coordinates = 20}\n"
        "stragglers = {law = 'shifted-exponential', rate = 1.0}\n"
        "[grid]\n'system.coordinates' = [20, 40]\n"
    )
    assert len(spec) == 2 and spec.methods == ["mean-time", "uncoded"]
    told: list[tuple[int, int]] = []
    table = bcgc.table(spec, log=tmp_path / "log.jsonl", callback=lambda done, all: told.append((done, all)))
    assert told[-1] == (4, 4) and "mine" in table.render("markdown")
    resumed = bcgc.table(spec, log=tmp_path / "log.jsonl", resume=True)
    assert resumed.files == table.files == pickle.loads(pickle.dumps(table)).files
    assert table.write(tmp_path / "out")
    with pytest.raises(FileExistsError):
        table.write(tmp_path / "out")
    assert pickle.loads(pickle.dumps(spec)).source == spec.source
    with pytest.raises(bcgc.InputError):
        bcgc.Spec("nonsense = 1\n")
    with pytest.raises(FileNotFoundError):
        bcgc.Spec("no-such-table")
    with pytest.raises(bcgc.InputError, match="group"):
        bcgc.Spec("study")
