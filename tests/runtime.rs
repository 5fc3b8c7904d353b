//! The fast evaluation against its oracles: rational arithmetic, finite differences, Monte Carlo.

use std::sync::Arc;

use bcgc::partition::overall_runtime;
use bcgc::runtime::boundary::Boundary;
use bcgc::runtime::expected::ExpectedRuntime;
use bcgc::runtime::rational;
use bcgc::runtime::slice_dp::{Number, crossing_probability};
use bcgc::straggler::{CycleTime, LawSpec, ParameterValue, ShiftedExponential};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use quickcheck::{Arbitrary, Gen, QuickCheck};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

fn law(name: &str, parameters: &[(&str, f64)]) -> Arc<dyn CycleTime> {
    let table = parameters.iter().map(|&(k, v)| (k.to_owned(), ParameterValue::Number(v))).collect();
    let law = LawSpec::find(name).and_then(|spec| spec.build(&table)).expect("a valid law");
    Arc::from(law.in_units_of(law.unit()))
}

fn exponential(shift: f64) -> Arc<dyn CycleTime> {
    Arc::new(ShiftedExponential { rate: 1.0, shift })
}

/// Laws of every kind of tail and of behaviour at the infimum.
fn laws() -> Vec<(&'static str, Arc<dyn CycleTime>)> {
    vec![
        ("exponential", exponential(0.0)),
        ("shifted exponential", exponential(0.05)),
        ("Weibull, shape 0.7", law("weibull", &[("shape", 0.7), ("scale", 2.0), ("shift", 0.5)])),
        ("Weibull, shape 2.5", law("weibull", &[("shape", 2.5), ("scale", 2.0)])),
        ("gamma, shape 0.6", law("gamma", &[("shape", 0.6), ("rate", 1.5), ("shift", 0.2)])),
        ("gamma, shape 3.3", law("gamma", &[("shape", 3.3), ("rate", 1.5)])),
        ("log-normal", law("log-normal", &[("location", 0.3), ("scale", 0.8), ("shift", 0.1)])),
        ("Pareto, index 2.5", law("pareto", &[("shape", 2.5), ("scale", 1.0)])),
        ("uniform", law("uniform", &[("min", 0.5), ("max", 2.0)])),
        ("Erlang", law("erlang", &[("shape", 3.0), ("rate", 1.0), ("shift", 0.4)])),
    ]
}

/// Slice probabilities of a random boundary, as integers over their sum.
#[derive(Debug, Clone)]
struct Boundaries(Vec<u64>);

impl Arbitrary for Boundaries {
    fn arbitrary(g: &mut Gen) -> Self {
        let workers = 1 + usize::arbitrary(g) % 14;
        // Entry 0 is the slice above c_0, kept small so that the probability is not negligible.
        let mut parts: Vec<u64> = (0..=workers).map(|_| u64::from(u8::arbitrary(g)) % 40).collect();
        parts[0] %= 3;
        parts[workers] += 1;
        if bool::arbitrary(g) {
            parts[workers] += 200;
        }
        Self(parts)
    }
}

impl Boundaries {
    fn rational(&self) -> Vec<BigRational> {
        let total: BigInt = self.0.iter().sum::<u64>().into();
        self.0.iter().map(|&p| BigRational::new(p.into(), total.clone())).collect()
    }

    /// Survival and distribution function at the levels, rounded once each.
    fn levels(&self) -> (Vec<f64>, Vec<f64>) {
        let mut above = BigRational::zero();
        self.rational()[..self.0.len() - 1]
            .iter()
            .map(|p| {
                above += p;
                (above.to_f64().unwrap(), (BigRational::one() - &above).to_f64().unwrap())
            })
            .unzip()
    }
}

/// `a + b e` with `e^2 = 0`: derivatives of the dynamic program, exactly.
#[derive(Clone)]
struct Dual(BigRational, BigRational);

impl Number for Dual {
    fn additive_unit() -> Self {
        Dual(Zero::zero(), Zero::zero())
    }
    fn multiplicative_unit() -> Self {
        Dual(One::one(), Zero::zero())
    }
    fn plus(&self, other: &Self) -> Self {
        Dual(&self.0 + &other.0, &self.1 + &other.1)
    }
    fn times(&self, other: &Self) -> Self {
        Dual(&self.0 * &other.0, &self.0 * &other.1 + &self.1 * &other.0)
    }
    fn times_integer(&self, factor: &num_bigint::BigUint) -> Self {
        let factor = BigRational::from_integer(factor.clone().into());
        Dual(&self.0 * &factor, &self.1 * &factor)
    }
}

#[test]
fn probability_equals_its_rational_twin() {
    fn property(boundary: Boundaries) -> bool {
        let (survival, cdf) = boundary.levels();
        let exact = crossing_probability(&boundary.rational()[1..]).to_f64().unwrap();
        let fast = Boundary::new(survival.len()).probability(&survival, &cdf, 1e-15).probability;
        (fast - exact).abs() <= 1e-13
    }
    QuickCheck::new().tests(300).quickcheck(property as fn(Boundaries) -> bool);
}

#[test]
fn complement_keeps_its_relative_accuracy() {
    // Slices above the lowest shrunk by 10^-digits: the complement falls to about 10^-(digits N).
    fn property(boundary: Boundaries, digits: u8) -> bool {
        let shrink = BigRational::new(1.into(), BigInt::from(10).pow(u32::from(digits % 8)));
        let mut slices: Vec<BigRational> = boundary.rational().iter().map(|p| p * &shrink).collect();
        let last = slices.len() - 1;
        slices[last] = BigRational::one() - slices[..last].iter().sum::<BigRational>();
        let exact = (BigRational::one() - crossing_probability(&slices[1..])).to_f64().unwrap();
        let mut above = BigRational::zero();
        let (survival, cdf): (Vec<f64>, Vec<f64>) = slices[..last]
            .iter()
            .map(|p| {
                above += p;
                (above.to_f64().unwrap(), (BigRational::one() - &above).to_f64().unwrap())
            })
            .unzip();
        let fast = Boundary::new(survival.len()).complement(&survival, &cdf, 1e-14).complement;
        let close = (fast - exact).abs() <= 1e-12 * exact;
        if !close {
            eprintln!("{slices:?} {fast:e} {exact:e}");
        }
        close
    }
    QuickCheck::new().tests(300).quickcheck(property as fn(Boundaries, u8) -> bool);
}

#[test]
fn complement_at_many_workers_equals_exact_integers() {
    // Exponential times and the loads W_n = n + 1: survival functions e^(-c/(n+1)) as integers over 2^300, which
    // holds every digit of a double above 1e-60. The rational program then runs in integers.
    const BITS: usize = 300;
    let scaled =
        |x: f64| BigRational::from_float(x).unwrap() * BigRational::from_integer(BigInt::one() << BITS);
    for workers in [20usize, 50] {
        let mut smallest = 1.0f64;
        for factor in [0.5, 2.0, 10.0] {
            // c grows with factor: the complement falls from about 0.3 to below 1e-40.
            let c = factor * (workers as f64).ln() * 4.0;
            let survival: Vec<f64> = (0..workers).map(|n| (-c / (n + 1) as f64).exp()).collect();
            let cdf: Vec<f64> = (0..workers).map(|n| -(-c / (n + 1) as f64).exp_m1()).collect();
            let above: Vec<BigRational> = survival.iter().map(|&s| scaled(s)).collect();
            assert!(above.iter().all(|a| a.is_integer()), "a digit is lost");
            let total = scaled(1.0);
            let slices: Vec<BigRational> =
                (0..workers).map(|n| above.get(n + 1).unwrap_or(&total) - &above[n]).collect();
            let all = (0..workers).fold(BigRational::one(), |product, _| product * &total);
            let exact = ((&all - crossing_probability(&slices)) / &all).to_f64().unwrap();
            let fast = Boundary::new(workers).complement(&survival, &cdf, 1e-14).complement;
            // cdf is rounded too: what it contributes is 1e-16 a worker.
            assert!((fast / exact - 1.0).abs() < 1e-10, "N = {workers}, {factor}: {fast:e} {exact:e}");
            smallest = smallest.min(exact);
        }
        assert!(smallest < 1e-40, "{smallest:e}");
    }
}

#[test]
fn floating_point_program_equals_its_rational_twin() {
    fn property(boundary: Boundaries) -> bool {
        let exact = crossing_probability(&boundary.rational()[1..]).to_f64().unwrap();
        let floats: Vec<f64> = boundary.rational()[1..].iter().map(|p| p.to_f64().unwrap()).collect();
        (crossing_probability(&floats) - exact).abs() <= 1e-13 * exact
    }
    QuickCheck::new().tests(200).quickcheck(property as fn(Boundaries) -> bool);
}

#[test]
fn slope_equals_the_derivative_of_the_rational_program() {
    fn property(boundary: Boundaries) -> bool {
        let (survival, cdf) = boundary.levels();
        let slices = &boundary.rational()[1..];
        let mut slope = vec![0.0; slices.len()];
        Boundary::new(slices.len()).probability_and_slope(&survival, &cdf, 1e-15, &mut slope);
        // F_n enters as p_n = F_n - F_{n+1} and p_{n-1} = F_{n-1} - F_n.
        (0..slices.len()).all(|n| {
            let dual: Vec<Dual> = slices
                .iter()
                .enumerate()
                .map(|(m, p)| {
                    let direction = i64::from(m == n) - i64::from(m + 1 == n);
                    Dual(p.clone(), BigRational::from_integer(direction.into()))
                })
                .collect();
            let exact = crossing_probability(&dual).1.to_f64().unwrap();
            (slope[n] - exact).abs() <= 1e-11 * exact.abs().max(1.0)
        })
    }
    QuickCheck::new().tests(60).quickcheck(property as fn(Boundaries) -> bool);
}

#[test]
fn windows_lose_no_more_than_stated_at_many_workers() {
    // The plain program has no windows; N = 400 makes the fast one drop most states.
    let law = ShiftedExponential { rate: 1.0, shift: 0.05 };
    for workers in [60, 150, 400] {
        let survival: Vec<f64> = (0..workers)
            .map(|n| law.survival(1.15 * law.upper_quantile((n + 1) as f64 / (workers + 1) as f64)))
            .collect();
        let cdf: Vec<f64> = survival.iter().map(|s| 1.0 - s).collect();
        let slices: Vec<f64> =
            (0..workers).map(|n| survival.get(n + 1).copied().unwrap_or(1.0) - survival[n]).collect();
        let plain = crossing_probability(&slices);
        assert!(plain > 1e-3 && plain < 0.999, "a boundary that tests something: {plain}");
        for drop in [1e-4, 1e-8, 1e-14] {
            let fast = Boundary::new(workers).probability(&survival, &cdf, drop);
            assert!((fast.probability - plain).abs() <= fast.dropped + 1e-12, "N = {workers}, drop = {drop}");
        }
    }
}

#[test]
fn exact_rationals_of_the_reference_partitions() {
    let exact = |blocks: &[u64]| rational::expected_runtime(blocks).unwrap().to_string();
    assert_eq!(exact(&[3, 1, 2]), "415639/63036");
    assert_eq!(exact(&[4, 2, 2, 12]), "242466573206371/13109432958930");
    assert_eq!(exact(&[5]), "5");
    assert_eq!(rational::expected_runtime(&[1; 8]), None);
    assert_eq!(rational::expected_runtime(&[]), None);
}

#[test]
fn quadrature_meets_the_exact_rationals() {
    let cases: &[&[u64]] = &[
        &[7],
        &[1, 0],
        &[0, 1],
        &[3, 1, 2],
        &[0, 5, 1],
        &[4, 2, 2, 12],
        &[0, 0, 0, 3],
        &[1, 0, 0, 0, 9],
        &[6, 2, 2, 2, 18],
        &[1, 2, 3, 4, 5, 6],
        &[9, 0, 1, 0, 2, 30],
    ];
    for blocks in cases {
        let exact = rational::expected_runtime(blocks).unwrap().to_f64().unwrap();
        let evaluator = ExpectedRuntime::new(exponential(0.0), blocks.len());
        let x: Vec<f64> = blocks.iter().map(|&x| x as f64).collect();
        for tolerance in [1e-6, 1e-10, 1e-13] {
            let estimate = evaluator.value(&x, tolerance);
            let off = (estimate.value - exact).abs();
            assert!(off <= estimate.error, "{blocks:?}: off by {off:e}, claimed {:e}", estimate.error);
            let promised = 2.0 * tolerance * exact;
            assert!(estimate.error <= promised, "{blocks:?}: {:e} at {tolerance:e}", estimate.error);
        }
    }
}

/// Partitions that stress a law: all kinds of empty levels.
fn shapes(workers: usize) -> Vec<Vec<f64>> {
    let mut even = vec![1.0; workers];
    even[0] = 5.0;
    let mut ends = vec![0.0; workers];
    ends[0] = 2.0;
    ends[workers - 1] = 3.0;
    let mut late = vec![0.0; workers];
    late[workers / 2] = 1.0;
    late[workers - 1] = 1.0;
    vec![even, ends, late]
}

#[test]
fn euler_identity_and_homogeneity_hold_for_every_law() {
    for (name, law) in laws() {
        for workers in [1, 2, 5, 12] {
            let evaluator = ExpectedRuntime::new(Arc::clone(&law), workers);
            for x in shapes(workers) {
                let here = evaluator.value_and_gradient(&x, 1e-11);
                let euler: f64 = here.gradient.iter().zip(&x).map(|(g, x)| g * x).sum();
                let value = here.value.value;
                assert!((euler / value - 1.0).abs() < 3e-11, "{name}, {x:?}: {:e}", euler / value - 1.0);
                let tripled: Vec<f64> = x.iter().map(|x| 3.0 * x).collect();
                let thrice = evaluator.value(&tripled, 1e-11).value;
                assert!((thrice / (3.0 * value) - 1.0).abs() < 3e-11, "{name}, {x:?}");
            }
        }
    }
}

#[test]
fn gradient_equals_finite_differences_for_every_law() {
    for (name, law) in laws() {
        let workers = 6;
        let evaluator = ExpectedRuntime::new(Arc::clone(&law), workers);
        let x = [4.0, 1.0, 0.5, 1.0, 2.0, 6.0];
        let gradient = evaluator.value_and_gradient(&x, 1e-11).gradient;
        for i in 0..workers {
            let step = 1e-3;
            let at = |d: f64| {
                let mut y = x;
                y[i] += d;
                evaluator.value(&y, 1e-13).value
            };
            // Fourth order: the error is that of rounding, about 1e-12 / step.
            let slope = (8.0 * (at(step) - at(-step)) - (at(2.0 * step) - at(-2.0 * step))) / (12.0 * step);
            assert!((gradient[i] - slope).abs() < 1e-7 * slope, "{name}, entry {i}: {} {slope}", gradient[i]);
        }
    }
}

#[test]
fn monte_carlo_agrees_within_five_standard_errors() {
    const SAMPLES: usize = 40_000;
    for (name, law) in laws() {
        let workers = 7;
        let x = [3.0, 0.0, 1.0, 2.0, 0.5, 0.0, 4.0];
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..SAMPLES {
            let mut times: Vec<f64> = (0..workers).map(|_| law.sample(&mut rng)).collect();
            times.sort_by(f64::total_cmp);
            let runtime = overall_runtime(&x, &times);
            sum += runtime;
            squares += runtime * runtime;
        }
        let mean = sum / SAMPLES as f64;
        let error = ((squares / SAMPLES as f64 - mean * mean) / SAMPLES as f64).sqrt();
        let exact = ExpectedRuntime::new(law, workers).value(&x, 1e-10).value;
        assert!((mean - exact).abs() < 5.0 * error, "{name}: {mean} +- {error}, exact {exact}");
    }
}

#[test]
fn error_estimates_cover_the_difference_between_tolerances() {
    for (name, law) in laws() {
        for workers in [3, 10, 30] {
            let evaluator = ExpectedRuntime::new(Arc::clone(&law), workers);
            for x in shapes(workers) {
                let reference = evaluator.value(&x, 1e-13);
                for tolerance in [1e-4, 1e-7, 1e-10] {
                    let estimate = evaluator.value(&x, tolerance);
                    let off = (estimate.value - reference.value).abs();
                    let claimed = estimate.error + reference.error;
                    assert!(off <= claimed, "{name}, N = {workers}, {tolerance:e}: {off:e} > {claimed:e}");
                    let promised = 2.0 * tolerance * reference.value;
                    assert!(estimate.error <= promised, "{name}, N = {workers}, {tolerance:e}");
                }
            }
        }
    }
}

#[test]
fn no_bits_depend_on_the_number_of_threads() {
    let evaluator = ExpectedRuntime::new(exponential(0.05), 60);
    let x: Vec<f64> = (0..60).map(|n| 1.0 + (n % 7) as f64).collect();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| evaluator.value_and_gradient(&x, 1e-10))
    };
    assert_eq!(with(1), with(2));
    assert_eq!(with(1), with(5));
}

#[test]
fn claimed_errors_hold_on_random_partitions_of_all_shapes() {
    // Regression: an accidentally small change between two rules once passed for convergence.
    fn property(sizes: Vec<u8>, which: usize) -> bool {
        let x: Vec<f64> = sizes
            .iter()
            .take(12)
            .map(|&s| if s < 80 { 0.0 } else { (-f64::from(s - 80) / 20.0).exp() })
            .collect();
        if x.iter().sum::<f64>() == 0.0 {
            return true;
        }
        let laws = laws();
        let evaluator = ExpectedRuntime::new(Arc::clone(&laws[which % laws.len()].1), x.len());
        let reference = evaluator.value(&x, 1e-13);
        [1e-4, 1e-7, 1e-10].iter().all(|&tolerance| {
            let estimate = evaluator.value(&x, tolerance);
            (estimate.value - reference.value).abs() <= estimate.error + 2.0 * reference.error
        })
    }
    // Regressions: windows along a long power tail; two rules that agreed by accident on a narrow feature.
    assert!(property(vec![80, 0, 0, 0, 0, 0, 0], 7));
    assert!(property(vec![243, 242, 0, 253, 94, 219], 0));
    assert!(property(vec![243, 176, 103, 181], 0));
    QuickCheck::new().tests(1500).quickcheck(property as fn(Vec<u8>, usize) -> bool);
}

#[test]
fn heavy_tails_meet_the_closed_forms_of_order_statistics() {
    // Uncoded: E[tau] = L E[T_(N)], for Pareto N! G(1 - 1/a) / G(N + 1 - 1/a) as a product.
    // Regression: 1 - Pr cancelled far out in the tail, and at 1.0001 the range left double precision.
    for index in [3.0, 1.5, 1.1, 1.01, 1.0001] {
        let workers = 20;
        let evaluator = ExpectedRuntime::new(law("pareto", &[("shape", index), ("scale", 1.0)]), workers);
        let mut x = vec![0.0; workers];
        x[0] = 1.0;
        let exact: f64 = (1..=workers).map(|j| j as f64 / (j as f64 - 1.0 / index)).product::<f64>();
        let exact = exact / index_unit(index);
        let estimate = evaluator.value_and_gradient(&x, 1e-10);
        assert!((estimate.value.value / exact - 1.0).abs() < 1e-12, "index {index}: {estimate:?}, {exact}");
        assert!(
            (estimate.gradient[0] / exact - 1.0).abs() < 1e-10,
            "index {index}: {:e}",
            estimate.gradient[0] / exact - 1.0
        );
    }
}

#[test]
fn indices_next_to_an_infinite_mean_state_an_error_that_holds() {
    // Constant s = N-1: E[tau] = N E[T_(1)] = N a N / (a N - 1). Regression: a N - 1 was rounded twice, and
    // what lies beyond double precision came without an error.
    for index in [0.2000001, 0.20000000001, 0.2001, 0.25, 0.201] {
        let workers = 5;
        let evaluator = ExpectedRuntime::new(law("pareto", &[("shape", index), ("scale", 1.0)]), workers);
        let excess = index.mul_add(5.0, -1.0);
        let exact = 5.0 * (1.0 + 1.0 / excess) / index_unit(index);
        let evaluation = evaluator.value_and_gradient(&[0.0, 0.0, 0.0, 0.0, 1.0], 1e-10);
        let off = (evaluation.value.value - exact).abs();
        assert!(off <= evaluation.value.error, "index {index}: {off:e} against {:e}", evaluation.value.error);
        assert!(
            evaluation.value.error <= 1e-9 * exact,
            "index {index}: {:e}",
            evaluation.value.error / exact
        );
        let slope_off = (evaluation.gradient[4] / exact - 1.0).abs();
        assert!(slope_off <= evaluation.gradient_error, "index {index}: gradient {slope_off:e}");
    }
}

/// The unit of the Pareto law of scale 1 that [`law`] divides by.
fn index_unit(index: f64) -> f64 {
    let table = [("shape", index), ("scale", 1.0)];
    let table = table.iter().map(|&(k, v)| (k.to_owned(), ParameterValue::Number(v))).collect();
    LawSpec::find("pareto").unwrap().build(&table).unwrap().unit()
}
