//! Speed of the completion probability and its optimisers. `cargo bench --bench completion`

#[path = "common/cores.rs"]
mod cores;
#[path = "common/ready.rs"]
mod ready;

use std::hint::black_box;
use std::time::Duration;

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::union_bound::union_bound_shares;
use bcgc::methods::{Problem, find};
use bcgc::{Error, Instance, Objective, Options, ShiftedExponential, System};
use cores::on_all_cores;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ready::ready;

/// The paper's setting: L = 40000, rate 0.1, shift 1, M = 50, deadline 10^6.5.
fn problem(workers: usize) -> Problem {
    let made = || -> Result<Problem, Error> {
        let system = System::new(workers, 40_000)?.with_samples(50)?;
        let objective = Objective::completion_probability(10f64.powf(6.5))?;
        let instance = Instance::new(system, ShiftedExponential::new(0.1, 1.0)?, objective)?;
        Problem::new(&instance, &Options::default())
    };
    ready(made())
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("completion probability");
    for workers in [20, 50, 200, 1000] {
        let problem = problem(workers);
        let AnyEvaluator::LawCompletion(evaluator) = problem.any_evaluator() else {
            unreachable!("a probability")
        };
        let (shares, _) = ready(union_bound_shares(evaluator, workers).ok_or("no closed form"));
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
        let method = ready(find(name).ok_or(name));
        for &workers in sizes {
            let problem = problem(workers);
            group.bench_function(BenchmarkId::new(name, workers), |b| {
                on_all_cores(|| b.iter(|| ready(method.solve(&problem))));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, evaluation, methods);
criterion_main!(benches);
