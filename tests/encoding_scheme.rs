//! Schemes of partitions and rounds of coded gradient computation.

use std::collections::BTreeSet;

use bcgc::FigureFormat;
use bcgc::encoding::{
    CONSTRUCTIONS, CheckOptions, CodeOptions, CodeReport, EncodingError, EncodingMatrix, Scheme, build, find,
};
use bcgc::methods::Clock;
use bcgc::simulation::{Arithmetic, Dataset, Settings, Simulation, Task, draw_timeline, simulate};
use num_rational::BigRational;
use num_traits::{One, Zero};
use quickcheck::{TestResult, quickcheck};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn scheme(partition: &[u64], name: &str) -> Scheme {
    Scheme::new(partition, find(name).unwrap(), 1, &CheckOptions::default()).unwrap()
}

/// Shifted exponential cycle times.
fn exponential(workers: usize, rate: f64, shift: f64, seed: u64) -> impl FnMut(usize) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    move |_| {
        let mut uniform = || ((rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        (0..workers).map(|_| shift - uniform().ln() / rate).collect()
    }
}

fn settings(rounds: usize, task: Task, arithmetic: Arithmetic) -> Settings {
    Settings { rounds, unit_of_work: 2.5, ..Settings::new(task, arithmetic) }
}

const FLOAT: Arithmetic = Arithmetic::Float { tolerance: 1e-8 };

#[test]
fn blocks_follow_the_partition() {
    let scheme = scheme(&[4, 0, 2, 12], "cyclic-repetition");
    let blocks: Vec<_> =
        scheme.blocks().iter().map(|b| (b.first, b.last, b.coordinates(), b.matrix.stragglers())).collect();
    assert_eq!(blocks, [(1, 4, 4, 0), (5, 6, 2, 2), (7, 18, 12, 3)]);
    assert!(scheme.blocks().iter().all(|b| b.decodability == "verified (all sets)"));
    assert!(scheme.has_uniform_load());
    // The cumulative load W_n = sum (i + 1) x_i at the levels in use.
    assert!((1..=4).all(|n| scheme.cumulative_load(n) == [4, 10, 58]));
    let plan = &scheme.plans()[2];
    assert_eq!((plan.worker, plan.storage, plan.load), (3, 4, 58));
    assert_eq!(plan.order[1].subsets, [3, 4, 1]);
    assert_eq!(plan.stores, [1, 2, 3, 4]);
}

#[test]
fn unequal_loads_are_reported() {
    let scheme = scheme(&[0, 0, 3, 0, 0], "generalised-fractional-repetition");
    assert!(!scheme.has_uniform_load());
    let loads: Vec<u64> = scheme.plans().iter().map(|plan| plan.load).collect();
    assert_eq!(loads, [6, 6, 15, 9, 9]);
}

#[test]
fn schemes_survive_json() {
    for construction in CONSTRUCTIONS {
        let partition: &[u64] = if construction.name() == "uncoded" { &[5, 0, 0, 0] } else { &[3, 2, 0, 4] };
        let scheme = scheme(partition, construction.name());
        let text = scheme.to_json();
        let again = Scheme::from_json(&text, &CheckOptions::default()).unwrap();
        assert_eq!(again.to_json(), text, "{}", construction.name());
    }
}

#[test]
fn documents_that_do_not_hold_together_are_refused() {
    let text = scheme(&[0, 3, 0], "cyclic-repetition").to_json();
    let message = |from: &str, to: &str| {
        assert!(text.contains(from), "{from} in {text}");
        Scheme::from_json(&text.replacen(from, to, 1), &CheckOptions::default()).unwrap_err().to_string()
    };
    assert!(message("bcgc-scheme-1", "bcgc-scheme-2").contains("bcgc-scheme-1"));
    assert!(message("\"first\": 1", "\"first\": 2").contains("start at coordinate 1"));
    assert!(message("\"coordinates\": 3", "\"coordinates\": 4").contains("the blocks have 3"));
    assert!(
        message("\"coefficients\": [\n            \"1\"", "\"coefficients\": [\n            \"1/0\"")
            .contains("zero denominator")
    );
    assert!(
        message("\"coefficients\": [\n            \"1\"", "\"coefficients\": [\n            \"7\"")
            .contains("row 1")
    );
    assert!(message("\"load\": 6", "\"load\": 5").contains("plan 1"));
    assert!(message("\"workers\": 3", "\"workers\": 4").contains("one a worker is 4"));
    assert!(message("\"workers\": 3", "\"wrokers\": 3").contains("wrokers"));
    assert!(message("{", "[").contains("JSON"));
}

#[test]
fn partitions_that_no_scheme_fits_are_refused() {
    let message = |partition: &[u64], name: &str| {
        Scheme::new(partition, find(name).unwrap(), 1, &CheckOptions::default()).unwrap_err().to_string()
    };
    assert!(message(&[], "cyclic-repetition").contains("workers = 0"));
    assert!(message(&[0, 0], "cyclic-repetition").contains("empty"));
    assert!(message(&[1, 1, 1], "fractional-repetition").contains("stragglers = 1"));
    assert!(message(&[1, u64::MAX], "cyclic-repetition").contains("2^64"));
}

#[test]
fn own_matrices_are_checked_and_must_cover_every_block() {
    let solomon = find("reed-solomon").unwrap();
    let matrices = [build(solomon, 4, 1, 1).unwrap(), build(solomon, 4, 3, 1).unwrap()];
    let options = CheckOptions::default();
    assert!(Scheme::from_matrices(&[0, 2, 0, 3], &matrices, &options).is_ok());
    assert!(matches!(
        Scheme::from_matrices(&[0, 2, 1, 3], &matrices, &options),
        Err(EncodingError::Partition { .. })
    ));
    assert!(matches!(
        Scheme::from_matrices(&[0, 2, 0, 0, 0], &matrices, &options),
        Err(EncodingError::BlockMatrix { .. })
    ));
}

#[test]
fn rational_rounds_decode_exactly_and_take_the_time_of_the_formula() {
    for name in ["cyclic-repetition", "reed-solomon", "generalised-fractional-repetition"] {
        let scheme = scheme(&[5, 3, 0, 2, 0, 4], name);
        let data = Dataset::generate(Task::LinearRegression, 13, 14, 3).unwrap();
        let settings = settings(40, Task::LinearRegression, Arithmetic::Exact);
        let found =
            simulate(&scheme, &data, &settings, &Clock::unlimited(), exponential(6, 1.0, 0.5, 9)).unwrap();
        assert_eq!((found.wrong_gradients, found.largest_error), (0, 0.0), "{name}");
        assert_eq!(found.wrong_runtimes, scheme.has_uniform_load().then_some(0), "{name}");
        assert!(found.last_loss < found.first_loss && found.passed());
    }
}

#[test]
fn rounds_in_double_precision_stay_within_the_tolerance() {
    for task in [Task::LinearRegression, Task::LogisticRegression] {
        let scheme = scheme(&[50, 20, 0, 10, 0, 0, 0, 40], "cyclic-repetition");
        let data = Dataset::generate(task, 40, 120, 3).unwrap();
        let found = simulate(
            &scheme,
            &data,
            &settings(100, task, FLOAT),
            &Clock::unlimited(),
            exponential(8, 1.0, 0.0, 2),
        )
        .unwrap();
        assert!(found.passed() && found.largest_error < 1e-9, "{}", found.largest_error);
        assert!(found.last_loss < found.first_loss);
    }
}

#[test]
fn errors_beyond_the_tolerance_are_counted() {
    let scheme = scheme(&[0, 0, 40, 0, 0, 0], "cyclic-repetition");
    let data = Dataset::generate(Task::LogisticRegression, 12, 40, 3).unwrap();
    let strict = settings(20, Task::LogisticRegression, Arithmetic::Float { tolerance: 1e-300 });
    let found = simulate(&scheme, &data, &strict, &Clock::unlimited(), exponential(6, 1.0, 0.0, 2)).unwrap();
    let beyond = found.results.iter().filter(|r| r.error.is_some_and(|e| e > 1e-300)).count();
    assert!(found.wrong_gradients == beyond && beyond > 0 && !found.passed());
    assert!(found.largest_error < 1e-9);
}

#[test]
fn both_arithmetics_see_the_same_gradient_descent() {
    let scheme = scheme(&[2, 2, 2], "reed-solomon");
    let data = Dataset::generate(Task::LinearRegression, 9, 6, 3).unwrap();
    let run = |arithmetic| {
        let settings = settings(30, Task::LinearRegression, arithmetic);
        simulate(&scheme, &data, &settings, &Clock::unlimited(), exponential(3, 1.0, 0.0, 2)).unwrap()
    };
    let (exact, float) = (run(Arithmetic::Exact), run(FLOAT));
    assert!((exact.first_loss / float.first_loss - 1.0).abs() < 1e-12);
    assert!((exact.last_loss / float.last_loss - 1.0).abs() < 1e-7);
    assert_eq!(exact.mean, float.mean);
}

#[test]
fn the_mean_agrees_with_the_expectation_and_only_with_it() {
    // Uncoded: kappa L E[T_(N)] = kappa L (H_N / rate + shift).
    let expectation = 2.5 * 6.0 * (1.0 + 0.5 + 1.0 / 3.0 + 0.25 + 0.5);
    let scheme = scheme(&[6, 0, 0, 0], "uncoded");
    let data = Dataset::generate(Task::LinearRegression, 4, 6, 3).unwrap();
    let run = |expectation| {
        let settings = Settings {
            expectation: Some(expectation),
            are_independent: true,
            ..settings(4000, Task::LinearRegression, FLOAT)
        };
        simulate(&scheme, &data, &settings, &Clock::unlimited(), exponential(4, 1.0, 0.5, 11)).unwrap()
    };
    assert!(run(expectation).passed());
    let off = run(expectation * 1.1);
    assert!(!off.passed() && off.agreement.is_some_and(|a| a.deviation < -4.0));
    // A few rounds, or a heavy tail, are not judged.
    for (rounds, light_tails) in [(50, true), (4000, false)] {
        let settings = Settings {
            expectation: Some(expectation * 1.5),
            light_tails,
            ..settings(rounds, Task::LinearRegression, FLOAT)
        };
        let found =
            simulate(&scheme, &data, &settings, &Clock::unlimited(), exponential(4, 1.0, 0.5, 11)).unwrap();
        assert!(found.passed() && found.agreement.is_some_and(|a| a.agrees.is_none()));
    }
}

#[test]
fn results_depend_on_the_seed_alone() {
    let scheme = scheme(&[30, 0, 20, 10], "cyclic-repetition");
    let data = Dataset::generate(Task::LogisticRegression, 20, 60, 3).unwrap();
    let run = |threads, seed| -> Simulation {
        let settings = settings(300, Task::LogisticRegression, FLOAT);
        let times = exponential(4, 1.0, 0.0, seed);
        let found = bcgc::on_threads(Some(threads), || {
            simulate(&scheme, &data, &settings, &Clock::unlimited(), times)
        });
        found.unwrap().unwrap()
    };
    assert_eq!(run(1, 5), run(3, 5));
    assert_ne!(run(1, 5).mean, run(1, 6).mean);
}

#[test]
fn the_time_line_shows_who_was_needed() {
    let scheme = scheme(&[2, 1, 0], "cyclic-repetition");
    let data = Dataset::generate(Task::LinearRegression, 3, 3, 3).unwrap();
    let settings = Settings { timeline: Some(2), ..settings(2, Task::LinearRegression, Arithmetic::Exact) };
    let found = simulate(&scheme, &data, &settings, &Clock::unlimited(), |_| vec![1.0, 4.0, 2.0]).unwrap();
    let line = found.timeline.as_ref().unwrap();
    assert_eq!((line.round, line.stragglers.as_slice()), (2, [0, 1].as_slice()));
    // kappa = 2.5, W = (2, 4): block 1 waits for all, block 2 for the two fastest.
    assert_eq!(line.decoded, [20.0, 20.0]);
    assert_eq!(line.completion, 20.0);
    let used: Vec<Vec<bool>> = line.rows.iter().map(|r| r.bars.iter().map(|b| b.used).collect()).collect();
    assert_eq!(used, [[true, true], [true, false], [true, true]]);
    assert_eq!((line.rows[1].bars[1].start, line.rows[1].bars[1].end), (20.0, 40.0));
    let drawn = |format: FigureFormat| draw_timeline(line, format);
    let svg = String::from_utf8(drawn(FigureFormat::Svg).expect("a figure")).expect("UTF-8");
    assert!(svg.contains(" width=\"251.0585pt\""), "{svg}");
    assert!(svg.contains(">worker<") && svg.contains(">3<") && svg.contains(" = 1: 1 coordinate<"));
    assert!(!svg.contains("NaN"));
    let tikz = String::from_utf8(drawn(FigureFormat::Tikz).expect("a figure")).expect("UTF-8");
    assert!(tikz.contains("{$s$ = 1: 1 coordinate}"), "{tikz}");
    for (format, magic) in [(FigureFormat::Pdf, b"%PDF".as_slice()), (FigureFormat::Png, b"\x89PNG")] {
        let drawing = drawn(format);
        assert_eq!(drawing.is_ok(), cfg!(feature = "figures"));
        assert!(drawing.iter().all(|bytes| bytes.starts_with(magic)));
    }
}

#[test]
fn unusable_settings_and_cycle_times_are_refused() {
    let scheme = scheme(&[2, 1, 0], "cyclic-repetition");
    let regression = Dataset::generate(Task::LinearRegression, 3, 3, 3).unwrap();
    let good = settings(2, Task::LinearRegression, Arithmetic::Exact);
    let message = |data: &Dataset, settings: Settings, times: Vec<f64>| {
        simulate(&scheme, data, &settings, &Clock::unlimited(), |_| times.clone()).unwrap_err().to_string()
    };
    let ones = vec![1.0; 3];
    assert!(message(&regression, Settings { rounds: 0, ..good }, ones.clone()).contains("rounds = 0"));
    assert!(message(&regression, Settings { unit_of_work: -1.0, ..good }, ones.clone()).contains("-1"));
    assert!(
        message(&regression, Settings { timeline: Some(3), ..good }, ones.clone()).contains("timeline = 3")
    );
    let zero = Arithmetic::Float { tolerance: 0.0 };
    assert!(
        message(&regression, Settings { arithmetic: zero, ..good }, ones.clone()).contains("tolerance = 0")
    );
    assert!(message(&regression, good, vec![1.0, 2.0]).contains("expected 3, found 2"));
    assert!(message(&regression, good, vec![1.0, f64::NAN, 2.0]).contains("worker 2"));
    assert!(message(&regression, good, vec![1.0, 1.0, -2.0]).contains("worker 3"));
    let logistic = Settings { task: Task::LogisticRegression, ..good };
    assert!(message(&regression, logistic, ones.clone()).contains("linear regression"));
    let float = Settings { arithmetic: FLOAT, ..logistic };
    assert!(message(&regression, float, ones.clone()).contains("labels 0 and 1, or -1 and +1"));
    let wide = Dataset::generate(Task::LinearRegression, 3, 4, 3).unwrap();
    assert!(message(&wide, good, ones.clone()).contains("4 features"));
    assert!(Dataset::generate(Task::LinearRegression, usize::MAX, 2, 1).is_err());
    let short = Dataset::generate(Task::LinearRegression, 2, 3, 3).unwrap();
    assert!(message(&short, good, ones).contains("2 samples"));
}

#[test]
fn a_simulation_ends_with_its_clock() {
    let scheme = scheme(&[2, 1, 0], "cyclic-repetition");
    let data = Dataset::generate(Task::LinearRegression, 3, 3, 3).unwrap();
    let settings = settings(1000, Task::LinearRegression, Arithmetic::Exact);
    let clock = Clock::unlimited();
    let found = simulate(&scheme, &data, &settings, &clock, |round| {
        if round == 300 {
            clock.cancel().cancel();
        }
        vec![1.0; 3]
    });
    // The rounds that it has played.
    let found = found.expect("rounds");
    assert!(found.interrupted && found.rounds > 0 && found.rounds < 1000, "{}", found.rounds);
}

#[test]
fn data_from_a_file_decode_exactly() {
    let text = "size,age,price\n0.5,1,3\n-1.25,2,1/3\n0,0.125,7\n2,2,-1\n";
    let data = Dataset::from_csv(text).unwrap();
    let scheme = scheme(&[0, 1, 1], "cyclic-repetition");
    let settings = settings(5, Task::LinearRegression, Arithmetic::Exact);
    let found =
        simulate(&scheme, &data, &settings, &Clock::unlimited(), exponential(3, 1.0, 0.0, 2)).unwrap();
    assert!(found.passed() && found.last_loss < found.first_loss);
}

#[test]
fn degenerate_rounds_do_no_harm() {
    // All features zero, all cycle times zero, one worker.
    let data = Dataset::from_csv("0,1\n0,2\n").unwrap();
    let scheme = scheme(&[1], "uncoded");
    for arithmetic in [Arithmetic::Exact, FLOAT] {
        let settings = Settings {
            timeline: Some(1),
            expectation: Some(0.0),
            ..settings(2, Task::LinearRegression, arithmetic)
        };
        let found = simulate(&scheme, &data, &settings, &Clock::unlimited(), |_| vec![0.0]).unwrap();
        assert!(found.passed(), "{found:?}");
        let svg = draw_timeline(&found.timeline.unwrap(), FigureFormat::Svg).unwrap();
        assert!(!String::from_utf8(svg).unwrap().contains("NaN"));
    }
}

#[test]
fn a_code_report_holds_everything_worth_printing() {
    let matrix = build(find("reed-solomon").unwrap(), 5, 2, 1).unwrap();
    let options = CodeOptions {
        conditioning_limit: 100,
        decode: vec![vec![1, 2, 4], vec![1, 9], vec![1, 2]],
        ..CodeOptions::default()
    };
    let report = CodeReport::new(&matrix, &options);
    assert_eq!(report.summary, "verified (all sets)");
    assert!(report.uniform_weight && report.conditioning.is_some_and(|c| c.all_sets && c.examined == 10));
    assert_eq!(report.vectors[0].coefficients.as_ref().map(Vec::len), Some(3));
    assert!(report.vectors[1].problem.as_ref().is_some_and(|p| p.contains("they are 1 to 5")));
    assert!(report.vectors[2].problem.as_ref().is_some_and(|p| p.contains("cannot decode")));
    let json = serde_json::to_value(CodeReport::new(&matrix, &options)).unwrap();
    assert_eq!(json["decodability"]["verdict"], "verified");
    assert_eq!(json["decodability"]["sets"], "10");
    let broken = EncodingMatrix::from_rows(vec![vec![BigRational::one(); 3]; 3], 1).unwrap();
    let mut rows: Vec<_> = broken.rows().map(<[BigRational]>::to_vec).collect();
    rows[0][1] = BigRational::zero();
    rows[1][1] = BigRational::zero();
    let refuted = CodeReport::new(&EncodingMatrix::from_rows(rows, 1).unwrap(), &options);
    let json = serde_json::to_value(&refuted).unwrap();
    assert_eq!(json["decodability"]["workers"], 3);
    assert_eq!(json["decodability"]["verdict"], "not-decodable");
    assert_eq!(json["decodability"]["offending_workers"], serde_json::json!([1, 2]));
    assert!(refuted.summary.starts_with("not decodable: workers [1, 2], none of them holds subset 2"));
}

quickcheck! {
    /// The measured runtime is the formula, to the last digit, for any partition and any times.
    fn measured_runtimes_follow_the_formula(sizes: Vec<u8>, times: Vec<u16>, unit: u8) -> TestResult {
        let partition: Vec<u64> = sizes.iter().take(7).map(|x| u64::from(x % 5)).collect();
        let workers = partition.len();
        let total: u64 = partition.iter().sum();
        if total == 0 || times.is_empty() {
            return TestResult::discard();
        }
        let scheme = scheme(&partition, "reed-solomon");
        let data = Dataset::generate(Task::LinearRegression, workers, total as usize, 1).unwrap();
        let settings = Settings {
            unit_of_work: (f64::from(unit) + 1.0) / 7.0,
            ..settings(1, Task::LinearRegression, Arithmetic::Exact)
        };
        let cycle = |_| (0..workers).map(|n| f64::from(times[n % times.len()]) / 3.0 + (n % 2) as f64).collect();
        let found = simulate(&scheme, &data, &settings, &Clock::unlimited(), cycle).unwrap();
        TestResult::from_bool(found.passed() && found.wrong_runtimes == Some(0))
    }

    /// Decoding needs exactly N - s workers a block, whoever they are.
    fn the_first_workers_decode(seed: u64) -> bool {
        let scheme = scheme(&[1, 1, 1, 1, 1], "cyclic-repetition");
        let data = Dataset::generate(Task::LinearRegression, 5, 5, 1).unwrap();
        let settings = Settings { timeline: Some(1), ..settings(1, Task::LinearRegression, Arithmetic::Exact) };
        let found = simulate(&scheme, &data, &settings, &Clock::unlimited(), exponential(5, 1.0, 0.0, seed)).unwrap();
        let line = found.timeline.as_ref().unwrap();
        let used = |b: usize| -> BTreeSet<usize> {
            line.rows.iter().filter(|r| r.bars[b].used).map(|r| r.worker).collect()
        };
        found.passed() && (0..5).all(|b| used(b).len() == 5 - b) && (1..5).all(|b| used(b).is_subset(&used(b - 1)))
    }

    /// No text makes the readers panic.
    fn any_text_is_a_data_set_or_refused(text: String) -> bool {
        let _ = Dataset::from_csv(&text);
        let _ = Scheme::from_json(&text, &CheckOptions::default());
        true
    }
}
