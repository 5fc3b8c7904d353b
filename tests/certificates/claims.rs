//! Claims about laws: hints of ours, proved by the checker, against values that neither of them computed.

use std::collections::BTreeMap;

use bcgc::internals::certificate::{Majorants, document, quadrature};
use bcgc::{Instance, Law, Options, Partition, Shares, solve};
use bcgc_verify::{Accepted, Clock, Kind, Refusal, judge};
use num_bigint::BigInt;
use num_rational::BigRational;
use serde_json::{Value as Json, json};

use crate::instances::{completion, evaluate, law_runtime, problem, runtime};
use crate::laws::{exponential, gamma, hyper_exponential, log_normal, pareto, uniform, weibull};

fn verdict(document: &Json) -> Result<Accepted, Refusal> {
    crate::keep::keep(&document.to_string());
    judge(document.to_string().as_bytes(), None, &Clock::start(None))
}

fn is_rejected(answer: Result<Accepted, Refusal>) -> bool {
    answer.err().is_some_and(|refusal| refusal.kind == Kind::Rejected)
}

/// Panels for loads of blocks, in coordinates.
fn panels(law: &Law, blocks: &[f64], relative: f64) -> Json {
    let loads: Vec<f64> = blocks
        .iter()
        .zip(1..)
        .scan(0.0, |load, (x, size)| {
            *load += x * f64::from(size);
            Some(*load)
        })
        .collect();
    quadrature(&Majorants::of(law).unwrap(), &loads, relative).unwrap()
}

/// What the checker says of a value between two numbers.
fn judged_value(
    instance: &Instance,
    panels: &Json,
    x: &[u64],
    low: &BigRational,
    high: &BigRational,
) -> Result<Accepted, Refusal> {
    let claim = json!({
        "claim": "value", "partition": x, "quadrature": 0, "low": decimal(low, false), "high": decimal(high, true),
    });
    verdict(&document(Some(instance), std::slice::from_ref(panels), &[claim]))
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

fn every_law() -> Vec<(Law, &'static str)> {
    // Values over kappa of the partition (30, 25, 45), from oracle.py.
    vec![
        (exponential(1e-3, 50.0), "104599.8251475338881771961"),
        (hyper_exponential(&[0.7, 0.3], &[0.002, 0.0005], 50.0), "91297.10158362946193539724"),
        (pareto(2.5, 300.0), "75254.62513807542058678233"),
        (uniform(100.0, 2000.0), "133842.0642545443427440147"),
        (weibull(0.7, 800.0, 50.0), "95049.41277110405437115816"),
        (weibull(1.5, 1100.0, 50.0), "122902.0121306022762367721"),
        (gamma(2.3, 0.002, 50.0), "144595.0689157587853444588"),
        (log_normal(6.7, 0.5, 50.0), "134272.3683305006815061227"),
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
    for x in [vec![3, 1, 2], vec![4, 2, 2, 12], vec![0, 3, 0, 2], vec![5], vec![0, 0, 7], vec![2, 1, 1, 0, 3]]
    {
        let exact = exact_expectation(&x);
        let instance = runtime(x.len(), x.iter().sum(), exponential(1.0, 0.0));
        let floats: Vec<f64> = x.iter().map(|v| *v as f64).collect();
        let panels = panels(&exponential(1.0, 0.0), &floats, 1e-13);
        let answer = |low: &BigRational, high: &BigRational| judged_value(&instance, &panels, &x, low, high);
        let (low, high) = around(&exact, 1e-12);
        answer(&low, &high).unwrap();
        let (low, high) = around(&exact, 1e-11);
        assert!(is_rejected(answer(&high, &(high.clone() + &high))), "{x:?}");
        assert!(is_rejected(answer(&(low.clone() - &low), &low)), "{x:?}");
    }
}

#[test]
fn every_law_agrees_with_an_independent_library() {
    for (law, known) in every_law() {
        let known = rational(known);
        let instance = runtime(3, 100, law.clone());
        let panels = panels(&law, &[30.0, 25.0, 45.0], 1e-11);
        let answer = |low: &BigRational, high: &BigRational| {
            judged_value(&instance, &panels, &[30, 25, 45], low, high)
        };
        let (low, high) = around(&known, 1e-10);
        answer(&low, &high).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        let (low, high) = around(&known, 1e-9);
        assert!(is_rejected(answer(&(low.clone() - &low), &low)), "{law:?}");
        assert!(is_rejected(answer(&high, &(high.clone() + &high))), "{law:?}");
    }
}

#[test]
fn bounds_of_every_law_are_their_tangents_and_no_more() {
    for (law, _) in every_law() {
        let y = [30.5, 25.0, 1.0, 43.5];
        let instance = runtime(4, 100, law.clone());
        let problem = problem(&instance);
        let shares = Shares::new(y.iter().map(|x| x / 100.0).collect()).unwrap();
        let slopes = evaluate(&problem, &shares, 1e-11).gradient;
        let value = law_runtime(&problem).scale() * slopes.into_iter().fold(f64::INFINITY, f64::min);
        let panels = [panels(&law, &y, 1e-10)];
        let bound = |bound: f64| {
            let claim = json!({"claim": "lower-bound", "over": "reals", "bound": format!("{bound:?}"),
                "proof": {"cuts": [{"point": y.map(|x| x.to_string()), "quadrature": 0}], "tree": {"cut": 0}}});
            verdict(&document(Some(&instance), &panels, &[claim]))
        };
        bound(value * (1.0 - 1e-8)).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        assert!(is_rejected(bound(value * (1.0 + 1e-8))), "{law:?}");
    }
}

#[test]
fn completion_probabilities_are_enclosed() {
    for (law, value) in every_law() {
        let instance = completion(3, 100, 3, law.clone(), value.parse().unwrap());
        let problem = problem(&instance);
        let partition = Partition::new(vec![30, 25, 45], 3, 100).unwrap();
        let known = problem.evaluator().value_of_partition(&partition).unwrap().value;
        let claim = |low: f64, high: f64| {
            let claim = json!({"claim": "value", "partition": [30, 25, 45], "low": format!("{low:?}"), "high": format!("{high:?}")});
            verdict(&document(Some(&instance), &[], &[claim]))
        };
        claim(known - 1e-12, known + 1e-12).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        assert!(is_rejected(claim(known + 1e-11, 1.0)) && is_rejected(claim(0.0, known - 1e-11)), "{law:?}");
    }
}

#[test]
fn one_tangent_bounds_the_completion_probability_where_it_is_concave() {
    for (law, deadline) in [
        (exponential(1e-3, 400.0), 140_000.0),
        (pareto(2.5, 300.0), 105_000.0),
        (uniform(1000.0, 1900.0), 150_000.0),
    ] {
        let instance = completion(4, 100, 4, law.clone(), deadline);
        let report = solve(&instance, &Options::default().with_methods(["relaxed"])).unwrap();
        let solution = &report.rows()[0].solution;
        let best = solution.relaxed_value.unwrap().value;
        let y: Vec<String> =
            solution.relaxed.as_ref().unwrap().coordinates(100).iter().map(|x| format!("{x:?}")).collect();
        let bound = |bound: f64| {
            let claim = json!({"claim": "upper-bound", "over": "reals", "bound": format!("{bound:?}"), "proof": {"tangent": y}});
            verdict(&document(Some(&instance), &[], &[claim]))
        };
        assert!(best > 0.01 && best < 0.9999, "{law:?} {best}");
        bound(best + 1e-6).unwrap_or_else(|refusal| panic!("{law:?}: {refusal}"));
        assert!(is_rejected(bound(best - 1e-9)), "{law:?}");
    }
    let claim =
        json!({"claim": "upper-bound", "over": "reals", "bound": 1, "proof": {"tangent": [25, 25, 25, 25]}});
    let other = completion(4, 100, 4, exponential(1e-3, 50.0), 1e6);
    let refusal = verdict(&document(Some(&other), &[], &[claim])).unwrap_err();
    assert_eq!(refusal.kind, Kind::Unverified);
}
