//! Claims in the words of the checker whose soundness is machine-checked (`proofs/checker/FORMAT.md`), so that
//! two programs without common code judge them.
//!
//! What words cannot say has none: values, bounds over reals, completion probabilities, and matrices with
//! dependent rows whose proof names no classes.

use std::path::Path;

use num_bigint::BigInt;

use crate::claim::{Document, bound};
use crate::fields::Place;
use crate::instance::Objective;
use crate::limits::Clock;
use crate::verdict::{Judged, Kind, Refusal};

mod matrix;
mod runtime;

/// A claim in words, and what this judge says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The place of the claim in the document, from 0.
    pub claim: usize,
    /// Whether it is accepted here; if not, it is rejected.
    pub is_accepted: bool,
    /// The certificate for the verified checker.
    pub text: String,
}

/// The claims of a document that the verified checker can judge. Those that are no certificate, or that cannot be
/// verified here, are passed over like those that words cannot say.
///
/// # Errors
/// Why the document is no certificate at all.
pub fn words(document: &[u8], folder: Option<&Path>, clock: &Clock) -> Result<Vec<Words>, Refusal> {
    let json = crate::read(document)?;
    let root = Place::root(&json);
    let document = Document::read(&root, folder, clock)?;
    let mut found = Vec::new();
    for (number, claim) in document.claims()?.iter().enumerate() {
        if !may_have_words(claim, &document)? {
            continue;
        }
        let is_accepted = match document.judge(claim) {
            Ok(_) => true,
            Err(refusal) if refusal.kind == Kind::Rejected => false,
            Err(_) => continue,
        };
        // A claim that is rejected may not even have words: its quadrature gives no cut.
        if let Ok(Some(text)) = of_claim(number, claim, &document, is_accepted) {
            found.push(Words { claim: number, is_accepted, text });
        }
    }
    Ok(found)
}

/// Whether a claim is of a kind that words have: others are not worth judging.
fn may_have_words(claim: &Place, document: &Document) -> Judged<bool> {
    let kind = claim.get("claim")?.text()?;
    let is_of_runtime =
        document.instance.as_ref().is_some_and(|it| matches!(it.objective, Objective::ExpectedRuntime));
    Ok(kind == "decodes" || (is_of_runtime && matches!(kind, "lower-bound" | "optimal")))
}

/// The same of the document in a file; files that it names are looked for in the same folder.
///
/// # Errors
/// Why the document is no certificate at all, or that it cannot be read.
pub fn words_of_file(path: &Path, clock: &Clock) -> Result<Vec<Words>, Refusal> {
    let document = crate::trace::read_bounded(path).map_err(|reason| Refusal::malformed("", reason))?;
    words(&document, Some(path.parent().unwrap_or(Path::new(""))), clock)
}

/// A claim in words; `None` where there are none.
fn of_claim(number: usize, claim: &Place, document: &Document, is_accepted: bool) -> Judged<Option<String>> {
    if claim.get("claim")?.text()? == "decodes" {
        return matrix::text(claim, document.clock, is_accepted);
    }
    let Some(context) = document.context() else { return Ok(None) };
    match bound::of_claim(number, claim, &context)? {
        Some(bound) if bound.is_over_integers => runtime::text(claim, &context, &bound),
        _ => Ok(None),
    }
}

/// A line of integers.
pub(crate) fn line<'a>(numbers: impl IntoIterator<Item = &'a BigInt>) -> String {
    let mut line = String::new();
    for number in numbers {
        line.push_str(&number.to_string());
        line.push(' ');
    }
    line.pop();
    line.push('\n');
    line
}

/// A counted list of lines.
pub(crate) fn counted(rows: &[Vec<BigInt>]) -> String {
    let lines: String = rows.iter().map(line).collect();
    format!("{}\n{lines}", rows.len())
}
