//! The mark of the program's own files: `bcgc: VERSION`, in the comments of each format.
//!
//! It is sought where the program puts it and nowhere else: a manuscript into which a table was pasted is not a table.

use serde_json::Value as Json;

use crate::report::Format;

/// What every mark begins with.
const KEY: &str = "bcgc: ";

/// Lines, from the first, in which a mark in a comment may stand.
const LINES: usize = 2;

/// Bytes, from the first, within which an SVG has its description.
const HEAD: usize = 4096;

/// The mark itself.
pub fn mark() -> String {
    format!("{KEY}{}", env!("CARGO_PKG_VERSION"))
}

/// A result as it goes into a file: with the mark as a comment above it. JSON has its version in the document.
pub fn marked(text: &str, format: Format) -> String {
    match format {
        Format::Text => format!("{}\n{text}", mark()),
        Format::Csv => format!("# {}\n{text}", mark()),
        Format::Latex => format!("% {}\n{text}", mark()),
        Format::Markdown => format!("<!-- {} -->\n{text}", mark()),
        Format::Json => text.to_owned(),
    }
}

/// Whether these are the contents of a file that the program wrote.
pub fn is_own(text: &str) -> bool {
    match text {
        _ if text.starts_with("%PDF-") => text.contains(&format!("/Subject ({KEY}")),
        _ if text.starts_with("<svg") => {
            let head = text.char_indices().find(|(at, _)| *at >= HEAD).map_or(text, |(at, _)| &text[..at]);
            head.contains(&format!("<desc>{KEY}"))
        }
        _ if text.starts_with('{') => is_own_json(text),
        _ => has_mark_above(text) || has_provenance_below(text),
    }
}

/// A document with our version, or a log, whose first line is one.
fn is_own_json(text: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Json>(text).ok();
    let first = text.lines().next().unwrap_or_default();
    let Some(document) = parse(first).or_else(|| parse(text)) else { return false };
    let version = document.get("bcgc").or_else(|| document.get("provenance")?.get("bcgc"));
    let format = document.get("format").and_then(Json::as_str);
    version.is_some_and(Json::is_string) || format.is_some_and(|format| format.starts_with("bcgc-"))
}

/// A comment with the mark in one of the first lines.
fn has_mark_above(text: &str) -> bool {
    let is_mark =
        |line: &str| ["", "# ", "% ", "<!-- "].iter().any(|c| line.starts_with(&format!("{c}{KEY}")));
    text.lines().take(LINES).any(is_mark)
}

/// A table in Markdown ends with its provenance.
fn has_provenance_below(text: &str) -> bool {
    let below = text.rsplit_once("\nProvenance\n\n").map(|(_, below)| below);
    text.starts_with("# ")
        && below.is_some_and(|below| {
            below.starts_with(&format!("- {KEY}")) && below.lines().all(|line| line.starts_with("- "))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_only_where_the_program_puts_it() {
        for format in [Format::Text, Format::Csv, Format::Latex, Format::Markdown] {
            assert!(is_own(&marked("x", format)), "{format:?}");
            assert!(!is_own(&format!("a\nb\n{}", marked("x", format))), "{format:?} pasted");
        }
        let log = "{\"bcgc\":\"0.1.0\",\"spec\":\"a\"}\n{\"point\":0}\n";
        let table = "{\n  \"title\": \"t\",\n  \"provenance\": {\"bcgc\": \"0.1.0\"},\n  \"rows\": []\n}\n";
        let markdown = "# T\n\n| a |\n\nProvenance\n\n- bcgc: 0.1.0\n- seed: 1\n";
        for own in
            [log, table, markdown, "{\"format\": \"bcgc-scheme-1\"}", "<svg>\n<desc>bcgc: 0.1.0</desc>"]
        {
            assert!(is_own(own), "{own}");
        }
        let notes = format!("{markdown}\nWhat I think of it.\n");
        let instance = "{\"system\": {\"workers\": 2}}";
        let others = [&notes, instance, "{", "", "<svg>\n</svg>", "%PDF-1.4\n", "\\documentclass{article}\n"];
        assert!(others.into_iter().all(|other| !is_own(other)));
    }
}
