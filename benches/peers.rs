//! Ours beside what others would use, in one run: the crossing probability of the public C++ program, the whole linear
//! program over rounds by HiGHS, Monte Carlo at equal error, the paper's two iterative algorithms.
//!
//! `make bench`, or `cargo bench --bench peers`; prints tables in Markdown. The C++ program takes part where
//! `BCGC_CROSSING_PROBABILITY` names it ([`scripts/peers.sh`](../scripts/peers.sh) compiles it).

#[path = "common/cores.rs"]
mod cores;
#[path = "common/ready.rs"]
mod ready;

use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use bcgc::internals::numeric::integer;
use bcgc::internals::numeric::program::IntegerProgram;
use bcgc::internals::runtime::boundary::Boundary;
use bcgc::internals::runtime::expected::MeanRuntime;
use bcgc::internals::runtime::order_statistics::mean_time;
use bcgc::methods::Clock;
use bcgc::{
    CycleTime as _, ExpectedRuntime, Instance, Objective, Options, Report, ShiftedExponential, System, Trace,
    solve,
};
use cores::on_all_cores;
use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use ready::ready;

/// Seconds that a measurement goes on for, of at least three repetitions.
const SPAN: f64 = 0.5;

/// The paper's law, in units of its mean.
fn law() -> ShiftedExponential {
    ready(ShiftedExponential::new(1.05, 50.0 / 1050.0))
}

/// The median time of a call, in seconds, and its last answer.
fn timed<T>(mut call: impl FnMut() -> T) -> (f64, T) {
    let (begin, mut seconds) = (Instant::now(), Vec::new());
    loop {
        let start = Instant::now();
        let answer = black_box(call());
        seconds.push(start.elapsed().as_secs_f64());
        if seconds.len() >= 3 && begin.elapsed().as_secs_f64() > SPAN {
            seconds.sort_by(f64::total_cmp);
            return (seconds[seconds.len() / 2], answer);
        }
    }
}

/// `2.5 us` and the like.
fn shown(seconds: f64) -> String {
    match seconds {
        s if s < 1e-3 => format!("{:.1} us", 1e6 * s),
        s if s < 1.0 => format!("{:.1} ms", 1e3 * s),
        s if s < 1e4 => format!("{s:.1} s"),
        s => format!("{s:.1e} s"),
    }
}

/// The probability and the median time by the C++ program, of bounds on order statistics of uniform variables.
fn by_program(program: &str, bounds: &[f64]) -> (f64, f64) {
    let mut child = ready(Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn());
    if let Some(mut input) = child.stdin.take() {
        let text: Vec<String> = bounds.iter().map(|bound| format!("{bound:?}")).collect();
        ready(writeln!(input, "{}", text.join(" ")));
    }
    let output = ready(child.wait_with_output());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().map(|word| ready(word.parse::<f64>()));
    let mut next = || ready(numbers.next().ok_or("the program prints two numbers"));
    (next(), next())
}

fn crossing_probabilities() {
    let named = std::env::var("BCGC_CROSSING_PROBABILITY").ok().filter(|program| !program.is_empty());
    let Some(program) = named else {
        println!("Crossing probability: BCGC_CROSSING_PROBABILITY names no program; left out.\n");
        return;
    };
    println!("| crossing probability, N | bcgc | C++ program | ratio | relative difference |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for workers in [20, 50, 200, 1000, 2000] {
        let survival: Vec<f64> = (0..workers)
            .map(|n| law().survival(1.15 * law().upper_quantile((n + 1) as f64 / (workers + 1) as f64)))
            .collect();
        let cdf: Vec<f64> = survival.iter().map(|s| 1.0 - s).collect();
        let mut boundary = Boundary::new(workers);
        let (own, value) = timed(|| boundary.probability(black_box(&survival), &cdf, 1e-16).probability);
        let bounds: Vec<f64> = cdf.iter().rev().copied().collect();
        let (peer, theirs) = by_program(&program, &bounds);
        let (times, off) = ([own, theirs].map(shown), (peer / value - 1.0).abs());
        println!("| {workers} | {} | {} | {:.1} | {off:.0e} |", times[0], times[1], theirs / own);
    }
    println!();
}

/// Rounds of exponential times above one.
fn rounds(workers: usize, count: usize) -> Vec<Vec<f64>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    (0..count).map(|_| (0..workers).map(|_| 1.0 - (1.0 - rng.random::<f64>()).ln()).collect()).collect()
}

/// The least mean runtime over rounds by one linear program with all inequalities.
fn whole_program(mut rows: Vec<Vec<f64>>, coordinates: f64) -> f64 {
    let workers = rows[0].len();
    let weight = 1.0 / rows.len() as f64;
    let mut program = IntegerProgram::default();
    let blocks: Vec<usize> = (0..workers).map(|_| program.column(0.0, 0.0, coordinates, false)).collect();
    program.equal(blocks.iter().map(|&x| (x, 1.0)).collect(), coordinates);
    for row in &mut rows {
        row.sort_by(|a, b| b.total_cmp(a));
        let runtime = program.column(weight, 0.0, f64::INFINITY, false);
        for (level, time) in row.iter().enumerate() {
            let mut terms: Vec<(usize, f64)> =
                (0..=level).map(|n| (blocks[n], -time * (n + 1) as f64)).collect();
            terms.push((runtime, 1.0));
            program.at_least(terms, 0.0);
        }
    }
    ready(integer::solve(&program, 0.0, &Clock::unlimited(), None)).bound
}

fn scenario_programs() {
    println!(
        "| optimum over S rounds of N workers | `relaxed` to 1e-9 | whole program by HiGHS | ratio | relative difference |"
    );
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (workers, count) in [(10, 200), (10, 1000), (20, 1000), (20, 3000)] {
        let rows = rounds(workers, count);
        let system = ready(System::new(workers, 1000));
        let trace = ready(Trace::new(rows.clone()));
        let instance = ready(Instance::new(system, trace, ExpectedRuntime));
        let options = Options::default().with_methods(["relaxed"]).with_gap(1e-9);
        let (own, report) = timed(|| ready(solve(&instance, &options)));
        let (theirs, bound) = timed(|| whole_program(rows.clone(), 1000.0));
        let value = report.rows()[0].solution.relaxed_value.map_or(f64::NAN, |value| value.value);
        println!(
            "| S = {count}, N = {workers} | {} | {} | {:.1} | {:.0e} |",
            shown(own),
            shown(theirs),
            theirs / own,
            (value / bound - 1.0).abs()
        );
    }
    println!();
}

/// The mean and the standard deviation of the runtime of loads in `count` rounds that are drawn.
fn drawn(loads: &[f64], count: usize) -> (f64, f64) {
    let (law, mut rng) = (law(), Xoshiro256PlusPlus::seed_from_u64(2));
    let mut times = vec![0.0; loads.len()];
    let (mut sum, mut squares) = (0.0, 0.0);
    for _ in 0..count {
        times.fill_with(|| law.infimum() + law.upper_quantile(1.0 - rng.random::<f64>()));
        times.sort_unstable_by(|a, b| b.total_cmp(a));
        let runtime = times.iter().zip(loads).map(|(time, load)| time * load).fold(0.0, f64::max);
        sum += runtime;
        squares += runtime * runtime;
    }
    let mean = sum / count as f64;
    (mean, (squares / count as f64 - mean * mean).sqrt())
}

fn monte_carlo() {
    const ROUNDS: usize = 20_000;
    const ERROR: f64 = 1e-4;
    println!(
        "| expected runtime, N | bcgc to 1e-10 | Monte Carlo to 1e-4 | ratio | difference in standard errors |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for workers in [10, 20, 50, 200] {
        let loads: Vec<f64> = mean_time(&law(), workers).iter().rev().map(|t| 1.0 / t).collect();
        let before = std::iter::once(0.0).chain(loads.iter().copied());
        let blocks: Vec<f64> = loads
            .iter()
            .zip(before)
            .enumerate()
            .map(|(n, (w, before))| (w - before) / (n + 1) as f64)
            .collect();
        let evaluator = MeanRuntime::new(Arc::new(law()), workers);
        let (own, value) = timed(|| evaluator.value(&blocks, 1e-10).value);
        let (theirs, (mean, deviation)) = timed(|| drawn(&loads, ROUNDS));
        let needed = (deviation / (ERROR * mean)).powi(2);
        let theirs = theirs * needed / ROUNDS as f64;
        let off = (mean - value) / (deviation / (ROUNDS as f64).sqrt());
        println!("| {workers} | {} | {} | {:.0} | {off:+.1} |", shown(own), shown(theirs), theirs / own);
    }
    println!();
}

/// Seconds and gap, or probability of being late, of the rows of a report.
fn compared(label: &str, report: &Report) {
    let of = |index: usize| {
        let row = &report.rows()[index];
        let value = row.solution.relaxed_value.or(row.solution.value);
        (row.solution.seconds, value)
    };
    let ((own, ours), (theirs, other)) = (of(0), of(1));
    let worse = match (ours, other) {
        (Some(ours), Some(other)) if report.is_minimum() => {
            format!("{:.2} %", 100.0 * (other.value / ours.value - 1.0))
        }
        (Some(ours), Some(other)) => {
            let late = |value: bcgc::Value| value.complement.unwrap_or(1.0 - value.value);
            format!("late {:.3e} in place of {:.3e}", late(other), late(ours))
        }
        _ => "-".to_owned(),
    };
    println!("| {label} | {} | {} | {:.0} | {worse} |", shown(own), shown(theirs), theirs / own);
}

fn iterative_algorithms() {
    println!("| the paper's iterative algorithms | `relaxed` | theirs | ratio | theirs worse by |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for workers in [10, 20, 50] {
        let system = ready(ready(System::new(workers, 20_000)).with_samples(50));
        let law = || ready(ShiftedExponential::new(1e-3, 50.0));
        let instance = ready(Instance::new(system, law(), ExpectedRuntime));
        let options = Options::default().with_methods(["relaxed", "subgradient"]);
        compared(&format!("`subgradient`, N = {workers}"), &ready(solve(&instance, &options)));
    }
    for workers in [10, 20, 50] {
        let system = ready(ready(System::new(workers, 40_000)).with_samples(50));
        let objective = ready(Objective::completion_probability(10f64.powf(6.5)));
        let instance = ready(Instance::new(system, ready(ShiftedExponential::new(0.1, 1.0)), objective));
        let options = Options::default().with_methods(["relaxed", "successive-convex"]).without_bound();
        compared(&format!("`successive-convex`, N = {workers}"), &ready(solve(&instance, &options)));
    }
    println!();
}

fn main() {
    on_all_cores(|| {
        crossing_probabilities();
        scenario_programs();
        monte_carlo();
        iterative_algorithms();
    });
}
