//! Constant cycle times, and constant overheads.

use bcgc::{ExpectedRuntime, Instance, Objective, Options, Overhead, Solution, Status, Uniform, solve};

use crate::brute_force::{brute_force, by_counts, used};
use crate::{constant, exponential, given, partitions, row, system, value};

#[test]
fn constant_cycle_times_agree_with_brute_force_in_twelve_digits() {
    let tail = |t: f64| if t > 3.0 { -(-0.05 * (t - 3.0)).exp_m1() } else { 0.0 };
    let bounded = |t: f64| ((t - 1.0) / 30.0).clamp(0.0, 1.0);
    let one = constant(4, 12, 2.0, exponential(0.05, 3.0));
    let other = constant(4, 12, 0.7, Uniform::new(1.0, 31.0).unwrap());
    for blocks in partitions(4, 12).into_iter().step_by(13) {
        let exact = brute_force(&blocks, 2.0, tail, 3.0, 3.0 + 40.0 / 0.05, &[]);
        let found = given(&one, &blocks).value.unwrap();
        assert!((found.value / exact - 1.0).abs() < 1e-12, "{blocks:?}: {} {exact}", found.value);
        assert!((found.value - exact).abs() <= found.error + 1e-13 * exact, "{blocks:?}");
        let exact = brute_force(&blocks, 0.7, bounded, 1.0, 31.0, &[1.0, 31.0]);
        let found = value(&other, &blocks);
        assert!((found / exact - 1.0).abs() < 1e-12, "{blocks:?}: {found} {exact}");
    }
}

/// Of numbers of ten digits the difference has nine of its own: 0.3, and not what is left of two doubles. Overheads and deadlines of
/// one worker and one coordinate, against 1 - e^-0.3.
#[test]
fn what_deadline_and_overhead_have_in_common_leaves_no_error() {
    let exact = -(-0.3f64).exp_m1();
    for (overhead, deadline) in [(1_000_000_000.1, 1_000_000_000.4), (1e6, 1_000_000.3), (0.1, 0.4)] {
        let mut instance = Instance::new(system(1, 1), exponential(1.0, 0.0), ExpectedRuntime).unwrap();
        instance.overhead = Overhead::Constant(overhead);
        instance.objective = Objective::completion_probability(deadline).unwrap();
        let found = given(&instance, &[1]).value.unwrap();
        assert!((found.value - exact).abs() <= found.error + 1e-15, "{overhead}: {found:?}");
    }
}

#[test]
fn probabilities_of_constant_cycle_times_agree_with_all_counts() {
    let cdf = |t: f64| if t > 3.0 { -(-0.05 * (t - 3.0)).exp_m1() } else { 0.0 };
    for deadline in [30.0, 55.0, 90.0, 200.0] {
        let mut instance = constant(4, 12, 2.0, exponential(0.05, 3.0));
        instance.objective = Objective::completion_probability(deadline).unwrap();
        for blocks in partitions(4, 12).into_iter().step_by(17) {
            let levels = used(&blocks);
            let done: Vec<f64> = levels.iter().map(|(_, load)| cdf(deadline - 2.0 * load)).collect();
            let exact = by_counts(4, &levels, &done);
            let found = given(&instance, &blocks).value.unwrap();
            assert!((found.value - exact).abs() < 1e-13, "{blocks:?} by {deadline}: {found:?} {exact}");
        }
    }
}

#[test]
fn the_exact_optimum_is_that_of_all_partitions() {
    for (time, rate, shift) in [(2.0, 0.05, 3.0), (2.0, 2.0, 0.0), (1.0, 0.2, 1.0), (5.0, 0.01, 0.0)] {
        for (workers, coordinates) in [(2, 12), (3, 7), (4, 12)] {
            let instance = constant(workers, coordinates, time, exponential(rate, shift));
            let report = solve(&instance, &Options::default().with_methods(["exact", "relaxed"])).unwrap();
            let found = row(&report, "exact");
            assert_eq!(found.status, Status::Optimal, "{found:?}");
            let all = partitions(workers, coordinates);
            let best = all.iter().map(|blocks| value(&instance, blocks)).fold(f64::INFINITY, f64::min);
            let found = found.value.unwrap().value;
            assert!((found / best - 1.0).abs() < 1e-9, "{time} {rate} {workers}: {found} {best}");
            let relaxed = row(&report, "relaxed");
            assert_eq!(relaxed.status, Status::Optimal);
            let (value, bound) = (relaxed.relaxed_value.unwrap().value, relaxed.bound.unwrap().value);
            assert!(bound <= value, "{time} {rate} {workers}: {bound} {value}");
            assert!(value <= best * (1.0 + 1e-9) && value <= bound * (1.0 + 2e-9), "{value} {best} {bound}");
        }
    }
}

#[test]
fn levels_below_the_first_in_use_do_not_wait() {
    // Nothing but the overhead takes time: the last level waits for the fastest of two, the first for the slowest.
    let instance = constant(2, 1, 1e-9, exponential(1.0, 0.0));
    assert!((value(&instance, &[1, 0]) - 1.5).abs() < 1e-8);
    assert!((value(&instance, &[0, 1]) - 0.5).abs() < 1e-8);
    let report =
        solve(&instance, &Options::default().with_methods(["relaxed", "exact", "mean-time"])).unwrap();
    for found in report.rows() {
        let blocks = found.solution.partition.as_ref().unwrap().blocks().to_vec();
        assert_eq!(blocks, [0, 1], "{}", found.solution.method);
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn nothing_varies_where_both_are_constant() {
    let instance = constant(3, 6, 2.0, Overhead::Constant(5.0));
    let report = solve(&instance, &Options::default().with_methods(["exact", "relaxed"])).unwrap();
    for found in report.rows() {
        assert_eq!(found.solution.value.unwrap().value, 17.0, "{}", found.solution.method);
        assert_eq!(found.solution.partition.as_ref().unwrap().blocks(), [6, 0, 0]);
    }
}

#[test]
fn no_overhead_changes_no_bit_and_a_constant_one_shifts_without_loss() {
    let plain = Instance::new(system(4, 20), exponential(1e-3, 50.0), ExpectedRuntime).unwrap();
    let zero = plain.clone().with_overhead(Overhead::Constant(0.0)).unwrap();
    let later = plain.clone().with_overhead(Overhead::Constant(1e6)).unwrap();
    let methods =
        ["exact", "lattice", "relaxed", "mean-time", "mean-rate", "single-block", "uncoded", "tandon"];
    let options = Options::default().with_methods(methods);
    let [plain, zero, later] = [plain, zero, later].map(|instance| solve(&instance, &options).unwrap());
    for ((a, b), c) in plain.rows().iter().zip(zero.rows()).zip(later.rows()) {
        let bits = |solution: &Solution| {
            (solution.value.map(|v| v.value.to_bits()), solution.bound.map(|b| b.value.to_bits()))
        };
        assert_eq!(bits(&a.solution), bits(&b.solution), "{}", a.solution.method);
        assert_eq!(a.solution.partition, c.solution.partition, "{}", a.solution.method);
        assert_eq!(a.solution.status, c.solution.status, "{}", a.solution.method);
        let (before, after) = (a.solution.value.unwrap(), c.solution.value.unwrap());
        assert!((after.value - 1e6 - before.value).abs() <= 4.0 * f64::EPSILON * after.value);
        assert!(after.error <= before.error + 2.0 * f64::EPSILON * after.value);
        if let (Some(before), Some(after)) = (a.solution.bound, c.solution.bound) {
            assert!((after.value - 1e6 - before.value).abs() <= 4.0 * f64::EPSILON * after.value);
        }
    }
}

#[test]
fn a_constant_overhead_is_taken_off_the_deadline() {
    let with = |deadline: f64, overhead: f64| {
        let objective = Objective::completion_probability(deadline).unwrap();
        let instance = Instance::new(system(4, 12), exponential(0.5, 1.0), objective).unwrap();
        let instance = instance.with_overhead(Overhead::Constant(overhead)).unwrap();
        given(&instance, &[3, 3, 3, 3]).value.unwrap()
    };
    assert_eq!(with(100.0, 28.0), with(72.0, 0.0));
    // Nothing is left, or less than the fastest worker needs.
    for deadline in [3.0, 5.0, 5.0 + 12.0] {
        let late = with(deadline, 5.0);
        assert_eq!((late.value, late.complement), (0.0, Some(1.0)));
    }
    assert!(with(5.0 + 40.0, 5.0).value > 0.0);
}
