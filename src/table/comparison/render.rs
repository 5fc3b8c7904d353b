//! What comparisons found, in every format.

use serde_json::{Map, Value as Json, json};

use super::difference::{Difference, shown};
use super::found::Comparison;
use crate::report::Format;
use crate::report::csv::quoted;
use crate::report::{latex, markdown, paragraph};

const COLUMNS: [&str; 6] = ["table", "row", "column", "was", "is", "tolerance"];

/// Comparisons with what each was compared with. Text has lines, JSON one document; the others have a row a difference.
pub fn render(found: &[(String, Comparison)], format: Format) -> String {
    match format {
        Format::Text => render_within(found, usize::MAX),
        Format::Json => document(found),
        Format::Csv => {
            let line = |cells: Vec<String>| cells.into_iter().map(quoted).collect::<Vec<_>>().join(",");
            let head = COLUMNS.map(str::to_owned).to_vec();
            std::iter::once(head).chain(rows(found)).map(|cells| line(cells) + "\n").collect()
        }
        Format::Markdown => {
            let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
            let mut out: String =
                summaries(found).map(|line| format!("- {}\n", markdown::escaped(&line))).collect();
            out +=
                &format!("\n{}{}", line(&COLUMNS.map(str::to_owned)), line(&["---"; 6].map(str::to_owned)));
            rows(found).for_each(|cells| {
                out += &line(&cells.iter().map(|cell| markdown::escaped(cell)).collect::<Vec<_>>());
            });
            out
        }
        Format::Latex => {
            let mut out: String = summaries(found).map(|line| format!("% {line}\n")).collect();
            out += &format!(
                "\\begin{{tabular}}{{llllll}}\n\\toprule\n{} \\\\\n\\midrule\n",
                COLUMNS.join(" & ")
            );
            rows(found).for_each(|cells| {
                let cells: Vec<String> = cells.iter().map(|cell| latex::escaped(cell)).collect();
                out += &format!("{} \\\\\n", cells.join(" & "));
            });
            out + "\\bottomrule\n\\end{tabular}\n"
        }
    }
}

/// Summaries and remarks, a line each.
fn summaries(found: &[(String, Comparison)]) -> impl Iterator<Item = String> {
    found.iter().flat_map(|(with, found)| {
        let remarks = found.remarks.iter().map(|remark| format!("{}: {remark}", found.table));
        std::iter::once(found.summary(with)).chain(remarks).collect::<Vec<_>>()
    })
}

/// Comparisons as text for a terminal of so many columns.
pub fn render_within(found: &[(String, Comparison)], columns: usize) -> String {
    let width = paragraph::width(columns);
    let mut out = String::new();
    for (with, found) in found {
        paragraph::line(&mut out, &found.summary(with), width);
        found.remarks.iter().for_each(|remark| paragraph::fact(&mut out, "  note:", remark, [8, width]));
        for difference in &found.differences {
            paragraph::fact(&mut out, " ", &difference.to_string(), [2, width]);
        }
    }
    out
}

fn rows(found: &[(String, Comparison)]) -> impl Iterator<Item = Vec<String>> {
    found.iter().flat_map(|(_, found)| {
        found.differences.iter().map(|difference| {
            vec![
                found.table.clone(),
                difference.place(),
                difference.column.to_owned(),
                shown(&difference.was),
                shown(&difference.is),
                difference.tolerance.map_or_else(String::new, |most| format!("{most:e}")),
            ]
        })
    })
}

fn document(found: &[(String, Comparison)]) -> String {
    let difference = |d: &Difference| {
        json!({
            "point": d.point,
            "method": d.method,
            "column": d.column,
            "was": d.was,
            "is": d.is,
            "tolerance": d.tolerance,
        })
    };
    let comparison = |(with, found): &(String, Comparison)| {
        json!({
            "table": found.table,
            "against": with,
            "agrees": found.agrees(),
            "numbers": found.numbers,
            "statuses": found.rows,
            "partitions": found.partitions,
            "tolerances": found.tolerances,
            "remarks": found.remarks,
            "differences": found.differences.iter().map(difference).collect::<Vec<_>>(),
        })
    };
    let mut document = Map::new();
    document.insert("bcgc".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    document.insert("agrees".to_owned(), json!(found.iter().all(|(_, found)| found.agrees())));
    document.insert("comparisons".to_owned(), found.iter().map(comparison).collect());
    format!("{:#}\n", Json::Object(document))
}
