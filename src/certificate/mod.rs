//! Writes certificates: documents that `bcgc-verify` judges without trusting anything of this crate.
//!
//! What is written here are claims and hints. Claims are exact decimals; hints (panels of a quadrature, points of
//! tangents, multipliers) come from floating point, and wrong ones can only make the judge refuse. A certificate leaves
//! this room only after the judge has accepted it. The document is described in `docs/certificates.md`.

mod accepted;
mod boxes;
mod claims;
mod decimal;
pub(crate) mod document;
pub(crate) mod error;
mod exact_trace;
mod gauss;
mod law_completion;
mod law_runtime;
mod level_weights;
pub(crate) mod majorants;
mod matrix;
pub(crate) mod panels;
pub(crate) mod prove;
mod rounds;
mod subject;
mod trace_completion;
mod trace_runtime;
mod tree;
mod value;
pub(crate) mod vipr;
pub(crate) mod write;

pub(crate) use claims::NOT_OPTIMAL;
pub use document::Certificate;
pub(crate) use document::recheck;
pub use error::CertificateError;
pub use matrix::{certify_matrix, certify_matrix_within};
pub use prove::with_rigour;
pub use vipr::vipr;
pub use write::{certify, certify_row};
