//! Evidence: what a report says of gaps, bounds and deadlines, and that what it says reads back.

#[path = "common/command.rs"]
mod command;
mod common;

use command::{EXPONENTIAL, example, examples, instance, json, refused, run};
use serde_json::Value as Json;

/// An input that failed, with what is right in its first lines.
fn case(name: &str) -> String {
    common::root().join("tests/cases").join(name).to_string_lossy().into_owned()
}

fn rows(document: &Json) -> &[Json] {
    document["solutions"].as_array().expect("a list")
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn next_to_certainty_the_probability_of_failure_is_bounded() {
    // Once: `optimal` with a bound of 1 before any search, as 1 - value is below the absolute gap.
    for method in ["exact", "global"] {
        let document = json(&["solve", &case("deadline_near_one.toml"), "--method", method]);
        let least = document["bound"]["complement"].as_f64().expect("a number");
        let row = &rows(&document)[0];
        let late = row["complement"].as_f64().expect("a number");
        assert_eq!((&row["status"], &document["bound"]["status"]), (&"optimal".into(), &"optimal".into()));
        // The rounding of a relaxed optimum is a little later than it.
        assert!(late < 1e-4 && least > 0.0 && least <= late && late <= 1.02 * least, "{document}");
        let wide =
            ["solve", &case("deadline_near_one.toml"), "--method", method, "--complement-gap", "1e300"];
        assert!(json(&wide)["bound"]["complement"].as_f64().is_some_and(|wide| wide < least));
    }
    refused(
        &["solve", &case("deadline_near_one.toml"), "--complement-gap", "-1"],
        &["--complement-gap", "-1"],
    );
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn a_rounding_next_to_certainty_loses_to_no_single_block() {
    // Once: (1, 1) with probability 0, as the load that is certain is a hair below 2; and the search ended by its time.
    for (law, deadline, blocks) in [
        (["min=1", "max=1.1", "2", "2"], "2.1999998999999755", vec![2, 0]),
        (["min=1", "max=6", "3", "1"], "5.999998333332778", vec![1, 0, 0]),
    ] {
        let [min, max, workers, coordinates] = law;
        let law =
            ["solve", "--law", "uniform", "--param", min, "--param", max, "-N", workers, "-L", coordinates];
        let document = json(&[&law[..], &["--deadline", deadline]].concat());
        for method in ["exact", "global", "relaxed", "union-bound"] {
            let row = rows(&document).iter().find(|row| row["method"] == method).expect("a row");
            assert_eq!(row["partition"], serde_json::json!(blocks), "{row}");
            let late = row["complement"].as_f64().expect("a number");
            assert!((late / 1e-6 - 1.0).abs() < 1e-6, "{row}");
            let ended = row["status"].as_str().expect("a text");
            assert!(["optimal", "stationary", "heuristic"].contains(&ended), "{row}");
        }
    }
}

/// Once: ended by its time, with a gap of 1.8e-7, where a shape of 0.2 took no time.
#[test]
fn a_gamma_law_of_small_shape_closes_like_its_neighbours() {
    let document = json(&["solve", &case("gamma01.toml"), "--method", "relaxed"]);
    let row = &rows(&document)[0];
    assert_eq!((&row["status"], &document["bound"]["status"]), (&"optimal".into(), &"optimal".into()));
    let relaxed = row["relaxed_value"].as_f64().expect("a number");
    let bound = document["bound"]["value"].as_f64().expect("a number");
    assert!(bound <= relaxed && relaxed <= bound * (1.0 + 1e-9), "{document}");
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn one_method_that_cannot_take_an_instance_is_one_row() {
    let document = json(&["solve", &case("deadline_odd.toml")]);
    let inapplicable = |name: &str| {
        let row = rows(&document).iter().find(|row| row["method"] == name).expect("a row");
        row["status"] == "inapplicable"
            && row["note"].as_str().is_some_and(|note| note.contains("coordinates"))
    };
    assert!(inapplicable("exact") && !inapplicable("relaxed") && !inapplicable("union-bound"), "{document}");
}

#[test]
fn a_deadline_that_nothing_can_meet_is_said_and_fails() {
    let law = "law = 'shifted-exponential'\nrate = 1\nshift = 50";
    let late = "[objective]\nkind = 'completion-probability'\ndeadline = ";
    let path = instance("hopeless", "workers = 4\ncoordinates = 20", law, &format!("{late}999.5"));
    let trace = command::file("hopeless.csv", "3,2\n4,5\n");
    let trace = format!("trace = '{}'", trace.to_str().expect("UTF-8"));
    let measured =
        instance("hopeless-trace", "workers = 2\ncoordinates = 20", &trace, &format!("{late}39.9"));
    // The fastest worker of the law needs 50 x 20 at least. In the first round W_0 = 16 and W_1 = 24 take 48.
    for (path, blocks, least, deadline) in
        [(path, "5,5,5,5", 1000.0, "999.5"), (measured, "16,4", 48.0, "39.9")]
    {
        for arguments in [vec!["solve", &path], vec!["evaluate", &path, "--partition", blocks]] {
            let (stdout, stderr) = run(&arguments, 1);
            let first = stdout.lines().next().expect("a line");
            assert!(first.contains("no partition can finish by the deadline"), "{stdout}");
            assert!(first.contains(&format!("none takes less than {least}")), "{deadline}: {stdout}");
            assert!(stderr.starts_with("error: ") && stderr.contains("check the units"), "{stderr}");
            let (stdout, _) = run(&[&arguments[..], &["--format", "json"]].concat(), 1);
            let document: Json = serde_json::from_str(&stdout).expect("JSON");
            assert_eq!(document["verdict"]["deadline"], "impossible");
            for row in rows(&document).iter().filter(|row| row["status"] != "inapplicable") {
                assert_eq!(
                    (&row["status"], row["value"].as_f64()),
                    (&"infeasible".into(), Some(0.0)),
                    "{row}"
                );
            }
        }
    }
}

#[test]
fn a_deadline_that_every_partition_meets_is_said() {
    let late = "[objective]\nkind = 'completion-probability'\ndeadline = ";
    let uniform = "law = 'uniform'\nmin = 1\nmax = 2";
    let trace = command::file("certain.csv", "3,2\n4,5\n");
    let trace = format!("trace = '{}'", trace.to_str().expect("UTF-8"));
    for (name, law, most) in [("certain", uniform, 80.0), ("certain-trace", trace.as_str(), 160.0)] {
        for (deadline, verdict) in [(most, Json::from("certain")), (0.999 * most, Json::from("generous"))] {
            let objective = format!("{late}{deadline}");
            let path = instance(name, "workers = 2\ncoordinates = 20", law, &objective);
            let document = json(&["solve", &path, "--method", "uncoded", "--method", "single-block"]);
            assert_eq!(document["verdict"]["deadline"], verdict, "{name}, {deadline}");
            // Schemes that insist on redundancy may be late where none is needed.
            let document = json(&["solve", &path, "--method", "uncoded,uniform,ferdinand-full"]);
            assert_eq!(document["verdict"]["deadline"], verdict, "{name}, {deadline}");
        }
    }
}

/// A deadline that is met or missed by one round in a million leaves nothing to compare; it is said which one would, and
/// the exit status stays.
#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn a_deadline_that_leaves_nothing_to_compare_is_said_with_one_that_does() {
    let late = "[objective]\nkind = 'completion-probability'\ndeadline = ";
    let row = |i: usize| format!("{},{}\n", 1.0 + i as f64 / 100.0, 3.5 + (7 * i % 200) as f64 / 100.0);
    let trace: String = (0..200).map(row).collect();
    let trace = command::file("even.csv", trace);
    let trace = format!("trace = '{}'", trace.to_str().expect("UTF-8"));
    let shifted = "law = 'shifted-exponential'\nrate = 1\nshift = 1";
    let heavy = "law = 'log-normal'\nlocation = 0\nscale = 0.2";
    for (name, workers, law, deadlines) in [
        ("even", 4, EXPONENTIAL, [Some("1e-5"), Some("5e3")]),
        ("even-shifted", 4, shifted, [Some("20.0001"), Some("5e3")]),
        ("even-heavy", 12, heavy, [Some("9"), Some("1e3")]),
        ("even-trace", 2, &trace, [None, Some("115")]),
    ] {
        let at = |deadline: &str| {
            let system = format!("workers = {workers}\ncoordinates = 20");
            instance(name, &system, law, &format!("{late}{deadline}"))
        };
        for (deadline, verdict) in deadlines.into_iter().zip(["hopeless", "generous"]) {
            let Some(deadline) = deadline else { continue };
            let partition = format!("20{}", ",0".repeat(workers - 1));
            for command in
                [&["solve", "--method", "exact,uncoded"][..], &["evaluate", "--partition", &partition]]
            {
                let document = json(&[command, &[&at(deadline)]].concat());
                let found = &document["verdict"];
                assert_eq!(found["deadline"], verdict, "{name}, {deadline}: {document}");
                let text = found["text"].as_str().expect("a text");
                assert!(text.contains(verdict) && text.ends_with("; check the units"), "{text}");
                let even = text.split("by about ").nth(1).and_then(|rest| rest.split(';').next());
                let document = json(&["solve", &at(even.expect("a deadline")), "--method", "single-block"]);
                let half = rows(&document)[0]["value"].as_f64().expect("a probability");
                assert!((0.4..=0.6).contains(&half), "{name}, {text}: {half}");
                assert!(document["verdict"].is_null(), "{document}");
            }
        }
    }
    // One partition alone says nothing of the others, and good ones nothing of the deadline.
    let hopeless = instance("even", "workers = 4\ncoordinates = 20", EXPONENTIAL, &format!("{late}1e-5"));
    let alone = json(&["evaluate", &hopeless, "--partition", "20,0,0,0", "--no-bound"]);
    assert!(alone["verdict"].is_null(), "{alone}");
    let needed = instance("even", "workers = 20\ncoordinates = 20", EXPONENTIAL, &format!("{late}300"));
    let good = json(&["solve", &needed, "--method", "union-bound,large-deadline", "--no-bound"]);
    let worst =
        rows(&good).iter().map(|row| row["complement"].as_f64().expect("a number")).fold(0.0, f64::max);
    assert!(worst < 1e-12 && good["verdict"].is_null(), "{good}");
}

/// Near certainty a given partition is `optimal` only if its probability of being late is near its bound as well:
/// here 1 - (1 - e^-12)^2, far above that of (2, 2), about e^-16 + 2 e^-24.
#[test]
fn a_given_partition_is_not_optimal_by_its_distance_from_one_alone() {
    let objective = "[objective]\nkind = 'completion-probability'\ndeadline = 48";
    let path = instance("late", "workers = 2\ncoordinates = 4", command::EXPONENTIAL, objective);
    let arguments = ["evaluate", &path, "--partition", "4,0"];
    let document = json(&arguments);
    let given = &rows(&document)[0];
    let late = given["complement"].as_f64().expect("a number");
    assert!((late / 1.228_838_695_5e-5 - 1.0).abs() < 1e-9, "{late:e}");
    assert!(given["gap"].as_f64().is_some_and(|gap| gap < 1e-4));
    assert_eq!(given["status"], "heuristic");
    let document = json(&[&arguments[..], &["--complement-gap", "1e9"]].concat());
    assert_eq!(rows(&document)[0]["status"], "optimal");
}

/// With more samples than workers: a runtime is kappa = 3 times as long.
#[test]
fn verdicts_on_deadlines_count_the_samples() {
    let late = "[objective]\nkind = 'completion-probability'\ndeadline = ";
    let trace = command::file("samples.csv", "3,2\n4,5\n");
    let trace = format!("trace = '{}'", trace.to_str().expect("UTF-8"));
    for (system, law, deadline, said) in [
        (
            "workers = 2\ncoordinates = 20\nsamples = 6",
            "law = 'uniform'\nmin = 1\nmax = 2",
            240.0,
            "more than 240;",
        ),
        (
            "workers = 4\ncoordinates = 20\nsamples = 12",
            "law = 'shifted-exponential'\nrate = 1\nshift = 50",
            2999.5,
            "less than 3000;",
        ),
        ("workers = 2\ncoordinates = 20\nsamples = 6", &trace, 480.0, "more than 480;"),
        ("workers = 2\ncoordinates = 20\nsamples = 6", &trace, 119.0, "less than 144;"),
        (
            "workers = 1\ncoordinates = 3",
            "law = 'shifted-exponential'\nrate = 1\nshift = 0.1",
            0.2,
            "less than 0.3;",
        ),
    ] {
        let path = instance("counted", system, law, &format!("{late}{deadline}"));
        let output =
            common::bcgc().args(["solve", &path, "--method", "uncoded"]).output().expect("bcgc runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.lines().next().is_some_and(|line| line.contains(said)), "{said} {text}");
    }
}

#[test]
fn gaps_to_an_unfinished_bound_are_not_passed_off_as_gaps() {
    let path = example("paper-n20");
    let arguments = ["solve", &path, "--method", "mean-time", "--time-limit", "1e-6"];
    let document = json(&arguments);
    assert_eq!(document["bound"]["status"], "time-limit");
    for format in ["text", "markdown", "latex", "csv"] {
        let (stdout, _) = run(&[&arguments[..], &["--format", format]].concat(), 0);
        assert!(stdout.contains("time-limit"), "{format}: {stdout}");
        assert!(format == "csv" || stdout.contains("unfinished bound"), "{format}: {stdout}");
    }
    assert_eq!(json(&arguments[..4])["bound"]["status"], "optimal");
    // For scripts.
    let strict = [&arguments[..], &["--strict"]].concat();
    let (stdout, stderr) = run(&strict, 1);
    assert!(stdout.contains("mean-time"), "the report comes all the same: {stdout}");
    assert!(stderr.contains("--strict") && stderr.contains("relaxed (time-limit)"), "{stderr}");
    run(&[&arguments[..4], &["--strict"]].concat(), 0);
    let blocks = format!("20000{}", ",0".repeat(19));
    run(&["evaluate", &path, "--partition", &blocks, "--time-limit", "1e-6", "--strict"], 1);
    run(&["evaluate", &path, "--partition", &blocks, "--strict"], 0);
}

#[test]
fn the_instance_of_a_report_reads_back() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("read-back");
    std::fs::create_dir_all(&folder).expect("a writable directory");
    for entry in std::fs::read_dir(examples()).expect("examples") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        if path.extension().is_some_and(|extension| extension == "csv") {
            std::fs::copy(&path, folder.join(name)).expect("a copy");
        }
    }
    let written = |name: &str, document: &Json| {
        let path = folder.join(name);
        std::fs::write(&path, document.to_string()).expect("a writable directory");
        path.to_str().expect("UTF-8").to_owned()
    };
    let timeless = |mut document: Json| {
        let rows = document["solutions"].as_array_mut().expect("a list");
        rows.iter_mut().for_each(|row| drop(row["seconds"].take()));
        document
    };
    let solve =
        |path: &str| timeless(json(&["solve", path, "--method", "uncoded", "--method", "single-block"]));
    for entry in std::fs::read_dir(examples()).expect("examples") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let first = solve(path.to_str().expect("UTF-8"));
        for (name, document) in [("instance.json", &first["instance"]), ("report.json", &first)] {
            assert_eq!(solve(&written(name, document)), first, "{name} of {}", path.display());
        }
    }
    // A trace that has lost rounds since is not the one of the report.
    let mut instance = solve(&example("trace-n6"))["instance"].take();
    instance["stragglers"]["rounds"] = 41.into();
    refused(&["solve", &written("changed.json", &instance)], &["rounds = 41", "it holds 40"]);
    // Reports of instances without a name say so by null.
    let nameless = instance_without_name();
    let first = solve(&nameless);
    assert!(first["instance"]["name"].is_null());
    assert_eq!(solve(&written("nameless.json", &first["instance"])), first);
}

fn instance_without_name() -> String {
    instance("nameless", "workers = 2\ncoordinates = 4", command::EXPONENTIAL, "")
}
