//! What every method of the registry owes on every kind of instance: an answer or a sentence, the same one on any number
//! of threads, and an early end when it is cancelled.

#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bcgc::internals::clock::Progress;
use bcgc::methods::{BY_NAME, FAMILIES, METHODS, Method, Problem, by_name, find, of, run};
use bcgc::{
    Cancel, CycleTime, Error, ExpectedRuntime, Instance, Law, Objective, Options, ShiftedExponential,
    Solution, Status, Stragglers, Trace, Value, on_threads,
};
use instances::{completion, problem, runtime, solve, value_of};
use laws::{exponential, gamma, pareto, uniform, weibull, wide};
use quickcheck::quickcheck;
use rayon::prelude::*;

/// A law of one's own that knows no more than it has to.
#[derive(Debug)]
struct Bare(ShiftedExponential);

impl CycleTime for Bare {
    fn infimum(&self) -> f64 {
        self.0.infimum()
    }
    fn survival(&self, y: f64) -> f64 {
        self.0.survival(y)
    }
    fn cdf(&self, y: f64) -> f64 {
        self.0.cdf(y)
    }
    fn density(&self, y: f64) -> f64 {
        self.0.density(y)
    }
    fn quantile(&self, p: f64) -> f64 {
        self.0.quantile(p)
    }
    fn upper_quantile(&self, p: f64) -> f64 {
        self.0.upper_quantile(p)
    }
    fn mean(&self) -> f64 {
        self.0.mean()
    }
    fn unit(&self) -> f64 {
        2.0
    }
    fn in_units_of(&self, unit: f64) -> Box<dyn CycleTime> {
        self.0.in_units_of(unit)
    }
    fn tail_index(&self) -> f64 {
        f64::INFINITY
    }
    fn origin_exponent(&self) -> f64 {
        1.0
    }
}

/// Rounds whose workers are alike, with ties.
fn trace(workers: usize, rounds: usize) -> Trace {
    let time = |s: usize, n: usize| 1.0 + ((7 * s + 3 * n * n + s * n) % 11) as f64 / 4.0;
    Trace::new((0..rounds).map(|s| (0..workers).map(|n| time(s, n)).collect()).collect()).expect("a trace")
}

/// Every kind of straggler for a number of workers.
fn stragglers(workers: usize) -> Vec<Stragglers> {
    let own = Law::custom("mine", Bare(ShiftedExponential::new(1.0, 0.5).expect("a law")));
    let laws = [
        exponential(1.0, 0.2),
        exponential(2.0, 0.0),
        weibull(0.7, 2.0, 0.1),
        uniform(1.0, 2.5),
        pareto(2.5, 1.0),
        own,
    ];
    laws.into_iter().map(Stragglers::from).chain([trace(workers, 9).into()]).collect()
}

/// Instances of every kind: law or trace, runtime or probability, of a few sizes; and runtimes of laws that stress them.
fn kinds() -> Vec<Instance> {
    let mut kinds = Vec::new();
    for (workers, coordinates) in [(1, 1), (1, 7), (2, 1), (3, 2), (4, 12), (5, 30)] {
        for stragglers in stragglers(workers) {
            kinds.push(runtime(workers, coordinates, stragglers.clone()));
            // From impossible to certain.
            for deadline in [0.1, 1.3, 2.0, 40.0].map(|factor| factor * coordinates as f64) {
                kinds.push(completion(workers, coordinates, workers as u64, stragglers.clone(), deadline));
            }
        }
    }
    for (workers, coordinates) in [(1, 9), (2, 1), (4, 12), (6, 1000)] {
        kinds.extend(wide().into_iter().map(|law| runtime(workers, coordinates, law)));
    }
    kinds
}

/// Every method, and some members of every family.
fn every_method() -> impl Iterator<Item = &'static Method> {
    let members = ["ferdinand:L", "ferdinand:L/3", "ferdinand:7", "published:optimal"];
    assert!(FAMILIES.iter().all(|family| members.iter().any(|name| family.member(name).is_some())));
    METHODS.iter().chain(BY_NAME).copied().chain(members.map(|name| find(name).expect("a member")))
}

/// What an answer of any method looks like.
fn check(solution: &Solution, problem: &Problem) {
    let context = format!("{:?}: {solution:?}", problem.instance());
    if solution.status == Status::Inapplicable {
        assert!(solution.note.as_ref().is_some_and(|note| !note.is_empty()), "no reason: {context}");
        assert!(solution.value.is_none() && solution.partition.is_none(), "{context}");
        return;
    }
    let is_probability = problem.instance().objective != ExpectedRuntime;
    for Value { value, error, complement } in solution.value.into_iter().chain(solution.relaxed_value) {
        assert!(value.is_finite() && error.is_finite() && error >= 0.0, "{context}");
        assert!(if is_probability { (0.0..=1.0).contains(&value) } else { value > 0.0 }, "{context}");
        assert_eq!(complement.is_some(), is_probability, "{context}");
    }
    let value = solution.value.unwrap_or_else(|| panic!("no value: {context}"));
    match &solution.partition {
        Some(partition) => {
            let (workers, total) = (partition.workers(), partition.coordinates());
            assert_eq!((workers, total), (problem.workers(), problem.coordinates()), "{context}");
            let found = value_of(problem, partition);
            assert!((found - value.value).abs() <= 1e-9 * found, "{found}: {context}");
        }
        None => assert_eq!(solution.method, "tandon", "no partition: {context}"),
    }
    if let Some(relaxed) = &solution.relaxed {
        let sum: f64 = relaxed.as_slice().iter().sum();
        assert!((sum - 1.0).abs() < 1e-12 && relaxed.as_slice().iter().all(|x| *x >= 0.0), "{context}");
    }
}

/// The best bound of some solutions excludes none of them.
fn check_bounds(solutions: &[Solution], problem: &Problem) {
    let sign = if problem.instance().objective == ExpectedRuntime { 1.0 } else { -1.0 };
    for bound in solutions.iter().filter_map(|solution| solution.bound) {
        // The scheme without a partition splits coordinates: no bound on partitions holds for it.
        for solution in solutions.iter().filter(|solution| solution.partition.is_some()) {
            let value = instances::value(solution);
            let slack = 1e-9 * value.abs();
            assert!(sign * (value - bound.value) >= -slack, "{bound:?} excludes {solution:?}");
        }
    }
}

#[test]
fn every_method_answers_every_kind_of_instance_or_says_why() {
    let check_all = |instance: &Instance| {
        let problem = match Problem::new(instance, &Options::default()) {
            Ok(problem) => problem,
            Err(Error::Unbounded { .. }) if instance.system.workers == 1 => return,
            Err(error) => panic!("{instance:?}: {error}"),
        };
        let answer = |method: &bcgc::methods::Method| {
            let solution = method.solve(&problem).unwrap_or_else(|error| panic!("{instance:?}: {error}"));
            assert_eq!(solution.method, method.name);
            if method.for_objective(instance.objective).is_none() {
                assert_eq!(solution.status, Status::Inapplicable, "{solution:?}");
            }
            check(&solution, &problem);
            solution
        };
        let solutions: Vec<Solution> = every_method().map(answer).collect();
        check_bounds(&solutions, &problem);
    };
    on_threads(None, || kinds().par_iter().for_each(check_all)).expect("a pool");
}

#[test]
fn only_closed_forms_answer_for_more_workers_than_can_be_evaluated() {
    let many = problem(&runtime(10_001, 20_000, exponential(1.0, 0.5)));
    for method in of(ExpectedRuntime) {
        let solution = method.solve(&many).expect("no solver fails");
        assert_eq!(solution.status == Status::Inapplicable, !method.is_closed_form, "{solution:?}");
        assert!(solution.value.is_none() && solution.bound.is_none(), "{solution:?}");
        assert!(solution.note.is_some_and(|note| note.contains("N = 10000")));
    }
    let late = completion(10_001, 20_000, 1, exponential(1.0, 0.5), 1e5);
    let error = Problem::new(&late, &Options::default()).expect_err("too many").to_string();
    assert!(error.contains("system.workers = 10001"), "{error}");
}

#[test]
fn names_are_unique_and_found() {
    let names: BTreeSet<&str> = every_method().map(|method| method.name).collect();
    assert_eq!(names.len(), every_method().count());
    for method in every_method() {
        assert!(find(method.name).is_some_and(|found| found.name == method.name));
    }
    for wrong in
        ["fastest", "ferdinand", "ferdinand:", "ferdinand:0", "ferdinand:L/0", "ferdinand:l", "ferdinand:1.5"]
    {
        assert!(find(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn the_order_is_that_of_the_readme() {
    let readme = include_str!("../docs/reference.md");
    let listed = |table: &str| -> Vec<&str> {
        let (begin, end) = (format!("<!-- begin {table} -->"), format!("<!-- end {table} -->"));
        let (_, rest) = readme.split_once(&begin).expect("a table");
        let (rows, _) = rest.split_once(&end).expect("its end");
        rows.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
    };
    let families = || FAMILIES.iter().map(|family| family.form);
    let registered = |objective| {
        let named = of(objective).chain(by_name(objective)).map(|method| method.name);
        named.chain(families()).collect::<Vec<_>>()
    };
    assert_eq!(registered(ExpectedRuntime), listed("methods"));
    let deadline = Objective::completion_probability(1.0).expect("a deadline");
    assert_eq!(registered(deadline), listed("completion methods"));
}

quickcheck! {
    fn the_best_is_the_first_of_the_best(digits: Vec<u8>) -> bool {
        let of_few = digits.iter().map(|d| f64::from(d % 8)).enumerate();
        let runtime = problem(&runtime(2, 4, exponential(1.0, 0.0)));
        let runtimes = of_few.clone().map(|(i, value)| (i, Value { value, error: 0.0, complement: None }));
        let least = digits.iter().map(|d| d % 8).min();
        let first = digits.iter().position(|d| Some(d % 8) == least);
        // Probabilities that all round to one: the least complement wins.
        let completion = problem(&completion(2, 4, 2, exponential(1.0, 0.0), 4.0));
        let late = of_few.map(|(i, d)| (i, Value { value: 1.0, error: 0.0, complement: Some(1e-30 * d) }));
        runtime.best(runtimes).map(|best| best.0) == first && completion.best(late).map(|best| best.0) == first
    }
}

/// Instances that take every method some steps.
fn long() -> Vec<Instance> {
    vec![
        runtime(12, 1000, gamma(0.7, 1.0, 0.1)),
        completion(8, 500, 8, exponential(1.0, 0.1), 500.0),
        runtime(6, 200, trace(6, 60)),
        completion(6, 200, 6, trace(6, 25), 400.0),
    ]
}

/// The answers of all methods for an instance, without their times.
fn answers(instance: &Instance, options: &Options) -> Vec<Solution> {
    let report = bcgc::solve(instance, options).expect("a report");
    report.rows().iter().map(|row| Solution { seconds: 0.0, ..row.solution.clone() }).collect()
}

/// The same without notes: a report adds to them where a row is worse than a plain scheme's.
fn bare(solutions: &[Solution]) -> Vec<Solution> {
    solutions.iter().map(|solution| Solution { note: None, ..solution.clone() }).collect()
}

#[test]
fn answers_do_not_depend_on_threads() {
    for instance in long() {
        let problem = problem(&instance);
        let timeless = |method| Solution { seconds: 0.0, ..run(&problem, method).expect("no solver fails") };
        let alone: Vec<Solution> = of(instance.objective).map(timeless).collect();
        for threads in [1, 2, 3] {
            // By their names: a run of all leaves out what would only repeat a proof.
            let names = of(instance.objective).map(|method| method.name);
            let options = Options::default().with_methods(names).with_threads(threads);
            assert_eq!(bare(&answers(&instance, &options)), bare(&alone), "{threads} threads");
        }
    }
}

/// Counts iterations.
fn counter() -> (Progress, Arc<AtomicU64>) {
    let steps = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&steps);
    let count = move |_, done: u64, _| {
        seen.fetch_add(u64::from(done > 0), Ordering::SeqCst);
    };
    (Progress::new(count), steps)
}

#[test]
fn no_method_runs_on_when_it_is_cancelled_from_the_start() {
    for instance in long() {
        let whole = problem(&instance);
        let cancel = Cancel::default();
        cancel.cancel();
        let (progress, steps) = counter();
        let options = Options::default().with_cancel(cancel).with_progress(progress);
        let problem = Problem::new(&instance, &options).expect("a problem");
        for method in of(instance.objective) {
            let (cut, full) = (solve(&problem, method.name), solve(&whole, method.name));
            check(&cut, &problem);
            let searches = method.is_sampled || matches!(full.status, Status::Optimal | Status::Stationary);
            if searches && full.status != Status::Inapplicable {
                assert_eq!(cut.status, Status::TimeLimit, "{cut:?} instead of {full:?}");
            }
            assert!(steps.swap(0, Ordering::SeqCst) <= 1, "{}", method.name);
        }
    }
}

#[test]
fn sampling_methods_end_at_the_step_at_which_another_thread_cancels() {
    const STEP: u64 = 3;
    for (instance, name, noun) in [
        (runtime(5, 100, gamma(2.0, 1.0, 0.0)), "subgradient", "steps"),
        (completion(5, 100, 5, exponential(1.0, 0.1), 150.0), "successive-convex", "iterations"),
    ] {
        let cancel = Cancel::default();
        let options = Options::default().with_cancel(cancel.clone());
        let progress = Progress::new(move |_, done, _| {
            if done == STEP {
                let cancel = cancel.clone();
                std::thread::spawn(move || cancel.cancel()).join().expect("it cancels");
            }
        });
        let problem = Problem::new(&instance, &options.with_progress(progress)).expect("a problem");
        let solution = solve(&problem, name);
        check(&solution, &problem);
        assert_eq!(solution.status, Status::TimeLimit, "{solution:?}");
        let note = solution.note.expect("a note");
        assert!(note.starts_with(&format!("{STEP} {noun}")), "{note}");
    }
}

/// A run that is cancelled while it goes on keeps the rows that it has, and makes the others short.
#[test]
fn a_run_cancelled_between_two_methods_has_all_rows() {
    let instance = runtime(12, 1000, gamma(0.7, 1.0, 0.1));
    let whole = answers(&instance, &Options::default());
    let cancel = Cancel::default();
    let options = Options::default().with_cancel(cancel.clone());
    let progress = Progress::new(move |method, done, _| {
        if (method, done) == ("subgradient", 0) {
            cancel.cancel();
        }
    });
    let cut = answers(&instance, &options.with_progress(progress));
    assert_eq!(cut.len(), whole.len());
    let at = whole.iter().position(|solution| solution.method == "subgradient").expect("a row");
    assert_eq!(bare(&cut[..at]), bare(&whole[..at]));
    assert_eq!(cut[at].status, Status::Interrupted);
}

#[test]
fn progress_is_told_after_every_step() {
    for (instance, name) in [
        (runtime(4, 40, exponential(1.0, 0.5)), "subgradient"),
        (completion(4, 40, 4, exponential(1.0, 0.1), 60.0), "successive-convex"),
    ] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&told);
        let progress = Progress::new(move |method, done, all| {
            assert_eq!(method, name);
            record.lock().expect("one thread").push((done, all));
        });
        let options = Options::default().with_progress(progress);
        solve(&Problem::new(&instance, &options).expect("a problem"), name);
        let told = told.lock().expect("one thread");
        let all = told.last().expect("a step").1;
        assert_eq!(*told, (1..=all).map(|done| (done, all)).collect::<Vec<_>>());
    }
}

/// What a method cannot take says nothing of the instance: the other rows come all the same.
#[test]
fn a_method_that_fails_is_one_row_with_its_reason() {
    use bcgc::PartitionError;
    use bcgc::methods::{Answer, Method, Run};
    const fn failing(run: Run) -> Answer {
        Answer { source: "a test", guarantee: "none", needs: &[], run }
    }
    static OVERFLOWS: [Answer; 1] = [failing(Run::Any(|_| {
        Err(Error::Overflow { quantity: "its value".to_owned(), remedy: "take fewer coordinates".to_owned() })
    }))];
    static MISPLACES: [Answer; 1] =
        [failing(Run::Any(|problem| Ok(problem.solution_of_partition("mine", problem.single_block(99)?))))];
    static BREAKS: [Answer; 1] =
        [failing(Run::Any(|_| Err(Error::Solver { solver: "HiGHS", reason: "gave up".to_owned() })))];
    let problem = problem(&runtime(2, 4, exponential(1.0, 0.0)));
    let level = PartitionError::Level { level: 99, workers: 2 }.to_string();
    for (answers, status, reason) in [
        (&OVERFLOWS, Status::Inapplicable, "take fewer coordinates"),
        (&MISPLACES, Status::Inapplicable, level.as_str()),
        (&BREAKS, Status::GapLimit, "HiGHS: gave up"),
    ] {
        let method = Method { name: "mine", is_sampled: false, is_closed_form: false, answers };
        let solution = run(&problem, &method).expect("a row");
        assert_eq!((solution.status, solution.value), (status, None));
        assert!(solution.note.as_ref().is_some_and(|note| note.contains(reason)), "{solution:?}");
    }
}
