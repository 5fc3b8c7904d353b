//! The command line as a user meets it: formats, messages, exit statuses.

mod common;

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use bcgc::method::{COMPLETION_METHODS, METHODS};
use bcgc::straggler::LAWS;
use common::{bcgc, root};
use serde_json::Value as Json;

/// The folder of the example instances.
fn examples() -> PathBuf {
    root().join("examples")
}

/// The path of an example instance.
fn example(name: &str) -> String {
    examples().join(format!("{name}.toml")).to_string_lossy().into_owned()
}

/// The result of a run that must end with a status, and never in a panic.
fn run(arguments: &[&str], status: i32) -> (String, String) {
    let Output { status: found, stdout, stderr } = bcgc().args(arguments).output().expect("bcgc runs");
    let (stdout, stderr) =
        (String::from_utf8(stdout).expect("UTF-8"), String::from_utf8(stderr).expect("UTF-8"));
    assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    assert_eq!(found.code(), Some(status), "{arguments:?}: {stdout}{stderr}");
    (stdout, stderr)
}

/// A file of this test process with the given text.
fn file(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a writable directory");
    path
}

fn instance(name: &str, system: &str, stragglers: &str, objective: &str) -> String {
    let text = format!("[system]\n{system}\n[stragglers]\n{stragglers}\n{objective}");
    file(name, text).to_str().expect("UTF-8").to_owned()
}

const EXPONENTIAL: &str = "law = 'shifted-exponential'\nrate = 1";

/// One clear message that begins with `error:` and holds all the given parts.
fn refused(arguments: &[&str], parts: &[&str]) {
    let (stdout, stderr) = run(arguments, 2);
    assert_eq!(stdout, "", "{arguments:?}");
    assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    for part in parts {
        assert!(stderr.contains(part), "{arguments:?}: `{part}` is missing in: {stderr}");
    }
}

fn json(arguments: &[&str]) -> Json {
    let (stdout, stderr) = run(&[arguments, &["--format", "json"]].concat(), 0);
    assert_eq!(stderr, "", "progress belongs to terminals");
    serde_json::from_str(&stdout).expect("one JSON document")
}

fn keys(value: &Json) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn the_json_document_keeps_its_contract() {
    let document = json(&["solve", &example("exponential-n4")]);
    assert_eq!(keys(&document), ["bcgc", "instance", "sense", "bound", "solutions"]);
    assert_eq!(document["bcgc"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["sense"], "minimize");
    assert_eq!(keys(&document["bound"]), ["value", "rigour", "method"]);
    assert_eq!(keys(&document["instance"]), ["name", "system", "stragglers", "objective"]);
    assert_eq!(document["instance"]["system"]["samples"], 4, "defaults are filled in");
    let solutions = document["solutions"].as_array().expect("a list");
    let names: Vec<&str> = solutions.iter().filter_map(|s| s["method"].as_str()).collect();
    assert_eq!(names, METHODS.iter().map(|method| method.name).collect::<Vec<_>>());
    let bound = document["bound"]["value"].as_f64().expect("a number");
    for solution in solutions {
        assert_eq!(
            keys(solution),
            [
                "method",
                "status",
                "partition",
                "relaxed",
                "value",
                "value_error",
                "complement",
                "relaxed_value",
                "gap",
                "seconds",
                "note"
            ]
        );
        if solution["status"] == "inapplicable" {
            assert!(solution["note"].is_string() && solution["value"].is_null(), "{solution}");
            continue;
        }
        let value = solution["value"].as_f64().expect("a number");
        let error = solution["value_error"].as_f64().expect("a number");
        assert_eq!(solution["gap"].as_f64(), Some((value - bound).abs() / bound));
        assert!(value >= bound - error, "{solution}");
        assert!(solution["complement"].is_null());
        for list in ["partition", "relaxed"] {
            if let Some(list) = solution[list].as_array() {
                let sum: f64 = list.iter().filter_map(Json::as_f64).sum();
                assert!(list.len() == 4 && (sum - 20.0).abs() < 1e-9, "{solution}");
            }
        }
    }
}

#[test]
fn every_example_is_solved_by_every_applicable_method() {
    for entry in std::fs::read_dir(examples()).expect("examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let document = json(&["solve", path.to_str().expect("UTF-8")]);
        assert_eq!(document["instance"]["name"].as_str(), path.file_stem().and_then(|name| name.to_str()));
        let solutions = document["solutions"].as_array().expect("a list");
        let is_runtime = document["sense"] == "minimize";
        assert_eq!(solutions.len(), if is_runtime { METHODS.len() } else { COMPLETION_METHODS.len() });
        assert!(solutions.iter().any(|solution| solution["status"] == "optimal"), "{document}");
    }
}

#[test]
fn every_format_shows_every_method_and_only_finite_numbers() {
    for format in ["text", "json", "csv", "markdown", "latex"] {
        let (stdout, _) = run(&["solve", &example("exponential-n4"), "--format", format], 0);
        for method in METHODS {
            assert!(stdout.contains(method.name), "{format}: {}", method.name);
        }
        let words = stdout.split(|c: char| !c.is_alphanumeric());
        assert!(words.into_iter().all(|word| !["nan", "inf", "NaN"].contains(&word)), "{stdout}");
        assert!(stdout.ends_with('\n'));
    }
}

#[test]
fn csv_has_as_many_cells_in_every_row() {
    let (stdout, _) = run(&["solve", &example("exponential-n4"), "--format", "csv"], 0);
    for line in stdout.lines() {
        let mut quoted = false;
        let commas = line.chars().filter(|&c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        });
        assert_eq!(commas.count(), 13, "{line}");
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let solve = |threads| {
        let mut document = json(&["solve", &example("weibull-n8"), "--threads", threads]);
        for solution in document["solutions"].as_array_mut().expect("a list") {
            solution["seconds"].take();
        }
        document
    };
    assert_eq!(solve("1"), solve("2"));
}

#[test]
fn methods_are_run_as_named() {
    let path = example("exponential-n4");
    let document = json(&["solve", &path, "--method", "uncoded", "--method", "relaxed"]);
    let names: Vec<&Json> =
        document["solutions"].as_array().expect("a list").iter().map(|s| &s["method"]).collect();
    assert_eq!(names, ["uncoded", "relaxed"]);
    assert_eq!(document["bound"]["method"], "relaxed");
    let alone = json(&["solve", &path, "--method", "uncoded"]);
    assert_eq!(alone["bound"], document["bound"], "every row carries its gap");
}

#[test]
fn evaluate_compares_a_partition_with_the_optimum() {
    let path = example("exponential-n4");
    let document = json(&["evaluate", &path, "--partition", "4,2,2,12"]);
    let given = &document["solutions"][0];
    assert_eq!((&given["method"], &given["status"]), (&"given".into(), &"heuristic".into()));
    assert_eq!(given["partition"], serde_json::json!([4, 2, 2, 12]));
    // The exact rational value, kappa = 1.
    let exact = 242_466_573_206_371.0 / 13_109_432_958_930.0;
    let value = given["value"].as_f64().expect("a number");
    assert!((value - exact).abs() <= given["value_error"].as_f64().expect("a number"), "{value}");
    assert_eq!(document["solutions"][1]["method"], "relaxed");
    let close = json(&["evaluate", &path, "--partition", " 3, 1,2,14", "--gap", "0.01"]);
    assert_eq!(close["solutions"][0]["status"], "optimal", "within the gap asked for");
}

#[test]
fn evaluate_gives_the_exact_fraction_where_there_is_one() {
    let (stdout, _) = run(&["evaluate", &example("exponential-n4"), "--partition", "4,2,2,12"], 0);
    assert!(stdout.contains("242466573206371/13109432958930"), "{stdout}");
    // Too long to print, and not a rational number.
    let large =
        instance("large", "workers = 7\ncoordinates = 700", "law = \"shifted-exponential\"\nrate = 1.0", "");
    let (stdout, _) = run(&["evaluate", &large, "--partition", "1,2,3,4,5,6,679"], 0);
    assert!(!stdout.contains("exactly"), "{stdout}");
    let shifted = instance(
        "shifted",
        "workers = 1\ncoordinates = 2",
        "law = \"shifted-exponential\"\nrate = 1.0\nshift = 1",
        "",
    );
    let (stdout, _) = run(&["evaluate", &shifted, "--partition", "2"], 0);
    assert!(!stdout.contains("exactly"), "{stdout}");
}

#[test]
fn help_lists_the_registries() {
    let (help, _) = run(&["solve", "--help"], 0);
    for name in METHODS.iter().map(|method| method.name).chain(LAWS.iter().map(|law| law.name)) {
        assert!(help.contains(name), "{name}");
    }
    for text in ["[default: 1e-9, relative", "[default: 60]", "[default: 1]", "all cores", "Exit status"] {
        assert!(help.contains(text), "{text}");
    }
    assert!(run(&["--version"], 0).0.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    refused(&["solve", "no/such/file.toml"], &["no/such/file.toml", "cannot be read"]);
    let directory = env!("CARGO_TARGET_TMPDIR");
    refused(&["solve", directory], &[directory, "cannot be read"]);
    let truncated = file("truncated.toml", "[system]\nworkers = 4\ncoordi");
    refused(&["solve", truncated.to_str().expect("UTF-8")], &["truncated.toml", "line 3"]);
    let binary = file("binary.toml", [0xff, 0xfe, 0x00, 0x80]);
    refused(&["solve", binary.to_str().expect("UTF-8")], &["binary.toml"]);
    let empty = file("empty.toml", "");
    refused(&["solve", empty.to_str().expect("UTF-8")], &["empty.toml", "system", "required"]);
    let json = file("truncated.json", "{\"system\": {\"workers\": 4");
    refused(&["evaluate", json.to_str().expect("UTF-8"), "--partition", "1"], &["truncated.json", "line 1"]);
}

#[test]
fn sizes_out_of_range_name_key_value_and_range() {
    for value in ["0", "-1", "1.5", "nan", "inf", "1e300", "1000001", "'four'", "[4]"] {
        let path = instance("workers.toml", &format!("workers = {value}\ncoordinates = 20"), EXPONENTIAL, "");
        refused(&["solve", &path], &["workers.toml", "system.workers", "an integer from 1 to 1000000"]);
    }
    for key in ["coordinates", "samples"] {
        for value in ["0", "-20", "nan", "-inf", "1e17"] {
            let other = if key == "samples" { "coordinates = 20\n" } else { "" };
            let system = format!("workers = 4\n{other}{key} = {value}");
            let path = instance(&format!("{key}.toml"), &system, EXPONENTIAL, "");
            refused(&["solve", &path], &[&format!("system.{key}"), "an integer from 1 to 9007199254740992"]);
        }
    }
    for value in ["0", "-1", "nan", "inf", "'x'"] {
        let system = format!("workers = 4\ncoordinates = 20\ncycles = {value}");
        let path = instance("cycles.toml", &system, EXPONENTIAL, "");
        refused(&["solve", &path], &["system.cycles", "a finite number > 0"]);
    }
}

#[test]
fn wrong_keys_and_laws_name_what_is_allowed() {
    let system = "workers = 4\ncoordinates = 20";
    let path = instance("key.toml", "workers = 4\ncoordinates = 20\nworker = 3", EXPONENTIAL, "");
    refused(&["solve", &path], &["system.worker", "= 3", "workers, coordinates, samples, cycles"]);
    let path = instance("missing.toml", "workers = 4", EXPONENTIAL, "");
    refused(&["solve", &path], &["system.coordinates", "missing"]);
    let path = instance("law.toml", system, "law = 'cauchy'", "");
    refused(&["solve", &path], &["cauchy", "weibull"]);
    for rate in ["0", "-1", "nan", "inf", "1e301"] {
        let path = instance("rate.toml", system, &format!("law = 'shifted-exponential'\nrate = {rate}"), "");
        refused(&["solve", &path], &["rate.toml", "rate", "finite number > 0"]);
    }
    let path = instance("shape.toml", system, "law = 'weibull'\nscale = 1", "");
    refused(&["solve", &path], &["shape", "missing"]);
    let path = instance("objective.toml", system, EXPONENTIAL, "[objective]\nkind = 'fastest'");
    refused(&["solve", &path], &["objective.kind", "fastest", "expected-runtime"]);
    let path = instance(
        "deadline.toml",
        system,
        EXPONENTIAL,
        "[objective]\nkind = 'completion-probability'\ndeadline = -1",
    );
    refused(&["solve", &path], &["objective.deadline", "a finite number > 0"]);
}

#[test]
fn completion_probabilities_keep_the_contract() {
    let path = example("probability-n20");
    let document = json(&["solve", &path]);
    assert_eq!(document["sense"], "maximize");
    assert_eq!(document["instance"]["objective"]["deadline"], 3162277.6601683795);
    let bound = document["bound"]["value"].as_f64().unwrap();
    let solutions = document["solutions"].as_array().unwrap();
    let names: Vec<_> = solutions.iter().map(|s| s["method"].as_str().unwrap()).collect();
    assert_eq!(names, COMPLETION_METHODS.iter().map(|method| method.name).collect::<Vec<_>>());
    for solution in solutions {
        let (value, complement) =
            (solution["value"].as_f64().unwrap(), solution["complement"].as_f64().unwrap());
        assert!((value + complement - 1.0).abs() < 1e-15);
        assert!((solution["gap"].as_f64().unwrap() - (bound - value)).abs() < 1e-12);
    }
    let evaluated = json(&["evaluate", &path, "--partition", &format!("40000{}", ",0".repeat(19))]);
    assert_eq!(evaluated["solutions"][0]["method"], "given");
    assert!((evaluated["solutions"][0]["value"].as_f64().unwrap() - 0.383577921256).abs() < 1e-11);
    refused(&["solve", &path, "--method", "mean-time"], &["mean-time", "union-bound"]);
}

#[test]
fn partitions_that_do_not_fit_say_why() {
    let path = example("exponential-n4");
    let evaluate = |partition| ["evaluate", &path, "--partition", partition].map(str::to_owned);
    for (partition, parts) in [
        ("4,2,14", ["3 entries", "4 workers"]),
        ("4,2,2,11,1", ["5 entries", "4 workers"]),
        ("4,2,2,11", ["sum to 19", "20 coordinates"]),
        ("-4,2,2,20", ["entry 0 is `-4`", "nonnegative integer"]),
        ("4,2,2,1.5", ["entry 3 is `1.5`", "nonnegative integer"]),
        ("4,2,,12", ["entry 2 is ``", "nonnegative integer"]),
        ("", ["entry 0", "nonnegative integer"]),
        ("nan,2,2,12", ["entry 0 is `nan`", "nonnegative integer"]),
        ("18446744073709551615,18446744073709551615,1,1", ["sum to", "20 coordinates"]),
    ] {
        let arguments = evaluate(partition);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        refused(&arguments, &[&["--partition"][..], &parts].concat());
    }
}

#[test]
fn flags_out_of_range_name_flag_value_and_range() {
    let path = example("exponential-n4");
    for (flag, values, range) in [
        ("--gap", &["-1", "nan", "inf", "x"][..], ">= 0"),
        ("--time-limit", &["0", "-1", "nan", "inf", "x"], "> 0"),
        ("--threads", &["0", "-1", "1025"], "1..=1024"),
        ("--seed", &["-1", "1.5", "x"], "an integer from 0 to"),
        ("--format", &["xml"], "text, json, csv, markdown, latex"),
        ("--method", &["fastest"], "mean-time"),
    ] {
        for value in values {
            refused(&["solve", &path, flag, value], &[flag, value, range]);
        }
    }
    refused(&["solve"], &["<INSTANCE>"]);
    refused(&["slove"], &["slove"]);
    refused(&["evaluate", &path], &["--partition"]);
}

#[test]
fn infinite_means_are_refused_or_kept_out_of_the_optimum() {
    let system = "workers = 4\ncoordinates = 20";
    let path = instance("hopeless.toml", system, "law = 'pareto'\nshape = 0.25\nscale = 1", "");
    refused(&["solve", &path], &["hopeless.toml", "no finite optimum", "0.25", "above 1/4"]);
    let path = instance("heavy.toml", system, "law = 'pareto'\nshape = 0.6\nscale = 1", "");
    let document = json(&["solve", &path]);
    for solution in document["solutions"].as_array().expect("a list") {
        assert!(solution["partition"].is_null() || solution["partition"][0] == 0, "{solution}");
    }
    let (stdout, stderr) = run(&["evaluate", &path, "--partition", "20,0,0,0"], 1);
    assert_eq!(stdout, "");
    assert!(stderr.starts_with("error: --partition: its expected runtime is infinite"), "{stderr}");
}

#[test]
fn nothing_solved_is_a_negative_verdict() {
    let (stdout, stderr) = run(&["solve", &example("exponential-n4"), "--method", "mean-rate"], 1);
    assert!(stdout.contains("inapplicable") && stdout.contains("E[1/T_(1)] is infinite"), "{stdout}");
    assert!(stderr.starts_with("error: no method found a partition"), "{stderr}");
}

#[test]
fn extreme_instances_are_solved() {
    for (workers, coordinates, rate) in
        [(1, 1, "1"), (1, 20, "1e-3"), (5, 2, "1"), (4, 20, "1e-300"), (4, 20, "1e300"), (2, 1, "1")]
    {
        let path = instance(
            &format!("extreme-{workers}-{coordinates}-{rate}.toml"),
            &format!("workers = {workers}\ncoordinates = {coordinates}"),
            &format!("law = 'shifted-exponential'\nrate = {rate}"),
            "",
        );
        let document = json(&["solve", &path]);
        assert_eq!(document["solutions"][0]["status"], "optimal", "{document}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = bcgc()
        .args(["solve", &example("exponential-n4"), "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bcgc runs");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(stderr, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = Command::new(env!("CARGO_BIN_EXE_bcgc"))
        .args(["solve", &example("exponential-n4"), "--method", "uncoded"])
        .stdout(full)
        .output()
        .expect("bcgc runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"));
}
