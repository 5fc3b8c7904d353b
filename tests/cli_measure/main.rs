//! `bcgc measure`: real processes, small work. What it writes is read by `fit`, `solve` and `evaluate`; what fails is named.

#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
#[cfg(target_os = "linux")]
mod processes;
#[cfg(target_os = "linux")]
#[path = "../common/signals.rs"]
mod signals;
#[path = "../common/words.rs"]
mod words;

use std::path::{Path, PathBuf};

use bcgc::internals::measure::{Amount, Loads, Measured};
use bcgc::internals::report::{measured, measured_files};
use bcgc::{Format, Names, Trace};
use command::{json, keys, refused, run};
use serde_json::Value as Json;
use words::words;

/// A folder that is not there.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("measure").join(name);
    let _ = std::fs::remove_dir_all(&path);
    path
}

fn show(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// The times of a load, as any command reads them.
fn rounds(folder: &Path, load: &str) -> Vec<Vec<f64>> {
    let trace = Trace::open(folder.join(format!("load-{load}.csv")), Names::default()).expect("a trace");
    trace.rows().to_vec()
}

/// Little work, given in samples: nothing depends on the speed of the machine.
const SMALL: [&str; 9] = ["measure", "-N", "3", "-L", "10", "--samples", "400", "--rounds", "25"];

#[test]
fn rounds_are_measured_that_fit_solve_and_evaluate_read() {
    let at = folder("chain");
    let path = show(&at);
    let document = json(&[&SMALL[..], &["--loads", "2,0.25", "--beside", "1", "--output", &path]].concat());
    let expected = [
        "bcgc",
        "files",
        "rounds",
        "asked",
        "seconds",
        "workers",
        "beside",
        "processors",
        "coordinates",
        "samples",
        "unit",
        "seed",
        "loads",
        "next",
        "failed",
        "interrupted",
    ];
    assert_eq!(keys(&document), expected);
    assert_eq!(
        (&document["rounds"], &document["workers"], &document["beside"]),
        (&25.into(), &3.into(), &1.into())
    );
    assert_eq!((&document["failed"], &document["interrupted"]), (&Json::Null, &false.into()));
    let loads = ["0", "0.25", "2"];
    let times = loads.map(|load| rounds(&at, load));
    for (load, times) in loads.iter().zip(&times) {
        assert!(times.len() == 25 && times.iter().all(|round| round.len() == 3), "{load}");
    }
    let [first, second, third] = times.each_ref().map(|rounds| rounds.concat());
    for ((a, b), c) in first.iter().zip(&second).zip(&third) {
        assert!(0.0 < *a && a < b && b < c, "{a} {b} {c}: more work is done later");
    }
    let told = document["loads"].as_array().expect("a list");
    for ((entry, load), times) in told.iter().zip(loads).zip(&times) {
        assert_eq!(entry["load"].as_f64(), load.parse().ok());
        assert_eq!(entry["file"], format!("{path}/load-{load}.csv"));
        let mut all: Vec<f64> = times.concat();
        all.sort_by(f64::total_cmp);
        for (key, rank) in [("least", 1), ("median", 38), ("nine_in_ten", 68), ("largest", 75)] {
            let found = entry[key].as_f64().expect("a number");
            assert!((found - all[rank - 1]).abs() <= 0.5e-9 * 1.001, "{key}: files have nine decimals");
        }
    }
    // The commands that it names run as they are; among all laws might be one of infinite mean.
    let next: Vec<&str> =
        document["next"].as_array().expect("a list").iter().filter_map(Json::as_str).collect();
    let solved = next.iter().filter(|command| command.starts_with("bcgc solve"));
    assert_eq!((next.len(), solved.count()), (5, 2), "{next:?}");
    for command in next {
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let quick: &[&str] =
            if words[0] == "fit" { &["--bootstrap", "0", "--law", "log-normal"] } else { &[] };
        run(&[&words[..], quick].concat(), 0);
    }
    let value = |instance: &str| {
        let solved = json(&["solve", &format!("{path}/{instance}"), "--method", "uncoded"]);
        solved["solutions"][0]["value"].as_f64().expect("a value")
    };
    // The load 1 is half of the way from 0 to 2.
    let slowest = |begin: f64| {
        let of = |round: usize| {
            let [a, c] = [0, 2].map(|load: usize| &times[load][round]);
            (0..3).map(|worker| begin * a[worker] + (c[worker] - a[worker]) / 2.0).fold(0.0, f64::max)
        };
        (0..25).map(of).sum::<f64>() / 25.0
    };
    assert!((value("measured.toml") / slowest(1.0) - 1.0).abs() < 1e-12);
    let median = told[0]["median"].as_f64().expect("a number");
    let expected = median + slowest(0.0);
    // Cycle times have ten decimals here, the overhead nine.
    assert!((value("constant-overhead.toml") - expected).abs() < 1e-9, "{expected}");
    let files = document["files"].as_array().expect("a list").iter().filter_map(Json::as_str);
    assert!(files.clone().count() == 6 && files.clone().all(|file| Path::new(file).is_file()));
}

/// One worker, the default of a machine with one processor: a table of one column is read as well.
#[test]
fn rounds_of_one_worker_are_read() {
    let at = folder("alone");
    let path = show(&at);
    let one = ["measure", "-N", "1", "-L", "10", "--samples", "400", "--rounds", "5", "--output", &path];
    let document = json(&one);
    for instance in ["measured.toml", "constant-overhead.toml"] {
        run(&["solve", &format!("{path}/{instance}"), "--method", "uncoded"], 0);
    }
    let next = document["next"].as_array().expect("a list").iter().filter_map(Json::as_str);
    for command in next.filter(|command| command.starts_with("bcgc fit")) {
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        run(&[&words[..], &["--bootstrap", "0", "--law", "log-normal"]].concat(), 0);
    }
}

#[test]
fn every_format_has_the_loads_and_the_time_chooses_the_samples() {
    let arguments = ["measure", "-N", "2", "-L", "100", "--unit", "1e-4", "--rounds", "3", "--force"];
    let at = folder("formats");
    let path = show(&at);
    let output =
        |format: &str| run(&[&arguments[..], &["--output", &path, "--format", format]].concat(), 0).0;
    let text = output("text");
    for part in [
        "rounds ",
        "processes ",
        "load 1 ",
        "9 in 10",
        "to go on",
        "bcgc fit ",
        "measured.toml",
        "0.0001 s alone",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let csv = output("csv");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["load", "file", "least", "median", "nine_in_ten", "largest"]);
    assert_eq!(rows[1..].iter().map(|row| row[0]).collect::<Vec<_>>(), ["0", "0.5", "1"]);
    assert!(output("markdown").contains("| load | least | median | 9 in 10 | largest |\n| --- | ---: |"));
    let latex = output("latex");
    assert!(
        latex.contains("\\label{tab:measured}")
            && latex.contains("2 workers on")
            && latex.contains("\\cite{bcgc}")
    );
    let document: Json = serde_json::from_str(&output("json")).expect("a document");
    assert_eq!(document["unit"], 1e-4);
    let samples = document["samples"].as_u64().expect("a count");
    assert!(samples >= 2 && samples.is_multiple_of(2), "whole samples at the load 0.5: {samples}");
}

/// A unit that is less than the least work is not what that takes.
#[test]
fn work_that_takes_longer_than_asked_for_is_not_said_to_take_that() {
    let path = show(&folder("least"));
    let shorter =
        ["measure", "-N", "1", "-L", "100", "--unit", "1e-9", "--rounds", "1", "--force", "--output", &path];
    let text = words(&run(&shorter, 0).0);
    assert!(text.contains("2 samples, which take about ") && !text.contains("chosen"), "{text}");
    assert!(text.contains("the nearest to 1e-9 s that whole samples at all loads allow"), "{text}");
}

/// Two rounds of two workers, as if they had been measured.
fn given() -> Measured {
    let times = |load: f64| vec![vec![0.001 + load, 0.002 + 3.0 * load], vec![0.0005 + load, 0.25 + load]];
    Measured {
        loads: vec![0.0, 0.5, 2.0],
        times: vec![times(0.0), times(0.004), times(0.016)],
        workers: 2,
        beside: 3,
        cores: 4,
        coordinates: 300,
        samples: 1000,
        unit: Amount::Seconds(0.01),
        alone: Some(0.0101),
        asked: Some(5),
        seed: 7,
        seconds: 0.5,
        interrupted: true,
        fault: None,
    }
}

#[test]
fn every_format_shows_what_was_measured() {
    for format in Format::ALL {
        let shown = measured::render(&given(), "my folder", format, usize::MAX);
        let shown = shown.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        insta::assert_snapshot!(format!("measured_{}", format.name()), shown);
    }
    let narrow = measured::render(&given(), "my folder", Format::Text, 60);
    let facts = narrow.split("to go on").next().expect("facts");
    assert!(facts.lines().all(|line| line.chars().count() <= 60), "{narrow}");
    let files = measured_files::contents(&given());
    let files: Vec<String> =
        files.iter().map(|text| text.replace(env!("CARGO_PKG_VERSION"), "VERSION")).collect();
    insta::assert_snapshot!("measured_files", files.join("\n"));
    let names = measured_files::names(&Loads::new(&[0.5, 2.0]).expect("loads"));
    let others = ["cycle-times.csv", "measured.toml", "constant-overhead.toml"];
    assert_eq!(names, [&["load-0.csv", "load-0.5.csv", "load-2.csv"][..], &others].concat());
}

/// Rounds of two runs in one folder would be taken for those of one.
#[test]
fn a_folder_holds_the_loads_of_one_run() {
    let at = folder("mixed");
    let path = show(&at);
    let measure = |loads: &'static str| [&SMALL[..], &["--loads", loads, "--output", &path]].concat();
    run(&measure("0.5,1"), 0);
    for (name, text) in [("load-7.csv", "1,2,3\n"), ("load-x.csv", "1,2,3\n")] {
        std::fs::write(at.join(name), text).expect("a file");
    }
    for name in ["load-0.csv", "load-1.csv", "cycle-times.csv", "measured.toml", "constant-overhead.toml"] {
        std::fs::remove_file(at.join(name)).expect("it is there");
    }
    refused(&measure("1"), &["load-0.5.csv"]);
    let (_, stderr) = run(&[&measure("1")[..], &["--force"]].concat(), 0);
    assert!(stderr.contains("load-0.5.csv of an earlier run is removed"), "{stderr}");
    let is_there = |name: &str| at.join(name).is_file();
    assert!(!is_there("load-0.5.csv") && is_there("load-1.csv"));
    assert!(is_there("load-7.csv") && is_there("load-x.csv"), "files of others");
}

#[test]
fn nonsense_is_refused_before_anything_runs() {
    let at = folder("nonsense");
    let path = show(&at);
    let cases: [(&[&str], &[&str]); 14] = [
        (&["--workers", "0"], &["--workers = 0", "from 1 to 1024"]),
        (&["--workers", "5000"], &["--workers = 5000", "from 1 to 1024"]),
        (&["--workers", "-1"], &["--workers", "an integer from 1"]),
        (&["--loads", "0"], &["--loads = 0", "above 0"]),
        (&["--loads", "0.5,1,0.5"], &["--loads = 0.5,1,0.5", "0.5 is there twice"]),
        (&["--loads", "0.0001"], &["--loads = 0.0001", "three decimals"]),
        (&["--loads", "-1"], &["--loads", ">= 0"]),
        (&["--unit", "0"], &["--unit", "> 0"]),
        (&["--unit", "61"], &["--unit = 61", "at most 60"]),
        (&["--samples", "3"], &["--samples = 3", "a multiple of 2"]),
        (&["--samples", "4", "--unit", "1"], &["--samples", "--unit"]),
        (&["--coordinates", "0"], &["--coordinates = 0", "from 1 to 1000000"]),
        (&["--rounds", "0"], &["--rounds = 0", ">= 1"]),
        (&["--answer-limit", "0"], &["--answer-limit", "> 0"]),
    ];
    for (arguments, parts) in cases {
        refused(&[&["measure", "--output", &path], arguments].concat(), parts);
        assert!(!at.exists(), "{arguments:?}");
    }
    let (_, stderr) = run(&["measure", "--workers", "0", "--format", "json"], 2);
    let document: Json = serde_json::from_str(&stderr).expect("a document");
    assert_eq!((&document["error"]["key"], &document["error"]["value"]), (&"--workers".into(), &"0".into()));
}

#[test]
fn what_is_there_stays_and_what_cannot_be_written_is_said_before_anything_runs() {
    let at = folder("there");
    let path = show(&at);
    let measure = [&SMALL[..], &["--output", &path]].concat();
    run(&measure, 0);
    let before = std::fs::read(at.join("load-1.csv")).expect("a trace");
    refused(&measure, &["--output", "load-0.csv", "is there already", "--force"]);
    assert_eq!(std::fs::read(at.join("load-1.csv")).expect("a trace"), before);
    run(&[&measure[..], &["--force"]].concat(), 0);
    assert_ne!(std::fs::read(at.join("load-1.csv")).expect("a trace"), before);
    // A file stands where the folder would be.
    let inside = show(&at.join("load-1.csv").join("deeper"));
    let (stdout, stderr) = run(&[&SMALL[..], &["--output", &inside]].concat(), 3);
    assert!(
        stdout.is_empty() && stderr.contains("--output") && stderr.contains("cannot be written"),
        "{stderr}"
    );
}

#[test]
fn a_process_of_a_measurement_is_none_by_itself() {
    let (stdout, stderr) = command::fed(&["measure-process"], "go\n", 3);
    assert!(stdout.is_empty() && stderr.contains("bcgc measure starts it"), "{stderr}");
    let page = run(&["man", "--list"], 0).0;
    assert!(page.contains("bcgc-measure\n") && !page.contains("measure-process"), "{page}");
}
