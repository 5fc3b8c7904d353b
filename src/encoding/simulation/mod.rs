//! Rounds of coded gradient computation on real data.
//!
//! In every round each worker computes its partial derivatives block after block and sends one coded
//! vector a block; the master decodes each block from the first N-s vectors, compares the gradient with the
//! one computed directly, and takes a step of gradient descent along the decoded one. The time at which
//! the last block is decoded is compared with the formula of the overall runtime.

mod dataset;
mod engine;
mod exact;
mod float;
mod svg;
mod timeline;
mod timing;

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use rayon::prelude::*;
use serde::Serialize;

use super::{Decoder, EncodingError, Scheme};

pub use dataset::Dataset;
pub use timeline::{Bar, Row, Timeline};

use engine::Engine;
use timing::Timing;

/// Rounds whose decoding vectors are computed together.
const BATCH: usize = 256;

/// The mean is said to agree with the expectation within so many standard errors; the chance of a false
/// alarm is 6e-5.
const AGREEMENT: f64 = 4.0;

/// Fewest rounds from which the mean is judged: below, it is far from normal.
const JUDGED_FROM: usize = 100;

/// What is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// Least squares: half the sum of squared residuals.
    LinearRegression,
    /// Two classes, labels 0 and 1: the sum of logistic losses.
    LogisticRegression,
}

/// In which numbers gradients are computed, coded and decoded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Arithmetic {
    /// Rationals: the decoded gradient must equal the true one. Linear regression only.
    Exact,
    /// Double precision.
    Float {
        /// Largest permitted error of a coordinate, relative to the largest sum over the subsets of absolute
        /// partial derivatives in one coordinate.
        tolerance: f64,
    },
}

/// Settings of a simulation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Number of rounds, at least 1.
    pub rounds: usize,
    /// Unit of work `kappa = M b / N`, positive: CPU cycles for one partial derivative over one subset.
    pub unit_of_work: f64,
    /// What is learned.
    pub problem: Problem,
    /// In which numbers.
    pub arithmetic: Arithmetic,
    /// The exact expected overall runtime, to compare the mean with: infinity where it is infinite, nothing where it
    /// is not known.
    pub expectation: Option<f64>,
    /// Whether that is the mean of the formula over the very rounds that are played, as on a trace.
    pub over_rounds: bool,
    /// Whether the runtimes have a finite fourth moment: else standard errors are not to be trusted, and the
    /// mean is shown but not judged.
    pub light_tails: bool,
    /// The round (from 1) whose time line is wanted.
    pub timeline: Option<usize>,
}

/// One round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RoundResult {
    /// The round, from 1.
    pub round: usize,
    /// Measured overall runtime, in units of cycle time (kappa included).
    pub runtime: f64,
    /// `kappa max_n T_(N-n) W_n`; nothing when workers have unequal loads.
    pub formula: Option<f64>,
    /// Largest error of the decoded gradient, relative as in [`Arithmetic::Float`]; 0 if exact.
    pub error: f64,
    /// The block (from 1) with that error.
    pub block: usize,
}

/// How the mean of the measured runtimes compares with the expectation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Agreement {
    /// The expectation given.
    pub expectation: f64,
    /// Whether that is the mean of the formula over the rounds played, instead of a law's.
    pub over_rounds: bool,
    /// Mean minus expectation, in standard errors.
    pub deviation: f64,
    /// Whether that is at most 4 in absolute value; nothing where standard errors say too little to judge.
    pub agrees: Option<bool>,
}

/// Result of a simulation; serialisable, stable field order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Simulation {
    /// What was learned.
    pub problem: Problem,
    /// In which numbers.
    pub arithmetic: Arithmetic,
    /// Number of rounds.
    pub rounds: usize,
    /// Rounds whose decoded gradient is wrong, or beyond the tolerance.
    pub wrong_gradients: usize,
    /// Largest relative error of all rounds.
    pub largest_error: f64,
    /// Rounds whose measured runtime differs from the formula in any digit; nothing without formula.
    pub wrong_runtimes: Option<usize>,
    /// Mean of the measured runtimes, in units of cycle time.
    pub mean: f64,
    /// Standard error of the mean; nothing for a single round.
    pub standard_error: Option<f64>,
    /// Comparison with the expectation, if a finite one was given and there is a standard error.
    pub agreement: Option<Agreement>,
    /// Whether the expected runtime is infinite: then the mean says little, however many rounds there are.
    pub infinite_expectation: bool,
    /// Loss before the first round.
    pub first_loss: f64,
    /// Loss after the last round.
    pub last_loss: f64,
    /// The time line asked for.
    pub timeline: Option<Timeline>,
    /// All rounds.
    pub results: Vec<RoundResult>,
}

impl Simulation {
    /// Whether every check passed.
    pub fn passed(&self) -> bool {
        self.wrong_gradients == 0
            && self.wrong_runtimes.unwrap_or(0) == 0
            && self.agreement.and_then(|agreement| agreement.agrees).unwrap_or(true)
    }
}

/// Plays rounds. `cycle_times(round)`, rounds from 1 in order, gives one cycle time a worker.
/// Everything is determined by the arguments: the number of threads does not matter.
///
/// # Errors
/// [`EncodingError::Setting`] or [`EncodingError::Data`] for settings and data that do not fit the scheme,
/// [`EncodingError::Shape`] or [`EncodingError::CycleTime`] for cycle times that cannot be,
/// [`EncodingError::NotDecodable`] when the first N-s workers of a block cannot decode.
pub fn simulate(
    scheme: &Scheme,
    data: &Dataset,
    settings: &Settings,
    mut cycle_times: impl FnMut(usize) -> Vec<f64>,
) -> Result<Simulation, EncodingError> {
    check_settings(scheme, data, settings)?;
    let mut engine: Box<dyn Engine> = match settings.arithmetic {
        Arithmetic::Exact => Box::new(exact::ExactEngine::new(scheme, data, settings.problem)?),
        Arithmetic::Float { .. } => Box::new(float::FloatEngine::new(scheme, data, settings.problem)?),
    };
    let decoders: Vec<Decoder> = scheme.blocks().iter().map(|block| Decoder::new(&block.matrix)).collect();
    let mut vectors = Vectors { decoders: &decoders, known: BTreeMap::new() };
    let first_loss = engine.loss();
    let mut results = Vec::with_capacity(settings.rounds.min(1 << 20));
    let mut timeline = None;
    for first in (1..=settings.rounds).step_by(BATCH) {
        let mut timings = Vec::with_capacity(BATCH);
        for round in (first..=settings.rounds).take(BATCH) {
            let times = cycle_times(round);
            timing::check_times(scheme, round, &times)?;
            timings.push((round, Timing::of(scheme, settings.unit_of_work, &times), times));
        }
        vectors.prepare(timings.iter().map(|(_, timing, _)| timing))?;
        for (round, timing, times) in timings {
            let found = engine.round(&vectors.of(&timing)?);
            results.push(RoundResult {
                round,
                runtime: timing.completion,
                formula: timing::formula(scheme, settings.unit_of_work, &times),
                error: found.error,
                block: found.block,
            });
            if settings.timeline == Some(round) {
                timeline = Some(Timeline::of(scheme, settings.unit_of_work, round, &times, &timing));
            }
        }
    }
    Ok(summarise(settings, results, (first_loss, engine.loss()), timeline))
}

/// Decoding vectors of the sets that came up in a batch.
struct Vectors<'a> {
    decoders: &'a [Decoder],
    known: BTreeMap<(usize, Vec<usize>), Vec<BigRational>>,
}

impl Vectors<'_> {
    /// Computes those that the rounds need and are not known, and forgets those they do not need.
    fn prepare<'t>(&mut self, timings: impl Iterator<Item = &'t Timing>) -> Result<(), EncodingError> {
        let keys = |timing: &'t Timing| timing.decoders.iter().cloned().enumerate();
        let needed: BTreeSet<(usize, Vec<usize>)> = timings.flat_map(keys).collect();
        self.known.retain(|key, _| needed.contains(key));
        let missing: Vec<_> = needed.into_iter().filter(|key| !self.known.contains_key(key)).collect();
        let computed: Result<Vec<_>, EncodingError> = missing
            .into_par_iter()
            .map(|(block, workers)| {
                let vector = self.decoders[block].vector(&workers)?;
                Ok(((block, workers), vector))
            })
            .collect();
        self.known.extend(computed?);
        Ok(())
    }

    fn of<'t>(&'t self, timing: &'t Timing) -> Result<engine::Decoding<'t>, EncodingError> {
        let entry = |(block, workers): (usize, &'t Vec<usize>)| {
            self.known
                .get_key_value(&(block, workers.clone()))
                .map(|(_, a)| (workers.as_slice(), a.as_slice()))
        };
        let all: Option<_> = timing.decoders.iter().enumerate().map(entry).collect();
        all.ok_or_else(|| dataset::data("a decoding vector is missing".into()))
    }
}

fn check_settings(scheme: &Scheme, data: &Dataset, settings: &Settings) -> Result<(), EncodingError> {
    let wrong = |key, value: String, allowed| Err(EncodingError::Setting { key, value, allowed });
    if settings.rounds == 0 {
        return wrong("rounds", "0".into(), "at least 1 round is needed");
    }
    if !(settings.unit_of_work.is_finite() && settings.unit_of_work > 0.0) {
        let value = settings.unit_of_work.to_string();
        return wrong("unit of work", value, "it must be positive and finite");
    }
    if let Arithmetic::Float { tolerance } = settings.arithmetic
        && !(tolerance.is_finite() && tolerance > 0.0)
    {
        return wrong("tolerance", tolerance.to_string(), "it must be positive and finite");
    }
    if let Some(round) = settings.timeline
        && !(1..=settings.rounds).contains(&round)
    {
        return wrong("timeline", round.to_string(), "it must be one of the rounds, which count from 1");
    }
    if scheme.coordinates() != data.features() as u64 {
        return Err(dataset::data(format!(
            "it has {} features but the partition has {} coordinates; make them equal",
            data.features(),
            scheme.coordinates()
        )));
    }
    Ok(())
}

fn summarise(
    settings: &Settings,
    results: Vec<RoundResult>,
    (first_loss, last_loss): (f64, f64),
    timeline: Option<Timeline>,
) -> Simulation {
    let tolerance = match settings.arithmetic {
        Arithmetic::Exact => 0.0,
        Arithmetic::Float { tolerance } => tolerance,
    };
    let count = results.len() as f64;
    let mean = results.iter().map(|r| r.runtime / count).sum::<f64>();
    let squares: f64 = results.iter().map(|r| (r.runtime - mean).powi(2)).sum();
    let standard_error = (results.len() > 1).then(|| (squares / (count - 1.0) / count).sqrt());
    let finite = settings.expectation.filter(|expectation| expectation.is_finite());
    let agreement = finite.zip(standard_error).map(|(expectation, error)| {
        let difference = mean - expectation;
        // Constant cycle times leave rounding errors only.
        let scale = error.max(8.0 * f64::EPSILON * expectation.abs());
        let deviation = if difference == 0.0 { 0.0 } else { difference / scale };
        let agrees =
            (settings.light_tails && results.len() >= JUDGED_FROM).then(|| deviation.abs() <= AGREEMENT);
        Agreement { expectation, over_rounds: settings.over_rounds, deviation, agrees }
    });
    let formulas = results.iter().map(|r| r.formula.map(|f| f != r.runtime));
    Simulation {
        problem: settings.problem,
        arithmetic: settings.arithmetic,
        rounds: results.len(),
        wrong_gradients: results.iter().filter(|r| r.error.is_nan() || r.error > tolerance).count(),
        largest_error: results.iter().map(|r| r.error).fold(0.0, f64::max),
        wrong_runtimes: formulas.collect::<Option<Vec<bool>>>().map(|w| w.into_iter().filter(|w| *w).count()),
        mean,
        standard_error,
        agreement,
        infinite_expectation: settings.expectation == Some(f64::INFINITY),
        first_loss,
        last_loss,
        timeline,
        results,
    }
}
