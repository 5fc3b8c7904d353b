//! Traces of so many rows that the relaxed optimum is found by descent on smoothed rows: against few rows that say the same,
//! and against what is proved of it. None of this needs HiGHS.

use bcgc::{Instance, Partition, Solution, Status};
use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::instances::{bound, problem, relaxed_value, solve};
use crate::{instance, rows};

/// Enough rows of ten workers for descent.
const ROWS: usize = 42_000;

/// The relaxed optimum of an instance, closed.
fn closed(instance: &Instance) -> Solution {
    let relaxed = solve(&problem(instance), "relaxed");
    let (value, bound) = (relaxed_value(&relaxed), bound(&relaxed));
    assert_eq!(relaxed.status, Status::Optimal, "{:?}: {bound} to {value}", relaxed.note);
    assert!(bound <= value && value <= bound * (1.0 + 1e-9), "{bound} to {value}");
    relaxed
}

/// Whether the relaxed optimum is that of descent.
fn is_by_descent(relaxed: &Solution) -> bool {
    relaxed.note.as_deref().is_some_and(|note| note.contains("smoothed iteration"))
}

/// No partition is below the bound.
fn holds(instance: &Instance, bound: f64, seed: u64) {
    let problem = problem(instance);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    for _ in 0..20 {
        let mut blocks: Vec<u64> = (0..9).map(|_| rng.random_range(0..100)).collect();
        blocks.insert(0, 1000 - blocks.iter().sum::<u64>());
        let partition = Partition::new(blocks, 10, 1000).expect("a partition");
        let value = problem.evaluator().value_of_partition(&partition);
        assert!(value.is_none_or(|value| bound <= value.value), "{bound} {value:?}");
    }
}

/// Whole numbers tie everywhere, and times of two values in half of the rows.
#[test]
fn gaps_close_where_levels_tie_in_many_rows() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
    let mut made = |time: &dyn Fn(f64) -> f64| -> Vec<Vec<f64>> {
        (0..ROWS).map(|_| (0..10).map(|_| time(rng.random())).collect()).collect()
    };
    for rows in [made(&|u| (1.0 - (1.0 - u).ln()).ceil()), made(&|u| if u < 0.1 { 5.0 } else { 1.0 })] {
        let instance = instance(&rows, 1000, None);
        holds(&instance, bound(&closed(&instance)), 3);
    }
}

#[test]
fn repeated_rows_have_the_optimum_of_the_distinct_ones() {
    let distinct = rows(11, 300, 10, 0.0);
    let repeated: Vec<Vec<f64>> = distinct.iter().cycle().take(300 * (ROWS / 300)).cloned().collect();
    let [few, many] = [distinct, repeated].map(|rows| closed(&instance(&rows, 1000, None)));
    assert!(!is_by_descent(&few) && is_by_descent(&many));
    let [few, many] = [few, many].map(|relaxed| relaxed_value(&relaxed));
    assert!((few / many - 1.0).abs() <= 2e-9, "{few} {many}");
}

/// Power tails, where few rows make up the mean, and workers that hardly ever return, or never: levels that wait for them
/// hold a billionth or nothing.
#[test]
fn gaps_close_for_tails_and_lost_workers() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut made = |time: &dyn Fn(f64, f64) -> f64| -> Vec<Vec<f64>> {
        let mut row = || (0..10).map(|_| time(rng.random(), rng.random())).collect();
        (0..2 * ROWS).map(|_| row()).collect()
    };
    let exponential = |u: f64| 1.0 - (1.0 - u).ln();
    let traces = [
        made(&|u, _| (1.0 - u).powf(-1.0 / 1.5)),
        made(&|u, lost| if lost < 0.01 { 1e9 } else { exponential(u) }),
        made(&|u, lost| if lost < 1e-3 { f64::INFINITY } else { exponential(u) }),
    ];
    for (seed, rows) in traces.into_iter().enumerate() {
        let instance = instance(&rows, 1000, None);
        let relaxed = closed(&instance);
        assert!(is_by_descent(&relaxed), "{:?}", relaxed.note);
        holds(&instance, bound(&relaxed), seed as u64);
    }
}
