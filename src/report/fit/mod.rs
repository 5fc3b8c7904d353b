//! Laws fitted to measured times, in every format.

mod columns;
mod data;
mod latex;
mod words;

use std::fmt::Write as _;

use columns::columns;
use data::{csv, json};
use latex::latex;
use words::{answer, conclusion, estimates, facts, notes, p_value, parameters};
pub use words::{is_rejected, parameter};

use super::format::Format;
use super::markdown::escaped;
use super::number::NONE;
use super::paragraph::{NARROWEST, WIDEST, item};
use super::text::table;
use crate::fit::{Fits, Fitted};

/// Where the second column of the lists begins.
const INDENT: usize = 23;

/// The fits in one format. CSV has a row a parameter; JSON has every digit.
pub fn render(fits: &Fits, format: Format) -> String {
    match format {
        Format::Text => render_within(fits, usize::MAX),
        Format::Json => json(fits),
        Format::Csv => csv(fits),
        Format::Markdown => markdown(fits),
        Format::Latex => latex(fits),
    }
}

/// The fits as text for a terminal of so many columns.
pub fn render_within(fits: &Fits, width: usize) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    for (label, words) in facts(fits) {
        item(&mut out, label, &words, [0, 12, width]);
    }
    out.push('\n');
    table(&mut out, columns(fits), width);
    out.push_str("\nparameters +- standard errors\n");
    for (law, estimate) in estimates(fits) {
        item(&mut out, law, &parameters(estimate), [2, INDENT, width]);
    }
    out.push_str("\nindependence\n");
    for check in &fits.checks {
        item(&mut out, check.question.name(), &answer(check), [2, INDENT, width]);
    }
    item(&mut out, "", &conclusion(fits), [2, 2, width]);
    let notes = notes(fits);
    if !notes.is_empty() {
        out.push_str("\nnotes\n");
        for (note, laws) in notes {
            item(&mut out, "", &format!("{}: {note}", laws.join(", ")), [2, 2, width]);
        }
    }
    out
}

/// Law, criterion, distance, p-value with its samples, and parameters: what a table for people has.
fn rows(fits: &Fits) -> Vec<[String; 6]> {
    let none = || NONE.to_owned();
    let row = |fitted: &Fitted| {
        let law = fitted.law.to_owned();
        match &fitted.estimate {
            Ok(estimate) => [
                law,
                format!("{:.2}", estimate.aic),
                format!("{:.4}", estimate.distance),
                p_value(fitted.bootstrap).unwrap_or_else(|| NONE.to_owned()),
                fitted.bootstrap.samples.to_string(),
                parameters(estimate),
            ],
            Err(_) => [law, none(), none(), none(), none(), none()],
        }
    };
    fits.fits.iter().map(row).collect()
}

fn markdown(fits: &Fits) -> String {
    let mut out = String::from("| | |\n| --- | --- |\n");
    for (label, words) in facts(fits) {
        let _ = writeln!(out, "| {label} | {} |", escaped(&words));
    }
    out.push_str("\n| law | AIC | KS distance | p | samples | parameters |\n| --- | ---: | ---: | ---: | ---: | --- |\n");
    for row in rows(fits) {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push_str("\n| independence | |\n| --- | --- |\n");
    for check in &fits.checks {
        let _ = writeln!(out, "| {} | {} |", check.question.name(), escaped(&answer(check)));
    }
    let _ = writeln!(out, "\n- {}", escaped(&conclusion(fits)));
    for (note, laws) in notes(fits) {
        let _ = writeln!(out, "- {}: {}", laws.join(", "), escaped(&note));
    }
    out
}
