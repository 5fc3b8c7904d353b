//! Certificates of completion probabilities by boxes, where `ln Pr` need not be concave.

use bcgc::{Instance, Law, Options, Partition, solve};
use bcgc_verify::{Clock, Kind, judge};
use serde_json::{Value as Json, json};

use super::instances::{completion, problem, value_of};
use super::laws::{exponential, gamma, hyper_exponential, log_normal, pareto, uniform, weibull};
use super::{certificate, claim, claims, number};

fn verdict(document: &Json) -> Result<(), Kind> {
    judge(document.to_string().as_bytes(), None, &Clock::start(None))
        .map(drop)
        .map_err(|refusal| refusal.kind)
}

/// All partitions of a number of coordinates.
fn partitions(workers: usize, coordinates: u64) -> Vec<Vec<u64>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    let longer = |first: u64| {
        let rest = partitions(workers - 1, coordinates - first);
        rest.into_iter().map(move |rest| [vec![first], rest].concat())
    };
    (0..=coordinates).flat_map(longer).collect()
}

fn largest(instance: &Instance, workers: usize, coordinates: u64) -> f64 {
    let problem = problem(instance);
    let value = |blocks| value_of(&problem, &Partition::new(blocks, workers, coordinates).unwrap());
    partitions(workers, coordinates).into_iter().map(value).fold(0.0, f64::max)
}

/// Laws whose `ln F` has convex parts, with a deadline at which they matter for four workers and 20 coordinates.
fn cases() -> Vec<(Law, f64)> {
    vec![
        (exponential(0.1, 1.0), 300.0),
        (exponential(1.0, 0.0), 25.0),
        (hyper_exponential(&[0.7, 0.3], &[2.0, 0.4], 0.01), 25.0),
        (pareto(0.7, 0.3), 30.0),
        (uniform(0.1, 1.0), 15.0),
        (weibull(3.3, 1.0, 0.1), 22.0),
        (gamma(0.8, 1.0, 0.1), 25.0),
        (log_normal(0.1, 0.5, 0.05), 32.0),
    ]
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn bounds_and_integer_optima_of_every_law_are_proved() {
    let options = Options::default().with_methods(["exact", "relaxed"]);
    // Wide enough for boxes of loads: partitions of 20 coordinates are far apart.
    let options = options.with_gap(2e-2).with_complement_gap(10.0);
    for (law, deadline) in cases() {
        let instance = completion(4, 20, 4, law, deadline);
        let certificate = certificate(&instance, &options);
        let context = format!("{:?}: {:?}", instance.stragglers, certificate.left_out());
        assert_eq!(claims(&certificate), ["feasible", "value", "upper-bound", "optimal"], "{context}");
        let best = largest(&instance, 4, 20);
        let bound = number(&claim(&certificate, "upper-bound")["bound"]);
        assert!(bound >= best && bound < 1.0, "{context}: {bound} below {best}");
        let optimal = claim(&certificate, "optimal");
        let (low, delta) = (number(&claim(&certificate, "value")["low"]), number(&optimal["delta"]));
        assert!(low + delta >= best && delta <= 2e-2, "{context}: {low} and {best}");
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn a_changed_step_is_noticed() {
    let options = Options::default().with_methods(["relaxed"]);
    let instance = completion(5, 1000, 5, exponential(0.1, 1.0), 15000.0);
    let report = solve(&instance, &options).unwrap();
    let certificate = bcgc::certificate::certify(&report, &options).unwrap();
    let document: Json = serde_json::from_str(certificate.text()).unwrap();
    assert_eq!(verdict(&document), Ok(()), "{:?}", certificate.left_out());
    let index =
        document["claims"].as_array().unwrap().iter().position(|c| c["claim"] == "upper-bound").unwrap();
    let place = |rest: &str| format!("/claims/{index}{rest}");
    let changed = |pointer: &str, value: Json| {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        verdict(&document)
    };
    let tree = document.pointer(&place("/proof/tree")).unwrap().as_array().unwrap();
    let last = tree.len() - 1;
    assert!(last > 2 && tree[last].get("slopes").is_some(), "steps, then a leaf");
    // Looser multipliers, another cut, a step less, a bound too low, another instance.
    assert_eq!(changed(&place(&format!("/proof/tree/{last}/slopes/4")), json!("-1e-3")), Err(Kind::Rejected));
    let mut leaf = tree[last].clone();
    leaf.as_object_mut().unwrap().remove("cuts");
    leaf["cut"] = json!(0);
    assert_eq!(changed(&place(&format!("/proof/tree/{last}")), leaf), Err(Kind::Rejected));
    assert_eq!(changed(&place("/proof/tree"), json!([tree[last]])), Err(Kind::Rejected));
    assert_eq!(changed(&place("/proof/tree"), json!(tree[..last])), Err(Kind::Rejected));
    let bound = number(&document["claims"][index]["bound"]);
    assert_eq!(changed(&place("/bound"), json!(format!("{}", bound - 1.5e-4))), Err(Kind::Rejected));
    assert_eq!(changed("/instance/stragglers/rate", json!("0.11")), Err(Kind::Rejected));
}
