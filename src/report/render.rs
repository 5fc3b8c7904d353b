//! A report in each of the formats.

use super::format::Format;
use super::rows::Report;
use super::{csv, json, latex, markdown, text};

impl Report {
    /// The report in a format, ending in a line feed.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => text::render(self),
            Format::Json => json::render(self),
            Format::Csv => csv::render(self),
            Format::Markdown => markdown::render(self),
            Format::Latex => latex::render(self),
        }
    }
}
