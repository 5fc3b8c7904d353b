//! Encoding matrices over the rationals: constructions, decodability, schemes and coded gradients.
//!
//! A matrix `B` (N x N, row = worker, column = subset of the data) tolerates `s` stragglers if and only
//! if, for every set `I` of `N - s` workers, some decoding vector satisfies `a_I^T B_I = 1^T`: then the
//! coded partial derivatives of these workers combine to the gradient (Tandon et al. 2017;
//! \[WCLZX23\], Sec. II). Here matrices, decoding vectors and verdicts are exact.
//!
//! * [`construction`]: the known matrices, by name; [`user`]: a matrix of one's own.
//! * [`decodability`]: the verdict over all sets of workers; [`conditioning`](mod@conditioning): digits lost in
//!   double precision.
//! * [`decoding`]: decoding vectors as fractions, encode and decode.
//! * [`scheme`]: the blocks, matrices, storage and loads of a partition, as JSON.
//! * [`simulation`]: rounds of coded gradient computation on real data; [`run`]: those of an instance.
//!
//! Workers, subsets and coordinates count from 1 in every public call and in all output.

pub mod conditioning;
pub mod construction;
pub mod decodability;
pub mod decoding;
mod error;
mod fraction;
mod linear;
mod locate;
mod matrix;
mod modular;
pub mod report;
pub mod run;
pub mod scheme;
mod sets;
pub mod simulation;
mod theorem;
pub mod user;
mod walk;

pub use conditioning::{Conditioning, conditioning};
pub use construction::{Assurance, CONSTRUCTIONS, Construction, build, build_checked, find};
pub use decodability::{CheckOptions, Decodability, Verdict, check};
pub use decoding::{Decoder, check_workers, decode, encode};
pub use error::EncodingError;
pub use matrix::EncodingMatrix;
pub use report::{CodeOptions, CodeReport, DecodingVector};
pub use scheme::Scheme;

/// Largest number of workers: matrices are dense and exact.
pub const MAX_WORKERS: usize = 256;
