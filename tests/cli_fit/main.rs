//! `bcgc fit`: what it prints, writes and refuses.

#[path = "../common/command.rs"]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod files;
#[path = "../common/words.rs"]
mod words;

use std::path::PathBuf;

use bcgc::Instance;
use command::{file, json, keys, refused, run};
use common::{bcgc, root};
use words::words;

const TIMES: &str = "tests/cases/times.csv";

fn times() -> String {
    root().join(TIMES).to_string_lossy().into_owned()
}

/// A path that is free.
fn free(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    path
}

#[test]
fn every_format_shows_the_fits() {
    for format in ["text", "markdown", "latex"] {
        let arguments = ["fit", TIMES, "--bootstrap", "100", "--format", format];
        let output = bcgc().args(arguments).current_dir(root()).output().expect("bcgc runs");
        assert!(output.status.success());
        insta::assert_snapshot!(format!("fit_{format}"), String::from_utf8(output.stdout).expect("UTF-8"));
    }
}

#[test]
fn documents_have_every_digit() {
    let document = json(&["fit", &times(), "--bootstrap", "9", "--law", "gamma,pareto", "--law", "uniform"]);
    let expected = [
        "bcgc",
        "traces",
        "rounds",
        "workers",
        "dropped",
        "times",
        "medians",
        "units",
        "seed",
        "bootstrap",
        "ended_early",
        "interrupted",
        "fits",
        "independence",
    ];
    assert_eq!(keys(&document), expected);
    assert_eq!(document["times"]["never_returned"], 1);
    assert_eq!(document["times"]["resolution"], 0.001);
    let fits = document["fits"].as_array().expect("a list");
    let laws: Vec<&str> = fits.iter().filter_map(|fit| fit["law"].as_str()).collect();
    assert_eq!(laws, ["gamma", "pareto", "uniform"], "best first");
    let expected = ["law", "parameters", "log_likelihood", "aic", "distance", "p_value", "samples", "notes"];
    assert_eq!(keys(&fits[0]), expected);
    assert_eq!(fits[0]["samples"], 9);
    let checks = document["independence"].as_array().expect("a list");
    let rejected: Vec<&str> = checks
        .iter()
        .filter(|check| check["rejected"] == true)
        .filter_map(|check| check["check"].as_str())
        .collect();
    assert_eq!(rejected, ["workers-alike"], "the last worker is slower");
    let (csv, _) = run(&["fit", &times(), "--bootstrap", "0", "--law", "gamma", "--format", "csv"], 0);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.len() == 9), "{csv}");
    let value: f64 = rows[1][2].parse().expect("a number");
    assert_eq!(fits[0]["parameters"][0]["value"].as_f64(), Some(value));
    assert_eq!(rows[1][7], "", "no samples, no p");
}

#[test]
fn an_instance_and_a_figure_are_written_and_replaced_only_where_they_are_ours() {
    let (write, figure) = (free("fitted.toml"), free("fitted.svg"));
    let (path, drawing) = (write.to_string_lossy(), figure.to_string_lossy());
    let fit = ["fit", &times(), "--bootstrap", "0", "--write", &path, "--figure", &drawing];
    run(&fit, 0);
    // A figure is replaced; an instance is there to be edited, and never without being asked.
    refused(&fit, &["--write", "is there already", "changed by hand", "--force"]);
    run(&["fit", &times(), "--bootstrap", "0", "--figure", &drawing], 0);
    refused(&["fit", &times(), "--write", "fitted.json"], &["--write", "must end in .toml"]);
    let text = std::fs::read_to_string(&write).expect("an instance");
    let instance = Instance::from_toml(&text).expect("a valid instance");
    let best = json(&["fit", &times(), "--bootstrap", "0"])["fits"][0].clone();
    assert_eq!(instance.system.workers, 4);
    let law = instance.law().expect("a law");
    assert_eq!(best["law"], law.name());
    for (key, value) in law.parameters() {
        let parameters = best["parameters"].as_array().expect("a list");
        let fitted = parameters.iter().find(|p| p["key"] == *key).expect("the parameter");
        assert_eq!(value.to_string().parse().ok(), fitted["value"].as_f64());
    }
    run(&["solve", &path, "--method", "mean-time"], 0);
    let svg = std::fs::read_to_string(&figure).expect("a figure");
    assert!(svg.starts_with("<svg") && svg.contains("log-normal") && !svg.contains("NaN"), "{svg}");
    // A hyper-exponential law has lists.
    run(&["fit", &times(), "--bootstrap", "0", "--law", "hyper-exponential", "--write", &path, "--force"], 0);
    let instance = Instance::from_toml(&std::fs::read_to_string(&write).expect("it is there"));
    assert_eq!(instance.expect("a valid instance").law().expect("a law").name(), "hyper-exponential");
    std::fs::write(&write, "name = 'mine'\n").expect("a writable file");
    refused(&fit, &["--write", "is there already", "--force"]);
    run(&[&fit[..], &["--force"]].concat(), 0);
    for (option, name) in
        [("--write", "fit-own.toml"), ("--figure", "fit-own.csv"), ("--output", "fit-own.csv")]
    {
        let trace = file(name, "1.5,2\n3,4\n1,9\n").to_string_lossy().into_owned();
        refused(&["fit", &trace, option, &trace, "--force"], &[option, "a trace", "never written to"]);
    }
    let both = free("fit-both.toml").to_string_lossy().into_owned();
    let twice = ["fit", &times(), "--write", &both, "--output", &both, "--format", "text"];
    refused(&twice, &["two different files"]);
}

#[test]
fn what_cannot_be_fitted_is_refused_in_words() {
    let of = |name: &str, text: &str| file(name, text).to_string_lossy().into_owned();
    let (one, equal) = (of("fit-one.csv", "3.5\n"), of("fit-equal.csv", "2.5,2.5\n2.5,2.5\n"));
    let (zero, ragged) = (of("fit-zero.csv", "1.5,0\n"), of("fit-ragged.csv", "a,b,c\n1.5,2\n"));
    let (empty, counts) =
        (of("fit-empty.csv", "# nothing\n"), of("fit-counts.csv", "1,2,3\n1.5,2.5,3.5\n2.5,1,2\n"));
    let cases: [(&[&str], &[&str]); 9] = [
        (&[&zero], &["row 1", "column 2", "not above zero"]),
        (&[&ragged], &["2 columns", "3"]),
        (&[&empty], &["fit-empty.csv", "no times"]),
        (&[&counts], &["line 1", "--header true", "--header false"]),
        (&["no-such.csv"], &["no-such.csv", "no such file"]),
        (&[&times(), &zero], &["fit-zero.csv"]),
        (&[&times(), "--law", "gama"], &["--law", "gama", "did you mean `gamma`?"]),
        (&[&times(), "--bootstrap", "-1"], &["--bootstrap", "from 0 to 1000000"]),
        (&[&times(), "--time-limit", "0"], &["--time-limit", "> 0"]),
    ];
    for (arguments, parts) in cases {
        refused(&[&["fit"], arguments].concat(), parts);
    }
    // These are read, and there is nothing to fit.
    let nothing: [(&str, &[&str]); 2] = [
        (&one, &["fit-one.csv", "1 of 1 are finite", "two that differ"]),
        (&equal, &["4 of 4 are finite", "measure more rounds"]),
    ];
    for (trace, parts) in nothing {
        let (_, stderr) = run(&["fit", trace], 1);
        assert!(parts.iter().all(|part| stderr.contains(part)), "{stderr}");
    }
    let two = of("fit-two.csv", "1.5,2.5\n2.5,1\n");
    refused(&["fit", &times(), &two], &["fit-two.csv has 2 workers", "has 4"]);
    run(&["fit", &counts, "--header", "true", "--bootstrap", "0"], 0);
    let (_, stderr) = run(&["fit", &two, "--bootstrap", "0", "--law", "weibull"], 1);
    assert!(stderr.contains("no law could be fitted"), "{stderr}");
}

#[test]
fn traces_are_read_as_options_say() {
    let of = |name: &str, text: &str| file(name, text).to_string_lossy().into_owned();
    let rows = "17.5,1.5,2.5\n18.5,1.75,NA\n19.5,2.25,1.25\n21.5,1.25,3.5\n";
    let stamped = of("fit-stamped.csv", &format!("timestamp,w_1,w_2\n{rows}"));
    let fit = ["fit", &stamped, "--bootstrap", "0", "--law", "shifted-exponential"];
    let with = |more: &[&'static str]| [&fit[..], more].concat();
    let remedy = "say --columns 2-3 or --index true; --columns 1-3 if all columns are workers";
    refused(&fit, &["fit-stamped.csv: column 1, `timestamp`,", remedy]);
    refused(&with(&["--columns", "w_*"]), &["column 3", "`NA`", "--missing drop-row leaves out"]);
    let (text, _) = run(&with(&["--columns", "w_*", "--missing", "drop-row"]), 0);
    let said = "fit-stamped.csv, header \"w_1, w_2\", columns w_*, 1 round with missing times left out";
    let shown = words(&text);
    assert!(shown.contains(said) && text.contains("3 rounds of 2 workers"), "{text}");
    let chosen = json(&with(&["--columns", "2,3", "--missing", "drop-row"]));
    assert_eq!(
        (&chosen["dropped"], &chosen["workers"], &chosen["rounds"]),
        (&1.into(), &2.into(), &3.into())
    );
    let numbered = json(&with(&["--index", "--missing", "drop-row"]));
    assert_eq!(chosen["fits"], numbered["fits"]);
    let zero = of("fit-zero-index.csv", "0,1.5,2.5\n1,1.75,3.5\n2,2.25,1.25\n");
    refused(&["fit", &zero], &["the first column is 0 to 2", "say --index true"]);
    let long = of("fit-long.csv", "round,worker,time\n1,1,1.5\n1,2,2.5\n2,2,1.25\n2,1,3.5\n");
    refused(&["fit", &long], &["--layout long where a row is one time of one worker"]);
    let found = json(&["fit", &long, "--layout", "long", "--bootstrap", "0", "--law", "shifted-exponential"]);
    assert_eq!((&found["workers"], &found["rounds"]), (&2.into(), &2.into()));
    assert_eq!(found["columns"].to_string(), "[[\"round\",\"worker\",\"time\"]]");
    let (text, _) =
        run(&["fit", &long, "--layout", "long", "--bootstrap", "0", "--law", "shifted-exponential"], 0);
    let words = words(&text);
    assert!(
        words.contains("round from `round`, worker from `worker`, time from `time`, rounds by number"),
        "{words}"
    );
    let [one, other] =
        [("fit-ab.csv", "a,b\n1.5,2\n"), ("fit-ba.csv", "b,a\n2.5,3\n")].map(|(name, text)| of(name, text));
    let moved = ["`a` is number 1 in ", "fit-ab.csv (a, b)", "fit-ba.csv (b, a)", "say --columns a,b, which"];
    refused(&["fit", &one, &other], &moved);
    refused(&["fit", &one, &other, "--loads", "0,1"], &moved);
    run(&["fit", &one, &other, "--columns", "a,b", "--bootstrap", "0"], 0);
    let commas = of("fit-commas.csv", "1,5 2,5\n1,75 3,25\n");
    let spaced =
        json(&["fit", &commas, "--delimiter", "space", "--bootstrap", "0", "--law", "shifted-exponential"]);
    assert_eq!(spaced["times"]["largest"], 3.25);
}

/// A worker of whom there is no time at all is named, and the end of a uniform law is then not that of the data.
#[test]
fn workers_that_never_return_in_any_round_are_named() {
    let fitted = |name: &str, text: &str| {
        let path = file(name, text);
        let fit = ["fit", path.to_str().expect("UTF-8"), "--law", "uniform", "--bootstrap", "0"];
        let words = words(&run(&fit, 0).0);
        (words, json(&fit)["times"]["silent_workers"].clone())
    };
    let (words, silent) = fitted("silent.csv", "1.5,inf,2\n3.5,inf,inf\n1.25,inf,3\n2,inf,1\n");
    assert!(
        words.contains("5 never returned") && words.contains("; worker 2 never returned in any round"),
        "{words}"
    );
    assert!(words.contains("beyond the largest lies the share of those that never returned"), "{words}");
    assert_eq!(silent, serde_json::json!([2]));
    let (words, _) = fitted("silent-2.csv", "inf,inf,2\ninf,inf,3\n");
    assert!(words.contains("workers 1, 2 never returned in any round"), "{words}");
    let (words, silent) = fitted("some-return.csv", "1.5,inf\n3.5,2\n1.25,inf\n");
    assert!(!words.contains("in any round") && silent == serde_json::json!([]), "{words}");
}

#[test]
fn an_instance_says_that_its_law_is_rejected() {
    let write = free("rejected.toml");
    let path = write.to_string_lossy().into_owned();
    let trace = root().join("examples/trace-n6.csv").to_string_lossy().into_owned();
    for (bootstrap, is_said) in [("200", true), ("0", false)] {
        let _ = std::fs::remove_file(&write);
        run(&["fit", &trace, "--law", "weibull", "--bootstrap", bootstrap, "--write", &path], 0);
        let text = std::fs::read_to_string(&write).expect("an instance");
        assert_eq!(text.contains("# Rejected at 1 %: the law itself, which does not"), is_said, "{text}");
    }
}

#[test]
fn text_fits_the_terminal() {
    for columns in [60, 80] {
        let output = bcgc()
            .args(["fit", &times(), "--bootstrap", "3"])
            .env("COLUMNS", columns.to_string())
            .output()
            .expect("bcgc runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        // A word may be longer than a narrow terminal.
        let long = text.lines().filter(|line| line.chars().count() > columns && line.trim().contains(' '));
        let long: Vec<&str> = long.filter(|line| !line.contains(TIMES)).collect();
        assert!(long.is_empty(), "{columns}: {long:#?}");
    }
}
