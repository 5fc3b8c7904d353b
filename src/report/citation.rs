//! How the program is cited, and what a LaTeX result needs.

use crate::error::Error;

/// The key of the entry below, where the user gives none.
pub const KEY: &str = "bcgc";

/// The packages of a result, as a comment.
pub const PACKAGES: &str = "% \\usepackage{booktabs,siunitx}\n";

/// The entry for a bibliography; lines begin as given.
pub fn entry(key: &str, start: &str) -> String {
    let lines = [
        format!("@misc{{{key},"),
        "  author = {{The bcgc authors}},".to_owned(),
        "  title = {{bcgc}: a verified optimization toolkit for block coordinate gradient coding},"
            .to_owned(),
        format!("  note = {{Version {}}},", env!("CARGO_PKG_VERSION")),
        "}".to_owned(),
    ];
    lines.iter().map(|line| format!("{start}{line}\n")).collect()
}

/// Whether a text can be a key of BibTeX.
pub fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_:.+/".contains(c))
}

/// A result in LaTeX that cites the program by a key of one's own in place of `bcgc`.
///
/// # Errors
/// When it cannot be a key of BibTeX.
pub fn cited(latex: &str, key: &str) -> Result<String, Error> {
    if is_key(key) {
        return Ok(keyed(latex, key));
    }
    Err(Error::OutOfRange {
        key: "--cite".to_owned(),
        value: format!("{key:?}"),
        allowed: ALLOWED.to_owned(),
    })
}

/// What can be a key.
pub const ALLOWED: &str = "must be a key of BibTeX: letters, digits and - _ : . + /";

/// A result in LaTeX that cites the program by another key than [`KEY`].
pub fn keyed(latex: &str, key: &str) -> String {
    latex
        .replace(&format!("% @misc{{{KEY},\n"), &format!("% @misc{{{key},\n"))
        .replace(&format!("bcgc~\\cite{{{KEY}}}"), &format!("bcgc~\\cite{{{key}}}"))
}

/// The entry of the paper whose published values are shown.
pub fn paper() -> String {
    [
        "@article{WCLZX23,",
        "  author = {Wang, Qi and Cui, Ying and Li, Chenglin and Zou, Junni and Xiong, Hongkai},",
        "  title = {Optimization-based Block Coordinate Gradient Coding for Mitigating Partial Stragglers in Distributed Learning},",
        "  journal = {{IEEE} Transactions on Signal Processing},",
        "  year = {2023},",
        "  note = {arXiv:2206.02450},",
        "}\n",
    ]
    .join("\n")
}
