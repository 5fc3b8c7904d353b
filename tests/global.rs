//! Evidence: the global search for the completion probability against brute force and random points. Our own numbers,
//! and what once broke, are in [`regression`].

#![cfg(feature = "highs")]

#[path = "common/enumeration.rs"]
mod enumeration;
#[path = "common/laws.rs"]
mod laws;
#[path = "common/oracle.rs"]
mod oracle;
#[path = "common/paper_optima.rs"]
mod paper_optima;

use std::sync::Arc;
use std::time::Duration;

use bcgc::internals::clock::{Cancel, Clock};
use bcgc::internals::exact::global::boxes::LoadBox;
use bcgc::internals::exact::global::envelope::{Envelope, LogCdf};
use bcgc::internals::exact::global::{self, GlobalOptions, GlobalOutcome, GlobalProblem, integer};
use bcgc::internals::runtime::completion::CompletionProbability;
use bcgc::{CycleTime, Shares};
use enumeration::partitions;
use laws::{exponential, gamma, hyper_exponential, log_normal, pareto, uniform, weibull};
use oracle::cumulative_load;
use quickcheck::{TestResult, quickcheck};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

type Law = Arc<dyn CycleTime>;

fn shifted_exponential(rate: f64, shift: f64) -> Law {
    Arc::clone(exponential(rate, shift).cycle_time())
}

/// Laws of every shape of `beta`: concave, one convex zone (also at either end), bounded, several.
fn laws() -> Vec<Law> {
    let laws = [
        exponential(1.0, 0.0),
        exponential(1.0, 0.05),
        exponential(1.0, 0.2),
        exponential(1.0, 0.5),
        weibull(0.8, 1.0, 0.1),
        weibull(3.3, 1.0, 0.0),
        gamma(0.8, 1.0, 0.05),
        gamma(2.0, 1.0, 0.0),
        uniform(0.2, 1.0),
        uniform(0.0, 1.0),
        pareto(0.7, 0.3),
        pareto(2.0, 0.3),
        log_normal(0.0, 0.8, 0.1),
        hyper_exponential(&[0.9, 0.1], &[20.0, 0.05], 0.02),
        hyper_exponential(&[0.3, 0.3, 0.4], &[1e3, 1.0, 1e-2], 0.01),
    ];
    laws.map(|law| Arc::clone(law.cycle_time())).to_vec()
}

fn problem(law: &Law, workers: usize, deadline: f64) -> GlobalProblem {
    let evaluator = CompletionProbability::new(law.clone(), workers, deadline);
    GlobalProblem { evaluator, coordinates: None, start: None }
}

/// The paper's setting: rate 0.1, shift 1, 50 samples, `L = 40000`, deadline `10^6.5`.
fn paper(workers: usize) -> GlobalProblem {
    let deadline = 10f64.powf(6.5) / (50.0 / workers as f64 * 40000.0);
    problem(&shifted_exponential(0.1, 1.0), workers, deadline)
}

fn options(absolute: f64) -> GlobalOptions {
    GlobalOptions { absolute, ..GlobalOptions::default() }
}

fn maximise(problem: &GlobalProblem, options: &GlobalOptions) -> GlobalOutcome {
    global::maximise(problem, options, &Clock::unlimited())
}

fn maximise_integers(problem: &GlobalProblem, options: &GlobalOptions) -> GlobalOutcome {
    integer::maximise(problem, options, &Clock::unlimited()).expect("HiGHS")
}

/// The deadline, over the loads, at which the best local optimum is near the given probability.
fn deadline_for(law: &Law, workers: usize, value: f64) -> f64 {
    let (mut low, mut high) = (law.infimum().max(1e-6), 1e4 * law.unit());
    while high / low > 1.02 {
        let middle = (low * high).sqrt();
        // A tolerance of 1 needs no search.
        let found = maximise(&problem(law, workers, middle), &options(1.0)).probability.value;
        if found < value { low = middle } else { high = middle }
    }
    high
}

fn check_contract(outcome: &GlobalOutcome) {
    let sum: f64 = outcome.shares.as_slice().iter().sum();
    assert!((sum - 1.0).abs() < 1e-12 && outcome.shares.as_slice().iter().all(|x| *x >= 0.0));
    assert!(outcome.bound >= outcome.probability.value - 1e-15);
    assert!(outcome.complement_bound <= outcome.probability.complement * (1.0 + 1e-14) + 1e-300);
    assert!((outcome.ln_bound.exp() - outcome.bound).abs() <= 1e-15);
}

/// Shares drawn towards the corners of the simplex, some of them zero.
fn random_shares(generator: &mut Xoshiro256PlusPlus, workers: usize) -> Vec<f64> {
    let shares: Vec<f64> = (0..workers)
        .map(|_| {
            let u: f64 = generator.random();
            if generator.random::<f64>() < 0.3 {
                0.0
            } else {
                -u.ln() * (4.0 * generator.random::<f64>()).exp()
            }
        })
        .collect();
    let sum: f64 = shares.iter().sum();
    if sum > 0.0 { shares.iter().map(|x| x / sum).collect() } else { random_shares(generator, workers) }
}

#[test]
fn bounds_are_above_every_feasible_value() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(7);
    for law in laws() {
        for (workers, value) in [(1, 0.4), (2, 0.3), (3, 0.05), (4, 0.5), (5, 0.2), (6, 0.8)] {
            let problem = problem(&law, workers, deadline_for(&law, workers, value));
            let outcome = maximise(&problem, &options(1e-4));
            check_contract(&outcome);
            assert!(outcome.closed, "{law:?}, N = {workers}: {outcome:?}");
            for i in 0..3000 {
                // Half of them near the incumbent, at all distances.
                let mut x = random_shares(&mut generator, workers);
                if i % 2 == 0 {
                    let step = (-12.0 * generator.random::<f64>()).exp();
                    x = x
                        .iter()
                        .zip(outcome.shares.as_slice())
                        .map(|(a, b)| step * a + (1.0 - step) * b)
                        .collect();
                }
                let found = problem.evaluator.value(&Shares::new(x.clone()).expect("shares")).value;
                assert!(found <= outcome.bound, "{law:?}, N = {workers}: {found} at {x:?} above {outcome:?}");
                let missed = found - outcome.probability.value;
                assert!(missed <= 1e-4, "{law:?}, N = {workers}: incumbent worse by {missed}");
            }
        }
    }
}

#[test]
fn integer_optima_equal_brute_force() {
    for law in laws() {
        for (workers, coordinates, value) in [
            (1, 5, 0.5),
            (2, 7, 0.3),
            (2, 20, 0.7),
            (3, 11, 0.1),
            (3, 20, 0.6),
            (4, 9, 0.4),
            (4, 20, 0.25),
            (4, 20, 0.9),
        ] {
            let deadline = deadline_for(&law, workers, value);
            let problem =
                GlobalProblem { coordinates: Some(coordinates), ..problem(&law, workers, deadline) };
            let outcome = maximise_integers(&problem, &options(1e-6));
            check_contract(&outcome);
            let label = format!("{law:?}, N = {workers}, L = {coordinates}, t = {deadline}");
            assert!(outcome.closed, "{label}: {outcome:?}");
            let best = partitions(workers, coordinates)
                .iter()
                .map(|x| x.iter().map(|&x| x as f64 / coordinates as f64).collect())
                .map(|x| problem.evaluator.value(&Shares::new(x).expect("shares")))
                .map(|p| p.value)
                .fold(0.0, f64::max);
            assert!(outcome.probability.value >= best - 1e-6, "{label}: {best} above {outcome:?}");
            assert!(outcome.bound >= best, "{label}: {best} above the bound of {outcome:?}");
            let blocks = outcome.blocks.expect("integers");
            assert_eq!(blocks.iter().sum::<u64>(), coordinates, "{label}");
        }
    }
}

#[test]
fn larger_integer_instances_close() {
    for (workers, coordinates, absolute) in [(6, 200, 1e-7), (10, 100, 1e-7), (10, 1000, 1e-8)] {
        let problem = GlobalProblem { coordinates: Some(coordinates), ..paper(workers) };
        let outcome = maximise_integers(&problem, &options(absolute));
        check_contract(&outcome);
        assert!(outcome.closed, "({workers}, {coordinates}): {outcome:?}");
    }
}

/// Next to certainty the gap is that of the probability of failure, which spans hundreds of decades.
#[test]
fn bounds_on_the_probability_of_failure_close_next_to_certainty() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(11);
    let laws =
        [exponential(1.0, 0.0), exponential(1.0, 0.5), gamma(2.0, 1.0, 0.0), log_normal(0.0, 1.0, 0.0)];
    let tight = GlobalOptions { complement: 1e-2, ..options(1e-4) };
    for law in laws.map(|law| Arc::clone(law.cycle_time())) {
        for deadline in [15.0, 60.0, 240.0] {
            let relaxed = problem(&law, 6, deadline);
            let whole = GlobalProblem { coordinates: Some(1000), ..relaxed.clone() };
            for outcome in [maximise(&relaxed, &tight), maximise_integers(&whole, &tight)] {
                check_contract(&outcome);
                let label = format!("{law:?}, t = {deadline}: {outcome:?}");
                let late = outcome.probability.complement;
                assert!(outcome.closed && late < 1e-5 && late > 0.0, "{label}");
                assert!(late <= 1.01 * outcome.complement_bound * (1.0 + 1e-12), "{label}");
            }
            let outcome = maximise(&relaxed, &tight);
            for _ in 0..500 {
                let step = (-12.0 * generator.random::<f64>()).exp();
                let pairs = random_shares(&mut generator, 6);
                let pairs = pairs.iter().zip(outcome.shares.as_slice());
                let x: Vec<f64> = pairs.map(|(a, b)| step * a + (1.0 - step) * b).collect();
                let sum: f64 = x.iter().sum();
                let x = Shares::new(x.iter().map(|x| x / sum).collect()).expect("shares");
                let late = relaxed.evaluator.value(&x).complement;
                assert!(late >= outcome.complement_bound, "{late:e} at {x:?} below the bound of {outcome:?}");
            }
        }
    }
}

/// A bounded law a little before certainty: the probability of failure bends where a load is certain, and spans as many
/// decades as there are workers. The search once bisected that bend until its time was over.
#[test]
fn bounds_close_next_to_certainty_of_a_bounded_law() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(13);
    let tight = GlobalOptions { complement: 1e-2, ..options(1e-4) };
    for (least, most) in [(0.0, 1.0), (1.0, 6.0), (1.0, 1.1), (0.5, 100.5)] {
        let law: Law = Arc::clone(uniform(least, most).cycle_time());
        for (workers, distance) in [(1, 1e-6), (2, 4.5e-8), (3, 2.8e-7), (4, 1e-12), (5, 1e-3), (8, 0.3)] {
            let problem = problem(&law, workers, most * (1.0 - distance));
            let outcome = maximise(&problem, &tight);
            let label = format!("{law:?}, N = {workers}, {distance} before certainty: {outcome:?}");
            assert!(outcome.closed && outcome.nodes < 1000, "{label}");
            let sum: f64 = outcome.shares.as_slice().iter().sum();
            assert!((sum - 1.0).abs() < 1e-12, "{label}");
            for _ in 0..300 {
                let step = (-30.0 * generator.random::<f64>()).exp();
                let pairs = random_shares(&mut generator, workers);
                let pairs = pairs.iter().zip(outcome.shares.as_slice());
                let x: Vec<f64> = pairs.map(|(a, b)| step * a + (1.0 - step) * b).collect();
                let sum: f64 = x.iter().sum();
                let x = Shares::new(x.iter().map(|x| x / sum).collect()).expect("shares");
                let found = problem.evaluator.value(&x);
                let least = outcome.complement_bound * (1.0 - 1e-9);
                assert!(
                    found.complement + found.error >= least,
                    "{found:?} at {x:?} below the bound of {label}"
                );
            }
        }
    }
}

#[test]
fn the_answer_is_deterministic() {
    let first = maximise(&paper(8), &options(1e-5));
    let second = maximise(&paper(8), &options(1e-5));
    assert_eq!(first.shares, second.shares);
    assert_eq!(first.ln_bound, second.ln_bound);
    assert_eq!((first.nodes, first.programs), (second.nodes, second.programs));
}

#[test]
fn impossible_and_certain_deadlines_are_exact() {
    let law = shifted_exponential(1.0, 0.5);
    let outcome = maximise(&problem(&law, 4, 0.5), &options(0.0));
    assert_eq!((outcome.probability.value, outcome.bound, outcome.closed), (0.0, 0.0, true));
    let law: Law = Arc::clone(uniform(0.2, 1.0).cycle_time());
    let outcome = maximise(&problem(&law, 4, 1.0), &options(0.0));
    assert_eq!((outcome.probability.complement, outcome.complement_bound, outcome.closed), (0.0, 0.0, true));
    let outcome =
        maximise_integers(&GlobalProblem { coordinates: Some(12), ..problem(&law, 4, 0.2) }, &options(0.0));
    assert_eq!((outcome.probability.value, outcome.bound, outcome.closed), (0.0, 0.0, true));
}

#[test]
fn a_limit_leaves_an_honest_flag_and_a_valid_bound() {
    let limited = GlobalOptions { nodes: 0, ..options(1e-6) };
    let outcome = maximise(&paper(6), &limited);
    check_contract(&outcome);
    assert!(!outcome.closed);
    let over = Clock::start(Duration::ZERO, Cancel::default(), None);
    let whole = GlobalProblem { coordinates: Some(200), ..paper(6) };
    for outcome in [
        global::maximise(&paper(6), &options(1e-6), &over),
        integer::maximise(&whole, &options(1e-6), &over).expect("HiGHS"),
    ] {
        check_contract(&outcome);
        assert!(!outcome.closed && outcome.bound > 0.4409);
    }
}

#[test]
fn the_first_box_holds_the_optimum() {
    for workers in [4, 10, 20] {
        let problem = paper(workers);
        let outcome = maximise(&problem, &options(1e-3));
        let beta = LogCdf::new(problem.evaluator.law().clone(), problem.evaluator.deadline(), workers as f64);
        let mut region = LoadBox::around(&beta, workers, outcome.probability, &Clock::unlimited());
        assert!(region.propagate());
        for (n, w) in cumulative_load(outcome.shares.as_slice()).iter().enumerate() {
            assert!(region.low[n] <= *w + 1e-12 && *w <= region.high[n] + 1e-12, "N = {workers}, level {n}");
        }
    }
}

quickcheck! {
    /// Lines of an envelope lie above `beta` on its interval, touch the envelope, and the envelope is
    /// concave and nonincreasing.
    fn envelopes_are_concave_and_above(law: usize, from: u16, width: u16, at: u16) -> TestResult {
        let laws = laws();
        let law = &laws[law % laws.len()];
        let (deadline, largest) = (1.0, 12.0f64);
        let top = if law.infimum() > 0.0 { largest.min(0.999 * deadline / law.infimum()) } else { largest };
        let unit = |v: u16| f64::from(v) / f64::from(u16::MAX);
        let low = top * unit(from);
        let high = low + (top - low) * unit(width).powi(2);
        let beta = LogCdf::new(law.clone(), deadline, largest);
        let envelope = Envelope::new(&beta, low, high);
        let contact = low + (high - low) * unit(at);
        let line = envelope.line(&beta, contact);
        let mut before: Option<(f64, f64)> = None;
        for i in 0..=400 {
            let w = low + (high - low) * f64::from(i) / 400.0;
            let (value, hull) = (beta.value(w), envelope.value(&beta, w));
            let rounding = 1e-10 * (1.0 + value.abs());
            if line.at(w) < value - 1e-13 * value.abs() || hull < value - 1e-13 * value.abs() {
                return TestResult::error(format!("{law:?} [{low}, {high}]: {value} above line or envelope at {w}"));
            }
            if line.at(w) < hull - rounding {
                return TestResult::error(format!("{law:?} [{low}, {high}]: the line cuts the envelope at {w}"));
            }
            if let Some((last, step)) = before {
                let next = hull - last;
                // Staircases touch at corners only; all others are concave to rounding.
                if next > rounding || next > step + rounding {
                    return TestResult::error(format!("{law:?} [{low}, {high}]: not concave or rising at {w}"));
                }
                before = Some((hull, next));
            } else {
                before = Some((hull, f64::INFINITY));
            }
        }
        TestResult::passed()
    }
}

mod regression {
    //! Regression: our own numbers, and searches that once went wrong.

    use super::*;
    use crate::paper_optima::CERTIFIED_OPTIMA;

    #[test]
    fn certified_optima_of_the_paper_setting() {
        for (workers, value) in CERTIFIED_OPTIMA {
            let outcome = maximise(&paper(workers), &options(1e-4));
            check_contract(&outcome);
            assert!(outcome.closed, "N = {workers}: {outcome:?}");
            assert!((outcome.probability.value - value).abs() < 1e-9, "N = {workers}: {outcome:?}");
            assert!(outcome.gap() <= 1e-4 + 1e-15, "N = {workers}: gap {}", outcome.gap());
        }
    }

    #[test]
    fn a_relative_tolerance_serves_probabilities_near_one() {
        let tight = GlobalOptions { absolute: 0.0, relative: 0.01, ..options(0.0) };
        let outcome = maximise(&paper(30), &tight);
        check_contract(&outcome);
        assert!(outcome.closed, "{outcome:?}");
        assert!(outcome.complement_bound >= 0.989 * outcome.probability.complement);
        assert!((outcome.probability.value - 0.999903).abs() < 1e-6);
    }

    /// Bounds on coefficients rounded to integers can leave no point at all: these searches went through
    /// 90000 branches, or ended open, before emptiness was proved by duality.
    #[test]
    fn empty_branches_are_seen_as_empty() {
        let uniform: Law = Arc::clone(uniform(0.06676399161153618, 1.0).cycle_time());
        let pareto: Law = Arc::clone(pareto(0.37802563270315587, 0.3).cycle_time());
        for (law, workers, coordinates, deadline, nodes) in
            [(uniform, 5, 14, 0.2144508565027049, 1000), (pareto, 10, 60, 1.601091590993385, 100_000)]
        {
            let problem =
                GlobalProblem { coordinates: Some(coordinates), ..problem(&law, workers, deadline) };
            let tight = GlobalOptions { relative: 1e-7, nodes, ..options(0.0) };
            let outcome = maximise_integers(&problem, &tight);
            check_contract(&outcome);
            assert!(outcome.closed, "{outcome:?}");
        }
    }
}
