//! The binary's answers and exit statuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bcgc-verify")).args(arguments).output().unwrap()
}

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)
}

/// Once: two partitions stood below the claims, and nobody could tell whose was which.
#[test]
fn of_several_partitions_it_is_said_which_claims_name_them() {
    let path = corpus("accept/trace-mean.json");
    let mut document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).expect("it is there")).expect("JSON");
    let workers = document["instance"]["system"]["workers"].as_u64().expect("a number") as usize;
    let all = document["instance"]["system"]["coordinates"].clone();
    let mut blocks = vec![serde_json::json!(0); workers];
    blocks[0] = all;
    let claims = document["claims"].as_array_mut().expect("claims");
    claims.insert(0, serde_json::json!({"claim": "feasible", "partition": blocks}));
    let accepted =
        bcgc_verify::judge(document.to_string().as_bytes(), None, &bcgc_verify::Clock::start(None));
    let subject = accepted.expect("accepted").subject;
    let lines: Vec<&String> = subject.iter().filter(|line| line.starts_with("partition")).collect();
    assert!(lines.len() == 2 && lines[0].starts_with("partition of /claims/0: "), "{subject:?}");
    assert!(lines[1].starts_with("partition of /claims/1, /claims/2"), "{subject:?}");
}

#[test]
fn the_exit_status_tells_the_verdict() {
    for (file, status, answer) in [
        ("accept/trace-mean.json", 0, "accepted: "),
        ("reject/value-too-small.json", 1, "rejected: /claims/1/high: "),
        ("malformed/unknown-key.json", 2, "not a certificate: /claims/0/note: "),
        ("unverified/too-many-sets.json", 3, "could not verify: /claims/0: "),
        ("accept/missing.json", 2, "not a certificate: the document: "),
    ] {
        let output = run(&[&corpus(file)]);
        assert_eq!(output.status.code(), Some(status), "{file}");
        assert!(String::from_utf8(output.stdout).unwrap().starts_with(answer), "{file}");
    }
}

#[test]
fn no_time_means_not_verified() {
    let output = run(&[Path::new("--time-limit"), Path::new("0"), &corpus("accept/trace-mean.json")]);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_trace_beside_the_certificate_must_be_the_one_meant() {
    let folder = std::env::temp_dir().join(format!("bcgc-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // SHA-256 of the text below, from sha256sum.
    let document = r#"{"format": "bcgc-certificate", "version": 1, "instance": {
        "system": {"workers": 2, "coordinates": 10, "samples": 2, "cycles": 1},
        "stragglers": {"trace": {"path": "times.csv", "sha256": "DIGEST"}},
        "objective": {"kind": "expected-runtime"}},
        "claims": [{"claim": "value", "partition": [10, 0], "low": "26.25", "high": "26.25"}]}"#
        .replace("DIGEST", "56207788935857e9efafe76217dfa2f9fd3207d8f2d84196151a01e0f3a96c3c");
    std::fs::write(folder.join("certificate.json"), document).unwrap();
    std::fs::write(folder.join("times.csv"), "a,b\n1.5,3\n2,2.25\n").unwrap();
    assert_eq!(run(&[&folder.join("certificate.json")]).status.code(), Some(0));
    std::fs::write(folder.join("times.csv"), "a,b\n1.5,3\n2,2.26\n").unwrap();
    assert_eq!(run(&[&folder.join("certificate.json")]).status.code(), Some(1));
    std::fs::remove_file(folder.join("times.csv")).unwrap();
    assert_eq!(run(&[&folder.join("certificate.json")]).status.code(), Some(3));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn help_and_wrong_arguments() {
    let help = run(&[Path::new("--help")]);
    assert!(help.status.success() && help.stdout.starts_with(b"usage"));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&[Path::new("--time-limit"), Path::new("x")]).status.code(), Some(2));
}
