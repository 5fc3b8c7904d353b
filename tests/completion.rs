//! Evidence: the completion probability of a law, evaluated at both ends, against closed forms, differences and what is
//! proved of it.

#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;

use std::sync::Arc;

use bcgc::internals::runtime::completion::CompletionProbability;
use bcgc::methods::{Clock, of};
use bcgc::{Instance, Law, Objective, Partition, Shares, Status, System};
use instances::{completion, law_completion, problem, shares_of, solve, value_of};
use laws::{exponential, gamma, uniform};
use quickcheck::QuickCheck;

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

/// A clock that is over ends the passes of many workers; one that is not changes nothing.
#[test]
fn evaluations_end_with_the_clock_and_are_the_same_without() {
    let workers = 600;
    let problem = problem(&completion(workers, 1, workers as u64, exponential(1.0, 0.1), 400.0));
    let probability = law_completion(&problem).probability();
    let shares = Shares::new(vec![1.0 / workers as f64; workers]).unwrap();
    let running = Clock::unlimited();
    assert_eq!(probability.value_in_time(&shares, &running), Some(probability.value(&shares)));
    let both = probability.value_and_gradient(&shares);
    assert_eq!(probability.value_and_gradient_in_time(&shares, &running), Some(both));
    let over = running.first(0.5).less(std::time::Duration::MAX);
    assert!(!over.is_over(), "nothing is taken from what has no end");
    let cancel = bcgc::Cancel::default();
    cancel.cancel();
    let over = Clock::start(std::time::Duration::MAX, cancel, None);
    assert_eq!(probability.value_in_time(&shares, &over), None);
    assert_eq!(probability.value_and_gradient_in_time(&shares, &over), None);
}

/// The gradient beside a known probability is that of the whole evaluation: for rare successes, for rare misses and
/// between.
#[test]
fn gradients_beside_a_known_probability_are_those_of_the_evaluation() {
    fn property(sizes: Vec<u8>, time: u8) -> bool {
        let sizes: Vec<u8> = sizes.iter().take(12).map(|&size| size / 4 + 1).collect();
        let Some(shares) = shares_of(&sizes, 12) else { return true };
        let workers = shares.workers();
        let deadline = 0.02 * 1.035f64.powi(i32::from(time));
        let problem = problem(&completion(workers, 1, workers as u64, exponential(1.0, 0.0), deadline));
        let probability = law_completion(&problem).probability();
        let (known, whole) = probability.value_and_gradient(&shares);
        let beside = probability.gradient_beside(known, &shares, &Clock::unlimited()).expect("no limit");
        let scale = known.value.min(known.complement);
        whole.iter().zip(&beside).all(|(a, b)| (a - b).abs() <= 1e-9 * (a.abs() + scale))
    }
    QuickCheck::new().tests(300).quickcheck(property as fn(Vec<u8>, u8) -> bool);
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
    // kappa L t0 = 7 x 0.3 x 3 is 6.3 in decimals, 6.2999... of the double 0.3.
    let steep = gamma(0.05, 1.0, 1.0);
    let system = System::new(1, 3).and_then(|system| system.with_samples(7)?.with_cycles(0.3)).unwrap();
    for (deadline, is_impossible) in
        [(6.3, true), (6.299_999_999_999_998, true), (6.300_000_000_000_001, false)]
    {
        let objective = Objective::completion_probability(deadline).unwrap();
        let problem = problem(&Instance::new(system, steep.clone(), objective).unwrap());
        assert_eq!(law_completion(&problem).is_impossible(), is_impossible, "{deadline}");
        let value = problem.evaluator().value(&Shares::new(vec![1.0]).unwrap()).unwrap();
        // By 40 digits, of the decimals that are written: only an error bound can cover that.
        let truth = if is_impossible { 0.0 } else { 0.166_608 };
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
