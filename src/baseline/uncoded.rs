//! `uncoded`: no redundancy, `s = 0`. Every coordinate waits for the slowest worker.

use super::single_block::{completion_of_block, single_block};
use crate::completion::CompletionProblem;
use crate::method::Method;

/// The method's entry in the registry.
pub const METHOD: Method = Method {
    name: "uncoded",
    source: "plain distributed gradient descent",
    guarantee: "none: the baseline without coding",
    solve: |problem| single_block(problem, METHOD.name, 0),
};

/// The entry for the completion probability.
pub const COMPLETION: Method<CompletionProblem> = Method {
    name: METHOD.name,
    source: METHOD.source,
    guarantee: METHOD.guarantee,
    solve: |problem| Ok(completion_of_block(problem, METHOD.name, 0)),
};
