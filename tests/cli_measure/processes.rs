//! What happens to processes while they run.

use serde_json::Value as Json;

use crate::signals::{ended, signal, start, start_until};
use crate::{folder, rounds, show};
use std::io::BufReader;
use std::process::{Child, ChildStderr};
use std::time::Duration;

/// A measurement without end that has a round, and its processes.
fn running(path: &str, more: &[&str]) -> (Child, BufReader<ChildStderr>, Vec<u32>) {
    let endless =
        ["measure", "-N", "2", "-L", "10", "--samples", "400", "--time-limit", "3000", "--output", path];
    // With the first round another stage begins.
    let (child, stderr) =
        start_until(&[&endless[..], more].concat(), |line| line.starts_with("starting processes: took"));
    let children = children(child.id());
    (child, stderr, children)
}

/// Parent and state of a process.
fn stat(id: u32) -> Option<(u32, char)> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let mut rest = text.rsplit_once(')')?.1.split_whitespace();
    let state = rest.next()?.chars().next()?;
    Some((rest.next()?.parse().ok()?, state))
}

fn children(of: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").expect("Linux has it");
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(|&id| stat(id).is_some_and(|(parent, _)| parent == of)).collect()
}

/// Waits until processes have ended; what nobody waits for stays as a zombie.
fn all_end(ids: &[u32]) -> bool {
    let is_over = |id: &u32| stat(*id).is_none_or(|(_, state)| state == 'Z' || state == 'X');
    (0..3000).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        ids.iter().all(is_over)
    })
}

#[test]
fn one_that_is_killed_is_named_and_the_rounds_before_are_kept() {
    let at = folder("killed");
    let (child, stderr, processes) = running(&show(&at), &["--format", "json"]);
    assert_eq!(processes.len(), 2);
    signal("KILL", processes[1]);
    let (printed, said) = ended(child, stderr, 3);
    let document: Json = serde_json::from_str(&printed).expect("a document");
    let kept = document["rounds"].as_u64().expect("a count") as usize;
    assert_eq!((rounds(&at, "0").len(), rounds(&at, "1").len()), (kept, kept));
    for part in ["\"kind\":\"process\"", "of 2", &processes[1].to_string(), "SIGKILL", "before"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(document["failed"].as_str().is_some_and(|failed| failed.contains("SIGKILL")), "{document}");
    assert!(all_end(&processes));
}

#[test]
fn one_that_hangs_is_named_after_the_limit() {
    let at = folder("hanging");
    let (child, stderr, processes) = running(&show(&at), &["--answer-limit", "2"]);
    signal("STOP", processes[0]);
    let (printed, said) = ended(child, stderr, 3);
    // A slow machine has one round by then, a fast one many.
    for part in ["did not answer", "within 2 s", "--answer-limit", " before "] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(printed.contains("failed") && !rounds(&at, "0.5").is_empty(), "{printed}");
    assert!(all_end(&processes), "a process that was stopped ends as well");
}

#[test]
fn interrupted_it_hands_over_the_rounds_by_then() {
    let at = folder("interrupted");
    let (child, stderr, processes) = running(&show(&at), &["--beside", "1", "--format", "json"]);
    assert_eq!(processes.len(), 3);
    // A terminal sends it to all of them.
    processes.iter().for_each(|&id| signal("INT", id));
    signal("INT", child.id());
    let (printed, said) = ended(child, stderr, 130);
    let document: Json = serde_json::from_str(&printed).expect("a document");
    assert_eq!((&document["interrupted"], &document["failed"]), (&true.into(), &Json::Null));
    assert_eq!(document["rounds"].as_u64(), Some(rounds(&at, "1").len() as u64));
    assert!(said.contains("\"kind\":\"interrupted\"") && said.contains("before"), "{said}");
    assert!(all_end(&processes));
}

/// A load that takes days: nothing is read or written before its end.
#[test]
fn a_process_at_work_ends_with_the_one_that_started_it() {
    let path = show(&folder("busy"));
    let busy = ["measure", "-N", "1", "-L", "10", "--samples", "1000000000000", "--output", &path];
    let mut child = start(&busy);
    let wait = || std::thread::sleep(Duration::from_millis(100));
    while children(child.id()).is_empty() {
        assert!(child.try_wait().expect("a status").is_none(), "it runs");
        wait();
    }
    let processes = children(child.id());
    // By then it is at work.
    (0..10).for_each(|_| wait());
    signal("KILL", child.id());
    child.wait().expect("it ends");
    assert!(all_end(&processes));
}

#[test]
fn processes_end_with_the_one_that_started_them() {
    let (mut child, _stderr, processes) = running(&show(&folder("orphans")), &["--beside", "1"]);
    assert_eq!(processes.len(), 3);
    signal("KILL", child.id());
    child.wait().expect("it ends");
    assert!(all_end(&processes));
}
