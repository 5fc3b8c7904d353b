//! The mark of the program's own files: `bcgc: VERSION`, in the comments of each format.

use crate::document_kind::is_version;
use crate::report::Format;

/// What every mark begins with.
pub const KEY: &str = "bcgc: ";

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

/// What follows a mark of any version at the beginning of a text.
pub fn after(text: &str) -> Option<&str> {
    let text = text.strip_prefix(KEY)?;
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || ".-+".contains(c))).unwrap_or(text.len());
    let (version, rest) = text.split_at(end);
    is_version(version).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_has_a_version() {
        assert_eq!(after(&mark()), Some(""));
        assert_eq!(after("bcgc: 1.20.3-beta+5 -->"), Some(" -->"));
        for other in ["bcgc: notes", "bcgc: 1.2", "bcgc: 1.2.x", "bcgc: ", "bcgc", " bcgc: 0.1.0"] {
            assert_eq!(after(other), None, "{other}");
        }
    }
}
