//! Runtimes over traces: bounds and optima are proved in rational numbers, against enumeration of all partitions.

use bcgc::certificate::{certify, certify_row};
use bcgc::{ExpectedRuntime, Instance, Options, Partition, System, Trace, evaluate, solve};
use bcgc_verify::{Clock, Kind, judge};
use num_bigint::BigInt;
use num_rational::BigRational;
use quickcheck::QuickCheck;
use serde_json::Value as Json;

use crate::{claim, claims};

/// Times in thousandths, or on a coarse grid where they tie.
fn thousandths(seed: u64, count: usize, workers: usize, step: u64) -> Vec<Vec<u64>> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut time = || ((50.0 - 1000.0 * (1.0 - next()).ln()) / step as f64).ceil() as u64 * step;
    (0..count).map(|_| (0..workers).map(|_| time()).collect()).collect()
}

fn instance(rows: &[Vec<u64>], coordinates: u64) -> Instance {
    let times = rows.iter().map(|row| row.iter().map(|&t| t as f64 / 1000.0).collect()).collect();
    let system = System::new(rows[0].len(), coordinates).and_then(|system| system.with_cycles(0.3)).unwrap();
    Instance::new(system, Trace::new(times).unwrap(), ExpectedRuntime).unwrap()
}

/// The sum over the rows of the longest wait, in thousandths.
fn total(rows: &[Vec<u64>], blocks: &[u64]) -> u64 {
    let wait = |row: &Vec<u64>| {
        let mut times = row.clone();
        times.sort_unstable_by(|a, b| b.cmp(a));
        let mut load = 0;
        let waits = times.iter().zip(blocks).zip(1..).map(|((t, x), size)| {
            load += x * size;
            t * load
        });
        waits.max().unwrap()
    };
    rows.iter().map(wait).sum()
}

fn all(workers: usize, coordinates: u64) -> Vec<Vec<u64>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    let with =
        |x: u64| all(workers - 1, coordinates - x).into_iter().map(move |rest| [vec![x], rest].concat());
    (0..=coordinates).flat_map(with).collect()
}

/// A bound as the certificate has it, over kappa (0.3 per unit of work) and in the unit of [`total`].
fn bound(claim: &Json, rows: &[Vec<u64>]) -> BigRational {
    let text = claim["bound"].as_str().unwrap();
    let number = match text.split_once('/') {
        Some((p, q)) => BigRational::new(p.parse().unwrap(), q.parse().unwrap()),
        None => {
            let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
            let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
            let power = power.parse::<i32>().unwrap() - rest.len() as i32;
            let mantissa: BigInt = format!("{whole}{rest}").parse().unwrap();
            BigRational::new(mantissa, 1.into()) * BigRational::from_integer(10.into()).pow(power)
        }
    };
    // kappa = N b / N.
    number / BigRational::new(3.into(), 10.into()) * BigInt::from(1000 * rows.len())
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn certified_optima_are_those_of_enumeration() {
    fn property(seed: u64, sizes: (u8, u8, u8), is_grid: bool) {
        let (workers, count) = (1 + usize::from(sizes.0 % 4), 1 + usize::from(sizes.1 % 10));
        let coordinates = 1 + u64::from(sizes.2 % 12);
        let rows = thousandths(seed, count, workers, if is_grid { 500 } else { 1 });
        let instance = instance(&rows, coordinates);
        let options = Options::default().with_methods(["lattice", "uncoded"]);
        let report = solve(&instance, &options).unwrap();
        let certificate = certify(&report, &options).unwrap();
        let context = format!(
            "seed {seed}, N = {workers}, S = {count}, L = {coordinates}: {:?}",
            certificate.left_out()
        );
        assert_eq!(claims(&certificate), ["feasible", "value", "lower-bound", "optimal"], "{context}");
        let optimal = claim(&certificate, "optimal");
        assert_eq!(optimal["delta"], "0", "{context}");
        let blocks: Vec<u64> = serde_json::from_value(optimal["partition"].clone()).unwrap();
        let best = all(workers, coordinates).iter().map(|x| total(&rows, x)).min().unwrap();
        assert_eq!(total(&rows, &blocks), best, "{context}: {blocks:?}");
        let bound = bound(&claim(&certificate, "lower-bound"), &rows);
        assert!(bound <= BigRational::from_integer(best.into()), "{context}: {bound} above {best}");
        // What is worse has a value and the bound, and is not called optimal.
        let worse = certify_row(&report, "uncoded", &options).unwrap();
        let uncoded = [vec![coordinates], vec![0; workers - 1]].concat();
        let is_best = total(&rows, &uncoded) == best;
        assert_eq!(claims(&worse).contains(&"optimal".to_owned()), is_best, "{context}");
        assert_eq!(worse.left_out().iter().any(|why| why.contains("optimal")), !is_best, "{context}");
    }
    QuickCheck::new().tests(40).quickcheck(property as fn(u64, (u8, u8, u8), bool));
}

/// Rounds (2, 1) and (4, 1), L = 5: with x = x_0/L the mean runtime over kappa is 5 times max(2x, 2 - x)/2 + max(4x, 2 - x)/2,
/// least at x = 2/5, where the second round ties: 8. Over integers (2, 3) attains it.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn the_relaxed_optimum_is_proved_exactly() {
    let rows = vec![vec![2.0, 1.0], vec![4.0, 1.0]];
    for (coordinates, value) in [(5, "8"), (7, "56/5")] {
        let system = System::new(2, coordinates).unwrap();
        let instance = Instance::new(system, Trace::new(rows.clone()).unwrap(), ExpectedRuntime).unwrap();
        let options = Options::default().with_methods(["relaxed"]);
        let certificate = certify(&solve(&instance, &options).unwrap(), &options).unwrap();
        assert_eq!(claim(&certificate, "lower-bound")["bound"], value);
        assert_eq!(claim(&certificate, "optimal")["delta"], "0");
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn an_optimum_over_measured_rounds_is_proved_and_no_other() {
    let rows = thousandths(11, 60, 6, 1);
    let instance = instance(&rows, 200);
    let options = Options::default().with_methods(["lattice"]);
    let report = solve(&instance, &options).unwrap();
    let certificate = certify(&report, &options).unwrap();
    assert_eq!(claims(&certificate), ["feasible", "value", "lower-bound", "optimal"], "{certificate:?}");
    let (document, optimal) = (certificate.text(), claim(&certificate, "optimal"));
    assert_eq!(optimal["delta"], "0");
    assert!(!optimal["proof"]["tree"]["form"].is_null(), "a search was needed");
    let verdict = |text: &str| judge(text.as_bytes(), None, &Clock::start(None)).err().map(|no| no.kind);
    assert_eq!(verdict(document), None);
    // One thousandth less in one round, and the tree proves it no more; nor does it without one of its leaves.
    let first = format!("\"{:?}\"", rows[0][0] as f64 / 1000.0);
    let less = format!("\"{:?}\"", (rows[0][0] - 40) as f64 / 1000.0);
    assert_eq!(verdict(&document.replacen(&first, &less, 1)), Some(Kind::Rejected));
    // A neighbour that is worse by little is refused within the time of the search.
    let blocks: Vec<u64> = serde_json::from_value(optimal["partition"].clone()).unwrap();
    let mut other = blocks.clone();
    (other[0], other[1]) = (other[0] - 1, other[1] + 1);
    let partition = Partition::new(other, 6, 200).unwrap();
    let report = evaluate(&instance, &partition, &options).unwrap();
    let given = certify_row(&report, "given", &options).unwrap();
    assert_eq!(claims(&given), ["feasible", "value", "lower-bound"]);
    assert!(given.left_out()[0].starts_with("no proof that it is optimal"), "{:?}", given.left_out());
}
