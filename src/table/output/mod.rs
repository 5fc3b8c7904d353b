//! A table as files: Markdown, LaTeX, CSV, JSON, and its figure as SVG and PDF.

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
use super::figure;
use crate::report::Format;

/// The table in a format; text is Markdown, which is aligned, as [`render_within`] is where there is room.
pub fn render(table: &Table, format: Format) -> String {
    match format {
        Format::Text | Format::Markdown => markdown::render(table),
        Format::Json => json::render(table),
        Format::Csv => csv::render(table),
        Format::Latex => latex::render(table),
    }
}

/// All files of a table: ending and contents; a figure that has nothing to show is left out.
pub fn files(table: &Table) -> Vec<(&'static str, Vec<u8>)> {
    let mut files = vec![
        ("md", markdown::render(table).into_bytes()),
        ("tex", latex::render(table).into_bytes()),
        ("csv", csv::render(table).into_bytes()),
        ("json", json::render(table).into_bytes()),
    ];
    if let Some(drawing) = figure::draw(table) {
        let about = table.provenance.lines.iter().map(|(key, value)| format!("{key}: {value}"));
        let about = about.collect::<Vec<_>>().join("; ");
        files.push(("svg", drawing.svg(&about).into_bytes()));
        files.push(("pdf", drawing.pdf(&about)));
    }
    files
}
