//! Proofs by boxes for two workers, whose partitions are `(x, L - x)` and whose probability has a closed form: what is
//! accepted must be true, and what is wrong in a proof must be noticed.

mod common;

use bcgc_verify::{Kind, Refusal};
use common::boxes::{COORDINATES, DEADLINE, RATE, SHIFT, document, with_forms};
use common::{Random, verdict};
use serde_json::{Value, json};

fn survival(load: f64) -> f64 {
    if load == 0.0 { 0.0 } else { (-RATE * (DEADLINE / load - SHIFT)).exp().min(1.0) }
}

/// Both workers do the first load, and one of them the second.
fn probability(x: f64) -> f64 {
    let (first, second) = (1.0 - survival(x), 1.0 - survival(2.0 * COORDINATES - x));
    first * first - (first - second) * (first - second)
}

fn largest(points: impl Iterator<Item = f64>) -> f64 {
    points.map(probability).fold(0.0, f64::max)
}

fn over_integers() -> f64 {
    largest((0..=COORDINATES as u32).map(f64::from))
}

fn over_reals() -> f64 {
    largest((0..=100_000).map(|i| COORDINATES * f64::from(i) / 1e5))
}

/// The first load is cut into pieces; in each the probability is at most that at the least loads, by the cut there.
fn proof(pieces: usize) -> Value {
    let end = |i: usize| COORDINATES * i as f64 / pieces as f64;
    let cut = |i: usize| {
        let loads = [end(i), 2.0 * COORDINATES - end(i + 1)];
        json!({"survivals": loads.map(|load| format!("{:.17}", survival(load)))})
    };
    let cuts: Vec<Value> = (0..pieces).map(cut).collect();
    let leaf = |i: usize| json!({"cut": i, "slopes": [0, 0]});
    let step = |i: usize| json!({"level": 0, "at": end(i + 1).to_string(), "below": [leaf(i)]});
    let mut tree: Vec<Value> = (0..pieces - 1).map(step).collect();
    tree.push(leaf(pieces - 1));
    json!({"cuts": cuts, "tree": tree})
}

fn refusal(document: &Value) -> Refusal {
    verdict(document).unwrap_err()
}

/// The document with the value at a place changed.
fn changed(document: &Value, pointer: &str, value: Value) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(pointer).unwrap() = value;
    document
}

#[test]
fn bounds_are_proved_and_only_true_ones() {
    let (reals, whole) = (over_reals(), over_integers());
    assert!(whole < reals - 1e-4, "the instance tells them apart: {whole} {reals}");
    for (over, best) in [("reals", reals), ("integers", whole)] {
        let proof = || proof(400);
        verdict(&document(over, best + 2e-3, proof())).unwrap();
        assert_eq!(refusal(&document(over, best - 1e-7, proof())).kind, Kind::Rejected);
    }
}

/// Over integers every partition is a box of its own, on which the bound is exact.
#[test]
fn the_integer_optimum_is_proved_within_nothing() {
    let pieces = COORDINATES as usize;
    let cut = |x: usize| {
        let loads = [x as f64, 2.0 * COORDINATES - x as f64];
        json!({"survivals": loads.map(|load| format!("{:.17}", survival(load)))})
    };
    let step = |x: usize| json!({"level": 0, "at": x, "below": [{"cut": x, "slopes": [0, 0]}]});
    let mut tree: Vec<Value> = (0..pieces).map(step).collect();
    tree.push(json!({"cut": pieces, "slopes": [0, 0]}));
    let cuts: Vec<Value> = (0..=pieces).map(cut).collect();
    let best = (0..=pieces).max_by(|&a, &b| probability(a as f64).total_cmp(&probability(b as f64))).unwrap();
    let mut document = document("integers", 1.0, json!({}));
    document["claims"] = json!([{
        "claim": "optimal", "partition": [best, pieces - best], "delta": "1e-14",
        "proof": {"cuts": cuts, "tree": tree},
    }]);
    verdict(&document).unwrap();
    let other = changed(&document, "/claims/0/partition", json!([best + 1, pieces - best - 1]));
    assert_eq!(refusal(&other).kind, Kind::Rejected);
}

/// Where `ln F` is concave, tangents at a partition with multipliers of a form that fixes the first block are exact.
#[test]
fn forms_and_their_multipliers_prove_the_same() {
    let (right, best) = with_forms();
    verdict(&right).unwrap();
    let near = format!("/claims/0/proof/tree/{}/below/0/multipliers", best - 1);
    // Wrong, missing, or of a side on which the form has no end.
    for multipliers in [json!([[0, "0.3"]]), json!([]), json!([[0, 100]])] {
        assert_eq!(refusal(&changed(&right, &near, multipliers)).kind, Kind::Rejected);
    }
    let first = changed(&right, "/claims/0/proof/tree/0/below/0/multipliers", json!([[0, 1]]));
    assert!(refusal(&first).reason.contains("no bound on this side"));
    let over_reals = json!([{"claim": "upper-bound", "over": "reals", "bound": 1,
        "proof": right["claims"][0]["proof"].clone()}]);
    assert_eq!(refusal(&changed(&right, "/claims", over_reals)).kind, Kind::NotACertificate);
}

#[test]
fn what_is_wrong_in_a_proof_is_noticed() {
    let right = document("reals", over_reals() + 2e-3, proof(400));
    verdict(&right).unwrap();
    let place = |rest: &str| format!("/claims/0/proof{rest}");
    let rejected = [
        (place("/tree/100/below/0/cut"), json!(300)),
        (place("/tree/100/below/0/slopes/1"), json!("-0.5")),
        (place("/tree/100/at"), json!("11.5")),
        (place("/cuts/100/survivals/1"), json!("0.99")),
        ("/instance/stragglers/rate".to_owned(), json!("0.6")),
        ("/instance/objective/deadline".to_owned(), json!(31)),
        ("/instance/system/coordinates".to_owned(), json!(11)),
    ];
    for (pointer, value) in rejected {
        let refusal = refusal(&changed(&right, &pointer, value));
        assert_eq!(refusal.kind, Kind::Rejected, "{pointer}: {refusal}");
    }
    let mut open = right.clone();
    open.pointer_mut(&place("/tree")).unwrap().as_array_mut().unwrap().pop();
    assert!(refusal(&open).reason.contains("open"));
    let mut followed = right.clone();
    let leaf = json!({"cut": 399, "slopes": [0, 0]});
    followed.pointer_mut(&place("/tree")).unwrap().as_array_mut().unwrap().push(leaf);
    assert!(refusal(&followed).reason.contains("nothing can follow"));
    let malformed = [
        (place("/cuts/100/survivals"), json!(["0.5", "0.4"])),
        (place("/cuts/100/survivals/1"), json!(1)),
        (place("/tree/100/level"), json!(2)),
        (place("/tree/100"), json!({"level": 0, "at": 3})),
        (place("/tree/100/below/0"), json!({"cuts": [[0, 0]], "slopes": [0, 0]})),
        (place("/tree/100/below/0"), json!({"cut": 0, "slopes": [0]})),
        (place("/tree/100"), json!({"form": 0, "at": 3, "below": []})),
    ];
    for (pointer, value) in malformed {
        let refusal = refusal(&changed(&right, &pointer, value));
        assert_eq!(refusal.kind, Kind::NotACertificate, "{pointer}: {refusal}");
    }
}

/// Numbers of a coarse proof are changed at random, and the bound as well.
#[test]
fn what_is_accepted_is_true() {
    let (mut random, mut accepted) = (Random(7), 0);
    for _ in 0..400 {
        let over = ["reals", "integers"][random.below(2)];
        let best = if over == "reals" { over_reals() } else { over_integers() };
        let bound = best + (random.below(2001) as f64 - 600.0) * 1e-4;
        let mut proof = proof(20);
        for _ in 0..random.below(3) {
            let entry = random.below(19);
            let value = format!("{:.4}", random.below(10_000) as f64 / 1e4);
            match random.below(5) {
                0 => proof["cuts"][entry]["survivals"][1] = json!(value),
                1 => proof["tree"][entry]["at"] = json!((value.parse::<f64>().unwrap() * 24.0).to_string()),
                2 => proof["tree"][entry]["below"][0]["slopes"][0] = json!(format!("-{value}")),
                3 => proof["tree"][entry]["below"][0]["cut"] = json!(random.below(20)),
                _ => {
                    proof["tree"].as_array_mut().unwrap().remove(entry);
                }
            }
        }
        let answer = verdict(&document(over, bound, proof));
        assert!(answer.is_err() || bound >= best, "{over}: {bound} is accepted, and {best} is reached");
        accepted += usize::from(answer.is_ok());
    }
    assert!(accepted > 40, "{accepted}");
}
