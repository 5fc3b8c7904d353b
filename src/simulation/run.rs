//! A simulation of an instance: its law draws the cycle times, or its trace gives them in order; its exact
//! evaluation gives the mean that the measured runtimes are compared with.

use std::borrow::Cow;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::completion::Completion;
use super::dataset::Dataset;
use super::error::SimulationError;
use super::outcome::{SAME_MEAN, Simulation};
use super::play::simulate_with_overheads;
use super::settings::{Arithmetic, Settings};
use super::task::Task;
use super::timing::RoundTimes;
use crate::clock::Clock;
use crate::encoding::{CheckOptions, Construction, Scheme};
use crate::error::Error;
use crate::instance::{Instance, Objective, Overhead, Stragglers};
use crate::options::Options;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::solution::Value;
use crate::straggler::{Law, TraceError, tail_excess};

/// What to simulate.
#[derive(Debug, Clone)]
pub struct Run {
    /// Seed of matrices, data and cycle times.
    pub seed: u64,
    /// Number of rounds, at least 1; with a trace at most its rows. By default [`ROUNDS`], or all rows of a trace.
    pub rounds: Option<usize>,
    /// What is learned.
    pub task: Task,
    /// In which numbers.
    pub arithmetic: Arithmetic,
    /// Data of as many samples as the instance has; generated from the seed where there are none.
    pub data: Option<Dataset>,
    /// The round (from 1) whose time line is wanted.
    pub timeline: Option<usize>,
    /// What may end it early.
    pub clock: Clock,
}

/// Number of rounds with a law, unless another is asked for.
pub const ROUNDS: usize = 100;

/// Keeps the streams of rounds apart: 2^64 over the golden ratio.
const STREAM: u64 = 0x9E37_79B9_7F4A_7C15;

/// Builds the scheme of a partition and plays the rounds. Every round draws from a generator of its own, so
/// that a round is the same whatever the number of rounds and threads.
///
/// ```
/// use std::path::Path;
///
/// use bcgc::methods::Clock;
/// use bcgc::encoding::find;
/// use bcgc::Instance;
/// use bcgc::Partition;
/// use bcgc::simulation::{Arithmetic, Run, Task, run};
///
/// let instance = Instance::read(Path::new("examples/exponential-n4.toml"))?;
/// let partition = Partition::parse("3,1,2,14", 4, 20)?;
/// let choice = Run {
///     seed: 1,
///     rounds: Some(20),
///     task: Task::LogisticRegression,
///     arithmetic: Arithmetic::Float { tolerance: 1e-6 },
///     data: None,
///     timeline: None,
///     clock: Clock::unlimited(),
/// };
/// let (scheme, simulation) = run(&instance, &partition, find("reed-solomon")?, &choice)?;
/// assert_eq!(scheme.blocks().len(), 4);
/// assert!(simulation.passed());
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// # Errors
/// When the construction does not apply, data and settings do not fit, the instance cannot be evaluated, or its
/// trace has too few rows.
pub fn run(
    instance: &Instance,
    partition: &Partition,
    construction: &dyn Construction,
    run: &Run,
) -> Result<(Scheme, Simulation), Error> {
    let system = &instance.system;
    let check = CheckOptions { clock: run.clock.clone(), ..CheckOptions::brief() };
    let scheme = Scheme::new(partition.blocks(), construction, run.seed, &check)?;
    let data = match &run.data {
        Some(data) => Cow::Borrowed(fitting(data, system.samples)?),
        None => {
            let samples = usize::try_from(system.samples).unwrap_or(usize::MAX);
            let features = usize::try_from(system.coordinates).unwrap_or(usize::MAX);
            Cow::Owned(Dataset::generate(run.task, samples, features, run.seed)?)
        }
    };
    let runtime = played(instance, run.rounds)?;
    // Generalised codes load workers unequally: the formula of the runtime is not theirs.
    let expectation = expectation(&runtime, partition)?;
    let expectation = scheme.has_uniform_load().then_some(expectation);
    let mut settings = Settings {
        rounds: run.rounds.unwrap_or(ROUNDS),
        unit_of_work: system.work_unit(),
        task: run.task,
        arithmetic: run.arithmetic,
        expectation,
        over_rounds: runtime.traces().next().is_some(),
        are_independent: runtime.traces().next().is_none(),
        light_tails: has_light_tails(&runtime, partition),
        timeline: run.timeline,
    };
    let recorded = runtime.traces().next().map(|trace| trace.rows().len());
    if let Some(rounds) = recorded {
        settings.rounds = rounds;
    }
    let mut simulation = simulate_with_overheads(&scheme, &data, &settings, &run.clock, |round| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(run.seed ^ STREAM.wrapping_mul(round as u64));
        times(&runtime, round, &mut rng)
    })?;
    simulation.has_overhead = !runtime.overhead.is_none();
    if let Objective::CompletionProbability { deadline } = instance.objective {
        let rounds = recorded.map(|_| simulation.rounds);
        let known = || completion_probability(instance, partition, rounds);
        let known = scheme.has_uniform_load().then(known).transpose()?.flatten();
        let runtimes: Vec<f64> = simulation.results.iter().map(|round| round.runtime).collect();
        simulation.completion = Some(Completion::of(&runtimes, deadline, known, recorded.is_some()));
    }
    if recorded.is_some() {
        if simulation.interrupted {
            let played = played(instance, Some(simulation.rounds))?;
            let expected = self::expectation(&played, partition)?;
            simulation.agreement = simulation.agreement.map(|agreement| agreement.with(expected));
        }
        if let Some(agreement) = &mut simulation.agreement {
            // Nothing is random: both are means of the same runtimes.
            let difference = (simulation.mean - agreement.expectation).abs();
            agreement.agrees = Some(difference <= SAME_MEAN * agreement.expectation);
        }
    }
    Ok((scheme, simulation))
}

/// The times of a round: cycle times first, so that they are those of the instance without overhead.
fn times(instance: &Instance, round: usize, rng: &mut Xoshiro256PlusPlus) -> RoundTimes {
    let workers = instance.system.workers;
    let cycle_times = match &instance.stragglers {
        Stragglers::Law(law) => (0..workers).map(|_| law.cycle_time().sample(rng)).collect(),
        Stragglers::Trace(trace) => trace.rows()[round - 1].clone(),
        Stragglers::Constant(time) => vec![*time; workers],
    };
    let overheads = match &instance.overhead {
        Overhead::None => Vec::new(),
        Overhead::Constant(value) => vec![*value; workers],
        Overhead::Law(law) => (0..workers).map(|_| law.cycle_time().sample(rng)).collect(),
        Overhead::Trace(trace) => trace.rows()[round - 1].clone(),
    };
    RoundTimes { overheads, cycle_times }
}

/// Data with as many samples as the instance has.
fn fitting(data: &Dataset, expected: u64) -> Result<&Dataset, SimulationError> {
    let found = data.samples() as u64;
    if found == expected { Ok(data) } else { Err(SimulationError::Samples { found, expected }) }
}

/// The instance of the expected runtime over what is played: of a trace the first rounds.
fn played(instance: &Instance, rounds: Option<usize>) -> Result<Instance, TraceError> {
    let runtime = Instance { objective: Objective::ExpectedRuntime, ..instance.clone() };
    match rounds {
        Some(rounds) => first_rounds(&runtime, rounds),
        None => Ok(runtime),
    }
}

/// The instance over the first rounds of what is recorded.
fn first_rounds(instance: &Instance, rounds: usize) -> Result<Instance, TraceError> {
    let mut played = instance.clone();
    if let Stragglers::Trace(trace) = &instance.stragglers {
        played.stragglers = Stragglers::Trace(trace.first(rounds)?);
    }
    if let Overhead::Trace(trace) = &instance.overhead {
        played.overhead = Overhead::Trace(trace.first(rounds)?);
    }
    Ok(played)
}

/// Whether the runtime has a finite fourth moment: its tail is that of `T_(N-m)` with the first level `m` in use.
fn has_light_tails(runtime: &Instance, partition: &Partition) -> bool {
    let times = match &runtime.stragglers {
        Stragglers::Law(law) => Some(law),
        Stragglers::Trace(_) | Stragglers::Constant(_) => None,
    };
    let overhead = match &runtime.overhead {
        Overhead::Law(law) => Some(law),
        _ => None,
    };
    let index = |law: &Law| law.cycle_time().tail_index();
    let index = times.into_iter().chain(overhead).map(index).fold(f64::INFINITY, f64::min);
    let first = partition.blocks().iter().position(|&x| x > 0).unwrap_or(0);
    tail_excess(index / 4.0, (first + 1) as f64) > 0.0
}

/// The probability of the instance's deadline: over what is recorded, the share of the first rounds.
fn completion_probability(
    instance: &Instance,
    partition: &Partition,
    rounds: Option<usize>,
) -> Result<Option<Value>, Error> {
    let played = match rounds {
        Some(rounds) => first_rounds(instance, rounds)?,
        None => instance.clone(),
    };
    Ok(Problem::new(&played, &Options::default())?.evaluator().value_of_partition(partition))
}

/// The exact mean of the runtimes, which may be infinite.
fn expectation(runtime: &Instance, partition: &Partition) -> Result<f64, Error> {
    let value = match Problem::new(runtime, &Options::default()) {
        Ok(problem) => problem.evaluator().value_of_partition(partition),
        Err(Error::Unbounded { .. }) => None,
        Err(error) => return Err(error),
    };
    Ok(value.map_or(f64::INFINITY, |value| value.value))
}
