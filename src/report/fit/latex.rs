//! Laws fitted to measured times, as a table for a paper.

use super::columns::{columns, samples};
use super::words::{answer, conclusion, estimates, facts, notes, parameters};
use crate::fit::Fits;
use crate::report::citation;
use crate::report::latex::{escaped, list, tex_columns};
use crate::report::tabular::environment;

/// What is left to text and to programs, so that the table fits a column.
const LEFT_OUT: [&str; 2] = ["log-likelihood", "samples"];

/// The environment, with parameters and tests of independence below.
pub(super) fn latex(fits: &Fits) -> String {
    let of =
        |(label, words): &(&str, String)| format!("{label}: {}", escaped(&words.replace("+-", "\u{b1}")));
    let known: Vec<String> = facts(fits).iter().map(of).collect();
    let samples = samples(fits).map(|words| format!(" Each p is of {words}.")).unwrap_or_default();
    let caption = format!(
        "Laws fitted to measured times. {}.{samples} Computed with bcgc~\\cite{{{}}}.",
        known.join("; "),
        citation::KEY
    );
    let shown: Vec<_> =
        columns(fits).into_iter().filter(|column| !LEFT_OUT.contains(&column.title)).collect();
    let mut out = citation::PACKAGES.to_owned();
    out += &citation::entry(citation::KEY, "% ");
    out + &environment(&caption, "fit", 1, &tex_columns(&shown), &below(fits))
}

fn below(fits: &Fits) -> String {
    let mut out = String::new();
    let of_laws: Vec<(&str, String)> =
        estimates(fits).map(|(law, estimate)| (law, parameters(estimate))).collect();
    list(&mut out, "parameters +- standard errors", &of_laws);
    let mut answers: Vec<(&str, String)> =
        fits.checks.iter().map(|check| (check.question.name(), answer(check))).collect();
    answers.push(("conclusion", conclusion(fits)));
    list(&mut out, "independence", &answers);
    let remarks: Vec<(String, String)> =
        notes(fits).into_iter().map(|(note, laws)| (laws.join(", "), note)).collect();
    let remarks: Vec<(&str, &String)> = remarks.iter().map(|(laws, note)| (laws.as_str(), note)).collect();
    list(&mut out, "notes", &remarks);
    out.replace("+-", "$\\pm$")
}
