//! Certificates of the rows of a table, and proofs of its numbers.

use serde_json::Value as Json;

use crate::command::{file, refused, run};
use crate::{contents, folder, text};

/// Two points, a method whose rows have partitions and one whose rows have none.
const SPEC: &str = "title = \"Proved\"\nmethods = [\"single-block\", \"ferdinand:3\", \"tandon\"]\n\
    [instance.system]\nworkers = 3\ncoordinates = 6\n\
    [instance.stragglers]\nlaw = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1\n\
    [grid]\n\"stragglers.shift\" = [0.1, 1.0]\n";

fn document(path: &std::path::Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("a document")
}

#[test]
fn every_row_with_a_partition_has_a_certificate_that_the_table_names() {
    let spec = file("certified.toml", SPEC);
    let [out, proofs] = ["certified-out", "certified-proofs"].map(folder);
    let table = ["table", &text(&spec), "--output", &text(&out), "--certificate", &text(&proofs)];
    let (_, stderr) = run(&table, 0);
    assert!(stderr.contains("certified: 4 certificates written into "), "{stderr}");
    // No method of these says that its rows are optimal.
    assert!(!stderr.contains("not proved of "), "{stderr}");
    let found = document(&out.join("certified.json"));
    let rows = found["rows"].as_array().expect("rows");
    let mut named = Vec::new();
    for (row, point) in rows.iter().zip([1, 1, 1, 2, 2, 2]) {
        if row["method"] == "tandon" {
            let (name, rigour) = (&row["certificate"], &row["value_rigour"]);
            assert!(name.is_null() && rigour == "float" && row["proved"] == serde_json::json!([]), "{row}");
            continue;
        }
        let method = if row["method"] == "single-block" { "single-block" } else { "ferdinand-3" };
        assert_eq!(row["certificate"], format!("certified.{point}.{method}.certificate.json"));
        assert_eq!((&row["value_rigour"], &row["bound_rigour"]), (&"enclosed".into(), &"enclosed".into()));
        let proved = row["proved"].as_array().expect("claims");
        assert!(proved.contains(&"value".into()) && proved.contains(&"lower-bound".into()), "{row}");
        named.push(row["certificate"].as_str().expect("a name").to_owned());
    }
    assert_eq!(contents(&proofs).into_keys().collect::<Vec<_>>(), {
        named.sort();
        named.clone()
    });
    let csv = std::fs::read_to_string(out.join("certified.csv")).expect("written");
    assert!(csv.contains(",value_rigour,bound_rigour,certificate,proved\n"), "{csv}");
    assert!(csv.contains("certified.2.ferdinand-3.certificate.json,feasible value"), "{csv}");
    let (said, _) = run(&["verify", &text(&proofs)], 0);
    assert!(said.ends_with("4 files: 4 accepted\n"), "{said}");
    // What is proved moves nothing beyond the tolerances of a comparison.
    run(&["table", &text(&spec), "--against", &text(&out)], 0);
}

#[test]
fn what_is_not_proved_is_summed_up_with_its_rows() {
    file("never.csv", "1.5,inf\n2.5,3\n");
    let spec = "title = 'x'\nmethods = ['single-block', 'uncoded']\n[instance]\nsystem = {workers = 2, coordinates = 4}\n\
                stragglers = {trace = 'never.csv'}\n[grid]\n'system.coordinates' = [4, 6]\n";
    let (spec, [out, proofs]) =
        (file("unproved.toml", spec), ["unproved-out", "unproved-proofs"].map(folder));
    let table = ["table", &text(&spec), "--output", &text(&out), "--certificate", &text(&proofs)];
    let (_, stderr) = run(&table, 0);
    let said = "unproved: not proved of 2 rows (1.single-block, 2.single-block): no certificate: ";
    assert!(stderr.contains(said), "{stderr}");
}

/// Once: those of an earlier table stayed beside the others, and nothing said so.
#[test]
fn certificates_of_rows_that_are_gone_are_named() {
    let spec = file("gone.toml", SPEC);
    let [out, proofs] = ["gone-out", "gone-proofs"].map(folder);
    let table = ["table", &text(&spec), "--output", &text(&out), "--certificate", &text(&proofs)];
    assert!(!run(&table, 0).1.contains("does not have"));
    let of = |row: &str| proofs.join(format!("gone.{row}.certificate.json"));
    std::fs::copy(of("1.single-block"), of("9.single-block")).expect("copied");
    std::fs::copy(of("1.single-block"), proofs.join("other.1.single-block.certificate.json"))
        .expect("copied");
    let (_, stderr) = run(&table, 0);
    let said = "of rows that this table does not have, the first is gone.9.single-block.certificate.json";
    assert!(stderr.contains("gone: 1 certificate in ") && stderr.contains(said), "{stderr}");
    assert!(of("9.single-block").exists());
}

#[test]
fn a_certificate_that_is_accepted_is_kept_and_any_other_made_anew() {
    let spec = file("kept.toml", SPEC);
    let [out, proofs] = ["kept-out", "kept-proofs"].map(folder);
    let table = ["table", &text(&spec), "--output", &text(&out), "--certificate", &text(&proofs)];
    run(&table, 0);
    let [tables, certificates] = [&out, &proofs].map(|folder| contents(folder));
    let resumed = [&table[..], &["--resume"]].concat();
    // One is damaged, one is of another point, one is gone.
    let name = |point: usize, method: &str| proofs.join(format!("kept.{point}.{method}.certificate.json"));
    let honest = std::fs::read_to_string(name(1, "single-block")).expect("written");
    let lie = honest.replace("\"coordinates\":\"6\"", "\"coordinates\":\"7\"");
    assert_ne!(lie, honest);
    std::fs::write(name(1, "single-block"), lie).expect("written");
    std::fs::copy(name(1, "ferdinand-3"), name(2, "ferdinand-3")).expect("copied");
    std::fs::remove_file(name(2, "single-block")).expect("removed");
    // One is of a row that has none.
    std::fs::copy(name(1, "ferdinand-3"), name(1, "tandon")).expect("copied");
    let (_, stderr) = run(&resumed, 0);
    assert!(
        stderr.contains("3 certificates written into ") && stderr.contains(", 1 kept, 1 removed, "),
        "{stderr}"
    );
    assert_eq!(contents(&proofs), certificates);
    assert_eq!(contents(&out), tables, "whether kept or made");
    let (_, stderr) = run(&resumed, 0);
    assert!(stderr.contains("0 certificates written into ") && stderr.contains(", 4 kept, "), "{stderr}");
    // What somebody else wrote is not replaced.
    std::fs::write(name(2, "single-block"), "mine").expect("written");
    refused(&resumed, &["--certificate", "was not written by bcgc"]);
    // Without --resume all are made.
    run(&[&table[..], &["--force"]].concat(), 0);
    assert_eq!(contents(&proofs), certificates);
}

#[test]
fn shards_certify_their_own_rows_and_the_joined_table_keeps_them() {
    let spec = file("sharded.toml", SPEC);
    let [one, alone, parts, proofs, joined] =
        ["sharded-one", "sharded-alone", "sharded-parts", "sharded-proofs", "sharded-joined"].map(folder);
    run(&["table", &text(&spec), "--output", &text(&one), "--certificate", &text(&alone)], 0);
    for shard in ["1/2", "2/2"] {
        let table = ["table", &text(&spec), "--shard", shard, "--output", &text(&parts)];
        let (_, stderr) = run(&[&table[..], &["--certificate", &text(&proofs)]].concat(), 0);
        assert!(stderr.contains("2 certificates written into "), "{stderr}");
    }
    assert_eq!(contents(&proofs), contents(&alone));
    let merge = ["table", &text(&spec), "--merge", &text(&parts), "--output", &text(&joined)];
    let (_, stderr) = run(&[&merge[..], &["--certificate", &text(&proofs)]].concat(), 0);
    assert!(stderr.contains("0 certificates written into ") && stderr.contains(", 4 kept, "), "{stderr}");
    assert_eq!(contents(&joined), contents(&one));
    refused(
        &["table", &text(&spec), "--shard", "1/2", "--output", &text(&parts), "--rigour", "enclosed"],
        &["--rigour", "--shard"],
    );
}

#[test]
fn the_numbers_of_a_table_are_proved() {
    let spec = file("rigorous.toml", SPEC);
    let (stdout, stderr) = run(&["table", &text(&spec), "--rigour", "enclosed", "--format", "json"], 0);
    assert!(stderr.contains("rigorous: proving took "), "{stderr}");
    let found: Json = serde_json::from_str(&stdout).expect("a document");
    for row in found["rows"].as_array().expect("rows") {
        let rigour = if row["method"] == "tandon" { "float" } else { "enclosed" };
        assert_eq!(
            (&row["value_rigour"], &row["bound_rigour"]),
            (&rigour.into(), &"enclosed".into()),
            "{row}"
        );
        assert!(row.get("certificate").is_none(), "{row}");
    }
    let (shown, _) = run(&["table", &text(&spec), "--rigour", "enclosed"], 0);
    assert!(shown.contains("proved by the judge of certificates: 4 of 6 values, 2 bounds"), "{shown}");
    let (plain, _) = run(&["table", &text(&spec), "--format", "json"], 0);
    assert!(!plain.contains("rigour"), "{plain}");
}
