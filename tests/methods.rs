//! The methods for the expected overall runtime: published values, oracles, and what every method owes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bcgc::instance::Instance;
use bcgc::method::{METHODS, Method};
use bcgc::partition::overall_runtime;
use bcgc::problem::{Options, Problem};
use bcgc::progress::Progress;
use bcgc::relaxed::subgradient::{self, Parameters, Start, StepRule};
use bcgc::solution::{Solution, Status};
use quickcheck::{QuickCheck, TestResult};
use rand::SeedableRng;

/// An instance with `kappa = 1`.
fn instance(workers: usize, coordinates: u64, law: &str) -> Instance {
    let text = format!("[system]\nworkers = {workers}\ncoordinates = {coordinates}\n[stragglers]\n{law}\n");
    Instance::from_table(&toml::from_str(&text).expect("toml")).expect("an instance")
}

fn shifted_exponential(rate: f64, shift: f64) -> String {
    format!("law = 'shifted-exponential'\nrate = {rate:e}\nshift = {shift:e}")
}

fn method(name: &str) -> &'static Method {
    METHODS.iter().find(|method| method.name == name).expect("a registered method")
}

fn solve(problem: &Problem, name: &str) -> Solution {
    (method(name).solve)(problem).expect("no error")
}

fn value(solution: &Solution) -> f64 {
    solution.value.map_or(f64::NAN, |value| value.value)
}

/// A row of the published table.
struct Row {
    instance: Instance,
    scheme: String,
    published: f64,
    exact: Option<f64>,
}

fn published() -> Vec<Row> {
    include_str!("../src/table/published/expected_runtime.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |i: usize| cells[i].parse::<f64>().expect("a number");
            Row {
                instance: instance(
                    number(1) as usize,
                    number(2) as u64,
                    &shifted_exponential(number(3), number(4)),
                ),
                scheme: cells[5].to_owned(),
                published: number(6),
                exact: cells[7].parse().ok(),
            }
        })
        .collect()
}

/// Half a unit of the fifth significant digit, in which the exact column is printed.
const PRINTED: f64 = 5e-5;
/// What averages over some 10^4 samples differ by.
const SAMPLING_NOISE: f64 = 0.015;

#[test]
fn published_closed_forms_and_baselines_are_reproduced() {
    let mut reproduced = 0;
    for row in published().iter().filter(|row| row.scheme != "optimal" && row.scheme != "ferdinand-half") {
        let problem = Problem::new(&row.instance, Options::default()).expect("a problem");
        let solution = solve(&problem, &row.scheme);
        let exact = row.exact.expect("an exact value");
        let ours = solution.relaxed_value.map_or(value(&solution), |value| value.value);
        assert!((ours / exact - 1.0).abs() <= PRINTED, "{}: {ours} against {exact}", row.scheme);
        assert!(
            (row.published / ours - 1.0).abs() <= SAMPLING_NOISE,
            "{}: {ours} against {}",
            row.scheme,
            row.published
        );
        reproduced += 1;
    }
    assert_eq!(reproduced, 75);
}

#[test]
fn published_optima_lie_above_the_certified_optimum() {
    let mut excesses = Vec::new();
    for row in published().iter().filter(|row| row.scheme == "optimal") {
        let problem = Problem::new(&row.instance, Options::default()).expect("a problem");
        let optimum = problem.relaxed();
        assert!(optimum.gap() <= 1e-9);
        let ours = problem.scale() * optimum.value.value;
        assert!((ours / row.exact.expect("an exact value") - 1.0).abs() <= PRINTED);
        excesses.push(row.published / ours - 1.0);
    }
    assert_eq!(excesses.len(), 15);
    assert!(excesses.iter().all(|excess| *excess > 0.0), "{excesses:?}");
    assert_eq!(excesses.iter().filter(|excess| **excess >= 0.008).count(), 14, "{excesses:?}");
}

#[test]
fn the_subgradient_method_stops_short_of_the_optimum() {
    for workers in [10, 20] {
        let instance = instance(workers, 20_000, &shifted_exponential(1e-3, 50.0));
        let problem = Problem::new(&instance, Options::default()).expect("a problem");
        let solution = solve(&problem, "subgradient");
        let bound = problem.scale() * problem.relaxed().bound;
        let excess = value(&solution) / bound - 1.0;
        assert!((0.004..0.03).contains(&excess), "N = {workers}: {excess}");
        let start = value(&solve(&problem, "mean-time"));
        assert!(value(&solution) < start, "N = {workers}: it should improve on its start");
        assert_eq!(solution.status, Status::Heuristic);
        assert!(solution.note.is_some_and(|note| note.contains("150 steps of 10000 samples")));
    }
}

/// The published curve is that of runs from the uniform start: all 15 points within 1 %, five of them here.
/// Runs from the closed form end up to 5 % below it.
#[test]
fn the_published_optima_are_those_of_a_uniform_start() {
    let rows = published();
    for row in rows.iter().filter(|row| row.scheme == "optimal").skip(10) {
        assert_eq!(row.instance.system.workers, 20, "the sweep over the number of coordinates");
        let problem = Problem::new(&row.instance, Options::default()).expect("a problem");
        let parameters = Parameters { start: Start::Uniform, ..Parameters::default() };
        let run = subgradient::solve(&problem, &parameters).expect("no error");
        assert!((value(&run) / row.published - 1.0).abs() < 0.01, "{} {}", value(&run), row.published);
    }
}

#[test]
fn the_subgradient_method_is_reproducible_on_any_number_of_threads() {
    let instance = instance(20, 20_000, &shifted_exponential(1e-3, 50.0));
    let problem = Problem::new(&instance, Options::default()).expect("a problem");
    // A batch that is no multiple of any chunk size.
    let parameters = Parameters { batch: 3333, iterations: 20, seed: 5, ..Parameters::default() };
    let run = |threads, parameters| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| subgradient::run(&problem, &parameters)).expect("finite steps").blocks
    };
    let alone = run(1, parameters);
    assert_eq!(alone, run(2, parameters));
    assert_eq!(alone, run(2, parameters));
    assert_ne!(alone, run(2, Parameters { seed: 6, ..parameters }));
}

#[test]
fn the_subgradient_method_with_other_parameters() {
    let instance = instance(8, 800, &shifted_exponential(1.0, 0.5));
    let problem = Problem::new(&instance, Options::default()).expect("a problem");
    let bound = problem.scale() * problem.relaxed().bound;
    for rule in [StepRule::Harmonic(50.0), StepRule::InverseSquareRoot(10.0), StepRule::Constant(1.0)] {
        let parameters =
            Parameters { batch: 1000, rule, iterations: 400, start: Start::Uniform, ..Parameters::default() };
        let solution = subgradient::solve(&problem, &parameters).expect("no error");
        let uniform =
            subgradient::solve(&problem, &Parameters { iterations: 0, ..parameters }).expect("no error");
        assert!(value(&uniform) > 1.1 * bound);
        assert!(value(&solution) < 1.01 * bound, "{rule:?}: {}", value(&solution) / bound);
    }
}

#[test]
fn progress_is_reported_after_every_step() {
    let instance = instance(4, 40, &shifted_exponential(1.0, 0.5));
    let steps = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&steps);
    let progress = Progress::new(move |method, done, all| {
        assert_eq!((method, all), ("subgradient", 150));
        assert_eq!(seen.fetch_add(1, Ordering::SeqCst) + 1, done);
    });
    let problem = Problem::new(&instance, Options::default()).expect("a problem").with_progress(progress);
    solve(&problem, "subgradient");
    assert_eq!(steps.load(Ordering::SeqCst), 150);
}

#[test]
fn the_optima_of_ferdinand_half_lie_far_apart() {
    let instance = instance(20, 20_000, &shifted_exponential(1e-3, 50.0));
    let problem = Problem::new(&instance, Options::default()).expect("a problem");
    let solution = solve(&problem, "ferdinand-half");
    assert!((value(&solution) / 3.80e7 - 1.0).abs() < 2e-3);
    let note = solution.note.expect("both values");
    assert!(note.contains("3.800000e7") && note.contains("5.507226e7"), "{note}");
    // With L layers only s = N-1 is feasible.
    let full = solve(&problem, "ferdinand-full").partition.expect("a partition");
    assert_eq!(full.blocks()[19], 20_000);
}

#[test]
fn hierarchical_coding_refuses_what_it_cannot_do() {
    let law = shifted_exponential(1.0, 0.5);
    for (workers, coordinates, name) in
        [(2, 10, "ferdinand-half"), (2, 10, "ferdinand-full"), (5, 7, "ferdinand-half")]
    {
        let instance = instance(workers, coordinates, &law);
        let problem = Problem::new(&instance, Options::default()).expect("a problem");
        let solution = solve(&problem, name);
        assert_eq!(solution.status, Status::Inapplicable, "{name}");
        assert!(solution.note.is_some() && solution.value.is_none());
    }
}

/// Laws of every kind: bounded, with infimum 0, with an infinite mean, of extreme scale.
fn laws() -> Vec<String> {
    let mut laws = vec![
        shifted_exponential(1e-3, 50.0),
        shifted_exponential(2.0, 0.0),
        shifted_exponential(1e-300, 0.0),
        shifted_exponential(1e300, 1e-299),
    ];
    laws.extend(
        [
            "law = 'weibull'\nshape = 0.7\nscale = 2.0\nshift = 0.1",
            "law = 'gamma'\nshape = 2.5\nrate = 1.0",
            "law = 'log-normal'\nlocation = 0.0\nscale = 0.8",
            "law = 'uniform'\nmin = 0.0\nmax = 3.0",
            "law = 'uniform'\nmin = 2.0\nmax = 3.0",
            "law = 'pareto'\nshape = 3.0\nscale = 1.0",
            "law = 'pareto'\nshape = 0.6\nscale = 1.0",
            "law = 'hyper-exponential'\nweights = [0.5, 0.5]\nrates = [1.0, 0.1]",
        ]
        .map(str::to_owned),
    );
    laws
}

/// What every method owes on every instance: a reason, or a partition and a value that no bound excludes.
fn check_contract(solution: &Solution, problem: &Problem, context: &str) {
    if solution.status == Status::Inapplicable {
        assert!(solution.note.as_ref().is_some_and(|note| !note.is_empty()), "{context}: no reason");
        assert!(solution.value.is_none() && solution.partition.is_none(), "{context}");
        return;
    }
    let value = solution.value.unwrap_or_else(|| panic!("{context}: no value"));
    assert!(value.value.is_finite() && value.value > 0.0, "{context}: {value:?}");
    assert!(value.error.is_finite() && value.error >= 0.0, "{context}: {value:?}");
    let bound = problem.scale() * problem.relaxed().bound;
    assert!(value.value >= bound * (1.0 - 1e-9), "{context}: {} below the bound {bound}", value.value);
    match &solution.partition {
        Some(partition) => {
            assert_eq!(partition.workers(), problem.workers(), "{context}");
            assert_eq!(partition.coordinates(), problem.coordinates(), "{context}");
        }
        None => assert_eq!(solution.method, "tandon", "{context}: no partition"),
    }
    if let Some(relaxed) = &solution.relaxed {
        let sum: f64 = relaxed.iter().sum();
        assert!((sum / problem.coordinates() as f64 - 1.0).abs() < 1e-12, "{context}: {sum}");
        assert!(relaxed.iter().all(|x| *x >= 0.0), "{context}: {relaxed:?}");
    }
}

#[test]
fn every_method_keeps_its_contract() {
    for law in laws() {
        for (workers, coordinates) in [(1, 1), (1, 9), (2, 1), (3, 2), (4, 12), (5, 3), (6, 1000)] {
            let instance = instance(workers, coordinates, &law);
            let problem = match Problem::new(&instance, Options { time_limit: 1.0, ..Options::default() }) {
                Ok(problem) => problem,
                // Only a power tail with too few workers has no finite optimum.
                Err(error) => {
                    assert!(law.contains("pareto") && workers == 1, "{law}: {error}");
                    continue;
                }
            };
            for method in METHODS {
                let context = format!("{} for N = {workers}, L = {coordinates}, {law}", method.name);
                let solution = (method.solve)(&problem).unwrap_or_else(|error| panic!("{context}: {error}"));
                assert_eq!(solution.method, method.name);
                check_contract(&solution, &problem, &context);
            }
        }
    }
}

#[test]
fn infinite_means_are_refused_with_the_reason() {
    let instance = instance(4, 100, "law = 'pareto'\nshape = 0.6\nscale = 1.0");
    let problem = Problem::new(&instance, Options::default()).expect("a problem");
    for name in ["uncoded", "tandon", "mean-rate"] {
        let solution = solve(&problem, name);
        assert_eq!(solution.status, Status::Inapplicable, "{name}");
        let note = solution.note.expect("a reason");
        assert!(note.contains("level 0 waits for T_(4)") && note.contains("0.6"), "{note}");
    }
    assert_eq!(solve(&problem, "single-block").status, Status::Heuristic);
}

#[test]
fn an_infinite_mean_rate_is_refused() {
    for law in [shifted_exponential(1.0, 0.0), "law = 'uniform'\nmin = 0.0\nmax = 3.0".to_owned()] {
        let instance = instance(4, 100, &law);
        let problem = Problem::new(&instance, Options::default()).expect("a problem");
        let solution = solve(&problem, "mean-rate");
        assert_eq!(solution.status, Status::Inapplicable);
        assert!(solution.note.is_some_and(|note| note.contains("E[1/T_(1)] is infinite")));
    }
}

/// The values that come from order statistics alone, against the evaluator of partitions.
#[test]
fn single_blocks_have_the_value_of_their_partition() {
    for law in laws().iter().filter(|law| !law.contains("pareto")) {
        let instance = instance(7, 700, law);
        let problem = Problem::new(&instance, Options::default()).expect("a problem");
        let mut least = f64::INFINITY;
        for s in 0..7 {
            let partition = bcgc::partition::Partition::single_block(s, 7, 700);
            let expected = problem.value_of_partition(&partition).expect("finite").value;
            least = least.min(expected);
            if s == 0 {
                assert!((value(&solve(&problem, "uncoded")) / expected - 1.0).abs() < 1e-9, "{law}");
            }
        }
        assert!((value(&solve(&problem, "single-block")) / least - 1.0).abs() < 1e-9, "{law}");
    }
}

/// Relative tolerance of evaluations that others are measured with.
const ORACLE: f64 = 1e-13;

/// Coding for partial stragglers costs what the two blocks `x_0 = (s+1)/(s+6)`, `x_s = 5/(s+6)` cost.
fn two_blocks(workers: usize, s: usize) -> Vec<f64> {
    let mut shares = vec![0.0; workers];
    shares[0] = (s + 1) as f64 / (s + 6) as f64;
    shares[s] = 5.0 / (s + 6) as f64;
    shares
}

#[test]
fn tandon_agrees_with_the_evaluator_of_partitions() {
    for law in laws().iter().filter(|law| !law.contains("pareto")) {
        for workers in [2, 3, 9, 40] {
            let instance = instance(workers, 500, law);
            let problem = Problem::new(&instance, Options::default()).expect("a problem");
            let least = (1..workers)
                .map(|s| problem.scale() * problem.evaluate(&two_blocks(workers, s), ORACLE).value.value)
                .fold(f64::INFINITY, f64::min);
            let solution = solve(&problem, "tandon");
            let claimed = solution.value.expect("a value");
            assert!(
                (claimed.value / least - 1.0).abs() < 1e-9,
                "N = {workers}, {law}: {}",
                claimed.value / least
            );
            assert!(claimed.error <= 1e-10 * claimed.value, "{claimed:?}");
        }
    }
}

#[test]
fn tandon_for_random_exponential_laws() {
    fn property(workers: u8, shift: u16) -> TestResult {
        let workers = 2 + usize::from(workers % 30);
        let instance = instance(workers, 100, &shifted_exponential(1.0, f64::from(shift) / 1000.0));
        let problem = Problem::new(&instance, Options::default()).expect("a problem");
        let solution = solve(&problem, "tandon");
        let least = (1..workers)
            .map(|s| problem.scale() * problem.evaluate(&two_blocks(workers, s), ORACLE).value.value)
            .fold(f64::INFINITY, f64::min);
        TestResult::from_bool((value(&solution) / least - 1.0).abs() < 1e-9)
    }
    QuickCheck::new().tests(30).quickcheck(property as fn(u8, u16) -> TestResult);
}

/// `max(6 T_(N-s), T_(N))` sampled, for the published definition itself.
#[test]
fn tandon_agrees_with_sampling() {
    let instance = instance(10, 11, &shifted_exponential(1e-3, 50.0));
    let problem = Problem::new(&instance, Options::default()).expect("a problem");
    let mut stream = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(3);
    let samples = 200_000;
    let mut sums = [0.0; 9];
    for _ in 0..samples {
        let mut times: Vec<f64> = (0..10).map(|_| problem.law().sample(&mut stream)).collect();
        times.sort_by(f64::total_cmp);
        for s in 1..10 {
            let direct = (s + 1) as f64 / (s + 6) as f64 * (6.0 * times[9 - s]).max(times[9]);
            assert!((direct / overall_runtime(&two_blocks(10, s), &times) - 1.0).abs() < 1e-12);
            sums[s - 1] += direct;
        }
    }
    let least = sums.iter().copied().fold(f64::INFINITY, f64::min) / f64::from(samples);
    assert!((value(&solve(&problem, "tandon")) / (problem.scale() * least) - 1.0).abs() < 5e-3);
}
