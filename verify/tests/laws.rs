//! Claims about laws: written by floating point, proved by the checker, compared with independent values.

mod common;

use std::collections::BTreeMap;

use bcgc_verify::{Accepted, Kind, Refusal};
use common::evaluator::{Evaluator, Plan, plan, probability, relaxed};
use common::lattice::Search;
use common::laws::Law;
use common::verdict;
use num_bigint::BigInt;
use num_rational::BigRational;
use serde_json::{Value, json};

/// A document about `E/kappa`: kappa is one.
fn document(law: &Law, n: usize, coordinates: u64, plan: &Plan, claim: Value) -> Value {
    json!({"format": "bcgc-certificate", "version": 1,
        "instance": {
            "system": {"workers": n, "coordinates": coordinates, "samples": n, "cycles": 1},
            "stragglers": law.document(), "objective": {"kind": "expected-runtime"}},
        "quadratures": [plan.document()], "claims": [claim]})
}

fn with_deadline(law: &Law, n: usize, coordinates: u64, deadline: f64, claim: Value) -> Value {
    json!({"format": "bcgc-certificate", "version": 1,
        "instance": {
            "system": {"workers": n, "coordinates": coordinates, "samples": n, "cycles": 1},
            "stragglers": law.document(),
            "objective": {"kind": "completion-probability", "deadline": format!("{deadline:?}")}},
        "claims": [claim]})
}

fn text(x: &[f64]) -> Vec<String> {
    x.iter().map(|v| format!("{v:?}")).collect()
}

fn value_claim(x: &[u64], low: &BigRational, high: &BigRational) -> Value {
    json!({"claim": "value", "partition": x, "quadrature": 0, "low": decimal(low, false), "high": decimal(high, true)})
}

/// 30 digits behind the point, rounded outwards.
fn decimal(value: &BigRational, up: bool) -> String {
    let scaled = value * BigInt::from(10).pow(30);
    let digits = if up { scaled.ceil() } else { scaled.floor() };
    format!("{}e-30", digits.to_integer())
}

fn rational(text: &str) -> BigRational {
    let (whole, fraction) = text.split_once('.').unwrap();
    BigRational::new(
        format!("{whole}{fraction}").parse().unwrap(),
        BigInt::from(10).pow(fraction.len() as u32),
    )
}

fn around(value: &BigRational, relative: f64) -> (BigRational, BigRational) {
    let width = value * BigRational::from_float(relative).unwrap();
    (value - &width, value + width)
}

fn is_rejected(answer: Result<Accepted, Refusal>) -> bool {
    answer.err().is_some_and(|refusal| refusal.kind == Kind::Rejected)
}

fn every_law() -> Vec<(Law, &'static str)> {
    // Values over kappa of the partition (30, 25, 45), from oracle.py.
    vec![
        (Law::Exponential { rate: 1e-3, shift: 50.0 }, "104599.8251475338881771961"),
        (
            Law::HyperExponential { weights: vec![0.7, 0.3], rates: vec![0.002, 0.0005], shift: 50.0 },
            "91297.10158362946193539724",
        ),
        (Law::Pareto { shape: 2.5, scale: 300.0 }, "75254.62513807542058678233"),
        (Law::Uniform { min: 100.0, max: 2000.0 }, "133842.0642545443427440147"),
        (Law::Weibull { shape: 0.7, scale: 800.0, shift: 50.0 }, "95049.41277110405437115816"),
        (Law::Weibull { shape: 1.5, scale: 1100.0, shift: 50.0 }, "122902.0121306022762367721"),
        (Law::Gamma { shape: 2.3, rate: 0.002, shift: 50.0 }, "144595.0689157587853444588"),
        (Law::LogNormal { location: 6.7, scale: 0.5, shift: 50.0 }, "134272.3683305006815061227"),
    ]
}

/// `E` of exponential times of rate one and whole blocks as a fraction: `G` is a sum of exponentials.
fn exact_expectation(x: &[u64]) -> BigRational {
    let n = x.len();
    let integer = |v: u64| BigRational::from_integer(v.into());
    let mut load = 0;
    // A level without load is done at once: its term is zero.
    let rates: Vec<Option<BigRational>> = x
        .iter()
        .enumerate()
        .map(|(i, v)| {
            load += (i as u64 + 1) * v;
            (load > 0).then(|| integer(load).recip())
        })
        .collect();
    type Sum = BTreeMap<BigRational, BigRational>;
    let times = |a: &Sum, b: &Sum| {
        let mut product = Sum::new();
        for (r, c) in a {
            for (s, d) in b {
                *product.entry(r + s).or_insert_with(|| integer(0)) += c * d;
            }
        }
        product
    };
    let mut rows: Vec<Sum> = vec![Sum::from([(integer(0), integer(1))])];
    for i in 0..n {
        let first = if i + 1 < n { rates[i + 1].clone() } else { Some(integer(0)) };
        let ends = [(first, integer(1)), (rates[i].clone(), -integer(1))];
        let mut slice = Sum::new();
        for (rate, factor) in ends.into_iter().filter_map(|(rate, factor)| Some((rate?, factor))) {
            *slice.entry(rate).or_insert_with(|| integer(0)) += factor;
        }
        let mut next = vec![Sum::new(); i + 2];
        for (j, row) in rows.iter().enumerate() {
            let mut weight = row.clone();
            for k in 0..=i + 1 - j {
                if k > 0 {
                    weight =
                        times(&weight, &slice).into_iter().map(|(r, c)| (r, c / integer(k as u64))).collect();
                }
                for (r, c) in &weight {
                    *next[j + k].entry(r.clone()).or_insert_with(|| integer(0)) += c;
                }
            }
        }
        rows = next;
    }
    let factorial = (1..=n as u64).map(integer).fold(integer(1), |a, b| a * b);
    // 1 - G has no constant term; each exponential integrates to 1/rate.
    -rows[n].iter().filter(|(r, _)| **r != integer(0)).map(|(r, c)| c / r * &factorial).sum::<BigRational>()
}

#[test]
fn exponential_values_are_those_of_exact_rational_arithmetic() {
    let known = BigRational::new(242_466_573_206_371_i64.into(), 13_109_432_958_930_i64.into());
    assert_eq!(exact_expectation(&[4, 2, 2, 12]), known);
    let law = Law::Exponential { rate: 1.0, shift: 0.0 };
    for x in [vec![3, 1, 2], vec![4, 2, 2, 12], vec![0, 3, 0, 2], vec![5], vec![0, 0, 7], vec![2, 1, 1, 0, 3]]
    {
        let exact = exact_expectation(&x);
        let floats: Vec<f64> = x.iter().map(|v| *v as f64).collect();
        let plan = plan(&law, &floats, 1e-13, 24);
        let answer = |(low, high): (BigRational, BigRational)| {
            verdict(&document(&law, x.len(), x.iter().sum(), &plan, value_claim(&x, &low, &high)))
        };
        answer(around(&exact, 1e-12)).unwrap();
        let (low, high) = around(&exact, 1e-11);
        assert!(is_rejected(answer((exact.clone() + (&high - &exact), high.clone() + &high))), "{x:?}");
        assert!(is_rejected(answer((low.clone() - &low, low))), "{x:?}");
    }
}

#[test]
fn every_law_agrees_with_an_independent_library() {
    let x = [30, 25, 45];
    for (law, known) in every_law() {
        let known = rational(known);
        let plan = plan(&law, &[30.0, 25.0, 45.0], 1e-11, 24);
        let answer = |(low, high): (BigRational, BigRational)| {
            verdict(&document(&law, 3, 100, &plan, value_claim(&x, &low, &high)))
        };
        answer(around(&known, 1e-10)).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        let (low, high) = around(&known, 1e-9);
        assert!(is_rejected(answer((low.clone() - &low, low))), "{law:?}");
        assert!(is_rejected(answer((high.clone(), high.clone() + &high))), "{law:?}");
    }
}

#[test]
fn bounds_of_every_law_are_their_tangents_and_no_more() {
    for (law, _) in every_law() {
        let y = [30.5, 25.0, 1.0, 43.5];
        let plan = plan(&law, &y, 1e-10, 24);
        let slopes = Evaluator::new(&law, &plan).gradient(&y).1;
        let value = 100.0 * slopes.into_iter().fold(f64::INFINITY, f64::min);
        let bound = |bound: f64| {
            let claim = json!({"claim": "lower-bound", "over": "reals", "bound": format!("{bound:?}"),
                "proof": {"cuts": [{"point": text(&y), "quadrature": 0}], "tree": {"cut": 0}}});
            verdict(&document(&law, 4, 100, &plan, claim))
        };
        bound(value * (1.0 - 1e-8)).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        let further = bound(value * (1.0 + 1e-8));
        assert!(is_rejected(further.clone()), "{law:?} {further:?}");
    }
}

#[test]
fn trees_prove_integer_optima() {
    for (law, n, coordinates) in [
        (Law::Exponential { rate: 1e-3, shift: 50.0 }, 4, 20_u64),
        (Law::Exponential { rate: 1e-3, shift: 50.0 }, 8, 200),
        (Law::HyperExponential { weights: vec![0.7, 0.3], rates: vec![0.002, 0.0005], shift: 50.0 }, 4, 50),
        (Law::Gamma { shape: 2.3, rate: 0.002, shift: 50.0 }, 3, 30),
    ] {
        let (y, evaluator, _) = relaxed(&law, n, coordinates as f64);
        let (search, tree) = Search::run(&evaluator, &y, coordinates as f64, 1e-10, 2000).unwrap();
        let plan = plan(&law, &y, 1e-11, 24);
        let claim = |partition: &[i64]| {
            let proof = json!({"cuts": search.cuts(0), "forms": search.forms, "tree": tree});
            let claim = json!({"claim": "optimal", "partition": partition, "delta": "1e-8", "quadrature": 0, "proof": proof});
            verdict(&document(&law, n, coordinates, &plan, claim))
        };
        claim(&search.best).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        let mut other = search.best.clone();
        other[0] += 1;
        other[n - 1] -= 1;
        assert!(is_rejected(claim(&other)), "{law:?}");
    }
}

#[test]
fn completion_probabilities_are_enclosed() {
    let x = [30_u64, 25, 45];
    for (law, value) in every_law() {
        let deadline: f64 = value.parse().unwrap();
        let known = probability(&law, &[30.0, 80.0, 215.0], deadline);
        let claim = |low: f64, high: f64| {
            let claim = json!({"claim": "value", "partition": x, "low": format!("{low:?}"), "high": format!("{high:?}")});
            verdict(&with_deadline(&law, 3, 100, deadline, claim))
        };
        claim(known - 1e-12, known + 1e-12).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        assert!(is_rejected(claim(known + 1e-11, 1.0)) && is_rejected(claim(0.0, known - 1e-11)), "{law:?}");
    }
}

#[test]
fn one_tangent_bounds_the_completion_probability_where_it_is_concave() {
    for law in [
        Law::Exponential { rate: 1e-3, shift: 400.0 },
        Law::Pareto { shape: 2.5, scale: 300.0 },
        Law::Uniform { min: 1000.0, max: 1900.0 },
    ] {
        let (n, coordinates) = (4, 100.0);
        let factor = if matches!(law, Law::Uniform { .. }) { 1.5 } else { 3.5 };
        let deadline = law.infimum() * coordinates * factor;
        let start = [coordinates - 3.0, 1.0, 1.0, 1.0];
        let (y, best) = best_probability(&law, start.to_vec(), deadline);
        let bound = |bound: f64| {
            let claim = json!({"claim": "upper-bound", "over": "reals", "bound": format!("{bound:?}"), "proof": {"tangent": text(&y)}});
            verdict(&with_deadline(&law, n, coordinates as u64, deadline, claim))
        };
        assert!(best > 0.01 && best < 0.9999, "{law:?} {best}");
        bound(best + 1e-4).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        assert!(is_rejected(bound(best - 1e-9)), "{law:?}");
    }
    let law = Law::Exponential { rate: 1e-3, shift: 50.0 };
    let claim =
        json!({"claim": "upper-bound", "over": "reals", "bound": 1, "proof": {"tangent": [25, 25, 25, 25]}});
    let refusal = verdict(&with_deadline(&law, 4, 100, 1e6, claim)).unwrap_err();
    assert_eq!(refusal.kind, Kind::Unverified);
}

/// A crude pattern search over the simplex.
fn best_probability(law: &Law, mut x: Vec<f64>, deadline: f64) -> (Vec<f64>, f64) {
    let n = x.len();
    let value = |x: &[f64]| probability(law, &common::evaluator::loads(x), deadline);
    let mut best = value(&x);
    let mut step = x.iter().sum::<f64>() / 4.0;
    while step > 1e-7 {
        let mut moved = false;
        for i in 0..n {
            for j in 0..n {
                let mut trial = x.clone();
                trial[i] += step;
                trial[j] -= step;
                if i != j && trial[j] > 1e-6 && value(&trial) > best {
                    best = value(&trial);
                    x = trial;
                    moved = true;
                }
            }
        }
        if !moved {
            step /= 2.0;
        }
    }
    (x, best)
}

/// `cargo test --release --test laws -- --ignored --nocapture`: writes large certificates into the folder
/// `KEEP` and shows what it takes to judge them.
#[test]
#[ignore = "a measurement"]
fn measure() {
    let number = |name: &str, default: u64| std::env::var(name).map_or(default, |v| v.parse().unwrap());
    let (n, coordinates) = (number("N", 20) as usize, number("L", 20_000));
    let law = Law::Exponential { rate: 1e-3, shift: 50.0 };
    let gap: f64 = std::env::var("GAP").map_or(5e-12, |v| v.parse().unwrap());
    // A point from a file spares the search.
    let (y, evaluator, plan) = match std::env::var("POINT") {
        Ok(path) => {
            let y: Vec<f64> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
            let plan = plan(&law, &y, gap * 0.01, 24);
            (y, Evaluator::new(&law, &plan), plan)
        }
        Err(_) => relaxed(&law, n, coordinates as f64),
    };
    let value = evaluator.value(&y);
    let cuts = json!([{"point": text(&y), "quadrature": 0}]);
    let bound = format!("{:?}", value * (1.0 - gap));
    show(&document(
        &law,
        n,
        coordinates,
        &plan,
        json!({"claim": "lower-bound", "over": "reals", "bound": bound, "proof": {"cuts": cuts, "tree": {"cut": 0}}}),
    ));
    if std::env::var_os("TREE").is_some() {
        let (search, tree) = Search::run(&evaluator, &y, coordinates as f64, 1e-11, 5000).unwrap();
        let best = search.best_value;
        let x: Vec<u64> = search.best.iter().map(|v| *v as u64).collect();
        let (low, high) = around(&BigRational::from_float(best).unwrap(), 1e-12);
        show(&document(&law, n, coordinates, &plan, value_claim(&x, &low, &high)));
        let floats: Vec<f64> = x.iter().map(|v| *v as f64).collect();
        let coarse = common::evaluator::plan(&law, &floats, 1e-11, 24);
        let proof = json!({"cuts": search.cuts(0), "forms": search.forms, "tree": tree});
        let claim =
            json!({"claim": "optimal", "partition": x, "delta": "1e-10", "quadrature": 0, "proof": proof});
        show(&document(&law, n, coordinates, &coarse, claim));
    }
}

/// One instance of every law at `N`: value and tangent to 1e-9 and to 1e-12.
#[test]
#[ignore = "a measurement"]
fn measure_laws() {
    let n: usize = std::env::var("N").map_or(20, |v| v.parse().unwrap());
    let coordinates = 20_000;
    for (law, _) in every_law() {
        // About the shape of the optima: much without coding, much with full coding, the rest between.
        let mut x: Vec<u64> = (0..n).map(|i| 40 + 4800 / (1 + 3 * i as u64)).collect();
        x[n - 1] += coordinates - x.iter().sum::<u64>();
        let floats: Vec<f64> = x.iter().map(|v| *v as f64).collect();
        for relative in [1e-9, 1e-12] {
            let plan = common::evaluator::plan(&law, &floats, relative, 24);
            let (value, slopes) = Evaluator::new(&law, &plan).gradient(&floats);
            let (low, high) = around(&BigRational::from_float(value).unwrap(), relative * 5.0);
            eprintln!("{law:?}, {relative:e}, {} panels", plan.panels.len());
            show(&document(&law, n, coordinates, &plan, value_claim(&x, &low, &high)));
            let least = slopes.into_iter().fold(f64::INFINITY, f64::min) * coordinates as f64;
            let bound = format!("{:?}", least * (1.0 - 100.0 * relative));
            let cuts = json!([{"point": x, "quadrature": 0}]);
            let proof = json!({"cuts": cuts, "tree": {"cut": 0}});
            let claim = json!({"claim": "lower-bound", "over": "reals", "bound": bound, "proof": proof});
            show(&document(&law, n, coordinates, &plan, claim));
        }
    }
}

fn show(document: &Value) {
    let name = document["claims"][0]["claim"].as_str().unwrap();
    let bytes = document.to_string();
    if let Ok(folder) = std::env::var("KEEP") {
        std::fs::write(format!("{folder}/{name}.json"), bytes.clone() + "\n").unwrap();
    }
    let start = std::time::Instant::now();
    let answer = match verdict(document) {
        Ok(accepted) => accepted.claims.join("; "),
        Err(refusal) => refusal.to_string(),
    };
    eprintln!("   {:.3} s, {} bytes: {answer}", start.elapsed().as_secs_f64(), bytes.len());
}
