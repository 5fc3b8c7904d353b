//! The command line as a user meets it: formats and results.

#[path = "common/command.rs"]
mod command;
mod common;

use bcgc::internals::straggler::LAWS;
use bcgc::methods::{METHODS, of};
use bcgc::{ExpectedRuntime, Objective};
use command::{example, examples, instance, json, keys, refused, run};
use serde_json::Value as Json;

/// Names of the methods for an objective.
fn names(objective: Objective) -> Vec<&'static str> {
    of(objective).map(|method| method.name).collect()
}

const COMPLETION: Objective = Objective::CompletionProbability { deadline: 1.0 };

#[test]
fn the_json_document_keeps_its_contract() {
    let document = json(&["solve", &example("exponential-n4")]);
    assert_eq!(
        keys(&document),
        ["bcgc", "instance", "sense", "bound", "solutions", "verdict", "interrupted", "proofs"]
    );
    assert_eq!(document["bcgc"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["sense"], "minimize");
    assert_eq!(keys(&document["bound"]), ["value", "rigour", "method", "complement", "status"]);
    assert_eq!(keys(&document["instance"]), ["name", "system", "stragglers", "objective"]);
    assert_eq!(document["instance"]["system"]["samples"], 4, "defaults are filled in");
    let solutions = document["solutions"].as_array().expect("a list");
    let found: Vec<&str> = solutions.iter().filter_map(|s| s["method"].as_str()).collect();
    assert_eq!(found, names(ExpectedRuntime));
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
                "note",
                "complement_gap",
                "exact",
                "gain",
                "value_rigour"
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
        assert!(solution["complement"].is_null() && solution["complement_gap"].is_null());
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
        let objective = if document["sense"] == "minimize" { ExpectedRuntime } else { COMPLETION };
        assert_eq!(solutions.len(), of(objective).count());
        assert!(solutions.iter().any(|solution| solution["status"] == "optimal"), "{document}");
    }
}

#[test]
fn every_format_shows_every_method_and_only_finite_numbers() {
    for format in ["text", "json", "csv", "markdown", "latex"] {
        let (stdout, _) = run(&["solve", &example("exponential-n4"), "--format", format], 0);
        for method in of(ExpectedRuntime) {
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
        assert_eq!(commas.count(), 27, "{line}");
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
    // Too long to print: its ends in text, all of it for programs.
    let large =
        instance("large", "workers = 7\ncoordinates = 700", "law = \"shifted-exponential\"\nrate = 1.0", "");
    let arguments = ["evaluate", &large, "--partition", "1,2,3,4,5,6,679"];
    let (stdout, _) = run(&arguments, 0);
    assert!(stdout.contains("exactly") && stdout.contains(" digits) / "), "{stdout}");
    assert!(stdout.lines().all(|line| line.chars().count() <= 110), "{stdout}");
    let document = json(&arguments);
    let given = &document["solutions"][0];
    assert_eq!(given["exact"]["unit"], "kappa / rate");
    let (p, q) =
        given["exact"]["value"].as_str().and_then(|exact| exact.split_once('/')).expect("a fraction");
    let head = |digits: &str| digits[..17].parse::<f64>().expect("digits");
    let quotient = head(p) / head(q) * 10f64.powi(p.len() as i32 - q.len() as i32);
    assert!((quotient / given["value"].as_f64().expect("a number") - 1.0).abs() < 1e-13, "{given}");
    let (csv, _) = run(&[&arguments[..], &["--format", "csv"]].concat(), 0);
    assert!(csv.contains(&format!("{p}/{q}")), "{csv}");
    // Not a rational number.
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
fn completion_probabilities_keep_the_contract() {
    let path = example("probability-n20");
    let document = json(&["solve", &path]);
    assert_eq!(document["sense"], "maximize");
    assert_eq!(document["instance"]["objective"]["deadline"], 3162277.6601683795);
    let bound = document["bound"]["value"].as_f64().unwrap();
    let solutions = document["solutions"].as_array().unwrap();
    let found: Vec<_> = solutions.iter().map(|s| s["method"].as_str().unwrap()).collect();
    assert_eq!(found, names(COMPLETION));
    for solution in solutions {
        let (value, complement) =
            (solution["value"].as_f64().unwrap(), solution["complement"].as_f64().unwrap());
        assert!((value + complement - 1.0).abs() < 1e-15);
        assert!((solution["gap"].as_f64().unwrap() - (bound - value)).abs() < 1e-12);
        let least = document["bound"]["complement"].as_f64().unwrap();
        let relative = solution["complement_gap"].as_f64().unwrap();
        assert!((relative - (complement / least - 1.0)).abs() < 1e-12, "{solution}");
        if solution["method"] == "exact" {
            assert!(solution["status"] == "optimal" && relative <= 1e-2, "{solution}");
        }
    }
    let evaluated = json(&["evaluate", &path, "--partition", &format!("40000{}", ",0".repeat(19))]);
    assert_eq!(evaluated["solutions"][0]["method"], "given");
    assert!((evaluated["solutions"][0]["value"].as_f64().unwrap() - 0.383577921256).abs() < 1e-11);
    refused(&["solve", &path, "--method", "mean-time"], &["mean-time", "union-bound"]);
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
fn no_value_may_be_below_the_bound_by_more_than_nothing() {
    // Regression: bounds of `exact` used to exceed its own value by a rounding.
    for name in ["exponential-n4", "mixture-n8", "paper-n20", "pareto-n6", "uniform-n5", "weibull-n8"] {
        let document = json(&["solve", &example(name), "--method", "exact", "--method", "relaxed"]);
        let bound = document["bound"]["value"].as_f64().expect("a bound");
        for solution in document["solutions"].as_array().expect("solutions") {
            let of = |key: &str| solution[key].as_f64().expect("a number");
            assert!(bound <= of("value") - of("value_error"), "{name}: {solution}");
        }
    }
}

#[test]
fn a_scheme_without_a_partition_may_be_better_than_the_bound() {
    // With one coordinate: tandon splits it, a partition cannot.
    let path = instance(
        "one",
        "workers = 5\ncoordinates = 1",
        "law = \"shifted-exponential\"\nrate = 1.0\nshift = 0.5",
        "",
    );
    let document = json(&["solve", &path, "--method", "tandon", "--method", "exact"]);
    let (tandon, exact) = (&document["solutions"][0], &document["solutions"][1]);
    assert!(tandon["value"].as_f64() < document["bound"]["value"].as_f64());
    assert!(tandon["gap"].is_null(), "{tandon}");
    assert_eq!(exact["status"], "optimal");
}

#[test]
fn closed_forms_need_no_evaluation() {
    let system = "workers = 20000\ncoordinates = 400000";
    let path = instance("many", system, "law = \"shifted-exponential\"\nrate = 1.0\nshift = 0.5", "");
    let document = json(&["solve", &path]);
    for solution in document["solutions"].as_array().expect("solutions") {
        assert!(solution["value"].is_null() && solution["note"].is_string(), "{}", solution["method"]);
        let method = bcgc::methods::find(solution["method"].as_str().expect("a name")).expect("a method");
        let is_closed = method.is_closed_form;
        assert_eq!(solution["partition"].is_array(), is_closed, "{}", solution["method"]);
        if is_closed {
            let blocks = solution["partition"].as_array().expect("a partition");
            assert_eq!(blocks.iter().filter_map(Json::as_u64).sum::<u64>(), 400_000);
        }
    }
}
