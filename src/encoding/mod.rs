//! Encoding matrices over the rationals: constructions, decodability, schemes and coded gradients.
//!
//! A matrix `B` (N x k, row = worker, column = subset of the data) tolerates `s` stragglers if and only
//! if, for every set `I` of `N - s` workers, some decoding vector satisfies `a_I^T B_I = 1^T`: then the
//! coded partial derivatives of these workers combine to the gradient (Tandon et al. 2017;
//! \[WCLZX23\], Sec. II): the row of k ones lies in their row space. The constructions and the schemes of
//! partitions have k = N. Here matrices, decoding vectors and verdicts are exact.
//!
//! * [`constructions`]: the known matrices, by name; [`mod@build`] makes them; [`user`]: a matrix of one's own.
//! * [`decodability`]: the verdict over all sets of workers; [`conditioning`](mod@conditioning): digits lost in
//!   double precision; [`approximation`](mod@approximation): errors of the best approximate decoding.
//! * [`decoding`]: decoding vectors as fractions, encode and decode.
//! * [`scheme`]: the blocks, matrices, storage and loads of a partition; [`document`]: the same as JSON.
//!
//! Workers, subsets and coordinates count from 1 in every public call and in all output.
//!
//! ```
//! use bcgc::encoding::{CheckOptions, Decoder, build, check, find};
//!
//! let matrix = build(find("reed-solomon")?, 5, 2, 1)?;
//! assert_eq!(check(&matrix, &CheckOptions::default()).to_string(), "verified (all sets)");
//! // Workers 1, 3 and 4 answer first: three coefficients recover the gradient from what they send.
//! assert_eq!(Decoder::new(&matrix).vector(&[1, 3, 4])?.len(), 3);
//! # Ok::<(), bcgc::encoding::EncodingError>(())
//! ```

pub mod approximation;
pub mod build;
pub mod conditioning;
pub mod construction;
pub mod constructions;
pub mod decodability;
pub mod decoding;
pub mod document;
mod effort;
mod error;
pub(crate) mod fraction;
pub(crate) mod layout;
mod linear;
mod locate;
pub(crate) mod matrix;
mod modular;
pub mod report;
mod row_space;
pub mod scheme;
pub(crate) mod sets;
mod svd;
mod theorem;
pub mod user;
mod user_json;
mod walk;
mod witness;

pub use approximation::{Approximation, approximation};
pub use build::{build, build_checked};
pub use conditioning::{Conditioning, conditioning};
pub use construction::{Assurance, Construction};
pub use constructions::{CONSTRUCTIONS, find};
pub use decodability::{CheckOptions, Decodability, Verdict, check};
pub use decoding::{Decoder, check_workers, decode, encode};
pub use error::EncodingError;
pub use matrix::{EncodingMatrix, LARGEST_MATRIX, LARGEST_SUBSETS};
pub use report::{CodeOptions, CodeReport, DecodingVector};
pub use scheme::Scheme;
pub(crate) use sets::binomial;
