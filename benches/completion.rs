//! Speed of the completion probability and its optimisers. `cargo bench --bench completion`
//!
//! An instance that cannot be set up ends the run with its message: there is no caller to return an error to, hence
//! the `expect`s.

use std::hint::black_box;
use std::time::Duration;

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::union_bound::union_bound_shares;
use bcgc::methods::{Problem, find};
use bcgc::{Instance, Objective, Options, ShiftedExponential, System};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// The paper's setting: L = 40000, rate 0.1, shift 1, M = 50, deadline 10^6.5.
fn problem(workers: usize) -> Problem {
    let system = System::new(workers, 40_000).and_then(|system| system.with_samples(50)).expect("a system");
    let law = ShiftedExponential::new(0.1, 1.0).expect("a law");
    let objective = Objective::completion_probability(10f64.powf(6.5)).expect("a deadline");
    let instance = Instance::new(system, law, objective).expect("a valid instance");
    Problem::new(&instance, &Options::default()).expect("a problem")
}

/// Runs a measurement on all cores: outside of [`bcgc::on_threads`] everything runs on one.
fn on_all_cores(work: impl FnOnce() + Send) {
    bcgc::on_threads(None, work).expect("threads");
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("completion probability");
    for workers in [20, 50, 200, 1000] {
        let problem = problem(workers);
        let AnyEvaluator::LawCompletion(evaluator) = problem.any_evaluator() else {
            unreachable!("a probability")
        };
        let (shares, _) = union_bound_shares(evaluator, workers).expect("a closed form");
        let probability = evaluator.probability();
        group.bench_function(BenchmarkId::new("value", workers), |b| {
            b.iter(|| probability.value(black_box(&shares)));
        });
        group.bench_function(BenchmarkId::new("value and gradient", workers), |b| {
            b.iter(|| probability.value_and_gradient(black_box(&shares)));
        });
    }
    group.finish();
}

fn methods(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("methods for a deadline");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    for (name, sizes) in [
        ("relaxed", &[20, 50, 200][..]),
        ("global", &[10, 20][..]),
        ("exact", &[10, 20][..]),
        ("successive-convex", &[20, 50][..]),
    ] {
        let method = find(name).expect("a method");
        for &workers in sizes {
            let problem = problem(workers);
            group.bench_function(BenchmarkId::new(name, workers), |b| {
                on_all_cores(|| b.iter(|| method.solve(&problem).expect("a solution")));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, evaluation, methods);
criterion_main!(benches);
