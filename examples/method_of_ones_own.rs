//! How to write a method and set it beside those of the list.
//!
//! `cargo run --release --example method_of_ones_own`

use bcgc::methods::{Answer, Method, Problem, Run, find, run};
use bcgc::{Error, ExpectedRuntime, Format, Instance, Partition, Report, Solution, System, Weibull};

/// Two blocks: some coordinates without redundancy, the others at the level that tolerates all but one worker. How many,
/// is tried out in steps of a twentieth.
const TWO_BLOCKS: Method = Method {
    name: "two-blocks",
    is_sampled: false,
    is_closed_form: false,
    answers: &[Answer {
        source: "this example",
        guarantee: "the best of 21 partitions",
        needs: &[],
        // For laws and traces, runtimes and probabilities alike.
        run: Run::Any(two_blocks),
    }],
};

fn two_blocks(problem: &Problem) -> Result<Solution, Error> {
    let (workers, total) = (problem.workers(), problem.coordinates());
    let mut candidates = Vec::new();
    for uncoded in (0..=20).map(|twentieth| total * twentieth / 20) {
        let mut blocks = vec![0; workers];
        blocks[0] = uncoded;
        blocks[workers - 1] += total - uncoded;
        let partition = Partition::new(blocks, workers, total)?;
        let value = problem.evaluator().value_of_partition(&partition);
        candidates.extend(value.map(|value| (partition, value)));
    }
    Ok(match problem.best(candidates.into_iter()) {
        Some((partition, _)) => problem.solution_of_partition(TWO_BLOCKS.name, partition),
        None => Solution::inapplicable(TWO_BLOCKS.name, "no such partition has a finite value"),
    })
}

fn main() -> Result<(), Error> {
    let instance = Instance::new(System::new(6, 600)?, Weibull::new(0.8, 1.0, 0.2)?, ExpectedRuntime)?;
    let problem = Problem::new(&instance, &bcgc::Options::default())?;
    let mut report = Report::new(instance);
    for method in [Some(&TWO_BLOCKS), find("exact"), find("uncoded")].into_iter().flatten() {
        report.push(run(&problem, method)?);
    }
    print!("{}", report.render(Format::Text));
    Ok(())
}
