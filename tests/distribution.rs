//! Evidence: the distribution of the runtime of a partition, against closed forms, enumeration and itself.

#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;

use bcgc::{
    Distribution, Error, ExpectedRuntime, Instance, Options, Partition, Question, System, Trace, distribution,
};
use instances::completion;
use laws::{exponential, gamma, pareto, uniform, weibull};
use quickcheck::QuickCheck;

fn asked(instance: &Instance, partition: &Partition, questions: &[Question]) -> Distribution {
    distribution(instance, partition, questions, &Options::default()).expect("a distribution")
}

fn runtime(workers: usize, coordinates: u64, law: bcgc::Law) -> Instance {
    Instance::new(System::new(workers, coordinates).unwrap(), law, ExpectedRuntime).unwrap()
}

#[test]
fn single_blocks_have_quantiles_in_closed_form() {
    // Uncoded, exponential with shift: all N of N workers by t, (1 - e^(-r (t/L - t0)))^N.
    let (workers, coordinates, rate, shift) = (7usize, 40u64, 0.3f64, 1.5);
    let instance = runtime(workers, coordinates, exponential(rate, shift));
    let uncoded = Partition::single_block(0, workers, coordinates).unwrap();
    let all = |q: f64| {
        let ln = if q < 0.5 { q.ln() } else { (q - 1.0).ln_1p() };
        let late = -(ln / workers as f64).exp_m1();
        coordinates as f64 * (shift - late.ln() / rate)
    };
    // With all redundancy the fastest of N workers does N L alone: 1 - e^(-N r (t/(N L) - t0)).
    let whole = Partition::single_block(workers - 1, workers, coordinates).unwrap();
    let fastest = |q: f64| {
        let n = workers as f64;
        n * coordinates as f64 * (shift - (-q).ln_1p() / rate / n)
    };
    for q in [1e-9, 0.01, 0.5, 0.9, 0.999_999, 1.0 - 1e-12] {
        for (partition, quantile) in [(&uncoded, all(q)), (&whole, fastest(q))] {
            let found = asked(&instance, partition, &[Question::Quantile(q)]).points()[0];
            let (deadline, error) = (found.deadline.unwrap(), found.deadline_error);
            assert!((deadline - quantile).abs() <= error + 1e-12 * quantile, "{q}: {deadline} {quantile}");
            assert!(error < 1e-3 * (deadline - coordinates as f64 * shift), "{q}: {error}");
        }
    }
}

#[test]
fn deadlines_have_the_probabilities_that_evaluate_gives() {
    let partition = Partition::new(vec![30, 10, 5, 15], 4, 60).unwrap();
    for deadline in [40.0, 90.0, 400.0] {
        let instance = completion(4, 60, 4, gamma(0.7, 1.0, 0.1), deadline);
        let report = bcgc::evaluate(&instance, &partition, &Options::default().without_bound()).unwrap();
        let found = asked(&instance, &partition, &[Question::Deadline(deadline)]);
        assert_eq!(found.points()[0].probability, report.rows()[0].solution.value);
        assert!(found.is_whole());
    }
}

#[test]
fn quantiles_are_where_the_probability_reaches_them() {
    fn property(sizes: (u8, u8, u8), which: u8, q: u16) -> bool {
        // Levels are empty often: what they wait for has no part in it.
        let or_none = |size: u8| if size.is_multiple_of(3) { 0 } else { u64::from(size) };
        let blocks = vec![or_none(sizes.0), or_none(sizes.1), u64::from(sizes.2) + 1];
        let coordinates = blocks.iter().sum();
        let partition = Partition::new(blocks, 3, coordinates).unwrap();
        let law = match which % 4 {
            0 => weibull(0.6, 2.0, 0.5),
            1 => pareto(1.5, 2.0),
            2 => uniform(1.0, 3.0),
            _ => exponential(0.2, 0.0),
        };
        let q = (f64::from(q) + 0.5) / 65536.0;
        let instance = runtime(3, coordinates, law);
        let found = asked(&instance, &partition, &[Question::Quantile(q)]).points()[0];
        let deadline = found.deadline.unwrap();
        let before = deadline - found.deadline_error;
        let around =
            asked(&instance, &partition, &[Question::Deadline(before), Question::Deadline(deadline)]);
        let value = |i: usize| around.points()[i].probability.unwrap();
        let (low, high) = (value(0), value(1));
        low.value - low.error <= q && q <= high.value + high.error && found.deadline_error <= 1e-9 * deadline
    }
    QuickCheck::new().tests(60).quickcheck(property as fn((u8, u8, u8), u8, u16) -> bool);
}

/// Next to the longest runtime of a bounded law, also where the first levels are empty: uniform on [1, 3], loads 0, 4, 16.
#[test]
fn probabilities_are_known_next_to_certainty() {
    let instance = runtime(3, 6, uniform(1.0, 3.0));
    let partition = Partition::new(vec![0, 2, 4], 3, 6).unwrap();
    let certain = [48.0f64.next_down(), 48.0, 48.0f64.next_up(), 50.0].map(Question::Deadline);
    for point in asked(&instance, &partition, &certain).points() {
        let found = point.probability.unwrap();
        assert!(found.error < 1e-30 && found.complement.unwrap() < 1e-30, "{point:?}");
    }
    // One worker by t/16, or two by t/4: above 12 both do surely, and the fastest is late with ((48 - t)/32)^3.
    for q in [0.9, 0.95, 0.999_999] {
        let found = asked(&instance, &partition, &[Question::Quantile(q)]).points()[0];
        let expected = 48.0 - 32.0 * (1.0 - q).cbrt();
        assert!((found.deadline.unwrap() - expected).abs() < 1e-9, "{q}: {found:?}");
        assert!(found.deadline_error < 1e-9, "{q}: {found:?}");
    }
}

#[test]
fn traces_are_counted() {
    // Loads 2, 4 of two workers: the runtime of a round is max(2 T_2, 4 T_1) with T_1 <= T_2, over L = 3 and M = 2.
    let rows = vec![vec![1.0, 3.0], vec![2.0, 2.5], vec![5.0, 1.0], vec![f64::INFINITY, 0.5]];
    let instance =
        Instance::new(System::new(2, 3).unwrap(), Trace::new(rows).unwrap(), ExpectedRuntime).unwrap();
    let partition = Partition::new(vec![2, 1], 2, 3).unwrap();
    // Sorted: 6, 8, 10, never.
    let questions = [
        Question::Quantile(0.25),
        Question::Quantile(0.250_001),
        Question::Quantile(0.75),
        Question::Quantile(0.76),
        Question::Deadline(8.0),
        Question::Deadline(7.999),
    ];
    let found = asked(&instance, &partition, &questions);
    let deadlines: Vec<Option<f64>> = found.points().iter().map(|point| point.deadline).collect();
    let near = |found: Option<f64>, t: f64| found.is_some_and(|found| (found - t).abs() < 1e-12);
    assert!(near(deadlines[0], 6.0) && near(deadlines[1], 8.0) && near(deadlines[2], 10.0), "{deadlines:?}");
    assert_eq!(deadlines[3], None, "a quarter of the rounds never ends");
    let probabilities: Vec<Option<f64>> =
        found.points().iter().map(|p| p.probability.map(|v| v.value)).collect();
    assert_eq!(probabilities, [Some(0.25), Some(0.5), Some(0.75), None, Some(0.5), Some(0.25)]);
    // Without the second level nobody waits for the worker that never returns.
    let fastest = Partition::single_block(1, 2, 3).unwrap();
    let all = asked(&instance, &fastest, &[Question::Quantile(0.999)]).points()[0];
    assert!(near(all.deadline, 12.0), "{all:?}");
    // Quantile 1 of rounds is the longest of them, if all of them end.
    let longest = |partition| asked(&instance, partition, &[Question::Quantile(1.0)]).points()[0].deadline;
    assert!(near(longest(&fastest), 12.0) && longest(&partition).is_none());
}

#[test]
fn questions_out_of_range_are_refused() {
    let instance = runtime(2, 4, exponential(1.0, 0.0));
    let partition = Partition::new(vec![4, 0], 2, 4).unwrap();
    for question in [
        Question::Deadline(0.0),
        Question::Deadline(f64::INFINITY),
        Question::Quantile(0.0),
        Question::Quantile(1.0),
        Question::Quantile(f64::NAN),
    ] {
        let error = distribution(&instance, &partition, &[question], &Options::default()).unwrap_err();
        assert!(matches!(error, Error::OutOfRange { .. }), "{question:?}: {error}");
    }
    let cancelled = Options::default();
    cancelled.cancel.cancel();
    let found = distribution(&instance, &partition, &[Question::Quantile(0.5)], &cancelled).unwrap();
    assert!(!found.is_whole() && found.points()[0].deadline.is_none());
}
