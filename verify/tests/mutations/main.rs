//! Certificates with one number changed, 12 960 of 39 originals: whatever is still accepted must be true, as judges
//! say that share no code with the checker. Traces and matrices are decided by brute force in exact arithmetic, laws by
//! enumeration of where workers are at a time, integrated by other formulas (`laws.rs`).

#[path = "../common/mod.rs"]
mod common;
mod laws;
mod matrices;
mod traces;

use std::path::Path;

use common::keep::keep;
use common::traces::{Trace, mean_certificate, share_certificate};
use common::{Random, verdict};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use serde_json::{Value, json};

/// Reads a number of the document without the checker's reader.
fn number(value: &Value) -> Option<BigRational> {
    let text = match value {
        Value::Number(n) => return Some(BigRational::from_integer(n.as_i64()?.into())),
        Value::String(text) => text,
        _ => return None,
    };
    if let Some((p, q)) = text.split_once('/') {
        let q: BigInt = q.parse().ok()?;
        return (!q.is_zero()).then(|| Some(BigRational::new(p.parse().ok()?, q)))?;
    }
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let power = exponent.parse::<i32>().ok()? - fraction.len() as i32;
    let scale = BigInt::from(10).pow(power.unsigned_abs());
    Some(if power < 0 { BigRational::new(digits, scale) } else { (digits * scale).into() })
}

fn vector(value: &Value) -> Vec<BigRational> {
    value.as_array().unwrap().iter().map(|v| number(v).unwrap()).collect()
}

fn float(value: &Value) -> f64 {
    number(value).unwrap().to_f64().unwrap()
}

/// Whether a claim of an accepted document holds.
fn is_true(document: &Value, claim: &Value) -> bool {
    if claim["claim"] == "decodes" {
        return matrices::is_true(claim);
    }
    match document["instance"]["stragglers"].get("trace") {
        Some(_) => traces::is_true(document, claim),
        None => laws::is_true(&document["instance"], claim),
    }
}

/// The places of all numbers.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, v)| places(v, &format!("{path}/{key}"), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, v)| places(v, &format!("{path}/{i}"), found))
        }
        _ if number(value).is_some() => found.push(path.to_owned()),
        _ => {}
    }
}

fn mutated(old: BigRational, random: &mut Random) -> BigRational {
    let ratio = |p: i64, q: i64| BigRational::new(p.into(), q.into());
    match random.below(10) {
        0 => old + ratio(1, 1),
        1 => old - ratio(1, 1),
        2 => old * ratio(2, 1),
        3 => -old,
        4 => ratio(0, 1),
        5 => old + ratio(1, 1000),
        6 => old * ratio(999, 1000),
        7 => old * ratio(1001, 1000),
        8 => old - ratio(1, 10_i64.pow(random.below(10) as u32)),
        _ => old / ratio(2, 1),
    }
}

/// A place of a number; hints of quadratures, which are most numbers of a law's certificate, not more than half of the time.
fn place<'a>(found: &'a [String], random: &mut Random) -> &'a str {
    let (hints, others): (Vec<&String>, Vec<&String>) =
        found.iter().partition(|place| place.starts_with("/quadratures"));
    match hints.is_empty() || random.below(2) == 0 {
        true => others[random.below(others.len())],
        false => hints[random.below(hints.len())],
    }
}

/// What became of certificates with one number changed.
#[derive(Default, Debug)]
struct Tally {
    originals: usize,
    accepted: usize,
    rejected: usize,
    malformed: usize,
}

impl Tally {
    /// Changes each claim alone, so that one does not hide another, so many times.
    fn change(&mut self, original: &Value, times: usize, random: &mut Random) {
        self.originals += 1;
        for claim in original["claims"].as_array().unwrap() {
            let mut document = original.clone();
            document["claims"] = json!([claim]);
            keep(&document.to_string());
            verdict(&document).unwrap();
            let mut found = Vec::new();
            places(&document, "", &mut found);
            for turn in 0..times {
                let mut changed = document.clone();
                let place = changed.pointer_mut(place(&found, random)).unwrap();
                let new = mutated(number(place).unwrap(), random);
                *place = match new.to_i64() {
                    Some(whole) if new.is_integer() && random.below(2) == 0 && place.is_number() => {
                        json!(whole)
                    }
                    _ => json!(new.to_string()),
                };
                if turn % 20 == 0 {
                    keep(&changed.to_string());
                }
                self.count(&changed);
            }
        }
    }

    fn count(&mut self, changed: &Value) {
        match verdict(changed) {
            Ok(_) => {
                self.accepted += 1;
                assert!(is_true(changed, &changed["claims"][0]), "accepted although false:\n{changed}");
            }
            Err(refusal) if refusal.kind == bcgc_verify::Kind::NotACertificate => self.malformed += 1,
            Err(_) => self.rejected += 1,
        }
    }

    fn all(&self) -> usize {
        self.accepted + self.rejected + self.malformed
    }
}

fn stored(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn no_false_claim_about_a_trace_is_accepted() {
    let (mut random, mut tally) = (Random(5), Tally::default());
    for seed in 0..10 {
        let trace = Trace::random(2 + seed % 3, 3 + seed / 2, 4 + (seed % 4) as i128, seed as u64 + 11);
        tally.change(&mean_certificate(&trace), 60, &mut random);
        tally.change(&share_certificate(&trace).unwrap(), 60, &mut random);
    }
    eprintln!("{tally:?}");
    assert!(tally.originals == 20 && tally.all() == 4200);
    assert!(tally.accepted > 200 && tally.rejected > 200, "{tally:?}");
}

#[test]
fn no_false_claim_about_a_law_is_accepted() {
    let laws = [
        "shifted-exponential",
        "shifted-exponential-of-two",
        "hyper-exponential",
        "uniform",
        "probability",
        "probability-uniform",
        "probability-log-normal",
    ];
    let tally = changed_laws(&laws, 120);
    assert!(tally.all() == 2760, "{tally:?}");
    assert!(tally.accepted > 200 && tally.rejected > 200, "{tally:?}");
}

#[test]
fn no_false_claim_of_boxes_is_accepted() {
    let laws =
        ["shifted-exponential", "hyper-exponential", "pareto", "uniform", "weibull", "gamma", "log-normal"];
    let names: Vec<String> = laws.iter().map(|law| format!("boxes-{law}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let tally = changed_laws(&names, 100);
    assert!(tally.all() == 2800, "{tally:?}");
    assert!(tally.accepted > 200 && tally.rejected > 200, "{tally:?}");
}

#[test]
#[ignore = "takes some minutes: these laws take a second to judge"]
fn no_false_claim_about_a_slow_law_is_accepted() {
    let tally = changed_laws(&["pareto", "weibull", "gamma", "erlang", "log-normal"], 60);
    assert!(tally.accepted > 100 && tally.rejected > 100, "{tally:?}");
}

fn changed_laws(laws: &[&str], times: usize) -> Tally {
    let (mut random, mut tally) = (Random(6), Tally::default());
    for law in laws {
        tally.change(&stored(&format!("accept/law-{law}")), times, &mut random);
    }
    eprintln!("{tally:?}");
    tally
}

#[test]
fn no_false_claim_about_a_matrix_is_accepted() {
    let (mut random, mut tally) = (Random(7), Tally::default());
    for name in [
        "accept/matrix-of-three",
        "accept/matrix-of-classes",
        "accept/matrix-of-repetition",
        "reference/code-cyclic-repetition",
        "reference/code-fractional-repetition",
    ] {
        tally.change(&stored(name), 640, &mut random);
    }
    eprintln!("{tally:?}");
    assert!(tally.all() == 3200);
    assert!(tally.accepted > 50 && tally.rejected > 200, "{tally:?}");
}
