//! What the tests share: the verdict on a document, random numbers, and certificates of small traces.
#![allow(dead_code, clippy::needless_range_loop, clippy::neg_cmp_op_on_partial_ord, clippy::type_complexity)]

pub mod keep;
pub mod traces;

use bcgc_verify::{Accepted, Clock, Refusal, judge};
use serde_json::Value;

/// Judges a document that stands alone.
pub fn verdict(document: &Value) -> Result<Accepted, Refusal> {
    judge(document.to_string().as_bytes(), None, &Clock::start(None))
}

/// A small generator of test numbers: splitmix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}
