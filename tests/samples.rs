//! What the rounds of a trace leave open: standard errors, paired differences, rounds held out.

use bcgc::{
    Error, ExpectedRuntime, Format, Instance, Options, ShiftedExponential, Split, System, Trace, solve,
};

/// Rounds of independent exponential times above one.
fn rounds(count: usize, workers: usize) -> Vec<Vec<f64>> {
    let mut state = 3u64;
    let mut time = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        1.0 - (((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64).ln()
    };
    (0..count).map(|_| (0..workers).map(|_| time()).collect()).collect()
}

fn instance(count: usize) -> Instance {
    let trace = Trace::new(rounds(count, 4)).unwrap();
    Instance::new(System::new(4, 40).unwrap(), trace, ExpectedRuntime).unwrap()
}

fn options() -> Options {
    Options::default().with_methods(["relaxed", "mean-time", "uncoded"])
}

#[test]
fn values_over_rounds_have_errors_and_paired_differences() {
    let report = solve(&instance(400), &options()).unwrap();
    for row in report.rows() {
        let found = row.sampled.unwrap();
        let value = row.solution.value.unwrap().value;
        assert!((found.value / value - 1.0).abs() < 1e-12, "{}", row.solution.method);
        // The spread of one runtime is about that of a cycle time, times a load of some forty.
        let error = found.standard_error.unwrap();
        assert!(error > 0.002 * value && error < 0.1 * value, "{error} {value}");
    }
    let uncoded = report.rows()[2].sampled.unwrap();
    assert!(uncoded.is_worse());
    let difference = uncoded.difference.unwrap();
    let best = report.rows().iter().find(|row| row.sampled.unwrap().difference.is_none()).unwrap();
    let expected = uncoded.value - best.sampled.unwrap().value;
    assert!((difference.value / expected - 1.0).abs() < 1e-9);
    // Paired: the rounds are the same, so the error of a difference is less than that of the two.
    assert!(difference.standard_error < uncoded.standard_error.unwrap());
    let text = report.render(Format::Text);
    assert!(text.contains("in sample") && text.contains("std. error"), "{text}");
    assert!(!text.contains("held out"), "{text}");
}

#[test]
fn rounds_held_out_are_not_those_that_were_optimised() {
    let report = solve(&instance(40), &options().with_split(Split::Holdout(0.25))).unwrap();
    assert_eq!(report.instance().traces().next().unwrap().rows().len(), 30);
    let rows = rounds(40, 4);
    for row in report.rows() {
        let partition = row.solution.partition.as_ref().unwrap();
        let runtime = |times: &Vec<f64>| {
            let mut sorted = times.clone();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let mut load = 0.0;
            (partition.blocks().iter().zip(sorted).zip(1..))
                .map(|((&x, time), size)| {
                    load += f64::from(size) * x as f64;
                    time * load
                })
                .fold(0.0, f64::max)
        };
        let mean = rows[30..].iter().map(runtime).sum::<f64>() / 10.0;
        let held = row.held_out.unwrap();
        assert!((held.value / mean - 1.0).abs() < 1e-12, "{}: {held:?} {mean}", row.solution.method);
    }
    let text = report.render(Format::Text);
    assert!(text.contains("out of sample, the last 10 rounds") && text.contains("held out"), "{text}");
}

#[test]
fn every_round_is_held_out_once_in_folds() {
    let whole = solve(&instance(40), &options()).unwrap();
    let report = solve(&instance(40), &options().with_split(Split::Folds(4))).unwrap();
    assert_eq!(report.instance().traces().next().unwrap().rows().len(), 40);
    for (row, before) in report.rows().iter().zip(whole.rows()) {
        assert_eq!(row.solution.partition, before.solution.partition);
        assert_eq!(row.sampled, before.sampled);
    }
    // What is not optimised is worth the same everywhere; what is optimised is worth less.
    let uncoded = &report.rows()[2];
    assert!((uncoded.held_out.unwrap().value / uncoded.sampled.unwrap().value - 1.0).abs() < 1e-12);
    let relaxed = &report.rows()[0];
    assert!(relaxed.held_out.unwrap().value > relaxed.sampled.unwrap().value);
}

#[test]
fn splits_that_leave_nothing_are_refused() {
    let refused = |instance: &Instance, split: Split, words: &str| {
        let error: Error = solve(instance, &options().with_split(split)).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    };
    let trace = instance(8);
    refused(&trace, Split::Holdout(0.0), "above 0 and below 1");
    refused(&trace, Split::Holdout(0.01), "none of the 8 rounds");
    refused(&trace, Split::Folds(1), "from 2 to the 8 rounds");
    refused(&trace, Split::Folds(9), "from 2 to the 8 rounds");
    let law = ShiftedExponential::new(1.0, 0.0).unwrap();
    let law = Instance::new(System::new(4, 40).unwrap(), law, ExpectedRuntime).unwrap();
    refused(&law, Split::Folds(2), "a law has none");
}
