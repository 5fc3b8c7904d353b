//! Claims about laws: written by floating point, proved by the checker, compared with independent values.

mod common;

use common::evaluator::{Plan, relaxed};
use common::lattice::Search;
use common::laws::Law;
use common::verdict;
use serde_json::{Value, json};

pub fn document(law: &Law, n: usize, coordinates: u64, samples: u64, cycles: &str, plans: &[&Plan], claims: Vec<Value>) -> Value {
    json!({"format": "bcgc-certificate", "version": 1,
        "instance": {
            "system": {"workers": n, "coordinates": coordinates, "samples": samples, "cycles": cycles},
            "stragglers": law.document(), "objective": {"kind": "expected-runtime"}},
        "quadratures": plans.iter().map(|p| p.document()).collect::<Vec<_>>(), "claims": claims})
}

#[test]
fn paper() {
    let law = Law::Exponential { rate: 1e-3, shift: 50.0 };
    let n: usize = std::env::var("N").map_or(20, |v| v.parse().unwrap());
    let l: u64 = std::env::var("L").map_or(20_000, |v| v.parse().unwrap());
    let t = std::time::Instant::now();
    let (y, evaluator, plan) = relaxed(&law, n, l as f64);
    eprintln!("relaxed {:?} panels {} {:?}", y, plan.panels.len(), t.elapsed());
    let (search, tree) = Search::run(&evaluator, &y, l as f64, 1e-11, 5000).unwrap();
    eprintln!("tree leaves {} best {:?} {} {:?}", search.leaves, search.best, search.best_value, t.elapsed());
    let value = 2.5 * search.best_value;
    let kinds = [
        json!({"claim": "value", "partition": search.best, "low": format!("{:.17e}", value * (1.0 - 1e-12)), "high": format!("{:.17e}", value * (1.0 + 1e-12)), "quadrature": 0}),
        json!({"claim": "lower-bound", "over": "reals", "bound": format!("{:.17e}", 2.5 * evaluator.gradient(&y).0 * (1.0 - 5e-12)),
            "proof": {"cuts": [{"point": y.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>(), "quadrature": 0}], "tree": {"cut": 0}}}),
        json!({"claim": "optimal", "partition": search.best, "delta": "1e-10", "quadrature": 0,
            "proof": {"cuts": search.cuts(0), "forms": search.forms, "tree": tree}}),
    ];
    for claim in kinds {
        let d = document(&law, n, l, 20, &format!("{}", 2.5), &[&plan], vec![claim]);
        if let Ok(dir) = std::env::var("KEEP") {
            std::fs::write(format!("{dir}/{}.json", d["claims"][0]["claim"].as_str().unwrap()), d.to_string()).unwrap();
        }
        let t = std::time::Instant::now();
        let verdict = verdict(&d);
        eprintln!("{:?} {:?} {} bytes", verdict, t.elapsed(), d.to_string().len());
    }
}
