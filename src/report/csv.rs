//! Comma-separated values, one row a method; quoting as in RFC 4180, lines end in a line feed.
//!
//! The columns are the fields of the JSON document, then those of its bound; columns that came later follow them. Lists
//! are separated by spaces; an empty cell means that there is none.

use super::row::Row;
use super::rows::Report;
use super::sampled::Sampled;

const HEADER: &str = "method,status,partition,relaxed,value,value_error,complement,relaxed_value,gap,\
                      seconds,note,bound,bound_rigour,bound_method,complement_gap,exact,bound_complement,\
                      bound_status,gain,standard_error,difference,difference_error,held_out,held_out_standard_error,\
                      held_out_difference,held_out_difference_error,value_rigour,proof_seconds";

/// The report as CSV.
pub fn render(report: &Report) -> String {
    let bound = report.bound();
    let bound = [
        optional(bound.map(|bound| bound.value)),
        bound.map_or("", |bound| bound.rigour.name()).to_owned(),
        bound.map_or("", |bound| bound.method).to_owned(),
    ];
    let ends = report.bound().map_or([String::new(), String::new()], |bound| {
        [optional(bound.complement), bound.status.name().to_owned()]
    });
    let coordinates = report.instance().system.coordinates;
    let mut out = format!("{HEADER}\n");
    for row in report.rows() {
        let exact = row.solution.exact.as_ref().map_or_else(String::new, |exact| exact.value.clone());
        let later = [optional(row.complement_gap), exact]
            .into_iter()
            .chain(ends.clone())
            .chain([optional(report.gain(row))]);
        let [_, inside @ ..] = noise(row.sampled);
        let noise = inside.into_iter().chain(noise(row.held_out));
        let rigour = row.solution.value.map_or("", |_| row.value_rigour.name()).to_owned();
        let proofs = [rigour, optional(report.proofs().map(|proofs| proofs.seconds))];
        let cells =
            cells(row, coordinates).into_iter().chain(bound.clone()).chain(later).chain(noise).chain(proofs);
        let cells: Vec<String> = cells.map(quoted).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn cells(row: &Row, coordinates: u64) -> Vec<String> {
    let solution = &row.solution;
    let value = solution.value;
    vec![
        solution.method.to_owned(),
        solution.status.name().to_owned(),
        solution.partition.as_ref().map_or_else(String::new, |x| spaced(x.blocks().iter())),
        solution.relaxed.as_ref().map_or_else(String::new, |x| {
            spaced(x.coordinates(coordinates).iter().map(|x| format!("{x:?}")))
        }),
        optional(value.map(|value| value.value)),
        optional(value.map(|value| value.error)),
        optional(value.and_then(|value| value.complement)),
        optional(solution.relaxed_value.map(|value| value.value)),
        optional(row.gap),
        format!("{:?}", solution.seconds),
        solution.note.clone().unwrap_or_default(),
    ]
}

/// A mean over rounds, its error, its difference from the best and the error of that.
fn noise(sampled: Option<Sampled>) -> [String; 4] {
    let difference = sampled.and_then(|found| found.difference);
    [
        optional(sampled.map(|found| found.value)),
        optional(sampled.and_then(|found| found.standard_error)),
        optional(difference.map(|found| found.value)),
        optional(difference.map(|found| found.standard_error)),
    ]
}

/// The shortest decimal that reads back as the same number.
fn optional(x: Option<f64>) -> String {
    x.map_or_else(String::new, |x| format!("{x:?}"))
}

fn spaced(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(" ")
}

/// A cell, quoted where it has to be.
pub fn quoted(cell: String) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_separators_are_quoted() {
        assert_eq!(quoted("s = 1, alpha = \"6\"".to_owned()), "\"s = 1, alpha = \"\"6\"\"\"");
        assert_eq!(quoted("1 2 3".to_owned()), "1 2 3");
    }
}
