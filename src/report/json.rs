//! The JSON document that other programs rely on: its fields and their order are a contract.
//!
//! Numbers are the shortest decimals that read back as the same `f64`.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::row::Row;
use super::rows::Report;
use super::sampled::Sampled;

/// One element of `solutions`.
#[derive(Debug, Serialize)]
struct SolutionFields<'a> {
    method: &'a str,
    status: &'a str,
    partition: Option<&'a [u64]>,
    relaxed: Option<Vec<f64>>,
    value: Option<f64>,
    value_error: Option<f64>,
    complement: Option<f64>,
    relaxed_value: Option<f64>,
    gap: Option<f64>,
    seconds: f64,
    note: Option<&'a str>,
    complement_gap: Option<f64>,
    exact: Option<Json>,
    gain: Option<f64>,
    value_rigour: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sampled: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_out: Option<Json>,
}

fn sampled(found: Sampled) -> Json {
    json!({
        "value": found.value,
        "standard_error": found.standard_error,
        "difference": found.difference.map(|difference| difference.value),
        "difference_error": found.difference.map(|difference| difference.standard_error),
    })
}

impl<'a> SolutionFields<'a> {
    /// Of a row, the relaxed partition in coordinates.
    fn new(row: &'a Row, coordinates: u64, gain: Option<f64>) -> Self {
        let solution = &row.solution;
        Self {
            method: solution.method,
            status: solution.status.name(),
            partition: solution.partition.as_ref().map(|partition| partition.blocks()),
            relaxed: solution.relaxed.as_ref().map(|shares| shares.coordinates(coordinates)),
            value: solution.value.map(|value| value.value),
            value_error: solution.value.map(|value| value.error),
            complement: solution.value.and_then(|value| value.complement),
            relaxed_value: solution.relaxed_value.map(|value| value.value),
            gap: row.gap,
            seconds: solution.seconds,
            note: solution.note.as_deref(),
            complement_gap: row.complement_gap,
            exact: solution.exact.as_ref().map(|exact| json!({"value": exact.value, "unit": exact.unit})),
            gain,
            value_rigour: solution.value.map(|_| row.value_rigour.name()),
            sampled: row.sampled.map(sampled),
            held_out: row.held_out.map(sampled),
        }
    }
}

/// The report as one document: a line for each field of the top level and each solution.
pub fn render(report: &Report) -> String {
    let bound = report.bound().map(|bound| {
        json!({
            "value": bound.value,
            "rigour": bound.rigour.name(),
            "method": bound.method,
            "complement": bound.complement,
            "status": bound.status.name(),
        })
    });
    let verdict = report.verdict().map(|verdict| json!({"deadline": verdict.name(), "text": verdict.text()}));
    let proofs = report.proofs();
    let proofs = proofs.map(|found| json!({"seconds": found.seconds, "left_out": found.left_out}));
    let coordinates = report.instance().system.coordinates;
    let solutions: Vec<String> = report
        .rows()
        .iter()
        .map(|row| format!("    {}", json!(SolutionFields::new(row, coordinates, report.gain(row)))))
        .collect();
    let list =
        if solutions.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", solutions.join(",\n")) };
    format!(
        "{{\n  \"bcgc\": {},\n  \"instance\": {},\n  \"sense\": {},\n  \"bound\": {},\n  \"solutions\": {list},\n  \"verdict\": {},\n  \"interrupted\": {},\n  \"proofs\": {}\n}}\n",
        json!(env!("CARGO_PKG_VERSION")),
        report.instance().to_json(),
        json!(report.instance().objective.sense()),
        json!(bound),
        json!(verdict),
        json!(report.is_interrupted()),
        json!(proofs),
    )
}
