//! Evidence: measured traces, read from files, and every method on them against enumeration and other programs.

#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod completion;
mod decimals;
#[path = "../common/enumeration.rs"]
mod enumeration;
mod files;
#[path = "../common/instances.rs"]
mod instances;
mod lattice;
mod many_rows;
#[path = "../common/oracle.rs"]
mod oracle;
mod runtime;
#[path = "../common/scenarios.rs"]
#[allow(dead_code, reason = "tests/integer.rs uses the rest")]
mod scenarios;
mod sentinel;
mod simulations;

use bcgc::internals::straggler::open_unit;
use bcgc::methods::{Problem, of};
use bcgc::{Instance, Objective, Options, Partition, Status, System, Trace};
use enumeration::partitions;
use instances::{bound, problem, solve, value};
use oracle::overall_runtime;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Rows of cycle times whose workers slow down together; `step` is the grid they lie on, 0 for none.
fn rows(seed: u64, count: usize, workers: usize, step: f64) -> Vec<Vec<f64>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut draw = |_| {
        let common = open_unit(&mut rng);
        let time = |rng: &mut dyn Rng| 0.5 + 2.0 * common - open_unit(rng).ln();
        let row: Vec<f64> = (0..workers).map(|_| time(&mut rng)).collect();
        row.into_iter().map(|t| if step > 0.0 { (t / step).ceil() * step } else { t }).collect()
    };
    (0..count).map(&mut draw).collect()
}

/// The instance of measured rows, for the expected runtime or a deadline.
fn measured(system: System, rows: Vec<Vec<f64>>, deadline: Option<f64>) -> Instance {
    let objective = deadline.map_or(Ok(Objective::ExpectedRuntime), Objective::completion_probability);
    let trace = Trace::new(rows).expect("a trace");
    Instance::new(system, trace, objective.expect("a deadline")).expect("an instance")
}

/// The same with seven samples and `b = 0.3`.
fn instance(rows: &[Vec<f64>], coordinates: u64, deadline: Option<f64>) -> Instance {
    let system = System::new(rows[0].len(), coordinates).and_then(|system| system.with_samples(7));
    let system = system.and_then(|system| system.with_cycles(0.3)).expect("a system");
    measured(system, rows.to_vec(), deadline)
}

/// Overall runtimes of a partition in the rows, computed without the code under test.
fn runtimes(rows: &[Vec<f64>], partition: &Partition) -> Vec<f64> {
    let kappa = 7.0 * 0.3 / rows[0].len() as f64;
    let blocks: Vec<f64> = partition.blocks().iter().map(|&x| x as f64).collect();
    let runtime = |row: &Vec<f64>| {
        let mut sorted = row.clone();
        sorted.sort_by(f64::total_cmp);
        kappa * overall_runtime(&blocks, &sorted)
    };
    rows.iter().map(runtime).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn all_partitions(workers: usize, coordinates: u64) -> Vec<Partition> {
    let partition = |blocks| Partition::new(blocks, workers, coordinates).expect("a partition");
    partitions(workers, coordinates).into_iter().map(partition).collect()
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn methods_that_need_a_law_say_why() {
    let rows = rows(3, 5, 3, 0.0);
    for (deadline, names) in [
        (None, &["subgradient"][..]),
        (Some(9.0), &["global", "successive-convex", "union-bound", "large-deadline"]),
    ] {
        let problem = problem(&instance(&rows, 6, deadline));
        for method in of(problem.instance().objective) {
            let solution = method.solve(&problem).expect("no solver fails");
            let inapplicable = solution.status == Status::Inapplicable;
            assert_eq!(inapplicable, names.contains(&method.name), "{}: {:?}", method.name, solution.note);
            assert!(!inapplicable || solution.note.is_some());
        }
    }
}

/// Whenever the time runs out: what holds of bound and status holds wherever the search is by then.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn bounds_and_statuses_hold_within_limits() {
    let rows = rows(50, 150, 10, 0.0);
    let deadline = 0.95 * mean(&runtimes(&rows, &Partition::single_block(0, 10, 5000).expect("a level")));
    for (instance, sign) in
        [(instance(&rows, 5000, None), 1.0), (instance(&rows, 5000, Some(deadline)), -1.0)]
    {
        let methods = if sign > 0.0 { &["exact", "lattice"][..] } else { &["exact"] };
        for (time_limit, method) in [0.0, 1e-9, 1e-3, 0.05]
            .into_iter()
            .flat_map(|limit| methods.iter().map(move |name| (limit, *name)))
        {
            let options = Options::default().with_time_limit(time_limit);
            let problem = Problem::new(&instance, &options).expect("a problem");
            let solution = solve(&problem, method);
            let relaxed = value(&solve(&problem, "relaxed"));
            let (value, bound) = (value(&solution), bound(&solution));
            // `lattice` has a start of its own, which may end before that of `relaxed`.
            let shares = method != "lattice";
            assert!(
                !shares || sign * (value - relaxed) <= 0.0,
                "{method} ends below relaxed: {value} {relaxed}"
            );
            let gap = if sign > 0.0 { value / bound - 1.0 } else { bound - value };
            assert!(gap >= 0.0, "{gap}");
            let closed = gap <= problem.gap();
            assert_eq!(solution.status == Status::Optimal, closed, "{:?}: {gap:e}", solution.status);
        }
    }
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn scales_do_not_matter() {
    let rows = rows(60, 9, 4, 0.0);
    let at = |scale: f64| {
        let scaled: Vec<Vec<f64>> = rows.iter().map(|r| r.iter().map(|t| t * scale).collect()).collect();
        let problem = problem(&instance(&scaled, 30, None));
        let solution = solve(&problem, "exact");
        assert_eq!(solution.status, Status::Optimal);
        (solution.partition.clone().expect("a partition"), value(&solution) / scale)
    };
    let (partition, runtime) = at(1.0);
    for scale in [1e-280, 1e-5, 1e280] {
        let (other, found) = at(scale);
        assert_eq!(other, partition);
        assert!((found / runtime - 1.0).abs() < 1e-12);
    }
}
