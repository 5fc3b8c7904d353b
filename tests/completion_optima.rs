//! Evidence: optima of the completion probability of a law against enumeration, closed forms and what is proved of them. Our
//! own numbers, and what once broke, are in [`regression`].

#[path = "common/enumeration.rs"]
mod enumeration;
#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;
#[path = "common/paper_optima.rs"]
mod paper_optima;

use std::time::Duration;

use bcgc::internals::clock::{Cancel, Clock};
use bcgc::internals::relaxed::ascent::ascend;
use bcgc::methods::{Problem, of};
use bcgc::{Options, Partition, Shares, Status};
use enumeration::partitions;
use instances::{completion, law_completion, problem, solve, value_of};
use laws::{exponential, gamma, hyper_exponential, log_normal, pareto, uniform, weibull};
use quickcheck::QuickCheck;

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn exact_equals_enumeration_and_no_method_beats_it() {
    let laws = [exponential(1.0, 0.1), weibull(2.0, 1.0, 0.0)];
    for law in laws {
        for (workers, coordinates) in [(1, 3), (2, 9), (3, 12), (4, 12)] {
            for deadline in [0.4, 1.0, 2.5] {
                let deadline = deadline * coordinates as f64;
                let instance = completion(workers, coordinates, workers as u64, law.clone(), deadline);
                let options = Options::default().with_gap(1e-6);
                let problem = Problem::new(&instance, &options).unwrap();
                let best = partitions(workers, coordinates)
                    .into_iter()
                    .map(|x| value_of(&problem, &Partition::new(x, workers, coordinates).unwrap()))
                    .fold(0.0, f64::max);
                let exact = solve(&problem, "exact");
                let context = format!("{law:?}, N = {workers}, L = {coordinates}, t = {deadline}");
                assert_eq!(exact.status, Status::Optimal, "{context}");
                assert!((exact.value.unwrap().value - best).abs() <= 1e-6, "{context}");
                assert!(exact.bound.unwrap().value >= best - 1e-12, "{context}");
                for method in of(problem.instance().objective) {
                    let solution = method.solve(&problem).unwrap();
                    if solution.status == Status::Inapplicable {
                        assert!(solution.note.is_some(), "{context}, {}", method.name);
                        continue;
                    }
                    let value = solution.value.unwrap();
                    // The scheme without a partition splits coordinates: no partition bounds it.
                    let Some(partition) = solution.partition else { continue };
                    assert_eq!(partition.coordinates(), coordinates);
                    assert!((0.0..=best + 1e-12).contains(&value.value), "{context}, {}", method.name);
                    assert!((value.value + value.complement.unwrap() - 1.0).abs() < 1e-15);
                }
            }
        }
    }
}

/// A law with a longest cycle time, and deadlines from just possible to just short of certain without redundancy.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn optima_of_bounded_laws_equal_enumeration_at_every_deadline() {
    fn property(shape: (u8, u8, u8), at: (u8, u8)) {
        let (workers, coordinates) = (1 + usize::from(shape.0 % 4), 1 + u64::from(shape.1 % 8));
        let least = [0.0, 0.5, 20.0][usize::from(shape.2 % 3)];
        let (start, end) = (coordinates as f64 * least, coordinates as f64 * (least + 1.0));
        let near = 10f64.powi(-1 - i32::from(at.1 % 9));
        let deadline = match at.0 % 3 {
            0 => start + (end - start) * near,
            1 => start + (end - start) * (f64::from(at.1) + 1.0) / 257.0,
            _ => end - (end - start) * near,
        };
        let law = uniform(least, least + 1.0);
        let problem = problem(&completion(workers, coordinates, workers as u64, law, deadline));
        let value = |x| {
            let partition = Partition::new(x, workers, coordinates).unwrap();
            problem.evaluator().value_of_partition(&partition).expect("a value")
        };
        let all: Vec<_> = partitions(workers, coordinates).into_iter().map(value).collect();
        let best = all.iter().map(|value| value.value).fold(0.0, f64::max);
        let late = all.iter().filter_map(|value| value.complement).fold(1.0, f64::min);
        let exact = solve(&problem, "exact");
        let (found, bound) = (exact.value.unwrap(), exact.bound.as_ref().unwrap());
        let context = format!("{shape:?}, {deadline} in {start}..{end}, best {best}, late {late}: {exact:?}");
        assert_eq!(exact.status, Status::Optimal, "{context}");
        assert!(found.value >= best - 1e-4 && found.complement.unwrap() <= 1.0101 * late, "{context}");
        assert!(bound.value >= best * (1.0 - 1e-12), "{context}");
        assert!(bound.complement.is_none_or(|bound| bound <= late * (1.0 + 1e-9)), "{context}");
    }
    QuickCheck::new().tests(60).quickcheck(property as fn((u8, u8, u8), (u8, u8)));
}

/// A deadline that one worker of all meets with less than the smallest probability of double precision: no partition
/// has a better chance than that one worker does all that the fastest must.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn deadlines_that_nothing_can_meet_have_a_bound() {
    for (law, deadline) in [(log_normal(0.0, 0.2, 0.0), 6.0 * 5e-4), (gamma(900.0, 1.0, 0.5), 6.0 * 200.5)] {
        let problem = problem(&completion(4, 6, 4, law, deadline));
        for method in ["exact", "global"] {
            let found = solve(&problem, method);
            assert_eq!(found.status, Status::Optimal, "{found:?}");
            assert!(found.bound.as_ref().is_some_and(|bound| bound.value < 1e-100), "{found:?}");
            assert!(found.value.is_some_and(|value| value.value <= found.bound.unwrap().value), "{found:?}");
        }
    }
}

#[test]
fn closed_forms_refuse_laws_and_deadlines_they_are_not_for() {
    let heavy = completion(4, 10, 4, pareto(2.0, 1.0), 40.0);
    let solution = solve(&problem(&heavy), "large-deadline");
    assert_eq!(solution.status, Status::Inapplicable);
    assert!(solution.note.unwrap().contains("tail"));
    let tight = completion(20, 100, 20, exponential(1.0, 1.0), 101.0);
    assert_eq!(solve(&problem(&tight), "union-bound").status, Status::Inapplicable);
}

#[test]
fn ascent_ends_at_points_that_meet_the_conditions_of_optimality() {
    let laws = [
        exponential(1.0, 0.1),
        weibull(0.8, 1.0, 0.2),
        gamma(3.0, 2.0, 0.0),
        pareto(2.0, 1.0),
        uniform(1.0, 4.0),
        log_normal(0.0, 1.0, 0.0),
    ];
    for law in laws {
        for (workers, deadline) in [(1, 1.5), (2, 1.5), (7, 2.0), (15, 3.0)] {
            let instance = completion(workers, 1000, workers as u64, law.clone(), deadline * 1000.0);
            let problem = problem(&instance);
            let solution = solve(&problem, "relaxed");
            let context = format!("{law:?}, N = {workers}");
            assert!(
                matches!(solution.status, Status::Stationary | Status::Optimal),
                "{context}: {solution:?}"
            );
            let shares = solution.relaxed.unwrap();
            let (_, gradient) = law_completion(&problem).probability().value_and_gradient(&shares);
            let mean: f64 = shares.as_slice().iter().zip(&gradient).map(|(x, g)| x * g).sum();
            let most = gradient.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!(most - mean <= 2e-8 * mean.abs(), "{context}: {most} above {mean}");
        }
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn ascent_reaches_optima_where_the_probability_bends() {
    // Uniform times: every worker finishes a load of deadline / max, and the optimum has just that in x_0.
    for (workers, min, max, share) in
        [(4, 1.0, 1.9, 0.898_308_087_968_848_7), (4, 1.0, 2.0, 0.848_352_497_917_664_5), (10, 0.0, 1.0, 0.5)]
    {
        let law = uniform(min, max);
        let problem = problem(&completion(workers, 18, workers as u64, law, share * 18.0 * max));
        let (relaxed, global) = (solve(&problem, "relaxed"), solve(&problem, "global"));
        let bound = global.bound.unwrap().value;
        let value = relaxed.relaxed_value.unwrap().value;
        assert!(matches!(relaxed.status, Status::Stationary | Status::Optimal), "{max}: {relaxed:?}");
        assert!(value > 1e-6 && bound - value <= 1e-4 && value <= bound, "{max}: {value} {bound}");
        let shares = relaxed.relaxed.unwrap();
        assert!((shares.as_slice()[0] - share).abs() < 1e-12, "{max}: {shares:?}");
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn the_concavity_theorem_makes_stationary_points_global() {
    // mu t0 just above and below 1 - ln 2; Pareto of index 1; uniform up to twice its infimum.
    let threshold = 1.0 - std::f64::consts::LN_2;
    let cases = [
        (exponential(1.0, threshold + 1e-6), true),
        (exponential(1.0, threshold - 1e-3), false),
        (pareto(1.0, 1.0), true),
        (pareto(0.8, 1.0), false),
        (uniform(1.0, 2.0), true),
        (gamma(2.0, 1.0, 0.0), false),
    ];
    for (law, is_concave) in cases {
        let instance = completion(6, 600, 6, law.clone(), 1200.0);
        let problem = problem(&instance);
        let (relaxed, global) = (solve(&problem, "relaxed"), solve(&problem, "global"));
        let value = relaxed.relaxed_value.unwrap().value;
        assert_eq!(relaxed.status == Status::Optimal, is_concave, "{law:?}: {relaxed:?}");
        assert_eq!(relaxed.bound.is_some(), is_concave, "{law:?}");
        if let Some(bound) = relaxed.bound {
            assert!(value <= bound.value && bound.value <= value + 1e-7, "{law:?}: {value}, {}", bound.value);
            assert!(global.relaxed_value.unwrap().value <= bound.value + 1e-12, "{law:?}");
        }
        assert!(value <= global.bound.unwrap().value + 1e-12, "{law:?}");
    }
}

#[test]
fn the_published_algorithm_is_for_shifted_exponential_times() {
    let gamma = completion(4, 10, 4, gamma(2.0, 1.0, 0.0), 40.0);
    let solution = solve(&problem(&gamma), "successive-convex");
    assert_eq!(solution.status, Status::Inapplicable);
    assert!(solution.note.unwrap().contains("shifted exponential"));
    // The start of the published algorithm has probability zero here, others have not.
    let tight = completion(20, 100, 20, exponential(1.0, 1.0), 150.0);
    let solution = solve(&problem(&tight), "successive-convex");
    assert_eq!(solution.status, Status::Inapplicable);
    assert!(solution.note.unwrap().contains("no chance"));
    assert!(solve(&problem(&tight), "relaxed").relaxed_value.unwrap().value > 0.0);
}

mod regression {
    //! Regression: our own numbers, and instances that once went wrong.

    use super::*;
    use crate::paper_optima::CERTIFIED_OPTIMA;

    #[test]
    #[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
    fn certified_optima_of_the_paper_setting() {
        let law = exponential(0.1, 1.0);
        for (workers, reference) in CERTIFIED_OPTIMA {
            let instance = completion(workers, 40_000, 50, law.clone(), 10f64.powf(6.5));
            let solution = solve(&problem(&instance), "global");
            let value = solution.relaxed_value.unwrap().value;
            assert!((value - reference).abs() < 1e-9, "N = {workers}: {value}");
            assert_eq!(solution.status, Status::Optimal);
            assert!(solution.bound.unwrap().value - value <= 1e-4);
        }
    }

    #[test]
    #[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
    fn ascents_from_nearly_certain_points_stay_on_the_simplex() {
        // Missing the deadline has a probability of 2e-223, and its differences leave double precision.
        let law =
            hyper_exponential(&[0.25, 0.75], &[3.9710719831510306, 6.384784077296233], 365.400045245541);
        let problem = problem(&completion(3, 12, 3, law.clone(), 5_933.520_090_013_614));
        for name in ["exact", "global", "relaxed"] {
            let solution = solve(&problem, name);
            assert_eq!((solution.status, solution.value.unwrap().value), (Status::Optimal, 1.0), "{name}");
            let shares = solution.relaxed.map(Shares::into_vec).unwrap_or_default();
            assert!(shares.iter().all(|x| x.is_finite()), "{name}: {shares:?}");
        }
        let probability = law_completion(&problem).probability();
        let uncoded = Shares::new(vec![1.0, 0.0, 0.0]).unwrap();
        let ascended = ascend(probability, &uncoded, &Clock::unlimited()).0;
        assert!(Shares::new(ascended.into_vec()).is_ok());
    }

    #[test]
    fn no_relaxed_optimum_is_below_its_own_rounding() {
        // The failure rate falls so steeply that Newton steps end early.
        let law = weibull(0.05, 1.0, 0.0);
        for (workers, deadline) in [(10, 1e-8), (20, 1e-8), (20, 30.0)] {
            let solution = solve(&problem(&completion(workers, 20_000, 1, law.clone(), deadline)), "relaxed");
            let (value, relaxed) = (solution.value.unwrap(), solution.relaxed_value.unwrap());
            let slack = value.error + relaxed.error + 1e-15;
            assert!(relaxed.value >= value.value - slack, "N = {workers}: {value:?} {relaxed:?}");
        }
    }

    #[test]
    fn ferdinand_half_has_the_values_of_both_ends_of_its_face() {
        // Known for N = 20: from 0.404 to 0.948.
        let law = exponential(0.1, 1.0);
        let instance = completion(20, 40_000, 50, law.clone(), 10f64.powf(6.5));
        let solution = solve(&problem(&instance), "ferdinand-half");
        assert!((solution.value.unwrap().value - 0.948).abs() < 5e-4);
        assert!(solution.note.unwrap().contains("0.404"));
    }

    #[test]
    fn ascents_that_have_no_time_stay_where_they_are() {
        let problem = problem(&completion(30, 1000, 30, gamma(2.0, 1.0, 0.0), 9_000.0));
        let start = Shares::new(vec![1.0 / 30.0; 30]).unwrap();
        let probability = law_completion(&problem).probability();
        let over = Clock::start(Duration::ZERO, Cancel::default(), None);
        assert_eq!(ascend(probability, &start, &over).0, start);
        assert_ne!(ascend(probability, &start, &Clock::unlimited()).0, start);
    }
}
