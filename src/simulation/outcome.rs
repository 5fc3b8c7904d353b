//! What came out of a simulation.

use serde::Serialize;

use super::completion::Completion;
use super::settings::{Arithmetic, Settings};
use super::task::Task;
use super::timeline::Timeline;
use crate::numeric::series::{error_of_independent, mean_and_error};

/// The mean is said to agree with the expectation within so many standard errors; the chance of a false
/// alarm is 6e-5.
const AGREEMENT: f64 = 4.0;

/// Fewest rounds from which the mean is judged: below, it is far from normal.
const JUDGED_FROM: usize = 100;

/// Relative distance of two means of the same runtimes, summed in different orders.
pub(crate) const SAME_MEAN: f64 = 1e-12;

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
    /// Largest error of the decoded gradient, relative as in [`Arithmetic::Float`]; 0 if exact. Nothing where the round never
    /// ends: it has no gradient, and no step is taken.
    pub error: Option<f64>,
    /// The block (from 1) with that error.
    pub block: Option<usize>,
}

/// How the mean of the measured runtimes compares with the expectation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Agreement {
    /// The expectation given.
    pub expectation: f64,
    /// Whether that is the mean of the formula over the rounds played, instead of a law's.
    pub over_rounds: bool,
    /// Mean minus expectation, in standard errors; 0 where they differ by no more than the rounding of sums.
    pub deviation: f64,
    /// Whether that is at most 4 in absolute value; nothing where standard errors say too little to judge.
    pub agrees: Option<bool>,
}

impl Agreement {
    /// The same beside another expectation, of the same rounds: both are means of the same numbers.
    pub(crate) fn with(self, expectation: f64) -> Self {
        Self { expectation, deviation: 0.0, ..self }
    }
}

/// Result of a simulation; serialisable, stable field order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Simulation {
    /// What was learned.
    #[serde(rename = "problem")]
    pub task: Task,
    /// In which numbers.
    pub arithmetic: Arithmetic,
    /// Number of rounds.
    pub rounds: usize,
    /// Rounds whose decoded gradient is wrong, or beyond the tolerance, of those that ended.
    pub wrong_gradients: usize,
    /// Largest relative error of the rounds that ended.
    pub largest_error: f64,
    /// Rounds whose measured runtime differs from the formula in any digit; nothing without formula.
    pub wrong_runtimes: Option<usize>,
    /// Mean of the measured runtimes, in units of cycle time.
    pub mean: f64,
    /// Standard error of the mean: of independent runtimes where rounds are, else by overlapping batch means, as of every value
    /// over the rounds of a trace. Nothing for a single round, for fewer than four that may resemble their neighbours, or where
    /// one never ends.
    pub standard_error: Option<f64>,
    /// Whether rounds were drawn independently of each other, which decides how that error is told.
    pub independent_rounds: bool,
    /// Comparison with the expectation, if a finite one was given and there is a standard error, or it is that of the rounds.
    pub agreement: Option<Agreement>,
    /// The rounds that ended by the deadline, of an instance that has one.
    pub completion: Option<Completion>,
    /// Whether the expected runtime is infinite: then the mean says little, however many rounds there are.
    pub infinite_expectation: bool,
    /// Loss before the first round.
    pub first_loss: f64,
    /// Loss after the last round.
    pub last_loss: f64,
    /// The time line asked for.
    pub timeline: Option<Timeline>,
    /// What of the table of the data was taken for names: a header.
    pub left_out: Option<String>,
    /// All rounds.
    pub results: Vec<RoundResult>,
    /// Whether its clock ended it: the rounds are those played by then.
    pub interrupted: bool,
    /// Whether workers had an overhead, which the formula then has.
    #[serde(skip)]
    pub has_overhead: bool,
    /// Which workers did not return.
    #[serde(skip)]
    pub lost: Lost,
}

/// The workers that did not return, and what rounds would have needed to end without them.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Lost {
    /// The rounds (from 1) in which no worker returned: no partition ends these.
    pub everywhere: Vec<usize>,
    /// The most workers that did not return in any other round: these end where so many levels are empty.
    pub most: usize,
}

impl Lost {
    /// Takes the next round, of which so many workers did not return.
    pub(crate) fn push(&mut self, round: usize, lost: usize, workers: usize) {
        match lost == workers {
            true => self.everywhere.push(round),
            false => self.most = self.most.max(lost),
        }
    }
}

impl Simulation {
    /// Whether every check passed.
    pub fn passed(&self) -> bool {
        self.wrong_gradients == 0
            && self.wrong_runtimes.unwrap_or(0) == 0
            && self.endless() == 0
            && self.agreement.and_then(|agreement| agreement.agrees).unwrap_or(true)
            && self.completion.and_then(|completion| completion.agrees).unwrap_or(true)
    }

    /// Rounds that never end: a block waits for a worker that never returns.
    pub fn endless(&self) -> usize {
        self.rounds - self.steps()
    }

    /// Rounds that end, each of which takes a step.
    pub fn steps(&self) -> usize {
        self.results.iter().filter(|round| round.error.is_some()).count()
    }

    /// Judges the rounds played, with the losses before and after.
    pub(crate) fn of(
        settings: &Settings,
        results: Vec<RoundResult>,
        (first_loss, last_loss): (f64, f64),
        timeline: Option<Timeline>,
    ) -> Self {
        let tolerance = match settings.arithmetic {
            Arithmetic::Exact => 0.0,
            Arithmetic::Float { tolerance } => tolerance,
        };
        let runtimes: Vec<f64> = results.iter().map(|r| r.runtime).collect();
        let (mean, error_of_batches) = mean_and_error(&runtimes);
        let standard_error = match settings.are_independent {
            true => error_of_independent(&runtimes),
            false => error_of_batches,
        };
        let finite = settings.expectation.filter(|expectation| expectation.is_finite() && mean.is_finite());
        // The mean of the very rounds needs no error to be compared with.
        let error = standard_error.or(settings.over_rounds.then_some(0.0));
        let agreement = finite.zip(error).map(|(expectation, error)| {
            let difference = mean - expectation;
            // Times that do not vary, or hardly, leave the rounding of sums, which no standard error knows.
            let is_rounding = difference.abs() <= SAME_MEAN * expectation.abs();
            let least = f64::EPSILON * expectation.abs();
            let deviation = if is_rounding { 0.0 } else { difference / error.max(least) };
            // What never varies and is as expected needs no standard error to be judged by.
            let is_sure = is_rounding && never_varies(&runtimes);
            let is_judged = is_sure || (settings.light_tails && results.len() >= JUDGED_FROM);
            let agrees = is_judged.then(|| deviation.abs() <= AGREEMENT);
            Agreement { expectation, over_rounds: settings.over_rounds, deviation, agrees }
        });
        let formulas = results.iter().map(|r| r.formula.map(|f| f != r.runtime));
        let errors = || results.iter().filter_map(|r| r.error);
        Self {
            left_out: None,
            interrupted: results.len() < settings.rounds,
            has_overhead: false,
            task: settings.task,
            arithmetic: settings.arithmetic,
            rounds: results.len(),
            lost: Lost::default(),
            wrong_gradients: errors().filter(|error| error.is_nan() || *error > tolerance).count(),
            largest_error: errors().fold(0.0, f64::max),
            wrong_runtimes: formulas
                .collect::<Option<Vec<bool>>>()
                .map(|w| w.into_iter().filter(|w| *w).count()),
            mean,
            standard_error,
            independent_rounds: settings.are_independent,
            agreement,
            completion: None,
            infinite_expectation: settings.expectation == Some(f64::INFINITY),
            first_loss,
            last_loss,
            timeline,
            results,
        }
    }
}

fn never_varies(runtimes: &[f64]) -> bool {
    runtimes.len() > 1 && runtimes.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(rounds: &[(f64, Option<f64>, f64)], expectation: Option<f64>) -> Simulation {
        let round = |(i, &(runtime, formula, error)): (usize, &(f64, Option<f64>, f64))| RoundResult {
            round: i + 1,
            runtime,
            formula,
            error: runtime.is_finite().then_some(error),
            block: runtime.is_finite().then_some(1),
        };
        let results = rounds.iter().enumerate().map(round).collect();
        let settings = Settings {
            expectation,
            rounds: rounds.len(),
            are_independent: true,
            ..Settings::new(Task::LinearRegression, Arithmetic::Exact)
        };
        Simulation::of(&settings, results, (2.0, 1.0), None)
    }

    #[test]
    fn wrong_rounds_are_counted_and_fail() {
        let right = (2.0, Some(2.0), 0.0);
        assert!(judged(&[right], None).passed());
        let runtime = judged(&[right, (3.0, Some(2.0), 0.0)], None);
        assert_eq!((runtime.wrong_runtimes, runtime.wrong_gradients, runtime.passed()), (Some(1), 0, false));
        for error in [1e-300, f64::NAN] {
            let gradient = judged(&[right, (2.0, Some(2.0), error)], None);
            assert_eq!((gradient.wrong_runtimes, gradient.wrong_gradients), (Some(0), 1));
            assert!(!gradient.passed(), "{error}");
        }
        let never = judged(&[right, (f64::INFINITY, Some(f64::INFINITY), 0.0)], None);
        assert_eq!((never.endless(), never.wrong_runtimes, never.passed()), (1, Some(0), false));
    }

    #[test]
    fn a_mean_is_judged_by_its_standard_error() {
        // Runtimes 1 to 100: the mean is 50.5, its standard error sqrt(100 * 101 / 12 / 100).
        let rounds: Vec<_> = (1..=100).map(|i| (f64::from(i), None, 0.0)).collect();
        let found = judged(&rounds, Some(39.0));
        assert!((found.standard_error.unwrap() - 2.901_149_197_588_2).abs() < 1e-12);
        let agreement = found.agreement.unwrap();
        assert!((agreement.deviation - 3.963_946_8).abs() < 1e-6, "{agreement:?}");
        assert_eq!((agreement.agrees, found.passed()), (Some(true), true));
        let far = judged(&rounds, Some(38.8));
        assert_eq!((far.agreement.unwrap().agrees, far.passed()), (Some(false), false));
        assert_eq!(judged(&rounds[..99], Some(38.8)).agreement.unwrap().agrees, None, "too few rounds");
    }

    /// Once runtimes that never vary were off by 38 standard errors, all of them of rounding.
    #[test]
    fn rounding_is_no_deviation() {
        let always = |runtime: f64, count: usize| vec![(runtime, None, 0.0); count];
        let found = judged(&always(1.4, 3000), Some(1.4));
        assert_eq!((found.mean, found.standard_error, found.passed()), (1.4, Some(0.0), true));
        let rounded = judged(&always(1.4, 3000), Some(1.400_000_000_000_002));
        let agreement = rounded.agreement.unwrap();
        assert_eq!((agreement.deviation, agreement.agrees), (0.0, Some(true)));
        assert!(!judged(&always(1.4, 3000), Some(1.400_000_001)).passed());
        // No matter how few rounds: they were once said to be too few to judge.
        assert_eq!(judged(&always(1.4, 10), Some(1.4)).agreement.unwrap().agrees, Some(true));
        assert_eq!(judged(&always(1.4, 10), Some(1.5)).agreement.unwrap().agrees, None);
        // Next to no spread.
        let hardly: Vec<_> = (0..400).map(|i| (3.0 + f64::from(i % 2) * 1e-15, None, 0.0)).collect();
        assert!(judged(&hardly, Some(3.0 + 1e-14)).passed());
    }
}
