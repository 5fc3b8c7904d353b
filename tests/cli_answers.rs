//! What a run says of its answer, and what it leaves behind where it has none.

#[path = "common/command.rs"]
mod command;
mod common;
#[path = "common/words.rs"]
mod words;

use std::path::PathBuf;

use command::{example, file, instance, json, refused, run};
use words::words;

const SYSTEM: &str = "workers = 3\ncoordinates = 6";

/// An instance of a trace with these rows.
fn traced(name: &str, rows: &str) -> String {
    file(&format!("{name}.csv"), rows);
    instance(&format!("{name}.toml"), SYSTEM, &format!("trace = '{name}.csv'"), "")
}

fn at(name: &str) -> (PathBuf, String) {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    let shown = path.display().to_string();
    (path, shown)
}

/// The line of a report with a label.
fn line<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(label)).map(str::trim_start)
}

/// Once all bars of such a round ended at 1.0, and it was complete at `-`.
#[test]
fn a_round_that_never_ends_is_drawn_until_its_last_block() {
    let (path, shown) = at("never.svg");
    let endless = traced("never", "1,2,inf\n1,2,3\n");
    let drawn = |partition: &str| {
        let simulate = ["simulate", &endless, "--partition", partition, "--timeline", &shown];
        let (stdout, stderr) = run(&simulate, 1);
        assert!(
            stdout.contains("mean runtime  infinite") && stderr.contains("never end"),
            "{stdout}{stderr}"
        );
        std::fs::read_to_string(&path).expect("a figure")
    };
    // Blocks of 3, 2 and 1 coordinates: that of two workers is decoded at 2 (3 + 4).
    let svg = drawn("3,2,1");
    assert!(svg.contains("Round 1 never ends") && svg.contains("never complete"), "{svg}");
    assert!(svg.contains(">14<") && !svg.contains(">16<") && !svg.contains("complete at"), "{svg}");
    // Nothing is decoded: until the second worker is done.
    let svg = drawn("6,0,0");
    assert!(svg.contains(">12<") && !svg.contains(">14<") && svg.contains("never complete"), "{svg}");
    // Where nobody waits for that worker the round ends.
    let simulate = ["simulate", &endless, "--partition", "0,2,4", "--timeline", &shown];
    run(&simulate, 0);
    let svg = std::fs::read_to_string(&path).expect("a figure");
    assert!(svg.contains("complete at 16.00") && !svg.contains("never"), "{svg}");
}

/// The lines `best` and `noise` of a run over rounds of three workers, for the objective of a deadline or none.
fn told(name: &str, rows: &str, deadline: &str, methods: &str) -> (Option<String>, Option<String>) {
    let path = traced(name, rows);
    let deadline: &[&str] = if deadline.is_empty() { &[] } else { &["--deadline", deadline] };
    let solve = ["solve", &path, "--method", methods];
    let output = common::bcgc().args([&solve[..], deadline].concat()).output().expect("bcgc runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let of = |label: &str| line(&text, label).map(str::to_owned);
    (of("best "), of("noise "))
}

/// Once it was left out where the gain is no finite number, and said `no faster` of what is slower.
#[test]
fn the_best_is_named_whatever_it_gains() {
    let best = |rows: &str, deadline: &str, methods: &str| {
        told("best-line", rows, deadline, methods).0.unwrap_or_default()
    };
    let sometimes = "1,1,2\n1,1,9\n1,2,2\n2,1,9\n".repeat(10);
    assert_eq!(
        best(&sometimes, "30", "exact,uncoded"),
        "exact, misses the deadline with probability 0, no redundancy with 0.500"
    );
    let endless = "1,1,inf\n2,1,1\n".repeat(4);
    assert!(best(&endless, "", "exact").contains("exact, and without redundancy no finite value is known"));
    let alike = "1,1,1\n5,5,5\n".repeat(20);
    assert!(
        best(&alike, "", "uniform").starts_with("uniform, slower than no redundancy, by a factor of 2.00")
    );
    let more = best(&alike, "10", "uniform");
    assert!(
        more.starts_with("uniform, misses the deadline more often than no redundancy, by a factor of 2.00"),
        "{more}"
    );
    let more = best(&"1,1,1\n1,1,1.5\n".repeat(20), "10", "uniform");
    assert!(
        more.starts_with("uniform, misses the deadline more often than no redundancy, with probability 1"),
        "{more}"
    );
}

#[test]
fn nothing_is_compared_where_all_rounds_agree() {
    let rows = "1,1,1\n1,1.5,1\n".repeat(20);
    assert_eq!(told("decided", &rows, "1", "exact,uncoded"), (None, None), "impossible");
    let (best, noise) = told("decided", &rows, "100", "exact,uncoded");
    assert!(best.is_some_and(|best| best.contains("no more rarely")) && noise.is_none(), "certain");
    let (_, noise) = told("decided", &rows, "10", "exact,uncoded");
    assert!(
        noise.is_some_and(|noise| noise.ends_with("; every row has the same value in every round")),
        "generous"
    );
}

#[test]
fn the_best_of_baselines_alone_is_said_to_be_no_more() {
    const ALONE: &str = "the best of baselines alone";
    let best = |arguments: &[&str]| {
        let (text, _) = run(&[&["solve"], arguments].concat(), 0);
        line(&text, "best  ").expect("a best row").to_owned()
    };
    let times = example("trace-n6");
    let found = best(&[&times, "--method", "uncoded,single-block"]);
    assert!(
        found.ends_with(&format!("; {ALONE}: no method that searches all partitions was run")),
        "{found}"
    );
    // Overheads and cycle times that both vary: all that searches is inapplicable.
    file("both-a.csv", "0.1,0.2,0.3\n0.4,0.1,0.1\n");
    file("both-t.csv", "1,2,3\n3,2,1\n");
    let overhead = "[overhead]\ntrace = 'both-a.csv'";
    let both = instance("both.toml", SYSTEM, "trace = 'both-t.csv'", overhead);
    let found = best(&[&both]);
    assert!(
        found.contains(&format!("; {ALONE}: no method of this run that searches all partitions applies"))
    );
    for searched in ["mean-time,uncoded", "exact"] {
        let found = best(&[&times, "--method", searched]);
        assert!(!found.contains(ALONE), "{found}");
    }
    let (text, _) = run(&["evaluate", &both, "--partition", "2,2,2"], 0);
    assert!(!text.contains(ALONE), "{text}");
}

#[test]
fn of_few_rounds_nothing_is_said_of_noise_but_that() {
    const SILENT: &str = "nothing can be said of the noise from";
    let rows = |count: usize| {
        "1,2,3\n3,1,2\n2,3,1\n1,1,4\n".lines().take(count).fold(String::new(), |rows, row| rows + row + "\n")
    };
    for (count, said) in [(1, "1 round,"), (2, "2 rounds,"), (3, "3 rounds,")] {
        let few = traced(&format!("few-{count}"), &rows(count));
        for command in
            [&["solve", &few, "--method", "exact,uncoded"][..], &["evaluate", &few, "--partition", "2,2,2"]]
        {
            let (text, _) = run(command, 0);
            let noise = line(&text, "noise  ").unwrap_or_else(|| panic!("{command:?}: {text}"));
            assert!(noise.contains(&format!("{SILENT} {said} fewer than 4")), "{noise}");
        }
    }
    let four = traced("few-4", &rows(4));
    assert!(!run(&["solve", &four, "--method", "exact,uncoded"], 0).0.contains(SILENT));
    let (text, _) = run(&["solve", &four, "--method", "exact,uncoded", "--holdout", "0.25"], 0);
    let noise = line(&text, "noise  ").expect("held out");
    assert!(noise.starts_with("out of sample, the last round, ") && noise.contains(SILENT), "{noise}");
    // Of a law there are no rounds.
    assert!(line(&run(&["solve", &example("exponential-n4"), "--method", "exact"], 0).0, "noise").is_none());
}

#[test]
fn an_infinite_optimum_is_a_verdict() {
    let heavy = instance("heavy-02.toml", SYSTEM, "law = 'pareto'\nshape = 0.2\nscale = 1", "");
    let lost = traced("all-lost", "inf,inf,inf\n1,2,3\n");
    for path in [&heavy, &lost] {
        for command in [&["solve", path][..], &["evaluate", path, "--partition", "1,2,3"]] {
            assert!(run(command, 1).1.contains("no finite optimum"), "{command:?}");
            let (_, stderr) = run(&[command, &["--format", "json"]].concat(), 1);
            assert!(stderr.contains("\"kind\":\"verdict\"") && stderr.contains("\"status\":1"), "{stderr}");
        }
    }
}

/// Once a figure, a history and a result of another instance stayed where a run came to none.
#[test]
fn a_run_without_an_answer_leaves_no_files_of_another_one() {
    let finite = traced("finite", "1,2,3\n3,2,1\n");
    let lost = traced("left-lost", "inf,inf,inf\n1,2,3\n");
    let [(figure, drawn), (history, told), (output, written)] = ["left.svg", "left.csv", "left.json"].map(at);
    let files = ["--figure", &drawn, "--history", &told, "--output", &written];
    let solve = |path: &str, method: &str, status: i32| {
        run(&[&["solve", path, "--method", method], &files[..]].concat(), status)
    };
    solve(&finite, "exact", 0);
    assert!([&figure, &history, &output].iter().all(|path| path.is_file()));
    let (_, stderr) = solve(&lost, "exact", 1);
    assert!(stderr.contains("left.svg") && stderr.contains("of an earlier run are removed"), "{stderr}");
    assert!([&figure, &history, &output].iter().all(|path| !path.exists()));
    // Nothing solved, and the result says so: the figure alone is of another run.
    solve(&finite, "exact", 0);
    solve(&finite, "published:stationary", 1);
    assert!(!figure.exists() && output.is_file());
    // What is refused was not begun: nothing is touched.
    solve(&finite, "exact", 0);
    solve(&finite, "exat", 2);
    assert!([&figure, &history, &output].iter().all(|path| path.is_file()));
    // A deadline that is never met has no point to draw.
    run(&["evaluate", &finite, "--partition", "2,2,2", "--deadlines", "9", "--figure", &drawn, "--force"], 0);
    assert!(figure.is_file());
    let (_, stderr) =
        run(&["evaluate", &lost, "--partition", "2,2,2", "--quantiles", "0.9", "--figure", &drawn], 0);
    assert!(!figure.exists() && stderr.contains("no deadline has a probability to draw"), "{stderr}");
    // A device is no file of ours.
    #[cfg(unix)]
    {
        let device = file("a-device", "");
        std::fs::remove_file(&device).expect("a file of this test");
        std::os::unix::fs::symlink("/dev/null", &device).expect("a link");
        let shown = device.display().to_string();
        run(&["solve", &lost, "--certificate", &shown], 1);
        assert!(device.symlink_metadata().is_ok());
    }
    // What somebody wrote may be replaced by force, which is not to say removed.
    let text = file("of-somebody.txt", "my own words\n");
    run(&["solve", &lost, "--output", &text.display().to_string(), "--force"], 1);
    assert_eq!(std::fs::read_to_string(&text).expect("it is there"), "my own words\n");
}

#[test]
fn what_does_not_apply_to_a_constant_is_not_put_on_a_trace() {
    let constant = ["--law", "constant", "--param", "value=1", "-N", "3", "-L", "6"];
    let deadlines: [&[&str]; 3] = [&[], &["--deadline", "10"], &["--deadline", "2"]];
    for more in deadlines {
        let solve = [&["solve"], &constant[..], more, &["--format", "json"]].concat();
        let (text, _) = run(&solve, i32::from(more.ends_with(&["2"])));
        let document: serde_json::Value = serde_json::from_str(&text).expect("a document");
        for row in document["solutions"].as_array().expect("rows") {
            let note = row["note"].as_str().unwrap_or_default();
            assert!(!["trace", "rounds"].iter().any(|word| note.contains(word)), "{row}");
        }
    }
}

#[test]
fn an_objective_without_its_deadline_is_set_as_a_whole() {
    let deadline = instance(
        "with-deadline.toml",
        SYSTEM,
        "law = 'shifted-exponential'\nrate = 1",
        "[objective]\ndeadline = 20",
    );
    let kind = ["solve", &deadline, "--set", "objective.kind=\"expected-runtime\""];
    refused(&kind, &["objective.deadline", "objective={kind=\"expected-runtime\"}"]);
    let whole = ["solve", &deadline, "--set", "objective={kind=\"expected-runtime\"}", "--method", "exact"];
    assert_eq!(json(&whole)["instance"]["objective"]["kind"], "expected-runtime");
    // What no partition meets is no matter of kappa L t0 alone where there is an overhead.
    let late = ["solve", &deadline, "--deadline", "1", "--set", "stragglers.shift=0.1", "--set"];
    let (text, _) = run(&[&late[..], &["overhead={law=\"constant\",value=2}"]].concat(), 1);
    assert!(
        text.contains("no partition can finish by the deadline") && !text.contains("kappa L t0"),
        "{text}"
    );
}

#[test]
fn a_certificate_of_a_run_without_a_bound_is_of_the_value() {
    let path = example("exponential-n4");
    let (file, shown) = at("no-bound.json");
    let proved = |arguments: &[&str]| {
        let _ = std::fs::remove_file(&file);
        run(&[arguments, &["--no-bound", "--certificate", &shown]].concat(), 0);
        run(&["verify", &shown], 0).0
    };
    for alone in
        [&["solve", &path, "--method", "mean-time"][..], &["evaluate", &path, "--partition", "4,2,2,12"]]
    {
        let said = proved(alone);
        assert!(said.contains("the value lies between"), "{said}");
        assert!(!said.contains("no partition has") && !said.contains("optimal"), "{said}");
    }
    // A method that returns a bound itself is asked for it.
    let said = proved(&["solve", &path, "--method", "exact"]);
    assert!(said.contains("no partition has") && said.contains("optimal among integers"), "{said}");
}

/// What is optimal before it is rounded is not called so of the integers.
#[test]
fn an_optimum_of_real_blocks_is_told_from_that_of_integers() {
    let path = example("trace-n6");
    let said =
        "optimal: relaxed is so over real blocks, before rounding; the integers are as far from the bound";
    for format in ["text", "markdown", "latex"] {
        let (shown, _) = run(&["solve", &path, "--method", "relaxed,exact", "--format", format], 0);
        let words = words(&shown);
        assert!(words.contains(said), "{shown}");
    }
    for arguments in [&["--method", "exact"][..], &["--method", "relaxed", "--no-bound"]] {
        let (shown, _) = run(&[&["solve", &path], arguments].concat(), 0);
        assert_eq!(shown.contains("over real blocks"), arguments[1] == "relaxed", "{shown}");
    }
}

/// The gap of the probability of being late counts as well, and so do the gaps that were asked for.
#[test]
fn an_open_late_gap_or_one_that_was_asked_for_is_said_of_optima() {
    let law = ["--law", "shifted-exponential", "--param", "rate=1", "--param", "shift=1"];
    let said = "is so over real blocks, before rounding; the integers are as far from the bound as";
    let shown = |more: &[&str]| {
        let (shown, _) = run(&[&["solve"][..], &law, more].concat(), 0);
        words(&shown)
    };
    let late = ["-N", "3", "-L", "7", "--deadline", "60", "--method", "relaxed"];
    assert!(shown(&late).contains(&format!("{said} gap or late gap says")), "{}", shown(&late));
    let close = ["-N", "4", "-L", "100000", "--method", "relaxed"];
    assert!(!shown(&close).contains(said), "{}", shown(&close));
    let closer = shown(&[&close[..], &["--gap", "1e-12"]].concat());
    assert!(closer.contains(&format!("{said} gap says")), "{closer}");
}

/// A scheme that is no partition may be better than the best one that is.
#[test]
fn a_better_scheme_without_a_partition_is_named_beside_the_best() {
    let law = ["solve", "--law", "shifted-exponential", "--param", "rate=1", "--param", "shift=1", "-N", "5"];
    let best = |more: &[&str]| {
        let (text, _) = run(&[&law[..], &["--method", "tandon,uniform"], more].concat(), 0);
        line(&text, "best").expect("a best row").to_owned()
    };
    let said = "tandon is better, and no partition";
    assert!(
        best(&["-L", "1", "--deadline", "7"]).contains(said),
        "{}",
        best(&["-L", "1", "--deadline", "7"])
    );
    let both = "tandon,exact";
    let (text, _) = run(&[&law[..], &["-L", "1000", "--method", both]].concat(), 0);
    assert!(!text.contains(said), "{text}");
}

/// Why there is nothing to draw is said as it is, and not where nothing is to be said.
#[test]
fn a_figure_of_nothing_says_why_it_is_not_there() {
    let endless = traced("undrawn", "inf,inf,inf\n1,2,3\n");
    let (_, shown) = at("undrawn.svg");
    let law = example("exponential-n4");
    let asked = |of: [&str; 4], more: &[&str], status: i32| {
        let [path, partition, question, value] = of;
        let evaluate = ["evaluate", path, "--partition", partition, question, value, "--figure", &shown];
        run(&[&evaluate[..], more].concat(), status).1
    };
    let never = [endless.as_str(), "0,0,6", "--quantiles", "0.9"];
    assert!(asked(never, &[], 0).contains("no deadline has a probability to draw"));
    assert_eq!(asked(never, &["--quiet"], 0), "");
    let late = [law.as_str(), "4,2,2,12", "--quantiles", "0.9"];
    let stderr = asked(late, &["--time-limit", "1e-9"], 1);
    assert!(stderr.contains("the time limit left no probability to draw"), "{stderr}");
    let stderr = asked(late, &["--time-limit", "1e-9", "--quiet"], 1);
    assert!(!stderr.contains("--figure") && stderr.contains("within the time limit"), "{stderr}");
}

#[test]
fn slips_at_a_shell_are_answered_with_what_was_meant() {
    let path = example("exponential-n4");
    refused(&["solve", &path, "--time-limit", "60s"], &["--time-limit", "write 60 for 60s"]);
    let (_, stderr) = run(&["solve", &path, "--time-limit", "10%"], 2);
    assert!(stderr.contains("a finite number of seconds") && !stderr.contains("write"), "{stderr}");
    refused(&["solve", "--law", "constnt", "-N", "3", "-L", "6"], &["did you mean `constant`?", "uniform"]);
    refused(&["verify", env!("CARGO_TARGET_TMPDIR")], &["is a folder without any *.certificate.json"]);
    refused(&["table", "--list", "--format", "csv"], &["--list", "--format"]);
    for ending in ["xyz", "2024"] {
        let (file, shown) = at(&format!("unknown.{ending}"));
        refused(&["solve", &path, "--method", "uncoded", "--output", &shown], &["--output", &shown, ".txt"]);
        assert!(!file.exists());
    }
    for name in ["known.txt", "known.LOG", "known"] {
        let (file, shown) = at(name);
        run(&["solve", &path, "--method", "uncoded", "--output", &shown], 0);
        assert!(std::fs::read_to_string(file).expect("a result").contains("objective"));
    }
}
