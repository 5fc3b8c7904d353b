//! Evidence: the completion probability of a law, evaluated at both ends, and its optima against enumeration, closed
//! forms and what is proved of them. Our own numbers, and what once broke, are in [`regression`].

#[path = "common/enumeration.rs"]
mod enumeration;
#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;
#[path = "common/paper_optima.rs"]
mod paper_optima;

use std::sync::Arc;
use std::time::Duration;

use bcgc::internals::clock::{Cancel, Clock};
use bcgc::internals::relaxed::ascent::ascend;
use bcgc::internals::runtime::completion::CompletionProbability;
use bcgc::methods::{Problem, of};
use bcgc::{Instance, Law, Objective, Options, Partition, Shares, Status, System};
use enumeration::partitions;
use instances::{completion, law_completion, problem, shares_of, solve, value_of};
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

#[test]
fn single_blocks_have_a_binomial_tail() {
    // Pr[T_(N-s) <= c] = Pr[at least N - s of N below c].
    let (workers, rate, deadline) = (9usize, 1.0f64, 2.0);
    let instance = completion(workers, 1, workers as u64, exponential(rate, 0.0), deadline);
    let problem = problem(&instance);
    for s in 0..workers {
        let c = deadline / (s + 1) as f64;
        let f = -(-rate * c).exp_m1();
        let choose = |k: usize| (1..=k).map(|i| (workers - k + i) as f64 / i as f64).product::<f64>();
        let tail: f64 = (workers - s..=workers)
            .map(|k| choose(k) * f.powi(k as i32) * (1.0 - f).powi((workers - k) as i32))
            .sum();
        let value = value_of(&problem, &Partition::single_block(s, workers, 1).unwrap());
        assert!((value / tail - 1.0).abs() < 1e-12, "s = {s}: {value} {tail}");
    }
}

#[test]
fn complement_holds_where_the_probability_rounds_to_one() {
    // Uncoded: 1 - (1 - e^-c)^N exactly.
    for digits in [5.0, 20.0, 40.0, 250.0] {
        let c = digits * std::f64::consts::LN_10;
        let instance = completion(6, 1, 6, exponential(1.0, 0.0), c);
        let uncoded = Partition::single_block(0, 6, 1).unwrap();
        let value = problem(&instance).evaluator().value_of_partition(&uncoded).unwrap();
        let exact = -(6.0 * (-(-c).exp()).ln_1p()).exp_m1();
        assert!((value.complement.unwrap() / exact - 1.0).abs() < 1e-10, "{digits}: {value:?}");
    }
}

/// Slopes within the simplex, and across it: `Pr` at `(1 + d) x` is that at `x` for the deadline `t / (1 + d)`.
#[test]
fn gradient_equals_finite_differences() {
    fn property(sizes: Vec<u8>) -> bool {
        let sizes: Vec<u8> = sizes.iter().take(7).map(|&s| s / 2 + 10).collect();
        let Some(x) = shares_of(&sizes, 7) else { return true };
        let workers = x.workers();
        let problem = problem(&completion(workers, 1, workers as u64, gamma(2.5, 2.0, 0.1), 3.6));
        let probability = law_completion(&problem).probability();
        let (_, gradient) = probability.value_and_gradient(&x);
        let step = 1e-4;
        let slope = |at: &dyn Fn(f64) -> f64| {
            (8.0 * (at(step) - at(-step)) - (at(2.0 * step) - at(-2.0 * step))) / (12.0 * step)
        };
        let is_close = |claimed: f64, slope: f64| (claimed - slope).abs() < 1e-8 * (1.0 + slope.abs());
        let within = (1..workers).all(|i| {
            let at = |d: f64| {
                let mut y = x.as_slice().to_vec();
                y[i] += d;
                y[0] -= d;
                probability.value(&Shares::new(y).unwrap()).value
            };
            is_close(gradient[i] - gradient[0], slope(&at))
        });
        let at = |d: f64| {
            let (law, deadline) = (Arc::clone(probability.law()), probability.deadline() / (1.0 + d));
            CompletionProbability::new(law, workers, deadline).value(&x).value
        };
        let across: f64 = gradient.iter().zip(x.as_slice()).map(|(g, x)| g * x).sum();
        within && is_close(across, slope(&at))
    }
    QuickCheck::new().tests(100).quickcheck(property as fn(Vec<u8>) -> bool);
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn impossible_and_certain_deadlines_are_exact() {
    let law = exponential(1.0, 1.0);
    let impossible = completion(4, 10, 4, law.clone(), 9.99);
    for name in ["exact", "global"] {
        let solution = solve(&problem(&impossible), name);
        assert_eq!((solution.status, solution.value.unwrap().value), (Status::Optimal, 0.0));
        assert_eq!(solution.bound.unwrap().value, 0.0);
        assert!(solution.note.unwrap().contains("no partition can finish"));
    }
    let certain = completion(4, 10, 4, law.clone(), 1e5);
    for name in ["exact", "global"] {
        let solution = solve(&problem(&certain), name);
        assert_eq!((solution.status, solution.value.unwrap().value), (Status::Optimal, 1.0));
        assert!(solution.value.unwrap().complement.unwrap() < 1e-300);
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn deadlines_a_hair_above_the_impossible_are_decided_exactly() {
    let shifted = exponential(1.0, 1.0);
    for above in [1e-3, 1e-5, 1e-8] {
        // Next to the infimum the curvature of the probability is beyond its differences.
        let problem = problem(&completion(3, 12, 3, shifted.clone(), 12.0 * (1.0 + above)));
        let (exact, global) = (solve(&problem, "exact"), solve(&problem, "global"));
        assert!(
            !law_completion(&problem).is_impossible() && exact.value.unwrap().value > 0.0,
            "{above}: {exact:?}"
        );
        assert_eq!((exact.status, global.status), (Status::Optimal, Status::Optimal), "{above}");
    }
    // kappa L t0 = 7 x 0.3 x 3 is 6.2999... as a double 0.3 is a little less than 3/10.
    let steep = gamma(0.05, 1.0, 1.0);
    let system = System::new(1, 3).and_then(|system| system.with_samples(7)?.with_cycles(0.3)).unwrap();
    for (deadline, is_impossible) in
        [(6.3, false), (6.299_999_999_999_998, true), (6.300_000_000_000_001, false)]
    {
        let objective = Objective::completion_probability(deadline).unwrap();
        let problem = problem(&Instance::new(system, steep.clone(), objective).unwrap());
        assert_eq!(law_completion(&problem).is_impossible(), is_impossible, "{deadline}");
        let value = problem.evaluator().value(&Shares::new(vec![1.0]).unwrap()).unwrap();
        // 0.144183 at 6.3 and 0.166126 at the next double, by 50 digits: only an error bound can cover both.
        let truth = if is_impossible {
            0.0
        } else if deadline > 6.3 {
            0.166_126
        } else {
            0.144_183
        };
        assert!((value.value - truth).abs() <= value.error + 1e-6, "{deadline}: {value:?}");
        assert_eq!(value.error == 0.0, is_impossible, "{deadline}: {value:?}");
    }
}

#[test]
fn certain_deadlines_of_unbounded_laws_have_finite_errors() {
    let problem = problem(&completion(5, 5, 5, exponential(1.0, 0.0), 4000.0));
    for method in of(problem.instance().objective) {
        let solution = method.solve(&problem).unwrap();
        let values = [solution.value, solution.relaxed_value];
        for value in values.into_iter().flatten() {
            assert_eq!(value.value, 1.0, "{}: {value:?}", method.name);
            assert!(value.error < 1e-300 && value.complement.unwrap() < 1e-300, "{}: {value:?}", method.name);
        }
    }
}

/// The survival function of this law loses two digits at the level that decides; the reference is from mpmath.
#[test]
fn errors_cover_gamma_laws_of_small_shape() {
    let law = gamma(0.05, 1.0, 0.0);
    let problem = problem(&completion(3, 200, 3, law.clone(), 72.4876684202967));
    let partition = Partition::new(vec![100, 0, 100], 3, 200).unwrap();
    let value = problem.evaluator().value_of_partition(&partition).unwrap();
    let off = (value.complement.unwrap() - 0.054_619_017_208_525).abs();
    assert!(off <= value.error && value.error < 1e-14, "off by {off:e}, claimed {:e}", value.error);
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
fn ln_probability_is_concave_at_random_midpoints_where_the_theorem_says_so() {
    fn property(a: Vec<u8>, b: Vec<u8>, shift: u8) -> bool {
        let shares = |sizes: &[u8]| -> Vec<f64> {
            let raw: Vec<f64> = (0..5).map(|i| 0.01 + f64::from(*sizes.get(i).unwrap_or(&9))).collect();
            let sum: f64 = raw.iter().sum();
            raw.iter().map(|x| x / sum).collect()
        };
        let law = exponential(1.0, 0.30686 + f64::from(shift) / 256.0);
        let instance = completion(5, 1, 5, law, 4.0);
        let problem = problem(&instance);
        let (x, y) = (shares(&a), shares(&b));
        let middle: Vec<f64> = x.iter().zip(&y).map(|(x, y)| 0.5 * (x + y)).collect();
        let ln = |x: &[f64]| {
            law_completion(&problem).probability().value(&Shares::new(x.to_vec()).unwrap()).value.ln()
        };
        let (at_middle, mean) = (ln(&middle), 0.5 * (ln(&x) + ln(&y)));
        !mean.is_finite() || at_middle >= mean - 1e-12 * mean.abs()
    }
    QuickCheck::new().tests(500).quickcheck(property as fn(Vec<u8>, Vec<u8>, u8) -> bool);
    // Below the threshold it fails for some midpoints: the test above can tell.
    let instance = completion(3, 1, 3, exponential(1.0, 0.0), 0.3);
    let problem = problem(&instance);
    let ln = |x: &[f64]| {
        law_completion(&problem).probability().value(&Shares::new(x.to_vec()).unwrap()).value.ln()
    };
    let violated = (0..100).any(|i| {
        let x = [0.01 * f64::from(i), 1.0 - 0.01 * f64::from(i), 0.0];
        let y = [0.0, 0.0, 1.0];
        let middle = [0.5 * x[0], 0.5 * x[1], 0.5];
        ln(&middle) < 0.5 * (ln(&x) + ln(&y)) - 1e-9
    });
    assert!(violated);
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

/// One worker misses `y` units of time with the probability `exp(-y)`: below the range of doubles that is shown as 0, with an
/// error that covers it. Where no worker can miss, 0 is exact.
#[test]
fn a_complement_below_the_range_of_doubles_has_an_error() {
    let complement = |law: Law, deadline: f64| {
        let problem = problem(&completion(1, 1, 1, law, deadline));
        let value = solve(&problem, "uncoded").value.expect("a value");
        (value.complement.expect("a complement"), value.error)
    };
    for deadline in [734.5, 744.0, 800.0] {
        let (found, error) = complement(exponential(1.0, 0.0), deadline);
        assert!(found <= (-deadline).exp() + error && error > 0.0 && error <= 1e-306, "{found:e}, {error:e}");
    }
    assert_eq!(complement(uniform(1.0, 2.0), 3.0), (0.0, 0.0));
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
            // The relaxed optimum misses it with less than the smallest normal number: no search can bound that.
            let ended = if name == "global" { Status::GapLimit } else { Status::Optimal };
            assert_eq!((solution.status, solution.value.unwrap().value), (ended, 1.0), "{name}");
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
        assert!(solution.note.unwrap().contains("4.04"));
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
