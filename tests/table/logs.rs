//! Logs: killed, resumed, cut off, damaged and stopped runs.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bcgc::table::{self, Spec};

use crate::command::{file, run};
use crate::{SWEEP, contents, folder, quick, sweep, text};

#[test]
fn a_killed_run_resumes_to_the_same_files() {
    let spec = file("killed.toml", SWEEP);
    let (whole, broken) = (folder("whole"), folder("broken"));
    run(&["table", &text(&spec), "--output", &text(&whole)], 0);
    let expected = contents(&whole);
    assert_eq!(expected.len(), 10, "{:?}", expected.keys());
    // Killed at several moments, the last time after everything is done.
    for wait in [5, 40, 90, 150] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bcgc"))
            .args(["table", &text(&spec), "--output", &text(&broken), "--resume"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("bcgc runs");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(wait) {
            std::thread::sleep(Duration::from_millis(2));
        }
        // SIGKILL; an error means that it has ended by itself.
        let _ = child.kill();
        child.wait().expect("it ends");
    }
    run(&["table", &text(&spec), "--output", &text(&broken), "--resume"], 0);
    let found = contents(&broken);
    for (name, bytes) in &expected {
        assert_eq!(found.get(name), Some(bytes), "{name}");
    }
}

#[test]
fn nothing_in_the_log_is_computed_again_and_a_torn_line_is_dropped() {
    let spec = sweep();
    let folder = folder("log");
    std::fs::create_dir_all(&folder).expect("a folder");
    let log = folder.join("sweep.log.jsonl");
    table::run(&spec, Some(&log), false, None, &|_, _| {}).expect("a table");
    let whole = std::fs::read_to_string(&log).expect("a log");
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(lines.len(), 1 + spec.len() * spec.methods.len());
    // Half of the cells and a torn line.
    let half = lines.len() / 2;
    std::fs::write(&log, format!("{}\n{}", lines[..half].join("\n"), &lines[half][..20])).expect("written");
    let computed = std::sync::atomic::AtomicUsize::new(0);
    let count = |_: usize, _: usize| {
        computed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    };
    table::run(&spec, Some(&log), true, None, &count).expect("a table");
    assert_eq!(computed.into_inner(), lines.len() - half);
    assert_eq!(std::fs::read_to_string(&log).expect("a log"), whole);
    // Another spec's log is refused.
    let other = Spec::parse("sweep", &SWEEP.replace("100", "200")).expect("a spec");
    let error = table::run(&other, Some(&log), true, None, &|_, _| {}).expect_err("another spec");
    assert!(error.to_string().contains("the spec has changed since"), "{error}");
}

#[test]
fn the_log_of_an_unfinished_run_is_not_discarded_by_accident() {
    let (spec, at) = (text(&file("accident.toml", quick())), folder("accident"));
    let table = ["table", &spec, "--output", &text(&at)];
    run(&table, 0);
    // All cells and all files: another run may begin anew.
    run(&table, 0);
    let whole = contents(&at);
    let log = at.join("accident.log.jsonl");
    let lines: Vec<String> =
        std::fs::read_to_string(&log).expect("a log").lines().map(str::to_owned).collect();
    let half = format!("{}\n", lines[..lines.len() / 2].join("\n"));
    std::fs::write(&log, &half).expect("written");
    let (_, stderr) = run(&table, 2);
    let parts = ["accident.log.jsonl", "holds 35 of 72 cells", "--resume", "--force"];
    assert!(parts.iter().all(|part| stderr.contains(part)), "{stderr}");
    assert_eq!(std::fs::read_to_string(&log).expect("a log"), half);
    run(&[&table[..], &["--resume"]].concat(), 0);
    assert_eq!(contents(&at), whole);
    // All cells, but the tables were not written any more.
    std::fs::remove_file(at.join("accident.json")).expect("a file");
    assert!(run(&table, 2).1.contains("holds 72 of 72 cells"));
    run(&[&table[..], &["--force"]].concat(), 0);
    assert_eq!(contents(&at), whole);
    // The log of a finished run of another spec: its cells are in the tables.
    let other = text(&file("accident.toml", quick().replace("A sweep", "Another sweep")));
    run(&["table", &other, "--output", &text(&at)], 0);
    assert!(std::fs::read_to_string(at.join("accident.md")).expect("a table").contains("Another sweep"));
    // That of an unfinished one is not discarded, whatever tables stand beside it.
    for tables in [true, false] {
        std::fs::write(&log, &half).expect("written");
        if !tables {
            std::fs::remove_file(at.join("accident.json")).expect("a file");
        }
        for resume in [&[][..], &["--resume"]] {
            let (_, stderr) = run(&[&["table", &other, "--output", &text(&at)], resume].concat(), 2);
            assert!(stderr.contains("the spec has changed since") && stderr.contains("--force"), "{stderr}");
            assert_eq!(std::fs::read_to_string(&log).expect("a log"), half);
        }
    }
    run(&["table", &other, "--output", &text(&at), "--force"], 0);
}

#[test]
fn a_damaged_log_names_its_line_and_keeps_what_precedes_a_cut_tail() {
    let (spec, at) = (text(&file("damaged.toml", quick())), folder("damaged"));
    let table = ["table", &spec, "--output", &text(&at), "--resume"];
    run(&table, 0);
    let whole = contents(&at);
    let log = at.join("damaged.log.jsonl");
    let lines: Vec<String> =
        std::fs::read_to_string(&log).expect("a log").lines().map(str::to_owned).collect();
    let begin = lines[..10].join("\n");
    // Cut off within a character, with and without a line end after it; filled with zeros by a crash.
    let tails: [&[u8]; 4] =
        [b"\n{\"point\":1,\"meth", b"\n{\"point\":1\n", b"\n\xc3", &[b"\n".as_slice(), &[0; 300]].concat()];
    for tail in tails {
        std::fs::write(&log, [begin.as_bytes(), tail].concat()).expect("written");
        run(&table, 0);
        assert_eq!(contents(&at), whole);
    }
    let last = &lines[10];
    let cases = [
        ("{\"point\":".to_owned(), "no cell as bcgc writes it"),
        (last.replacen("\"point\":1", "\"point\":99", 1), "no such point"),
        (last.replacen("\"method\":\"", "\"method\":\"x", 1), "no method of this table"),
        (last.replacen("\"status\":\"", "\"status\":\"x", 1), "unknown status"),
        (last.replacen("\"value\":[", "\"value\":[-", 1), "cannot be"),
    ];
    for (line, reason) in cases {
        let text = format!("{begin}\n{line}\n{}\n", lines[11]);
        std::fs::write(&log, &text).expect("written");
        let (_, stderr) = run(&table, 2);
        assert!(stderr.contains("line 11 is damaged") && stderr.contains(reason), "{stderr}");
        assert!(stderr.contains("delete this line"), "{stderr}");
        assert_eq!(std::fs::read_to_string(&log).expect("a log"), text, "it is not lost");
    }
}

/// A record with its values multiplied.
fn scaled(line: &str, factor: f64) -> String {
    let mut record: serde_json::Value = serde_json::from_str(line).expect("a record");
    for key in ["value", "relaxed_value"] {
        if let Some(value) = record[key][0].as_f64() {
            record[key][0] = serde_json::json!(value * factor);
        }
    }
    record.to_string()
}

/// Once: the last of two answers to one cell was taken, and an optimum far from its own bound was believed.
#[test]
fn a_log_that_contradicts_itself_is_refused() {
    let (spec, at) = (text(&file("contradiction.toml", SWEEP)), folder("contradiction"));
    let table = ["table", &spec, "--output", &text(&at), "--resume"];
    run(&table, 0);
    let whole = contents(&at);
    let log = at.join("contradiction.log.jsonl");
    let honest = std::fs::read_to_string(&log).expect("a log");
    let lines: Vec<&str> = honest.lines().collect();
    // The same answer twice is one.
    std::fs::write(&log, format!("{honest}{}\n", lines[2])).expect("written");
    run(&table, 0);
    assert_eq!(contents(&at), whole);
    let other = lines[2].replacen("\"note\":", "\"note\":\"another\",\"was\":", 1);
    assert_ne!(other, lines[2]);
    std::fs::write(&log, format!("{honest}{other}\n")).expect("written");
    let (_, stderr) = run(&table, 2);
    let last = lines.len() + 1;
    assert!(stderr.contains(&format!("lines 3 and {last} are two answers to one cell")), "{stderr}");
    let optimal = lines
        .iter()
        .position(|line| line.contains("\"status\":\"optimal\",\"partition\":["))
        .expect("an optimum");
    for (factor, said) in
        [(4.0, "it is called optimal at a gap of 3.0e0"), (0.25, "is better than the bound")]
    {
        let line = scaled(lines[optimal], factor);
        std::fs::write(&log, honest.replace(lines[optimal], &line)).expect("written");
        let (_, stderr) = run(&table, 2);
        assert!(stderr.contains(&format!("line {} is damaged (", optimal + 1)), "{stderr}");
        assert!(stderr.contains(said) && stderr.contains("delete this line"), "{stderr}");
    }
}

/// Many cells that take a while each.
#[cfg(unix)]
const LONG: &str = "title = \"Long\"\nmethods = [\"uncoded\", \"subgradient\"]\n[instance.system]\nworkers = 60\n\
    [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1\n\
    [grid]\n\"system.coordinates\" = [20000, 20001, 20002, 20003, 20004, 20005, 20006, 20007, 20008, 20009, 20010, 20011, \
    20012, 20013, 20014, 20015, 20016, 20017, 20018, 20019, 20020, 20021, 20022, 20023, 20024, 20025, 20026, 20027, 20028]\n";

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_that_says_how_to_go_on() {
    let (spec, at) = (text(&file("long run.toml", LONG)), folder("long"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_bcgc"))
        .args(["table", &spec, "--output", &text(&at)])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bcgc runs");
    let log = at.join("long run.log.jsonl");
    let lines = || std::fs::read_to_string(&log).map_or(0, |text| text.lines().count());
    while lines() < 3 {
        assert!(child.try_wait().expect("a child").is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(2));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    let again = format!("go on with: bcgc table '{spec}' --output {} --resume", text(&at));
    assert!(stderr.contains("stopping") && stderr.contains(&again), "{stderr}");
    // What was cancelled is in no line of the log.
    let kept = std::fs::read_to_string(&log).expect("a log");
    assert!(kept.ends_with('\n') && kept.lines().count() < 1 + 2 * 29, "{kept}");
    let records =
        kept.lines().skip(1).map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    assert!(records.into_iter().all(|record| record["status"] == "heuristic"));
    assert_eq!(contents(&at).len(), 1, "nothing but the log is there");
}
