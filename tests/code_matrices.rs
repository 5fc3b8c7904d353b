//! `bcgc code --matrix` as a user meets it: files of every form, and answers beside the verdict.

#[path = "common/command.rs"]
mod command;
mod common;
#[path = "common/words.rs"]
mod words;

use std::path::Path;

use command::{file, run};
use serde_json::Value as Json;
use words::words;

fn json(arguments: &[&str], status: i32) -> Json {
    let (stdout, _) = run(&[arguments, &["--format", "json"]].concat(), status);
    serde_json::from_str(&stdout).expect("JSON")
}

const FLOAT: [&str; 5] = ["code", "--matrix", "tests/matrices/float3.csv", "--stragglers", "1"];

#[test]
fn what_code_writes_code_reads() {
    let stored = json(&["code", "--matrix", "tests/matrices/rt.json"], 0);
    assert_eq!(stored["matrix"], serde_json::json!([["1", "2", "0"], ["0", "1", "-1"], ["1/2", "0", "1"]]));
    assert_eq!(stored, json(&["code", "--matrix", "tests/matrices/rt.json", "--stragglers", "1"], 0));
    let (_, stderr) = run(&["code", "--matrix", "tests/matrices/rt.json", "--stragglers", "2"], 2);
    assert!(stderr.contains("rt.json") && stderr.contains("make them agree"), "{stderr}");
    // What a file says of its origin is not repeated, as a theorem would seem to vouch for it.
    assert_eq!((&stored["construction"], &stored["assurance"]), (&Json::from("user"), &Json::Null));
    let (printed, _) = run(&["code", "--workers", "6", "--stragglers", "2", "--format", "json"], 0);
    let path = file("printed.json", &printed);
    let again = json(&["code", "--matrix", path.to_str().unwrap()], 0);
    assert_eq!(again["matrix"], serde_json::from_str::<Json>(&printed).unwrap()["matrix"]);
    assert_eq!(again["bcgc"], env!("CARGO_PKG_VERSION"));
    let twice = file("twice.json", serde_json::to_string(&again).unwrap());
    assert_eq!(json(&["code", "--matrix", twice.to_str().unwrap()], 0), again);
}

#[test]
fn the_rows_of_a_document_are_still_read() {
    let found = json(&["code", "--matrix", "tests/matrices/rows.json"], 0);
    assert_eq!(found["decodability"]["stragglers"], 1);
    assert_eq!(found["matrix"][0], serde_json::json!(["1/2", "1", "0"]));
    let rows = file("rows-without-an-ending", "[[1, 1.0], [\"1\", 1]]");
    assert_eq!(
        json(&["code", "--matrix", rows.to_str().unwrap(), "--stragglers", "1"], 0)["matrix"][0][1],
        "1"
    );
}

#[test]
fn a_block_of_a_scheme_is_named_by_its_stragglers() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("levels.json");
    let path = path.to_str().unwrap();
    // A scheme is only ever written anew.
    let _ = std::fs::remove_file(path);
    let simulate = ["simulate", "examples/exponential-n4.toml", "--partition", "4,2,0,14", "--rounds", "1"];
    run(&[&simulate[..], &["--scheme", path]].concat(), 0);
    for level in 0..4 {
        let level_text = level.to_string();
        let arguments = ["code", "--matrix", path, "--stragglers", &level_text];
        if level == 2 {
            let (_, stderr) = run(&arguments, 2);
            assert!(stderr.contains("stragglers: is 2") && stderr.contains("tolerate 0, 1, 3"), "{stderr}");
            continue;
        }
        let found = json(&arguments, 0);
        assert_eq!(found["decodability"]["stragglers"], level);
        let built = ["code", "--workers", "4", "--stragglers", &level_text, "--construction", "reed-solomon"];
        assert_eq!(found["matrix"], json(&built, 0)["matrix"]);
    }
    let (_, stderr) = run(&["code", "--matrix", path], 2);
    assert!(stderr.contains("levels.json: stragglers: is missing; the blocks"), "{stderr}");
}

#[test]
fn rounded_fractions_do_not_decode_but_say_how_nearly() {
    let (stdout, stderr) = run(&FLOAT, 1);
    assert!(
        stdout.contains("decodability  not decodable") && stderr.contains("not decodable"),
        "{stdout}{stderr}"
    );
    assert!(
        stdout.contains("in double precision: decodes to ") && stdout.contains("(all sets, 3)"),
        "{stdout}"
    );
    let found = json(&FLOAT, 1);
    let residual = found["approximation"]["worst_residual"].as_f64().unwrap();
    assert!(residual > 0.0 && residual < 1e-15, "{residual}");
    assert_eq!(found["approximation"]["within_tolerance"], Json::Null);
    assert_eq!(found["decodability"]["verdict"], "not-decodable");
}

#[test]
fn within_tolerance_is_good_enough_and_never_verified() {
    let (stdout, stderr) = run(&[&FLOAT[..], &["--tolerance", "1e-12"]].concat(), 0);
    assert!(
        stdout.contains("within tolerance 1e-12, which is no proof") && stderr.is_empty(),
        "{stdout}{stderr}"
    );
    assert!(stdout.contains("decodability  not decodable") && !stdout.contains("verified"), "{stdout}");
    let found = json(&[&FLOAT[..], &["--tolerance", "1e-12"]].concat(), 0);
    assert_eq!(found["approximation"]["within_tolerance"], true);
    assert_eq!(found["decodability"]["verdict"], "not-decodable");
    let (stdout, _) = run(&[&FLOAT[..], &["--tolerance", "1e-300"]].concat(), 1);
    assert!(stdout.contains("not within tolerance 1e-300"), "{stdout}");
    for wrong in ["-1", "nan", "x"] {
        run(&[&FLOAT[..], &["--tolerance", wrong]].concat(), 2);
    }
}

#[test]
fn approximate_decoding_is_shown_on_request() {
    let code = ["code", "--workers", "6", "--stragglers", "2"];
    assert!(!run(&code, 0).0.contains("approximate"));
    assert_eq!(json(&code, 0)["approximation"], Json::Null);
    for format in ["text", "markdown", "latex"] {
        let (stdout, _) = run(&[&code[..], &["--approximate", "--format", format]].concat(), 0);
        assert!(stdout.contains("least residual") && stdout.contains("(all sets, 15)"), "{stdout}");
        assert!(stdout.contains("of k at worst"), "{stdout}");
    }
    let sampled = json(&[&code[..], &["--approximate", "7"]].concat(), 0);
    assert_eq!(
        (&sampled["approximation"]["examined"], &sampled["approximation"]["all_sets"]),
        (&7.into(), &false.into())
    );
    // Of a sample, and of what does not decode beside it.
    let matrix = file("beside.csv", "1,1/2,0\n0,1,-1\n1/2,0,1\n");
    let one =
        ["code", "--matrix", matrix.to_str().unwrap(), "--stragglers", "1", "--approximate", "1", "--seed"];
    let beside = "on average without the set that was found not to decode";
    let said = ["1", "2", "3", "4", "5", "6"].map(|seed| {
        let (stdout, _) = run(&[&one[..], &[seed]].concat(), 1);
        let stdout = words(&stdout);
        assert_eq!(stdout.contains(beside), stdout.contains("(a sample of sets, 2)"), "{stdout}");
        stdout.contains(beside)
    });
    assert!(said.contains(&true));
}

#[test]
fn tables_of_every_layout_are_one_matrix() {
    let plain = file("plain.csv", "1,1/2,0\n0,1,-1\n1,0,0.25\n");
    let whole = |arguments: &[&str]| {
        let mut document = json(arguments, 0);
        let left_out = document.as_object_mut().unwrap().remove("left_out").unwrap();
        (document, left_out.as_str().unwrap_or_default().to_owned())
    };
    let (expected, nothing) = whole(&["code", "--matrix", plain.to_str().unwrap(), "--stragglers", "0"]);
    assert_eq!(nothing, "");
    let layouts: [(&str, &[&str]); 11] = [
        (",0,1,2\n0,1,1/2,0\n1,0,1,-1\n2,1,0,0.25\n", &[]),
        ("a,b,c\n1,1/2,0\n0,1,-1\n1,0,0.25\n", &[]),
        ("\"1\",\"1/2\",\"0\"\r\n\"0\",\"1\",\"-1\"\r\n\"1\",\"0\",\"0.25\"\r\n", &[]),
        ("1;1/2;0\n0;1;-1\n1;0;0.25\n", &[]),
        ("1;0,5;0\r\n0;1;-1\r\n1;0;0,25\r\n", &[]),
        ("1\t0,5\t0\n0\t1\t-1\n1\t0\t2,5e-1\n", &[]),
        ("1\t1/2\t0\n0\t1\t-1\n1\t0\t0.25\n", &["--delimiter", "tab"]),
        ("  1 1/2  0\n  0   1 -1\n  1   0 0.25\n", &[]),
        (",a,b,c\n0,1,1/2,0\n1,0,1,-1\n2,1,0,0.25\n", &[]),
        ("1,2,3\n1,1/2,0\n0,1,-1\n1,0,0.25\n", &["--header", "true"]),
        ("w1 1 1/2 0\nw2 0 1 -1\nw3 1 0 0.25\n", &[]),
    ];
    for (i, (text, options)) in layouts.into_iter().enumerate() {
        let path = file(&format!("layout-{i}.csv"), text);
        let read = ["code", "--matrix", path.to_str().unwrap(), "--stragglers", "0"];
        let (found, left_out) = whole(&[&read[..], options].concat());
        assert_eq!(found, expected, "{text}");
        let begins = text.chars().next().unwrap();
        let is_named =
            begins.is_alphabetic() || begins == ',' || !options.is_empty() && text.starts_with("1,2,3");
        assert_eq!(!left_out.is_empty(), is_named, "{text}: {left_out}");
    }
    for (text, remedy) in [
        ("1,2,3\n1,1/2,0\n0,1,-1\n1,0,0.25\n", "--header true or --header false"),
        ("n,a,b,c\n0,1,1/2,0\n1,0,1,-1\n2,1,0,0.25\n", "--index true or --index false"),
    ] {
        let path = file("ambiguous.csv", text);
        let (_, stderr) = run(&["code", "--matrix", path.to_str().unwrap(), "--stragglers", "0"], 2);
        assert!(stderr.contains("ambiguous.csv: line ") && stderr.contains(remedy), "{stderr}");
    }
}

#[test]
fn what_stands_between_cells_is_named_where_it_misleads() {
    for (name, text, part) in [
        ("trailing.csv", "1,1,\n1,2,\n", "where lines end in what stands between cells, take it away"),
        ("spaces.csv", "1,5 2,5\n3,5 4,5\n", "say --delimiter space if spaces stand between the cells"),
    ] {
        let path = file(name, text);
        let (_, stderr) = run(&["code", "--matrix", path.to_str().expect("UTF-8"), "--stragglers", "1"], 2);
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
fn rectangular_matrices_are_judged_and_printed_in_every_format() {
    let path = file("rectangular.csv", "1,1,1,0,0,0\n0,0,0,1,1,1\n1,1,1,0,0,0\n0,0,0,1,1,1\n");
    let code = ["code", "--matrix", path.to_str().unwrap(), "--stragglers", "1", "--decode", "1,2,3"];
    let found = json(&code, 0);
    assert_eq!(
        (&found["decodability"]["workers"], &found["decodability"]["subsets"]),
        (&4.into(), &6.into())
    );
    assert_eq!(found["uniform_weight"], true);
    for format in ["text", "csv", "markdown", "latex"] {
        let (stdout, _) = run(&[&code[..], &["--format", format]].concat(), 0);
        assert_eq!(stdout.contains("6, of 4 workers"), format != "csv", "{stdout}");
    }
}

#[test]
fn a_matrix_of_sixty_workers_fits_on_a_screen() {
    let code = [
        "code",
        "--workers",
        "60",
        "--stragglers",
        "30",
        "--construction",
        "cyclic-repetition",
        "--conditioning",
        "0",
    ];
    let (text, _) = run(&[&code[..], &["--budget", "100"]].concat(), 0);
    assert!(text.len() < 5000, "{} bytes", text.len());
    assert!(text.contains("~") && text.contains("in full with --format json or csv"), "{text}");
    assert!(text.contains("31 of each of 60 workers"), "{text}");
    let matrix = text.lines().skip_while(|line| !line.starts_with("encoding matrix"));
    assert!(matrix.clone().count() > 20 && matrix.clone().all(|line| line.chars().count() <= 100), "{text}");
    let (csv, _) = run(&[&code[..], &["--budget", "100", "--format", "csv"]].concat(), 0);
    assert!(csv.lines().count() == 60 && !csv.contains('~') && csv.len() > 20_000, "{} bytes", csv.len());
}

#[test]
fn the_forms_of_a_matrix_are_in_the_help() {
    let (help, _) = run(&["code", "--help"], 0);
    for part in [
        "--delimiter",
        "--header",
        "--index",
        "--tolerance",
        "\"rows\"",
        "bcgc simulate --scheme",
        "approximation {",
    ] {
        assert!(help.contains(part), "{part} is missing in {help}");
    }
}

#[test]
fn classes_may_be_called_minus_one_and_one() {
    let rows = |low: &str| -> String {
        (0..8)
            .map(|i| {
                let features: Vec<String> = (0..20).map(|j| ((i * 7 + j * 3) % 5 - 2).to_string()).collect();
                format!("{},{}\n", features.join(","), if i % 3 == 0 { "1" } else { low })
            })
            .collect()
    };
    let (zero, minus, other) =
        (file("zero.csv", rows("0")), file("minus.csv", rows("-1")), file("other.csv", rows("2")));
    let instance = file(
        "classes.toml",
        "[system]\nworkers = 4\ncoordinates = 20\nsamples = 8\n\n[stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\n",
    );
    let result = |data: &Path, status| {
        let (instance, data) = (instance.to_str().unwrap(), data.to_str().unwrap());
        let simulate =
            ["simulate", instance, "--partition", "4,2,2,12", "--problem", "logistic", "--rounds", "9"];
        run(&[&simulate[..], &["--data", data, "--format", "json"]].concat(), status)
    };
    assert_eq!(result(&zero, 0).0, result(&minus, 0).0);
    let (_, stderr) = result(&other, 2);
    assert!(stderr.contains("label 2") && stderr.contains("-1 and +1"), "{stderr}");
}

/// Names above say what the first line is, whatever stands below them.
#[test]
fn a_first_row_that_counts_is_a_row_below_names() {
    let data = file("named-data.csv", "x1,x2,y\n1,2,3\n4,5,6.5\n7,8,9\n");
    let data = data.to_str().unwrap();
    let simulate = [
        "simulate",
        "--law",
        "uniform",
        "--param",
        "min=1",
        "--param",
        "max=2",
        "-N",
        "3",
        "-L",
        "2",
        "--partition",
        "1,1,0",
        "--rounds",
        "2",
        "--data",
        data,
    ];
    let (read, _) = run(&simulate, 0);
    assert_eq!(run(&[&simulate[..], &["--header", "true"]].concat(), 0).0, read);
    let (_, stderr) = run(&[&simulate[..], &["--header", "false"]].concat(), 2);
    assert!(stderr.contains("line 1, column 1"), "{stderr}");
    let matrix = file("named-matrix.csv", "w1,w2,w3\n1,2,3\n1,1,0\n0,1,1\n4,1,1\n");
    let found = json(&["code", "--matrix", matrix.to_str().unwrap(), "--stragglers", "0"], 0);
    assert_eq!(found["decodability"]["workers"], 4);
    let commas = file("comma-data.csv", "x1;x2;y\n1;2;3\n4;5;6,5\n7;8;9\n");
    let commas = [&simulate[..simulate.len() - 1], &[commas.to_str().unwrap()]].concat();
    let same = |text: &str| text.replace("named-data", "comma-data").replace("x1; x2; y", "x1, x2, y");
    assert_eq!(run(&commas, 0).0, same(&read));
    let missing = file("missing-data.csv", "x1,x2,y\n1,,3\n4,5,6.5\n7,8,9\n");
    let missing = [&simulate[..simulate.len() - 1], &[missing.to_str().unwrap()]].concat();
    let (_, stderr) = run(&missing, 2);
    assert!(stderr.contains("line 2, column 2") && stderr.contains("leave out the samples"), "{stderr}");
    assert!(!stderr.contains("drop-row") && !stderr.contains("never returned"), "{stderr}");
}
