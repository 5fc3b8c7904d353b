//! Tables against stored ones.

use std::path::Path;

use bcgc::Format;
use bcgc::table::{self, Baseline, Comparison, Spec, Table};

use crate::command::{file, run};
use crate::{SWEEP, common, contents, folder, made, quick, sweep, text};

fn compare(table: &Table, stored: &str) -> Comparison {
    table::compare(table, &Baseline::parse(stored).expect("a table"))
}

#[test]
fn a_comparison_finds_what_moved() {
    let table = made(&sweep());
    let json = table::render(&table, Format::Json);
    let same = compare(&table, &json);
    assert!(same.agrees() && same.remarks.is_empty(), "{same:?}");
    let mut stored: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    // What it says that it compared, counted here.
    let rows = stored["rows"].as_array().expect("rows");
    let numbers = ["value", "relaxed_value", "complement", "bound", "gap"]
        .map(|column| rows.iter().filter(|row| row[column].is_number()).count());
    assert_eq!((same.rows, same.numbers), (rows.len(), numbers.iter().sum()));
    let partitions = rows.iter().filter(|row| row["method"] != "subgradient" && row["partition"].is_array());
    assert_eq!(same.partitions, partitions.count());
    let summary = same.summary("x.json");
    assert!(summary.contains(&format!("all {} numbers, 72 statuses and", same.numbers)), "{summary}");
    assert!(summary.contains("agree with x.json (tolerances: value 1e-9, "), "{summary}");

    let value = stored["rows"][3]["value"].as_f64().expect("a value");
    stored["rows"][3]["value"] = (value * (1.0 + 1e-7)).into();
    stored["rows"][4]["status"] = "optimal".into();
    let moved: Vec<String> =
        compare(&table, &stored.to_string()).differences.iter().map(ToString::to_string).collect();
    assert_eq!(moved.len(), 2, "{moved:?}");
    assert!(moved[0].contains("mean-time: value was") && moved[1].contains("mean-rate: status"), "{moved:?}");
    let mut swapped: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let block = swapped["rows"][0]["partition"][0].as_u64().expect("a block");
    swapped["rows"][0]["partition"][0] = (block + 1).into();
    let found = compare(&table, &swapped.to_string()).differences;
    assert!(found.len() == 1 && found[0].to_string().contains("partition has moved"), "{found:?}");
    // A row that only one of them has.
    let mut fewer: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let mut row = fewer["rows"].as_array_mut().expect("rows").remove(0);
    assert!(
        compare(&table, &fewer.to_string()).differences[0].to_string().contains("not in the stored table")
    );
    row["method"] = "no-such-method".into();
    fewer["rows"].as_array_mut().expect("rows").push(row);
    assert!(
        compare(&table, &fewer.to_string()).differences[1].to_string().contains("only in the stored table")
    );
    // A tolerance of the spec lets it pass.
    let spec = format!("{SWEEP}[tolerance]\n\"mean-time.value\" = 1e-6\n");
    let mut lenient = table;
    lenient.spec = Spec::parse("sweep", &spec).expect("a spec");
    let found = compare(&lenient, &stored.to_string());
    assert!(found.differences.len() == 1 && found.summary("x").contains("mean-time.value 1e-6"), "{found:?}");
}

#[test]
fn samples_are_compared_within_what_is_said() {
    let table = made(&sweep());
    let mut stored: serde_json::Value =
        serde_json::from_str(&table::render(&table, Format::Json)).expect("JSON");
    let rows = stored["rows"].as_array_mut().expect("rows");
    let sampled = rows.iter_mut().find(|row| row["method"] == "subgradient").expect("a row");
    sampled["value"] = (sampled["value"].as_f64().expect("a value") * 1.08).into();
    let found = compare(&table, &stored.to_string());
    assert_eq!(found.differences.len(), 1, "{found:?}");
    assert!(
        found.tolerances.contains("sampled methods 5e-2 but for bound 1e-8, their partitions not compared"),
        "{found:?}"
    );
    // Once the words were those above, whatever the spec said of the column.
    let mut lenient = table;
    let spec = format!("{SWEEP}[tolerance]\nvalue = 0.1\npartition = 1e9\n");
    lenient.spec = Spec::parse("sweep", &spec).expect("a spec");
    let found = compare(&lenient, &stored.to_string());
    assert!(found.agrees(), "{found:?}");
    assert!(
        found.tolerances.ends_with("sampled methods 5e-2 but for value 1e-1 and bound 1e-8"),
        "{found:?}"
    );
}

#[test]
fn a_comparison_says_whose_table_it_was() {
    let table = made(&sweep());
    let json = table::render(&table, Format::Json);
    let other = json
        .replace(&format!("\"bcgc\":\"{}\"", env!("CARGO_PKG_VERSION")), "\"bcgc\":\"0.0.1\"")
        .replace("\"seed\":1", "\"seed\":2")
        .replace("sweep (hash", "weep (hash");
    let found = compare(&table, &other);
    assert!(found.agrees(), "it is no difference of its own");
    let remarks = found.remarks.join("\n");
    for part in ["bcgc was 0.0.1, is ", "spec was weep (hash ", "seed was 2, is 1"] {
        assert!(remarks.contains(part), "{part}: {remarks}");
    }
    assert_eq!(found.remarks.len(), 3);
    // Numbers were texts in earlier runs.
    let before = json
        .replace("\"seed\":1", "\"seed\":\"1\"")
        .replace("\"system.workers\":5", "\"system.workers\":\"5\"");
    let found = compare(&table, &before);
    assert!(before != json && found.agrees() && found.remarks.is_empty(), "{found:?}");
    let bare: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let found = compare(&table, &serde_json::json!({"rows": bare["rows"]}).to_string());
    assert!(found.agrees() && found.remarks[0].contains("does not say which spec"), "{found:?}");
}

#[test]
fn the_study_of_the_documentation_still_holds() {
    let root = common::root().join("docs/study");
    for name in ["runtime-coordinates", "deadline-partition", "relaxation-coordinates"] {
        let stored = text(&root.join(format!("{name}.json")));
        let (found, _) = run(&["table", name, "--against", &stored], 0);
        let all = format!("{name}: all ");
        assert!(
            found.starts_with(&all) && found.contains("agree with") && found.lines().count() == 1,
            "{found}"
        );
    }
}

#[test]
fn a_moved_number_is_a_negative_verdict() {
    let stored = common::root().join("docs/study/relaxation-coordinates.json");
    let changed = std::fs::read_to_string(stored)
        .expect("a file")
        .replace("\"status\":\"optimal\"", "\"status\":\"gap-limit\"");
    let changed = file("changed.json", changed);
    let (stdout, stderr) = run(&["table", "relaxation-coordinates", "--against", &text(&changed)], 1);
    assert!(stdout.contains("status was \"gap-limit\", is \"optimal\""), "{stdout}");
    assert!(stderr.contains("entries moved"), "{stderr}");
    // In every format; JSON is one document.
    let against = ["table", "relaxation-coordinates", "--against", &text(&changed), "--format"];
    let (stdout, _) = run(&[&against[..], &["json"]].concat(), 1);
    let document: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!((&document["bcgc"], &document["agrees"]), (&env!("CARGO_PKG_VERSION").into(), &false.into()));
    let found = &document["comparisons"][0];
    assert_eq!((&found["table"], &found["agrees"]), (&"relaxation-coordinates".into(), &false.into()));
    let first = &found["differences"][0];
    assert_eq!(first["point"], serde_json::json!({"system.coordinates": 5}));
    assert_eq!((&first["method"], &first["column"]), (&"exact".into(), &"status".into()));
    assert_eq!(
        (&first["was"], &first["is"], &first["tolerance"]),
        (&"gap-limit".into(), &"optimal".into(), &serde_json::Value::Null)
    );
    let rows = found["differences"].as_array().expect("a list").len();
    for (format, rules) in [("csv", 1), ("markdown", 4), ("latex", 7)] {
        let (stdout, _) = run(&[&against[..], &[format]].concat(), 1);
        assert!(
            stdout.lines().count() >= rows + rules && stdout.contains("system.coordinates = 5, exact"),
            "{stdout}"
        );
    }
}

/// Changes the first value of a stored table.
fn spoil(path: &Path) -> String {
    let mut document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
    document["rows"][0]["value"] = 0.5.into();
    let spoilt = document.to_string();
    std::fs::write(path, &spoilt).expect("written");
    spoilt
}

#[test]
fn a_baseline_in_the_folder_of_the_output_is_read_before_it_is_replaced() {
    let (spec, at) = (text(&file("within.toml", quick())), folder("within"));
    let table = ["table", &spec, "--output", &text(&at)];
    run(&table, 0);
    let stored = at.join("within.json");
    let whole = contents(&at);
    let spoilt = spoil(&stored);
    let kept = contents(&at);
    std::fs::create_dir_all(folder("within-changed")).expect("a folder");
    let changed = quick().replace("rate = 1.0", "rate = 3.0");
    let other = text(&file("within-changed/within.toml", &changed));
    for against in [text(&stored), text(&at), text(&at.join(".").join("within.json"))] {
        let (stdout, stderr) = run(&[&table[..], &["--against", &against]].concat(), 1);
        assert!(stdout.contains("value was 0.5, is "), "{stdout}");
        assert!(stderr.contains("left as they were") && stderr.contains("--force"), "{stderr}");
        assert_eq!(std::fs::read_to_string(&stored).expect("a file"), spoilt, "the baseline is not lost");
        // Nor is the log, by which the stored run goes on, of another spec either.
        run(&["table", &other, "--output", &text(&at), "--against", &against], 1);
        assert_eq!(contents(&at), kept);
    }
    // A comparison that did not finish is kept as well, and goes on in its own log: not in that of the stored run.
    let (log, own) = (at.join("within.log.jsonl"), at.join("within.against.jsonl"));
    let begun = std::fs::read_to_string(&log).expect("a log").lines().take(3).collect::<Vec<_>>().join("\n");
    std::fs::write(&own, format!("{begun}\n")).expect("written");
    let baseline = text(&stored);
    let compared = [&table[..], &["--against", &baseline]].concat();
    let (_, stderr) = run(&compared, 2);
    assert!(stderr.contains("2 cells of a comparison that did not finish; give --resume"), "{stderr}");
    let (_, stderr) = run(&["table", &other, "--output", &text(&at), "--against", &text(&stored)], 2);
    assert!(
        stderr.contains("2 cells of another comparison") && stderr.contains("remove this file"),
        "{stderr}"
    );
    for _ in 0..2 {
        let (stdout, _) = run(&[&compared[..], &["--resume"]].concat(), 1);
        assert!(stdout.contains("value was 0.5, is "), "{stdout}");
        assert_eq!(contents(&at), kept);
    }
    let (stdout, _) = run(&[&table[..], &["--against", &text(&stored), "--force"]].concat(), 1);
    assert!(stdout.contains("value was 0.5, is "), "{stdout}");
    assert_eq!(contents(&at), whole, "with --force it is replaced, once it is compared");
    let (stdout, _) = run(&[&table[..], &["--against", &text(&stored)]].concat(), 0);
    assert!(stdout.contains("within.svg\n") && stdout.contains("within: all "), "{stdout}");
    assert_eq!(contents(&at), whole);
    // Elsewhere, what was made is written even if it moved; standard output is one document.
    spoil(&stored);
    let elsewhere = folder("within-elsewhere");
    let (stdout, stderr) = run(
        &["table", &spec, "--output", &text(&elsewhere), "--against", &text(&stored), "--format", "json"],
        1,
    );
    assert!(
        serde_json::from_str::<serde_json::Value>(&stdout).is_ok() && stderr.contains("within.pdf"),
        "{stdout}"
    );
    assert_eq!(contents(&elsewhere), whole);
}

#[test]
fn a_wrong_baseline_is_refused_before_any_work() {
    let (spec, at) = (text(&file("base.toml", quick())), folder("base"));
    let rows = r#"{"rows": [{"method": "exact"}, 1]}"#;
    let cases = [
        ("nosuch.json".to_owned(), "cannot be read"),
        (text(&file("base-1.json", "{")), "is not JSON"),
        (text(&file("base-2.json", "{}")), "has no rows"),
        (text(&file("base-3.json", r#"{"rows": []}"#)), "has no row to compare with"),
        (text(&file("base-4.json", rows)), "row 2 has no method"),
        (text(&folder("nothing-there")), "cannot be read"),
    ];
    for (against, part) in &cases {
        let (stdout, stderr) = run(&["table", &spec, "--output", &text(&at), "--against", against], 2);
        assert!(stdout.is_empty() && stderr.contains("--against") && stderr.contains(part), "{stderr}");
        assert!(!at.exists(), "{part}: nothing is begun");
    }
    // A group has a folder of them, all of them.
    let study = text(&common::root().join("docs/study"));
    let (_, stderr) = run(&["table", "study", "--against", &study], 2);
    assert!(stderr.contains("closed-forms-workers.json: cannot be read"), "{stderr}");
    let (_, stderr) = run(&["table", "study", "--against", &format!("{study}/runtime-rate.json")], 2);
    assert!(stderr.contains("for a group, give the folder"), "{stderr}");
}
