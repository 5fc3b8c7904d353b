//! An encoding matrix and what is known about it, in every format.

use std::fmt::Write as _;

use super::format::Format;
use crate::encoding::{CodeReport, DecodingVector};

/// The report in one format. CSV holds the matrix alone, ready to be read again.
pub fn render(report: &CodeReport, format: Format) -> String {
    match format {
        Format::Text => text(report),
        Format::Json => {
            let mut json = serde_json::to_string_pretty(report).unwrap_or_default();
            json.push('\n');
            json
        }
        Format::Csv => report.matrix.iter().map(|row| row.join(",") + "\n").collect(),
        Format::Markdown => markdown(report),
        Format::Latex => latex(report),
    }
}

/// Said of figures that no double holds.
const BEYOND: &str = "beyond double precision";

fn facts(report: &CodeReport) -> Vec<(&'static str, String)> {
    let mut facts = vec![("construction", report.construction.clone())];
    facts.extend(report.source.map(|source| ("source", source.to_owned())));
    facts.extend(report.assurance.clone().map(|assurance| ("assurance", assurance)));
    facts.extend(report.seed.map(|seed| ("seed", seed.to_string())));
    facts.push(("decodability", report.summary.clone()));
    let weights: Vec<String> = report.row_weights.iter().map(usize::to_string).collect();
    let uniform =
        if report.uniform_weight { "" } else { " (not all s + 1: the runtime of the paper does not apply)" };
    facts.push(("row weights", weights.join(" ") + uniform));
    if let Some(conditioning) = &report.conditioning {
        let scope = if conditioning.all_sets { "all sets" } else { "a sample of sets" };
        let number = |x: f64| if x.is_finite() { format!("{x:.3e}") } else { BEYOND.to_owned() };
        facts.push((
            "conditioning",
            format!(
                "{} at worst, largest decoding coefficient {} ({scope}, {})",
                number(conditioning.worst_condition),
                number(conditioning.largest_coefficient),
                conditioning.examined
            ),
        ));
    }
    facts
}

fn text(report: &CodeReport) -> String {
    let mut out = String::new();
    for (key, value) in facts(report) {
        let _ = writeln!(out, "{key:13} {value}");
    }
    let width = report.matrix.iter().flatten().map(String::len).max().unwrap_or(1);
    for vector in &report.vectors {
        let _ = writeln!(out, "{:13} {}", "decoding", decoding(vector));
    }
    out.push_str("\nencoding matrix: a row a worker, a column a subset of the data\n");
    for row in &report.matrix {
        let cells: Vec<String> = row.iter().map(|cell| format!("{cell:>width$}")).collect();
        let _ = writeln!(out, "  {}", cells.join("  "));
    }
    out
}

/// A decoding vector: what the results of the workers are multiplied by before they are added.
fn decoding(vector: &DecodingVector) -> String {
    let workers: Vec<String> = vector.workers.iter().map(usize::to_string).collect();
    let (workers, problem) = (workers.join(" "), vector.problem.as_deref().unwrap_or("none"));
    match &vector.coefficients {
        Some(coefficients) => format!("workers {workers} by {}", coefficients.join(" ")),
        None => problem.to_owned(),
    }
}

fn markdown(report: &CodeReport) -> String {
    let mut out = String::from("| | |\n| --- | --- |\n");
    for (key, value) in facts(report) {
        let _ = writeln!(out, "| {key} | {} |", value.replace('|', "\\|"));
    }
    for vector in &report.vectors {
        let _ = writeln!(out, "| decoding | {} |", decoding(vector));
    }
    let columns = report.matrix.first().map_or(0, Vec::len);
    let heads: Vec<String> = (1..=columns).map(|j| format!("subset {j}")).collect();
    let _ = write!(out, "\n| worker | {} |\n| --- |{}\n", heads.join(" | "), " ---: |".repeat(columns));
    for (i, row) in report.matrix.iter().enumerate() {
        let _ = writeln!(out, "| {} | {} |", i + 1, row.join(" | "));
    }
    out
}

fn latex(report: &CodeReport) -> String {
    let mut out = String::new();
    for (key, value) in facts(report) {
        let _ = writeln!(out, "% {key}: {value}");
    }
    for vector in &report.vectors {
        let _ = writeln!(out, "% decoding: {}", decoding(vector));
    }
    out.push_str("\\begin{pmatrix}\n");
    for row in &report.matrix {
        let cells: Vec<String> = row.iter().map(|cell| fraction(cell)).collect();
        let _ = writeln!(out, "  {} \\\\", cells.join(" & "));
    }
    out.push_str("\\end{pmatrix}\n");
    out
}

fn fraction(cell: &str) -> String {
    match cell.split_once('/') {
        None => cell.to_owned(),
        Some((numerator, denominator)) => match numerator.strip_prefix('-') {
            Some(positive) => format!("-\\frac{{{positive}}}{{{denominator}}}"),
            None => format!("\\frac{{{numerator}}}{{{denominator}}}"),
        },
    }
}
