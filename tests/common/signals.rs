//! Running processes of the binary that signals are sent to.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::common::bcgc;

/// Starts the binary with all its pipes.
pub fn start(arguments: &[&str]) -> Child {
    let mut command = bcgc();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("bcgc runs")
}

/// Sends a signal (`INT`) to a process.
pub fn signal(name: &str, id: u32) {
    let status = Command::new("kill").args([&format!("-{name}"), &id.to_string()]).status();
    assert!(status.expect("kill").success());
}

/// Starts the binary and reads what it says of its stages, until it says a line that is waited for.
pub fn start_until(arguments: &[&str], is_awaited: impl Fn(&str) -> bool) -> (Child, BufReader<ChildStderr>) {
    let mut child = start(&[arguments, &["--verbose"]].concat());
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    while !is_awaited(&line) {
        line.clear();
        assert!(stderr.read_line(&mut line).expect("UTF-8") > 0, "{arguments:?} ended before");
    }
    (child, stderr)
}

/// What is on both outputs of a process that is to end with a status.
pub fn ended(mut child: Child, mut stderr: impl Read, status: i32) -> (String, String) {
    // Both at once: neither pipe may fill.
    let mut stdout = child.stdout.take().expect("piped");
    let printing = std::thread::spawn(move || {
        let mut printed = String::new();
        stdout.read_to_string(&mut printed).expect("UTF-8");
        printed
    });
    let mut said = String::new();
    stderr.read_to_string(&mut said).expect("UTF-8");
    let printed = printing.join().expect("it ends");
    assert_eq!(child.wait().expect("it ends").code(), Some(status), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    (printed, said)
}
