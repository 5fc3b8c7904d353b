//! The documents that commands write: which files count as theirs, and that what one command writes another reads.

#[path = "common/command.rs"]
mod command;
mod common;

use std::path::{Path, PathBuf};

use bcgc::internals::output::is_own;
use command::{example, file, json, refused, run};
use common::bcgc;
use serde_json::Value as Json;

const SWEEP: &str = "title = \"T\"\nmethods = [\"exact\", \"uncoded\"]\n\
    [instance.system]\nworkers = 3\ncoordinates = 30\n[instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\n\
    [grid]\n\"stragglers.shift\" = [0.0, 1.0]\n\
    [figure]\nx = { label = \"x\" }\ny = { label = \"y\" }\n";

/// A fresh folder of this test process.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

fn put(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    show(&path)
}

fn show(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// Once every distribution had one label, and no caption said of which instance.
#[test]
fn a_distribution_in_latex_has_the_name_of_its_instance() {
    let text =
        "name = 'a_b'\n[system]\nworkers = 4\ncoordinates = 8\n[stragglers]\nlaw = 'constant'\nvalue = 1.5\n";
    let named = file("named.toml", text).to_string_lossy().into_owned();
    let (latex, _) =
        run(&["evaluate", &named, "--partition", "2,2,2,2", "--deadlines", "20", "--format", "latex"], 0);
    assert!(latex.contains("runtime of a\\_b with the partition 2 2 2 2 for $N=4$"), "{latex}");
    assert!(latex.contains("\\label{tab:distribution-a-b}"), "{latex}");
}

#[test]
fn every_file_that_a_command_writes_is_known_again() {
    let at = folder("known");
    let spec = put(&at, "sweep.toml", SWEEP);
    let probability = example("probability-n20");
    let instance = example("exponential-n4");
    let simulate = ["simulate", &instance, "--partition", "4,2,2,12", "--rounds", "2"];
    let [idle, busy] = [("idle.csv", 0.0), ("busy.csv", 1.5)].map(|(name, more)| {
        let row = |i: usize| {
            format!(
                "{},{}\n",
                1.0 + more + 0.1 * ((7 * i) % 11) as f64,
                1.2 + more + 0.1 * ((5 * i) % 13) as f64
            )
        };
        put(&at, name, &(0..40).map(row).collect::<String>())
    });
    let commands: [(&str, &[&str]); 9] = [
        ("loads", &["fit", &idle, &busy, "--loads", "0,1", "--law", "log-normal", "--bootstrap", "0"]),
        ("solve", &["solve", &instance, "--method", "uncoded,mean-time"]),
        ("open", &["solve", &probability, "--method", "global,union-bound", "--time-limit", "1e-3"]),
        (
            "late",
            &[
                "solve",
                &instance,
                "--method",
                "uncoded",
                "--set",
                "objective={kind=\"completion-probability\",deadline=1e-9}",
            ],
        ),
        ("evaluate", &["evaluate", &instance, "--partition", "4,2,2,12"]),
        (
            "distribution",
            &["evaluate", &instance, "--partition", "4,2,2,12", "--deadlines", "9,40", "--quantiles", "0.5"],
        ),
        ("fit", &["fit", "tests/cases/times.csv", "--law", "pareto,gamma", "--bootstrap", "0"]),
        ("code", &["code", "--workers", "4", "--stragglers", "1", "--decode", "1,2,3"]),
        ("simulate", &simulate),
    ];
    for (name, command) in commands {
        for ending in ["txt", "json", "csv", "md", "tex"] {
            let path = show(&at.join("out").join(format!("{name}.{ending}")));
            run(&[command, &["--output", &path]].concat(), 0);
        }
    }
    let beside = ["--timeline", "timeline.svg", "--scheme", "scheme.json"]
        .map(|word| if word.starts_with('-') { word.to_owned() } else { show(&at.join("out").join(word)) });
    run(&[&simulate[..], &beside.each_ref().map(String::as_str)].concat(), 0);
    for ending in ["pdf", "png", "tikz"] {
        let drawn = |name: &str| show(&at.join("out").join(format!("{name}.{ending}")));
        run(&[&simulate[..], &["--timeline", &drawn("timeline")]].concat(), 0);
        run(&["solve", &instance, "--method", "exact,mean-time", "--figure", &drawn("partitions")], 0);
        let evaluate = ["evaluate", &instance, "--partition", "4,2,2,12", "--deadlines", "5:60:12"];
        run(&[&evaluate[..], &["--figure", &drawn("distribution")]].concat(), 0);
        run(
            &[
                "fit",
                "tests/cases/times.csv",
                "--law",
                "pareto",
                "--bootstrap",
                "0",
                "--figure",
                &drawn("law"),
            ],
            0,
        );
    }
    let certificate = show(&at.join("out").join("certificate.json"));
    run(&["code", "--workers", "3", "--stragglers", "1", "--certificate", &certificate], 0);
    run(&["table", &spec, "--png", "--output", &show(&at.join("out"))], 0);
    let mut count = 0;
    for entry in std::fs::read_dir(at.join("out")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let bytes = std::fs::read(&path).expect("a file");
        assert!(is_own(&String::from_utf8_lossy(&bytes)), "{}", path.display());
        count += 1;
    }
    assert_eq!(count, 9 * 5 + 4 * 3 + 3 + 11);
}

#[test]
fn a_document_of_others_that_names_the_program_is_not_replaced() {
    let at = folder("foreign");
    for (ending, text) in [
        ("json", "{\"bcgc\": \"0.1.0\", \"what\": \"settings of a notebook\"}\n"),
        ("csv", "# bcgc: 0.1.0\nrun,minutes\n1,30\n"),
        ("md", "<!-- bcgc: 0.1.0 -->\n# What I found\n\nRedundancy pays.\n"),
        ("tex", "% bcgc: 0.1.0\nAs \\input{table} shows, redundancy pays.\n"),
        ("txt", "bcgc: 0.1.0 is what I installed\n"),
    ] {
        let path = put(&at, &format!("mine.{ending}"), text);
        for option in ["--output", "--certificate"] {
            let solve = ["solve", &example("exponential-n4"), "--method", "uncoded", option, &path];
            let why = if ending == "csv" { "no result but data" } else { "was not written by bcgc" };
            refused(&solve, &[option, &path, why, "--force"]);
        }
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
    }
}

/// Once: a report replaced a table, a certificate, a scheme without a word.
#[test]
fn a_document_of_another_kind_is_not_replaced() {
    let at = folder("kinds");
    let instance = example("exponential-n4");
    let spec = put(&at, "sweep.toml", SWEEP);
    run(&["table", &spec, "--output", &show(&at)], 0);
    let [report, distribution, certificate, scheme, history] =
        ["report", "distribution", "certificate", "scheme", "history"]
            .map(|name| show(&at.join(format!("{name}.json"))));
    let solve = ["solve", &instance, "--method", "uncoded"];
    let evaluate = ["evaluate", &instance, "--partition", "4,2,2,12"];
    let simulate = ["simulate", &instance, "--partition", "4,2,2,12", "--rounds", "1"];
    run(&[&solve[..], &["--output", &report, "--certificate", &certificate]].concat(), 0);
    run(&[&evaluate[..], &["--deadlines", "9", "--output", &distribution]].concat(), 0);
    run(&[&simulate[..], &["--scheme", &scheme]].concat(), 0);
    run(&["solve", &instance, "--method", "relaxed", "--history", &history], 0);
    let table = show(&at.join("sweep.json"));
    let kinds = [
        (&report, "a report of solve or evaluate"),
        (&distribution, "a distribution of evaluate"),
        (&certificate, "a certificate"),
        (&scheme, "a scheme of simulate"),
        (&history, "a history of solve"),
        (&table, "a table"),
    ];
    for (path, kind) in kinds {
        let before = std::fs::read(path).expect("it is there");
        let others = ["--output", "--certificate", "--history"];
        for (option, own) in others.into_iter().zip([&report, &certificate, &history]) {
            let command = [&solve[..], &[option, path]].concat();
            if path == own {
                run(&command, 0);
                std::fs::write(path, &before).expect("written");
            } else {
                refused(&command, &[option, path, kind, "--force"]);
            }
        }
        assert_eq!(std::fs::read(path).expect("it is there"), before);
        // Read as an instance, what it is is said as well.
        match path == &report || path == &distribution || path == &history {
            true => drop(run(&["solve", path, "--method", "uncoded"], 0)),
            false => refused(&["solve", path], &[path, &format!("it is {kind}, not an instance")]),
        }
    }
    // A log holds hours of work.
    let log = show(&at.join("sweep.log.jsonl"));
    let before = std::fs::read(&log).expect("it is there");
    refused(&[&solve[..], &["--output", &log]].concat(), &[&log, "the log of a table"]);
    assert_eq!(std::fs::read(&log).expect("it is there"), before);
    run(&["table", &spec, "--output", &show(&at)], 0);
    run(&[&solve[..], &["--force", "--output", &certificate]].concat(), 0);
    assert!(run(&["verify", &certificate], 2).0.contains("not a certificate but a report"));
}

/// Once: in CSV and text a certificate replaced results, and a report a matrix.
#[test]
fn results_in_csv_and_text_have_kinds_as_well() {
    let at = folder("kinds-in-text");
    let instance = example("exponential-n4");
    let given = ["--partition", "4,2,2,12"];
    let commands: [(&str, Vec<&str>); 6] = [
        ("a report of solve or evaluate", vec!["solve", &instance, "--method", "uncoded"]),
        ("a report of solve or evaluate", [&["evaluate", &instance][..], &given].concat()),
        ("a distribution of evaluate", [&["evaluate", &instance, "--deadlines", "9"][..], &given].concat()),
        ("a result of simulate", [&["simulate", &instance, "--rounds", "1"][..], &given].concat()),
        ("a matrix of code", vec!["code", "--workers", "3", "--stragglers", "1"]),
        ("a result of fit", vec!["fit", "tests/cases/times.csv", "--law", "pareto", "--bootstrap", "0"]),
    ];
    for ending in ["csv", "txt"] {
        for (number, (kind, command)) in commands.iter().enumerate() {
            let path = show(&at.join(format!("{number}.{ending}")));
            run(&[&command[..], &["--output", &path]].concat(), 0);
            let before = std::fs::read(&path).expect("it is there");
            for (other, command) in &commands {
                let command = [&command[..], &["--output", &path]].concat();
                match other == kind {
                    true => drop(run(&command, 0)),
                    false => refused(&command, &["--output", &path, kind, "--force"]),
                }
            }
            refused(
                &["solve", &instance, "--method", "uncoded", "--certificate", &path],
                &["--certificate", &path, kind],
            );
            std::fs::write(&path, before).expect("written");
        }
    }
    let json = show(&at.join("report.json"));
    let solve = ["solve", &instance, "--method", "uncoded", "--output", &json];
    run(&solve, 0);
    let before = std::fs::read(&json).expect("it is there");
    refused(&[&solve[..], &["--format", "markdown"]].concat(), &["--output", &json, "--format markdown"]);
    assert_eq!(std::fs::read(&json).expect("it is there"), before);
    run(&[&solve[..], &["--format", "json"]].concat(), 0);
}

const TRACED: &str = "[system]\nworkers = 2\ncoordinates = 4\n[stragglers]\ntrace = \"rounds.csv\"\n";

/// Runs in a folder; the document that it prints.
fn printed_in(folder: &Path, arguments: &[&str]) -> Json {
    let output = bcgc().args(arguments).current_dir(folder).output().expect("bcgc runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_default()
}

fn trace_of(document: &Json) -> &str {
    document["instance"]["stragglers"]["trace"].as_str().expect("a path")
}

#[test]
fn a_report_names_its_trace_from_where_it_lies() {
    let at = folder("traces");
    for name in ["in", "out/deep"] {
        std::fs::create_dir_all(at.join(name)).expect("a folder");
    }
    put(&at.join("in"), "rounds.csv", "1,2\n2,1\n");
    put(&at.join("in"), "i.toml", TRACED);
    let solve = |instance: &str, more: &[&str]| {
        printed_in(&at, &[&["solve", instance, "--method", "uncoded"], more].concat())
    };
    let value = |document: &Json| document["solutions"][0]["value"].clone();
    let printed = solve("in/i.toml", &["--format", "json"]);
    assert_eq!(trace_of(&printed), "in/rounds.csv", "standard output has no folder but the current one");
    put(&at, "here.json", &printed.to_string());
    for (output, trace) in [
        ("in/beside.json", "rounds.csv"),
        ("out/deep/r.json", "../../in/rounds.csv"),
        ("new/r.json", "../in/rounds.csv"),
        ("r.json", "in/rounds.csv"),
    ] {
        solve("in/i.toml", &["--output", output]);
        let document: Json =
            serde_json::from_slice(&std::fs::read(at.join(output)).expect("written")).expect("JSON");
        assert_eq!(trace_of(&document), trace, "{output}");
        let again = solve(output, &["--format", "json"]);
        assert_eq!((trace_of(&again), value(&again)), ("in/rounds.csv", value(&printed)), "{output}");
        printed_in(&at, &["evaluate", output, "--partition", "2,2", "--output", "out/again.json"]);
        assert_eq!(value(&solve("out/again.json", &["--format", "json"])), value(&printed), "{output}");
    }
    assert_eq!(value(&solve("here.json", &["--format", "json"])), value(&printed));
    // Who names the instance from anywhere may put standard output anywhere.
    let anywhere = solve(&show(&at.join("in").join("i.toml")), &["--format", "json"]);
    assert_eq!(trace_of(&anywhere), show(&at.join("in").join("rounds.csv")));
    solve(&show(&at.join("in").join("i.toml")), &["--output", "r.json"]);
    assert_eq!(trace_of(&solve("r.json", &["--format", "json"])), "in/rounds.csv");
    // An absolute path is that of every folder.
    let absolute = show(&at.join("in").join("rounds.csv"));
    put(&at.join("in"), "absolute.toml", &TRACED.replace("rounds.csv", &absolute));
    assert_eq!(trace_of(&solve("in/absolute.toml", &["--format", "json"])), absolute);
}

/// Links lead elsewhere than their names, and a pipe is in no folder.
#[cfg(unix)]
#[test]
fn links_and_pipes_do_not_mislead_the_path_of_a_trace() {
    let at = folder("links");
    std::fs::create_dir_all(at.join("far/in")).expect("a folder");
    put(&at.join("far/in"), "rounds.csv", "1,2\n2,1\n");
    put(&at.join("far/in"), "i.toml", TRACED);
    std::os::unix::fs::symlink(at.join("far/in"), at.join("near")).expect("a link");
    let solve = |words: &[&str]| printed_in(&at, &[&["solve", "--method", "uncoded"], words].concat());
    solve(&["near/i.toml", "--output", "out/r.json"]);
    let again = solve(&["out/r.json", "--format", "json"]);
    assert_eq!(trace_of(&again), "far/in/rounds.csv");
    let device = solve(&["near/i.toml", "--output", "/dev/stdout", "--format", "json"]);
    assert_eq!(trace_of(&device), "far/in/rounds.csv");
    put(&at, "rounds.csv", "1,2\n2,1\n");
    let piped = std::process::Command::new("sh")
        .args(["-c", "cat near/i.toml | \"$0\" solve /dev/stdin --method uncoded --format json"])
        .arg(env!("CARGO_BIN_EXE_bcgc"))
        .current_dir(&at)
        .output()
        .expect("a shell");
    let piped: Json = serde_json::from_slice(&piped.stdout).expect("a document");
    assert_eq!(trace_of(&piped), "rounds.csv");
}

/// A history ends where its method does, and has one row an iteration.
#[test]
fn a_history_ends_with_the_bound_of_the_report() {
    let history = show(&folder("history").join("ends.csv"));
    let runtime: &[&str] = &["--gap", "1e-12"];
    for (instance, method, more) in [
        ("exponential-n4", "exact", runtime),
        ("exponential-n4", "lattice", runtime),
        ("trace-n6", "exact", runtime),
        ("trace-n6", "lattice", runtime),
        ("exponential-n4", "exact", &["--deadline", "20"]),
        ("exponential-n4", "global", &["--deadline", "20"]),
    ] {
        let example = example(instance);
        let solve = ["solve", &example, "--method", method, "--history", &history, "--force"];
        let bound = json(&[&solve[..], more].concat())["bound"]["value"].as_f64().expect("a bound");
        let told = std::fs::read_to_string(&history).expect("a history");
        let lines = told.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let rows: Vec<Vec<&str>> = lines.filter(|row| row[0] == method).collect();
        let last = rows.last().unwrap_or_else(|| panic!("{method} of {instance}: {told}"));
        let last: f64 = last[4].parse().expect("a bound");
        assert!((last / bound - 1.0).abs() < 1e-12, "{method} of {instance}: {last} {bound}");
        let mut iterations: Vec<&str> = rows.iter().map(|row| row[1]).collect();
        iterations.dedup();
        assert_eq!(iterations.len(), rows.len(), "{told}");
    }
}
