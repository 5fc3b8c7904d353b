//! Documents that people write or the program wrote: matrices, schemes, specs, partitions.

use bcgc::encoding::{CheckOptions, Scheme, user};
use bcgc::internals::input;
use bcgc::table::Spec;
use bcgc::{CodingParameters, Partition};

use crate::{files, never_panics, of_text, texts, times};

#[test]
fn matrices_in_json() {
    let mut originals = files(&["tests/matrices"], "json");
    originals.extend(texts(&[r#"{"stragglers": 1, "rows": [[1, "1/2"], [1, 0.25]]}"#]));
    // A scheme with one block has one matrix.
    originals.push(scheme(&[4, 0, 0]));
    never_panics("matrices in JSON", &originals, times(), |bytes| {
        of_text(bytes, |text| user::from_json(text, None).is_ok())
    });
}

#[test]
fn schemes() {
    never_panics("schemes", &[scheme(&[2, 1, 1])], times(), |bytes| {
        of_text(bytes, |text| Scheme::from_json(text, &CheckOptions::brief()).is_ok())
    });
}

fn scheme(blocks: &[u64]) -> Vec<u8> {
    let code = bcgc::encoding::find("cyclic-repetition").expect("a construction");
    Scheme::new(blocks, code, 1, &CheckOptions::default()).expect("a scheme").to_json().into_bytes()
}

#[test]
fn specs_of_tables() {
    never_panics("specs of tables", &files(&["src/table/builtin"], "toml"), times(), |bytes| {
        of_text(bytes, |text| Spec::parse("spec", text).is_ok())
    });
}

#[test]
fn partitions_and_coding_parameters() {
    let partitions = texts(&["3,1,2,14", "3 1 2 14\n", "[3, 1, 2, 14]", "20,0,0,0"]);
    never_panics("partitions", &partitions, times(), |bytes| {
        of_text(bytes, |text| Partition::parse(text, 4, 20).is_ok())
    });
    never_panics("coding parameters", &texts(&["0,3,1,2,0", "3 1 2 0 0"]), times(), |bytes| {
        of_text(bytes, |text| CodingParameters::parse(text, 4, 5).is_ok())
    });
}

/// What the option --partition reads from a file: blocks, documents, reports.
fn partition_texts() -> Vec<Vec<u8>> {
    texts(&[
        r#"{"partition": [3, 1, 2, 14]}"#,
        "3,1,2,14\n",
        r#"{"solutions": [{"method": "a", "partition": [3, 1, 2, 14]}, {"method": "b", "partition": null}]}"#,
    ])
}

#[test]
fn partition_documents() {
    never_panics("partition documents", &partition_texts(), times(), |bytes| {
        of_text(bytes, |text| {
            let blocks = |method| input::blocks(text, method);
            let _ = blocks(Some("b"));
            [None, Some("a")]
                .iter()
                .any(|m| blocks(*m).is_ok_and(|text| Partition::parse(&text, 4, 20).is_ok()))
        })
    });
}

/// What the program makes of the same; a panic would be its exit status 101.
#[cfg(feature = "cli")]
#[test]
fn partition_documents_by_the_program() {
    let originals = partition_texts();
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-partition.json");
    let instance = crate::root().join("examples/exponential-n4.toml");
    // A process each: what it reads is tried in earnest above.
    never_panics("partition documents by the program", &originals, crate::USUAL / 20, |bytes| {
        std::fs::write(&file, bytes).expect("a file");
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_bcgc"))
            .args(["evaluate", "--no-bound", "--force", "--output", "/dev/null", "--partition"])
            .arg(&file)
            .arg(&instance)
            .output()
            .expect("the program runs");
        assert!(matches!(program.status.code(), Some(0..=2)), "{program:?}");
        program.status.success()
    });
}
