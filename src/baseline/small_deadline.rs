//! `small-deadline`: the paper's closed form `x^(P,s) = (0, ..., 0, L)` for small deadlines.
//!
//! Without a shift `F(y)` rises like a power `y^k` at zero. A partition whose lowest level in use is `n` is met with a
//! probability like `t^(k (N-n))` as the deadline `t` falls to zero: `N - n` workers have to be fast. With all coordinates
//! at the last level one of them is enough ([WCLZX23], closed form for small deadlines). It is the single block
//! `s = N - 1`; with a shift `t0` it misses every deadline up to `kappa N L t0`.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::single_block::at_level;
use crate::method::{Answer, Method, Run};

/// The method.
pub const METHOD: Method = Method {
    name: "small-deadline",
    is_sampled: false,
    is_closed_form: true,
    answers: &[Answer {
        source: "closed form x^(P,s) = (0, ..., 0, L) of [WCLZX23]",
        guarantee: "the best exponent of Pr as the deadline falls to 0, where cycle times come near 0",
        needs: &[],
        run: Run::Completion(|problem| at_level(problem, METHOD.name, problem.workers() - 1)),
    }],
};
