//! Writes the small stored certificates: `cargo test -p bcgc-verify --test write_corpus -- --ignored`.

mod common;

use std::path::Path;

use common::boxes::with_forms;
use common::traces::{Q, Trace, mean_certificate, share_certificate, whole};
use serde_json::{Value, json};

fn write(folder: &str, name: &str, document: &Value) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder).join(format!("{name}.json"));
    std::fs::write(path, document.to_string() + "\n").unwrap();
}

/// The document with the value at a place changed.
fn changed(document: &Value, pointer: &str, value: Value) -> Value {
    let mut document = document.clone();
    *document.pointer_mut(pointer).unwrap() = value;
    document
}

fn matrix(rows: Value, stragglers: u64, proof: Value) -> Value {
    json!({"format": "bcgc-certificate", "version": 1, "claims": [
        {"claim": "decodes", "stragglers": stragglers, "rows": rows, "proof": proof}]})
}

#[test]
#[ignore = "writes into the corpus"]
fn write_the_corpus() {
    traces();
    loads();
    matrices();
    laws();
    boxes();
}

fn traces() {
    let trace = Trace::random(3, 4, 6, 21);
    let mean = mean_certificate(&trace);
    write("accept", "trace-mean", &mean);
    let share = share_certificate(&trace).unwrap();
    write("accept", "trace-share", &share);
    let (best, value) = trace.best_mean();
    write(
        "reject",
        "value-too-small",
        &changed(&mean, "/claims/1/high", json!((value - Q::new(1, 1_000_000)).to_string())),
    );
    write(
        "reject",
        "bound-too-large",
        &changed(&mean, "/claims/2/bound", json!((value + Q::new(1, 1_000_000)).to_string())),
    );
    write("reject", "another-instance", &changed(&mean, "/instance/system/cycles", json!("2.4")));
    write(
        "reject",
        "one-digit-of-the-trace",
        &changed(&mean, "/instance/stragglers/trace/rows/1/0", json!("0.700")),
    );
    write("reject", "sum-of-blocks", &changed(&mean, "/instance/system/coordinates", json!(7)));
    let worse: Vec<i64> = vec![6, 0, 0];
    assert!(trace.mean(&whole(&[6, 0, 0])) > value && best != [6, 0, 0]);
    write("reject", "not-optimal", &changed(&mean, "/claims/3/partition", json!(worse)));
    write(
        "reject",
        "sign-of-a-multiplier",
        &changed(&mean, "/claims/2/proof/tree/below/multipliers/0", json!(1)),
    );
    write("reject", "a-case-left-out", &{
        let mut document = mean.clone();
        let children = document.pointer_mut("/claims/2/proof/tree/between").unwrap().as_array_mut().unwrap();
        children.pop();
        document
    });
    let mut over_reals = changed(&mean, "/claims/2/over", json!("reals"));
    write("reject", "a-tree-over-reals", &over_reals);
    over_reals["claims"][2]["over"] = json!("floats");
    write("malformed", "over-what", &over_reals);
    write("reject", "negative-block", &changed(&mean, "/claims/0/partition", json!([-1, 3, 4])));
    write("reject", "fraction-of-a-block", &changed(&mean, "/claims/0/partition", json!(["0.5", "2.5", 3])));
    write(
        "reject",
        "rounds-decided-twice",
        &changed(
            &share,
            "/claims/1/proof/rounds/met",
            json!({"round": 0, "met": {"leaf": "missed"}, "missed": {"leaf": "missed"}}),
        ),
    );
    write(
        "reject",
        "rounds-not-infeasible",
        &changed(
            &changed(&share, "/claims/1/bound", json!("1/2")),
            "/claims/1/proof/rounds",
            json!({"round": 0, "met": {"leaf": "infeasible"}, "missed": {"leaf": "missed"}}),
        ),
    );
    write("malformed", "multipliers-missing", &{
        let mut document = mean.clone();
        document
            .pointer_mut("/claims/2/proof/tree/below")
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove("multipliers");
        document
    });
    write(
        "malformed",
        "unknown-key",
        &changed(
            &mean,
            "/claims/0",
            json!({"claim": "feasible", "partition": best.iter().map(|v| *v as i64).collect::<Vec<_>>(), "note": ""}),
        ),
    );
    write("malformed", "version-two", &changed(&mean, "/version", json!(2)));
    write("malformed", "no-claims", &changed(&mean, "/claims", json!([])));
    write("malformed", "upper-bound-of-a-runtime", &changed(&mean, "/claims/2/claim", json!("upper-bound")));
    write("malformed", "float", &changed(&mean, "/instance/system/cycles", json!(2.5)));
    write(
        "malformed",
        "all-weights-zero",
        &changed(&mean, "/claims/2/proof/tree", json!({"cuts": [[0, 0]]})),
    );
}

/// What is wrong with a stored certificate over loads, which `bcgc solve --certificate` wrote.
fn loads() {
    let document = stored("trace-share-weights");
    let root = "/claims/2/proof/rounds";
    let wrong = |folder: &str, name: &str, place: &str, value: Value| {
        write(folder, name, &changed(&document, &format!("{root}{place}"), value));
    };
    wrong("reject", "round-not-impossible", "/impossible/0", json!(23));
    wrong("reject", "price-too-low", "/rest/price", json!("0.5"));
    wrong("reject", "weights-of-a-round-above-one", "/rest/weights/0", json!([14, 1, "0.5"]));
    wrong("malformed", "weight-without-a-level", "/rest/weights/0", json!([14, "0.5"]));
    let place = "/claims/3/proof/rounds/rest";
    let split = document.pointer(place).unwrap();
    let swapped = changed(split, "/within", split["beyond"].clone());
    let swapped = changed(&swapped, "/beyond", split["within"].clone());
    write("reject", "within-and-beyond-swapped", &changed(&document, place, swapped));
}

fn matrices() {
    // Tandon et al.: any two of these three rows span (1, 1, 1).
    let rows = json!([["1/2", 1, 0], [0, 1, -1], ["1/2", 0, 1]]);
    write("accept", "matrix-of-three", &matrix(rows.clone(), 1, json!({"sets": "all"})));
    write("reject", "matrix-of-three-two-stragglers", &matrix(rows.clone(), 2, json!({"sets": "all"})));
    write("malformed", "matrix-sampled", &matrix(rows, 1, json!({"sets": "sampled"})));
    let repetition = json!([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]]);
    write(
        "accept",
        "matrix-of-classes",
        &matrix(repetition.clone(), 1, json!({"classes": [[0, 1], [2, 3]]})),
    );
    write("accept", "matrix-of-repetition", &matrix(repetition.clone(), 1, json!({"sets": "all"})));
    write("reject", "classes-overlap", &matrix(repetition.clone(), 1, json!({"classes": [[0, 1], [0, 3]]})));
    write("reject", "too-few-classes", &matrix(repetition, 2, json!({"classes": [[0, 1], [2, 3]]})));
    let identity: Vec<Vec<u64>> = (0..60).map(|i| (0..60).map(|j| u64::from(i == j)).collect()).collect();
    write("unverified", "too-many-sets", &matrix(json!(identity), 30, json!({"sets": "all"})));
}

/// What is wrong with the stored certificates of an exponential law, which `bcgc evaluate --certificate` wrote.
fn laws() {
    let document = stored("exponential-value");
    // docs/model.md, section 4: the value is 242466573206371/13109432958930 exactly.
    write(
        "reject",
        "exponential-value-missed",
        &changed(&document, "/claims/0/high", json!("18.4955805461")),
    );
    write("reject", "quadrature-too-short", &{
        let mut document = document.clone();
        let panels = document.pointer_mut("/quadratures/0/panels").unwrap().as_array_mut().unwrap();
        panels.truncate(panels.len() / 2);
        document
    });
    write(
        "malformed",
        "panels-out-of-order",
        &changed(&document, "/quadratures/0/panels", json!([[2, 3], [1, 3]])),
    );
    let bound = stored("exponential-bound");
    let proved: f64 = bound["claims"][0]["bound"].as_str().unwrap().parse().unwrap();
    let further = format!("{:.12}", proved * (1.0 + 2e-9));
    write("reject", "exponential-bound-too-large", &changed(&bound, "/claims/0/bound", json!(further)));
    let mut probability = document.clone();
    probability["instance"]["objective"] = json!({"kind": "completion-probability", "deadline": 25});
    probability["claims"] =
        json!([{"claim": "upper-bound", "over": "reals", "bound": 1, "proof": {"tangent": [4, 2, 2, 12]}}]);
    write("unverified", "tangent-without-concavity", &probability);
    write(
        "unverified",
        "shape-of-a-gamma-law",
        &changed(
            &document,
            "/instance/stragglers",
            json!({"law": "gamma", "shape": 2000, "rate": 1, "shift": 0}),
        ),
    );
}

/// What is wrong with proofs by boxes: the stored one, which `bcgc solve --certificate` wrote, and one by forms.
fn boxes() {
    let stored = stored("law-boxes-shifted-exponential");
    let wrong = |folder: &str, name: &str, place: &str, value: Value| {
        write(folder, name, &changed(&stored, place, value));
    };
    let number = |place: &str| -> f64 { stored.pointer(place).unwrap().as_str().unwrap().parse().unwrap() };
    let (low, high) = (number("/claims/1/low"), number("/claims/1/high"));
    wrong("reject", "boxes-bound-below-a-value", "/claims/2/bound", json!(format!("{:.12}", low - 1e-9)));
    wrong("reject", "boxes-value-missed", "/claims/1/low", json!(format!("{:.12}", high + 1e-9)));
    wrong("reject", "boxes-not-optimal", "/claims/3/partition", json!([20, 0, 0]));
    wrong("reject", "boxes-another-deadline", "/instance/objective/deadline", json!(76));
    let proof = |rest: &str| format!("/claims/2/proof{rest}");
    // The load from which on the first leaf speaks, and what it says of those.
    wrong("reject", "boxes-end-of-a-box", &proof("/tree/0/at"), json!(5));
    wrong(
        "reject",
        "boxes-survivals-of-another-cut",
        &proof("/cuts/0"),
        stored.pointer(&proof("/cuts/2")).unwrap().clone(),
    );
    wrong("reject", "boxes-slope", &proof("/tree/2/above/0/slopes/0"), json!("0.5"));
    let leaf = json!({"cuts": [[0, 1], [2, 5]], "slopes": [0, 0, 0]});
    wrong("reject", "boxes-weight-on-another-cut", &proof("/tree/0/above/0"), leaf);
    let mut open = stored.clone();
    open.pointer_mut(&proof("/tree")).unwrap().as_array_mut().unwrap().pop();
    write("reject", "boxes-leaf-missing", &open);
    wrong("malformed", "boxes-survivals-fall", &proof("/cuts/2/survivals"), json!(["0.1", "0.05", "0.5"]));
    wrong("malformed", "boxes-survival-of-one", &proof("/cuts/2/survivals/2"), json!(1));
    wrong("malformed", "boxes-no-such-level", &proof("/tree/0/level"), json!(3));
    wrong("malformed", "boxes-slope-missing", &proof("/tree/0/above/0/slopes"), json!([0, 0]));
    wrong(
        "malformed",
        "boxes-weights-zero",
        &proof("/tree/0/above/0"),
        json!({"cuts": [[0, 0]], "slopes": [0, 0, 0]}),
    );
    wrong("malformed", "boxes-node-without-a-part", &proof("/tree/0"), json!({"level": 0, "at": 5}));
    let (forms, best) = with_forms();
    write("accept", "boxes-by-forms", &forms);
    let place = format!("/claims/0/proof/tree/{}/below/0/multipliers", best - 1);
    write("reject", "boxes-multiplier-missing", &changed(&forms, &place, json!([])));
    let bound = json!([{"claim": "upper-bound", "over": "reals", "bound": 1, "proof": forms["claims"][0]["proof"].clone()}]);
    write("malformed", "boxes-forms-over-reals", &changed(&forms, "/claims", bound));
}

/// A certificate of the corpus that is accepted.
fn stored(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/accept").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
