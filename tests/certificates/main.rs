//! Evidence: certificates that solving writes, judged by the checker, which shares no code with it. What the checker makes
//! of documents as such is tested in `verify/`.

#[path = "../common/instances.rs"]
mod instances;
#[path = "../common/laws.rs"]
mod laws;

#[path = "../../verify/tests/common/keep.rs"]
mod keep;
#[path = "../../verify/tests/common/random.rs"]
mod random;

mod boxes;
mod claims;
mod deadlines;
mod traces;
mod vipr;
mod vipr_checker;

use bcgc::certificate::{Certificate, certify, certify_matrix, certify_matrix_within};
use bcgc::encoding::{build, find};
use bcgc::{Instance, Law, Options, Trace, solve};
use bcgc_verify::{Clock, Kind, judge};
use instances::{completion, runtime};
use laws::{erlang, exponential, gamma, hyper_exponential, log_normal, pareto, uniform, weibull};
use serde_json::Value as Json;

fn certificate(instance: &Instance, options: &Options) -> Certificate {
    let certificate = certify(&solve(instance, options).unwrap(), options).unwrap();
    keep::keep(certificate.text());
    certificate
}

fn relaxed_and_lattice() -> Options {
    Options::default().with_methods(["lattice", "relaxed"])
}

fn claims(certificate: &Certificate) -> Vec<String> {
    let document: Json = serde_json::from_str(certificate.text()).unwrap();
    let name = |claim: &Json| claim["claim"].as_str().unwrap().to_owned();
    document["claims"].as_array().unwrap().iter().map(name).collect()
}

fn number(text: &Json) -> f64 {
    text.as_str().unwrap().parse().unwrap()
}

fn every_law() -> Vec<Law> {
    vec![
        exponential(1e-3, 50.0),
        hyper_exponential(&[0.7, 0.3], &[2.0, 0.4], 0.1),
        pareto(2.5, 1.0),
        uniform(1.0, 3.0),
        weibull(1.8, 2.0, 0.2),
        weibull(0.7, 2.0, 0.2),
        gamma(2.5, 1.5, 0.1),
        gamma(0.5, 1.5, 0.1),
        erlang(3, 1.5, 0.1),
        log_normal(0.1, 0.5, 0.2),
    ]
}

/// The claim of a kind in a certificate.
fn claim(certificate: &Certificate, kind: &str) -> Json {
    let document: Json = serde_json::from_str(certificate.text()).unwrap();
    document["claims"].as_array().unwrap().iter().find(|claim| claim["claim"] == kind).unwrap().clone()
}

#[test]
fn optima_of_every_law_are_proved() {
    for law in every_law() {
        let instance = runtime(4, 40, law);
        let options = relaxed_and_lattice();
        let report = solve(&instance, &options).unwrap();
        let certificate = certify(&report, &options).unwrap();
        keep::keep(certificate.text());
        let context = format!("{:?}: {:?}", instance.stragglers, certificate.left_out());
        assert_eq!(claims(&certificate), ["feasible", "value", "lower-bound", "optimal"], "{context}");
        let value = claim(&certificate, "value");
        let (low, high) = (number(&value["low"]), number(&value["high"]));
        assert!(low < high && high / low - 1.0 < 1e-10, "{context}: {low} to {high}");
        let found = report.rows()[0].solution.value.unwrap().value;
        assert!(low < found && found < high, "{context}: {found}");
        let proved = report.rows()[1].solution.bound.unwrap().value;
        let bound = number(&claim(&certificate, "lower-bound")["bound"]);
        assert!(bound <= high && bound / proved - 1.0 > -1e-9, "{context}: {bound} of {proved}");
    }
}

#[test]
fn what_is_claimed_is_the_value() {
    let between = |instance: &Instance, method: &str, exact: f64, width: f64| {
        let certificate = certificate(instance, &Options::default().with_methods([method]));
        let value = claim(&certificate, "value");
        let (low, high) = (number(&value["low"]), number(&value["high"]));
        assert!(low <= exact && exact <= high && high - low < width, "{instance:?}: {low} to {high}");
        certificate
    };
    // One worker: E[T] = 1 a coordinate, and of an Erlang law 3/1.5 + 0.1.
    let one = between(&runtime(1, 20, exponential(1.0, 0.0)), "uncoded", 20.0, 1e-9);
    let bound = number(&claim(&one, "lower-bound")["bound"]);
    assert!(bound <= 20.0 && bound > 20.0 * (1.0 - 1e-9), "{bound}");
    assert_eq!(claims(&one), ["feasible", "value", "lower-bound", "optimal"]);
    between(&runtime(1, 4, erlang(3, 1.5, 0.1)), "uncoded", 8.4, 1e-9);
    // Two workers have to finish four coordinates at 2.5 each: (1 - e^-2)^2.
    let both = completion(2, 4, 2, exponential(1.0, 0.5), 10.0);
    between(&both, "uncoded", 0.747_645_072_415_508_8, 1e-9);
    let rows = vec![vec![1.5, 2.0, 0.7], vec![0.3, 4.0, 1.1], vec![2.2, 0.9, 1.3]];
    let system = bcgc::System::new(3, 12).unwrap();
    let measured = |objective| Instance::new(system, Trace::new(rows.clone()).unwrap(), objective).unwrap();
    between(&measured(bcgc::ExpectedRuntime), "uncoded", 12.0 * (2.0 + 4.0 + 2.2) / 3.0, 1e-10);
    let late = measured(bcgc::Objective::CompletionProbability { deadline: 30.0 });
    let share = claim(&certificate(&late, &Options::default().with_methods(["uncoded"])), "value");
    assert_eq!((&share["low"], &share["high"]), (&"2/3".into(), &"2/3".into()));
}

#[test]
fn the_certificate_of_the_paper_proves_its_optimum_to_ten_digits() {
    let options = relaxed_and_lattice().with_gap(1e-10);
    let certificate = certificate(&runtime(10, 1000, exponential(1e-3, 50.0)), &options);
    assert_eq!(claims(&certificate), ["feasible", "value", "lower-bound", "optimal"]);
    assert!(certificate.text().contains("\"delta\":\"1e-10\""));
    assert!(certificate.text().len() < 100_000, "{}", certificate.text().len());
}

#[test]
fn a_changed_digit_is_noticed() {
    let certificate = certificate(&runtime(4, 20, exponential(1.0, 0.0)), &relaxed_and_lattice());
    let verdict =
        |text: &str| judge(text.as_bytes(), None, &Clock::start(None)).err().map(|refusal| refusal.kind);
    assert_eq!(verdict(certificate.text()), None);
    for (from, to) in [
        ("\"rate\":\"1.0\"", "\"rate\":\"1.1\""),
        ("\"samples\":\"4\"", "\"samples\":\"5\""),
        ("\"low\":\"18.3", "\"low\":\"18.4"),
        ("\"bound\":\"18.", "\"bound\":\"19."),
        ("\"coordinates\":\"20\"", "\"coordinates\":\"21\""),
    ] {
        let changed = certificate.text().replacen(from, to, 1);
        keep::keep(&changed);
        assert_ne!(changed, certificate.text(), "{from} is not in it");
        assert_eq!(verdict(&changed), Some(Kind::Rejected), "{from} to {to}");
    }
}

#[test]
fn probabilities_are_enclosed_and_bounded_where_they_are_concave() {
    let options = Options::default().with_methods(["relaxed"]);
    let concave = completion(4, 60, 4, exponential(1.0, 1.0), 150.0);
    let bounded = certificate(&concave, &options);
    assert_eq!(claims(&bounded), ["feasible", "value", "upper-bound"]);
    let (bound, value) = (claim(&bounded, "upper-bound"), claim(&bounded, "value"));
    let (bound, high) = (number(&bound["bound"]), number(&value["high"]));
    assert!(bound < 1.0 && bound >= high - 1e-9 && bound - high < 1e-2, "{bound} above {high}");
}

#[test]
fn a_law_of_ones_own_is_refused_with_the_reason() {
    let law = Law::custom("mine", bcgc::ShiftedExponential::new(1.0, 0.0).unwrap());
    let instance = Instance::new(bcgc::System::new(3, 10).unwrap(), law, bcgc::ExpectedRuntime).unwrap();
    let options = Options::default().with_methods(["relaxed"]);
    let error = certify(&solve(&instance, &options).unwrap(), &options).unwrap_err();
    assert!(error.to_string().contains("does not know the law `mine`"), "{error}");
}

#[test]
fn matrices_are_certified_by_their_sets_or_their_classes() {
    for (name, workers, stragglers, proof) in [
        ("cyclic-repetition", 7, 3, "\"sets\""),
        ("reed-solomon", 6, 2, "\"sets\""),
        ("fractional-repetition", 6, 2, "\"classes\""),
        ("uncoded", 5, 0, "\"classes\""),
    ] {
        let matrix = build(find(name).unwrap(), workers, stragglers, 1).unwrap();
        let certificate = certify_matrix(&matrix).unwrap();
        keep::keep(certificate.text());
        assert!(certificate.text().contains(proof), "{name}");
    }
    let matrix = build(find("cyclic-repetition").unwrap(), 7, 3, 1).unwrap();
    let error = certify_matrix_within(&matrix, 34).unwrap_err().to_string();
    assert!(error.contains("35 sets of workers, more than the 34"), "{error}");
    assert!(certify_matrix_within(&matrix, 35).is_ok());
    let matrix = build(find("uncoded").unwrap(), 5, 0, 1).unwrap();
    assert!(certify_matrix_within(&matrix, 0).is_ok(), "classes need no sets");
}

/// The limit is one for all of the proof, searches included.
#[test]
fn a_certificate_takes_no_more_than_its_time() {
    let instance = runtime(6, 200, exponential(1.0, 0.1));
    let report = solve(&instance, &relaxed_and_lattice()).unwrap();
    let error = certify(&report, &relaxed_and_lattice().with_time_limit(1e-9)).unwrap_err().to_string();
    assert!(error.contains("time limit"), "{error}");
}
