//! What became of the certificate of a row.

/// The certificate of a row.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct RowCertificate {
    /// The name of its file, if there is one.
    pub file: Option<String>,
    /// The claims that it proves, by their names: `feasible`, `value`, `lower-bound`, `optimal` and so on.
    pub proved: Vec<String>,
    /// Why there is none.
    pub why: Option<String>,
}
