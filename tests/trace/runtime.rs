//! Mean runtimes over a trace against enumeration, the coordinate program and the whole linear program.

use bcgc::Status;
use bcgc::internals::clock::Clock;
use bcgc::internals::numeric::integer;
use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::trace::runtime::optimum;
use quickcheck::QuickCheck;

use crate::instances::{bound, problem, relaxed_value, solve, value, value_of};
use crate::scenarios::Scenarios;
use crate::{all_partitions, instance, mean, rows, runtimes};

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn exact_expected_runtimes_equal_enumeration() {
    let mut seed = 0;
    for workers in 1..=4 {
        for (count, coordinates) in [(1, 3), (3, 10), (12, 7), (40, 10)] {
            seed += 1;
            let rows = rows(seed, count, workers, if seed % 3 == 0 { 0.5 } else { 0.0 });
            let problem = problem(&instance(&rows, coordinates, None));
            let context = format!("N = {workers}, S = {count}, L = {coordinates}");
            let solution = solve(&problem, "exact");
            let relaxed = solve(&problem, "relaxed");
            let below = bound(&relaxed);
            let mut best = f64::INFINITY;
            for partition in all_partitions(workers, coordinates) {
                let expected = mean(&runtimes(&rows, &partition));
                let found = problem.evaluator().value_of_partition(&partition).expect("a value");
                assert!((found.value - expected).abs() <= 1e-13 * expected, "{context}: {partition}");
                assert!(below <= found.value + found.error, "{context}: relaxed bound above {partition}");
                best = best.min(expected);
            }
            assert!((value(&solution) / best - 1.0).abs() < 1e-9, "{context}: {} {best}", value(&solution));
            let bound = bound(&solution);
            assert!(bound <= best * (1.0 + 1e-12), "{context}: bound {bound} above {best}");
            assert_eq!(solution.status, Status::Optimal, "{context}");
            assert_eq!(relaxed.status, Status::Optimal, "{context}");
            let gap = relaxed_value(&relaxed) / below - 1.0;
            assert!(gap <= 1e-9, "{context}: {gap:e}");
        }
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn blocks_are_as_good_as_coordinates() {
    fn property(seed: u64) {
        let rows = rows(seed, 3, 3, 0.0);
        let instance = instance(&rows, 4, None);
        let solution = solve(&problem(&instance), "exact");
        let scenarios = Scenarios::new(rows).expect("positive times");
        let (parameters, _) = scenarios.solve_coordinates(4).expect("HiGHS solves it");
        let runtime = scenarios.mean_runtime_of_coordinates(&parameters.expect("a solution"));
        let found = value(&solution) / instance.system.work_unit();
        assert!((found / runtime - 1.0).abs() < 1e-9, "seed {seed}: {found} against {runtime}");
    }
    QuickCheck::new().tests(8).quickcheck(property as fn(u64));
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn relaxed_expected_runtimes_equal_the_whole_linear_program() {
    for (seed, count, workers) in [(31, 60, 8), (32, 25, 12), (33, 150, 5)] {
        let rows = rows(seed, count, workers, 0.0);
        let instance = instance(&rows, 1000, None);
        let problem = problem(&instance);
        let AnyEvaluator::TraceRuntime(evaluator) = problem.any_evaluator() else { panic!("{problem:?}") };
        let optimum = optimum(&problem, evaluator);
        let mut program = Scenarios::new(rows).expect("positive times").block_program(1);
        program.columns.iter_mut().for_each(|column| column.integer = false);
        let outcome = integer::solve(&program, 0.0, &Clock::unlimited(), None).expect("HiGHS solves it");
        // In units of the rows, which are a power of two.
        let unit = evaluator.scale() / instance.system.work_unit() / 1000.0;
        let value = optimum.value * unit;
        assert!((value / outcome.bound - 1.0).abs() < 1e-8, "{value} against {}", outcome.bound);
        assert!(optimum.gap() <= 1e-9, "{:e}", optimum.gap());
    }
}

/// Coefficients over twelve decades, which HiGHS refuses: the rounding of the relaxed optimum and its bound are left.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn incumbent_and_bound_outlive_highs() {
    let rows = vec![vec![2e-6, 1e6], vec![1e-6, 3.0]];
    let problem = problem(&instance(&rows, 4, None));
    let solution = solve(&problem, "exact");
    let bound = bound(&solution);
    assert!(bound > 0.0 && value(&solution) >= bound * (1.0 - 1e-15));
    let best = all_partitions(2, 4).iter().map(|p| value_of(&problem, p)).fold(f64::INFINITY, f64::min);
    assert_eq!(value(&solution), best);
    let told = solution.note.expect("a note").contains("HiGHS");
    assert!(told == (solution.status == Status::GapLimit) && (told || solution.status == Status::Optimal));
}

/// Many rounds and few partitions: all are tried, as an integer program over so many rounds would take minutes.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn few_partitions_of_many_rounds_are_tried() {
    let rows = crate::rows(7, 5000, 3, 0.125);
    let all = all_partitions(3, 12);
    let problem = problem(&instance(&rows, 12, None));
    let exact = solve(&problem, "exact");
    let best = all.iter().map(|p| crate::mean(&runtimes(&rows, p))).fold(f64::INFINITY, f64::min);
    assert!((value(&exact) / best - 1.0).abs() < 1e-13, "{exact:?} against {best}");
    assert_eq!((exact.status, exact.note.as_deref()), (Status::Optimal, Some("every partition tried")));
    assert!(bound(&exact) <= best && bound(&exact) >= best * (1.0 - 1e-11));
}

/// Rounds (2, 1) and (4, 1) in turns, L = 5: with x = x_0/L the mean runtime is max(2x, 2 - x)/2 + max(4x, 2 - x)/2, least
/// at x = 2/5. The second trace is too large for HiGHS to step in, and all of its rows decide: descent does not end in few of them.
#[test]
fn the_interior_point_method_ends_by_itself() {
    for count in [4, 200_002] {
        let rows: Vec<Vec<f64>> = (0..count).map(|s| vec![if s % 2 == 0 { 2.0 } else { 4.0 }, 1.0]).collect();
        let problem = problem(&crate::measured(bcgc::System::new(2, 5).unwrap(), rows, None));
        let relaxed = solve(&problem, "relaxed");
        assert_eq!(relaxed.status, Status::Optimal, "{count}: {relaxed:?}");
        assert!((relaxed.relaxed_value.unwrap().value - 8.0).abs() < 1e-8, "{count}: {relaxed:?}");
        assert!(bound(&relaxed) <= 8.0 * (1.0 + 1e-15), "{count}: {relaxed:?}");
        let note = relaxed.note.unwrap();
        assert!(note.contains("interior point step") && !note.contains("linear program"), "{count}: {note}");
    }
}
