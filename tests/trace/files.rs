//! Reading traces and the commands that take them.

use std::path::Path;

use bcgc::Trace;

use crate::command::{self, example, file, json, refused, run};
use crate::common;

#[test]
fn files_are_read_with_headers_comments_and_blank_lines() {
    let text = "\u{feff}# measured on Monday\n\nworker1, worker2\r\n1.5, 2\r\n # pause\n\n 3e-1,4\n";
    file("t.csv", text);
    let trace = Trace::read("t.csv", Path::new(env!("CARGO_TARGET_TMPDIR")), 2).expect("a trace");
    assert_eq!(trace.rows(), [vec![1.5, 2.0], vec![0.3, 4.0]]);
    assert_eq!(trace.path(), "t.csv");
    let first = trace.first(1).expect("a row");
    assert_eq!(first.rows(), [vec![1.5, 2.0]]);
    assert!(trace.first(0).is_err() && trace.first(3).is_err());
}

/// A path of an instance with two workers and the given trace.
fn two_workers(csv: &str) -> String {
    file("refused.csv", csv);
    command::instance("refused.toml", "workers = 2\ncoordinates = 4", "trace = 'refused.csv'", "")
}

#[test]
fn bad_traces_name_file_row_column_and_value() {
    for (csv, parts) in [
        ("1,2\n3\n", &["row 2 (line 2)", "1 column,", "2"][..]),
        ("a,b\n1,2\n\n3,4,5\n", &["row 2 (line 4)", "3 columns"]),
        ("1,2,3\n", &["row 1 (line 1)", "3 columns", "system.workers = 2"]),
        ("a,b,c\n1,2\n", &["the header (line 1)", "3 columns", "system.workers = 2"]),
        ("1,5;2.5\n", &["row 1 (line 1), column 1", "`1,5` is not a number", "a point"]),
        ("1,\"2\n", &["line 1, column 2 opens a quote"]),
        ("\"1\"5,2\n", &["line 1, column 1 goes on behind its quotes"]),
        ("# c\n1,x\n", &["row 1 (line 2), column 2", "`x` is not a number", "a finite number > 0, or inf"]),
        ("a,b\n1,2\nc,4\n", &["row 2 (line 3), column 1", "`c` is not a number"]),
        ("1,\n", &["row 1 (line 1), column 2", "`` is not a number", "missing = \"drop-row\""]),
        ("1,nan\n", &["column 2", "`nan` is NaN", "a finite number > 0"]),
        ("-inf,1\n", &["column 1", "`-inf` is not above zero"]),
        ("NA,NA\n1,2\n", &["row 1 (line 1), column 1", "`NA` is not a number", "write inf"]),
        (",\n1,2\n", &["row 1 (line 1), column 1", "`` is not a number", "leave out what was not measured"]),
        ("30ms,31 ms\n1,2\n", &["row 1 (line 1), column 1", "`30ms` is not a number", "in one unit"]),
        ("1,2\n3,4s\n", &["row 2 (line 2), column 2", "`4s` is not a number", "leave the unit out"]),
        ("1,2\n3.5,4\n", &["line 1 reads 1, 2", "header = true", "header = false if it is a round"]),
        ("0,1\n3,4\n", &["line 1 reads 0, 1", "header = true"]),
        ("1,1e400\n", &["column 2", "`1e400` is infinite"]),
        ("0,2\n", &["column 1", "`0` is not above zero"]),
        ("1,2\n3,-0.5\n", &["row 2 (line 2), column 2", "`-0.5` is not above zero", "a finite number > 0"]),
        ("", &["holds no row", "2 numbers"]),
        ("worker1,worker2\n# nothing\n", &["holds no row"]),
    ] {
        let path = two_workers(csv);
        refused(&["solve", &path], &[&["refused.toml", "stragglers.trace", "refused.csv"], parts].concat());
    }
}

#[test]
fn headers_are_told_apart_from_rounds_or_asked_for() {
    let rows = |csv: &str, option: &str| {
        file("header.csv", csv);
        let stragglers = format!("trace = 'header.csv'\n{option}");
        let path = command::instance("header.toml", "workers = 2\ncoordinates = 4", &stragglers, "");
        let (stdout, _) = run(&["evaluate", &path, "--partition", "0,4"], 0);
        stdout.lines().find(|line| line.starts_with("stragglers")).expect("a line").to_owned()
    };
    for (csv, option, said) in [
        ("w1,w2\n1.5,2\n", "", "1 round, header \"w1, w2\""),
        ("w1,\n1.5,2\n", "", "1 round, header \"w1, \""),
        ("\"w1\";\"w2\"\n1.5;\"2\"\n", "", "1 round, header \"w1, w2\""),
        ("w1 w2\n1.5   2\n", "", "1 round, header \"w1, w2\""),
        ("w1\tw2\n1.5\t2\n", "", "1 round, header \"w1, w2\""),
        // Integers throughout are a trace that begins with 1 and 2.
        ("1,2\n3,4\ninf,5\n", "", "3 rounds"),
        ("1,2\n3.5,4\n", "header = true", "1 round, header \"1, 2\""),
        ("1,2\n3.5,4\n", "header = false", "2 rounds"),
        ("NA,NA\n3.5,4\n", "header = true", "1 round, header \"NA, NA\""),
        ("2,1\n3.5,4\n", "header = 'auto'", "2 rounds"),
        ("2,1\n3.5,4\n7,7\n", "rounds = 2", "2 rounds"),
        // Rounds far above the numbers of the workers begin beyond ten times their number.
        ("1,2\n20,30\n", "", "2 rounds"),
        ("1,2\n3,400\n", "", "2 rounds"),
    ] {
        let line = rows(csv, option);
        assert!(line.ends_with(&format!("header.csv: {said}")), "{csv:?} {option}: {line}");
    }
    for (option, part) in [
        ("header = 'yes'", "true, false or \"auto\""),
        ("header = 1", "true, false or \"auto\""),
        ("rounds = 9", "allowed are 1 to 1"),
    ] {
        file("header.csv", "w1,w2\n1.5,2\n");
        let stragglers = format!("trace = 'header.csv'\n{option}");
        let path = command::instance("header.toml", "workers = 2\ncoordinates = 4", &stragglers, "");
        refused(&["solve", &path], &[option.split(' ').next().expect("a key"), part]);
    }
    let case = |name: &str| common::root().join("tests/cases").join(name).display().to_string();
    refused(&["solve", &case("na.toml")], &["row 1 (line 1), column 1", "`NA` is not a number"]);
    file("counted.csv", "1,2,3\n812,790,805\n799,822,840\n");
    let counted =
        command::instance("counted.toml", "workers = 3\ncoordinates = 4", "trace = 'counted.csv'", "");
    refused(&["solve", &counted], &["line 1 reads 1, 2, 3", "header = true"]);
    file("far.csv", "1,2\n21,22\n");
    let far = command::instance("far.toml", "workers = 2\ncoordinates = 4", "trace = 'far.csv'", "");
    refused(&["solve", &far], &["line 1 reads 1, 2", "header = true"]);
    refused(&["solve", &case("numhdr.toml")], &["line 1 reads 1, 2, 3", "header = true"]);
    // The names of the columns, or a round with a name like the next one.
    file("named.csv", "r1,1,2\nr2,4.5,1.5\n");
    let named = command::instance("named.toml", "workers = 2\ncoordinates = 4", "trace = 'named.csv'", "");
    refused(&["solve", &named], &["line 1 reads r1, 1, 2", "header = true"]);
}

/// A first column that numbers the rounds is no worker: it is left out where it is one too many, and asked about where it
/// may be the times of one.
#[test]
fn a_column_that_counts_the_rounds_is_no_worker() {
    let numbered = "round,w1,w2\n1,2.5,3.5\n2,4.5,1.5\n3,2.5,2.5\n";
    let said = |workers: usize, csv: &str, option: &str| {
        file("numbered.csv", csv);
        let system = format!("workers = {workers}\ncoordinates = 4");
        let stragglers = format!("trace = 'numbered.csv'\n{option}");
        command::instance("numbered.toml", &system, &stragglers, "")
    };
    let solved = |workers, csv: &str, option| {
        let path = said(workers, csv, option);
        run(&["solve", &path, "--method", "uncoded"], 0).0
    };
    for csv in [
        numbered,
        ",w1,w2\n0,2.5,3.5\n1,4.5,1.5\n",
        "1,2.5,3.5\n2,4.5,1.5\n",
        "w1,w2\nr1,2.5,3.5\nr2,4.5,1.5\n",
        ",0,1\n0,2.5,3.5\n1,4.5,1.5\n",
        "round,1,2\n0,2.5,3.5\n1,4.5,1.5\n",
    ] {
        let text = solved(2, csv, "");
        assert!(text.contains("column 1 as an index: "), "{csv}: {text}");
        // 4 times the mean of the slower worker's times: 3.5 and 4.5, and 2.5 where there are three rounds.
        let value = if csv.starts_with("round,w1") { "14.0000" } else { "16.0000" };
        assert!(text.contains(value), "{csv}: {text}");
    }
    assert!(solved(3, numbered, "index = false").contains("3 workers"));
    assert!(solved(2, numbered, "index = true").contains("1 to 3"));
    assert!(solved(2, "7,2.5,3.5\n9,4.5,1.5\n", "index = true").contains("7 to 9"));
    // Two rounds are not enough to tell, and small integers are times.
    assert!(solved(2, "1,2.5\n2,3.5\n", "").contains("2 rounds\n"));
    assert!(solved(2, "1,2\n2,3\n3,9\n", "header = false").contains("3 rounds\n"));
    for (workers, csv, option, parts) in [
        (
            3,
            "n,w1,w2\n1,2.5,3.5\n2,4.5,1.5\n3,2.5,2.5\n",
            "",
            &["first column is 1 to 3", "index = true", "index = false"][..],
        ),
        (
            3,
            numbered,
            "",
            &["column 1, `round`, has a name that no worker has", "columns = [\"2-3\"]", "index = true"],
        ),
        (3, "0,2.5,3.5\n1,4.5,1.5\n", "", &["first column is 0 to 1", "index = true"]),
        (2, "1,812\n2,790\n3,805\n", "", &["first column is 1 to 3"]),
        (2, "1,2.5,3.5\n3,4.5,1.5\n", "", &["row 1 (line 1) has 3 columns", "system.workers = 2"]),
        (2, numbered, "index = 1", &["stragglers.index = 1", "true, false or \"auto\""]),
    ] {
        refused(&["solve", &said(workers, csv, option)], parts);
    }
    let path = file("numbered.csv", numbered).display().to_string();
    refused(&["fit", &path], &["column 1, `round`,", "--columns 2-3 or --index true"]);
    let nameless = file("nameless.csv", "1,2.5,3.5\n2,4.5,1.5\n3,2.5,2.5\n").display().to_string();
    refused(&["fit", &nameless], &["first column is 1 to 3", "--index true", "--index false"]);
    let fitted = json(&["fit", &path, "--index", "--law", "uniform", "--bootstrap", "0"]);
    assert_eq!(fitted["workers"], 2);
    let document = json(&["solve", &said(2, numbered, ""), "--method", "uncoded"]);
    assert_eq!(document["instance"]["stragglers"]["index"], true);
    let report = file("numbered.json", document.to_string()).display().to_string();
    assert_eq!(json(&["solve", &report, "--method", "uncoded"])["solutions"][0]["value"], 14.0);
}

/// What `solve` writes of an instance with a trace reads as the same instance.
#[test]
fn instances_of_traces_read_back() {
    file("back.csv", "w1,w2\n1,2\n3.5,inf\n4,4\n");
    let path =
        command::instance("back.toml", "workers = 2\ncoordinates = 4", "trace = 'back.csv'\nrounds = 2", "");
    let mut first = json(&["solve", &path])["instance"].take();
    first.as_object_mut().expect("an object").remove("name");
    let again = file("back.json", first.to_string());
    let again = json(&["solve", again.to_str().expect("UTF-8")]);
    assert_eq!(again["instance"]["stragglers"], first["stragglers"]);
    let trace = path.replace(".toml", ".csv");
    assert_eq!(
        first["stragglers"],
        serde_json::json!({"trace": trace, "rounds": 2, "header": true, "index": false})
    );
}

#[test]
fn keys_beside_a_trace_are_refused() {
    let system = "workers = 2\ncoordinates = 4";
    for (stragglers, parts) in [
        ("trace = 'no-such.csv'", &["no-such.csv", "cannot be read"][..]),
        ("trace = ''", &["stragglers.trace", "path of a CSV file"]),
        ("trace = 3", &["stragglers.trace = 3", "path of a CSV file"]),
        ("trace = 't.csv'\nlaw = 'weibull'", &["stragglers.trace", "stragglers.law is given as well"]),
        ("trace = 't.csv'\nrate = 1", &["stragglers.rate = 1", "unknown key"]),
        ("", &["stragglers.law", "missing", "stragglers.trace"]),
    ] {
        let path = command::instance("beside.toml", system, stragglers, "");
        refused(&["solve", &path], parts);
    }
    file("huge.csv", "1e308,1e308\n");
    let path = command::instance("huge.toml", system, "trace = 'huge.csv'", "");
    refused(&["solve", &path], &["huge.toml", "double precision", "another unit"]);
    refused(&["solve", &example("trace-n6"), "--method", "fastest"], &["fastest", "mean-time"]);
}

#[test]
fn solve_and_evaluate_show_the_trace() {
    let path = example("trace-n6");
    let document = json(&["solve", &path]);
    let trace = path.replace(".toml", ".csv");
    assert_eq!(
        document["instance"]["stragglers"],
        serde_json::json!({"trace": trace, "rounds": 40, "header": true, "index": false})
    );
    let bound = document["bound"]["value"].as_f64().expect("a bound");
    for solution in document["solutions"].as_array().expect("a list") {
        let partition = !solution["partition"].is_null();
        assert!(!partition || solution["value"].as_f64().expect("a value") >= bound, "{solution}");
    }
    assert_eq!(document["solutions"][0]["status"], "optimal");
    let (stdout, _) = run(&["evaluate", &path, "--partition", "120,0,0,0,0,0"], 0);
    assert!(stdout.contains("stragglers  trace trace-n6.csv: 40 rounds"), "{stdout}");
    assert!(stdout.contains("relaxed") && stdout.contains("426.8352"), "{stdout}");
    let csv = common::root().join("examples/trace-n6.csv");
    let text = "{\"system\": {\"workers\": 6, \"coordinates\": 60}, \"stragglers\": {\"trace\": \"t6.csv\"}, \
                \"objective\": {\"kind\": \"completion-probability\", \"deadline\": 150}}";
    file("t6.csv", std::fs::read_to_string(csv).expect("the example"));
    let path = file("t6.json", text);
    let path = path.to_str().expect("UTF-8");
    let best = json(&["solve", path])["solutions"][0].clone();
    assert_eq!(best["status"], "optimal");
    let blocks: Vec<String> =
        best["partition"].as_array().expect("a list").iter().map(ToString::to_string).collect();
    let evaluated = json(&["evaluate", path, "--partition", &blocks.join(",")]);
    assert_eq!(evaluated["solutions"][0]["value"], best["value"]);
    assert_eq!(evaluated["bound"]["method"], "relaxed");
    for format in ["text", "csv", "markdown", "latex"] {
        run(&["solve", path, "--format", format], 0);
    }
}

#[test]
fn tables_take_traces_from_the_folder_of_their_spec() {
    file("table-trace.csv", "1,2,4\n2,3,3\n");
    let text = "title = 'A trace'\nmethods = ['exact', 'uncoded']\n[instance.system]\nworkers = 3\ncoordinates = 6\n\
                [instance.stragglers]\ntrace = 'table-trace.csv'\n[grid]\n'system.coordinates' = [6, 12]\n";
    let spec = file("table-trace.toml", text);
    let output = spec.with_file_name("table-trace");
    run(&["table", spec.to_str().expect("UTF-8"), "--output", output.to_str().expect("UTF-8")], 0);
    let table = std::fs::read_to_string(output.join("table-trace.md")).expect("a table");
    // Uncoded waits for times 4 and 3: a mean of 3.5 a coordinate.
    let row = table.lines().find(|line| line.starts_with("| uncoded")).expect("a row");
    let cells: Vec<f64> = row.split('|').filter_map(|cell| cell.trim().parse().ok()).collect();
    assert_eq!(cells, [21.0, 42.0]);
}

/// What changes the numbers of a trace stands in the report, wherever people read it.
#[test]
fn reports_say_how_the_numbers_were_read() {
    file("read.csv", "stamp;w_1;w_2\n17;1500;2500\n18;NA;1\n19;3000;4250\n");
    let stragglers = "trace = 'read.csv'\ncolumns = 'w_*'\nunit = 'ms'\nmissing = 'drop-row'";
    let path = command::instance("read.toml", "coordinates = 4", stragglers, "");
    let evaluate = ["evaluate", &path, "--partition", "4,0"];
    let said = "read.csv: 2 rounds, header \"w_1, w_2\", columns w_*, 1 round with missing times left out, every number \
                times 0.001";
    assert!(run(&evaluate, 0).0.contains(said));
    let (shown, _) = run(&[&evaluate[..], &["--format", "markdown"]].concat(), 0);
    assert!(shown.contains("columns w") && shown.contains("every number times 0.001"), "{shown}");
    file("plain.csv", "1.5,2.5\n3,4.25\n");
    let path = command::instance("plain.toml", "coordinates = 4", "trace = 'plain.csv'\nunit = 's'", "");
    assert!(run(&["evaluate", &path, "--partition", "4,0"], 0).0.contains("plain.csv: 2 rounds\n"));
}

#[test]
fn overheads_are_not_the_cycle_times() {
    file("one.csv", "a,b,c,d\n1.5,2.5,0.5,0.25\n3,4.25,0.5,1\n");
    let of = |cycles: &str, overheads: &str| {
        let overhead = format!("[overhead]\ntrace = 'one.csv'\n{overheads}");
        command::instance("one.toml", "coordinates = 4", &format!("trace = 'one.csv'\n{cycles}"), &overhead)
    };
    let parts = ["overhead.trace", "one.csv", "it holds the cycle times as well", "their columns"];
    refused(&["solve", &of("", "")], &parts);
    refused(&["solve", &of("columns = ['1-2']", "columns = ['a', 'b']")], &parts);
    run(&["evaluate", &of("columns = ['1-2']", "columns = ['3-4']"), "--partition", "4,0"], 0);
    // Under another name the file is the same; in another unit they are a share of the cycle times.
    refused(&["solve", &of("", "").replace("one.toml", "./one.toml")], &parts);
    let scaled = of("", "scale = 0.5");
    assert!(run(&["evaluate", &scaled, "--partition", "4,0,0,0"], 0).0.contains("every number times 0.5"));
}
