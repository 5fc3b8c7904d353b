//! `-` for standard input, wherever a file is read.

#[path = "common/command.rs"]
mod command;
mod common;

use command::{example, fed, file, run};
use common::root;
use serde_json::Value as Json;

fn text_of(path: impl AsRef<std::path::Path>) -> String {
    std::fs::read_to_string(path).expect("a file")
}

fn show(path: &std::path::Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn partitions_are_read_from_standard_input() {
    let path = example("exponential-n4");
    let (report, _) = run(&["solve", &path, "--method", "exact,uncoded", "--format", "json"], 0);
    for (given, text, first) in [
        ("-", "3 1\n2 14\n", 3),
        ("-", "{\"partition\": [3, 1, 2, 14]}", 3),
        ("-#uncoded", &report, 20),
        ("@-#exact", &report, 3),
    ] {
        let (stdout, _) = fed(&["evaluate", &path, "--partition", given, "--format", "json"], text, 0);
        let document: Json = serde_json::from_str(&stdout).expect("a document");
        assert_eq!(document["solutions"][0]["partition"][0], first, "{given}");
    }
    let (_, stderr) = fed(&["evaluate", &path, "--partition", "-"], "3 1 2", 2);
    assert!(stderr.contains("--partition -: ") && stderr.contains("3 entries"), "{stderr}");
}

#[test]
fn matrices_and_data_are_read_from_standard_input() {
    let (csv, _) = run(&["code", "--workers", "4", "--stragglers", "1", "--format", "csv"], 0);
    let (json, _) = run(&["code", "--workers", "4", "--stragglers", "1", "--format", "json"], 0);
    let code = ["code", "--matrix", "-", "--format", "csv"];
    assert_eq!(fed(&[&code[..], &["--stragglers", "1"]].concat(), &csv, 0).0, csv);
    assert_eq!(fed(&code, &json, 0).0, csv);
    for (text, part) in
        [(csv.as_str(), "--stragglers S"), ("{", "standard input: "), ("[[1, x]]", "standard input: ")]
    {
        let (_, stderr) = fed(&code, text, 2);
        assert!(stderr.contains(part), "{stderr}");
    }
    let data = "1,2,1\n2,1,0\n";
    let instance = command::instance("data.toml", "workers = 2\ncoordinates = 2", command::EXPONENTIAL, "");
    let simulate =
        ["simulate", &instance, "--partition", "0,2", "--rounds", "3", "--format", "json", "--data"];
    let path = file("data.csv", data);
    let from_file = run(&[&simulate[..], &[show(&path)]].concat(), 0).0;
    assert_eq!(fed(&[&simulate[..], &["-"]].concat(), data, 0).0, from_file);
    let (_, stderr) = fed(&[&simulate[..], &["-"]].concat(), "1,2,1\n", 2);
    assert!(stderr.contains("--data -: 1 sample,"), "{stderr}");
}

#[test]
fn certificates_are_judged_from_standard_input() {
    let corpus = root().join("verify/tests/corpus");
    for (name, status, said) in [
        ("accept/trace-mean", 0, "accepted: "),
        ("reject/value-too-small", 1, "standard input: rejected: "),
        ("malformed/unknown-key", 2, "standard input: not a certificate: "),
    ] {
        let text = text_of(corpus.join(format!("{name}.json")));
        let (stdout, stderr) = fed(&["verify", "-"], &text, status);
        assert!(stdout.contains(said) && stderr.is_empty(), "{name}: {stdout}{stderr}");
    }
}

const SPEC: &str = "title = \"T\"\nmethods = [\"uncoded\"]\n[instance.system]\nworkers = 3\ncoordinates = 30\n\
                    [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\n\
                    [grid]\n\"system.workers\" = [3, 4]\n";

#[test]
fn specs_and_stored_tables_are_read_from_standard_input() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("table-stdin");
    let _ = std::fs::remove_dir_all(&folder);
    fed(&["table", "-", "--output", show(&folder)], SPEC, 0);
    let stored = text_of(folder.join("table.json"));
    assert!(stored.contains("\"spec\":\"table (hash "), "{stored}");
    let spec = file("table-stdin.toml", SPEC);
    let (stdout, _) = fed(&["table", show(&spec), "--against", "-"], &stored, 0);
    assert!(stdout.contains("standard input"), "{stdout}");
    for (text, part) in [("title = 3", "standard input: "), (&SPEC.replace("3, 4", "0"), "standard input: ")]
    {
        let (_, stderr) = fed(&["table", "-"], text, 2);
        assert!(stderr.starts_with("error: ") && stderr.contains(part), "{stderr}");
    }
}

#[test]
fn standard_input_is_read_once() {
    let path = example("exponential-n4");
    let text = text_of(&path);
    for (arguments, second, first) in [
        (&["evaluate", "-", "--partition", "-"][..], "--partition", "INSTANCE"),
        (&["simulate", "-", "--partition", "3,1,2,14", "--data", "-"], "--data", "INSTANCE"),
    ] {
        let (stdout, stderr) = fed(arguments, &text, 2);
        let said = format!("error: {second} -: standard input can be read once, and {first} reads it");
        assert!(stdout.is_empty() && stderr.starts_with(&said), "{stderr}");
    }
    let (_, stderr) = fed(&["simulate", &path, "--partition", "-", "--data", "-"], "3,1,2,14", 2);
    assert!(stderr.starts_with("error: --data -: ") && stderr.contains("--partition reads it"), "{stderr}");
    let (_, stderr) = fed(&["table", "-", "--against", "-"], SPEC, 2);
    assert!(stderr.starts_with("error: --against -: ") && stderr.contains("SPEC reads it"), "{stderr}");
}
