//! Rows finished by a deadline against enumeration and subsets of rows.

use bcgc::internals::clock::Clock;
use bcgc::internals::numeric::microlp;
use bcgc::internals::numeric::program::IntegerProgram;
use bcgc::internals::straggler::open_unit;
use bcgc::{Partition, Status, System};
use quickcheck::QuickCheck;
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::instances::{bound, problem, relaxed_value, solve, value, value_of};
use crate::{all_partitions, instance, measured, rows, runtimes};

#[test]
fn exact_completion_probabilities_equal_enumeration() {
    let mut seed = 100;
    for workers in 1..=4 {
        for (count, coordinates) in [(1, 3), (6, 10), (25, 7)] {
            seed += 1;
            // Times on a grid: deadlines are met to the last bit, or missed by it.
            let rows = rows(seed, count, workers, if seed % 2 == 0 { 0.25 } else { 0.0 });
            let all = all_partitions(workers, coordinates);
            let mut deadlines = runtimes(&rows, &all[all.len() / 2]);
            deadlines.sort_by(f64::total_cmp);
            let (first, last) = (deadlines[0], deadlines[deadlines.len() - 1]);
            for deadline in [0.2 * first, first, 0.5 * (first + last), last] {
                let problem = problem(&instance(&rows, coordinates, Some(deadline)));
                let context = format!("N = {workers}, S = {count}, L = {coordinates}, d = {deadline}");
                let solution = solve(&problem, "exact");
                let relaxed = solve(&problem, "relaxed");
                let mut best = 0.0f64;
                for partition in &all {
                    let found = value_of(&problem, partition);
                    let times = runtimes(&rows, partition);
                    let within = |slack: f64| times.iter().filter(|t| **t <= deadline * slack).count() as f64;
                    let (least, most) = (within(1.0 - 1e-14), within(1.0 + 1e-14));
                    assert!(
                        (least..=most).contains(&(found * count as f64).round()),
                        "{context}: {partition}"
                    );
                    best = best.max(found);
                }
                assert_eq!(value(&solution), best, "{context}");
                assert_eq!(solution.status, Status::Optimal, "{context}");
                assert!(bound(&solution) >= best, "{context}");
                assert!(bound(&relaxed) >= best, "{context}");
                assert!(relaxed_value(&relaxed) >= best, "{context}");
            }
        }
    }
}

/// Bounded times on a grid, where ties abound, and deadlines from before any partition can finish to after all must,
/// also next to the runtimes: with many rounds every partition is tried, with few it is an integer program.
#[test]
fn deadlines_over_bounded_times_equal_enumeration() {
    fn property(seed: u64, shape: (u8, u8, bool), at: u8) {
        let (workers, coordinates) = (1 + usize::from(shape.0 % 4), 1 + u64::from(shape.1 % 9));
        let count = if shape.2 { 120 } else { 7 };
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut time = |_| 1.0 + (8.0 * open_unit(&mut rng)).floor() / 8.0;
        let rows: Vec<Vec<f64>> = (0..count).map(|_| (0..workers).map(&mut time).collect()).collect();
        let all = all_partitions(workers, coordinates);
        let mut times: Vec<f64> = all.iter().flat_map(|partition| runtimes(&rows, partition)).collect();
        times.sort_by(f64::total_cmp);
        let near = times[usize::from(at) * (times.len() - 1) / 255];
        for deadline in [near, near * (1.0 - 1e-12), near * (1.0 + 1e-12)] {
            let problem = problem(&instance(&rows, coordinates, Some(deadline)));
            let finished = |partition: &Partition, slack: f64| {
                runtimes(&rows, partition).iter().filter(|t| **t <= deadline * slack).count()
            };
            let best = |slack: f64| all.iter().map(|partition| finished(partition, slack)).max().unwrap_or(0);
            let solution = solve(&problem, "exact");
            let context = format!("seed {seed}, {shape:?}, {deadline}: {solution:?}");
            let rounds = (value(&solution) * count as f64).round() as usize;
            assert!((best(1.0 - 1e-14)..=best(1.0 + 1e-14)).contains(&rounds), "{context}");
            let partition = solution.partition.as_ref().expect("a partition");
            assert!(finished(partition, 1.0 + 1e-14) >= rounds, "{context}");
            assert!(solution.status == Status::Optimal && bound(&solution) >= value(&solution), "{context}");
            let relaxed = solve(&problem, "relaxed");
            assert!(bound(&relaxed) >= value(&solution), "{context}; {relaxed:?}");
        }
    }
    QuickCheck::new().tests(25).quickcheck(property as fn(u64, (u8, u8, bool), u8));
}

/// The largest number of rows that real block sizes finish, by one linear program in microlp for every subset.
fn most_finished(rows: &[Vec<f64>], deadline: f64) -> usize {
    let kappa = 7.0 * 0.3 / rows[0].len() as f64;
    let fits = |subset: usize| {
        let mut program = IntegerProgram::default();
        let blocks: Vec<usize> =
            rows[0].iter().map(|_| program.column(-1.0, 0.0, f64::INFINITY, false)).collect();
        for row in (0..rows.len()).filter(|s| subset >> s & 1 == 1).map(|s| &rows[s]) {
            let mut sorted = row.clone();
            sorted.sort_by(|a, b| b.total_cmp(a));
            for (n, t) in sorted.iter().enumerate() {
                let load = blocks[..=n].iter().map(|&x| (x, -kappa * t * (x + 1) as f64)).collect();
                program.at_least(load, -deadline);
            }
        }
        -microlp::solve(&program, &Clock::unlimited()).expect("microlp solves it").bound >= 50.0
    };
    let size = |subset: usize| subset.count_ones() as usize;
    (1..1usize << rows.len()).filter(|&subset| fits(subset)).map(size).max().unwrap_or(0)
}

#[test]
fn relaxed_completion_probabilities_equal_subsets_by_microlp() {
    fn property(seed: u64) {
        let rows = rows(seed, 7, 4, 0.0);
        let all = Partition::new(vec![20, 12, 10, 8], 4, 50).expect("a partition");
        let mut times = runtimes(&rows, &all);
        times.sort_by(f64::total_cmp);
        let deadline = times[(seed % 5) as usize] * 1.01;
        let problem = problem(&instance(&rows, 50, Some(deadline)));
        let solution = solve(&problem, "relaxed");
        let most = most_finished(&rows, deadline) as f64 / 7.0;
        let found = solution.relaxed_value.expect("a value");
        assert!((found.value - most).abs() < 1e-12, "seed {seed}: {found:?} against {most}");
        assert!((bound(&solution) - most).abs() < 1e-12, "seed {seed}");
        assert_eq!(solution.status, Status::Optimal);
    }
    QuickCheck::new().tests(12).quickcheck(property as fn(u64));
}

/// Whether a row finishes is decided over the rationals, of the decimals that are written: a deadline is met or not at all.
#[test]
fn deadlines_are_met_to_the_last_decimal() {
    for (time, coordinates, deadline, finishes) in [
        (1.5, 4, 6.0, true),
        (1.5, 4, 6.0f64.next_down(), false),
        (0.1f64.next_up(), 4, 0.4, false),
        // Three times the double next to a tenth are above the one next to 0.3, and five times above a half.
        (0.1, 3, 0.3, true),
        (0.1, 5, 0.5, true),
        (0.1, 5, 0.5f64.next_down(), false),
        (0.1f64.next_up(), 5, 0.5, false),
    ] {
        let system = System::new(1, coordinates).expect("a system");
        let instance = measured(system, vec![vec![time]], Some(deadline));
        let solution = solve(&problem(&instance), "exact");
        let expected = f64::from(u8::from(finishes));
        assert_eq!(value(&solution), expected, "{coordinates} times {time} by {deadline}");
        assert_eq!(solution.status, Status::Optimal);
    }
}

/// Two limits that are one double but different integers: the smaller one binds. Nine coordinates of
/// 0.0013 each are done by 0.0117, and not where each takes a double more.
#[test]
fn rows_that_tie_in_double_precision_are_told_apart() {
    let longer = 0.0013f64.next_up();
    assert_eq!((0.0117 / longer, 0.0117 / 0.0013), (9.0, 9.0));
    let rows = vec![vec![longer], vec![0.0013]];
    let instance = measured(System::new(1, 9).expect("a system"), rows, Some(0.0117));
    let problem = problem(&instance);
    let solution = solve(&problem, "exact");
    let best = all_partitions(1, 9).iter().map(|p| value_of(&problem, p)).fold(0.0, f64::max);
    assert_eq!((value(&solution), best, solution.status), (0.5, 0.5, Status::Optimal));
}

/// A partition whose loads are all at their limits: the sum of the blocks at the limits is `L` over the rationals, and
/// a rounding less in double precision.
#[test]
fn rows_that_leave_no_slack_can_finish() {
    for (name, rows, coordinates, deadline) in [
        ("tight", vec![vec![11.0, 1.0, 1.0]], 6, 11.0),
        (
            "tight-4",
            vec![vec![11.0, 1.0, 1.0], vec![1.0, 11.0, 1.0], vec![1.0, 1.0, 2.0], vec![1.0; 3]],
            6,
            11.0,
        ),
        // W = (7, 21, 57, 105) for the blocks (7, 7, 12, 12).
        ("tight-levels", vec![vec![57.0, 19.0, 7.0, 3.8]], 38, 399.0),
    ] {
        let workers = rows[0].len();
        let instance = measured(System::new(workers, coordinates).expect("a system"), rows, Some(deadline));
        let problem = problem(&instance);
        let all = all_partitions(workers, coordinates);
        let best = all.iter().map(|p| value_of(&problem, p)).fold(0.0, f64::max);
        assert_eq!(best, 1.0, "{name}");
        for method in ["exact", "relaxed"] {
            let solution = solve(&problem, method);
            assert_eq!(bound(&solution), 1.0, "{name}");
            assert_eq!((value(&solution), solution.status), (1.0, Status::Optimal), "{name}");
        }
    }
}
