//! Time to verify every set of workers, and to simulate rounds: `cargo bench --bench encoding`.

#[path = "common/cores.rs"]
mod cores;
#[path = "common/ready.rs"]
mod ready;

use std::{hint::black_box, time::Duration};

use bcgc::encoding::{CheckOptions, Decoder, Scheme, build, check, conditioning, find};
use bcgc::methods::Clock;
use bcgc::simulation::{Arithmetic, Dataset, Settings, Task, simulate};
use cores::on_all_cores;
use criterion::{Criterion, criterion_group, criterion_main};
use ready::ready;

fn verification(c: &mut Criterion) {
    let mut group = c.benchmark_group("all sets");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    for name in ["cyclic-repetition", "reed-solomon"] {
        for (n, s) in [(20, 10), (24, 12)] {
            let matrix = ready(build(ready(find(name)), n, s, 1));
            group.bench_function(format!("{name} N={n} s={s}"), |b| {
                let verify = || {
                    let found = check(black_box(&matrix), &CheckOptions::default());
                    assert_eq!(found.to_string(), "verified (all sets)");
                };
                on_all_cores(|| b.iter(verify));
            });
        }
    }
    group.finish();
}

fn parts(c: &mut Criterion) {
    let mut group = c.benchmark_group("parts");
    group.sample_size(10);
    let cyclic = ready(find("cyclic-repetition"));
    group.bench_function("construction N=20 s=10", |b| on_all_cores(|| b.iter(|| build(cyclic, 20, 10, 1))));
    let matrix = ready(build(cyclic, 20, 10, 1));
    let decoder = Decoder::new(&matrix);
    let set: Vec<usize> = (1..=20).step_by(2).collect();
    group.bench_function("decoding vector N=20 s=10", |b| b.iter(|| decoder.vector(black_box(&set))));
    group.bench_function("conditioning N=20 s=10, 2000 sets", |b| {
        on_all_cores(|| b.iter(|| conditioning(&matrix, 2000, 1)));
    });
    group.finish();
}

/// 100 rounds of logistic regression with 20 workers and 20 000 coordinates, every set of stragglers new.
fn rounds(c: &mut Criterion) {
    let mut group = c.benchmark_group("100 rounds N=20 L=20000");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    let data = ready(Dataset::generate(Task::LogisticRegression, 50, 20_000, 1));
    for name in ["cyclic-repetition", "reed-solomon"] {
        let partition = [1000; 20];
        let construction = ready(find(name));
        let scheme = ready(Scheme::new(&partition, construction, 1, &CheckOptions::brief()));
        let arithmetic = Arithmetic::Float { tolerance: 1e-8 };
        let settings = Settings { unit_of_work: 2.5, ..Settings::new(Task::LogisticRegression, arithmetic) };
        // Scrambled times, enough like random ones here.
        let times = |round: usize| (1..=20).map(|n| ((round * 31 + n * 17) * n % 101) as f64).collect();
        group.bench_function(name, |b| {
            let play = || {
                let found = simulate(&scheme, &data, &settings, &Clock::unlimited(), times);
                assert!(found.is_ok_and(|found| found.passed()));
            };
            on_all_cores(|| b.iter(play));
        });
    }
    group.finish();
}

criterion_group!(benches, verification, parts, rounds);
criterion_main!(benches);
