//! Claims about small traces, decided by enumerating all partitions.

use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde_json::Value;

use super::{number, vector};
use crate::common::traces::{Q, Trace, partitions, whole};

fn small(value: &BigRational) -> Q {
    Q::new(value.numer().to_i128().unwrap(), value.denom().to_i128().unwrap())
}

fn at(value: &Value) -> Q {
    small(&number(value).unwrap())
}

fn blocks(value: &Value) -> Vec<Q> {
    vector(value).iter().map(small).collect()
}

/// The trace of an accepted document.
fn trace(document: &Value) -> Trace {
    let instance = &document["instance"];
    let system = &instance["system"];
    let rows = instance["stragglers"]["trace"]["rows"].as_array().unwrap();
    // A changed time need not be one of whole thousandths: all are in one unit.
    let times: Vec<Vec<Q>> = rows.iter().map(blocks).collect();
    let common = times.iter().flatten().fold(1000, |common, t| num_integer::lcm(common, *t.denom()));
    let rounds = times.iter().map(|row| row.iter().map(|t| (t * common).to_integer()).collect()).collect();
    let whole = |key: &str| at(&system[key]).to_integer();
    Trace {
        rounds,
        coordinates: whole("coordinates"),
        samples: whole("samples"),
        cycles: at(&system["cycles"]) * 1000 / common,
    }
}

pub fn is_true(document: &Value, claim: &Value) -> bool {
    let trace = trace(document);
    let deadline = number(&document["instance"]["objective"]["deadline"]).map(|d| small(&d));
    let objective = |x: &[Q]| match deadline {
        Some(d) => trace.share(x, d),
        None => trace.mean(x),
    };
    let all = || partitions(trace.workers(), trace.coordinates).into_iter().map(|x| objective(&whole(&x)));
    let own = || objective(&blocks(&claim["partition"]));
    match claim["claim"].as_str().unwrap() {
        "feasible" => {
            let x = blocks(&claim["partition"]);
            x.iter().all(|v| v.is_integer() && *v >= Q::from(0))
                && x.iter().sum::<Q>() == Q::from(trace.coordinates)
        }
        "value" => at(&claim["low"]) <= own() && own() <= at(&claim["high"]),
        "lower-bound" => all().all(|value| value >= at(&claim["bound"])),
        "upper-bound" => all().all(|value| value <= at(&claim["bound"])),
        "optimal" => {
            let delta = at(&claim["delta"]);
            match deadline {
                Some(_) => all().all(|value| value <= own() + delta),
                None => all().all(|value| value >= own() * (Q::from(1) - delta)),
            }
        }
        other => panic!("{other}"),
    }
}
