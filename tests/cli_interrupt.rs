//! Ctrl-C: what ends early hands over what it has, anything else says what was stopped; the exit status is 130.
#![cfg(target_os = "linux")]

#[path = "common/command.rs"]
mod command;
mod common;
#[path = "common/signals.rs"]
mod signals;

use command::example;
use serde_json::Value as Json;
use signals::{ended, signal, start, start_until};

/// Interrupts a command once it says that a stage goes on; what it prints and what it says from then on.
fn interrupted_in(stage: &str, arguments: &[&str]) -> (String, String) {
    // Other stages say only how long they took.
    let (child, stderr) = start_until(arguments, |line| line.starts_with(stage) && !line.contains("took"));
    signal("INT", child.id());
    ended(child, stderr, 130)
}

/// Without a gap to stop at this goes on until somebody ends it.
fn endless() -> Vec<String> {
    let words = ["--gap", "0", "--complement-gap", "0", "--time-limit", "3000", "--threads", "1"];
    [&[example("probability-n20")][..], &words.map(str::to_owned)].concat()
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn solve_hands_over_the_best_by_then() {
    let endless = endless();
    let endless: Vec<&str> = endless.iter().map(String::as_str).collect();
    let old = command::file("interrupted.json", "");
    let certificate = old.to_str().expect("UTF-8");
    command::run(&["code", "--workers", "3", "--stragglers", "1", "--certificate", certificate], 0);
    let solve = [&["solve", "--method", "uncoded,exact,single-block", "--no-bound"], &endless[..]].concat();
    let more = ["--format", "json", "--certificate", certificate];
    let (printed, said) = interrupted_in("exact", &[&solve[..], &more].concat());
    let document: Json = serde_json::from_str(&printed).expect("a document");
    assert_eq!(document["interrupted"], true);
    let [uncoded, exact, single] = [0, 1, 2].map(|row| &document["solutions"][row]);
    assert!(uncoded["note"] == "s = 0" && uncoded["status"] == "heuristic", "it was whole: {uncoded}");
    assert!(exact["value"].is_number() && exact["status"] == "interrupted", "{exact}");
    assert!(exact["note"].as_str().is_some_and(|note| note.ends_with("; interrupted")), "{exact}");
    assert!(
        single["status"] == "interrupted"
            && single["value"].is_null()
            && single["note"] == "not begun: the run was interrupted",
        "{single}"
    );
    assert!(
        said.contains("stopping; once more Ctrl-C") && said.contains("\"kind\":\"interrupted\""),
        "{said}"
    );
    assert!(said.contains("no certificate is written, and the earlier one is removed"), "{said}");
    assert!(!old.exists());
    let (printed, said) = interrupted_in("exact", &solve);
    assert!(printed.starts_with("interrupted the run was ended early"), "{printed}");
    assert!(said.contains("error: the run was stopped: the result has the best by then\n"), "{said}");
    // A report that is whole says so as well.
    let whole = command::json(&["solve", &example("exponential-n4"), "--method", "uncoded"]);
    assert_eq!(whole["interrupted"], false);
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn evaluate_hands_over_the_value() {
    let endless = endless();
    let endless: Vec<&str> = endless.iter().map(String::as_str).collect();
    let partition = format!("20000,20000{}", ",0".repeat(18));
    let evaluate = ["evaluate", "--partition", &partition, "--format", "json"];
    let (printed, said) = interrupted_in("global", &[&evaluate[..], &endless].concat());
    let document: Json = serde_json::from_str(&printed).expect("a document");
    assert_eq!(document["interrupted"], true);
    assert!(document["solutions"][0]["value"].is_number(), "{document}");
    assert!(said.contains("\"kind\":\"interrupted\""), "{said}");
}

/// Its proofs take many times as long as the stage is waited for.
#[test]
fn a_certificate_that_is_not_made_leaves_the_result() {
    let file = command::file("unproved.json", "");
    let solve = ["solve", &example("pareto-n6"), "--method", "relaxed", "--format", "json"];
    let more = ["--certificate", file.to_str().expect("UTF-8")];
    let (printed, said) = interrupted_in("certifying", &[&solve[..], &more].concat());
    let document: Json = serde_json::from_str(&printed).expect("a document");
    assert_eq!(
        (&document["interrupted"], &document["solutions"][0]["value_rigour"]),
        (&false.into(), &"float".into())
    );
    assert!(said.contains("the result is whole, its proof was stopped; no certificate is written"), "{said}");
}

#[test]
fn simulate_hands_over_the_rounds_played() {
    let path = example("exponential-n4");
    let simulate = ["simulate", &path, "--partition", "3,1,2,14", "--exact", "--rounds", "1e9"];
    let (printed, said) = interrupted_in("playing rounds", &[&simulate[..], &["--format", "json"]].concat());
    let document: Json = serde_json::from_str(&printed).expect("a document");
    let rounds = document["rounds"].as_u64().expect("a number");
    assert!(rounds > 0 && document["interrupted"] == true && document["wrong_gradients"] == 0, "{said}");
    assert_eq!(document["results"].as_array().map(Vec::len), Some(rounds as usize));
    assert!(
        said.contains("\"kind\":\"interrupted\"") && said.contains(&format!("--rounds {rounds} ")),
        "{said}"
    );
}

#[test]
fn what_has_nothing_to_hand_over_says_what_was_stopped() {
    let code = ["code", "--workers", "40", "--stragglers", "20", "--budget", "1e15", "--format", "json"];
    let (printed, said) = interrupted_in("checking sets of workers", &code);
    assert!(printed.is_empty() && said.contains("the check of the matrix was stopped"), "{said}");
    assert!(said.contains("\"kind\":\"interrupted\"") && said.contains("\"status\":130"), "{said}");
}

#[test]
fn a_certificate_that_is_not_judged_says_so() {
    let mut child = start(&["verify", "-"]);
    // Standard input stays open: it waits for the certificate.
    let status = format!("/proc/{}/status", child.id());
    let is_heeded = || {
        let text = std::fs::read_to_string(&status).expect("it runs");
        let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("signals");
        u64::from_str_radix(caught.trim(), 16).is_ok_and(|signals| signals & 2 > 0)
    };
    while !is_heeded() {
        std::thread::yield_now();
    }
    let stderr = child.stderr.take().expect("piped");
    let stdin = child.stdin.take();
    signal("INT", child.id());
    let (printed, said) = ended(child, stderr, 130);
    drop(stdin);
    assert!(printed.is_empty(), "{printed}");
    assert_eq!(said, "error: standard input: it was stopped before it was judged\n");
}
