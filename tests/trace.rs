//! Measured traces: reading them, and every method on them against enumeration and other programs.

#[path = "common/command.rs"]
mod command;
mod common;
#[path = "common/enumeration.rs"]
mod enumeration;

use std::path::Path;
use std::time::Duration;

use bcgc::exact::integer_program::{IntegerProgram, Limits};
use bcgc::exact::scenario::Scenarios;
use bcgc::instance::Instance;
use bcgc::method::{COMPLETION_METHODS, METHODS};
use bcgc::partition::{Partition, overall_runtime};
use bcgc::problem::Options;
use bcgc::scenario::registry::{TRACE_COMPLETION_METHODS, TRACE_METHODS};
use bcgc::scenario::{ScenarioProblem, completion, exact, relaxed};
use bcgc::solution::{Solution, Status};
use bcgc::straggler::{Trace, open_unit};
use command::{example, file, json, refused, run};
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
fn files_are_read_with_headers_comments_and_blank_lines() {
    let text = "\u{feff}# measured on Monday\n\nworker1, worker2\r\n1.5, 2\r\n # pause\n\n 3e-1,4\n";
    let trace = Trace::parse("t.csv", text, 2).expect("a trace");
    assert_eq!(trace.rows(), [vec![1.5, 2.0], vec![0.3, 4.0]]);
    assert_eq!(trace.path(), "t.csv");
    let first = trace.first(1).expect("a row");
    assert_eq!(first.rows(), [vec![1.5, 2.0]]);
    assert!(trace.first(0).is_err() && trace.first(3).is_err());
}

/// A path of an instance with two workers and the given trace.
fn two_workers(csv: &str) -> String {
    file("refused.csv", csv);
    command::instance("refused.toml", "workers = 2\ncoordinates = 4", "trace = 'refused.csv'", "")
}

#[test]
fn bad_traces_name_file_row_column_and_value() {
    for (csv, parts) in [
        ("1,2\n3\n", &["row 2 (line 2)", "1 columns", "2"][..]),
        ("a,b\n1,2\n\n3,4,5\n", &["row 2 (line 4)", "3 columns"]),
        ("1,2,3\n", &["row 1 (line 1)", "3 columns", "system.workers = 2"]),
        ("a,b,c\n1,2\n", &["the header (line 1)", "3 columns", "system.workers = 2"]),
        ("1;2\n3;4\n", &["the header (line 1)", "1 columns", "separated by commas"]),
        ("# c\n1,x\n", &["row 1 (line 2), column 2", "`x` is not a number", "a finite number > 0"]),
        ("a,b\n1,2\nc,4\n", &["row 2 (line 3), column 1", "`c` is not a number"]),
        ("1,\n", &["row 1 (line 1), column 2", "`` is not a number"]),
        ("1,nan\n", &["column 2", "`nan` is NaN", "a finite number > 0"]),
        ("inf,1\n", &["column 1", "`inf` is infinite"]),
        ("1,1e400\n", &["column 2", "`1e400` is infinite"]),
        ("0,1\n", &["column 1", "`0` is not above zero"]),
        ("1,2\n3,-0.5\n", &["row 2 (line 2), column 2", "`-0.5` is not above zero", "a finite number > 0"]),
        ("", &["holds no row", "2 numbers"]),
        ("worker1,worker2\n# nothing\n", &["holds no row"]),
    ] {
        let path = two_workers(csv);
        refused(&["solve", &path], &[&["refused.toml", "stragglers.trace", "refused.csv"], parts].concat());
    }
}

#[test]
fn keys_beside_a_trace_are_refused() {
    let system = "workers = 2\ncoordinates = 4";
    for (stragglers, parts) in [
        ("trace = 'no-such.csv'", &["no-such.csv", "cannot be read"][..]),
        ("trace = ''", &["stragglers.trace", "path of a CSV file"]),
        ("trace = 3", &["stragglers.trace = 3", "path of a CSV file"]),
        ("trace = 't.csv'\nlaw = 'weibull'", &["stragglers.trace", "stragglers.law is given as well"]),
        ("trace = 't.csv'\nrate = 1", &["stragglers.rate = 1", "unknown key"]),
        ("", &["stragglers.law", "missing", "stragglers.trace"]),
    ] {
        let path = command::instance("beside.toml", system, stragglers, "");
        refused(&["solve", &path], parts);
    }
    file("huge.csv", "1e308,1e308\n");
    let path = command::instance("huge.toml", system, "trace = 'huge.csv'", "");
    refused(&["solve", &path], &["huge.toml", "double precision", "another unit"]);
    refused(&["solve", &example("trace-n6"), "--method", "fastest"], &["fastest", "mean-time"]);
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
fn exact_expected_runtimes_equal_enumeration() {
    let mut seed = 0;
    for workers in 1..=4 {
        for (count, coordinates) in [(1, 3), (3, 10), (12, 7), (40, 10)] {
            seed += 1;
            let rows = rows(seed, count, workers, if seed % 3 == 0 { 0.5 } else { 0.0 });
            let problem = problem(&instance("enumerated", &rows, coordinates, None));
            let context = format!("N = {workers}, S = {count}, L = {coordinates}");
            let solution = (exact::METHOD.solve)(&problem).expect("HiGHS solves it");
            let bound = solution.bound.expect("a bound").value;
            let relaxed = (relaxed::METHOD.solve)(&problem).expect("HiGHS solves it");
            let below = relaxed.bound.expect("a bound").value;
            let mut best = f64::INFINITY;
            for partition in all_partitions(workers, coordinates) {
                let expected = mean(&runtimes(&rows, &partition));
                let found = problem.value_of_partition(&partition);
                assert!((found.value - expected).abs() <= 1e-13 * expected, "{context}: {partition}");
                assert!(below <= found.value + found.error, "{context}: relaxed bound above {partition}");
                best = best.min(expected);
            }
            assert!((value(&solution) / best - 1.0).abs() < 1e-9, "{context}: {} {best}", value(&solution));
            assert!(bound <= best * (1.0 + 1e-12), "{context}: bound {bound} above {best}");
            assert_eq!(solution.status, Status::Optimal, "{context}");
            assert_eq!(relaxed.status, Status::Optimal, "{context}");
            let gap = relaxed.relaxed_value.expect("a value").value / below - 1.0;
            assert!(gap <= 1e-9, "{context}: {gap:e}");
        }
    }
}

#[test]
fn blocks_are_as_good_as_coordinates() {
    for seed in 20..23 {
        let rows = rows(seed, 3, 3, 0.0);
        let instance = instance("coordinates", &rows, 4, None);
        let solution = (exact::METHOD.solve)(&problem(&instance)).expect("HiGHS solves it");
        let scenarios = Scenarios::new(rows).expect("positive times");
        let (parameters, _) = scenarios.solve_coordinates(4, MINUTE).expect("HiGHS solves it");
        let runtime = scenarios.mean_runtime_of_coordinates(&parameters.expect("a solution"));
        let found = value(&solution) / instance.system.work_unit();
        assert!((found / runtime - 1.0).abs() < 1e-9, "seed {seed}: {found} against {runtime}");
    }
}

#[test]
fn relaxed_expected_runtimes_equal_the_whole_linear_program() {
    for (seed, count, workers) in [(31, 60, 8), (32, 25, 12), (33, 150, 5)] {
        let rows = rows(seed, count, workers, 0.0);
        let instance = instance("whole-program", &rows, 1000, None);
        let optimum = problem(&instance).relaxed().0.clone();
        let mut program = Scenarios::new(rows).expect("positive times").block_program(1);
        program.columns.iter_mut().for_each(|column| column.integer = false);
        let limits = Limits { absolute_gap: 0.0, time: MINUTE };
        let outcome = program.solve_with_highs(limits, None).expect("HiGHS solves it");
        // In units of the rows, which are a power of two.
        let unit = problem(&instance).scale() / instance.system.work_unit() / 1000.0;
        let value = optimum.value * unit;
        assert!((value / outcome.bound - 1.0).abs() < 1e-8, "{value} against {}", outcome.bound);
        assert!(optimum.gap() <= 1e-9, "{:e}", optimum.gap());
    }
}

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
                let problem = problem(&instance("deadline", &rows, coordinates, Some(deadline)));
                let context = format!("N = {workers}, S = {count}, L = {coordinates}, d = {deadline}");
                let solution = (completion::EXACT.solve)(&problem).expect("HiGHS solves it");
                let relaxed = (completion::RELAXED.solve)(&problem).expect("HiGHS solves it");
                let mut best = 0.0f64;
                for partition in &all {
                    let found = problem.value_of_partition(partition).value;
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
                assert!(solution.bound.expect("a bound").value >= best, "{context}");
                assert!(relaxed.bound.expect("a bound").value >= best, "{context}");
                assert!(relaxed.relaxed_value.expect("a value").value >= best, "{context}");
            }
        }
    }
}

/// The largest number of rows that real block sizes finish, by one linear program in microlp for every subset.
#[cfg(feature = "microlp")]
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
        -program.solve_with_microlp().expect("microlp solves it").bound >= 50.0
    };
    let size = |subset: usize| subset.count_ones() as usize;
    (1..1usize << rows.len()).filter(|&subset| fits(subset)).map(size).max().unwrap_or(0)
}

#[cfg(feature = "microlp")]
#[test]
fn relaxed_completion_probabilities_equal_subsets_by_microlp() {
    for seed in 40..46 {
        let rows = rows(seed, 7, 4, 0.0);
        let all = Partition::new(vec![20, 12, 10, 8], 4, 50).expect("a partition");
        let mut times = runtimes(&rows, &all);
        times.sort_by(f64::total_cmp);
        let deadline = times[seed as usize % 5] * 1.01;
        let problem = problem(&instance("subsets", &rows, 50, Some(deadline)));
        let solution = (completion::RELAXED.solve)(&problem).expect("HiGHS solves it");
        let most = most_finished(&rows, deadline) as f64 / 7.0;
        let found = solution.relaxed_value.expect("a value");
        assert!((found.value - most).abs() < 1e-12, "seed {seed}: {found:?} against {most}");
        assert!((solution.bound.expect("a bound").value - most).abs() < 1e-12, "seed {seed}");
        assert_eq!(solution.status, Status::Optimal);
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
        let solution = (completion::EXACT.solve)(&problem).expect("HiGHS solves it");
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

#[test]
fn solve_and_evaluate_show_the_trace() {
    let path = example("trace-n6");
    let document = json(&["solve", &path]);
    assert_eq!(
        document["instance"]["stragglers"],
        serde_json::json!({"trace": "trace-n6.csv", "rounds": 40})
    );
    let bound = document["bound"]["value"].as_f64().expect("a bound");
    for solution in document["solutions"].as_array().expect("a list") {
        let partition = !solution["partition"].is_null();
        assert!(!partition || solution["value"].as_f64().expect("a value") >= bound, "{solution}");
    }
    assert_eq!(document["solutions"][0]["status"], "optimal");
    let (stdout, _) = run(&["evaluate", &path, "--partition", "120,0,0,0,0,0"], 0);
    assert!(stdout.contains("stragglers  trace trace-n6.csv: 40 rounds"), "{stdout}");
    assert!(stdout.contains("relaxed") && stdout.contains("426.8352"), "{stdout}");
    let csv = common::root().join("examples/trace-n6.csv");
    let text = "{\"system\": {\"workers\": 6, \"coordinates\": 60}, \"stragglers\": {\"trace\": \"t6.csv\"}, \
                \"objective\": {\"kind\": \"completion-probability\", \"deadline\": 150}}";
    file("t6.csv", std::fs::read_to_string(csv).expect("the example"));
    let path = file("t6.json", text);
    let path = path.to_str().expect("UTF-8");
    let best = json(&["solve", path])["solutions"][0].clone();
    assert_eq!(best["status"], "optimal");
    let blocks: Vec<String> =
        best["partition"].as_array().expect("a list").iter().map(ToString::to_string).collect();
    let evaluated = json(&["evaluate", path, "--partition", &blocks.join(",")]);
    assert_eq!(evaluated["solutions"][0]["value"], best["value"]);
    assert_eq!(evaluated["bound"]["method"], "relaxed");
    for format in ["text", "csv", "markdown", "latex"] {
        run(&["solve", path, "--format", format], 0);
    }
}

#[test]
fn simulations_play_the_rows_in_order() {
    let path = example("trace-n6");
    let simulate = ["simulate", &path, "--partition", "51,22,15,16,6,10"];
    let all = json(&[&simulate[..], &["--exact"]].concat());
    assert_eq!(all["rounds"], 40);
    let expectation = all["agreement"]["expectation"].as_f64().expect("an expectation");
    assert!((expectation - 285.6908375).abs() < 1e-9 && all["agreement"]["agrees"] == true, "{all}");
    let some = json(&[&simulate[..], &["--rounds", "7"]].concat());
    assert_eq!(some["rounds"], 7);
    for (one, other) in
        some["results"].as_array().expect("rounds").iter().zip(all["results"].as_array().expect("rounds"))
    {
        assert_eq!(one["runtime"], other["runtime"]);
    }
    for rounds in ["41", "0"] {
        let arguments = [&simulate[..], &["--rounds", rounds]].concat();
        refused(&arguments, &["trace-n6.csv", &format!("rounds = {rounds}"), "1 to 40"]);
    }
}
