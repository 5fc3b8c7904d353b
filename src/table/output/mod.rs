//! A table as files: Markdown, LaTeX, CSV, JSON, and its figure as SVG, PDF, PNG and for pgfplots.

mod best;
mod csv;
mod json;
mod latex;
mod markdown;
mod remarks;
mod sheet;
mod sheets;
mod text;

pub use json::document;
pub use text::render as render_within;

use super::computed::Table;
use super::definition::Spec;
use super::error::TableError;
use super::figure;
use crate::draw::{DrawError, FigureFormat};
use crate::output::mark;
use crate::plot::{Plot, data, drawn, pgfplots, self_contained};
use crate::report::{Format, citation};

/// The table in a format; text as [`render_within`] where there is room.
pub fn render(table: &Table, format: Format) -> String {
    match format {
        Format::Text => text::render(table, usize::MAX),
        Format::Markdown => markdown::render(table),
        Format::Json => json::render(table),
        Format::Csv => csv::render(table),
        Format::Latex => latex::render(table),
    }
}

/// The endings of the files of a table.
pub fn endings(spec: &Spec) -> Vec<&'static str> {
    let figure = if spec.figure.is_some() { FIGURE } else { &[] };
    ["md", "tex", "bib", "csv", "json"].iter().chain(figure).copied().collect()
}

/// Those of a figure; PDF only where it is built in.
const FIGURE: &[&str] = if cfg!(feature = "figures") {
    &["svg", "pdf", "tikz", "figure.csv"]
} else {
    &["svg", "tikz", "figure.csv"]
};

/// All files of a table: ending and contents; a figure that has nothing to show is left out.
///
/// # Errors
/// When the figure cannot be drawn.
pub fn files(table: &Table) -> Result<Vec<(&'static str, Vec<u8>)>, TableError> {
    let mut files = vec![
        ("md", markdown::render(table).into_bytes()),
        ("tex", latex::render(table).into_bytes()),
        ("bib", bibliography(table).into_bytes()),
        ("csv", csv::render(table).into_bytes()),
        ("json", json::render(table).into_bytes()),
    ];
    let Some(plot) = drawable(table) else { return Ok(files) };
    let failed = |source| TableError::Figure { table: table.spec.name.clone(), source };
    let (mark, about) = (mark(), about(table));
    let drawing = drawn(&plot).map_err(failed)?;
    for format in [FigureFormat::Svg, FigureFormat::Pdf] {
        match drawing.render(format, &mark, &about) {
            Ok(bytes) => files.push((format.ending(), bytes)),
            Err(DrawError::NotBuiltIn { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    let about = format!("{mark}; {about}");
    let tikz = match can_be_input(&table.spec.name) {
        true => pgfplots(&plot, &format!("{}.figure.csv", table.spec.name), &about),
        false => self_contained(&plot, &about),
    };
    files.push(("tikz", tikz.map_err(failed)?.into_bytes()));
    files.push(("figure.csv", data(&plot, &about).into_bytes()));
    Ok(files)
}

/// How the program is cited, under the key of the spec.
fn bibliography(table: &Table) -> String {
    let paper = if table.spec.published.is_some() { citation::paper() } else { String::new() };
    format!("% {}\n{}{paper}", mark(), citation::entry(&table.spec.cite, ""))
}

/// The figure of a table as an image of 600 dots an inch; none where it has none or nothing to show.
///
/// # Errors
/// When it cannot be drawn, or without the feature `figures`.
pub fn png(table: &Table) -> Result<Option<Vec<u8>>, TableError> {
    let Some(plot) = drawable(table) else { return Ok(None) };
    let drawing = drawn(&plot).and_then(|drawing| drawing.render(FigureFormat::Png, &mark(), &about(table)));
    drawing.map(Some).map_err(|source| TableError::Figure { table: table.spec.name.clone(), source })
}

/// The figure, where it has something that its axes can show.
fn drawable(table: &Table) -> Option<Plot> {
    figure::plot(table).filter(Plot::has_values)
}

/// Where the numbers come from, but for the mark.
fn about(table: &Table) -> String {
    let lines = table.provenance.lines.iter().skip(1).map(|(key, value)| format!("{key}: {value}"));
    lines.collect::<Vec<_>>().join("; ")
}

/// Whether TeX reads a file of this name as it is.
fn can_be_input(name: &str) -> bool {
    name.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_".contains(letter))
}
