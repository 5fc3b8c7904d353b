//! Speed of the evaluation and of the relaxed optimum. `cargo bench --bench runtime`

#[path = "common/cores.rs"]
mod cores;
#[path = "common/ready.rs"]
mod ready;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::descent;
use bcgc::internals::runtime::boundary::Boundary;
use bcgc::internals::runtime::expected::MeanRuntime;
use bcgc::internals::runtime::order_statistics::{mean_rate, mean_time};
use bcgc::methods::{Clock, Problem};
use bcgc::{CycleTime, Error, ExpectedRuntime, Instance, Options, ShiftedExponential, System};
use cores::on_all_cores;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ready::ready;

/// The paper's law, in units of its mean.
fn law() -> ShiftedExponential {
    ready(ShiftedExponential::new(1.05, 50.0 / 1050.0))
}

/// Blocks whose loads `W_n` are proportional to `1 / E[T_(N-n)]`.
fn mean_time_blocks(workers: usize) -> Vec<f64> {
    let loads: Vec<f64> = mean_time(&law(), workers).iter().rev().map(|t| 1.0 / t).collect();
    let before = std::iter::once(0.0).chain(loads.iter().copied());
    loads.iter().zip(before).enumerate().map(|(n, (w, before))| (w - before) / (n + 1) as f64).collect()
}

fn instance(workers: usize) -> Instance {
    let made = || -> Result<Instance, Error> {
        let system = System::new(workers, 20_000)?.with_samples(50)?;
        Instance::new(system, ShiftedExponential::new(1e-3, 50.0)?, ExpectedRuntime)
    };
    ready(made())
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
        let evaluator = MeanRuntime::new(Arc::new(law()), workers);
        let x = mean_time_blocks(workers);
        group.sample_size(20);
        group.bench_function(BenchmarkId::new("value and gradient to 1e-10", workers), |b| {
            let clock = Clock::unlimited();
            on_all_cores(|| b.iter(|| evaluator.value_and_gradient(black_box(&x), 1e-10, &clock)));
        });
    }
}

fn relaxed(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("relaxed optimum");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (workers, gap) in [(5, 1e-9), (10, 1e-9), (20, 1e-9), (50, 1e-9), (200, 1e-9), (1000, 1e-6)] {
        let instance = instance(workers);
        let options = Options::default().with_gap(gap).with_time_limit(600.0);
        let problem = ready(Problem::new(&instance, &options));
        let AnyEvaluator::LawRuntime(evaluator) = problem.any_evaluator() else {
            unreachable!("an expected runtime")
        };
        group.bench_function(BenchmarkId::new(format!("gap {gap:e}"), workers), |b| {
            on_all_cores(|| b.iter(|| descent::find(black_box(&problem), evaluator)));
        });
    }
}

fn closed_forms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("closed forms");
    group.sample_size(10);
    for workers in [1000, 1_000_000] {
        group.bench_function(BenchmarkId::new("mean-time", workers), |b| {
            on_all_cores(|| b.iter(|| mean_time(black_box(&law()), workers)));
        });
        group.bench_function(BenchmarkId::new("mean-rate", workers), |b| {
            on_all_cores(|| b.iter(|| mean_rate(black_box(&law()), workers)));
        });
    }
}

criterion_group!(benches, crossing, expected_runtime, closed_forms, relaxed);
criterion_main!(benches);
