//! Evidence: the certified relaxed optimum and the rounding, against random partitions and against what is proved of
//! them. What once broke, and our own numbers, are in [`regression`].

#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;
#[path = "common/oracle.rs"]
mod oracle;

use bcgc::internals::clock::Clock;
use bcgc::internals::problem::memo::RelaxedOptimum;
use bcgc::methods::Problem;
use bcgc::{Law, Options, Partition, Shares, Status};
use instances::{evaluate, law_runtime, problem, relaxed_optimum, runtime, shares_of};
use laws::{erlang, exponential, gamma, hyper_exponential, log_normal, pareto, uniform, weibull};
use oracle::cumulative_load;
use quickcheck::QuickCheck;

/// The law of the experiments of [WCLZX23].
///
/// [WCLZX23]: https://arxiv.org/abs/2206.02450
fn paper() -> Law {
    exponential(1e-3, 50.0)
}

#[test]
fn gap_closes_for_many_workers() {
    for law in [
        paper(),
        exponential(1.0, 0.0),
        weibull(0.7, 1.0, 0.0),
        uniform(1.0, 3.0),
        pareto(0.8, 1.0),
        log_normal(0.0, 0.1, 0.0),
    ] {
        let options = Options::default().with_gap(1e-6);
        let problem = Problem::new(&runtime(100, 100_000, law.clone()), &options).unwrap();
        let optimum = relaxed_optimum(&problem);
        assert!(optimum.status == Status::Optimal && optimum.gap() <= 1e-6, "{law:?}: {optimum:?}");
    }
}

#[test]
fn gap_closes_for_every_kind_of_law() {
    let laws = [
        exponential(1.0, 0.0),
        exponential(1.0, 30.0),
        weibull(0.7, 2.0, 0.5),
        weibull(3.0, 2.0, 0.0),
        gamma(2.5, 1.0, 0.0),
        log_normal(0.0, 1.0, 0.0),
        pareto(2.0, 1.0),
        pareto(0.7, 1.0),
        uniform(1.0, 2.0),
        erlang(4, 1.0, 0.0),
        hyper_exponential(&[0.3, 0.7], &[0.2, 2.0], 0.0),
    ];
    for law in laws {
        for workers in [1, 2, 5, 12] {
            if workers == 1 && law.cycle_time().tail_index() < 1.0 {
                continue; // An infinite mean: no finite optimum.
            }
            let problem = problem(&runtime(workers, 1000, law.clone()));
            let optimum = relaxed_optimum(&problem);
            assert_eq!(optimum.status, Status::Optimal, "{law:?}, N = {workers}: gap {:e}", optimum.gap());
            assert!(optimum.gap() <= 1e-9);
            assert!(Shares::new(optimum.shares.as_slice().to_vec()).is_ok(), "{optimum:?}");
        }
    }
}

/// Times over many orders of magnitude: rare rounds make up the mean, and the tolerance of an evaluation is relative to
/// that, not to a common round. Nothing ends these searches but the gap.
#[test]
fn gap_closes_for_times_over_many_orders_of_magnitude() {
    let gammas = [0.05, 0.1, 0.2, 0.5].map(|shape| gamma(shape, 1.0, 0.0));
    let weibulls = [0.05, 0.1, 0.2, 0.5].map(|shape| weibull(shape, 1.0, 0.0));
    let log_normals = [5.0, 10.0].map(|scale| log_normal(0.0, scale, 0.0));
    let far = hyper_exponential(&[0.5, 0.5], &[1.0, 1e-12], 0.0);
    for law in gammas.into_iter().chain(weibulls).chain(log_normals).chain([far]) {
        for workers in [4, 10] {
            let optimum = unhurried_optimum(&law, workers);
            assert_eq!(optimum.status, Status::Optimal, "{law:?}, N = {workers}: gap {:e}", optimum.gap());
            assert!(optimum.gap() <= 1e-9, "{law:?}, N = {workers}: gap {:e}", optimum.gap());
        }
    }
}

/// At a tail index next to one the slope is steep beside zero, where values are alike: the gap ends above the one asked
/// for, and the status says so.
#[test]
fn gap_nearly_closes_for_a_tail_index_next_to_one() {
    for workers in [4, 10] {
        let optimum = unhurried_optimum(&pareto(1.01, 1.0), workers);
        assert_eq!(optimum.status == Status::Optimal, optimum.gap() <= 1e-9, "N = {workers}: {optimum:?}");
        assert!(optimum.gap() <= 1e-7, "N = {workers}: gap {:e}", optimum.gap());
    }
}

/// The relaxed optimum of 1000 coordinates, with all the time it takes.
fn unhurried_optimum(law: &Law, workers: usize) -> RelaxedOptimum {
    let options = Options::default().with_time_limit(f64::INFINITY);
    let problem = Problem::new(&runtime(workers, 1000, law.clone()), &options).unwrap();
    relaxed_optimum(&problem).clone()
}

#[test]
fn certified_bound_is_below_every_feasible_value() {
    fn property(sizes: Vec<u8>, which: u8) -> bool {
        let Some(shares) = shares_of(&sizes, 9) else { return true };
        let laws = [paper(), uniform(0.0, 2.0), pareto(1.5, 1.0)];
        let law = laws[usize::from(which) % laws.len()].clone();
        let problem = problem(&runtime(shares.workers(), 100, law));
        let here = evaluate(&problem, &shares, 1e-10);
        // The tangent bound at any point, and the bound of the optimum.
        let tangent = here.gradient.iter().copied().fold(f64::INFINITY, f64::min);
        let optimum = relaxed_optimum(&problem);
        here.value.value + here.value.error >= optimum.bound && tangent * (1.0 - 1e-9) <= optimum.value
    }
    QuickCheck::new().tests(150).quickcheck(property as fn(Vec<u8>, u8) -> bool);
}

#[test]
fn convex_along_random_segments() {
    fn property(a: Vec<u8>, b: Vec<u8>) -> bool {
        let n = a.len().min(b.len()).min(8);
        let (Some(a), Some(b)) = (shares_of(&a, n), shares_of(&b, n)) else { return true };
        let problem = problem(&runtime(n, 100, paper()));
        let middle = a.as_slice().iter().zip(b.as_slice()).map(|(x, y)| 0.5 * (x + y)).collect();
        let middle = Shares::new(middle).unwrap();
        let value = |x: &Shares| evaluate(&problem, x, 1e-11).value.value;
        value(&middle) <= 0.5 * (value(&a) + value(&b)) * (1.0 + 1e-10)
    }
    QuickCheck::new().tests(150).quickcheck(property as fn(Vec<u8>, Vec<u8>) -> bool);
}

/// `rho = max_n W'_n / W_n` over the levels in use: for every outcome of the cycle times the overall runtime of the
/// rounding is at most this many times that of the relaxed point. Infinite if it has load where that has none.
fn loss_bound(before: &[f64], after: &[f64]) -> f64 {
    let used = after.iter().zip(before).filter(|(after, _)| **after > 0.0);
    used.map(|(after, before)| after / before).fold(1.0, f64::max)
}

#[test]
fn rounding_sums_to_the_coordinates_and_keeps_its_loss_bound() {
    fn property(sizes: Vec<u8>, coordinates: u16) -> bool {
        let coordinates = 1 + u64::from(coordinates);
        let Some(shares) = shares_of(&sizes, 8) else { return true };
        let problem = problem(&runtime(shares.workers(), coordinates, paper()));
        let rounded: Partition = problem.round(&shares, &Clock::unlimited()).unwrap();
        let relaxed = shares.coordinates(coordinates);
        let blocks: Vec<f64> = rounded.blocks().iter().map(|&x| x as f64).collect();
        let near = blocks.iter().zip(&relaxed).all(|(x, r)| (x - r).abs() < 1.0 + 1e-9);
        let zeros = blocks.iter().zip(&relaxed).all(|(&x, &r)| r > 0.0 || x == 0.0);
        let rho = loss_bound(&cumulative_load(&relaxed), &cumulative_load(&blocks));
        let value = |shares: &Shares| problem.evaluator().value(shares).unwrap().value;
        let (before, after) = (value(&shares), value(&rounded.shares()));
        rounded.coordinates() == coordinates
            && near
            && zeros
            && (!rho.is_finite() || after <= rho * before * (1.0 + 1e-9))
    }
    QuickCheck::new().tests(200).quickcheck(property as fn(Vec<u8>, u16) -> bool);
}

#[test]
fn optimum_is_bit_identical_for_any_number_of_threads() {
    let instance = runtime(30, 20_000, paper());
    let find = || relaxed_optimum(&problem(&instance)).clone();
    let alone = find();
    for threads in [1, 3] {
        assert_eq!(bcgc::on_threads(Some(threads), find).unwrap(), alone);
    }
}

mod regression {
    //! Regression: our own numbers, and an instance that once went wrong.

    use super::*;

    /// E* before the factor kappa at L = 20000, to seven digits.
    #[test]
    fn certified_optima_of_the_paper_setting() {
        let references =
            [(10, 2.338312e7), (20, 2.819778e7), (30, 3.252467e7), (40, 3.642470e7), (50, 3.997079e7)];
        for (workers, reference) in references {
            let problem = problem(&runtime(workers, 20_000, paper()));
            let optimum = relaxed_optimum(&problem);
            let value = optimum.value * law_runtime(&problem).scale();
            assert!((value - reference).abs() <= 5.0, "N = {workers}: {value}");
            assert_eq!(optimum.status, Status::Optimal, "N = {workers}");
            assert!(optimum.gap() <= 1e-9, "N = {workers}: {:e}", optimum.gap());
        }
    }

    /// At a relative spread of 1e-18 no point near the optimum can be written down, its tangents proved nothing, and
    /// a gap of infinity was reported.
    #[test]
    fn cycle_times_that_hardly_vary_leave_no_gap() {
        for (rate, shift) in [(1.0, 1e18), (1e200, 50.0), (1.0, 1e10)] {
            let problem = problem(&runtime(12, 500, exponential(rate, shift)));
            let optimum = relaxed_optimum(&problem);
            assert_eq!(optimum.status, Status::Optimal, "{rate}, {shift}: gap {:e}", optimum.gap());
            assert!(optimum.gap() <= 1e-9);
        }
    }
}
