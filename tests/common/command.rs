//! What the tests of the command line share. Not every test file uses all of it.
#![allow(dead_code)]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use serde_json::Value as Json;

use crate::common::{bcgc, root};

/// The folder of the example instances.
pub fn examples() -> PathBuf {
    root().join("examples")
}

/// The path of an example instance.
pub fn example(name: &str) -> String {
    examples().join(format!("{name}.toml")).to_string_lossy().into_owned()
}

/// The result of a run that must end with a status, and never in a panic.
pub fn run(arguments: &[&str], status: i32) -> (String, String) {
    let Output { status: found, stdout, stderr } = bcgc().args(arguments).output().expect("bcgc runs");
    let (stdout, stderr) =
        (String::from_utf8(stdout).expect("UTF-8"), String::from_utf8(stderr).expect("UTF-8"));
    assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    assert_eq!(found.code(), Some(status), "{arguments:?}: {stdout}{stderr}");
    (stdout, stderr)
}

/// The same with a text on standard input.
pub fn fed(arguments: &[&str], text: &str, status: i32) -> (String, String) {
    let mut child = bcgc()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bcgc runs");
    // A command that refuses its arguments does not read.
    let _ = child.stdin.take().expect("piped").write_all(text.as_bytes());
    let Output { status: found, stdout, stderr } = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    assert_eq!(found.code(), Some(status), "{arguments:?}: {stdout}{stderr}");
    (stdout, stderr)
}

/// A file of this test process with the given text.
pub fn file(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("a writable directory");
    path
}

pub fn instance(name: &str, system: &str, stragglers: &str, objective: &str) -> String {
    let text = format!("[system]\n{system}\n[stragglers]\n{stragglers}\n{objective}");
    file(name, text).to_str().expect("UTF-8").to_owned()
}

pub const EXPONENTIAL: &str = "law = 'shifted-exponential'\nrate = 1";

/// One clear message that begins with `error:` and holds all the given parts.
pub fn refused(arguments: &[&str], parts: &[&str]) {
    let (stdout, stderr) = run(arguments, 2);
    assert_eq!(stdout, "", "{arguments:?}");
    assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
    assert!(stderr.starts_with("error: "), "{stderr}");
    for part in parts {
        assert!(stderr.contains(part), "{arguments:?}: `{part}` is missing in: {stderr}");
    }
}

pub fn json(arguments: &[&str]) -> Json {
    let (stdout, stderr) = run(&[arguments, &["--format", "json"]].concat(), 0);
    assert_eq!(stderr, "", "progress belongs to terminals");
    serde_json::from_str(&stdout).expect("one JSON document")
}

pub fn keys(value: &Json) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}
