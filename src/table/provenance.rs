//! Where the numbers of a table come from, as a block in every file.

use serde_json::Value as Json;

use super::definition::Spec;
use crate::instance::Instance;
use crate::numeric::highs;

/// Version, spec, seed, tolerances and solver. No date: the files of two equal runs are equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Lines of the form `key: value`.
    pub lines: Vec<(&'static str, String)>,
}

impl Provenance {
    /// Of a spec and its instances, traces included; with a date only where one is given.
    pub fn new<'a>(spec: &Spec, instances: impl Iterator<Item = &'a Instance>, date: Option<&str>) -> Self {
        let described: String = instances.map(description).collect();
        let highs = highs::version().unwrap_or_else(|| "not built in".to_owned());
        let options = &spec.options;
        let mut lines = vec![
            ("bcgc", env!("CARGO_PKG_VERSION").to_owned()),
            ("spec", format!("{} (hash {:016x})", spec.name, hash(&spec.source))),
            ("instances", format!("hash {:016x}", hash(&described))),
            ("seed", options.seed.to_string()),
            ("gap", format!("{:e}", options.gap.unwrap_or_default())),
            ("time limit", format!("{} s a method", options.time_limit)),
            ("HiGHS", highs),
        ];
        lines.extend(date.map(|date| ("date", date.to_owned())));
        Self { lines }
    }

    /// The first line of a log: without the date, which may differ when a run goes on.
    pub fn header(&self) -> String {
        let pairs = self.lines.iter().filter(|(key, _)| *key != "date");
        let map: serde_json::Map<String, serde_json::Value> =
            pairs.map(|(key, value)| ((*key).to_owned(), value.clone().into())).collect();
        serde_json::Value::Object(map).to_string()
    }
}

/// How a log with this first line differs from one of ours, in words.
pub fn differing(ours: &str, theirs: &[u8]) -> String {
    let parsed =
        |line: &[u8]| serde_json::from_slice::<serde_json::Map<String, Json>>(line).unwrap_or_default();
    let (ours, theirs) = (parsed(ours.as_bytes()), parsed(theirs));
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pair = |key: &str| Some((text(theirs.get(key)?), text(ours.get(key)?))).filter(|(was, is)| was != is);
    let name = |spec: &str| spec.split(" (hash").next().unwrap_or_default().to_owned();
    if let Some((was, is)) = pair("spec") {
        return match name(&was) == name(&is) {
            true => "the spec has changed since".to_owned(),
            false => format!("of another spec, {}", name(&was)),
        };
    }
    let told = |(was, is): (String, String), what: &str| format!("{what} {was}, now {is}");
    let others = ["bcgc", "seed", "gap", "time limit", "HiGHS"];
    let others: Vec<String> = others
        .iter()
        .filter_map(|key| Some(told(pair(key)?, if *key == "bcgc" { "version" } else { key })))
        .collect();
    match (others.is_empty(), pair("instances")) {
        (false, _) => format!("by another run: {}", others.join(", ")),
        (true, Some(_)) => "a trace that the spec reads has changed since".to_owned(),
        (true, None) => "its first line is not one of this program".to_owned(),
    }
}

/// Everything that the numbers of an instance depend on.
fn description(instance: &Instance) -> String {
    let trace: String = instance.traces().map(|trace| format!("{:?}", trace.rows())).collect();
    format!("{}{trace}\n", instance.to_json())
}

/// FNV-1a, 64 bits: tells specs apart, nothing more.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
