//! Times that dwarf all others, and workers that never return: enumeration over the rationals.

use bcgc::methods::Problem;
use bcgc::{Error, Instance, Objective, Options, Partition, Status, System, Trace, solve as solve_all};
use num_rational::BigRational;
use num_traits::{ToPrimitive as _, Zero as _};
use rand::{RngExt as _, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::instances::{bound, problem, relaxed_value, solve, value};
use crate::{all_partitions, common, measured};

/// The sum of the runtimes of a partition over the rows, in cycles; `None` where one is infinite.
fn total(rows: &[Vec<f64>], partition: &Partition) -> Option<BigRational> {
    let whole = |n: u64| BigRational::from_integer(n.into());
    let mut sum = BigRational::zero();
    for row in rows {
        let mut sorted = row.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let (mut load, mut longest) = (BigRational::zero(), BigRational::zero());
        for ((&x, size), &t) in partition.blocks().iter().zip(1..).zip(&sorted) {
            load += whole(x) * whole(size);
            if !load.is_zero() {
                longest = longest.max(BigRational::from_float(t)? * &load);
            }
        }
        sum += longest;
    }
    Some(sum)
}

fn instance(rows: Vec<Vec<f64>>, coordinates: u64, deadline: Option<f64>) -> Instance {
    measured(System::new(rows[0].len(), coordinates).expect("a system"), rows, deadline)
}

/// Rows of times of order one, but for some that are 1e6 to 1e18 times as long or infinite; a worker returns in each.
fn wild(rng: &mut Xoshiro256PlusPlus) -> Vec<Vec<f64>> {
    let workers = rng.random_range(2..=4);
    let count = rng.random_range(2..=6);
    let mut rows: Vec<Vec<f64>> = (0..count)
        .map(|_| (0..workers).map(|_| 0.5 - rng.random::<f64>().max(1e-9).ln()).collect())
        .collect();
    for _ in 0..rng.random_range(1..=3) {
        let (row, worker) = (rng.random_range(0..count), rng.random_range(1..workers));
        let exponent = rng.random_range(6.0..20.0);
        rows[row][worker] = if exponent > 18.0 { f64::INFINITY } else { 10f64.powf(exponent) };
    }
    rows
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn times_that_dwarf_the_others_leave_no_gap() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(18);
    let mut infinite = 0;
    for trial in 0..100 {
        let rows = wild(&mut rng);
        let coordinates = rng.random_range(3..=9);
        let context = format!("trial {trial}: L = {coordinates}, {rows:?}");
        infinite += usize::from(rows.iter().flatten().any(|t| t.is_infinite()));
        let problem = problem(&instance(rows.clone(), coordinates, None));
        let totals = all_partitions(rows[0].len(), coordinates);
        let totals = totals.iter().filter_map(|partition| total(&rows, partition));
        let least = totals.min().expect("a finite one").to_f64().expect("a double");
        let kappa = problem.instance().system.work_unit();
        let best = kappa * least / rows.len() as f64;
        let (exact, relaxed) = (solve(&problem, "exact"), solve(&problem, "relaxed"));
        assert_eq!(exact.status, Status::Optimal, "{context}: {:?}", exact.note);
        assert!((value(&exact) / best - 1.0).abs() < 1e-13, "{context}: {} against {best}", value(&exact));
        assert!(bound(&exact) <= best * (1.0 + 1e-13), "{context}");
        assert!(best / bound(&exact) - 1.0 <= 1e-9, "{context}: {exact:?}");
        assert_eq!(relaxed.status, Status::Optimal, "{context}: {:?}", relaxed.note);
        assert!(bound(&relaxed) <= best * (1.0 + 1e-13), "{context}: {relaxed:?} above {best}");
        assert!(relaxed_value(&relaxed) / bound(&relaxed) - 1.0 <= 1e-9, "{context}");
        assert!(value(&relaxed) >= best * (1.0 - 1e-13), "{context}");
    }
    assert!(infinite > 10, "{infinite}");
}

/// The answer does not depend on how long "never" is.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn a_worker_that_never_returns_costs_nothing_where_nobody_waits() {
    let path = common::root().join("tests/cases/sentinel3.toml");
    let report = solve_all(&Instance::read(&path).expect("an instance"), &Options::default()).expect("rows");
    let row = |name: &str| report.rows().iter().find(|row| row.solution.method == name).expect("a row");
    assert_eq!(value(&row("exact").solution), 84.0);
    assert!(
        row("exact").gap.is_some_and(|gap| gap <= 1e-9) && row("exact").solution.status == Status::Optimal
    );
    let blocks = row("exact").solution.partition.clone().expect("a partition");
    assert!([[0, 8, 2], [0, 9, 1]].iter().any(|best| blocks.blocks() == best), "{blocks}");
    for row in report.rows() {
        assert!(row.solution.value.is_none_or(|found| found.value >= 84.0), "{}", row.solution.method);
    }
    for never in [1e9, 1e11, 1e15, 1e18, 1e100, f64::INFINITY] {
        let rows = vec![vec![1.0, 2.0, 3.0], vec![4.0, 5.0, never], vec![6.0, 7.0, 8.0]];
        let problem = problem(&instance(rows, 1000, None));
        let relaxed = solve(&problem, "relaxed");
        // 8285 + 5/7 with the first level empty.
        assert!((relaxed_value(&relaxed) - 58000.0 / 7.0).abs() < 0.1, "{never:e}: {relaxed:?}");
        assert_eq!(solve(&problem, "exact").status, Status::Optimal, "{never:e}");
    }
}

#[test]
fn infinite_runtimes_are_told_and_not_computed_with() {
    let never = f64::INFINITY;
    let rows = vec![vec![1.0, never, never], vec![1.0, 2.0, 3.0]];
    let problem = problem(&instance(rows.clone(), 4, None));
    let given = |blocks: [u64; 3]| Partition::new(blocks.to_vec(), 3, 4).expect("a partition");
    assert!(problem.evaluator().value_of_partition(&given([0, 1, 3])).is_none());
    assert_eq!(problem.evaluator().value_of_partition(&given([0, 0, 4])).map(|v| v.value), Some(12.0));
    let reason = problem.evaluator().infinite_at(&given([0, 1, 3]).shares()).expect("a reason");
    for part in
        ["level 1 waits for 2 workers", "in round 1 of the trace 2 of 3 never return", "levels from 2 on"]
    {
        assert!(reason.contains(part), "{reason}");
    }
    for name in ["uncoded", "mean-rate", "uniform"] {
        let solution = solve(&problem, name);
        assert_eq!(solution.status, Status::Inapplicable, "{name}");
        assert!(solution.note.is_some_and(|note| note.contains("never return")), "{name}");
    }
    assert_eq!(value(&solve(&problem, "single-block")), 12.0);
    assert_eq!(value(&solve(&problem, "mean-time")), 12.0);
    let lost = instance(vec![vec![1.0, 2.0], vec![never, never]], 4, None);
    let error = Problem::new(&lost, &Options::default()).expect_err("no finite value");
    assert!(matches!(error, Error::Unbounded { .. }), "{error}");
    assert!(error.to_string().contains("in round 2 of the trace no worker returns"), "{error}");
}

/// By a deadline a worker that never returns is late, and no more.
#[test]
fn by_a_deadline_never_is_late() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(19);
    for trial in 0..40 {
        let rows = wild(&mut rng);
        let coordinates = rng.random_range(3..=7);
        let finite = |rows: &[Vec<f64>]| -> Vec<Vec<f64>> {
            rows.iter().map(|row| row.iter().map(|t| t.min(1e60)).collect()).collect()
        };
        let deadline = rng.random_range(1.0..4.0) * coordinates as f64;
        let never = problem(&instance(rows.clone(), coordinates, Some(deadline)));
        let late = problem(&instance(finite(&rows), coordinates, Some(deadline)));
        for partition in all_partitions(rows[0].len(), coordinates) {
            let value =
                |problem: &Problem| problem.evaluator().value_of_partition(&partition).map(|v| v.value);
            assert_eq!(value(&never), value(&late), "trial {trial}: {partition} of {rows:?}");
        }
        assert_eq!(value(&solve(&never, "exact")), value(&solve(&late, "exact")), "trial {trial}: {rows:?}");
    }
    let nobody = vec![vec![f64::INFINITY; 2], vec![1.0, 2.0]];
    let objective = Objective::completion_probability(8.0).expect("a deadline");
    let system = System::new(2, 4).expect("a system");
    let instance =
        Instance::new(system, Trace::new(nobody).expect("a trace"), objective).expect("an instance");
    assert_eq!(value(&solve(&problem(&instance), "exact")), 0.5);
}
