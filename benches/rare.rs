//! What the relative accuracy of small probabilities and complements costs beside one plain pass of the recursion, to an
//! absolute accuracy, at the same levels. `cargo bench --bench rare`

#[path = "common/ready.rs"]
mod ready;

use std::hint::black_box;
use std::sync::Arc;

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::union_bound::union_bound_shares;
use bcgc::internals::runtime::boundary::Boundary;
use bcgc::internals::runtime::completion::CompletionProbability;
use bcgc::methods::Problem;
use bcgc::{CycleTime, Error, Instance, Objective, Options, Shares, ShiftedExponential, System};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ready::ready;

/// The paper's law for a deadline.
fn law() -> ShiftedExponential {
    ready(ShiftedExponential::new(0.1, 1.0))
}

/// Shares of the union bound for L = 40000, M = 50 and the deadline 10^6.5.
fn shares(workers: usize) -> Shares {
    let made = || -> Result<Problem, Error> {
        let system = System::new(workers, 40_000)?.with_samples(50)?;
        let objective = Objective::completion_probability(10f64.powf(6.5))?;
        Problem::new(&Instance::new(system, law(), objective)?, &Options::default())
    };
    let problem = ready(made());
    let AnyEvaluator::LawCompletion(evaluator) = problem.any_evaluator() else { unreachable!("a deadline") };
    ready(union_bound_shares(evaluator, workers).ok_or("no closed form")).0
}

/// The evaluator for the deadline, in units of the whole load, at which `which` of the probability and its complement
/// is nearest to this power of ten.
fn at(workers: usize, shares: &Shares, power: i32, which: Which) -> CompletionProbability {
    let of = |deadline: f64| CompletionProbability::new(Arc::new(law()), workers, deadline);
    let (mut low, mut high) = (1e-3f64, 1e9f64);
    for _ in 0..60 {
        let middle = (low * high).sqrt();
        let found = of(middle).value(shares);
        // The probability grows with the deadline, its complement falls.
        let is_late = (which(found.value, found.complement) < 10f64.powi(power)) == (which(1.0, 0.0) == 0.0);
        if is_late { high = middle } else { low = middle }
    }
    of((low * high).sqrt())
}

/// One of the probability and its complement.
type Which = fn(f64, f64) -> f64;

fn rare(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("beside a plain pass");
    let cases: [(&str, i32, Which); 6] = [
        ("miss 1e-1", -1, |_, miss| miss),
        ("miss 1e-20", -20, |_, miss| miss),
        ("miss 1e-100", -100, |_, miss| miss),
        ("miss 1e-280", -280, |_, miss| miss),
        ("success 1e-20", -20, |success, _| success),
        ("success 1e-100", -100, |success, _| success),
    ];
    for workers in [20, 50, 200, 1000, 2000] {
        let shares = shares(workers);
        for (name, power, which) in cases {
            let evaluator = at(workers, &shares, power, which);
            let levels: Vec<f64> =
                shares.loads().as_slice().iter().map(|w| (evaluator.deadline() / w - 1.0).max(0.0)).collect();
            let (mut survival, mut cdf) = (vec![0.0; workers], vec![0.0; workers]);
            law().survival_and_cdf(&levels, &mut survival, &mut cdf);
            let (mut boundary, mut slope) = (Boundary::new(workers), vec![0.0; workers]);
            group.bench_function(BenchmarkId::new(format!("{name}: plain"), workers), |b| {
                b.iter(|| boundary.probability(black_box(&survival), &cdf, 1e-16));
            });
            group.bench_function(BenchmarkId::new(format!("{name}: value"), workers), |b| {
                b.iter(|| evaluator.value(black_box(&shares)));
            });
            group.bench_function(BenchmarkId::new(format!("{name}: plain with slope"), workers), |b| {
                b.iter(|| boundary.probability_and_slope(black_box(&survival), &cdf, 1e-16, &mut slope));
            });
            group.bench_function(BenchmarkId::new(format!("{name}: value and gradient"), workers), |b| {
                b.iter(|| evaluator.value_and_gradient(black_box(&shares)));
            });
        }
    }
}

criterion_group!(benches, rare);
criterion_main!(benches);
