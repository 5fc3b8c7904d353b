//! `uncoded`: no redundancy, `s = 0`. Every coordinate waits for the slowest worker.

use super::single_block::at_level;
use crate::method::{Answer, Method, Run};

/// The method.
pub const METHOD: Method = Method {
    name: "uncoded",
    is_sampled: false,
    is_closed_form: false,
    answers: &[Answer {
        source: "plain distributed gradient descent",
        guarantee: "none: the baseline without coding",
        needs: &[],
        run: Run::Any(|problem| at_level(problem, METHOD.name, 0)),
    }],
};
