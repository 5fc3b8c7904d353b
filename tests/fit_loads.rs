//! Evidence: overhead and cycle time fitted together to simulated rounds at several loads.

use bcgc::fit::{Settings, fit_loads};
use bcgc::{CycleTime, Format, LogNormal, ShiftedExponential, Trace};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Rounds of four workers at a load: overheads of a law, and cycle times of which `spread` is how much they vary.
fn at_load(
    load: f64,
    law: &dyn CycleTime,
    (time, spread): (f64, f64),
    rng: &mut Xoshiro256PlusPlus,
) -> (f64, Trace) {
    let noise = ShiftedExponential::new(1.0, 0.0).expect("a law");
    let mut of = || law.sample(rng) + load * (time + spread * noise.sample(rng));
    (load, Trace::new((0..60).map(|_| (0..4).map(|_| of()).collect()).collect()).expect("times"))
}

/// Three loads, not of the same rounds; the errors of all parameters are joint ones.
#[test]
fn overhead_and_cycle_time_are_recovered_together_within_their_errors() {
    let law = LogNormal::new(0.3, 0.6, 2.0).expect("a law");
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(0);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let (mut within, mut rejected) = ([0; 4], 0);
    for _ in 0..60 {
        let files = [2.0, 0.0, 5.0].map(|load| at_load(load, &law, (0.7, 0.0), &mut rng));
        let fits = fit_loads(&files, &settings).expect("a fit");
        let loads = fits.loads.as_ref().expect("loads");
        assert_eq!(loads.loads.iter().map(|load| load.load).collect::<Vec<_>>(), [0.0, 2.0, 5.0]);
        let best = fits.best().expect("a law");
        let errors = best.parameters.iter().map(|p| (p.value, p.standard_error));
        let found = errors.chain([(loads.cycle_time, loads.standard_error)]).zip([0.3, 0.6, 2.0, 0.7]);
        for (count, ((value, error), truth)) in within.iter_mut().zip(found) {
            *count += usize::from((value - truth).abs() <= 1.96 * error.expect("a regular law"));
        }
        rejected += usize::from(loads.p_value.expect("a p-value") <= 0.05);
    }
    // 57 of 60 and 3 of 60 are expected.
    assert!(within.iter().all(|count| *count >= 50), "{within:?}");
    assert!(rejected <= 9, "{rejected}");
}

#[test]
fn cycle_times_that_vary_are_told_from_constant_ones() {
    let law = LogNormal::new(-1.0, 0.5, 0.2).expect("a law");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
    let files = [0.5, 1.0, 4.0].map(|load| at_load(load, &law, (0.7, 0.5), &mut rng));
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(0);
    let fits = fit_loads(&files, &settings).expect("a fit");
    let loads = fits.loads.as_ref().expect("loads");
    assert!(loads.is_rejected() && loads.spread.expect("a correlation") > 0.1, "{loads:?}");
    let text = fits.render(Format::Text);
    assert!(text.contains("cycle times vary as well"), "{text}");
}

#[test]
fn a_law_with_an_irregular_infimum_gives_a_cycle_time_without_an_error() {
    let law = ShiftedExponential::new(2.0, 0.5).expect("a law");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let files = [0.0, 1.0].map(|load| at_load(load, &law, (3.0, 0.0), &mut rng));
    let settings = Settings::default().with_laws(["shifted-exponential"]).with_bootstrap(0);
    let loads = fit_loads(&files, &settings).expect("a fit").loads.expect("loads");
    assert!(loads.standard_error.is_none() && (loads.cycle_time - 3.0).abs() < 0.05, "{loads:?}");
}

#[test]
fn loads_that_tell_nothing_are_refused_with_a_remedy() {
    let trace = |time: f64| Trace::new(vec![vec![time, 1.5 * time], vec![2.0 * time, 3.0]]).expect("times");
    let never = Trace::new(vec![vec![f64::INFINITY; 2]]).expect("times");
    // As many times as two rounds of two workers.
    let narrow = Trace::new(vec![vec![5.0], vec![5.5], vec![6.0], vec![7.0]]).expect("times");
    for (files, words) in [
        (vec![(1.0, narrow), (0.0, trace(1.0))], "has 1 workers, (given) has 2"),
        (vec![(1.0, trace(1.0))], "measure another load"),
        (vec![(1.0, trace(1.0)), (1.0, trace(2.0))], "measure another load"),
        (vec![(0.0, trace(2.0)), (1.0, trace(1.0))], "do not rise"),
        (vec![(-1.0, trace(1.0)), (1.0, trace(2.0))], ">= 0"),
        (vec![(0.0, trace(1.0)), (f64::INFINITY, trace(2.0))], ">= 0"),
        (vec![(0.0, trace(1.0)), (1.0, never)], "no time is finite"),
        (vec![], "measure another load"),
    ] {
        let message = fit_loads(&files, &Settings::default()).expect_err("refused").to_string();
        assert!(message.contains(words), "{message}");
    }
}
