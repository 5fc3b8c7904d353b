//! The report in LaTeX, for the packages `booktabs` and `siunitx`.

use super::citation;
use super::facts::{best, bound, noise, proofs};
use super::rows::Report;
use super::setting;
use super::table::{Column, Kind, columns, footnotes, notes, partitions, partitions_title};
use super::tabular::{TexColumn, environment, label};
use crate::instance::{Instance, Objective};
pub use crate::tex::escaped;
use crate::wording::printable;

/// The report as a `table` environment, or `table*` where it is wider than a column.
pub fn render(report: &Report) -> String {
    let mut out = citation::PACKAGES.to_owned();
    out += &citation::entry(citation::KEY, "% ");
    let mut below = String::new();
    footnotes(report).iter().for_each(|text| note(&mut below, text));
    noise(report).iter().for_each(|text| note(&mut below, &format!("noise: {text}")));
    list(&mut below, &partitions_title(report), &partitions(report));
    list(&mut below, "notes", &notes(report));
    out += &environment(
        &caption(report),
        &label_of("solutions", report.instance()),
        1,
        &tex_columns(&columns(report)),
        &below,
    );
    out
}

/// The label of what a table holds: with the name of the instance, if it has one.
pub fn label_of(kind: &str, instance: &Instance) -> String {
    let name = label(instance.name.as_deref().unwrap_or_default());
    if name.is_empty() { kind.to_owned() } else { format!("{kind}-{name}") }
}

/// ` of` the name of an instance, if it has one.
pub fn of_name(instance: &Instance) -> String {
    instance.name.iter().map(|name| format!(" of {}", escaped(&printable(name)))).collect()
}

/// What the table shows, in sentences.
fn caption(report: &Report) -> String {
    let instance = report.instance();
    let objective = match instance.objective {
        Objective::ExpectedRuntime => "Expected overall runtime",
        Objective::CompletionProbability { .. } => "Probability of finishing by the deadline",
    };
    let name = of_name(instance);
    let setting = setting::phrase(instance);
    let bound = capitalised(&escaped(&bound(report)));
    let best = best(report).map(|best| format!(" Best: {}.", escaped(&best))).unwrap_or_default();
    let proofs = proofs(report).map(|text| format!(" {}.", capitalised(&escaped(&text)))).unwrap_or_default();
    let verdict = report
        .verdict()
        .map(|verdict| format!("{}. ", capitalised(&escaped(&verdict.text()))))
        .unwrap_or_default();
    let early = if report.is_interrupted() { " The run was ended early." } else { "" };
    format!(
        "{verdict}{objective}{name} for {setting}. {bound}.{proofs}{best}{early} Computed with bcgc~\\cite{{{}}}.",
        citation::KEY
    )
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Columns as TeX sets them.
pub fn tex_columns(columns: &[Column]) -> Vec<TexColumn> {
    let of = |column: &Column| {
        let title = column.title.replace(" - ", " \u{2212} ");
        match column.kind {
            Kind::Words => TexColumn::words(&title, column.cells.clone()),
            Kind::Number => TexColumn::numbers(&title, column.cells.clone()),
        }
    };
    columns.iter().map(of).collect()
}

/// A line below a table.
pub fn note(out: &mut String, text: &str) {
    out.push_str(&format!("\n\\smallskip\n\\raggedright {}\\par\n", escaped(text)));
}

/// A list below a table, unless it is empty.
pub fn list(out: &mut String, title: &str, items: &[(&str, impl AsRef<str>)]) {
    if items.is_empty() {
        return;
    }
    note(out, title);
    for (method, text) in items {
        out.push_str(&format!("{}: {}\\par\n", escaped(method), escaped(text.as_ref())));
    }
}
