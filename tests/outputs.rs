//! What is written, and what is never written over: inputs, files of others, nothing by halves.

#[path = "common/command.rs"]
mod command;
mod common;

use std::path::{Path, PathBuf};

use command::{example, refused, run};

const SWEEP: &str = "title = \"T\"\nmethods = [\"exact\", \"uncoded\"]\n\
    [instance.system]\nworkers = 3\ncoordinates = 30\n[instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\n\
    [grid]\n\"stragglers.shift\" = [0.0, 1.0]\n\
    [figure]\nx = { label = \"x\" }\ny = { label = \"y\" }\n";

/// A fresh folder of this test process.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outputs").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

fn put(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    show(&path)
}

fn show(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("a file")
}

/// The names of what lies in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_a_command_reads_is_never_written_to() {
    let at = folder("inputs");
    let text = "[system]\nworkers = 2\ncoordinates = 4\n[stragglers]\ntrace = \"times.csv\"\n";
    let instance = put(&at, "instance.toml", text);
    let trace = put(&at, "times.csv", "1,2\n2,1\n");
    let data = put(&at, "data.csv", "1,2,3,4,1\n4,3,2,1,0\n");
    let matrix = put(&at, "matrix.csv", "1,1\n1,1\n");
    let dotted = show(&at.join(".").join("times.csv"));
    let roundabout = show(&at.join("..").join("inputs").join("instance.toml"));
    let simulate = ["simulate", &instance, "--partition", "0,4", "--data", &data];
    let solve = ["solve", &instance, "--method", "uncoded"];
    let evaluate = ["evaluate", &instance, "--partition", "0,4"];
    let code = ["code", "--matrix", &matrix, "--stragglers", "1"];
    let mut cases: Vec<(&[&str], &str, String, &str)> = vec![
        (&simulate, "--timeline", trace.clone(), "the trace"),
        (&simulate, "--timeline", dotted, "the trace"),
        (&simulate, "--scheme", instance.clone(), "the instance"),
        (&simulate, "--scheme", data.clone(), "the data"),
        (&simulate, "--output", roundabout, "the instance"),
        (&solve, "--output", instance.clone(), "the instance"),
        (&solve, "--output", trace.clone(), "the trace"),
        (&evaluate, "--output", trace.clone(), "the trace"),
        (&code, "--output", matrix.clone(), "the matrix"),
    ];
    #[cfg(unix)]
    {
        let link = at.join("link.svg");
        std::os::unix::fs::symlink(&trace, &link).expect("a link");
        cases.push((&simulate, "--timeline", show(&link), "the trace"));
    }
    for (command, option, path, what) in cases {
        for force in [&[][..], &["--force"]] {
            let arguments = [command, &[option, &path], force].concat();
            refused(&arguments, &[option, &path, what, "give another file"]);
        }
    }
    assert_eq!(read(&instance), text);
    assert_eq!((read(&trace).as_str(), read(&matrix).as_str()), ("1,2\n2,1\n", "1,1\n1,1\n"));
    assert_eq!(read(&data), "1,2,3,4,1\n4,3,2,1,0\n");
}

#[test]
fn a_table_spares_its_spec_and_its_trace() {
    let at = folder("table-inputs");
    let text = SWEEP
        .replace("law = \"shifted-exponential\"\nrate = 1.0", "trace = \"paper.csv\"")
        .replace("\"stragglers.shift\" = [0.0, 1.0]", "\"system.coordinates\" = [3, 30]");
    let spec = put(&at, "paper.toml", &text);
    put(&at, "paper.csv", "3,1,2\n3,2,1\n");
    for force in [&[][..], &["--force"]] {
        refused(
            &[&["table", &spec, "--output", &show(&at)], force].concat(),
            &["paper.csv", "a trace of the spec"],
        );
    }
    // A spec may have any name.
    let odd = put(&at, "odd.md", SWEEP);
    refused(&["table", &odd, "--output", &show(&at), "--force"], &["odd.md", "the spec"]);
    assert_eq!(names(&at), ["odd.md", "paper.csv", "paper.toml"]);
    // Elsewhere it is made.
    let elsewhere = folder("table-elsewhere");
    run(&["table", &spec, "--output", &show(&elsewhere)], 0);
    assert_eq!(names(&elsewhere).len(), 10);
}

#[test]
fn files_of_others_are_replaced_only_by_force() {
    let at = folder("others");
    let spec = put(&at, "paper.toml", SWEEP);
    // A manuscript, with one of our tables in it.
    let manuscript =
        "\\documentclass{article}\n\\begin{document}\n% \\usepackage{booktabs,siunitx}\n% bcgc: 0.1.0\n";
    let paper = put(&at, "paper.tex", manuscript);
    let table = ["table", &spec, "--output", &show(&at)];
    refused(&table, &["paper.tex", "was not written by bcgc", "--force"]);
    assert_eq!((read(&paper).as_str(), names(&at).len()), (manuscript, 2), "nothing is begun");
    run(&[&table[..], &["--force"]].concat(), 0);
    assert!(read(&paper).contains("\\begin{tabular}"));
    // All of it is ours now, and another run needs no force.
    run(&table, 0);

    for (ending, text) in
        [("txt", "notes\n"), ("json", "{\"a\": 1}\n"), ("csv", "a,b\n1,2\n"), ("md", "# My notes\n")]
    {
        let path = put(&at, &format!("notes.{ending}"), text);
        let solve = ["solve", &example("exponential-n4"), "--method", "uncoded", "--output", &path];
        refused(&solve, &[&path, "was not written by bcgc", "--force"]);
        assert_eq!(read(&path), text);
        run(&[&solve[..], &["--force"]].concat(), 0);
        run(&solve, 0);
        assert_ne!(read(&path), text);
    }
    for option in ["--timeline", "--scheme"] {
        let path = put(&at, if option == "--timeline" { "mine.svg" } else { "mine" }, "mine\n");
        let simulate = [
            "simulate",
            &example("exponential-n4"),
            "--partition",
            "4,2,2,12",
            "--rounds",
            "1",
            option,
            &path,
        ];
        refused(&simulate, &[option, &path, "--force"]);
        run(&[&simulate[..], &["--force"]].concat(), 0);
        run(&simulate, 0);
    }
}

#[test]
fn a_result_in_a_file_is_that_of_standard_output_below_a_mark() {
    let at = folder("formats");
    let code = ["code", "--workers", "4", "--stragglers", "1"];
    let endings = [
        ("txt", "text", "bcgc: "),
        ("json", "json", ""),
        ("csv", "csv", "# bcgc: "),
        ("md", "markdown", "<!-- bcgc: "),
        ("tex", "latex", "% bcgc: "),
    ];
    for (ending, format, mark) in endings {
        // The folder is made.
        let path = show(&at.join("new").join(format!("code.{ending}")));
        let (printed, _) = run(&[&code[..], &["--format", format]].concat(), 0);
        let (stdout, _) = run(&[&code[..], &["--output", &path]].concat(), 0);
        assert_eq!(stdout, "", "the result is in the file");
        let written = read(&path);
        assert!(written.starts_with(mark), "{written}");
        let below = if mark.is_empty() { 0 } else { written.find('\n').expect("a line") + 1 };
        assert_eq!(written[below..], printed, "{ending}");
        // The format may be named as well, but no other one.
        run(&[&code[..], &["--output", &path, "--format", format]].concat(), 0);
        let other = if format == "latex" { "csv" } else { "latex" };
        if ending != "txt" {
            let contradiction = [&code[..], &["--output", &path, "--format", other]].concat();
            refused(&contradiction, &["--output", &path, "--format", other]);
        }
        assert_eq!(read(&path), written);
    }
    // The mark does not keep a matrix from being read.
    let path = show(&at.join("again.csv"));
    run(&[&code[..], &["--output", &path]].concat(), 0);
    let (again, _) = run(&["code", "--matrix", &path, "--stragglers", "1", "--format", "csv"], 0);
    assert_eq!(read(&path).lines().skip(1).collect::<Vec<_>>(), again.lines().collect::<Vec<_>>());
}

#[test]
fn places_where_nothing_can_be_written_are_refused_before_any_work() {
    let at = folder("places");
    let file = put(&at, "file", "");
    std::fs::create_dir(at.join("sub")).expect("a folder");
    let solve = |path: &str| {
        ["solve", &example("exponential-n4"), "--method", "uncoded", "--output", path].map(str::to_owned)
    };
    let mut cases = vec![
        (show(&at.join("sub")), "is a folder", 2),
        (format!("{}/", show(&at.join("missing"))), "is a folder", 2),
        (format!("{file}/below"), "is no folder", 3),
        (show(&at.join("..")), "is a folder", 2),
    ];
    #[cfg(unix)]
    {
        let link = at.join("link");
        std::os::unix::fs::symlink(at.join("nothing"), &link).expect("a link");
        cases.push((show(&link), "symbolic link to nothing", 3));
        cases.push((show(&link.join("below")), "symbolic link to nothing", 3));
        cases.push(("/proc/bcgc".to_owned(), "cannot be written", 3));
    }
    let fixed = at.join("fixed");
    std::fs::write(&fixed, "").expect("written");
    let mut permissions = std::fs::metadata(&fixed).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&fixed, permissions).expect("set");
    cases.push((show(&fixed), "is read-only", 3));
    for (path, part, status) in &cases {
        let arguments = solve(path);
        let (stdout, stderr) = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), *status);
        assert_eq!(stdout, "", "{path}");
        assert!(stderr.starts_with("error: --output") && stderr.contains(part), "{path}: {stderr}");
    }
    let dotted = show(&at.join("sub").join("..").join("same"));
    let same = show(&at.join("same"));
    let simulate = ["simulate", &example("exponential-n4"), "--partition", "4,2,2,12"];
    let both = ["--scheme", &same, "--timeline", &dotted];
    refused(&[&simulate[..], &both].concat(), &["--scheme", "--timeline", "two different files"]);
    // A table's folder that is a file.
    let (_, stderr) = run(&["table", "relaxation-coordinates", "--output", &file], 3);
    assert!(stderr.contains("is no folder"), "{stderr}");
    let mut expected = vec!["file", "fixed", "sub"];
    if cfg!(unix) {
        expected.insert(2, "link");
    }
    assert_eq!(names(&at), expected, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn devices_are_written_to_as_they_are_and_a_full_one_is_an_output_that_failed() {
    let solve = ["solve", &example("exponential-n4"), "--method", "uncoded", "--output"];
    run(&[&solve[..], &["/dev/null"]].concat(), 0);
    assert!(!Path::new("/dev/null").is_file());
    let (_, stderr) = run(&[&solve[..], &["/dev/full"]].concat(), 3);
    assert!(stderr.contains("/dev/full: cannot be written"), "{stderr}");
    let (stdout, _) = run(&[&solve[..], &["/dev/stdout"]].concat(), 0);
    assert!(stdout.starts_with("bcgc: ") && stdout.contains("uncoded"), "{stdout}");
    let (stdout, _) = run(&[&solve[..], &["-"]].concat(), 0);
    assert!(stdout.starts_with("instance ") && stdout.contains("uncoded"), "{stdout}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_one_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let at = folder("links");
    let own = at.join("own.json");
    std::fs::write(&own, "").expect("written");
    std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o600)).expect("set");
    let link = at.join("link.json");
    std::os::unix::fs::symlink(&own, &link).expect("a link");
    run(&["solve", &example("exponential-n4"), "--method", "uncoded", "--output", &show(&link)], 0);
    assert!(link.is_symlink() && read(&own).contains("\"bcgc\""));
    assert_eq!(std::fs::metadata(&own).expect("a file").permissions().mode() & 0o777, 0o600);
    assert_eq!(names(&at), ["link.json", "own.json"], "nothing is left beside them");
}

#[test]
fn several_files_are_written_all_or_none() {
    let at = folder("staged");
    let first = put(&at, "first", "old");
    std::fs::create_dir(at.join("second")).expect("a folder");
    let second = show(&at.join("second"));
    let (path, _) =
        bcgc::internals::output::write_all(&[(&first, "new"), (&second, "new")]).expect_err("a folder");
    assert_eq!(path, at.join("second"));
    assert_eq!((read(&first).as_str(), names(&at)), ("old", vec!["first".to_owned(), "second".to_owned()]));
    bcgc::internals::output::write(&at.join("first"), b"new").expect("written");
    assert_eq!(read(&first), "new");
}

#[test]
fn what_a_killed_process_left_is_removed_but_not_what_another_one_writes() {
    let at = folder("left");
    put(&at, ".bcgc-1-0.tmp", "half");
    put(&at, ".bcgc-mine", "mine");
    put(&at, ".bcgc-2-0.tmp", "half");
    let other = std::fs::File::open(at.join(".bcgc-2-0.tmp")).expect("a file");
    other.lock().expect("locks");
    let path = show(&at.join("r.json"));
    run(&["solve", &example("exponential-n4"), "--method", "uncoded", "--output", &path], 0);
    assert_eq!(names(&at), [".bcgc-2-0.tmp", ".bcgc-mine", "r.json"]);
}

#[test]
fn every_document_says_which_version_wrote_it() {
    let at = folder("versions");
    let scheme = show(&at.join("scheme.json"));
    let spec = put(&at, "sweep.toml", SWEEP);
    let instance = example("exponential-n4");
    let simulate = ["simulate", &instance, "--partition", "4,2,2,12", "--rounds", "2", "--scheme", &scheme];
    let commands: [&[&str]; 5] = [
        &["solve", &instance, "--method", "uncoded"],
        &["evaluate", &instance, "--partition", "4,2,2,12"],
        &["code", "--workers", "3", "--stragglers", "1"],
        &simulate,
        &["table", &spec],
    ];
    let version = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON")["bcgc"].clone();
    for command in commands {
        let (stdout, _) = run(&[command, &["--format", "json"]].concat(), 0);
        assert_eq!(version(&stdout), env!("CARGO_PKG_VERSION"), "{command:?}");
    }
    let scheme = read(&scheme);
    assert_eq!(version(&scheme), env!("CARGO_PKG_VERSION"));
    let options = bcgc::encoding::CheckOptions::default();
    let again = bcgc::encoding::Scheme::from_json(&scheme, &options).expect("a scheme");
    assert_eq!(again.to_json(), scheme);
    // One of before there was a version is read as well.
    let before = scheme.replacen(&format!("  \"bcgc\": \"{}\",\n", env!("CARGO_PKG_VERSION")), "", 1);
    assert_ne!(before, scheme);
    assert!(bcgc::encoding::Scheme::from_json(&before, &options).is_ok());
}

#[test]
fn data_of_another_number_of_samples_are_refused() {
    // kappa = M b / N would be that of other data.
    let at = folder("samples");
    let rows = |count: usize| (0..count).map(|i| format!("{i},1,2,{i}\n")).collect::<String>();
    let system =
        "[stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\n[system]\nworkers = 3\ncoordinates = 3\n";
    let default = put(&at, "default.toml", system);
    let given = put(&at, "given.toml", &format!("{system}samples = 12\n"));
    let (three, twelve) = (put(&at, "three.csv", &rows(3)), put(&at, "twelve.csv", &rows(12)));
    let simulate = |instance: &str, data: &str| {
        ["simulate", instance, "--partition", "1,1,1", "--rounds", "2", "--data", data].map(str::to_owned)
    };
    for (instance, data, found, expected) in [(&default, &twelve, 12, 3), (&given, &three, 3, 12)] {
        let arguments = simulate(instance, data);
        let parts = [
            format!("--data {data}: {found} samples"),
            format!("system.samples = {expected}"),
            format!("set system.samples = {found}"),
        ];
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        refused(&arguments, &parts.each_ref().map(String::as_str));
    }
    for (instance, data) in [(&default, &three), (&given, &twelve)] {
        run(&simulate(instance, data).each_ref().map(String::as_str), 0);
    }
}
