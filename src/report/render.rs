//! Results in each of the formats.

use super::facts::facts;
use super::format::Format;
use super::rows::Report;
use super::{code, csv, distribution, fit, fit_instance, json, latex, markdown, simulation, text};
use crate::encoding::CodeReport;
use crate::fit::Fits;
use crate::simulation::Simulation;
use crate::solve::Distribution;

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

    /// What the report says in words, a label and a sentence each, as text begins with them: `objective`, `bound`, `best` (which
    /// method, and what it gains over no redundancy) and, over rounds, `noise` (in or out of sample; of 30 rounds held
    /// out or more whether it is best beyond theirs) among them.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        facts(self).into_iter().map(|fact| (fact.label, fact.text)).collect()
    }
}

impl Distribution {
    /// The distribution in a format, ending in a line feed.
    pub fn render(&self, format: Format) -> String {
        distribution::render(self, format, usize::MAX)
    }
}

impl CodeReport {
    /// What is known of the matrix in a format, ending in a line feed; as CSV the matrix alone.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => code::render_within(self, usize::MAX),
            format => code::render(self, format),
        }
    }
}

impl Simulation {
    /// The simulation in a format, ending in a line feed; as CSV its rounds.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => simulation::render_within(self, usize::MAX),
            format => simulation::render(self, format),
        }
    }
}

impl Fits {
    /// The fits in a format, ending in a line feed.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => fit::render_within(self, usize::MAX),
            format => fit::render(self, format),
        }
    }

    /// A commented instance file (TOML) with the best law; none where no law could be fitted.
    pub fn instance_file(&self) -> Option<String> {
        fit_instance::instance(self)
    }
}
