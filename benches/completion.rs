//! Speed of the completion probability and its optimisers. `cargo bench --bench completion`
//!
//! An instance that cannot be set up ends the run with its message: there is no caller to return an error to, hence
//! the `expect`s.

use std::hint::black_box;
use std::time::Duration;

use bcgc::completion::CompletionProblem;
use bcgc::instance::Instance;
use bcgc::method::COMPLETION_METHODS;
use bcgc::problem::Options;
use bcgc::relaxed::union_bound::union_bound_shares;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// The paper's setting: L = 40000, rate 0.1, shift 1, M = 50, deadline 10^6.5.
fn problem(workers: usize) -> CompletionProblem {
    let text = format!(
        "[system]\nworkers = {workers}\ncoordinates = 40000\nsamples = 50\n\
         [stragglers]\nlaw = \"shifted-exponential\"\nrate = 0.1\nshift = 1.0\n\
         [objective]\nkind = \"completion-probability\"\ndeadline = {:e}\n",
        10f64.powf(6.5)
    );
    let instance = Instance::from_table(&toml::from_str(&text).expect("TOML")).expect("a valid instance");
    CompletionProblem::new(&instance, Options::of(instance.objective)).expect("a problem")
}

fn evaluation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("completion probability");
    for workers in [20, 50, 200, 1000] {
        let problem = problem(workers);
        let (shares, _) = union_bound_shares(&problem).expect("a closed form");
        group.bench_function(BenchmarkId::new("value", workers), |b| {
            b.iter(|| problem.evaluator().value(black_box(&shares)));
        });
        group.bench_function(BenchmarkId::new("value and gradient", workers), |b| {
            b.iter(|| problem.evaluator().value_and_gradient(black_box(&shares)));
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
        let method = COMPLETION_METHODS.iter().find(|method| method.name == name).expect("a method");
        for &workers in sizes {
            let problem = problem(workers);
            group.bench_function(BenchmarkId::new(name, workers), |b| {
                b.iter(|| (method.solve)(&problem).expect("a solution"));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, evaluation, methods);
criterion_main!(benches);
