//! Laws fitted to simulated times: parameters are recovered at the stated rate, the likelihood is largest where it is
//! said to be, and p-values are uniform where the law is right.

use bcgc::fit::{Estimate, FitError, Sample, Settings, estimate, fit, log_likelihood};
use bcgc::internals::report::fit::render;
use bcgc::internals::straggler::{LAWS, ParameterValue};
use bcgc::{
    Cancel, CycleTime, Format, Gamma, HyperExponential, Law, LogNormal, Pareto, ShiftedExponential, Trace,
    Uniform, Weibull,
};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::time::Duration;

fn draws(law: &dyn CycleTime, count: usize, seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..count).map(|_| law.sample(&mut rng)).collect()
}

fn sample(law: &dyn CycleTime, count: usize, seed: u64) -> Sample {
    Sample::new(draws(law, count, seed)).expect("times that differ")
}

/// One law of every family, regular in all parameters that it has errors for.
fn laws() -> Vec<Law> {
    vec![
        ShiftedExponential::new(0.5, 3.0).expect("a law").into(),
        Weibull::new(3.0, 2.0, 1.5).expect("a law").into(),
        Gamma::new(4.0, 2.0, 1.0).expect("a law").into(),
        Law::from_parameters(
            "erlang",
            &[("shape", 3.0), ("rate", 2.0), ("shift", 1.0)]
                .map(|(key, x)| (key.to_owned(), ParameterValue::Number(x)))
                .into(),
        )
        .expect("a law"),
        LogNormal::new(0.3, 0.6, 2.0).expect("a law").into(),
        Pareto::new(2.5, 1.5).expect("a law").into(),
        Uniform::new(1.0, 4.0).expect("a law").into(),
        HyperExponential::new(&[0.8, 0.2], &[3.0, 0.25], 1.0).expect("a law").into(),
    ]
}

/// The numbers of a law, those of lists one by one.
fn numbers(law: &Law) -> Vec<f64> {
    let of = |value: &ParameterValue| match value {
        ParameterValue::Number(x) => vec![*x],
        ParameterValue::List(list) => list.clone(),
    };
    law.parameters().iter().flat_map(|(_, value)| of(value)).collect()
}

#[test]
fn every_family_recovers_its_parameters_within_their_errors() {
    // The binomial error of the rate is 1.5 % at 200.
    recover(200, 0.89..=0.995);
}

/// The figures of docs/limits.md: `cargo test --release --test fit -- --ignored --nocapture`.
#[test]
#[ignore = "a minute"]
fn every_family_recovers_its_parameters_a_thousand_times() {
    recover(1000, 0.88..=0.975);
}

/// How often parameters are within 1.96 standard errors of the truth, 95 % in the limit.
fn recover(repetitions: u64, permitted: std::ops::RangeInclusive<f64>) {
    let all = laws();
    assert_eq!(
        all.iter().map(Law::name).collect::<Vec<_>>(),
        LAWS.iter().map(|law| law.name).collect::<Vec<_>>()
    );
    for law in &all {
        let count = 800;
        let truth = numbers(law);
        let mut within = vec![(0, 0); truth.len()];
        for seed in 0..repetitions {
            let found = estimate(&sample(law.cycle_time().as_ref(), count, seed), law.name()).expect("a fit");
            // Errors of the Erlang law are those for its shape.
            if law.name() == "erlang" && found.parameters[0].value != truth[0] {
                continue;
            }
            for ((parameter, truth), (inside, all)) in found.parameters.iter().zip(&truth).zip(&mut within) {
                let Some(error) = parameter.standard_error else { continue };
                *all += 1;
                *inside += usize::from((parameter.value - truth).abs() <= 1.96 * error);
            }
        }
        println!("{} {within:?}", law.name());
        let with_errors = within.iter().filter(|(_, all)| *all > 0).count();
        let expected = match law.name() {
            "shifted-exponential" | "pareto" => 1,
            "uniform" => 0,
            "erlang" => 2,
            "hyper-exponential" => 4,
            _ => 3,
        };
        assert_eq!(with_errors, expected, "{}", law.name());
        for (inside, all) in within.into_iter().filter(|(_, all)| *all > 0) {
            let rate = inside as f64 / all as f64;
            assert!(
                5 * all >= 3 * repetitions && permitted.contains(&rate),
                "{}: {rate} of {all}",
                law.name()
            );
        }
    }
}

/// The infimum of a law without a regular one converges faster than the rest.
#[test]
fn infima_are_found_at_the_rate_of_the_least_time() {
    for law in laws() {
        let name = law.name();
        if !["shifted-exponential", "pareto", "hyper-exponential", "uniform"].contains(&name) {
            continue;
        }
        let time = law.cycle_time();
        let density = time.density(0.0);
        let count = 2000;
        let mut sum = 0.0;
        for seed in 0..200 {
            let found = estimate(&sample(time.as_ref(), count, seed), name).expect("a fit");
            // Exponential of mean one.
            sum += (found.law.cycle_time().infimum() - time.infimum()) * density * count as f64;
        }
        let mean = sum / 200.0;
        assert!((mean - 1.0).abs() < 4.0 / 200f64.sqrt(), "{name}: {mean}");
    }
}

/// The least shape: the likelihood is largest with the shift at the least time and no error is given for it; the shape
/// is as well known as if the shift were.
#[test]
fn laws_without_a_regular_shift_still_give_their_shapes() {
    for (name, law) in [
        ("weibull", Law::from(Weibull::new(0.7, 2.0, 5.0).expect("a law"))),
        ("gamma", Law::from(Gamma::new(0.6, 2.0, 5.0).expect("a law"))),
        ("weibull", Law::from(Weibull::new(1.5, 2.0, 5.0).expect("a law"))),
    ] {
        let mut inside = 0;
        for seed in 0..200 {
            let found = estimate(&sample(law.cycle_time().as_ref(), 1000, seed), name).expect("a fit");
            let [shape, _, shift] = &found.parameters[..] else { panic!("three parameters") };
            assert_eq!(shift.standard_error, None);
            assert!((shift.value - 5.0).abs() < 0.1, "{name}: {}", shift.value);
            let error = shape.standard_error.expect("an error");
            inside += usize::from((shape.value - numbers(&law)[0]).abs() <= 1.96 * error);
        }
        println!("{name} {inside}");
        assert!((172..=199).contains(&inside), "{name} {}: {inside} of 200", numbers(&law)[0]);
    }
}

/// The parameters of a family as a law, none where they are no law.
fn law_of(name: &str, p: &[f64]) -> Option<Law> {
    match name {
        "shifted-exponential" => ShiftedExponential::new(p[0], p[1]).ok().map(Law::from),
        "weibull" => Weibull::new(p[0], p[1], p[2]).ok().map(Law::from),
        "gamma" | "erlang" => Gamma::new(p[0], p[1], p[2]).ok().map(Law::from),
        "log-normal" => LogNormal::new(p[0], p[1], p[2]).ok().map(Law::from),
        "pareto" => Pareto::new(p[0], p[1]).ok().map(Law::from),
        "hyper-exponential" => HyperExponential::new(&p[..2], &p[2..4], p[4]).ok().map(Law::from),
        _ => Uniform::new(p[0], p[1]).ok().map(Law::from),
    }
}

fn values(found: &Estimate) -> Vec<f64> {
    found.parameters.iter().map(|parameter| parameter.value).collect()
}

/// The likelihood itself, computed from the law's own density, at many points around and far away.
#[test]
fn no_law_of_a_family_is_likelier_than_the_one_found() {
    let gamma = Gamma::new(1.4, 1.0, 2.0).expect("a law");
    let mixture = HyperExponential::new(&[0.7, 0.3], &[4.0, 0.5], 0.5).expect("a law");
    let wide = Weibull::new(0.6, 1.0, 0.2).expect("a law");
    let samples = [
        sample(&gamma, 60, 1),
        sample(&mixture, 60, 2),
        sample(&wide, 40, 3),
        Sample::new(draws(&gamma, 50, 4).iter().map(|t| if *t > 4.0 { f64::INFINITY } else { *t }).collect())
            .expect("a sample"),
        Sample::new(draws(&mixture, 50, 5).iter().map(|t| (t * 10.0).round() / 10.0).collect())
            .expect("a sample"),
    ];
    let mut compared = 0;
    for (number, sample) in samples.iter().enumerate() {
        for spec in LAWS {
            let name = spec.name;
            let found = estimate(sample, name).expect("a fit");
            let at = values(&found);
            // Of closed forms the plain likelihood is largest; the corrected one is, but for its correction.
            let is_closed = ["shifted-exponential", "pareto", "uniform"].contains(&name);
            let slack = if is_closed { 0.5 } else { 1e-6 };
            let best = found.log_likelihood + slack;
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            for trial in 0..1500 {
                let mut p = at.clone();
                let reach = [1e-4, 1e-2, 0.3, 2.0][trial % 4];
                for x in &mut p {
                    let normal = LogNormal::new(0.0, 1.0, 0.0).expect("a law").sample(&mut rng).ln();
                    *x *= (reach * normal).exp();
                }
                match name {
                    "erlang" => p[0] = p[0].round().max(1.0),
                    "hyper-exponential" => p[1] = 1.0 - p[0],
                    _ => {}
                }
                // Shifts beyond the least time exclude it: back into the range.
                let shift = if name == "uniform" { 0 } else { p.len() - 1 };
                p[shift] = p[shift].min(sample.times()[0]);
                if let Some(law) = law_of(name, &p) {
                    let there = log_likelihood(sample, law.cycle_time().as_ref());
                    assert!(there <= best, "sample {number}, {name}: {there} at {p:?}, {best} at {at:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 50_000, "{compared}");
}

/// A sample of the law itself is as far from its fit as any other in a share p of all cases.
#[test]
fn p_values_are_uniform_where_the_law_is_right_and_small_where_it_is_not() {
    let law = Gamma::new(3.0, 1.0, 0.5).expect("a law");
    let p_of = |law: &dyn CycleTime, seed: u64, name: &str| {
        let rows = draws(law, 60, seed).chunks(6).map(<[f64]>::to_vec).collect();
        let settings = Settings::default().with_laws([name]).with_bootstrap(39).with_seed(seed);
        let fits = fit(&[Trace::new(rows).expect("a trace")], &settings).expect("fits");
        fits.fits[0].bootstrap.p_value().expect("samples")
    };
    for (name, law) in [
        ("shifted-exponential", Law::from(ShiftedExponential::new(2.0, 1.0).expect("a law"))),
        ("gamma", Law::from(law)),
    ] {
        let repetitions = 120;
        let mut found: Vec<f64> =
            (0..repetitions).map(|seed| p_of(law.cycle_time().as_ref(), seed, name)).collect();
        found.sort_by(f64::total_cmp);
        let n = repetitions as f64;
        let off = (0..found.len()).map(|k| ((k + 1) as f64 / n - found[k]).abs()).fold(0.0, f64::max);
        println!("{name} {off}");
        // The distance of 120 uniform numbers is below 0.149 in 99 of 100 cases; p has steps of 1/40.
        assert!(off < 0.149 + 0.025, "{name}: {off}");
    }
    let rejected = (0..30).filter(|seed| p_of(&law, *seed, "pareto") <= 0.05).count();
    assert!(rejected >= 27, "{rejected} of 30");
}

#[test]
fn workers_that_never_returned_count_as_slow() {
    let law = ShiftedExponential::new(0.5, 3.0).expect("a law");
    let times: Vec<f64> =
        draws(&law, 4000, 9).iter().map(|t| if *t > 5.0 { f64::INFINITY } else { *t }).collect();
    let censored = times.iter().filter(|t| t.is_infinite()).count();
    let sample = Sample::new(times.clone()).expect("a sample");
    assert_eq!(sample.censored(), censored);
    for name in ["shifted-exponential", "weibull", "gamma", "hyper-exponential"] {
        let found = estimate(&sample, name).expect("a fit");
        let median = found.law.cycle_time().quantile(0.5) + found.law.cycle_time().infimum();
        assert!((median - (3.0 + 2.0 * 2f64.ln())).abs() < 0.1, "{name}: {median}");
    }
    let dropped = Sample::new(times.into_iter().filter(|t| t.is_finite()).collect()).expect("a sample");
    let found = estimate(&dropped, "shifted-exponential").expect("a fit");
    assert!(found.parameters[0].value > 1.0, "without them it would be another law");
}

#[test]
fn units_change_nothing_but_the_unit() {
    let times = draws(&Weibull::new(1.7, 2.0, 1.0).expect("a law"), 300, 4);
    for spec in LAWS {
        let of = |unit: f64| {
            let sample = Sample::new(times.iter().map(|t| t * unit).collect()).expect("a sample");
            estimate(&sample, spec.name).expect("a fit")
        };
        let one = of(1.0);
        for unit in [1e-9, 1e12] {
            let other = of(unit);
            let (a, b) = (one.law.cycle_time(), other.law.cycle_time());
            let quantile = |law: &dyn CycleTime, p: f64| law.infimum() + law.quantile(p);
            for p in [0.01, 0.5, 0.99] {
                let (x, y) = (quantile(a.as_ref(), p), quantile(b.as_ref(), p) / unit);
                assert!((x - y).abs() < 1e-4 * x, "{}: {x} and {y} in units of {unit}", spec.name);
            }
            assert!((one.distance - other.distance).abs() < 1e-4, "{}", spec.name);
        }
    }
}

#[test]
fn results_do_not_depend_on_threads_and_the_clock_ends_samples() {
    let rows =
        draws(&Gamma::new(2.0, 1.0, 0.5).expect("a law"), 60, 3).chunks(6).map(<[f64]>::to_vec).collect();
    let trace = Trace::new(rows).expect("a trace");
    let run = |threads| {
        let settings = Settings::default().with_bootstrap(20).with_threads(threads);
        let fits = fit(std::slice::from_ref(&trace), &settings).expect("fits");
        let p: Vec<_> = fits.fits.iter().map(|fitted| (fitted.law, fitted.bootstrap)).collect();
        (p, fits.checks)
    };
    assert_eq!(run(1), run(3));
    let clock = bcgc::methods::Clock::start(Duration::ZERO, Cancel::default(), None);
    let fits = fit(std::slice::from_ref(&trace), &Settings::default().with_clock(clock)).expect("fits");
    assert!(fits.ended_early && !fits.interrupted && fits.best().is_some());
    assert!(render(&fits, Format::Text).contains("the time limit left no time for the bootstrap"));
    // Whoever stops it is not told that it was the time.
    let cancel = Cancel::default();
    cancel.cancel();
    let clock = bcgc::methods::Clock::start(Duration::MAX, cancel, None);
    let fits = fit(&[trace], &Settings::default().with_clock(clock)).expect("fits");
    assert!(fits.ended_early && fits.interrupted);
    assert!(render(&fits, Format::Text).contains("Ctrl-C left no time for the bootstrap"));
    assert!(fits.fits.iter().all(|fitted| fitted.bootstrap.p_value().is_none()));
}

#[test]
fn odd_samples_are_fitted_or_refused_in_words() {
    let odd: [&[f64]; 9] = [
        &[1.0, 2.0],
        &[1.0, 1.0, 1.0, 2.0],
        &[1e-300, 1.0, 2.0, 3.0, 1e300],
        &[1.0, 1.0 + 1e-15, 2.0, 3.0, 4.0, 5.0],
        &[f64::MIN_POSITIVE, 5e-324, 1e-310, 2.0, 7.0],
        &[f64::MAX, 1.0, 2.0, 3.0, 4.0],
        &[1.0, 2.0, 3.0, 4.0, f64::INFINITY, f64::INFINITY, f64::INFINITY, f64::INFINITY],
        &[1e15, 1e15 + 1.0, 1e15 + 2.0, 1e15 + 3.0, 1e15 + 5.0],
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 8.0, 8.0, 8.0],
    ];
    for times in odd {
        let sample = Sample::new(times.to_vec()).expect("a sample");
        for spec in LAWS {
            match estimate(&sample, spec.name) {
                Ok(found) => {
                    assert!(
                        found.log_likelihood.is_finite() && found.aic.is_finite(),
                        "{}: {times:?}",
                        spec.name
                    );
                    assert!((0.0..=1.0).contains(&found.distance), "{}: {times:?}", spec.name);
                }
                Err(error) => assert!(matches!(error, FitError::Unfit { .. }), "{error}"),
            }
        }
        let rows = times.iter().map(|t| vec![*t]).collect();
        fit(&[Trace::new(rows).expect("a trace")], &Settings::default().with_bootstrap(5)).expect("fits");
    }
    assert!(matches!(estimate(&sample_of_two(), "cauchy"), Err(FitError::Law(_))));
    assert!(matches!(fit(&[], &Settings::default()), Err(FitError::NoSpread { .. })));
    let traces =
        [vec![vec![1.0, 2.0]], vec![vec![1.0, 2.0, 3.0]]].map(|rows| Trace::new(rows).expect("a trace"));
    let error = fit(&traces, &Settings::default()).expect_err("different workers").to_string();
    assert!(error.contains("3 workers") && error.contains("has 2"), "{error}");
}

fn sample_of_two() -> Sample {
    Sample::new(vec![1.0, 2.0]).expect("a sample")
}
