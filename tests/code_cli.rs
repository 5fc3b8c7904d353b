//! `bcgc code` and `bcgc simulate` as a user meets them.

#[path = "common/command.rs"]
mod command;
mod common;

use std::path::Path;

use command::{file, run};
use num_rational::BigRational;
use serde_json::Value as Json;

const SMALL: [&str; 4] = ["simulate", "examples/exponential-n4.toml", "--partition", "4,2,2,12"];

#[test]
fn every_construction_is_verified_and_printed_in_every_format() {
    let constructions = [
        ("cyclic-repetition", "2"),
        ("fractional-repetition", "2"),
        ("generalised-fractional-repetition", "3"),
        ("reed-solomon", "2"),
        ("uncoded", "0"),
    ];
    for (construction, stragglers) in constructions {
        for format in ["text", "json", "csv", "markdown", "latex"] {
            let arguments = [
                "code",
                "--workers",
                "6",
                "--stragglers",
                stragglers,
                "--construction",
                construction,
                "--format",
                format,
            ];
            let (stdout, _) = run(&arguments, 0);
            if format != "csv" {
                assert!(stdout.contains("verified (all sets)"), "{construction}, {format}: {stdout}");
            }
        }
    }
}

#[test]
fn a_printed_matrix_is_read_again() {
    let (csv, _) = run(&["code", "--workers", "5", "--stragglers", "2", "--format", "csv"], 0);
    // Some editors put a byte-order mark before it.
    let path = file("again.csv", format!("\u{feff}{csv}"));
    let (again, _) =
        run(&["code", "--matrix", path.to_str().unwrap(), "--stragglers", "2", "--format", "csv"], 0);
    assert_eq!(csv, again);
}

#[test]
fn decoding_vectors_are_printed_as_fractions_that_decode() {
    let code = ["code", "--workers", "5", "--stragglers", "2", "--decode", "1,3,4", "--decode", "5,2,1"];
    let (stdout, _) = run(&[&code[..], &["--format", "json"]].concat(), 0);
    let document: Json = serde_json::from_str(&stdout).unwrap();
    let number = |value: &Json| value.as_str().unwrap().parse::<BigRational>().unwrap();
    let vectors = document["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let workers: Vec<usize> =
            vector["workers"].as_array().unwrap().iter().map(|w| w.as_u64().unwrap() as usize).collect();
        let coefficients: Vec<BigRational> =
            vector["coefficients"].as_array().unwrap().iter().map(number).collect();
        for column in 0..5 {
            let entry = |worker: usize| number(&document["matrix"][worker - 1][column]);
            let sum: BigRational = workers.iter().zip(&coefficients).map(|(&w, a)| a * entry(w)).sum();
            assert_eq!(sum, BigRational::from_integer(1.into()), "{vector}");
        }
    }
    for format in ["text", "markdown", "latex"] {
        let (stdout, _) = run(&[&code[..], &["--format", format]].concat(), 0);
        assert!(stdout.contains("workers 1 3 4 by "), "{stdout}");
    }
    let (_, stderr) = run(&["code", "--workers", "5", "--stragglers", "2", "--decode", "1,3"], 1);
    assert!(stderr.contains("workers [1, 3] cannot decode"), "{stderr}");
    let (_, stderr) = run(&["code", "--workers", "5", "--stragglers", "2", "--decode", "1,x"], 2);
    assert!(stderr.contains("numbers of workers"), "{stderr}");
    for (set, message) in
        [("1,2,9", "9 is no worker: they are 1 to 5"), ("1,2,2", "named twice"), ("0,1,2", "0 is no worker")]
    {
        let (stdout, stderr) = run(&["code", "--workers", "5", "--stragglers", "2", "--decode", set], 2);
        assert!(stdout.is_empty() && stderr.contains("--decode") && stderr.contains(message), "{stderr}");
    }
}

#[test]
fn conditions_beyond_double_precision_are_put_into_words() {
    let path = file("beyond.csv", "1,1e400,0\n0,1,-1\n1,0,1\n");
    let (stdout, stderr) = run(&["code", "--matrix", path.to_str().unwrap(), "--stragglers", "0"], 0);
    assert!(
        stdout.contains("beyond double precision at worst") && !stdout.contains("inf "),
        "{stdout}{stderr}"
    );
}

#[test]
fn a_matrix_that_does_not_decode_is_a_negative_verdict() {
    let path = file("undecodable.csv", "1,1,0\n0,1,-1\n1,0,1\n");
    let (stdout, stderr) = run(&["code", "--matrix", path.to_str().unwrap(), "--stragglers", "1"], 1);
    assert!(stdout.contains("workers [1, 2]") && stderr.contains("not decodable"), "{stdout}{stderr}");
}

#[test]
fn wrong_input_names_the_place_and_what_is_allowed() {
    let fraction = file("zero-denominator.csv", "1,1/0\n0,1\n");
    let ragged = file("ragged.csv", "1,0,0\n0,1\n");
    let empty = file("empty.csv", "");
    let row = ["1e200"; 21].join(",");
    let names = file("half-names.csv", "a,1,c\n1,1,0\n0,1,-1\n1,0,1\n");
    let huge = file("huge.csv", [row.as_str(); 4].join("\n"));
    let cases: &[(&[&str], &[&str])] = &[
        (&["code", "--workers", "5", "--stragglers", "5"], &["stragglers = 5", "from 0 to 4"]),
        (&["code", "--workers", "0", "--stragglers", "0"], &["workers = 0", "1 to 256"]),
        (&["code", "--workers", "257", "--stragglers", "1"], &["257", "256"]),
        (
            &["code", "--workers", "5", "--stragglers", "1", "--construction", "best"],
            &["best", "reed-solomon"],
        ),
        (
            &["code", "--workers", "5", "--stragglers", "1", "--construction", "fractional-repetition"],
            &["5", "1"],
        ),
        (&["code", "--matrix", fraction.to_str().unwrap(), "--stragglers", "1"], &["row 1, column 2", "3/7"]),
        (&["code", "--matrix", ragged.to_str().unwrap(), "--stragglers", "1"], &["line 2", "row 2 has 2"]),
        (&["code", "--matrix", empty.to_str().unwrap(), "--stragglers", "1"], &["empty.csv"]),
        (&["code", "--matrix", "nowhere.csv", "--stragglers", "1"], &["nowhere.csv"]),
        (&[&SMALL[..], &["--rounds", "0"]].concat(), &["--rounds = 0"]),
        (&[&SMALL[..], &["--scheme", "same", "--timeline", "same"]].concat(), &["two different files"]),
        (&["code", "--matrix", names.to_str().unwrap(), "--stragglers", "1"], &["row 1, column 1", "\"a\""]),
        (&[&SMALL[..], &["--tolerance", "-1"]].concat(), &["tolerance", "positive"]),
        (&[&SMALL[..], &["--tolerance", "nan"]].concat(), &["tolerance", "positive"]),
        (&[&SMALL[..], &["--exact", "--problem", "logistic"]].concat(), &["linear"]),
        (&[&SMALL[..], &["--data", "nowhere.csv"]].concat(), &["--data", "nowhere.csv"]),
        (&[&SMALL[..], &["--data", empty.to_str().unwrap()]].concat(), &["--data", "empty.csv: 0 samples"]),
        (&[&SMALL[..], &["--data", huge.to_str().unwrap()]].concat(), &["huge.csv", "scale the data down"]),
        (&["code", "--workers", "5", "--stragglers", "1", "--budget", "0"], &["--budget", "from 1 to"]),
        (&["simulate", "examples/exponential-n4.toml", "--partition", "4,2,2,13"], &["21", "20"]),
    ];
    for (arguments, parts) in cases {
        let (stdout, stderr) = run(arguments, 2);
        assert_eq!(stdout, "", "{arguments:?}");
        for part in *parts {
            assert!(stderr.contains(part), "{arguments:?}: `{part}` is missing in {stderr}");
        }
    }
}

#[test]
fn simulations_pass_and_depend_on_the_seed_alone() {
    let once = run(&[&SMALL[..], &["--exact", "--threads", "1", "--format", "json"]].concat(), 0).0;
    let twice = run(&[&SMALL[..], &["--exact", "--threads", "2", "--format", "json"]].concat(), 0).0;
    assert_eq!(once, twice);
    let other = run(&[&SMALL[..], &["--exact", "--seed", "2", "--format", "json"]].concat(), 0).0;
    assert_ne!(once, other);
    let document: Json = serde_json::from_str(&once).unwrap();
    assert_eq!(document["wrong_gradients"], 0);
    assert_eq!(document["wrong_runtimes"], 0);
    assert_eq!(document["largest_error"], 0.0);
    for format in ["text", "csv", "markdown", "latex"] {
        run(&[&SMALL[..], &["--problem", "logistic", "--format", format]].concat(), 0);
    }
}

#[test]
fn scheme_and_time_line_are_written() {
    let scheme = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scheme.json");
    let timeline = Path::new(env!("CARGO_TARGET_TMPDIR")).join("timeline.svg");
    let files =
        ["--scheme", scheme.to_str().unwrap(), "--timeline", timeline.to_str().unwrap(), "--rounds", "2"];
    // Those of an earlier version may be there, which no mark says are ours.
    [&scheme, &timeline].map(std::fs::remove_file).into_iter().for_each(drop);
    run(&[&SMALL[..], &files].concat(), 0);
    let document: Json = serde_json::from_str(&std::fs::read_to_string(scheme).unwrap()).unwrap();
    assert_eq!(document["coordinates"], 20);
    assert!(std::fs::read_to_string(timeline).unwrap().starts_with("<svg"));
}

#[test]
fn an_expectation_says_whose_it_is() {
    let trace = ["simulate", "examples/trace-n6.toml", "--partition", "20,20,20,20,20,20", "--rounds", "7"];
    let (stdout, _) = run(&trace, 0);
    assert!(stdout.contains("the mean of the formula over these rounds"), "{stdout}");
    let infinite = ["simulate", "examples/pareto-n6.toml", "--partition", "50,50,50,50,50,50"];
    let (stdout, _) = run(&infinite, 0);
    assert!(stdout.contains("expectation   infinite"), "{stdout}");
    let (stdout, _) = run(&[&infinite[..], &["--format", "json"]].concat(), 0);
    let document: Json = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&document["agreement"], &document["infinite_expectation"]), (&Json::Null, &Json::Bool(true)));
}

#[test]
fn a_tolerance_below_rounding_fails_the_check() {
    let (stdout, _) = run(&[&SMALL[..], &["--tolerance", "1e-300", "--rounds", "20"]].concat(), 1);
    assert!(stdout.contains("failed"), "{stdout}");
}

#[test]
fn what_decodes_more_precisely_is_named() {
    let simulate = |arguments: &[&str], status: i32| {
        let system = ["simulate", "--law", "shifted-exponential", "--param", "rate=1", "--rounds", "9"];
        run(&[&system[..], arguments].concat(), status)
    };
    let small = ["-N", "4", "-L", "20", "--partition", "3,1,2,14", "--tolerance", "1e-30"];
    let (_, stderr) = simulate(&small, 1);
    assert!(stderr.contains("try --exact, --construction cyclic-repetition, or"), "{stderr}");
    let (_, stderr) = simulate(&[&small[..], &["--problem", "logistic"]].concat(), 1);
    assert!(stderr.contains("try --construction cyclic-repetition, or"), "{stderr}");
    // Sixty workers: a random matrix takes a minute, these a second.
    let mut blocks = vec!["0"; 60];
    (blocks[10], blocks[30]) = ("3", "3");
    let blocks = blocks.join(",");
    let large = ["-N", "60", "-L", "6", "--partition", &blocks];
    let (_, stderr) = simulate(&[&large[..], &["--tolerance", "1e-30"]].concat(), 1);
    assert!(
        stderr.contains("try --exact, --construction generalised-fractional-repetition, whose"),
        "{stderr}"
    );
    for remedy in [&["--exact"][..], &["--construction", "generalised-fractional-repetition"]] {
        assert!(simulate(&[&large[..], remedy].concat(), 0).0.contains("passed"), "{remedy:?}");
    }
}

#[test]
fn a_row_that_fits_nowhere_is_said_to_stand_out() {
    // The first row has lost all that it was; the others are of one code of five workers and two stragglers.
    let (honest, _) = run(&["code", "--workers", "5", "--stragglers", "2", "--format", "csv"], 0);
    let (_, others) = honest.split_once('\n').expect("rows");
    let matrix = file("lost-row.csv", format!("5,7,3,2,11\n{others}"));
    let code = ["code", "--matrix", &matrix.display().to_string(), "--stragglers", "2"];
    let (text, _) = run(&code, 1);
    assert!(text.contains("row 1 stands out") && text.contains("check the whole row"), "{text}");
}
