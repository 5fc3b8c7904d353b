//! An independent judge of certificates of block coordinate gradient coding.
//!
//! A certificate restates an instance and claims something of it: a partition is feasible, a value lies
//! between two numbers, no partition does better than a bound, an encoding matrix decodes. What stands beside
//! a claim are hints; the judge proves the claim from them in exact or outward-rounded arithmetic, or
//! refuses. It shares no code with the solvers. The document and every rule are described in
//! `docs/certificates.md`.
//!
//! ```
//! use bcgc_verify::{Clock, Kind, judge};
//!
//! let document = br#"{"format": "bcgc-certificate", "version": 1,
//!   "instance": {
//!     "system": {"workers": 2, "coordinates": 10, "samples": 2, "cycles": 1},
//!     "stragglers": {"trace": {"rows": [["1.5", 3], [2, "2.25"]]}},
//!     "objective": {"kind": "expected-runtime"}},
//!   "claims": [{"claim": "value", "partition": [10, 0], "low": "26.25", "high": "26.25"}]}"#;
//! assert!(judge(document, None, &Clock::start(None)).is_ok());
//! let refusal = judge(b"[]", None, &Clock::start(None)).unwrap_err();
//! assert_eq!(refusal.kind, Kind::NotACertificate);
//! ```

#![forbid(unsafe_code)]

use std::path::Path;

mod boundary;
mod boxes;
mod claim;
mod completion;
mod enclosure;
mod expectation;
mod fields;
mod instance;
mod json;
mod ladder;
mod law;
pub mod limits;
mod matrix;
mod number;
mod quadrature;
mod rounds;
mod share_out;
mod show;
mod subject;
mod trace;
mod tree;
mod verdict;
mod words;

pub use claim::bound::{Bound, Tree};
pub use limits::Clock;
pub use tree::Cuts;
pub use verdict::{Accepted, Kind, Refusal};
pub use words::{Words, words, words_of_file};

/// Judges a document. Files that it names (traces) are looked for in `folder`; `None` refuses them.
///
/// # Errors
/// Why the document is not accepted.
pub fn judge(document: &[u8], folder: Option<&Path>, clock: &Clock) -> Result<Accepted, Refusal> {
    claim::judge(&fields::Place::root(&read(document)?), folder, clock)
}

/// The bounds of expected runtimes that a document claims, with their cuts computed and everything else that their
/// trees speak of, for other checkers. Nothing is judged; claims of other kinds are passed over.
///
/// # Errors
/// Why the document cannot be read, or a cut or target cannot be computed.
pub fn bounds(document: &[u8], folder: Option<&Path>, clock: &Clock) -> Result<Vec<Bound>, Refusal> {
    claim::bound::all(&fields::Place::root(&read(document)?), folder, clock)
}

fn read(document: &[u8]) -> Result<json::Json, Refusal> {
    let fits = u64::try_from(document.len()).is_ok_and(|length| length <= limits::MAX_BYTES);
    if !fits {
        return Err(Refusal::malformed(
            "",
            format!("the document is longer than {} bytes", limits::MAX_BYTES),
        ));
    }
    let text = std::str::from_utf8(document)
        .map_err(|_| Refusal::malformed("", "the document is not UTF-8 text"))?;
    json::parse(text).map_err(|reason| Refusal::malformed("", reason))
}

/// Judges the document in a file; files that it names are looked for in the same folder.
///
/// # Errors
/// Why the document is not accepted, or that it cannot be read.
pub fn judge_file(path: &Path, clock: &Clock) -> Result<Accepted, Refusal> {
    let document = trace::read_bounded(path).map_err(|reason| Refusal::malformed("", reason))?;
    judge(&document, Some(path.parent().unwrap_or(Path::new(""))), clock)
}
