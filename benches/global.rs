//! Global optima of the completion probability with their bounds, and what they cost.
//!
//! `cargo bench --bench global -- paper 1e-4 0 4 6 10 20`: the paper's setting, for an absolute and a relative
//! tolerance and numbers of workers; `... -- grid 10 1e-4`: shifts and deadlines of all kinds; `... -- laws 6 1e-4`:
//! other laws; `... -- integer 10 100 1e-5 60`: integer partitions, for `N`, `L`, a tolerance and a time limit.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bcgc::internals::exact::global::{GlobalOptions, GlobalOutcome, GlobalProblem, integer, maximise};
use bcgc::internals::runtime::completion::CompletionProbability;
use bcgc::methods::Clock;
use bcgc::{Cancel, CycleTime, Gamma, ShiftedExponential, Weibull};

/// The deadline of the paper's experiments over `kappa L`, `kappa = M b / N`: 50 samples, `L = 40000`.
fn paper_deadline(workers: usize) -> f64 {
    10f64.powf(6.5) / (50.0 / workers as f64 * 40000.0)
}

fn problem(law: &Arc<dyn CycleTime>, workers: usize, deadline: f64) -> GlobalProblem {
    let evaluator = CompletionProbability::new(law.clone(), workers, deadline);
    GlobalProblem { evaluator, coordinates: None, start: None }
}

fn clock(limit: Duration) -> Clock {
    Clock::start(limit, Cancel::default(), None)
}

fn report(label: &str, problem: &GlobalProblem, options: &GlobalOptions) {
    let started = Instant::now();
    let outcome: GlobalOutcome = maximise(problem, options, &clock(Duration::from_secs(120)));
    println!(
        "{label}: Pr = {:.9}, 1 - Pr = {:.9e}, gap {:.3e}, closed {}, {} boxes, {} programs, {:.3} s",
        outcome.probability.value,
        outcome.probability.complement,
        outcome.gap(),
        outcome.closed,
        outcome.nodes,
        outcome.programs,
        started.elapsed().as_secs_f64(),
    );
}

/// The paper's setting over integer partitions of `coordinates`.
fn integers(workers: usize, coordinates: u64, absolute: f64, seconds: f64) -> Result<(), Box<dyn Error>> {
    let law: Arc<dyn CycleTime> = Arc::new(ShiftedExponential::new(0.1, 1.0)?);
    let problem =
        GlobalProblem { coordinates: Some(coordinates), ..problem(&law, workers, paper_deadline(workers)) };
    let options = GlobalOptions { absolute, nodes: usize::MAX, ..GlobalOptions::default() };
    let started = Instant::now();
    let outcome = integer::maximise(&problem, &options, &clock(Duration::from_secs_f64(seconds)))?;
    println!(
        "N = {workers}, L = {coordinates}: Pr = {:.12} at {:?}, gap {:.3e}, closed {}, {} nodes, {} programs, {:.3} s",
        outcome.probability.value,
        outcome.blocks,
        outcome.gap(),
        outcome.closed,
        outcome.nodes,
        outcome.programs,
        started.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// The deadline at which the best local optimum has the given probability.
fn deadline_for(law: &Arc<dyn CycleTime>, workers: usize, value: f64) -> f64 {
    // A tolerance of 1 is met without any search.
    let options = GlobalOptions { absolute: 1.0, ..GlobalOptions::default() };
    let (mut low, mut high) = (law.infimum().max(1e-9), 1e4 * law.unit());
    while high / low > 1.001 {
        let middle = (low * high).sqrt();
        let found = maximise(&problem(law, workers, middle), &options, &Clock::unlimited()).probability.value;
        if found < value { low = middle } else { high = middle }
    }
    high
}

fn main() -> Result<(), Box<dyn Error>> {
    // An error is shared between threads only as its text.
    bcgc::on_threads(None, || run().map_err(|error| error.to_string()))??;
    Ok(())
}

fn run() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let mode = arguments.next().unwrap_or_else(|| "paper".to_owned());
    let numbers: Vec<f64> = arguments.map(|a| a.parse()).collect::<Result<_, _>>()?;
    let number = |i: usize, default: f64| numbers.get(i).copied().unwrap_or(default);
    if mode == "paper" {
        let options =
            GlobalOptions { absolute: number(0, 1e-4), relative: number(1, 0.0), ..GlobalOptions::default() };
        let law: Arc<dyn CycleTime> = Arc::new(ShiftedExponential::new(0.1, 1.0)?);
        let sizes = if numbers.len() > 2 { &numbers[2..] } else { &[4.0, 5.0, 6.0, 8.0, 10.0][..] };
        for workers in sizes.iter().map(|&n| n as usize) {
            report(&format!("N = {workers}"), &problem(&law, workers, paper_deadline(workers)), &options);
        }
        return Ok(());
    }
    let workers = number(0, 6.0) as usize;
    if mode == "integer" {
        return integers(workers, number(1, 100.0) as u64, number(2, 1e-6), number(3, 120.0));
    }
    let options = GlobalOptions { absolute: number(1, 1e-4), ..GlobalOptions::default() };
    let mut laws: Vec<(String, Arc<dyn CycleTime>)> = Vec::new();
    if mode == "grid" {
        for shift in [0.0, 0.02, 0.05, 0.1, 0.2] {
            laws.push((format!("shift {shift}"), Arc::new(ShiftedExponential::new(1.0, shift)?)));
        }
    } else {
        for shape in [0.8, 2.0, 3.3] {
            for shift in [0.0, 0.1] {
                laws.push((format!("Weibull {shape} + {shift}"), Arc::new(Weibull::new(shape, 1.0, shift)?)));
                laws.push((format!("gamma {shape} + {shift}"), Arc::new(Gamma::new(shape, 1.0, shift)?)));
            }
        }
    }
    for (label, law) in &laws {
        for value in [0.02, 0.1, 0.3, 0.6, 0.9] {
            let deadline = deadline_for(law, workers, value);
            report(&format!("{label}, t = {deadline:.4}"), &problem(law, workers, deadline), &options);
        }
    }
    Ok(())
}
