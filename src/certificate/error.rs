//! Why there is no certificate.

use thiserror::Error;

/// Why there is no certificate.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The instance or the matrix is beyond what the judge can decide.
    #[error("no certificate: {0}")]
    Unsupported(String),
    /// The judge did not accept what was written: this number is not proved.
    #[error("no certificate: the judge does not accept it: {0}")]
    Refused(#[from] bcgc_verify::Refusal),
    /// There is nothing to certify.
    #[error("no certificate: no method found a partition")]
    Nothing,
}
