//! Evidence: one conformance suite that every law of the registry must pass, against closed forms, quadratures of its
//! own, statrs, and mpmath (`reference.rs`).
//!
//! A law that is added to `bcgc::internals::straggler::LAWS` fails here until `cases.rs` has parameters for it.

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
mod stated_errors;
mod stated_errors_values;
mod statrs_agreement;
mod tails;
