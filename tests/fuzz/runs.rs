//! What runs leave behind and later ones read: logs and tables, and whatever lies where a result is to go.

use std::path::{Path, PathBuf};

use bcgc::internals::output::{is_own, marked};
use bcgc::table::{self, Baseline, Spec, Table, Work, cell, logged};
use bcgc::{Format, Options};

use crate::{never_panics, of_text, texts, times};

fn spec() -> Spec {
    let text = "title = 'mine'\nmethods = ['mean-time', 'uncoded']\n[instance]\n\
        system = {workers = 4, coordinates = 20}\nstragglers = {law = 'shifted-exponential', rate = 1}\n\
        [grid]\n'system.coordinates' = [20, 40]";
    Spec::parse("mine", text).expect("a spec")
}

/// The table of the spec, and the log that its run leaves in a file.
fn made(log: &Path) -> Table {
    let mut work = Work::begin(&spec(), Some(log), false).expect("work");
    for number in work.missing() {
        work.add(&cell(&spec(), number).expect("a cell")).expect("a place in the log");
    }
    work.table(None).expect("a table")
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn logs_of_tables() {
    let (spec, log, document) = (spec(), file("fuzz-log.jsonl"), file("fuzz-log.json"));
    let table = made(&log);
    std::fs::write(&document, table::render(&table, Format::Json)).expect("a file");
    let original = std::fs::read(&log).expect("the log");
    never_panics("logs of tables", &[original], times(), |bytes| {
        std::fs::write(&log, bytes).expect("a file");
        drop(logged(&spec, &log, &document));
        let mut work = Work::begin(&spec, None, false).expect("work");
        work.take(&log).is_ok()
    });
}

#[test]
fn stored_tables() {
    let table = made(&file("fuzz-table.jsonl"));
    let original = table::render(&table, Format::Json).into_bytes();
    never_panics("stored tables", &[original], times(), |bytes| {
        of_text(bytes, |text| {
            let Ok(stored) = Baseline::parse(text) else { return false };
            let found = [("stored".to_owned(), table::compare(&table, &stored))];
            for format in Format::ALL {
                drop(table::render_comparisons(&found, format));
            }
            true
        })
    });
}

/// What is asked of a file before it is replaced: whether the program wrote it.
#[test]
fn files_that_are_there() {
    let text =
        "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'shifted-exponential', rate = 1}\n";
    let instance = bcgc::Instance::from_toml(text).expect("an instance");
    let report = bcgc::solve(&instance, &Options::default().with_methods(["uncoded"])).expect("a report");
    let mut originals: Vec<Vec<u8>> =
        Format::ALL.iter().map(|format| marked(&report.render(*format), *format).into_bytes()).collect();
    let log = file("fuzz-own.jsonl");
    let table = made(&log);
    originals.push(std::fs::read(&log).expect("the log"));
    let rendered =
        Format::ALL.iter().map(|format| marked(&table::render(&table, *format), *format).into_bytes());
    originals.extend(rendered);
    originals.extend(texts(&[r#"{"format": "bcgc-certificate", "version": 1, "claims": []}"#]));
    let read = |bytes: &[u8]| is_own(&String::from_utf8_lossy(bytes));
    originals.retain(|bytes| read(bytes));
    assert!(originals.len() > 7, "{}", originals.len());
    never_panics("files that are there", &originals, times(), read);
}
