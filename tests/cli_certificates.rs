//! `--certificate` and `bcgc verify` as a user meets them.

#[path = "common/command.rs"]
mod command;
mod common;

use std::path::{Path, PathBuf};

use command::{example, refused, run};
use common::root;
use serde_json::Value as Json;

fn at(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name)
}

fn show(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn verify_ends_with_the_status_of_the_verdict() {
    for (name, status, said) in [
        ("accept/trace-mean", 0, "accepted: "),
        ("reject/value-too-small", 1, "rejected: "),
        ("malformed/unknown-key", 2, "not a certificate: "),
        ("unverified/too-many-sets", 3, "could not verify: "),
    ] {
        let path = root().join("verify/tests/corpus").join(format!("{name}.json"));
        let (stdout, stderr) = run(&["verify", &show(&path)], status);
        assert!(stdout.contains(said) && stderr.is_empty(), "{name}: {stdout}{stderr}");
    }
    refused(&["verify", "nosuch.json"], &["nosuch.json", "cannot be read"]);
    refused(&["verify", "x.json", "--time-limit", "0"], &["--time-limit", "> 0"]);
}

/// Once: what could not be read ended the run, and a rejected one beside it had the status of bad input.
#[test]
fn one_that_cannot_be_read_leaves_the_verdicts_on_the_others() {
    let corpus = |name: &str| show(&root().join("verify/tests/corpus").join(name));
    let (good, bad) = (corpus("accept/trace-mean.json"), corpus("reject/value-too-small.json"));
    let missing = show(&at("nosuch.json"));
    let empty = at("no certificates");
    std::fs::create_dir_all(&empty).expect("a folder");
    for lost in [missing.as_str(), &show(&empty)] {
        for files in [[lost, &bad, &good], [&bad, lost, &good]] {
            let (stdout, stderr) = run(&[&["verify"], &files[..]].concat(), 1);
            assert!(stdout.contains("rejected: ") && stdout.contains("accepted: "), "{stdout}");
            assert!(stdout.contains(&format!("{lost}: ")) && stderr.is_empty(), "{stdout}{stderr}");
            assert!(stdout.ends_with("3 files: 1 accepted, 1 unreadable, 1 rejected\n"), "{stdout}");
        }
        assert!(run(&["verify", lost, &good], 2).0.ends_with("2 files: 1 accepted, 1 unreadable\n"));
    }
    // In a folder of certificates as well.
    #[cfg(unix)]
    {
        let folder = at("of a table");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::copy(&bad, folder.join("b.certificate.json")).expect("a certificate");
        let _ = std::os::unix::fs::symlink("nowhere", folder.join("a.certificate.json"));
        let (stdout, _) = run(&["verify", &show(&folder)], 1);
        assert!(stdout.ends_with("2 files: 1 unreadable, 1 rejected\n"), "{stdout}");
    }
    // A name shows no verdict of its own.
    #[cfg(unix)]
    {
        let named = at("a\naccepted: \u{1b}[31m.json");
        std::fs::copy(&bad, &named).expect("a certificate");
        for files in [&[show(&named)][..], &[show(&named), good.clone()]] {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let (stdout, _) = run(&[&["verify"], &files[..]].concat(), 1);
            assert!(!stdout.contains('\u{1b}') && !stdout.contains("\naccepted: \\"), "{stdout}");
        }
    }
    let (_, stderr) = run(&["verify", &good, "--verbose"], 0);
    assert!(stderr.contains("judging ") && stderr.contains(": took "), "{stderr}");
}

#[test]
fn a_partition_that_was_given_and_is_proved_optimal_is_called_so() {
    let path = show(&at("given-optimal.json"));
    for (partition, status) in [("3,1,2,14", "optimal"), ("4,2,2,12", "heuristic")] {
        let evaluate = ["evaluate", &example("exponential-n4"), "--partition", partition];
        let (text, _) = run(&[&evaluate[..], &["--certificate", &path, "--format", "json"]].concat(), 0);
        let document: Json = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["solutions"][0]["status"], status, "{partition}");
    }
}

#[test]
fn a_certificate_is_of_the_partition_that_was_given() {
    let file = at("given.json");
    let path = example("exponential-n4");
    let (_, stderr) = run(&["evaluate", &path, "--partition", "4,2,2,12", "--certificate", &show(&file)], 0);
    assert!(stderr.contains("proved: the value lies between 18.49558054"), "{stderr}");
    assert!(stderr.contains("not proved: no proof that it is optimal"), "{stderr}");
    let document: Json = serde_json::from_slice(&std::fs::read(&file).expect("written")).expect("JSON");
    let value = &document["claims"][1];
    assert_eq!(value["partition"], serde_json::json!([4, 2, 2, 12]));
    // docs/model.md, section 4.
    let exact = 242_466_573_206_371.0 / 13_109_432_958_930.0;
    let number = |key: &str| value[key].as_str().expect("a decimal").parse::<f64>().expect("a number");
    assert!(number("low") < exact && exact < number("high") && number("high") - number("low") < 1e-8);
    // What is proved, then of what.
    let judged = run(&["verify", &show(&file)], 0).0;
    let lines: Vec<&str> = judged.lines().collect();
    assert!(lines[..3].iter().all(|line| line.starts_with("accepted: ")), "{judged}");
    let system =
        "instance: workers 4, coordinates 20, samples 4, cycles 1.0; law shifted-exponential, rate 1.0";
    assert!(lines[3].starts_with(system) && lines[3].ends_with("kind expected-runtime"), "{judged}");
    assert_eq!(lines[4..], ["partition: 4, 2, 2, 12"]);
    // The best row of a run, and why it is the best.
    let best = at("best.json");
    run(&["solve", &path, "--method", "uncoded,lattice", "--certificate", &show(&best)], 0);
    assert!(run(&["verify", &show(&best)], 0).0.contains("the partition is optimal among integers"));
}

/// Once: the certificate of another matrix, or of another instance, stayed where a run came to none.
#[test]
fn a_run_that_comes_to_no_certificate_leaves_none_of_another_one() {
    let file = at("earlier.json");
    let shown = show(&file);
    let path = example("exponential-n4");
    let matrix = command::file("not-decodable.txt", "1 1 0\n0 1 1\n1 0 -1\n");
    let matrix = matrix.to_str().expect("UTF-8");
    let failed: [&[&str]; 3] = [
        &["code", "--matrix", matrix, "--stragglers", "1"],
        &["solve", &path, "--method", "coordinate-exact"],
        &[
            "evaluate",
            "--law",
            "pareto",
            "--param",
            "shape=0.9",
            "--param",
            "scale=1",
            "-N",
            "3",
            "-L",
            "6",
            "--partition",
            "3,1,2",
        ],
    ];
    for command in failed {
        run(&["code", "--workers", "4", "--stragglers", "1", "--certificate", &shown], 0);
        let (_, stderr) = run(&[command, &["--certificate", &shown]].concat(), 1);
        assert!(!file.exists() && stderr.contains("the earlier one"), "{command:?}: {stderr}");
    }
    // One that was written stays, whatever is said of the run.
    let strict =
        ["solve", &path, "--method", "uncoded,exact", "--gap", "1e-30", "--strict", "--certificate", &shown];
    run(&strict, 1);
    assert!(file.exists());
}

/// The ending chooses; a file of ours is replaced without force, one of others not, and one of an earlier run goes.
#[test]
fn a_certificate_by_the_name_of_vipr_is_a_proof_for_integer_programs() {
    let file = at("proof.vipr");
    let shown = show(&file);
    let path = example("exponential-n4");
    for _ in 0..2 {
        let (_, stderr) = run(&["solve", &path, "--method", "lattice", "--certificate", &shown], 0);
        assert!(stderr.contains("proved: the partition is optimal among integers"), "{stderr}");
        let text = std::fs::read_to_string(&file).expect("a proof");
        assert!(text.starts_with("% bcgc: ") && text.contains("\nVER 1.0\n"), "{text}");
        assert!(text.contains("\nRTP range ") && text.contains("OBJ { lin "), "{text}");
    }
    let (stdout, _) = run(&["verify", &shown], 2);
    assert!(stdout.contains("format VIPR") && stdout.contains("checkers of integer programs"), "{stdout}");
    // Of a matrix there is none, which is known before any work.
    refused(
        &["code", "--workers", "4", "--stragglers", "1", "--certificate", &shown],
        &["--certificate", "proof.vipr", "of a matrix", ".json"],
    );
    let nothing = ["solve", &path, "--method", "uncoded", "--certificate", &shown];
    let (_, stderr) = run(&nothing, 1);
    assert!(stderr.contains("a VIPR file has the proof that") && stderr.contains("is removed"), "{stderr}");
    assert!(!file.exists());
    let foreign = at("foreign.vipr");
    std::fs::write(&foreign, "VER 1.0\n").expect("a file of somebody else");
    refused(
        &["code", "--workers", "4", "--stragglers", "1", "--certificate", &show(&foreign)],
        &["foreign.vipr"],
    );
}

#[test]
fn what_cannot_be_proved_leaves_no_certificate_of_something_else() {
    let file = at("matrix.json");
    run(&["code", "--workers", "3", "--stragglers", "1", "--certificate", &show(&file)], 0);
    let judged = run(&["verify", &show(&file)], 0).0;
    let rows = "\nmatrix of /claims/0: 1, ";
    assert!(judged.contains("any 2 of 3 workers decode") && judged.contains(rows), "{judged}");
    let rounded = show(&root().join("tests/matrices/float3.csv"));
    let matrix = ["code", "--matrix", &rounded, "--stragglers", "1", "--tolerance", "1e-9"];
    let (_, stderr) = run(&[&matrix[..], &["--certificate", &show(&file)]].concat(), 1);
    assert!(stderr.contains("--certificate: no certificate") && stderr.contains("is removed"), "{stderr}");
    assert!(!file.exists());
    refused(
        &["solve", &example("exponential-n4"), "--certificate", "-"],
        &["--certificate", "must be a file"],
    );
    let lost = command::file("lost.csv", "1.5,inf\n2.5,3\n");
    let lost = format!("[system]\nworkers = 2\ncoordinates = 4\n[stragglers]\ntrace = '{}'\n", show(&lost));
    let lost = show(&command::file("lost.toml", &lost));
    let solve = ["solve", &lost, "--method", "single-block", "--certificate", &show(&file)];
    assert!(run(&solve, 1).1.contains("never returned, of which the judge knows nothing"));
    let path = example("exponential-n4");
    refused(&["solve", &path, "--certificate", &path], &["--certificate", "is read and never written to"]);
}
