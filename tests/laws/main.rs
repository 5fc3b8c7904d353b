//! One conformance suite that every law of the registry must pass.
//!
//! A law that is added to `bcgc::straggler::LAWS` fails here until `cases.rs` has parameters for it.

mod cases;
mod consistency;
mod identities;
mod order_statistics;
mod quantiles;
mod reference;
mod reference_values;
mod registry;
mod robustness;
mod sampling;
mod statrs_agreement;
mod tails;
