//! Numbers that are claimed as tightly as the judge can follow.

use std::time::Duration;

use super::document::Certificate;
use super::error::CertificateError;

/// Relative widths that are tried, the tightest first.
const WIDTHS: [f64; 7] = [1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-6];

/// The tightest of the claims that the judge accepts: `claim` makes a document for a relative width. A refusal for
/// another reason than the width, and that of the widest, is returned.
pub fn tightest<T>(
    limit: Duration,
    claim: impl Fn(f64) -> (T, serde_json::Value),
) -> Result<T, CertificateError> {
    let mut last = None;
    for width in WIDTHS {
        let (claimed, document) = claim(width);
        match Certificate::judged(&document, limit) {
            Ok(_) => return Ok(claimed),
            Err(CertificateError::Refused(refusal)) if refusal.kind == bcgc_verify::Kind::Rejected => {
                last = Some(refusal);
            }
            Err(error) => return Err(error),
        }
    }
    Err(last.map_or(CertificateError::Nothing, CertificateError::Refused))
}
