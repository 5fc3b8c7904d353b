//! What the tests share: the verdict on a document, random numbers, and certificates of small traces.
#![allow(dead_code, clippy::needless_range_loop, clippy::neg_cmp_op_on_partial_ord, clippy::type_complexity)]

pub mod boxes;
pub mod keep;
pub mod random;
pub mod traces;

use bcgc_verify::{Accepted, Clock, Refusal, judge};
pub use random::Random;
use serde_json::Value;

/// Judges a document that stands alone.
pub fn verdict(document: &Value) -> Result<Accepted, Refusal> {
    judge(document.to_string().as_bytes(), None, &Clock::start(None))
}
