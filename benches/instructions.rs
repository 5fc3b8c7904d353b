//! Instructions that core operations execute, by callgrind: repeatable where times are not.
//!
//! `make instructions` counts, of the crate compiled as one unit, and compares with benches/instructions.toml: more than 3 %
//! above the stored count fails. `make instructions RECORD=1` stores the counts. Counts belong to a compiler, an architecture and a C library:
//! where none are stored for those, the run says so and compares nothing. Needs valgrind (scripts/bootstrap.sh
//! valgrind).

#[path = "common/ready.rs"]
mod ready;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use bcgc::encoding::{Decoder, build, find};
use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::descent;
use bcgc::internals::relaxed::union_bound::union_bound_shares;
use bcgc::internals::runtime::boundary::Boundary;
use bcgc::internals::runtime::expected::MeanRuntime;
use bcgc::internals::runtime::order_statistics::mean_rate;
use bcgc::methods::{Clock, Problem};
use bcgc::{
    CycleTime, Error, ExpectedRuntime, Instance, Objective, Options, Shares, ShiftedExponential, System,
};
use ready::ready;

/// By how much a count may exceed the stored one.
const MORE: f64 = 0.03;
const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.toml");

/// Counts by operation.
type Counts = BTreeMap<String, u64>;

/// Prepares an operation, which is then executed once under the counter.
type Prepare = fn() -> Box<dyn FnMut()>;

const OPERATIONS: [(&str, Prepare); 6] = [
    ("crossing probability and slope, N = 200", crossing),
    ("expected runtime and gradient to 1e-10, N = 50", expected_runtime),
    ("completion probability and gradient, N = 200", completion),
    ("means of reciprocal order statistics, N = 10000", reciprocals),
    ("relaxed optimum to 1e-9, N = 20", relaxed),
    ("decoding vector, N = 20, s = 10", decoding),
];

/// The paper's law of the expected runtime, in units of its mean.
fn law() -> ShiftedExponential {
    ready(ShiftedExponential::new(1.05, 50.0 / 1050.0))
}

fn crossing() -> Box<dyn FnMut()> {
    const WORKERS: usize = 200;
    let level = |n: usize| 1.15 * law().upper_quantile((n + 1) as f64 / (WORKERS + 1) as f64);
    let survival: Vec<f64> = (0..WORKERS).map(|n| law().survival(level(n))).collect();
    let cdf: Vec<f64> = survival.iter().map(|s| 1.0 - s).collect();
    let (mut boundary, mut slope) = (Boundary::new(WORKERS), vec![0.0; WORKERS]);
    Box::new(move || {
        black_box(boundary.probability_and_slope(&survival, &cdf, 1e-16, &mut slope));
    })
}

fn expected_runtime() -> Box<dyn FnMut()> {
    const WORKERS: usize = 50;
    let evaluator = MeanRuntime::new(Arc::new(law()), WORKERS);
    let shares = vec![1.0 / WORKERS as f64; WORKERS];
    Box::new(move || {
        black_box(evaluator.value_and_gradient(&shares, 1e-10, &Clock::unlimited()));
    })
}

/// The paper's setting of the completion probability: rate 0.1, shift 1, M = 50, L = 40000, deadline 10^6.5.
fn deadline(workers: usize) -> Result<Problem, Error> {
    let system = System::new(workers, 40_000)?.with_samples(50)?;
    let objective = Objective::completion_probability(10f64.powf(6.5))?;
    let instance = Instance::new(system, ShiftedExponential::new(0.1, 1.0)?, objective)?;
    Problem::new(&instance, &Options::default())
}

fn completion() -> Box<dyn FnMut()> {
    let problem = ready(deadline(200));
    let AnyEvaluator::LawCompletion(evaluator) = problem.any_evaluator() else { unreachable!("a deadline") };
    let (shares, _): (Shares, _) = ready(union_bound_shares(evaluator, 200).ok_or("no closed form"));
    let probability = evaluator.probability().clone();
    Box::new(move || {
        black_box(probability.value_and_gradient(&shares));
    })
}

fn reciprocals() -> Box<dyn FnMut()> {
    Box::new(|| {
        black_box(ready(mean_rate(&law(), 10_000)));
    })
}

fn relaxed() -> Box<dyn FnMut()> {
    let made = || -> Result<Instance, Error> {
        let system = System::new(20, 20_000)?.with_samples(50)?;
        Instance::new(system, ShiftedExponential::new(1e-3, 50.0)?, ExpectedRuntime)
    };
    let problem = ready(Problem::new(&ready(made()), &Options::default().with_gap(1e-9)));
    Box::new(move || {
        let AnyEvaluator::LawRuntime(evaluator) = problem.any_evaluator() else { unreachable!("a runtime") };
        black_box(descent::find(&problem, evaluator));
    })
}

fn decoding() -> Box<dyn FnMut()> {
    let matrix = ready(build(ready(find("cyclic-repetition")), 20, 10, 1));
    let set: Vec<usize> = (1..=20).step_by(2).collect();
    Box::new(move || {
        black_box(ready(Decoder::new(&matrix).vector(&set)));
    })
}

/// What callgrind counts: its name is the switch.
#[inline(never)]
fn measured(operation: &mut dyn FnMut()) {
    operation();
}

/// Executes one operation, in the process that callgrind watches. Once before, so that tables made on first use are not
/// counted.
fn execute(index: usize) {
    let mut operation = OPERATIONS[index].1();
    black_box(&mut operation)();
    measured(black_box(&mut *operation));
}

/// Instructions of one operation.
fn count(index: usize, folder: &Path) -> Result<u64, String> {
    let file = folder.join(format!("{index}.callgrind"));
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=instructions::measured*"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args(["--execute", &index.to_string()])
        // The C library takes the same functions on every processor.
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX512F,-FMA,-FMA4,-ERMS,-AVX")
        .output()
        .map_err(|error| format!("valgrind: {error}; sh scripts/bootstrap.sh valgrind installs it"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let counted = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let total = counted.lines().find_map(|line| line.strip_prefix("summary: ")).map(str::trim);
    let total = total.and_then(|total| total.parse().ok()).filter(|&total| total > 0);
    total.ok_or_else(|| format!("callgrind counted nothing for \"{}\"", OPERATIONS[index].0))
}

/// The first line that a program prints.
fn first_line(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
}

/// What counts depend on: compiler, architecture, C library.
fn machine() -> String {
    let word = |line: Option<String>, from_end: bool| {
        let line = line.unwrap_or_default();
        let found = if from_end { line.split(' ').next_back() } else { line.split(' ').nth(1) };
        found.unwrap_or("unknown").to_owned()
    };
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    format!(
        "rustc {}, {}, libc {}",
        word(first_line(&rustc, "--version"), false),
        std::env::consts::ARCH,
        word(first_line("ldd", "--version"), true)
    )
}

fn stored() -> Result<BTreeMap<String, Counts>, String> {
    let text = std::fs::read_to_string(STORED).map_err(|error| format!("{STORED}: {error}"))?;
    toml::from_str(&text).map_err(|error| format!("{STORED}: {error}"))
}

fn record(machine: String, counts: Counts) -> Result<(), String> {
    let mut all = stored().unwrap_or_default();
    all.insert(machine, counts);
    let text = toml::to_string(&all).map_err(|error| error.to_string())?;
    let head = "# Instructions by `make instructions RECORD=1`, by what they depend on.\n\n";
    std::fs::write(STORED, format!("{head}{text}")).map_err(|error| format!("{STORED}: {error}"))
}

/// Prints counts beside the stored ones; the names of those that grew too much, or that nothing is stored for.
fn compare(counts: &Counts, before: &Counts) -> Vec<String> {
    let mut grown = Vec::new();
    for (name, &now) in counts {
        match before.get(name) {
            Some(&then) => {
                let ratio = now as f64 / then as f64;
                println!("{name:50} {now:>12} {ratio:>8.4}");
                if ratio > 1.0 + MORE {
                    grown.push(format!("{name}: {now} instructions, {ratio:.3} times the stored {then}"));
                }
            }
            None => grown.push(format!("{name}: {now} instructions, none stored")),
        }
    }
    grown
}

fn run(to_record: bool) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("bcgc-instructions-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let counted = |i: usize| Ok((OPERATIONS[i].0.to_owned(), count(i, &folder)?));
    let counts: Result<Counts, String> = (0..OPERATIONS.len()).map(counted).collect();
    std::fs::remove_dir_all(&folder).ok();
    let (counts, machine) = (counts?, machine());
    if to_record {
        counts.iter().for_each(|(name, count)| println!("{name:50} {count:>12}"));
        return record(machine, counts);
    }
    let Some(before) = stored()?.remove(&machine) else {
        counts.iter().for_each(|(name, count)| println!("{name:50} {count:>12}"));
        println!("nothing compared: {STORED} has no counts for {machine}; --record adds them");
        return Ok(());
    };
    let grown = compare(&counts, &before);
    let remedy = format!("where that is meant, `-- --record` stores the new counts in {STORED}");
    if grown.is_empty() { Ok(()) } else { Err(format!("{}\n{remedy}", grown.join("\n"))) }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| arguments.iter().position(|a| a == flag).and_then(|at| arguments.get(at + 1));
    if let Some(index) = after("--execute").and_then(|index| index.parse().ok()) {
        execute(index);
        return ExitCode::SUCCESS;
    }
    match run(arguments.iter().any(|a| a == "--record")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
