//! Certificates of small traces with one number changed: whatever is still accepted must be true, by brute
//! force.

mod common;

use common::traces::{Q, Trace, mean_certificate, partitions, share_certificate, whole};
use common::{Random, verdict};
use serde_json::{Value, json};

/// Reads a number of the document without the checker's reader.
fn number(value: &Value) -> Option<Q> {
    let text = match value {
        Value::Number(n) => return Some(Q::from(i128::from(n.as_i64()?))),
        Value::String(text) => text,
        _ => return None,
    };
    if let Some((p, q)) = text.split_once('/') {
        return Some(Q::new(p.parse().ok()?, q.parse().ok()?));
    }
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let power = exponent.parse::<i32>().ok()? - fraction.len() as i32;
    let scale = Q::from(10_i128.checked_pow(power.unsigned_abs())?);
    Some(if power < 0 { Q::from(digits) / scale } else { Q::from(digits) * scale })
}

fn vector(value: &Value) -> Vec<Q> {
    value.as_array().unwrap().iter().map(|v| number(v).unwrap()).collect()
}

/// The trace of an accepted document.
fn trace(document: &Value) -> Trace {
    let instance = &document["instance"];
    let system = &instance["system"];
    let rows = instance["stragglers"]["trace"]["rows"].as_array().unwrap();
    let rounds =
        rows.iter().map(|row| vector(row).iter().map(|t| (t * 1000).to_integer()).collect()).collect();
    let whole = |key: &str| number(&system[key]).unwrap().to_integer();
    Trace {
        rounds,
        coordinates: whole("coordinates"),
        samples: whole("samples"),
        cycles: number(&system["cycles"]).unwrap(),
    }
}

fn is_true(document: &Value, claim: &Value) -> bool {
    let trace = trace(document);
    let deadline = number(&document["instance"]["objective"]["deadline"]);
    let objective = |x: &[Q]| match deadline {
        Some(d) => trace.share(x, d),
        None => trace.mean(x),
    };
    let all = || partitions(trace.workers(), trace.coordinates).into_iter().map(|x| objective(&whole(&x)));
    let own = || objective(&vector(&claim["partition"]));
    match claim["claim"].as_str().unwrap() {
        "feasible" => {
            let x = vector(&claim["partition"]);
            x.iter().all(|v| v.is_integer() && *v >= Q::from(0))
                && x.iter().sum::<Q>() == Q::from(trace.coordinates)
        }
        "value" => number(&claim["low"]).unwrap() <= own() && own() <= number(&claim["high"]).unwrap(),
        "lower-bound" => all().all(|value| value >= number(&claim["bound"]).unwrap()),
        "upper-bound" => all().all(|value| value <= number(&claim["bound"]).unwrap()),
        "optimal" => {
            let delta = number(&claim["delta"]).unwrap();
            match deadline {
                Some(_) => all().all(|value| value <= own() + delta),
                None => all().all(|value| value >= own() * (Q::from(1) - delta)),
            }
        }
        other => panic!("{other}"),
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

fn mutated(old: Q, random: &mut Random) -> Q {
    match random.below(8) {
        0 => old + 1,
        1 => old - 1,
        2 => old * 2,
        3 => -old,
        4 => Q::from(0),
        5 => old + Q::new(1, 1000),
        6 => old * Q::new(999, 1000),
        _ => old / 2,
    }
}

#[test]
fn no_false_claim_is_accepted() {
    let mut random = Random(5);
    let (mut accepted, mut rejected, mut malformed) = (0, 0, 0);
    let originals: Vec<Value> = (0..10)
        .flat_map(|seed| {
            let trace = Trace::random(2 + seed % 3, 3 + seed / 2, 4 + (seed % 4) as i128, seed as u64 + 11);
            [Some(mean_certificate(&trace)), share_certificate(&trace)]
        })
        .flatten()
        .collect();
    assert_eq!(originals.len(), 20);
    for original in &originals {
        // Each claim alone, so that one does not hide another.
        for claim in original["claims"].as_array().unwrap() {
            let mut document = original.clone();
            document["claims"] = json!([claim]);
            verdict(&document).unwrap();
            let mut found = Vec::new();
            places(&document, "", &mut found);
            for _ in 0..150 {
                let mut changed = document.clone();
                let place = changed.pointer_mut(&found[random.below(found.len())]).unwrap();
                let new = mutated(number(place).unwrap(), &mut random);
                *place = if new.is_integer() && random.below(2) == 0 && place.is_number() {
                    json!(new.to_integer() as i64)
                } else {
                    json!(new.to_string())
                };
                match verdict(&changed) {
                    Ok(_) => {
                        accepted += 1;
                        assert!(
                            is_true(&changed, &changed["claims"][0]),
                            "accepted although false:\n{changed}"
                        );
                    }
                    Err(refusal) if refusal.kind == bcgc_verify::Kind::NotACertificate => malformed += 1,
                    Err(_) => rejected += 1,
                }
            }
        }
    }
    eprintln!("accepted {accepted}, rejected {rejected}, malformed {malformed}");
    assert!(accepted > 500 && rejected > 500);
}
