//! Writes certificates: documents that `bcgc-verify` judges without trusting anything of this crate.
//!
//! What is written here are claims and hints. Claims are exact decimals; hints (panels of a quadrature, points of
//! tangents, multipliers) come from floating point, and wrong ones can only make the judge refuse. A certificate leaves
//! this room only after the judge has accepted it. The document is described in `docs/certificates.md`.

mod claims;
mod decimal;
mod document;
pub(crate) mod error;
mod gauss;
mod majorants;
mod matrix;
mod panels;
mod runtime;
mod tree;
mod value;
mod write;

/// Documents and quadratures, for the tests of the judge.
pub(crate) mod hints {
    pub use super::document::document;
    pub use super::majorants::Majorants;
    pub use super::panels::quadrature;
}

pub use document::Certificate;
pub use error::CertificateError;
pub use matrix::certify_matrix;
pub use write::{certify, certify_row};
