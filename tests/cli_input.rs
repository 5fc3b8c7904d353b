//! Where the command line takes its input from: files, standard input, options; partitions from reports; files to start
//! from.

#[path = "common/command.rs"]
mod command;
mod common;

use std::path::PathBuf;

use bcgc::internals::straggler::LAWS;
use command::{example, fed, file, json, refused, run};
use common::root;
use serde_json::Value as Json;

/// The document of a run without its times.
fn timeless(text: &str) -> Json {
    let mut document: Json = serde_json::from_str(text).expect("a document");
    for solution in document["solutions"].as_array_mut().expect("a list") {
        solution["seconds"].take();
    }
    document
}

const METHODS: [&str; 4] = ["--method", "exact, mean-time", "--format", "json"];

#[test]
fn standard_input_is_toml_or_json() {
    let path = example("exponential-n4");
    let toml = std::fs::read_to_string(&path).expect("an example");
    let from_file = timeless(&run(&[&["solve", &path], &METHODS[..]].concat(), 0).0);
    let (stdout, _) = fed(&[&["solve", "-"], &METHODS[..]].concat(), &toml, 0);
    assert_eq!(timeless(&stdout), from_file);
    let (stdout, _) = fed(&[&["solve", "-"], &METHODS[..]].concat(), &from_file["instance"].to_string(), 0);
    assert_eq!(timeless(&stdout), from_file, "what one command writes another reads");
    for (text, part) in [
        ("", "standard input: system = (missing)"),
        ("{\"system\": ", "standard input: it ends too early, at line 1"),
        ("[system]\nworkers = x", "standard input: TOML parse error at line 2"),
        ("[system]\nworker = 3\n[stragglers]", "unknown key (did you mean `workers`?)"),
    ] {
        let (stdout, stderr) = fed(&["solve", "-"], text, 2);
        assert!(stdout.is_empty() && stderr.contains(part), "{stderr}");
    }
}

#[test]
fn keys_are_set_over_those_of_the_file() {
    let path = example("exponential-n4");
    let set = ["--set", "system.workers=6", "--set", "stragglers = {law = \"uniform\", min = 2, max = 5}"];
    let document = json(&[&["solve", &path, "--method", "uncoded", "--set", "name=six"], &set[..]].concat());
    assert_eq!(document["instance"]["name"], "six");
    assert_eq!(document["instance"]["system"]["workers"], 6);
    assert_eq!(document["instance"]["stragglers"]["law"], "uniform");
    let deadline = ["--set", "objective.kind=completion-probability", "--set", "objective.deadline=1e2"];
    let document = json(&[&["evaluate", &path, "--partition", "3,1,2,14"], &deadline[..]].concat());
    assert_eq!(document["instance"]["objective"]["deadline"], 100.0);
    // Nothing else has a deadline.
    let alone = ["evaluate", &path, "--partition", "3,1,2,14", "--set", "objective.deadline=1e2"];
    assert_eq!(json(&alone)["instance"]["objective"], document["instance"]["objective"]);
    let runtime = [&alone[..], &["--set", "objective.kind=expected-runtime"]].concat();
    refused(
        &runtime,
        &["--set objective.deadline = 100", "set objective.kind = \"completion-probability\" as well"],
    );
    let simulated = ["simulate", &path, "--set", "system.workers=1", "--set", "system.coordinates=3"];
    run(&[&simulated[..], &["--partition", "3", "--rounds", "2"]].concat(), 0);
    for (set, parts) in [
        ("system.wrkers=3", &["--set system.wrkers = 3", "did you mean `workers`?"][..]),
        ("system.workers=0", &["--set system.workers = 0", "an integer from 1"]),
        ("system.workers=30ms", &["--set system.workers = \"30ms\"", "an integer from 1"]),
        ("system.workers=[1,", &["--set system.workers = [1,", "a value as in TOML"]),
        ("system.workers=", &["--set system.workers", "a value as in TOML"]),
        ("system.workers=1\nname='x'", &["--set", "a value as in TOML"]),
        ("system.workers.most=1", &["--set system.workers.most", "workers is no table"]),
        ("system..workers=1", &["--set", "a name with its table"]),
        ("stragglers.rat=1", &["--set stragglers.rat", "did you mean `rate`?"]),
        ("system.workers", &["--set", "a key and its value"]),
        ("=3", &["--set", "a key and its value"]),
    ] {
        refused(&["solve", &path, "--set", set], parts);
    }
    refused(&["solve", "nosuch.toml", "--set", "system.workers=3"], &["nosuch.toml", "cannot be read"]);
}

#[test]
fn an_instance_may_come_from_options() {
    let measured = ["--law", "shifted-exponential", "--mean", "80", "--min", "30", "-N", "12", "-L", "1e6"];
    let document = json(&[&["solve", "--method", "uncoded"], &measured[..]].concat());
    let instance = &document["instance"];
    assert_eq!(instance["system"]["coordinates"], 1_000_000);
    assert_eq!(instance["system"]["samples"], 12);
    assert_eq!(
        (instance["stragglers"]["rate"].as_f64(), instance["stragglers"]["shift"].as_f64()),
        (Some(0.02), Some(30.0))
    );
    let given = ["--law", "hyper-exponential", "--param", "weights=[0.9, 0.1]", "--param", "rates=[1,0.1]"];
    let rest = ["-N", "3", "-L", "30", "-M", "6", "--cycles", "0.5", "--deadline", "40"];
    let document = json(&[&["solve", "--method", "uncoded"], &given[..], &rest[..]].concat());
    assert_eq!(document["instance"]["system"]["cycles"], 0.5);
    assert_eq!(document["instance"]["stragglers"]["weights"], serde_json::json!([0.9, 0.1]));
    assert_eq!(document["instance"]["objective"]["deadline"], 40.0);
    let sized = |law: &'static str| vec!["solve", "--law", law, "-N", "4", "-L", "20"];
    for (more, parts) in [
        (vec![], &["rate", "missing"][..]),
        (vec!["--param", "rat=1"], &["stragglers.rat", "did you mean `rate`?"]),
        (vec!["--param", "rate=fast"], &["--param rate=fast", "a number or a list"]),
        (vec!["--param", "rate=1", "--param", "rate=2"], &["--param rate", "twice"]),
        (vec!["--param", "rate=-1"], &["the instance of --law", "rate = -1", "> 0"]),
        (vec!["--mean", "20", "--min", "30"], &["--mean 20", "above the least cycle time"]),
        (vec!["--mean", "80", "--param", "rate=1"], &["--mean 80", "--param rate is given as well"]),
        (vec!["--mean", "-1"], &["--mean", "-1", "> 0"]),
        (vec!["--min", "3"], &["--mean"]),
    ] {
        refused(&[sized("shifted-exponential"), more].concat(), parts);
    }
    refused(&sized("wiebull"), &["--law = \"wiebull\"", "did you mean `weibull`?"]);
    refused(&["solve", "--law", "pareto", "-N", "3"], &["--coordinates"]);
    refused(
        &["solve", "--law", "pareto", "-N", "three", "-L", "3"],
        &["--workers", "three", "an integer from 1"],
    );
    refused(&["solve", "-N", "3"], &["<INSTANCE>"]);
}

#[test]
fn options_of_an_instance_are_set_over_a_file() {
    let path = example("exponential-n4");
    let solved = |options: &[&str]| {
        json(&[&["solve", &path, "--method", "uncoded"], options].concat())["instance"].clone()
    };
    let sized = solved(&["-N", "6", "-L", "1e3", "-M", "12", "--cycles", "0.5", "--param", "rate=2"]);
    let system = serde_json::json!({"workers": 6, "coordinates": 1000, "samples": 12, "cycles": 0.5});
    assert_eq!(
        (&sized["system"], sized["stragglers"]["rate"].as_f64(), &sized["name"]),
        (&system, Some(2.0), &"exponential-n4".into())
    );
    assert_eq!(solved(&["-N", "6"])["system"]["samples"], 6, "which the file does not name");
    assert_eq!(solved(&["--deadline", "40"])["objective"]["deadline"], 40.0);
    let law = solved(&["--law", "pareto", "--mean", "3", "--min", "2"]);
    assert_eq!(law["stragglers"], serde_json::json!({"law": "pareto", "shape": 3.0, "scale": 2.0}));
    assert_eq!(
        solved(&["-N", "6", "--set", "system.workers=6"])["system"]["workers"],
        6,
        "once more the same"
    );
    for (options, parts) in [
        (
            &["-N", "6", "--set", "system.workers=7"][..],
            &["--workers and --set", "system.workers", "6", "7"][..],
        ),
        (&["-L", "6", "--set", "system={workers=4,coordinates=7}"], &["--coordinates", "system.coordinates"]),
        (&["--set", "name=a", "--set", "name=b"], &["--set and --set", "name", "\"a\"", "\"b\""]),
        (&["--deadline", "9", "--set", "objective.kind=expected-runtime"], &["--deadline", "objective.kind"]),
        (
            &["--law", "pareto", "--mean", "3", "--min", "2", "--set", "stragglers.shape=4"],
            &["--law", "stragglers.shape"],
        ),
        (&["--param", "rate=2", "--set", "stragglers.rate = 3"], &["--param", "stragglers.rate"]),
    ] {
        refused(&[&["solve", &path], options].concat(), parts);
    }
    for (options, parts) in [
        (&["-N", "0"][..], &["error: --workers: system.workers = 0", "an integer from 1"][..]),
        (&["--law", "pareto"], &["error: --law: stragglers", "missing"]),
        (&["--param", "rat=1"], &["error: --param: stragglers.rat", "did you mean `rate`?"]),
        (&["--mean", "80"], &["--mean 80:", "--law", "--param rate=0.02"]),
        (&["--min", "80"], &["--mean"]),
        (&["--set", "stragglers={law=\"pareto\",shape=-1,scale=1}"], &["error: --set stragglers.shape = -1"]),
    ] {
        refused(&[&["solve", &path], options].concat(), parts);
    }
    run(&["simulate", &path, "-N", "1", "-L", "3", "--partition", "3", "--rounds", "2"], 0);
    let trace = example("trace-n6");
    refused(&["solve", &trace, "-N", "5"], &["trace-n6", "6", "5"]);
    json(&[
        "solve", &trace, "--law", "uniform", "--param", "min=1", "--param", "max=2", "--method", "uncoded",
    ]);
}

/// A report has every default: what followed another key is neither left out nor chosen.
#[test]
fn what_follows_a_key_of_a_report_is_not_kept_in_silence() {
    let report = |name: &str, arguments: &[&str]| {
        let (stdout, _) =
            run(&[&["solve", "--format", "json", "--method", "uncoded"], arguments].concat(), 0);
        file(name, stdout).to_str().expect("UTF-8").to_owned()
    };
    let path = report("follow.json", &[&example("exponential-n4")]);
    let solved = |options: &[&str]| {
        json(&[&["solve", &path, "--method", "uncoded"], options].concat())["instance"]["system"].clone()
    };
    for option in [["--set", "system.workers=6"], ["-N", "6"]] {
        let parts =
            [option[0].trim_start_matches("-N"), "system.workers = 6", "system.samples = 4", "as well"];
        refused(&[&["solve", &path], &option[..]].concat(), &parts);
        for (samples, count) in [(["-M", "6"], 6), (["--set", "system.samples=4"], 4)] {
            assert_eq!(solved(&[option, samples].concat())["samples"], count);
        }
    }
    assert_eq!(solved(&["--set", "system={workers=6,coordinates=20}"])["samples"], 6);
    assert_eq!(solved(&["-N", "4"])["samples"], 4, "nothing changes");
    assert_eq!(solved(&["-L", "40"])["samples"], 4, "nothing follows");
    let (stdin, _) = fed(&["solve", "-", "-N", "6"], &std::fs::read_to_string(&path).expect("a report"), 2);
    assert_eq!(stdin, "");
    // Samples that cannot be the default were chosen.
    let chosen = report("chosen.json", &[&example("exponential-n4"), "-M", "50"]);
    let document = json(&["solve", &chosen, "-N", "6", "--method", "uncoded"]);
    assert_eq!(document["instance"]["system"]["samples"], 50);
    // So it is with the rounds and the header of a trace.
    let traced = report("traced.json", &[&example("trace-n6")]);
    let other = file("other.csv", "1,2,3,4,5,7\n2,1,3,4,5,6\n");
    let set = format!("stragglers.trace={:?}", other.to_str().expect("UTF-8"));
    refused(
        &["solve", &traced, "--set", &set],
        &["--set stragglers.trace", "stragglers.rounds = 40 and stragglers.header = true", "as well"],
    );
    let whole = format!("stragglers={{trace={:?}}}", other.to_str().expect("UTF-8"));
    let document = json(&["solve", &traced, "--set", &whole, "--method", "uncoded"]);
    assert_eq!(document["instance"]["stragglers"]["rounds"], 2);
}

#[test]
fn methods_are_named_one_by_one_or_in_a_list() {
    let path = example("exponential-n4");
    let names = |arguments: &[&str]| -> Vec<String> {
        let document = json(&[&["solve", &path], arguments].concat());
        let rows = document["solutions"].as_array().expect("a list");
        rows.iter().map(|row| row["method"].as_str().expect("a name").to_owned()).collect()
    };
    let wanted = ["uncoded", "mean-time", "uniform"];
    assert_eq!(names(&["--method", "uncoded,mean-time", "--method", "uniform"]), wanted);
    assert_eq!(names(&["--method", "uncoded, mean-time,uniform"]), wanted);
    refused(&["solve", &path, "--method", "exat"], &["--method exat", "did you mean `exact`?", "mean-time"]);
    refused(&["solve", &path, "--method", "uncoded,"], &["--method \"\": not a method"]);
}

#[test]
fn partitions_come_in_every_spelling() {
    let path = example("exponential-n4");
    let (report, _) = run(&["solve", &path, "--method", "exact,uncoded", "--format", "json"], 0);
    let report = file("partition-report.json", report);
    let list = file("partition-list.txt", "3 1\n2 14\n");
    let brackets = file("partition-list.json", "[3, 1, 2, 14]\n");
    let own = file("partition-own.json", "{\"partition\": [3, 1, 2, 14]}");
    let given = |path: &PathBuf| path.to_str().expect("UTF-8").to_owned();
    let of = |method: &str| format!("{}#{method}", given(&report));
    for (partition, first) in [
        ("3,1,2,14".to_owned(), 3),
        ("3 1 2 14".to_owned(), 3),
        (" 3, 1,  2 14 ".to_owned(), 3),
        ("[3,1,2,14]".to_owned(), 3),
        (given(&list), 3),
        (format!("@{}", given(&list)), 3),
        (given(&brackets), 3),
        (given(&own), 3),
        (of("exact"), 3),
        (format!("@{}", of("uncoded")), 20),
    ] {
        let document = json(&["evaluate", &path, "--partition", &partition]);
        assert_eq!(document["solutions"][0]["partition"][0], first, "{partition}");
    }
    let empty =
        file("partition-none.json", "{\"solutions\": [{\"method\": \"exact\", \"partition\": null}]}");
    let short = file("partition-short.txt", "3 1 2");
    let broken = file("partition-broken.json", "{\"solutions\": ");
    for (partition, parts) in [
        (given(&report), &["several partitions", "add # and one of exact, uncoded"][..]),
        (of("exat"), &["no partition by `exat`", "did you mean `exact`?"]),
        (given(&empty), &["none of its methods has a partition"]),
        (given(&broken), &["partition-broken.json", "no JSON document"]),
        (given(&short), &["partition-short.txt", "3 entries", "4 workers"]),
        (format!("{}#exact", given(&list)), &["only a JSON report has methods"]),
        ("@nosuch".to_owned(), &["--partition @nosuch", "cannot be read"]),
        ("nosuch.json#exact".to_owned(), &["--partition nosuch.json#exact", "cannot be read"]),
        ("3,1,2,x14".to_owned(), &["x_3 is `x14`"]),
    ] {
        refused(&["evaluate", &path, "--partition", &partition], parts);
    }
    let many = vec!["1"; 2000].join(",");
    refused(&["evaluate", &path, "--partition", &many], &["2000 entries", "4 workers"]);
}

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn what_init_writes_runs_as_it_is() {
    let folder = folder("init");
    let at = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let (stdout, _) = run(&["init", folder.to_str().expect("UTF-8")], 0);
    assert!(stdout.contains(&format!("bcgc solve {}", at("instance.toml"))), "{stdout}");
    for name in ["instance.toml", "trace.toml"] {
        assert_eq!(json(&["solve", &at(name)])["solutions"][0]["status"], "optimal", "{name}");
    }
    let (table, _) = run(&["table", &at("table.toml")], 0);
    assert!(table.contains("mean-time"), "{table}");
    let before = std::fs::read(at("instance.toml")).expect("it is there");
    std::fs::remove_file(at("table.toml")).expect("it is there");
    refused(&["init", folder.to_str().expect("UTF-8")], &["it is there already", "another folder"]);
    assert_eq!(std::fs::read(at("instance.toml")).expect("it is there"), before);
    assert!(!folder.join("table.toml").exists(), "all or nothing");
    run(&["init", folder.to_str().expect("UTF-8"), "--spec"], 0);
    refused(
        &["init", folder.to_str().expect("UTF-8"), "--law", "wiebull"],
        &["--law", "did you mean `weibull`?"],
    );
}

/// Documents of the repository are not where the program is installed.
#[test]
fn what_is_installed_refers_to_what_is_installed() {
    let folder = folder("init-alone");
    run(&["init", folder.to_str().expect("UTF-8")], 0);
    let files = std::fs::read_dir(&folder).expect("a folder");
    let files = files.map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("a file"));
    let pages = run(&["man", "--list"], 0).0;
    let pages = pages.lines().map(|page| run(&["man", page], 0).0);
    for text in files.chain(pages) {
        assert!(!text.contains("docs/") && !text.contains(".md "), "{text}");
    }
    let instance = std::fs::read_to_string(folder.join("instance.toml")).expect("it is there");
    assert!(instance.contains("bcgc init --help"), "{instance}");
    let (help, _) = run(&["init", "--help"], 0);
    assert!(help.contains("Units: T is the time") && help.contains("cycles = 1/coordinates"), "{help}");
}

#[test]
fn init_knows_every_law() {
    for law in LAWS {
        let folder = folder(&format!("init-{}", law.name));
        run(&["init", folder.to_str().expect("UTF-8"), "--law", law.name], 0);
        let path = folder.join("instance.toml").to_str().expect("UTF-8").to_owned();
        let document = json(&["solve", &path, "--method", "relaxed"]);
        assert_eq!(document["solutions"][0]["status"], "optimal", "{}", law.name);
        assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1, "only the instance");
    }
}

/// The guide to units tells the truth: its commands find the values that it shows, in the units that it promises.
#[test]
fn the_guide_to_units_is_what_the_program_finds() {
    let guide = std::fs::read_to_string(root().join("docs/units.md")).expect("the guide");
    let blocks: Vec<&str> =
        guide.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2, "a runtime and a deadline");
    for block in blocks {
        let (command, shown) = block.split_once('\n').expect("a command");
        let arguments: Vec<&str> = command.split(' ').skip(2).collect();
        let document = json(&arguments);
        let rows = document["solutions"].as_array().expect("a list");
        let tolerance = if document["sense"] == "minimize" { 1e-6 } else { 1e-4 };
        for row in rows {
            let (method, value) =
                (row["method"].as_str().expect("a name"), row["value"].as_f64().expect("a value"));
            let line = shown.lines().find(|line| line.starts_with(&format!("{method} "))).expect("a line");
            let shown: f64 =
                line.split_whitespace().nth(2).and_then(|value| value.parse().ok()).expect("a value");
            assert!((shown - value).abs() <= tolerance * value, "{command}: {line}, found {value}");
        }
    }
    let mean = 30.0 + 50.0 * (1..=12).map(|n| 1.0 / f64::from(n)).sum::<f64>();
    assert!(guide.contains(&format!("takes {mean:.1} ms: the mean of the slowest of twelve")));
}
