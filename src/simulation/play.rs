//! Rounds of a scheme with given cycle times.

use super::dataset::Dataset;
use super::engine::Engine;
use super::error::SimulationError;
use super::exact::ExactEngine;
use super::float::FloatEngine;
use super::outcome::{Lost, RoundResult, Simulation};
use super::settings::{Arithmetic, Settings};
use super::timeline::Timeline;
use super::timing::{self, RoundTimes, Timing};
use super::vectors::Vectors;
use crate::clock::Clock;
use crate::encoding::Scheme;

/// Rounds whose decoding vectors are computed together.
const BATCH: usize = 256;

/// What progress is told of.
const NAME: &str = "playing rounds";

/// Plays rounds. `cycle_times(round)`, rounds from 1 in order, gives one cycle time a worker.
/// Everything is determined by the arguments: the number of threads does not matter.
///
/// ```
/// use bcgc::methods::Clock;
/// use bcgc::encoding::{CheckOptions, Scheme, find};
/// use bcgc::simulation::{Arithmetic, Dataset, Settings, Task, simulate};
///
/// let scheme = Scheme::new(&[2, 4, 0], find("reed-solomon")?, 1, &CheckOptions::default())?;
/// let data = Dataset::generate(Task::LinearRegression, 9, 6, 1)?;
/// let settings = Settings { rounds: 5, ..Settings::new(Task::LinearRegression, Arithmetic::Exact) };
/// // Another worker is slow in every round.
/// let times = |round: usize| (0..3).map(|worker| if worker == round % 3 { 9.0 } else { 1.0 }).collect();
/// let found = simulate(&scheme, &data, &settings, &Clock::unlimited(), times)?;
/// assert!(found.passed() && found.last_loss < found.first_loss);
/// assert_eq!(found.results[0].runtime, 18.0);
/// # Ok::<(), bcgc::simulation::SimulationError>(())
/// ```
///
/// # Errors
/// [`SimulationError::Setting`] or [`SimulationError::Data`] for settings and data that do not fit the scheme,
/// [`SimulationError::CycleTimes`] or [`SimulationError::CycleTime`] for cycle times that cannot be,
/// [`SimulationError::Encoding`] when the first N-s workers of a block cannot decode,
/// [`SimulationError::Stopped`] where the clock is over before the first round; later it leaves the rounds played by then.
pub fn simulate(
    scheme: &Scheme,
    data: &Dataset,
    settings: &Settings,
    clock: &Clock,
    mut cycle_times: impl FnMut(usize) -> Vec<f64>,
) -> Result<Simulation, SimulationError> {
    simulate_with_overheads(scheme, data, settings, clock, |round| cycle_times(round).into())
}

/// The same with the overheads of the workers.
///
/// # Errors
/// As of [`simulate`].
pub fn simulate_with_overheads(
    scheme: &Scheme,
    data: &Dataset,
    settings: &Settings,
    clock: &Clock,
    mut times: impl FnMut(usize) -> RoundTimes,
) -> Result<Simulation, SimulationError> {
    settings.check(scheme, data)?;
    clock.tell(NAME, 0, 0);
    let mut engine: Box<dyn Engine> = match settings.arithmetic {
        Arithmetic::Exact => Box::new(ExactEngine::new(scheme, data, settings.task)?),
        Arithmetic::Float { .. } => Box::new(FloatEngine::new(scheme, data, settings.task)?),
    };
    let mut vectors = Vectors::new(scheme);
    let first_loss = engine.loss();
    let mut results = Vec::with_capacity(settings.rounds.min(1 << 20));
    let (mut timeline, mut lost) = (None, Lost::default());
    'rounds: for first in (1..=settings.rounds).step_by(BATCH) {
        let mut timings = Vec::with_capacity(BATCH);
        for round in (first..=settings.rounds).take(BATCH) {
            let times = times(round);
            timing::check_times(scheme, round, &times)?;
            timings.push((round, Timing::of(scheme, settings.unit_of_work, &times), times));
        }
        // A round that never ends has no gradient: nothing is decoded of it and no step taken.
        let ending = timings.iter().map(|(_, timing, _)| timing).filter(|timing| timing.ends());
        match vectors.prepare(ending, clock) {
            Err(SimulationError::Stopped) if !results.is_empty() => break,
            prepared => prepared?,
        }
        for (round, timing, times) in timings {
            if clock.is_over() {
                break 'rounds;
            }
            clock.tell(NAME, round as u64, settings.rounds as u64);
            let found = if timing.ends() { Some(engine.round(&vectors.of(&timing)?)) } else { None };
            lost.push(round, times.lost(), scheme.workers());
            results.push(RoundResult {
                round,
                runtime: timing.completion,
                formula: timing::formula(scheme, settings.unit_of_work, &times),
                error: found.map(|found| found.error),
                block: found.map(|found| found.block),
            });
            if settings.timeline == Some(round) {
                timeline = Some(Timeline::of(scheme, settings.unit_of_work, round, &times, &timing));
            }
        }
    }
    if results.is_empty() && settings.rounds > 0 {
        return Err(SimulationError::Stopped);
    }
    let simulation = Simulation::of(settings, results, (first_loss, engine.loss()), timeline);
    Ok(Simulation { left_out: data.left_out().map(str::to_owned), lost, ..simulation })
}
