//! Texts that a terminal may have broken.

/// A text with single spaces in place of its line breaks.
pub fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
