//! Speed of the evaluation and of the relaxed optimum. `cargo bench --bench runtime`
//!
//! An instance that cannot be set up ends the run with its message: there is no caller to return an error to, hence
//! the `expect`s.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use bcgc::instance::Instance;
use bcgc::partition::blocks_of_load;
use bcgc::problem::{Options, Problem};
use bcgc::relaxed::optimum::RelaxedOptimum;
use bcgc::runtime::boundary::Boundary;
use bcgc::runtime::expected::ExpectedRuntime;
use bcgc::runtime::order_statistics::{mean_rate, mean_time};
use bcgc::straggler::{CycleTime, ShiftedExponential};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// The paper's law, in units of its mean.
fn law() -> ShiftedExponential {
    ShiftedExponential { rate: 1.05, shift: 50.0 / 1050.0 }
}

fn mean_time_blocks(workers: usize) -> Vec<f64> {
    let loads: Vec<f64> = mean_time(&law(), workers).iter().rev().map(|t| 1.0 / t).collect();
    blocks_of_load(&loads)
}

fn instance(workers: usize) -> Instance {
    let text = format!(
        "[system]\nworkers = {workers}\ncoordinates = 20000\nsamples = 50\n\
         [stragglers]\nlaw = \"shifted-exponential\"\nrate = 1e-3\nshift = 50.0\n"
    );
    let table = toml::from_str(&text).expect("TOML");
    Instance::from_table(&table).expect("a valid instance")
}

/// One crossing probability in the bulk of the law, all states kept to 1e-16.
fn crossing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("crossing probability");
    for workers in [20, 50, 100, 200, 500, 1000, 2000] {
        let survival: Vec<f64> = (0..workers)
            .map(|n| law().survival(1.15 * law().upper_quantile((n + 1) as f64 / (workers + 1) as f64)))
            .collect();
        let cdf: Vec<f64> = survival.iter().map(|s| 1.0 - s).collect();
        let mut boundary = Boundary::new(workers);
        let mut slope = vec![0.0; workers];
        group.bench_function(BenchmarkId::new("value", workers), |b| {
            b.iter(|| boundary.probability(black_box(&survival), &cdf, 1e-16));
        });
        group.bench_function(BenchmarkId::new("value and slope", workers), |b| {
            b.iter(|| boundary.probability_and_slope(black_box(&survival), &cdf, 1e-16, &mut slope));
        });
    }
}

fn expected_runtime(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("expected runtime");
    for workers in [10, 20, 50, 200, 1000] {
        let evaluator = ExpectedRuntime::new(Arc::new(law()), workers);
        let x = mean_time_blocks(workers);
        group.sample_size(20);
        group.bench_function(BenchmarkId::new("value and gradient to 1e-10", workers), |b| {
            b.iter(|| evaluator.value_and_gradient(black_box(&x), 1e-10));
        });
    }
}

fn relaxed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("relaxed optimum");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (workers, gap) in [(5, 1e-9), (10, 1e-9), (20, 1e-9), (50, 1e-9), (200, 1e-9), (1000, 1e-6)] {
        let instance = instance(workers);
        let options = Options { gap, time_limit: 600.0, ..Options::default() };
        let problem = Problem::new(&instance, options).expect("a valid problem");
        group.bench_function(BenchmarkId::new(format!("gap {gap:e}"), workers), |b| {
            b.iter(|| RelaxedOptimum::find(black_box(&problem)));
        });
    }
}

fn closed_forms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("closed forms");
    group.sample_size(10);
    for workers in [1000, 1_000_000] {
        group.bench_function(BenchmarkId::new("mean-time", workers), |b| {
            b.iter(|| mean_time(black_box(&law()), workers));
        });
        group.bench_function(BenchmarkId::new("mean-rate", workers), |b| {
            b.iter(|| mean_rate(black_box(&law()), workers));
        });
    }
}

criterion_group!(benches, crossing, expected_runtime, closed_forms, relaxed);
criterion_main!(benches);
