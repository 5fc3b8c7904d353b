//! The lattice search over a trace against enumeration and the integer program.

use bcgc::{Options, Status};
use quickcheck::QuickCheck;

use crate::instances::{bound, problem, solve, value};
use crate::{all_partitions, instance, mean, rows, runtimes};

/// Times on a grid tie, in rows and between partitions.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn the_lattice_search_finds_what_enumeration_finds() {
    fn property(seed: u64, sizes: (u8, u8, u8), is_grid: bool) {
        let (workers, count) = (1 + usize::from(sizes.0 % 4), 1 + usize::from(sizes.1 % 14));
        let coordinates = 1 + u64::from(sizes.2 % 12);
        let rows = rows(seed, count, workers, if is_grid { 0.5 } else { 0.0 });
        let solution = solve(&problem(&instance(&rows, coordinates, None)), "lattice");
        let all = all_partitions(workers, coordinates);
        let best = all.iter().map(|p| mean(&runtimes(&rows, p))).fold(f64::INFINITY, f64::min);
        let context = format!("seed {seed}, N = {workers}, S = {count}, L = {coordinates}: {solution:?}");
        assert_eq!(solution.status, Status::Optimal, "{context}");
        assert!((value(&solution) / best - 1.0).abs() < 1e-9, "{context}: {best}");
        assert!(bound(&solution) <= best * (1.0 + 1e-13), "{context}: {best}");
        assert!(bound(&solution) >= best * (1.0 - 1e-9), "{context}: {best}");
    }
    QuickCheck::new().tests(60).quickcheck(property as fn(u64, (u8, u8, u8), bool));
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn the_lattice_search_agrees_with_the_integer_program() {
    for (seed, count, workers, coordinates) in [(71, 30, 6, 60), (72, 60, 5, 400), (73, 20, 8, 40)] {
        let problem = problem(&instance(&rows(seed, count, workers, 0.0), coordinates, None));
        let (lattice, exact) = (solve(&problem, "lattice"), solve(&problem, "exact"));
        let context = format!("seed {seed}: {lattice:?} against {exact:?}");
        assert_eq!((lattice.status, exact.status), (Status::Optimal, Status::Optimal), "{context}");
        assert!((value(&lattice) / value(&exact) - 1.0).abs() <= 1e-9, "{context}");
        assert!(bound(&lattice) <= value(&exact) && bound(&exact) <= value(&lattice), "{context}");
    }
}

/// A run of all ends when the answer is proved; what is named runs, and so does what could still close a gap.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn a_run_of_all_leaves_out_what_could_only_repeat_a_proof() {
    let instance = instance(&rows(74, 20, 5, 0.0), 60, None);
    let row = |options: &Options| {
        let report = bcgc::solve(&instance, options).unwrap();
        let row = report.rows().iter().find(|row| row.solution.method == "lattice").unwrap();
        (row.solution.status, row.solution.note.clone().unwrap_or_default())
    };
    let all = Options::default();
    let (status, note) = row(&all);
    assert_eq!(status, Status::Inapplicable, "{note}");
    assert!(note.contains("left out") && note.contains("`exact` has closed the gap"), "{note}");
    assert_eq!(row(&all.clone().with_methods(["exact", "lattice"])).0, Status::Optimal);
    // No search closes this gap, so that both are tried.
    let (status, note) = row(&all.with_gap(1e-300));
    assert_ne!(status, Status::Inapplicable, "{note}");
}
