//! What the rounds of a trace leave open: standard errors, paired differences, rounds held out.

#[path = "common/words.rs"]
mod words;

use bcgc::{
    Error, ExpectedRuntime, Format, Instance, LogNormal, Objective, Options, Overhead, Partition, Question,
    ShiftedExponential, Split, Stragglers, System, Trace, distribution, evaluate, solve,
};
use words::words;

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
fn a_partition_and_its_distribution_have_the_errors_of_solve() {
    let by = |objective: Objective| {
        let mut instance = instance(400);
        instance.objective = objective;
        instance
    };
    let solved = solve(&instance(400), &options()).unwrap();
    let row = &solved.rows()[1];
    let partition = row.solution.partition.clone().unwrap();
    for bound in [true, false] {
        let bounded = if bound { Options::default() } else { Options::default().without_bound() };
        let report = evaluate(&instance(400), &partition, &bounded).unwrap();
        let (found, expected) = (report.rows()[0].sampled.unwrap(), row.sampled.unwrap());
        assert_eq!((found.value, found.standard_error), (expected.value, expected.standard_error));
    }
    let deadline = row.solution.value.unwrap().value;
    let points = distribution(
        &instance(400),
        &partition,
        &[Question::Deadline(deadline), Question::Quantile(0.9)],
        &Options::default(),
    )
    .unwrap();
    for point in points.points() {
        let deadline = Objective::completion_probability(point.deadline.unwrap()).unwrap();
        let report = evaluate(&by(deadline), &partition, &Options::default().without_bound()).unwrap();
        let error = report.rows()[0].sampled.unwrap().standard_error.unwrap();
        assert_eq!(point.standard_error, Some(error));
        // Independent rounds: near that of a share.
        let share = point.probability.unwrap().value;
        let plain = (share * (1.0 - share) / 400.0).sqrt();
        assert!((error / plain - 1.0).abs() < 0.35, "{error} {plain}");
    }
}

/// Seven times the double above 0.0013 exceed 0.0091, and doubles do not tell: the value says so, and all that is said of it.
#[test]
fn shares_of_rounds_are_counted_as_the_value_is() {
    let longer = 0.0013f64.next_up();
    assert_eq!(7.0 * longer, 0.0091);
    let times = [[longer]; 5].into_iter().chain([[0.001]]).map(Vec::from).collect();
    let objective = Objective::completion_probability(0.0091).unwrap();
    let instance = Instance::new(System::new(1, 7).unwrap(), Trace::new(times).unwrap(), objective).unwrap();
    let partition = Partition::new(vec![7], 1, 7).unwrap();
    let report = evaluate(&instance, &partition, &Options::default().without_bound()).unwrap();
    let row = &report.rows()[0];
    assert_eq!(row.solution.value.unwrap().value, 1.0 / 6.0);
    let found = row.sampled.unwrap();
    assert_eq!(found.value, 1.0 / 6.0);
    let asked = [Question::Deadline(0.0091)];
    let point = distribution(&instance, &partition, &asked, &Options::default()).unwrap().points()[0];
    assert_eq!((point.probability.unwrap().value, point.standard_error), (1.0 / 6.0, found.standard_error));
}

/// All rounds agree: a difference of one in each of 40 is beyond the noise, a share of all says nothing of the next round.
#[test]
fn rounds_that_all_agree_are_told_apart_and_claim_no_certainty() {
    let rows = (0..40).map(|i| vec![1.0, 5.0 + f64::from(i)]).collect();
    let objective = Objective::completion_probability(25.0).unwrap();
    let instance = Instance::new(System::new(2, 10).unwrap(), Trace::new(rows).unwrap(), objective).unwrap();
    let options = Options::default().with_methods(["single-block", "uncoded"]).with_split(Split::Folds(2));
    let report = solve(&instance, &options).unwrap();
    let (best, other) = (report.rows()[0].held_out.unwrap(), report.rows()[1].held_out.unwrap());
    assert_eq!((best.value, best.standard_error, other.value), (1.0, None, 0.0));
    let difference = other.difference.unwrap();
    assert_eq!((difference.value, difference.standard_error), (-1.0, 1.0 / 40.0));
    let noise = report.facts().into_iter().find(|(label, _)| *label == "noise").unwrap().1;
    assert!(
        noise.starts_with("out of sample, 40 rounds")
            && noise.ends_with("single-block is best beyond the noise"),
        "{noise}"
    );
}

/// A partition that was given is of nobody's method, and what does not vary has no error.
#[test]
fn what_was_given_is_advised_nothing_and_constants_have_no_error() {
    let partition = Partition::new(vec![10, 10, 10, 10], 4, 40).unwrap();
    let report = evaluate(&instance(400), &partition, &Options::default()).unwrap();
    let noise = report.facts().into_iter().find(|(label, _)| *label == "noise").unwrap().1;
    let said = "over the rounds of the trace; relaxed, which was optimised for these rounds, is ahead by more than two standard errors: \
                in others it need not be";
    assert_eq!(noise, said);
    let constant =
        Instance::new(System::new(4, 40).unwrap(), Stragglers::Constant(2.0), ExpectedRuntime).unwrap();
    let report = solve(&constant, &Options::default().with_methods(["uncoded"])).unwrap();
    assert!(report.rows()[0].sampled.is_none() && !report.render(Format::Text).contains("std. error"));
}

/// Batches of neighbours have one mean there: once the noise was left out in silence.
#[test]
fn rounds_that_alternate_evenly_say_so() {
    let rows = (0..8).map(|i| if i % 2 == 0 { vec![1.0, 2.0] } else { vec![2.0, 4.0] }).collect();
    let instance =
        Instance::new(System::new(2, 6).unwrap(), Trace::new(rows).unwrap(), ExpectedRuntime).unwrap();
    let report = solve(&instance, &Options::default().with_methods(["uncoded"])).unwrap();
    assert_eq!(report.rows()[0].sampled.unwrap().standard_error, None);
    let noise = report.facts().into_iter().find(|(label, _)| *label == "noise").unwrap().1;
    assert_eq!(noise, "nothing can be said of it: the 8 rounds alternate too evenly");
}

/// Once: best beyond the noise, of the rounds that it was fitted to.
#[test]
fn which_method_is_best_is_said_of_enough_rounds_held_out_alone() {
    let noise = |count: usize, options: &Options| {
        let report = solve(&instance(count), options).unwrap();
        report.facts().into_iter().find(|(label, _)| *label == "noise").unwrap().1
    };
    let methods = || Options::default().with_methods(["relaxed", "uncoded"]);
    let inside = noise(400, &methods());
    assert!(inside.contains("in sample") && inside.contains("rounds held out tell"), "{inside}");
    let few = noise(40, &methods().with_split(Split::Holdout(0.5)));
    assert!(few.contains("fewer than 30 rounds do not tell"), "{few}");
    let many = noise(400, &methods().with_split(Split::Holdout(0.5)));
    assert!(many.contains("relaxed is best beyond the noise"), "{many}");
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

/// A worker that never returns in a round that is held out: what was optimised without it waits for it, and that is said.
#[test]
fn a_round_held_out_that_never_ends_is_said() {
    let mut rows = rounds(40, 4);
    rows[35][2] = f64::INFINITY;
    let instance =
        Instance::new(System::new(4, 40).unwrap(), Trace::new(rows).unwrap(), ExpectedRuntime).unwrap();
    for (split, method) in [(Split::Holdout(0.25), "uncoded"), (Split::Folds(4), "relaxed")] {
        let alone = options().with_methods([method]).with_split(split);
        let text = solve(&instance, &alone).unwrap().render(Format::Text);
        let words = words(&text);
        assert!(words.contains(&format!("never returns with {method}")), "{text}");
        assert!(words.contains("held out its std. error") && words.contains(" infinite - "), "{text}");
        let both = options().with_methods([method, "ferdinand-full"]).with_split(split);
        let report = solve(&instance, &both).unwrap();
        let [endless, ends] = [0, 1].map(|row| report.rows()[row].held_out.expect("a mean"));
        assert!(endless.is_endless() && endless.standard_error.is_none() && endless.difference.is_none());
        assert!(!ends.is_endless() && ends.standard_error.is_some() && ends.difference.is_none());
        assert!(report.render(Format::Csv).contains(",inf,"));
        let document: serde_json::Value = serde_json::from_str(&report.render(Format::Json)).unwrap();
        let held_out = &document["solutions"][0]["held_out"];
        assert!(held_out.is_object() && held_out["value"].is_null(), "{held_out}");
        let facts = report.facts();
        let noise = facts.iter().find(|(label, _)| *label == "noise").expect("a line");
        assert!(noise.1.ends_with(&format!("never returns with {method}")), "{noise:?}");
    }
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
    for split in [Split::Holdout(0.5), Split::Folds(2)] {
        refused(&instance(1), split, "the trace has one round");
    }
    let last = solve(&instance(4), &options().with_split(Split::Holdout(0.25))).unwrap().render(Format::Text);
    assert!(last.contains("the last round, after those that were optimised"), "{last}");
    let law = ShiftedExponential::new(1.0, 0.0).unwrap();
    let law = Instance::new(System::new(4, 40).unwrap(), law, ExpectedRuntime).unwrap();
    refused(&law, Split::Folds(2), "a constant has none");
}

/// Standard normal numbers by the method of Box and Muller.
fn normal(state: &mut u64) -> f64 {
    let mut uniform = || {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((*state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    let (radius, angle) = ((-2.0 * uniform().ln()).sqrt(), std::f64::consts::TAU * uniform());
    radius * angle.cos()
}

/// Rounds of `workers` independent log-normal times exp(0.5 Z), in which a worker's Z keeps a share of that of the round
/// before.
fn correlated(rounds: usize, workers: usize, kept: f64, state: &mut u64) -> Vec<Vec<f64>> {
    let mut z: Vec<f64> = (0..workers).map(|_| normal(state)).collect();
    let mut row = || {
        z.iter_mut().for_each(|z| *z = kept * *z + (1.0 - kept * kept).sqrt() * normal(state));
        z.iter().map(|z| (0.5 * z).exp()).collect()
    };
    (0..rounds).map(|_| row()).collect()
}

/// How often intervals of 1.96 standard errors over the rounds held out hold the true values of partitions that were
/// optimised on the other half, and of the difference from the best of them; the truth is that of the law.
fn coverage((rounds, kept): (usize, f64), with_overhead: bool, repetitions: usize) -> (f64, f64) {
    let workers = 6;
    let system = System::new(workers, 60).unwrap();
    let law = LogNormal::new(0.0, 0.5, 0.0).unwrap();
    let constant = Stragglers::Constant(0.02);
    let truth = match with_overhead {
        false => Instance::new(system, law, ExpectedRuntime).unwrap(),
        true => Instance::new(system, constant.clone(), ExpectedRuntime)
            .and_then(|instance| instance.with_overhead(Overhead::Law(law.into())))
            .unwrap(),
    };
    let methods = if with_overhead { ["relaxed", "uncoded"] } else { ["mean-time", "uncoded"] };
    let options = Options::default().with_methods(methods).without_bound().with_split(Split::Holdout(0.5));
    let (mut state, mut values, mut differences) = (11u64, (0, 0), (0, 0));
    for _ in 0..repetitions {
        let trace = correlated(rounds, workers, kept, &mut state);
        let instance = match with_overhead {
            false => Instance::new(system, Trace::new(trace).unwrap(), ExpectedRuntime).unwrap(),
            true => Instance::new(system, constant.clone(), ExpectedRuntime)
                .and_then(|instance| instance.with_overhead(Overhead::Trace(Trace::of_overheads(trace)?)))
                .unwrap(),
        };
        let report = solve(&instance, &options).unwrap();
        let expected: Vec<f64> = report
            .rows()
            .iter()
            .map(|row| {
                let partition = row.solution.partition.as_ref().unwrap();
                let found = evaluate(&truth, partition, &Options::default().without_bound()).unwrap();
                found.rows()[0].solution.value.unwrap().value
            })
            .collect();
        let best = report.rows().iter().position(|row| row.held_out.unwrap().difference.is_none()).unwrap();
        let inside = |error: f64, standard_error: f64| usize::from(error.abs() <= 1.96 * standard_error);
        for (row, expected_value) in report.rows().iter().zip(&expected) {
            let found = row.held_out.unwrap();
            values.0 += inside(found.value - expected_value, found.standard_error.unwrap());
            values.1 += 1;
            if let Some(difference) = found.difference {
                let error = difference.value - (expected_value - expected[best]);
                differences.0 += inside(error, difference.standard_error);
                differences.1 += 1;
            }
        }
    }
    let share = |(inside, all): (usize, usize)| inside as f64 / f64::max(all as f64, 1.0);
    (share(values), share(differences))
}

#[test]
fn intervals_over_rounds_held_out_hold_the_true_values() {
    // 95 % in the limit; its binomial error is 1.5 % at 200.
    for kept in [0.0, 0.4] {
        let (values, differences) = coverage((400, kept), false, 100);
        assert!(values > 0.88 && differences > 0.86, "{kept}: {values} {differences}");
    }
}

/// The figures of docs/limits.md: `cargo test --release --test samples -- --ignored --nocapture`.
#[test]
#[ignore = "some minutes"]
#[cfg(feature = "highs")]
fn intervals_over_rounds_held_out_hold_the_true_values_a_thousand_times() {
    for with_overhead in [false, true] {
        for rounds in [100, 400, 2000] {
            for kept in [0.0, 0.4, 0.7] {
                let (values, differences) = coverage((rounds, kept), with_overhead, 1000);
                println!(
                    "overhead {with_overhead}, {rounds} rounds, {kept} kept: values {:.1} %, differences {:.1} %",
                    100.0 * values,
                    100.0 * differences
                );
                assert!(values > 0.8, "{values}");
            }
        }
    }
}
