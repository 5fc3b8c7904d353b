//! The command line on input that is wrong: every message names the key, the value and the remedy.

#[path = "common/command.rs"]
mod command;
mod common;

use std::io::Read as _;
use std::process::{Command, Stdio};

use command::{EXPONENTIAL, example, file, instance, json, refused, run};
use common::bcgc;

#[test]
fn files_that_cannot_be_read_are_named() {
    refused(&["solve", "no/such/file.toml"], &["no/such/file.toml", "cannot be read"]);
    let directory = env!("CARGO_TARGET_TMPDIR");
    refused(&["solve", directory], &[directory, "cannot be read"]);
    let truncated = file("truncated.toml", "[system]\nworkers = 4\ncoordi");
    refused(&["solve", truncated.to_str().expect("UTF-8")], &["truncated.toml", "line 3"]);
    let binary = file("binary.toml", [0xff, 0xfe, 0x00, 0x80]);
    refused(&["solve", binary.to_str().expect("UTF-8")], &["binary.toml"]);
    let empty = file("empty.toml", "");
    refused(&["solve", empty.to_str().expect("UTF-8")], &["empty.toml", "system", "required"]);
    let json = file("truncated.json", "{\"system\": {\"workers\": 4");
    refused(&["evaluate", json.to_str().expect("UTF-8"), "--partition", "1"], &["truncated.json", "line 1"]);
    let twice = file("twice.json", "{\"system\": {\"workers\": 4, \"workers\": 5}}");
    refused(&["solve", twice.to_str().expect("UTF-8")], &["twice.json", "\"workers\"", "give it once"]);
    let toml = file("toml.json", "[system]\nworkers = 4");
    refused(&["solve", toml.to_str().expect("UTF-8")], &["toml.json", "must hold JSON"]);
    let json = file("json.toml", "{\"system\": {\"workers\": 4}}");
    refused(&["solve", json.to_str().expect("UTF-8")], &["json.toml", "files named .json"]);
}

/// Once: an option was left unread where what it needs is refused beside the others.
#[test]
fn options_without_what_they_are_for_are_refused() {
    let code = ["code", "--workers", "3", "--stragglers", "1"];
    for (option, value) in [("--delimiter", "comma"), ("--header", "true"), ("--index", "true")] {
        refused(&[&code[..], &[option, value]].concat(), &[option, "--workers"]);
    }
    let out = ["--output", env!("CARGO_TARGET_TMPDIR")];
    for list in [&["table", "--list"][..], &["table", "runtime-workers", "--spec"]] {
        for options in [&["--png"][..], &["--resume"], &["--force"], &["--date", "today"], &out] {
            refused(&[list, options].concat(), &[list[list.len() - 1], options[0]]);
        }
    }
    refused(&["table", "runtime-workers", "--list"], &["--list"]);
    let spec = format!(
        "title = 'x'\nmethods = ['uncoded']\n[instance]\nsystem = {{workers = 3, coordinates = 6}}\n[instance.stragglers]\n\
         {EXPONENTIAL}\n"
    );
    let spec = file("no figure.toml", spec).display().to_string();
    refused(&[&["table", &spec, "--png"], &out[..]].concat(), &["--png", "[figure]"]);
}

/// Once: a file or folder of this name was made.
#[test]
fn standard_output_is_no_file_beside_the_result() {
    let path = example("exponential-n4");
    let simulate = ["simulate", &path, "--partition", "4,2,2,12", "--rounds", "1", "--scheme", "-"];
    refused(&simulate, &["--scheme", "must be a file"]);
    refused(&["solve", &path, "--certificate", "-"], &["--certificate", "must be a file"]);
    refused(&["table", "runtime-workers", "--output", "-"], &["--output", "must be a folder"]);
    refused(&["table", "runtime-workers", "--certificate", "-"], &["--certificate", "must be a folder"]);
    refused(&["measure", "--output", "-"], &["--output", "must be a folder"]);
    refused(&["init", "-"], &["must be a folder"]);
}

#[test]
fn specs_that_show_nothing_are_refused() {
    let spec = |head: &str, figure: &str| {
        let text = format!(
            "{head}\n[instance]\nsystem = {{workers = 3, coordinates = 6}}\n[instance.stragglers]\n{EXPONENTIAL}\n[grid]\n\
             \"system.workers\" = [2, 3]\n{figure}"
        );
        file("showing nothing.toml", text).display().to_string()
    };
    let two = "title = 'x'\nmethods = ['relaxed', 'mean-time']";
    for (head, figure, parts) in [
        ("title = ' '", "", &["title", "what the table shows"][..]),
        ("title = 'x'\nmethods = []", "", &["methods", "must name a method"]),
        ("title = 'x'\nmethods = ['relaxed', 'relaxed']", "", &["methods = relaxed", "twice"]),
        (
            two,
            "[figure]\nnames = {relaxed = 'a', mean-time = 'a'}",
            &["figure.names.mean-time = a", "relaxed"],
        ),
        (two, "[figure]\nnames = {relaxed = 'mean-time'}", &["figure.names.mean-time", "relaxed"]),
        (
            two,
            "[figure]\nx = {min = 10, max = 20}",
            &["system.workers", "between figure.x.min and figure.x.max"],
        ),
        (two, "[figure]\nx = {min = 1, max = 4, ticks = [100, 200]}", &["figure.x.ticks = [100, 200]"]),
    ] {
        refused(&["table", &spec(head, figure)], parts);
    }
    refused(&["solve", &spec(two, "")], &["the spec of a table, not an instance", "bcgc table"]);
    refused(&["table", &example("exponential-n4")], &["an instance, not the spec of a table", "init --spec"]);
    // Control characters are none of XML, and no names of files.
    let title = spec("title = \"a\\u0007b\"\nmethods = ['uncoded']", "[figure]\n");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("bell");
    run(&["table", &title, "--output", &folder.display().to_string()], 0);
    let figure = std::fs::read_to_string(folder.join("showing nothing.svg")).expect("a figure");
    assert!(figure.contains("<title>a b</title>"), "{figure}");
    #[cfg(unix)]
    {
        let named = file("two\nlines.toml", std::fs::read(title).expect("a spec"));
        let (_, stderr) = run(&["table", &named.display().to_string()], 2);
        assert!(stderr.contains("name = two\\nlines") && stderr.contains("rename the spec"), "{stderr}");
    }
}

#[test]
fn a_file_that_was_probably_meant_is_named() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("measured.toml"), "").expect("written");
    let at = |name: &str| folder.join(name).display().to_string();
    for name in ["measured", "mesured.toml"] {
        refused(&["solve", &at(name)], &[&format!("did you mean {}?", at("measured.toml"))]);
    }
    let (_, stderr) = run(&["solve", &at("xyz.toml")], 2);
    assert!(!stderr.contains("did you mean"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn files_without_end_are_refused() {
    refused(&["solve", "/dev/zero"], &["/dev/zero", "larger than 1 GiB"]);
}

#[test]
fn sizes_out_of_range_name_key_value_and_range() {
    for value in ["0", "-1", "1.5", "nan", "inf", "1e300", "1000001", "'four'", "[4]"] {
        let path = instance("workers.toml", &format!("workers = {value}\ncoordinates = 20"), EXPONENTIAL, "");
        refused(&["solve", &path], &["workers.toml", "system.workers", "an integer from 1 to 1000000"]);
    }
    for key in ["coordinates", "samples"] {
        for value in ["0", "-20", "nan", "-inf", "1e17"] {
            let other = if key == "samples" { "coordinates = 20\n" } else { "" };
            let system = format!("workers = 4\n{other}{key} = {value}");
            let path = instance(&format!("{key}.toml"), &system, EXPONENTIAL, "");
            refused(&["solve", &path], &[&format!("system.{key}"), "an integer from 1 to 9007199254740992"]);
        }
    }
    for value in ["0", "-1", "nan", "inf", "'x'"] {
        let system = format!("workers = 4\ncoordinates = 20\ncycles = {value}");
        let path = instance("cycles.toml", &system, EXPONENTIAL, "");
        refused(&["solve", &path], &["system.cycles", "a finite number > 0"]);
    }
}

#[test]
fn wrong_keys_and_laws_name_what_is_allowed() {
    let system = "workers = 4\ncoordinates = 20";
    let path = instance("key.toml", "workers = 4\ncoordinates = 20\nworker = 3", EXPONENTIAL, "");
    refused(&["solve", &path], &["system.worker", "= 3", "workers, coordinates, samples, cycles"]);
    let path = instance("missing.toml", "workers = 4", EXPONENTIAL, "");
    refused(&["solve", &path], &["system.coordinates", "missing"]);
    let path = instance("law.toml", system, "law = 'cauchy'", "");
    refused(&["solve", &path], &["cauchy", "weibull"]);
    let path = instance("no-law.toml", system, "", "");
    refused(&["solve", &path], &["stragglers.law", "missing", "weibull", "stragglers.trace"]);
    for rate in ["0", "-1", "nan", "inf", "1e301"] {
        let path = instance("rate.toml", system, &format!("law = 'shifted-exponential'\nrate = {rate}"), "");
        refused(&["solve", &path], &["rate.toml", "rate", "finite number > 0"]);
    }
    let path = instance("shape.toml", system, "law = 'weibull'\nscale = 1", "");
    refused(&["solve", &path], &["shape", "missing"]);
    let path = instance("objective.toml", system, EXPONENTIAL, "[objective]\nkind = 'fastest'");
    refused(&["solve", &path], &["objective.kind", "fastest", "expected-runtime"]);
    let path = instance(
        "deadline.toml",
        system,
        EXPONENTIAL,
        "[objective]\nkind = 'completion-probability'\ndeadline = -1",
    );
    refused(&["solve", &path], &["objective.deadline", "a finite number > 0"]);
}

/// A value below zero is a value, also where it is no number that a shell's parser knows.
#[test]
fn values_that_begin_with_a_minus_are_refused_as_values() {
    let path = example("exponential-n4");
    let times = example("trace-n6").replace(".toml", ".csv");
    let evaluate = ["evaluate", &path, "--partition", "4,2,2,12"];
    refused(&["fit", &times, &times, "--loads", "-1,1"], &["'-1'", "--loads", "a finite number >= 0"]);
    refused(&["solve", &path, "--time-limit", "-1s"], &["'-1s'", "--time-limit", "seconds > 0"]);
    refused(&[&evaluate[..], &["--deadlines", "-.5,5"]].concat(), &["'-.5'", "--deadlines", "> 0"]);
    refused(
        &[&evaluate[..], &["--quantiles", "-1,0.5"]].concat(),
        &["'-1'", "--quantiles", "above 0 and at most 1"],
    );
    refused(&["solve", &path, "-N", "-4x"], &["'-4x'", "an integer from 1"]);
    refused(&["solve", &path, "--strict", "-1,2"], &["'-1,2'", "--strict"]);
    refused(&["fit", &times, &times, "--loads", "0"], &["--loads = 0: they are 1"]);
    let falling = [file("falls-0.csv", "3,4\n5,4.5\n"), file("falls-1.csv", "1.25,2\n1.5,2.5\n")];
    let [more, less] = falling.each_ref().map(|path| path.to_str().expect("UTF-8"));
    refused(&["fit", more, less, "--loads", "0,1"], &["4.25 at load 0, 1.75 at load 1;"]);
    let gone = file("gone-0.csv", "inf,inf\n");
    refused(
        &["fit", gone.to_str().expect("UTF-8"), less, "--loads", "0,1"],
        &["of the load 0 no time is finite"],
    );
}

/// One file of a load tells nothing, and is named as it stands there.
#[test]
fn one_load_alone_is_refused_by_its_name() {
    file("alone.csv", "1,2\n3,4\n");
    let path = instance("alone.toml", "coordinates = 4", "load-0 = 'alone.csv'", "");
    refused(
        &["solve", &path],
        &["stragglers.load-0 = \"alone.csv\": two loads or more", "name the file of another one as well"],
    );
}

#[test]
fn partitions_that_do_not_fit_say_why() {
    let path = example("exponential-n4");
    let evaluate = |partition| ["evaluate", &path, "--partition", partition].map(str::to_owned);
    for (partition, parts) in [
        ("4,2,14", ["3 entries", "4 workers"]),
        ("4,2,2,11,1", ["5 entries", "4 workers"]),
        ("4,2,2,11", ["sum to 19", "20 coordinates"]),
        ("-4,2,2,20", ["x_0 is `-4`", "an integer from 0 to 20"]),
        ("4,2,2,1.5", ["x_3 is `1.5`", "an integer from 0 to 20"]),
        ("4,2,,12", ["x_2 is ``", "an integer from 0 to 20"]),
        ("", ["x_0 is ``", "an integer from 0 to 20"]),
        ("4;2;2;12", ["x_0 is `4;2;2;12`", "numbers stand between commas or spaces"]),
        ("nan,2,2,12", ["x_0 is `nan`", "an integer from 0 to 20"]),
        ("18446744073709551615,18446744073709551615,1,1", ["sum to", "20 coordinates"]),
    ] {
        let arguments = evaluate(partition);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        refused(&arguments, &[&["--partition"][..], &parts].concat());
    }
    // What solve writes as CSV.
    let table = file("partition-table.csv", "# bcgc\nmethod,status\nexact,optimal\n");
    let table = table.to_str().expect("UTF-8");
    refused(
        &["evaluate", &path, "--partition", table],
        &["no list of block sizes", "the JSON report of solve"],
    );
}

#[test]
fn flags_out_of_range_name_flag_value_and_range() {
    let path = example("exponential-n4");
    for (flag, values, range) in [
        ("--gap", &["-1", "nan", "inf", "x"][..], ">= 0"),
        ("--time-limit", &["0", "-1", "nan", "inf", "x"], "> 0"),
        ("--threads", &["0", "-1", "1025"], "from 1 to 1024"),
        ("--seed", &["-1", "1.5", "x"], "an integer from 0 to"),
        ("--format", &["xml"], "text, json, csv, markdown, latex"),
        ("--method", &["fastest"], "mean-time"),
    ] {
        for value in values {
            refused(&["solve", &path, flag, value], &[flag, value, range]);
        }
    }
    refused(&["solve"], &["<INSTANCE>"]);
    refused(&["slove"], &["slove"]);
    refused(&["evaluate", &path], &["--partition"]);
}

#[test]
fn ranges_of_deadlines_and_figures_of_nothing_say_what_they_take() {
    let instance = example("exponential-n4");
    let evaluate = ["evaluate", &instance, "--partition", "20,0,0,0"];
    for (range, expected) in [
        ("5:60:1", "from 2 to 10000"),
        ("5:60:1e9", "from 2 to 10000"),
        ("60:5:3", "below TO"),
        ("5:60:x", "must be an integer"),
        ("0:60:3", "positive"),
        ("5:60", "FROM:TO:COUNT"),
        ("5:60:3:4", "FROM:TO:COUNT"),
        ("5:inf:3", "positive"),
    ] {
        refused(&[&evaluate[..], &["--deadlines", range]].concat(), &["--deadlines", range, expected]);
    }
    // As many as asked for, to the largest numbers, and the table where there is nothing to draw.
    let (text, _) = run(&[&evaluate[..], &["--deadlines", "1e308:1.7e308:5", "--format", "csv"]].concat(), 0);
    assert!(text.contains("1.35e308") || text.contains("1.35e+308"), "{text}");
    let at = std::env::temp_dir().join(format!("bcgc-undrawn-{}.svg", std::process::id()));
    let undrawn = ["--deadlines", "100", "--time-limit", "1e-9", "--figure", at.to_str().expect("UTF-8")];
    let (text, error) = run(&[&evaluate[..], &undrawn].concat(), 1);
    assert!(text.contains("by 100") && error.contains("time limit") && !at.exists(), "{text}{error}");
    refused(&[&evaluate[..], &["--figure", "d.svg"]].concat(), &["--figure", "--deadlines", "--quantiles"]);
    refused(
        &[&evaluate[..], &["--deadlines", "5", "--figure", "d.gif"]].concat(),
        &["--figure", "d.gif", ".svg"],
    );
}

#[test]
fn infinite_means_are_refused_or_kept_out_of_the_optimum() {
    let system = "workers = 4\ncoordinates = 20";
    let path = instance("hopeless.toml", system, "law = 'pareto'\nshape = 0.25\nscale = 1", "");
    let (_, stderr) = run(&["solve", &path], 1);
    for part in ["hopeless.toml", "no finite optimum", "0.25", "above 1/4"] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
    let path = instance("heavy.toml", system, "law = 'pareto'\nshape = 0.6\nscale = 1", "");
    let document = json(&["solve", &path]);
    for solution in document["solutions"].as_array().expect("a list") {
        assert!(solution["partition"].is_null() || solution["partition"][0] == 0, "{solution}");
    }
    let (stdout, stderr) = run(&["evaluate", &path, "--partition", "20,0,0,0"], 1);
    assert!(stdout.contains("its expected runtime is infinite"), "{stdout}");
    assert!(stderr.starts_with("error: --partition: its expected runtime is infinite"), "{stderr}");
}

#[test]
fn a_missing_instance_names_what_may_stand_for_it() {
    refused(&["solve"], &["<INSTANCE>", "bcgc init", "standard input", "--law"]);
    let (_, said) = run(&["evaluate", "--partition", "1", "--format", "json"], 2);
    assert!(said.contains("\"kind\":\"usage\"") && said.contains("--law"), "{said}");
}

#[test]
fn an_ending_of_another_format_is_refused() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    for ending in ["pdf", "PNG", "html", "yaml"] {
        let path = format!("{folder}/misnamed.{ending}");
        let solve = ["solve", &example("exponential-n4"), "--method", "uncoded", "--output", &path];
        refused(&solve, &["--output", &path, ".json, .csv, .md and .tex", "--format"]);
        assert!(!std::path::Path::new(&path).exists());
        run(&[&solve[..], &["--format", "text", "--force"]].concat(), 0);
        std::fs::remove_file(&path).expect("it is asked for");
    }
}

#[test]
fn what_is_no_certificate_says_what_it_is() {
    let (report, _) =
        run(&["solve", &example("exponential-n4"), "--method", "uncoded", "--format", "json"], 0);
    let report = file("no-certificate.json", report);
    let (said, _) = run(&["verify", &report.display().to_string()], 2);
    assert!(said.contains("not a certificate but a report of solve or evaluate; certificates are"), "{said}");
    for text in ["", "[system]", "{}", "\u{1}"] {
        let path = file("no-certificate.txt", text).display().to_string();
        let (said, _) = run(&["verify", &path], 2);
        assert!(said.contains("not a certificate") && said.contains("write with --certificate"), "{said}");
    }
}

#[test]
fn nothing_solved_is_a_negative_verdict() {
    let (stdout, stderr) = run(&["solve", &example("exponential-n4"), "--method", "mean-rate"], 1);
    assert!(stdout.contains("inapplicable") && stdout.contains("E[1/T_(1)] is infinite"), "{stdout}");
    assert!(stderr.starts_with("error: no method found a partition"), "{stderr}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = bcgc()
        .args(["solve", &example("exponential-n4"), "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bcgc runs");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut stderr).expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(stderr, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = Command::new(env!("CARGO_BIN_EXE_bcgc"))
        .args(["solve", &example("exponential-n4"), "--method", "uncoded"])
        .stdout(full)
        .output()
        .expect("bcgc runs");
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"));
}
