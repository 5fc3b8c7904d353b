//! Proofs of how many rounds of a trace can be met by a deadline at most.
//!
//! `limits.rs` has the limits that the rounds set to the loads, from the decimals that the certificate writes; `cell.rs` a part of all loads, and what
//! follows for the rounds in it; `relaxation.rs` bounds the missed rounds of a cell by a linear program, whose
//! multipliers are `weights.rs`; `search.rs` divides cells until each is proved; `tree.rs` writes what it did.

mod cell;
pub mod limits;
mod relaxation;
pub mod search;
pub mod tree;
mod weights;
