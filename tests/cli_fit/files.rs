//! What several files say together: rounds, units, and loads.

use bcgc::Instance;

use crate::command::{file, instance, json, refused, run};
use crate::common::root;
use crate::words::words;
use crate::{free, times};

/// Rounds that several files leave out are added up, in words as in the document.
#[test]
fn rounds_left_out_of_several_files_are_added_up() {
    let at = |name: &str, text: &str| file(name, text).to_str().expect("UTF-8").to_owned();
    let one = at("left-1.csv", "w1,w2\n1.5,\n1.7,1.9\n1.2,1.4\n");
    for (name, text, count) in [
        ("left-2.csv", "w1,w2\n1.6,\n1.1,2.5\n1.4,1.3\n", 2),
        ("left-3.csv", "w1,w2\n1.6,\n1.1,\n1.4,1.3\n2.5,1.25\n", 3),
    ] {
        let other = at(name, text);
        let fit = ["fit", &one, &other, "--missing", "drop-row", "--law", "uniform", "--bootstrap", "0"];
        let words = words(&run(&fit, 0).0);
        let said = format!("header \"w1, w2\", {count} rounds with missing times left out times");
        assert!(words.contains(&said) && words.matches("left out").count() == 1, "{words}");
        assert_eq!(json(&fit)["dropped"], count);
    }
}

#[test]
fn no_trace_counts_twice() {
    let times = times();
    let again = root().join("tests/../tests/cases/times.csv").to_string_lossy().into_owned();
    refused(&["fit", &times, &times], &["times.csv is given twice", "count twice"]);
    refused(&["fit", &times, &again], &["hold the same times", "give every trace once"]);
    refused(&["fit", &times, &times, "--loads", "0,1"], &["times.csv is given twice"]);
    // The same rounds in another order, and the same workers.
    let text = std::fs::read_to_string(&times).expect("a trace");
    let rows: Vec<&str> =
        text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())).collect();
    let written = |name: &str, rows: Vec<String>| {
        let path = free(name);
        std::fs::write(&path, rows.join("\n")).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let plain = written("order.csv", rows.iter().map(|row| (*row).to_owned()).collect());
    let turned = written("turned.csv", rows.iter().rev().map(|row| (*row).to_owned()).collect());
    let across = |row: &&str| row.split(',').rev().collect::<Vec<_>>().join(",");
    let across = written("across.csv", rows.iter().map(across).collect());
    refused(&["fit", &plain, &turned], &["hold the same times"]);
    refused(&["fit", &across, &plain], &["hold the same times"]);
}

#[test]
fn traces_that_may_be_in_other_units_are_named() {
    let scaled = |name: &str, factor: f64, shift: f64| {
        let row = |k: usize| {
            format!("{},{}\n", factor * (1.5 + shift + k as f64 / 7.0), factor * (2.0 + k as f64 / 9.0))
        };
        let path = free(name);
        std::fs::write(&path, (0..12).map(row).collect::<String>()).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let (seconds, thousandths) = (scaled("in-s.csv", 1.0, 0.0), scaled("in-ms.csv", 1000.0, 0.0));
    let near = scaled("near.csv", 50.0, 0.0);
    let fit =
        |traces: &[&str]| run(&[&["fit"], traces, &["--bootstrap", "0", "--law", "gamma"]].concat(), 0).0;
    let text = fit(&[&seconds, &thousandths]);
    let words = words(&text);
    assert!(
        words.contains("in-ms.csv is 1000 times that of") && words.contains("in the same unit?"),
        "{text}"
    );
    assert!(!fit(&[&seconds, &near]).contains("units"));
    let (loads, _) =
        run(&["fit", &seconds, &thousandths, "--loads", "0,1", "--bootstrap", "0", "--law", "gamma"], 0);
    assert!(!loads.contains("units"), "{loads}");
}

#[test]
fn several_loads_give_an_instance_with_an_overhead() {
    let write = free("loads.toml");
    let overheads = [0.31, 0.38, 0.47, 0.6, 0.85, 0.35, 0.43, 0.55, 0.72, 0.33, 0.41, 0.5];
    let at = |load: f64| {
        let path = free(&format!("load-{load}.csv"));
        let row =
            |row: &[f64]| row.iter().map(|a| (a + 2.0 * load).to_string()).collect::<Vec<_>>().join(",");
        let text = overheads.chunks(3).map(row).collect::<Vec<_>>().join("\n");
        std::fs::write(&path, text).expect("a file");
        path.to_string_lossy().into_owned()
    };
    let (none, all, path) = (at(0.0), at(1.0), write.to_string_lossy().into_owned());
    let fit = ["fit", &none, &all, "--loads", "0,1", "--bootstrap", "0", "--law", "log-normal"];
    let (text, _) = run(&[&fit[..], &["--write", &path]].concat(), 0);
    assert!(text.contains("cycle time") && text.contains("spread alike at every load"), "{text}");
    let instance = Instance::read(&write).expect("an instance");
    assert!(matches!(instance.stragglers, bcgc::Stragglers::Constant(value) if (value - 2.0).abs() < 0.1));
    assert!(matches!(instance.overhead, bcgc::Overhead::Law(_)));
    let (latex, _) = run(&[&fit[..], &["--format", "latex"]].concat(), 0);
    assert!(latex.contains("cycle time: 2") && latex.contains("$\\pm$") && !latex.contains("+-"), "{latex}");
    assert!(!latex.contains("bootstrap sample"), "there are none: {latex}");
    let document = json(&fit);
    let value = document["loads"]["cycle_time"].as_f64().expect("a number");
    assert!((value - 2.0).abs() < 0.1 && document["loads"]["loads"][1]["load"] == 1.0, "{document}");
    let (csv, _) = run(&[&fit[..], &["--format", "csv"]].concat(), 0);
    assert!(csv.lines().nth(1).is_some_and(|line| line.starts_with("constant,value,")), "{csv}");
    let idle = file("idle-zero.csv", "0.3,0.2\n0.1,0\n");
    let remedy = "row 2 (line 2), column 2: `0` is not above zero; the time of a load must be";
    refused(&["fit", &idle.to_string_lossy(), &all, "--loads", "0,1"], &[remedy]);
    let (_, stderr) = run(&["fit", &none, &all, "--loads", "0"], 2);
    assert!(stderr.contains("as many as there are traces, 2"), "{stderr}");
    let (_, stderr) = run(&["fit", &none, &all, "--loads", "1,0", "--bootstrap", "0"], 2);
    assert!(stderr.contains("do not rise"), "{stderr}");
    // Numbers of doubles that no one has written.
    let slow = file("slow-load.csv", "10.1,10.103\n10.1,10.2\n").to_string_lossy().into_owned();
    let fast = file("fast-load.csv", "1.1,1.103\n1.1,1.2\n").to_string_lossy().into_owned();
    let (_, stderr) = run(&["fit", &slow, &fast, "--loads", "0,1", "--bootstrap", "0"], 2);
    assert!(stderr.contains("10.1015 at load 0, 1.1015 at load 1"), "{stderr}");
}

/// Files whose columns are named in different units are not taken together in silence.
#[test]
fn units_in_names_are_compared_between_files() {
    let at = |name: &str, unit: &str, rows: &str| {
        file(name, format!("w1 ({unit}),w2 ({unit})\n{rows}")).to_string_lossy().into_owned()
    };
    let (ms, s) = (at("named-ms.csv", "ms", "3,5\n4,7\n"), at("named-s.csv", "s", "9,8\n7,6\n"));
    for arguments in [&["fit", &ms, &s][..], &["fit", &ms, &s, "--loads", "0,1"]] {
        refused(
            arguments,
            &["named-ms.csv", "times in ms", "named-s.csv", "in s: write all times in one unit"],
        );
    }
    let path = instance(
        "units-between.toml",
        "coordinates = 6",
        "trace = 'named-ms.csv'",
        "[overhead]\ntrace = 'named-s.csv'",
    );
    refused(&["solve", &path], &["overhead.trace", "write all times in one unit"]);
    let scaled = instance(
        "units-scaled.toml",
        "coordinates = 6",
        "trace = 'named-ms.csv'\nunit = 'ms'",
        "[overhead]\ntrace = 'named-s.csv'",
    );
    run(&["evaluate", &scaled, "--partition", "3,3", "--no-bound"], 0);
}

/// Most times nearer to their median and a few far away: once "spread less" beside deviations that were four times as large.
#[test]
fn a_longer_tail_is_not_said_to_spread_less() {
    let mut state = 4_u64;
    let mut unit = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut rows = |load: bool| -> String {
        let mut time = || match (load, unit() < 0.75) {
            (false, _) => 0.00001 + 0.008 * unit(),
            (true, true) => 0.02 + 0.004 * unit(),
            (true, false) => 0.024 + 0.056 * unit(),
        };
        let row = |_| format!("{:.6},{:.6},{:.6},{:.6}\n", time(), time(), time(), time());
        (0..200).map(row).collect()
    };
    let [idle, loaded] = [("tail-0.csv", false), ("tail-1.csv", true)]
        .map(|(name, load)| file(name, rows(load)).to_string_lossy().into_owned());
    let (text, _) = run(&["fit", &idle, &loaded, "--loads", "0,1", "--bootstrap", "9", "--law", "gamma"], 0);
    let text = words(&text);
    assert!(text.contains("go opposite ways") && !text.contains("spread less"), "{text}");
}
