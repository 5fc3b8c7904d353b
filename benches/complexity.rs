//! Time against the number of workers: closed forms, and one iteration of each iterative method.
//!
//! `make complexity`, or `cargo bench --bench complexity -- DIR [N...]`: writes `complexity.md`, `complexity.csv` and
//! `complexity.svg` into a folder. Medians; each measurement goes on for about a second, of at least three iterations.

#[path = "common/cores.rs"]
mod cores;
#[path = "common/ready.rs"]
mod ready;

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bcgc::internals::plot::log_log;
use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::large_deadline::large_deadline_shares;
use bcgc::internals::relaxed::union_bound::union_bound_shares;
use bcgc::internals::runtime::order_statistics::{mean_rate, mean_time};
use bcgc::methods::{Problem, find, run};
use bcgc::{Cancel, ExpectedRuntime, Instance, Objective, Options, Progress, ShiftedExponential, System};
use cores::on_all_cores;
use ready::ready;

const WORKERS: [usize; 8] = [10, 20, 50, 100, 200, 500, 1000, 2000];
/// How long one measurement goes on, and what a method has at most.
const SPAN: Duration = Duration::from_secs(1);
const LIMIT: f64 = 90.0;
/// Iterations and repetitions that a median is taken of, at least and at most.
const LEAST: usize = 3;
const MOST: usize = 1000;
/// Sizes from which on exponents are fitted: below, what does not grow has its share.
const LARGE: usize = 100;

/// What is measured: what the paper says of it, and its median in seconds; none where it takes too long.
struct Measured {
    name: &'static str,
    claim: &'static str,
    medians: Vec<Option<f64>>,
}

fn system(workers: usize, coordinates: u64) -> System {
    ready(System::new(workers, coordinates).and_then(|system| system.with_samples(50)))
}

/// The paper's setting for runtimes, and for deadlines: rate 0.1, shift 1, 10^6.5.
fn instance(workers: usize, is_runtime: bool) -> Instance {
    let made = || -> Result<Instance, bcgc::Error> {
        if is_runtime {
            let law = ShiftedExponential::new(1e-3, 50.0)?;
            return Instance::new(system(workers, 20_000), law, ExpectedRuntime);
        }
        let objective = Objective::completion_probability(10f64.powf(6.5))?;
        Instance::new(system(workers, 40_000), ShiftedExponential::new(0.1, 1.0)?, objective)
    };
    ready(made())
}

fn median(mut seconds: Vec<f64>) -> Option<f64> {
    seconds.sort_by(f64::total_cmp);
    (seconds.len() >= LEAST).then(|| seconds[seconds.len() / 2])
}

/// The median time of a call.
fn of_call(mut call: impl FnMut()) -> Option<f64> {
    let (begin, mut seconds) = (Instant::now(), Vec::new());
    while seconds.len() < LEAST || (begin.elapsed() < SPAN && seconds.len() < MOST) {
        let start = Instant::now();
        call();
        seconds.push(start.elapsed().as_secs_f64());
    }
    median(seconds)
}

/// The median time between two iterations that a method tells of.
fn of_iteration(name: &str, workers: usize, is_runtime: bool) -> Option<f64> {
    let times = Arc::new(Mutex::new(Vec::new()));
    let (told, cancel) = (Arc::clone(&times), Cancel::default());
    let (stop, begin) = (cancel.clone(), Instant::now());
    let wanted = name.to_owned();
    let progress = Progress::new(move |method, _, _| {
        if method != wanted {
            return;
        }
        if let Ok(mut told) = told.lock() {
            told.push(Instant::now());
            let is_enough = told.len() > LEAST + 1 && begin.elapsed() > SPAN;
            if is_enough || told.len() > MOST {
                stop.cancel();
            }
        }
    });
    let options = Options::default().with_time_limit(LIMIT).with_gap(0.0);
    let options = options.with_progress(progress).with_cancel(cancel).without_bound();
    let problem = ready(Problem::new(&instance(workers, is_runtime), &options));
    let method = ready(find(name).ok_or(name));
    on_all_cores(|| drop(ready(run(&problem, method))));
    let times = times.lock().map(|times| times.clone()).unwrap_or_default();
    median(times.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect())
}

/// A measurement for every size, until one takes too long.
fn measured(
    name: &'static str,
    claim: &'static str,
    sizes: &[usize],
    measure: impl Fn(usize) -> Option<f64>,
) -> Measured {
    let mut is_over = false;
    let medians = sizes.iter().map(|&workers| {
        let found = if is_over { None } else { measure(workers) };
        is_over = found.is_none();
        eprintln!(
            "{name} at N = {workers}: {}",
            found.map_or("-".to_owned(), |found| format!("{found:.3e} s"))
        );
        found
    });
    Measured { name, claim, medians: medians.collect() }
}

fn all(sizes: &[usize]) -> Vec<Measured> {
    let law = ready(ShiftedExponential::new(1e-3, 50.0));
    let closed = "O(N)";
    let iterative = "O(N^2)";
    let union = |workers: usize| {
        let problem = ready(Problem::new(&instance(workers, false), &Options::default()));
        let AnyEvaluator::LawCompletion(evaluator) = problem.any_evaluator() else {
            unreachable!("a probability")
        };
        of_call(|| drop(black_box(union_bound_shares(evaluator, workers))))
    };
    vec![
        measured("mean-time", closed, sizes, |n| of_call(|| drop(black_box(mean_time(&law, n))))),
        measured("mean-rate", closed, sizes, |n| of_call(|| drop(black_box(mean_rate(&law, n))))),
        measured("large-deadline", closed, sizes, |n| {
            of_call(|| drop(black_box(large_deadline_shares(1.0, n))))
        }),
        measured("union-bound", "-", sizes, union),
        measured("subgradient", iterative, sizes, |n| of_iteration("subgradient", n, true)),
        measured("relaxed", "-", sizes, |n| of_iteration("relaxed", n, true)),
        measured("successive-convex", iterative, sizes, |n| of_iteration("successive-convex", n, false)),
        measured("relaxed, deadline", "-", sizes, |n| of_iteration("relaxed", n, false)),
    ]
}

/// The exponent of a power of `N` by least squares in logarithms, from [`LARGE`] on.
fn exponent(sizes: &[usize], medians: &[Option<f64>]) -> Option<f64> {
    let points: Vec<(f64, f64)> = (sizes.iter().zip(medians))
        .filter(|(workers, _)| **workers >= LARGE)
        .filter_map(|(workers, median)| Some(((*workers as f64).ln(), (*median)?.ln())))
        .collect();
    let count = points.len() as f64;
    let mean = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / count, sum.1 + p.1 / count));
    let (mut along, mut square) = (0.0, 0.0);
    for (x, y) in &points {
        along += (x - mean.0) * (y - mean.1);
        square += (x - mean.0).powi(2);
    }
    (points.len() > 1).then(|| along / square)
}

fn markdown(sizes: &[usize], found: &[Measured]) -> Result<String, std::fmt::Error> {
    let mut out = String::from("# Time of closed forms and of one iteration, in seconds\n\n| what | paper |");
    sizes.iter().try_for_each(|workers| write!(out, " N = {workers} |"))?;
    out += " exponent |\n| --- | --- |";
    out += &" ---: |".repeat(sizes.len() + 1);
    out += "\n";
    for Measured { name, claim, medians } in found {
        write!(out, "| {name} | {claim} |")?;
        for median in medians {
            write!(out, " {} |", median.map_or("-".to_owned(), |median| format!("{median:.2e}")))?;
        }
        let exponent = exponent(sizes, medians);
        writeln!(out, " {} |", exponent.map_or("-".to_owned(), |exponent| format!("{exponent:.2}")))?;
    }
    write!(
        out,
        "\nMedians. The exponent is that of a power of N fitted to the medians from N = {LARGE} on. Runtimes: L = 20000, rate \
         0.001, shift 50. Deadlines: L = 40000, rate 0.1, shift 1, 10^6.5. `-`: the method ended within two iterations, or this \
         size or one before took longer than {LIMIT} s.\n"
    )?;
    Ok(out)
}

fn csv(sizes: &[usize], found: &[Measured]) -> Result<String, std::fmt::Error> {
    let mut out = String::from("what,paper,workers,median_seconds\n");
    for Measured { name, claim, medians } in found {
        for (workers, median) in sizes.iter().zip(medians) {
            let median = median.map_or(String::new(), |median| format!("{median:e}"));
            writeln!(out, "\"{name}\",{claim},{workers},{median}")?;
        }
    }
    Ok(out)
}

fn figure(sizes: &[usize], found: &[Measured]) -> Result<Vec<u8>, Box<dyn Error>> {
    let curve = |measured: &Measured| {
        let points = (sizes.iter().zip(&measured.medians))
            .filter_map(|(workers, median)| Some((*workers as f64, (*median)?)));
        (measured.name.to_owned(), points.collect())
    };
    let labels = ["number of workers $N$", "median time (s)"];
    Ok(log_log("Time of closed forms and of one iteration", labels, found.iter().map(curve).collect())?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    // Among all benchmarks it has nowhere to write.
    let Some((folder, sizes)) = given.split_first() else { return Ok(()) };
    let sizes: Vec<usize> = match sizes {
        [] => WORKERS.to_vec(),
        given => given.iter().map(|size| size.parse()).collect::<Result<_, _>>()?,
    };
    let found = all(&sizes);
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("complexity.md"), markdown(&sizes, &found)?)?;
    std::fs::write(folder.join("complexity.csv"), csv(&sizes, &found)?)?;
    std::fs::write(folder.join("complexity.svg"), figure(&sizes, &found)?)?;
    Ok(())
}
