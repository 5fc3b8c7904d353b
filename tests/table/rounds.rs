//! Tables of values over the rounds of traces.

use bcgc::Format;
use bcgc::table::Spec;

use crate::command::{self, file};
use crate::{made, quick, text};

/// Of every value over the rounds of a trace, as `solve` tells it.
#[test]
fn values_over_rounds_have_standard_errors() {
    let trace = file("rounds.csv", "1.5,2,3\n2,1,4.5\n3,2.5,1\n1,1.5,2\n2,2,2.5\n1,3,3.5\n");
    let spec = format!(
        "title = \"T\"\nmethods = [\"single-block\", \"uncoded\"]\n[instance.system]\ncoordinates = 12\n\
         [instance.stragglers]\ntrace = {:?}\n[grid]\n\"system.coordinates\" = [12, 24]\n",
        text(&trace)
    );
    let table = made(&Spec::parse("measured", &spec).expect("a spec"));
    let [markdown, csv, json] =
        [Format::Markdown, Format::Csv, Format::Json].map(|format| bcgc::table::render(&table, format));
    assert!(markdown.contains("standard error of the value over the rounds"), "{markdown}");
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let rows = document["rows"].as_array().expect("rows");
    let lines: Vec<&str> = csv.lines().skip_while(|line| line.starts_with('#')).collect();
    assert!(lines[0].ends_with(",standard_error"), "{csv}");
    let methods = ["--method", "single-block,uncoded"];
    for (coordinates, rows) in [("12", &rows[..2]), ("24", &rows[2..])] {
        let path = file(
            "measured.toml",
            format!("[system]\ncoordinates = {coordinates}\n[stragglers]\ntrace = {:?}\n", text(&trace)),
        );
        let solved = command::json(&[&["solve", &text(&path)], &methods[..]].concat());
        for (row, solution) in rows.iter().zip(solved["solutions"].as_array().expect("rows")) {
            let error = row["standard_error"].as_f64().expect("a number");
            assert_eq!(Some(error), solution["sampled"]["standard_error"].as_f64(), "{row}");
            assert!(lines.iter().any(|line| line.ends_with(&format!(",{error:?}"))), "{csv}");
        }
    }
    let laws = bcgc::table::render(&made(&Spec::parse("sweep", &quick()).expect("a spec")), Format::Csv);
    assert!(!laws.contains("standard_error"));
}
