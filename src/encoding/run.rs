//! A simulation of an instance: its law draws the cycle times, its exact evaluation gives the mean
//! that the measured runtimes are compared with.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::simulation::{Arithmetic, Dataset, Problem as Task, Settings, Simulation, simulate};
use super::{CheckOptions, Construction, Scheme};
use crate::error::Error;
use crate::instance::{Instance, Objective};
use crate::partition::Partition;
use crate::problem::{Options, Problem};

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Run {
    /// Seed of matrices, data and cycle times.
    pub seed: u64,
    /// Number of rounds, at least 1.
    pub rounds: usize,
    /// What is learned.
    pub task: Task,
    /// In which numbers.
    pub arithmetic: Arithmetic,
    /// Data as CSV text; generated from the seed where there is none.
    pub data: Option<String>,
    /// The round (from 1) whose time line is wanted.
    pub timeline: Option<usize>,
}

/// Keeps the streams of rounds apart: 2^64 over the golden ratio.
const STREAM: u64 = 0x9E37_79B9_7F4A_7C15;

/// Builds the scheme of a partition and plays the rounds. Every round draws from a generator of its own, so
/// that a round is the same whatever the number of rounds and threads.
///
/// # Errors
/// When the construction does not apply, data and settings do not fit, or the instance cannot be evaluated.
pub fn run(
    instance: &Instance,
    partition: &Partition,
    construction: &dyn Construction,
    run: &Run,
) -> Result<(Scheme, Simulation), Error> {
    let system = &instance.system;
    let scheme = Scheme::new(partition.blocks(), construction, run.seed, &CheckOptions::brief())?;
    let data = match &run.data {
        Some(text) => Dataset::from_csv(text)?,
        None => {
            let samples = usize::try_from(system.samples).unwrap_or(usize::MAX);
            let features = usize::try_from(system.coordinates).unwrap_or(usize::MAX);
            Dataset::generate(run.task, samples, features, run.seed)?
        }
    };
    let runtime = Instance { objective: Objective::ExpectedRuntime, ..instance.clone() };
    let expectation = match Problem::new(&runtime, Options::default()) {
        // Generalised codes load workers unequally: the formula of the runtime is not theirs.
        Ok(problem) if scheme.has_uniform_load() => problem.value_of_partition(partition).map(|v| v.value),
        Ok(_) | Err(Error::Unbounded { .. }) => None,
        Err(error) => return Err(error),
    };
    let settings = Settings {
        rounds: run.rounds,
        unit_of_work: system.work_unit(),
        problem: run.task,
        arithmetic: run.arithmetic,
        expectation,
        timeline: run.timeline,
    };
    let law = instance.cycle_time();
    let simulation = simulate(&scheme, &data, &settings, |round| {
        let seed = run.seed ^ STREAM.wrapping_mul(round as u64);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..system.workers).map(|_| law.sample(&mut rng)).collect()
    })?;
    Ok((scheme, simulation))
}
