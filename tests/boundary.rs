//! Evidence: the crossing probability of order statistics against its rational twin, and both ends of the completion
//! probability.

#[path = "common/laws.rs"]
mod laws;
#[path = "common/oracle.rs"]
mod oracle;

use std::sync::Arc;

use bcgc::internals::runtime::boundary::Boundary;
use bcgc::internals::runtime::completion::CompletionProbability;
use bcgc::internals::runtime::slice_dp::{Number, crossing_probability};
use bcgc::{CycleTime, Shares};
use laws::{exponential, laws};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use oracle::cumulative_load;
use quickcheck::{Arbitrary, Gen, QuickCheck};

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
fn small_probabilities_keep_their_relative_accuracy() {
    // Slices below c_0 shrunk by 10^-digits: the probability falls to about 10^-(digits N).
    fn property(boundary: Boundaries, digits: u8) -> bool {
        let shrink = BigRational::new(1.into(), BigInt::from(10).pow(u32::from(digits % 20)));
        let slices: Vec<BigRational> = boundary.rational()[1..].iter().map(|p| p * &shrink).collect();
        let exact = crossing_probability(&slices).to_f64().unwrap();
        let below = |n: usize| slices[n..].iter().sum::<BigRational>();
        let (survival, cdf): (Vec<f64>, Vec<f64>) = (0..slices.len())
            .map(|n| ((BigRational::one() - below(n)).to_f64().unwrap(), below(n).to_f64().unwrap()))
            .unzip();
        let evaluator =
            CompletionProbability::new(Arc::clone(exponential(1.0, 0.0).cycle_time()), slices.len(), 1.0);
        let fast = evaluator.slope_at_levels(&survival, &cdf).0;
        // The functions at the levels are rounded once each.
        let allowed = fast.relative_error() + 2e-15 * slices.len() as f64;
        let close = (fast.value - exact).abs() <= allowed * exact;
        if !close {
            eprintln!("{slices:?} {fast:?} {exact:e}");
        }
        close || exact > 0.5
    }
    QuickCheck::new().tests(400).quickcheck(property as fn(Boundaries, u8) -> bool);
}

#[test]
fn claimed_errors_cover_a_change_of_units() {
    // Another unit of time rounds every level and every parameter anew.
    fn property(which: usize, blocks: Vec<u8>, digits: u8) -> bool {
        let laws = laws();
        let (name, law) = &laws[which % laws.len()];
        let workers = 1 + blocks.len() % 12;
        let total = 1.0 + blocks.iter().take(workers).map(|&x| f64::from(x)).sum::<f64>();
        let x: Vec<f64> = (0..workers)
            .map(|n| (f64::from(blocks.get(n).copied().unwrap_or(0)) + f64::from(u8::from(n == 0))) / total)
            .collect();
        // Deadlines from where nearly nobody to where nearly everybody finishes, and those that are just enough
        // for the fastest at the last level, or for the slowest at the first.
        let tail = 10f64.powf(-f64::from(digits % 41) / 4.0);
        let loads = cumulative_load(&x);
        let deadline = match digits % 4 {
            0 => law.infimum() + law.quantile(tail),
            1 => law.infimum() + law.upper_quantile(tail),
            2 if law.infimum() > 0.0 => law.infimum() * loads[workers - 1],
            _ if law.excess_supremum().is_finite() => {
                (law.infimum() + law.excess_supremum()) * loads[workers / 2]
            }
            // Certain to the smallest number.
            _ => 1e6 * law.mean(),
        };
        let shares = Shares::new(x.clone()).unwrap();
        let here = CompletionProbability::new(Arc::clone(law), workers, deadline).value(&shares);
        [3.7, 0.11, 1e5].iter().all(|unit| {
            let scaled: Arc<dyn CycleTime> = Arc::from(law.in_units_of(*unit));
            let there = CompletionProbability::new(scaled, workers, deadline / unit).value(&shares);
            let close = here.error.is_finite()
                && (here.value - there.value).abs()
                    <= here.error + there.error + 2.0 * f64::EPSILON * here.value
                && (here.complement - there.complement).abs()
                    <= here.error + there.error + 2.0 * f64::EPSILON * here.complement;
            if !close {
                eprintln!("{name}, {x:?}, {deadline:e}, unit {unit}: {here:?} {there:?}");
            }
            close
        })
    }
    QuickCheck::new().tests(2000).quickcheck(property as fn(usize, Vec<u8>, u8) -> bool);
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
    let law = exponential(1.0, 0.05);
    let law = law.cycle_time();
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
