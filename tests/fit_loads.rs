//! Evidence: overhead and cycle time fitted together to simulated rounds at several loads.

#[path = "common/words.rs"]
mod words;

use bcgc::fit::{Settings, fit, fit_loads};
use bcgc::{CycleTime, Format, LogNormal, ShiftedExponential, Trace};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;
use words::words;

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

/// Three loads of the same rounds: the overheads of every worker and round are those of each load up to a share `own` of their
/// spread, and cycle times do not vary.
fn same_rounds(own: f64, rng: &mut Xoshiro256PlusPlus) -> [(f64, Trace); 3] {
    let (normal, shared) = (LogNormal::new(0.0, 1.0, 0.0).expect("a law"), (1.0 - own * own).sqrt());
    let mut variates = |count: usize| -> Vec<f64> { (0..count).map(|_| normal.sample(rng).ln()).collect() };
    let common = variates(240);
    [0.0, 2.0, 5.0].map(|load| {
        let each = common.iter().zip(variates(240));
        let times: Vec<f64> =
            each.map(|(z, e)| 2.0 + (0.3 + 0.6 * (shared * z + own * e)).exp() + 0.7 * load).collect();
        (load, Trace::new(times.chunks(4).map(<[f64]>::to_vec).collect()).expect("times"))
    })
}

/// What a worker took in a round is seen three times and counts once: in errors, p-values and checks.
#[test]
fn rounds_that_are_the_same_at_every_load_count_once() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(40).with_threads(1);
    for own in [0.1, 0.5] {
        let (mut within, mut dependent, mut unfit, mut spread) = ([0; 4], 0, 0, 0);
        for _ in 0..40 {
            let fits = fit_loads(&same_rounds(own, &mut rng), &settings).expect("a fit");
            let loads = fits.loads.as_ref().expect("loads");
            assert!(
                loads.same_rounds && fits.rounds == 60 && loads.correlation.expect("one") > 0.6,
                "{loads:?}"
            );
            let best = fits.best().expect("a law");
            let errors = best.parameters.iter().map(|p| (p.value, p.standard_error));
            let found = errors.chain([(loads.cycle_time, loads.standard_error)]).zip([0.3, 0.6, 2.0, 0.7]);
            for (count, ((value, error), truth)) in within.iter_mut().zip(found) {
                *count += usize::from((value - truth).abs() <= 1.96 * error.expect("a regular law"));
            }
            dependent +=
                usize::from(fits.checks.iter().any(|check| check.p_value.expect("a p-value") <= 0.01));
            unfit += usize::from(fits.fits[0].bootstrap.p_value().expect("a p-value") <= 0.05);
            spread += usize::from(loads.p_value.expect("a p-value") <= 0.05);
        }
        // 38 of 40 are expected within; counted thrice, 30 are. 2 of 40 are rejected, and 17 were by some check.
        assert!(within.iter().all(|count| *count >= 33), "{own}: {within:?}");
        assert!(dependent <= 7 && unfit <= 6 && spread <= 7, "{own}: {dependent} {unfit} {spread}");
    }
}

#[test]
fn equally_many_rounds_are_the_same_and_others_are_not() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(13);
    let [first, second, third] = same_rounds(0.0, &mut rng);
    let fewer = Trace::new(third.1.rows()[1..].to_vec()).expect("times");
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(0);
    let own = fit_loads(&[first.clone(), second.clone(), (5.0, fewer)], &settings).expect("a fit");
    let same = fit_loads(&[first.clone(), second, third], &settings).expect("a fit");
    let of = |fits: &bcgc::fit::Fits| {
        let loads = fits.loads.clone().expect("loads");
        let location = fits.best().expect("a law").parameters[0].standard_error.expect("an error");
        // Documents say so too.
        let document: serde_json::Value =
            serde_json::from_str(&fits.render(Format::Json)).expect("a document");
        let said = &document["loads"];
        assert_eq!(said["same_rounds"], loads.same_rounds);
        assert_eq!(said["within_rounds"], loads.is_within_rounds);
        assert_eq!(said["at_limit"], loads.is_at_limit);
        assert_eq!(said["rank_correlation"].as_f64(), loads.correlation);
        assert_eq!(said["cycle_time"].as_f64(), Some(loads.cycle_time));
        assert_eq!(said["standard_error"].as_f64(), loads.standard_error);
        (loads.same_rounds, loads.correlation.is_some(), fits.rounds, location)
    };
    let (own, same) = (of(&own), of(&same));
    assert_eq!(((own.0, own.1, own.2), (same.0, same.1, same.2)), ((false, false, 179), (true, true, 60)));
    // The same overheads three times are worth as much as once.
    let alone = bcgc::fit::fit(&[first.1], &settings).expect("a fit");
    let alone = alone.best().expect("a law").parameters[0].standard_error.expect("an error");
    assert!((same.3 / alone - 1.0).abs() < 0.25 && own.3 / alone < 0.7, "{} {} {alone}", own.3, same.3);
}

#[test]
fn every_law_has_errors_for_rounds_that_are_the_same() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(17);
    let files = same_rounds(0.3, &mut rng);
    let settings = Settings::default().with_bootstrap(0);
    let fits = fit_loads(&files, &settings).expect("a fit");
    let fewer = files[2].1.rows()[..59].to_vec();
    let own = [files[0].clone(), files[1].clone(), (5.0, Trace::new(fewer).expect("times"))];
    let own = fit_loads(&own, &settings).expect("a fit");
    let mut compared = 0;
    for fitted in &fits.fits {
        let (Ok(estimate), Some(other)) =
            (&fitted.estimate, own.fits.iter().find(|other| other.law == fitted.law))
        else {
            continue;
        };
        let Ok(other) = &other.estimate else { continue };
        for (p, q) in estimate.parameters.iter().zip(&other.parameters) {
            assert_eq!(p.standard_error.is_some(), q.standard_error.is_some(), "{} {}", fitted.law, p.key);
            let (Some(same), Some(own)) = (p.standard_error, q.standard_error) else { continue };
            // From once to the square root of three times, give or take what the law misses.
            assert!(same > 0.8 * own && same < 3.0 * own, "{} {}: {same} {own}", fitted.law, p.key);
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared}");
}

#[test]
fn what_looks_wrong_is_said() {
    let rounds = |times: &[f64]| Trace::new(times.iter().map(|t| vec![*t]).collect()).expect("times");
    let (low, middle, high) =
        ([1.0, 1.2, 1.4, 1.9, 1.1], [2.0, 2.2, 2.5, 2.9, 2.1], [3.0, 3.2, 3.4, 3.9, 3.1]);
    let settings = Settings::default().with_bootstrap(0);
    let text = |files: &[(f64, Trace)]| {
        let text = fit_loads(files, &settings).expect("a fit").render(Format::Text);
        words(&text)
    };
    let right = text(&[(0.0, rounds(&low)), (1.0, rounds(&middle)), (2.0, rounds(&high))]);
    assert!(!right.contains("is less than") && !right.contains("lets it be"), "{right}");
    assert!(right.contains("5 rounds of 1 worker, taken to be the same at every load"), "{right}");
    assert!(right.contains("could not be judged: between-workers, workers-alike"), "{right}");
    let mixed = text(&[(0.0, rounds(&low)), (1.0, rounds(&high)), (2.0, rounds(&middle))]);
    assert!(mixed.contains("at 2 the median is less than at 1: are the loads in the order"), "{mixed}");
    // Most of the time is proportional to the load, and varies.
    let varying =
        text(&[(0.0, rounds(&[0.1, 0.12, 0.11, 0.15, 0.13])), (1.0, rounds(&[0.3, 1.9, 4.0, 9.0, 2.2]))]);
    assert!(varying.contains("as large as the least time lets it be"), "{varying}");
}

/// Workers of which each takes three times as long as the one before, at two loads of the same rounds or of others.
#[test]
fn workers_that_differ_are_no_spread_and_no_common_rounds() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(31);
    let normal = LogNormal::new(0.0, 1.0, 0.0).expect("a law");
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(0).with_threads(1);
    let (mut rejected, mut wrong) = ([0; 2], 0);
    for _ in 0..40 {
        let mut variate = || normal.sample(&mut rng).ln();
        let common: Vec<f64> = (0..240).map(|_| variate()).collect();
        for (count, own) in rejected.iter_mut().zip([0.3f64, 1.0]) {
            let files = [0.0, 1.0].map(|load| {
                let overhead = |(k, z): (usize, &f64)| {
                    let z = (1.0 - own * own).sqrt() * z + own * variate();
                    3f64.powi(i32::try_from(k % 4).expect("small")) * (0.5 + (0.5 * z).exp()) + 2.0 * load
                };
                let times: Vec<f64> = common.iter().enumerate().map(overhead).collect();
                (load, Trace::new(times.chunks(4).map(<[f64]>::to_vec).collect()).expect("times"))
            });
            let loads = fit_loads(&files, &settings).expect("a fit").loads.expect("loads");
            *count += usize::from(loads.is_rejected());
            wrong += usize::from(loads.is_within_rounds != (own < 0.5));
        }
    }
    // 0.4 of 40 are expected.
    assert!(rejected.iter().all(|count| *count <= 3) && wrong == 0, "{rejected:?} {wrong}");
}

/// A long table in another order of its rounds and workers is the same table, and one of which a row was left out is not.
#[test]
fn rounds_are_the_same_by_their_names_and_only_where_all_are_there() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(37);
    let files = same_rounds(0.1, &mut rng);
    let long = |trace: &Trace, is_reversed: bool| {
        let cells = trace
            .rows()
            .iter()
            .enumerate()
            .flat_map(|(s, row)| row.iter().enumerate().map(move |(i, t)| (s, i, t)));
        let mut lines: Vec<String> = cells.map(|(s, i, t)| format!("{s},w{i},{t}\n")).collect();
        if is_reversed {
            lines.reverse();
        }
        let text = format!("round,worker,time\n{}", lines.concat());
        let mut reading = bcgc::Reading::default();
        reading.is_long = true;
        Trace::of_table("long.csv", &text, reading).expect("a table")
    };
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(0);
    let correlation = |files: &[(f64, Trace)]| {
        fit_loads(files, &settings).expect("a fit").loads.expect("loads").correlation
    };
    let plain = correlation(&files).expect("the same rounds");
    let [first, second, _] = &files;
    let mixed = [(first.0, long(&first.1, false)), (second.0, long(&second.1, true))];
    assert!((correlation(&mixed).expect("the same rounds") - plain).abs() < 0.05, "{plain}");
    let wide = |trace: &Trace, missing: usize| {
        let row = |(s, row): (usize, &Vec<f64>)| {
            let cells: Vec<String> = row.iter().map(f64::to_string).collect();
            if s == missing { "NA,1,1,1\n".to_owned() } else { cells.join(",") + "\n" }
        };
        let text: String = trace.rows().iter().enumerate().map(row).collect();
        Trace::of_table("wide.csv", &text, bcgc::Reading::default().dropping_rows()).expect("a table")
    };
    let dropped = [(first.0, wide(&first.1, 3)), (second.0, wide(&second.1, 50))];
    assert_eq!(correlation(&dropped), None);
}

/// Wide tables are paired by position: names that contradict it are refused, and rounds of other names are others.
#[test]
fn wide_tables_are_of_the_same_rounds_as_far_as_their_names_say() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(41);
    let [first, second, _] = same_rounds(0.1, &mut rng);
    let settings = Settings::default().with_laws(["log-normal"]).with_bootstrap(0);
    let wide = |(load, trace): &(f64, Trace), head: &str, from: usize| {
        let row = |(number, row): (usize, &Vec<f64>)| {
            let cells: Vec<String> = row.iter().map(f64::to_string).collect();
            format!("{},{}\n", from + number, cells.join(","))
        };
        let text: String = trace.rows().iter().enumerate().map(row).collect();
        let name = format!("load-{load}.csv");
        (
            *load,
            Trace::of_table(&name, &format!(",{head}\n{text}"), bcgc::Reading::default()).expect("a table"),
        )
    };
    let fitted = |head: &str, from: usize| {
        fit_loads(&[wide(&first, "a,b,c,d", 1), wide(&second, head, from)], &settings)
            .map(|fits| fits.loads.expect("loads").same_rounds)
            .map_err(|error| error.to_string())
    };
    assert_eq!(fitted("a,b,c,d", 1), Ok(true));
    assert_eq!(fitted("n1,n2,n3,n4", 1), Ok(true));
    assert_eq!(fitted("a,b,c,d", 1001), Ok(false), "rounds of their own");
    for (head, from, words) in [
        ("a,c,b,d", 1, "`b` is number 2 in load-0.csv (a, b, c, d) and number 3 in load-2.csv"),
        ("a,c,b,d", 1001, "`b` is number 2 in load-0.csv"),
        ("a,b,c,d", 2, "round 1 is `1` in load-0.csv and `2` in load-2.csv"),
    ] {
        let message = fitted(head, from).expect_err("refused");
        assert!(message.contains(words) && message.contains("columns = ["), "{message}");
    }
    // What is asked of workers is asked of columns, also of several traces of one load.
    let both = [wide(&first, "a,b,c,d", 1).1, wide(&second, "d,b,c,a", 1001).1];
    let message = fit(&both, &settings).expect_err("refused").to_string();
    assert!(message.contains("`a` is number 1 in load-0.csv"), "{message}");
}
