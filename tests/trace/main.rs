//! Measured traces: reading them, and every method on them against enumeration and other programs.

#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod completion;
#[path = "../common/enumeration.rs"]
mod enumeration;
mod files;
mod runtime;

use std::path::Path;
use std::time::Duration;

use bcgc::instance::Instance;
use bcgc::method::{COMPLETION_METHODS, METHODS};
use bcgc::partition::{Partition, overall_runtime};
use bcgc::problem::Options;
use bcgc::scenario::registry::{TRACE_COMPLETION_METHODS, TRACE_METHODS};
use bcgc::scenario::{self, ScenarioProblem, exact};
use bcgc::solution::{Solution, Status};
use bcgc::straggler::open_unit;
use command::file;
use enumeration::partitions;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const MINUTE: Duration = Duration::from_secs(60);

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

fn csv(rows: &[Vec<f64>]) -> String {
    let line = |row: &Vec<f64>| row.iter().map(f64::to_string).collect::<Vec<_>>().join(",") + "\n";
    rows.iter().map(line).collect()
}

/// The instance of a trace, written to a file of the given name.
fn instance(name: &str, rows: &[Vec<f64>], coordinates: u64, deadline: Option<f64>) -> Instance {
    file(&format!("{name}.csv"), csv(rows));
    let objective = deadline.map_or(String::new(), |d| {
        format!("[objective]\nkind = 'completion-probability'\ndeadline = {d:?}\n")
    });
    let text = format!(
        "[system]\nworkers = {}\ncoordinates = {coordinates}\nsamples = 7\ncycles = 0.3\n[stragglers]\n\
         trace = '{name}.csv'\n{objective}",
        rows[0].len()
    );
    let table = toml::from_str(&text).expect("TOML");
    Instance::from_table_in(&table, Path::new(env!("CARGO_TARGET_TMPDIR"))).expect("an instance")
}

fn problem(instance: &Instance) -> ScenarioProblem {
    ScenarioProblem::new(instance, Options::of(instance.objective)).expect("a problem")
}

fn value(solution: &Solution) -> f64 {
    solution.value.expect("a value").value
}

/// Overall runtimes of a partition in the rows, computed without the code under test.
fn runtimes(rows: &[Vec<f64>], partition: &Partition) -> Vec<f64> {
    let kappa = 7.0 * 0.3 / rows[0].len() as f64;
    let runtime = |row: &Vec<f64>| {
        let mut sorted = row.clone();
        sorted.sort_by(f64::total_cmp);
        kappa * overall_runtime(&partition.to_f64(), &sorted)
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
fn the_registries_have_the_names_of_those_for_laws() {
    let names = |solutions: &[_]| -> Vec<&str> {
        solutions.iter().map(|m: &bcgc::method::Method<ScenarioProblem>| m.name).collect()
    };
    assert_eq!(names(TRACE_METHODS), METHODS.iter().map(|m| m.name).collect::<Vec<_>>());
    let completion = names(TRACE_COMPLETION_METHODS);
    for method in COMPLETION_METHODS {
        assert!(completion.contains(&method.name), "{}", method.name);
    }
}

#[test]
fn methods_that_need_a_law_say_why() {
    let rows = rows(3, 5, 3, 0.0);
    for (deadline, registry, names) in [
        (None, TRACE_METHODS, &["subgradient"][..]),
        (
            Some(9.0),
            TRACE_COMPLETION_METHODS,
            &["global", "successive-convex", "union-bound", "large-deadline"],
        ),
    ] {
        let problem = problem(&instance("needs-law", &rows, 6, deadline));
        for method in registry {
            let solution = (method.solve)(&problem).expect("no solver fails");
            let inapplicable = solution.status == Status::Inapplicable;
            assert_eq!(inapplicable, names.contains(&method.name), "{}: {:?}", method.name, solution.note);
            assert!(!inapplicable || solution.note.is_some());
        }
    }
}

#[test]
fn bounds_and_statuses_hold_within_limits() {
    let rows = rows(50, 150, 10, 0.0);
    let runtime = instance("limits", &rows, 5000, None);
    for time_limit in [1e-9, 0.05, 3.0] {
        let options = Options { time_limit, ..Options::default() };
        let problem = ScenarioProblem::new(&runtime, options).expect("a problem");
        let solution = (exact::METHOD.solve)(&problem).expect("HiGHS solves it");
        let gap = value(&solution) / solution.bound.expect("a bound").value - 1.0;
        assert!(gap >= 0.0, "{gap}");
        assert_eq!(solution.status == Status::Optimal, gap <= options.gap, "{:?}: {gap:e}", solution.status);
    }
    let deadline = 0.95 * mean(&runtimes(&rows, &Partition::single_block(0, 10, 5000)));
    let completion = instance("limits", &rows, 5000, Some(deadline));
    for time_limit in [1e-9, 0.05] {
        let options = Options { time_limit, ..Options::of(completion.objective) };
        let problem = ScenarioProblem::new(&completion, options).expect("a problem");
        let solution = (scenario::completion::EXACT.solve)(&problem).expect("HiGHS solves it");
        let gap = solution.bound.expect("a bound").value - value(&solution);
        assert!(gap >= 0.0, "{gap}");
        assert_eq!(solution.status == Status::Optimal, gap <= options.gap, "{:?}: {gap:e}", solution.status);
    }
}

#[test]
fn scales_do_not_matter() {
    let rows = rows(60, 9, 4, 0.0);
    let solve = |scale: f64| {
        let scaled: Vec<Vec<f64>> = rows.iter().map(|r| r.iter().map(|t| t * scale).collect()).collect();
        let problem = problem(&instance("scales", &scaled, 30, None));
        let solution = (exact::METHOD.solve)(&problem).expect("HiGHS solves it");
        assert_eq!(solution.status, Status::Optimal);
        (solution.partition.clone().expect("a partition"), value(&solution) / scale)
    };
    let (partition, runtime) = solve(1.0);
    for scale in [1e-280, 1e-5, 1e280] {
        let (other, found) = solve(scale);
        assert_eq!(other, partition);
        assert!((found / runtime - 1.0).abs() < 1e-12);
    }
}
