//! A report in each of the formats.

use super::format::Format;
use super::rows::Report;
use super::{csv, json, latex, markdown, text};

impl Report {
    /// The report in a format, ending in a line feed.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.render_within(usize::MAX),
            Format::Json => json::render(self),
            Format::Csv => csv::render(self),
            Format::Markdown => markdown::render(self),
            Format::Latex => latex::render(self),
        }
    }

    /// The report as text for a terminal of so many columns: at least 40, and no more than a page has are used.
    pub fn render_within(&self, columns: usize) -> String {
        text::render(self, columns)
    }
}
