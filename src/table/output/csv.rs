//! The table as comma-separated values, one row a point and method; the provenance in comments above.

use crate::report::csv::quoted;
use crate::table::computed::{Point, Table};
use crate::table::definition::Layout;

const COLUMNS: [&str; 11] = [
    "method",
    "status",
    "value",
    "value_error",
    "complement",
    "relaxed_value",
    "bound",
    "gap",
    "published",
    "partition",
    "note",
];

/// A row an iteration.
fn iterations(table: &Table) -> String {
    let columns = ["method", "iteration", "value", "complement", "bound"];
    let keys = table.spec.grid.iter().map(|(key, _)| key.clone());
    let head: Vec<String> = keys.chain(columns.map(str::to_owned)).collect();
    let number = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:?}"));
    let mut out = format!("{}\n", head.join(","));
    for point in &table.points {
        for (row, history) in point.report.rows().iter().zip(&point.histories) {
            for step in history {
                let cells = [
                    row.solution.method.to_owned(),
                    step.iteration.to_string(),
                    number(Some(step.value)),
                    number(step.complement),
                    number(step.bound),
                ];
                let line: Vec<String> = point.values.iter().cloned().chain(cells).map(quoted).collect();
                out += &format!("{}\n", line.join(","));
            }
        }
    }
    out
}

/// The table as CSV.
pub fn render(table: &Table) -> String {
    let mut out = String::new();
    for (key, value) in &table.provenance.lines {
        out += &format!("# {key}: {value}\n");
    }
    if table.spec.layout == Layout::History {
        return out + &iterations(table);
    }
    let keys = table.spec.grid.iter().map(|(key, _)| key.clone());
    let is_sampled = table.points.iter().any(Point::is_sampled);
    let is_judged = table.points.iter().any(Point::is_judged);
    let is_certified = table.points.iter().any(|point| !point.certificates.is_empty());
    let columns = COLUMNS
        .into_iter()
        .chain(is_sampled.then_some("standard_error"))
        .chain(is_judged.then_some(["value_rigour", "bound_rigour"]).into_iter().flatten())
        .chain(is_certified.then_some(["certificate", "proved"]).into_iter().flatten());
    let head: Vec<String> = keys.chain(columns.map(str::to_owned)).collect();
    out += &format!("{}\n", head.join(","));
    let number = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:?}"));
    for point in &table.points {
        let limit = point.report.bound();
        let bound = limit.map(|b| b.value);
        for (i, (row, published)) in point.report.rows().iter().zip(&point.published).enumerate() {
            let solution = &row.solution;
            let blocks = |p: &crate::partition::Partition| {
                p.blocks().iter().map(u64::to_string).collect::<Vec<_>>().join(" ")
            };
            let cells = [
                solution.method.to_owned(),
                solution.status.name().to_owned(),
                number(solution.value.map(|v| v.value)),
                number(solution.value.map(|v| v.error)),
                number(solution.value.and_then(|v| v.complement)),
                number(solution.relaxed_value.map(|v| v.value)),
                number(bound),
                number(row.gap),
                number(*published),
                solution.partition.as_ref().map_or_else(String::new, blocks),
                solution.note.clone().unwrap_or_default(),
            ];
            let sampled = is_sampled.then(|| number(row.sampled.and_then(|found| found.standard_error)));
            let rigours = [
                solution.value.map_or("", |_| row.value_rigour.name()).to_owned(),
                limit.map_or("", |bound| bound.rigour.name()).to_owned(),
            ];
            let certificate = point.certificates.get(i).cloned().unwrap_or_default();
            let certificate = [certificate.file.unwrap_or_default(), certificate.proved.join(" ")];
            let cells = cells
                .into_iter()
                .chain(sampled)
                .chain(is_judged.then_some(rigours).into_iter().flatten())
                .chain(is_certified.then_some(certificate).into_iter().flatten());
            let line: Vec<String> = point.values.iter().cloned().chain(cells).map(quoted).collect();
            out += &format!("{}\n", line.join(","));
        }
    }
    out
}
