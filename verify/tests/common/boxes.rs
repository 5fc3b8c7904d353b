//! Proofs by boxes for two workers.

use serde_json::{Value, json};

pub const COORDINATES: f64 = 12.0;
pub const RATE: f64 = 0.5;
pub const SHIFT: f64 = 0.25;
pub const DEADLINE: f64 = 30.0;

pub fn document(over: &str, bound: f64, proof: Value) -> Value {
    json!({
        "format": "bcgc-certificate", "version": 1,
        "instance": {
            "system": {"workers": 2, "coordinates": COORDINATES as u32, "samples": 2, "cycles": 1},
            "stragglers": {"law": "shifted-exponential", "rate": RATE.to_string(), "shift": SHIFT.to_string()},
            "objective": {"kind": "completion-probability", "deadline": DEADLINE.to_string()},
        },
        "claims": [{"claim": "upper-bound", "over": over, "bound": bound.to_string(), "proof": proof}],
    })
}

/// The integer optimum for a shift of 1, proved by tangents at every partition with multipliers of a form that fixes the first
/// block; and that block.
pub fn with_forms() -> (Value, usize) {
    let shift = 1.0;
    let late = |load: f64| if load == 0.0 { 0.0 } else { (-RATE * (DEADLINE / load - shift)).exp() };
    let pieces = COORDINATES as usize;
    let chance = |x: usize| {
        let [f0, f1] = [x as f64, 2.0 * COORDINATES - x as f64].map(|load| 1.0 - late(load));
        2.0 * f0 * f1 - f1 * f1
    };
    let cut = |x: usize| {
        let loads = [x as f64, 2.0 * COORDINATES - x as f64];
        json!({"survivals": loads.map(|load| format!("{:.17}", late(load)))})
    };
    let leaf = |x: usize| {
        let loads = [x as f64, 2.0 * COORDINATES - x as f64];
        let [f0, f1] = loads.map(|load| 1.0 - late(load));
        let factors = [2.0 * f0 * f1, f1 * (2.0 * f0 - 2.0 * f1)].map(|g| g / chance(x));
        let slope = |load: f64| {
            if load == 0.0 { 0.0 } else { -DEADLINE / load / load * RATE * late(load) / (1.0 - late(load)) }
        };
        let [m0, m1] = [factors[0] * slope(loads[0]), factors[1] * slope(loads[1])];
        let text = |m: f64| format!("{m:.17}");
        json!({"cut": x, "slopes": [text(m0), text(m1)], "multipliers": [[0, text(m1 - m0)]]})
    };
    let step = |x: usize| json!({"form": 0, "at": x, "below": [leaf(x)]});
    let mut tree: Vec<Value> = (0..pieces).map(step).collect();
    tree.push(leaf(pieces));
    let cuts: Vec<Value> = (0..=pieces).map(cut).collect();
    let best = (0..=pieces).max_by(|&a, &b| chance(a).total_cmp(&chance(b))).unwrap();
    let mut right = document("integers", 1.0, json!({}));
    right["instance"]["stragglers"]["shift"] = json!(1);
    right["claims"] = json!([{
        "claim": "optimal", "partition": [best, pieces - best], "delta": "1e-12",
        "proof": {"cuts": cuts, "forms": [[1, 0]], "tree": tree},
    }]);
    (right, best)
}
