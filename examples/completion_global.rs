//! Global optimum of the completion probability with its bound, in the paper's setting.
//!
//! `cargo run --release --example completion_global -- [tolerance] [relative] N...`

use std::sync::Arc;
use std::time::{Duration, Instant};

use bcgc::exact::global::{GlobalOptions, GlobalProblem, maximise};
use bcgc::runtime::completion::CompletionProbability;
use bcgc::straggler::ShiftedExponential;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<f64> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let (limits, workers) = arguments.split_at(arguments.len().min(2));
    let absolute = limits.first().copied().unwrap_or(1e-4);
    let relative = limits.get(1).copied().unwrap_or(0.0);
    let defaults = [4.0, 5.0, 6.0, 8.0, 10.0];
    for &n in if workers.is_empty() { &defaults[..] } else { workers } {
        let law = Arc::new(ShiftedExponential::new(0.1, 1.0)?);
        // kappa = M b / N with M = 50, b = 1; L = 40000.
        let deadline = 10f64.powf(6.5) / (50.0 / n * 40000.0);
        let evaluator = CompletionProbability::new(law, n as usize, deadline);
        let problem = GlobalProblem { evaluator, coordinates: None, start: Vec::new() };
        let options = GlobalOptions { absolute, relative, time: Duration::from_secs(120), nodes: 100_000 };
        let started = Instant::now();
        let outcome = maximise(&problem, &options)?;
        println!(
            "N = {n:3}: Pr = {:.9}, 1 - Pr = {:.9e}, gap {:.3e} ({:.3e} of 1 - Pr), closed {}, {} boxes, {} programs, {:.3} s",
            outcome.probability.value,
            outcome.probability.complement,
            outcome.gap(),
            outcome.gap() / outcome.probability.complement,
            outcome.closed,
            outcome.nodes,
            outcome.programs,
            started.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}
