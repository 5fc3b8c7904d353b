//! Evidence: workers with an overhead, where worker `i` has done the load `w` at `a_i + T_i w`.

mod both;
mod brute_force;
mod constant;
mod files;
mod refusals;
mod rounds;

use bcgc::{
    ExpectedRuntime, Instance, Law, Options, Overhead, Partition, Report, ShiftedExponential, Solution,
    Stragglers, System, evaluate,
};

fn system(workers: usize, coordinates: u64) -> System {
    System::new(workers, coordinates).unwrap()
}

fn exponential(rate: f64, shift: f64) -> ShiftedExponential {
    ShiftedExponential::new(rate, shift).unwrap()
}

/// Constant cycle times with an overhead.
fn constant(workers: usize, coordinates: u64, time: f64, overhead: impl Into<Overhead>) -> Instance {
    let stragglers = Stragglers::Constant(time);
    let instance = Instance::new(system(workers, coordinates), stragglers, ExpectedRuntime).unwrap();
    instance.with_overhead(overhead).unwrap()
}

fn random(coordinates: u64, times: impl Into<Law>, overhead: impl Into<Law>) -> Instance {
    let instance =
        Instance::new(system(4, coordinates), Stragglers::Law(times.into()), ExpectedRuntime).unwrap();
    instance.with_overhead(Overhead::Law(overhead.into())).unwrap()
}

fn given(instance: &Instance, blocks: &[u64]) -> Solution {
    let system = &instance.system;
    let partition = Partition::new(blocks.to_vec(), system.workers, system.coordinates).unwrap();
    let options = Options::default().without_bound();
    evaluate(instance, &partition, &options).unwrap().rows()[0].solution.clone()
}

fn value(instance: &Instance, blocks: &[u64]) -> f64 {
    given(instance, blocks).value.unwrap().value
}

fn row<'a>(report: &'a Report, method: &str) -> &'a Solution {
    &report.rows().iter().find(|row| row.solution.method == method).unwrap().solution
}

/// All partitions of `coordinates` into `workers` blocks.
fn partitions(workers: usize, coordinates: u64) -> Vec<Vec<u64>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    let with = |first: u64| {
        partitions(workers - 1, coordinates - first).into_iter().map(move |rest| {
            let mut blocks = vec![first];
            blocks.extend(rest);
            blocks
        })
    };
    (0..=coordinates).flat_map(with).collect()
}
