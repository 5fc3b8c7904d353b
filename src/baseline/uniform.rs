//! `uniform`: blocks as equal as integers allow, a baseline of the authors' scripts.

use crate::error::Error;
use crate::method::{Answer, Method, Run};
use crate::partition::Partition;
use crate::problem::Problem;
use crate::solution::Solution;

/// The method.
pub const METHOD: Method = Method {
    name: "uniform",
    is_sampled: false,
    is_closed_form: true,
    answers: &[Answer {
        source: "the same number of coordinates at every redundancy",
        guarantee: "none: the baseline that spreads redundancy evenly",
        needs: &[],
        run: Run::Any(solve),
    }],
};

/// What is left over goes to the first blocks, one coordinate each.
fn solve(problem: &Problem) -> Result<Solution, Error> {
    let workers = problem.workers() as u64;
    let (each, left) = (problem.coordinates() / workers, problem.coordinates() % workers);
    let blocks = (0..workers).map(|n| each + u64::from(n < left)).collect();
    let partition = Partition::new(blocks, problem.workers(), problem.coordinates())?;
    Ok(problem.solution_of_partition(METHOD.name, partition))
}
