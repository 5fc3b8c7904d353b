//! Every limit of the checker. What exceeds a limit of form is not a certificate; what exceeds a limit of
//! effort could not be verified.

use std::time::{Duration, Instant};

use crate::verdict::{Judged, Refusal};

/// Largest document or trace, in bytes.
pub const MAX_BYTES: u64 = 16 << 20;
/// Deepest nesting of arrays and objects.
pub const MAX_NESTING: usize = 512;
/// Longest text of a number, in characters.
pub const MAX_NUMBER: usize = 2000;
/// Largest power of ten in a number, either way.
pub const MAX_EXPONENT: i64 = 400;
/// Most workers of an instance.
pub const MAX_WORKERS: usize = 1000;
/// Most workers for which a law is integrated.
pub const MAX_LAW_WORKERS: usize = 400;
/// Most nodes of a quadrature rule.
pub const MAX_NODES: usize = 128;
/// Most panels of one integral.
pub const MAX_PANELS: usize = 4096;
/// Most quadratures of a document.
pub const MAX_QUADRATURES: usize = 1000;
/// Most integer forms of a proof.
pub const MAX_FORMS: usize = 1000;
/// Most times of a trace: rounds times workers.
pub const MAX_TIMES: usize = 2_000_000;
/// Most coefficients of cuts: cuts times workers.
pub const MAX_COEFFICIENTS: usize = 1_000_000;
/// Most bits of the common denominator of a trace, of the cuts of a proof, and of the numbers of a leaf.
pub const MAX_DENOMINATOR_BITS: u64 = 4000;
/// Most rows of an encoding matrix.
pub const MAX_MATRIX: usize = 256;
/// Most straggler sets that are visited.
pub const MAX_SETS: u64 = 5_000_000;

/// The time that a judgement may take, and the threads.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    end: Option<Instant>,
    pub(crate) threads: usize,
}

impl Clock {
    /// Starts now, for one thread; `None` sets no limit.
    #[must_use]
    pub fn start(limit: Option<Duration>) -> Self {
        Self { end: limit.and_then(|limit| Instant::now().checked_add(limit)), threads: 1 }
    }

    /// The same for so many threads; what is judged does not depend on it.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// The same for as many threads as this machine runs at once.
    #[must_use]
    pub fn on_all_cores(self) -> Self {
        self.on_threads(std::thread::available_parallelism().map_or(1, usize::from))
    }

    pub(crate) fn check(&self, pointer: &str) -> Judged<()> {
        match self.end {
            Some(end) if Instant::now() >= end => Err(Refusal::unverified(
                pointer,
                "the time limit was reached here; give more with --time-limit",
            )),
            _ => Ok(()),
        }
    }
}
