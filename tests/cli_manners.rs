//! The manners of the command line: exit statuses, errors as documents, progress, widths, completions, manual pages.

#[path = "common/command.rs"]
mod command;
mod common;

use command::{EXPONENTIAL, example, instance, refused, run};
use common::bcgc;
use serde_json::Value as Json;

/// The error of a run as a document.
fn error(arguments: &[&str], status: i32) -> Json {
    let (_, stderr) = run(arguments, status);
    let document: Json = serde_json::from_str(&stderr).unwrap_or_else(|_| panic!("{arguments:?}: {stderr}"));
    assert_eq!(command::keys(&document), ["bcgc", "error", "status"]);
    assert_eq!(command::keys(&document["error"]), ["kind", "message", "key", "value", "allowed"]);
    assert_eq!((&document["bcgc"], &document["status"]), (&env!("CARGO_PKG_VERSION").into(), &status.into()));
    document["error"].clone()
}

#[test]
fn errors_are_documents_where_results_are() {
    let path = example("exponential-n4");
    let unknown = error(&["solve", &path, "--format", "json", "--method", "exat"], 2);
    assert_eq!(
        (&unknown["kind"], &unknown["key"], &unknown["value"]),
        (&"input".into(), &"--method".into(), &"exat".into())
    );
    assert!(unknown["allowed"].as_str().is_some_and(|allowed| allowed.contains("mean-time")), "{unknown}");
    let zero = instance("json-zero.toml", "workers = 0\ncoordinates = 20", EXPONENTIAL, "");
    let range = error(&["solve", &zero, "--format=json"], 2);
    assert_eq!((&range["key"], &range["value"]), (&"system.workers".into(), &"0".into()));
    assert!(range["message"].as_str().is_some_and(|message| message.contains("json-zero.toml")), "{range}");
    let option = error(&["solve", &path, "--format", "json", "--gap", "x"], 2);
    assert_eq!(
        (&option["kind"], &option["key"], &option["value"]),
        (&"usage".into(), &"--gap".into(), &"x".into())
    );
    assert_eq!(option["allowed"], "must be a finite number >= 0");
    let missing = error(&["solve", "--format", "json"], 2);
    let names = |part: &str| missing["message"].as_str().is_some_and(|message| message.contains(part));
    assert!(names("<INSTANCE>") && names("--law") && !names("Usage"), "{missing}");
    let file = error(&["evaluate", "nosuch.toml", "--partition", "1", "--format", "json"], 2);
    assert_eq!((&file["kind"], &file["key"]), (&"input".into(), &Json::Null));
    let verdict = error(&["solve", &path, "--method", "mean-rate", "--format", "json"], 1);
    assert_eq!(verdict["kind"], "verdict");
    assert!(
        verdict["message"].as_str().is_some_and(|message| message.starts_with("no method found")),
        "{verdict}"
    );
}

#[test]
fn an_infinite_value_is_a_document() {
    let system = "workers = 4\ncoordinates = 20";
    let path = instance("infinite.toml", system, "law = 'pareto'\nshape = 0.6\nscale = 1", "");
    let (stdout, stderr) = run(&["evaluate", &path, "--partition", "20,0,0,0", "--format", "json"], 1);
    let document: Json = serde_json::from_str(&stdout).expect("a document");
    let given = &document["solutions"][0];
    assert_eq!((&given["method"], &given["partition"][0]), (&"given".into(), &20.into()));
    assert!(given["value"].is_null() && given["gap"].is_null(), "{given}");
    assert!(given["note"].as_str().is_some_and(|note| note.contains("infinite")), "{given}");
    assert_eq!(document["solutions"][1]["status"], "optimal", "the optimum is finite");
    assert!(document["bound"]["value"].is_number());
    assert!(stderr.contains("\"verdict\""), "{stderr}");
    let (stdout, _) = run(&["evaluate", &path, "--partition", "20,0,0,0"], 1);
    assert!(stdout.contains("infinite"), "{stdout}");
}

#[test]
fn a_closed_standard_error_disturbs_nothing() {
    for arguments in
        [&["solve", "-v"][..], &["evaluate", "-v", "--partition", "3,1,2,14"], &["solve", "--gap", "x"]]
    {
        let mut child = bcgc()
            .args(arguments)
            .arg(example("exponential-n4"))
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("bcgc runs");
        drop(child.stderr.take());
        let output = child.wait_with_output().expect("it ends");
        let is_wrong = arguments.contains(&"--gap");
        assert_eq!(output.status.code(), Some(if is_wrong { 2 } else { 0 }), "{arguments:?}");
        assert_eq!(output.stdout.is_empty(), is_wrong, "{arguments:?}");
    }
}

/// Standard output on a device without room.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_fails_is_not_bad_input() {
    let path = example("exponential-n4");
    for arguments in [
        &["solve", &path, "--method", "uncoded"][..],
        &["evaluate", &path, "--partition", "3,1,2,14"],
        &["code", "--workers", "3", "--stragglers", "1"],
        &["table", "--list"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = bcgc().args(arguments).stdout(full).output().expect("bcgc runs");
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output cannot be written"));
    }
    let inside = format!("{path}/x.json");
    let missing = ["simulate", &path, "--partition", "3,1,2,14", "--rounds", "1", "--scheme", &inside];
    let (_, stderr) = run(&missing, 3);
    assert!(stderr.contains(&inside) && stderr.contains("cannot be written"), "{stderr}");
}

/// Once: a path with a space went into the command as it is.
#[test]
fn commands_that_are_printed_can_be_given_to_a_shell() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sp ace");
    let _ = std::fs::remove_dir_all(&folder);
    let (stdout, _) = run(&["init", &folder.display().to_string()], 0);
    for (command, name) in [("solve", "instance.toml"), ("solve", "trace.toml"), ("table", "table.toml")] {
        let word = format!("bcgc {command} '{}'\n", folder.join(name).display());
        assert!(stdout.contains(&word), "{word}: {stdout}");
    }
}

#[test]
fn nothing_is_said_in_a_pipe_unless_asked_for() {
    let path = example("exponential-n4");
    let arguments = ["solve", &path, "--method", "exact,uncoded"];
    for quiet in [&[][..], &["--quiet"], &["-q"]] {
        assert_eq!(run(&[quiet, &arguments[..]].concat(), 0).1, "", "{quiet:?}");
    }
    let (stdout, stderr) = run(&[&arguments[..], &["--verbose"]].concat(), 0);
    assert!(stdout.contains("uncoded"), "results stay where they are");
    for stage in ["reading ", "exact: took ", "uncoded: took "] {
        assert!(stderr.contains(stage), "{stage}: {stderr}");
    }
    refused(&[&arguments[..], &["-q", "-v"]].concat(), &["--quiet", "--verbose"]);
}

#[test]
fn text_fits_the_terminal() {
    let path = example("probability-n20");
    let solve = |columns: &str| {
        let output = bcgc().args(["solve", &path]).env("COLUMNS", columns).output().expect("bcgc runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let page = solve("200");
    assert!(page.contains("relaxed value") && widest(&page) > 80, "{page}");
    let narrow = solve("80");
    assert!(widest(&narrow) <= 80 && !narrow.contains("relaxed value"), "{narrow}");
    assert!(narrow.contains("gap") && narrow.contains("1 - value"), "{narrow}");
    assert!(widest(&solve("1")) <= 100, "no terminal is that narrow");
    let runtime = |columns: &str| {
        let path = example("paper-n20");
        let arguments = ["solve", &path, "--method", "mean-time,uncoded"];
        let output = bcgc().args(arguments).env("COLUMNS", columns).output().expect("bcgc runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(widest(&runtime("60")) <= 60, "{}", runtime("60"));
}

#[test]
fn text_of_every_command_fits_a_narrow_terminal() {
    let (trace, exponential) = (example("trace-n6"), example("exponential-n4"));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("narrow");
    let _ = std::fs::remove_dir_all(&folder);
    let folder = folder.to_str().expect("UTF-8");
    let spec = "title = \"A title that is longer than a narrow terminal is wide\"\n\
                methods = [\"exact\", \"relaxed\", \"mean-time\", \"tandon\", \"uncoded\"]\n\
                [instance.system]\nworkers = 3\ncoordinates = 30\n\
                [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\n\
                [grid]\n\"system.workers\" = [3, 4, 5]\n\"stragglers.shift\" = [0.0, 1.0, 2.0]\n";
    let spec = command::file("narrow.toml", spec);
    let spec = spec.to_str().expect("UTF-8");
    let short = command::file(
        "short.toml",
        std::fs::read_to_string(spec).expect("a spec").replace("[3, 4, 5]", "[3]"),
    );
    let short = short.to_str().expect("UTF-8");
    let moved = format!("{folder}/narrow.json");
    run(&["table", spec, "--output", folder], 0);
    let changed = std::fs::read_to_string(&moved)
        .expect("a table")
        .replace("\"status\":\"heuristic\"", "\"status\":\"optimal\"");
    let moved = command::file("moved.json", changed);
    let commands: [(&[&str], i32); 9] = [
        (&["simulate", &exponential, "--partition", "3,1,2,14", "--rounds", "200"], 0),
        (&["simulate", &trace, "--partition", "51,21,16,17,5,10"], 0),
        (&["code", "--workers", "12", "--stragglers", "5", "--decode", "1,2,3,4,5,6,7"], 0),
        (&["code", "--matrix", "tests/matrices/float3.csv", "--stragglers", "1"], 1),
        (&["table", spec], 0),
        (&["table", short], 0),
        (&["table", "--list"], 0),
        (&["table", spec, "--against", moved.to_str().expect("UTF-8")], 1),
        (&["solve", &trace, "--method", "exact,uncoded"], 0),
    ];
    for (arguments, status) in commands {
        let text = |columns: Option<&str>| {
            let mut command = bcgc();
            columns.map(|columns| command.env("COLUMNS", columns));
            let output = command.args(arguments).current_dir(common::root()).output().expect("bcgc runs");
            assert_eq!(output.status.code(), Some(status), "{arguments:?}");
            String::from_utf8(output.stdout).expect("UTF-8")
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        for columns in [60, 79, 98, 110] {
            let narrow = text(Some(&columns.to_string()));
            for line in narrow.lines() {
                // A file is named in one piece.
                let is_name = line.split_whitespace().count() == 1;
                assert!(is_name || line.chars().count() <= columns, "{arguments:?}, {columns}: {line}");
            }
        }
        let whole = text(None);
        assert_eq!(words(&whole).len(), words(&text(Some("1000"))).len(), "{arguments:?}");
    }
}

#[test]
fn names_cannot_move_the_cursor() {
    let system = "workers = 4\ncoordinates = 20";
    let name = "name = \"red\\u001b[31m\\nnext\"\n";
    let text = format!("{name}[system]\n{system}\n[stragglers]\n{EXPONENTIAL}\n");
    let path = command::file("escape.toml", text);
    let path = path.to_str().expect("UTF-8");
    for format in ["text", "json", "csv", "markdown", "latex"] {
        let (stdout, _) = run(&["solve", path, "--method", "uncoded", "--format", format], 0);
        assert!(!stdout.contains('\u{1b}'), "{format}: {stdout:?}");
    }
    let (stdout, _) = run(&["solve", path, "--method", "uncoded"], 0);
    assert!(stdout.contains("red\\u{1b}[31m\\nnext"), "{stdout}");
    let table = format!(
        "title = \"red\\u001b[31m\"\nmethods = [\"uncoded\"]\n[instance.system]\n{system}\n[instance.stragglers]\n\
         {EXPONENTIAL}\n[grid]\n\"system.workers\" = [3, 4]\n"
    );
    let table = command::file("escape-table.toml", table);
    for format in ["text", "json", "csv", "markdown", "latex"] {
        let (stdout, _) = run(&["table", table.to_str().expect("UTF-8"), "--format", format], 0);
        // CSV has no title.
        assert_eq!(stdout.contains("red"), format != "csv", "{format}: {stdout:?}");
        assert!(!stdout.contains('\u{1b}'), "{format}: {stdout:?}");
    }
    let law = "law = \"gam\\u001b[31mma\"\nrate = 1";
    let path = instance("escape-law.toml", system, law, "");
    for arguments in [
        &["solve", &path][..],
        &["solve", "no\u{1b}[31m.toml"],
        &["solve", &example("exponential-n4"), "--method", "\u{1b}[31m"],
        &["evaluate", &example("exponential-n4"), "--partition", "\u{1b}[31m"],
        &["solve", &example("exponential-n4"), "--set", "\u{1b}[31m=3"],
        &["table", "\u{1b}[31m"],
        &["solve", "--\u{1b}[31m"],
        &["solve", &example("exponential-n4"), "--gap", "\u{1b}[31m"],
    ] {
        let (_, stderr) = run(arguments, 2);
        assert!(!stderr.contains('\u{1b}'), "{stderr:?}");
    }
}

#[test]
fn refusals_are_in_words() {
    let path = example("exponential-n4");
    for (arguments, parts) in [
        (&["code", "--workers", "x", "--stragglers", "1"][..], &["--workers", "an integer from 1"][..]),
        (&["code", "--workers", "-3", "--stragglers", "1"], &["--workers", "-3", "an integer from 1"]),
        (&["code", "--workers", "3", "--stragglers", "-1"], &["--stragglers", "-1", "an integer from 0"]),
        (
            &["code", "--workers", "3", "--stragglers", "1", "--approximate", "0"],
            &["--approximate", "an integer from 1"],
        ),
        (
            &["code", "--workers", "5", "--stragglers", "1", "--budget", "0"],
            &["--budget", "an integer from 1"],
        ),
        (
            &["code", "--workers", "5", "--stragglers", "1", "--construction", "cyclic"],
            &["did you mean `cyclic-repetition`?"],
        ),
        (&["solve", &path, "--threads", "many"], &["--threads", "an integer from 1 to 1024"]),
        (
            &["simulate", &path, "--partition", "3,1,2,14", "--rounds", "ten"],
            &["--rounds", "an integer from 1"],
        ),
        (&["simulate", &path, "--partition", "3,1,2,14", "--tolerance", "-1"], &["--tolerance", "> 0"]),
        (
            &["simulate", &path, "--partition", "3,1,2,14", "--tolerance", "1%"],
            &["--tolerance", "write 0.01 for 1%"],
        ),
        (&["solve", &path, "--holdout", "30%"], &["--holdout", "write 0.3 for 30%"]),
        (&["solve", &path, "--holdout", "30"], &["--holdout", "between 0 and 1, both excluded"]),
        (&["solve", &path, "--folds", "1"], &["--folds", "an integer >= 2"]),
        (&["solve", &path, "--gap", "5%"], &["--gap", "write 0.05 for 5%"]),
        (&["table", "runtime-worker"], &["did you mean `runtime-workers`?"]),
        (&["solve", &path, "--format", "jsn"], &["json"]),
        (&["man", "slove"], &["did you mean `solve`?"]),
    ] {
        refused(arguments, parts);
        let (_, stderr) = run(arguments, 2);
        assert!(!stderr.contains("digit") && !stderr.contains("float literal"), "{stderr}");
    }
    let long = vec!["1"; 1000].join(", ");
    let system = "workers = 4\ncoordinates = 20";
    let law = format!("law = 'hyper-exponential'\nweights = [{long}]\nrates = [1, 2]");
    for path in [
        instance("long-law.toml", system, &law, ""),
        instance("long-key.toml", &format!("workers = [{long}]\ncoordinates = 20"), EXPONENTIAL, ""),
    ] {
        let (_, stderr) = run(&["solve", &path], 2);
        assert!(stderr.contains("...") && stderr.len() < 500, "{stderr}");
    }
}

#[test]
fn a_count_of_one_is_singular() {
    let path = instance("one.toml", "workers = 1\ncoordinates = 1", EXPONENTIAL, "");
    let (stdout, _) = run(&["solve", &path, "--format", "text"], 0);
    assert!(stdout.contains("1 worker, 1 coordinate, 1 sample,"), "{stdout}");
    refused(&["evaluate", &path, "--partition", "2"], &["must sum to the 1 coordinate of"]);
    refused(&["evaluate", &path, "--partition", "1 0"], &["2 entries", "has 1 worker: give x_0"]);
    let (stdout, _) = run(&["solve", &example("trace-n6"), "--method", "exact"], 0);
    assert!(stdout.contains("1 integer program,"), "{stdout}");
}

#[test]
fn completions_and_manual_pages_are_generated() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = run(&["completions", shell], 0);
        assert!(script.contains("bcgc") && script.contains("time-limit"), "{shell}");
    }
    refused(&["completions", "tcsh"], &["tcsh", "bash"]);
    let (list, _) = run(&["man", "--list"], 0);
    let pages: Vec<&str> = list.lines().collect();
    for page in ["", "-solve", "-evaluate", "-code", "-simulate", "-fit", "-measure", "-table", "-init"] {
        assert!(pages.contains(&format!("bcgc{page}").as_str()), "{page}");
    }
    for page in pages {
        let (text, _) = run(&["man", page], 0);
        assert!(text.contains(".TH") && text.contains("SYNOPSIS"), "{page}: {text}");
    }
    let (page, _) = run(&["man", "solve"], 0);
    assert!(page.contains("bcgc solve") || page.contains("bcgc\\-solve"), "{page}");
}

/// `make install` puts them where shells and `man` look, and takes them away again.
#[cfg(unix)]
#[test]
fn the_program_is_installed_with_its_pages() {
    let root = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("prefix");
    let _ = std::fs::remove_dir_all(&root);
    let script = common::root().join("scripts/install.sh");
    let installer = |first: &std::ffi::OsStr| {
        let status = std::process::Command::new("sh").arg(&script).arg(first).arg(&root).output();
        assert!(status.expect("a shell").status.success());
    };
    installer(std::ffi::OsStr::new(env!("CARGO_BIN_EXE_bcgc")));
    for file in [
        "bin/bcgc",
        "share/man/man1/bcgc.1",
        "share/man/man1/bcgc-solve.1",
        "share/bash-completion/completions/bcgc",
        "share/zsh/site-functions/_bcgc",
        "share/fish/vendor_completions.d/bcgc.fish",
    ] {
        assert!(root.join(file).metadata().is_ok_and(|found| found.len() > 0), "{file}");
    }
    installer(std::ffi::OsStr::new("--remove"));
    assert!(!root.join("bin/bcgc").exists() && !root.join("share/man/man1/bcgc-solve.1").exists());
}
