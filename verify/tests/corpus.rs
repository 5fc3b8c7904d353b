//! Stored certificates: every file of `accept/` and `reference/` is accepted, of `reject/` rejected, of `malformed/` no
//! certificate, of `unverified/` not verified; a file `NAME.expect` beside it holds the answer. `reference/` has those of
//! instances that documentation and tests give values of, `reference/slow/` those that take longer than a few seconds:
//! `cargo test --release -p bcgc-verify --test corpus -- --ignored`. `BCGC_UPDATE_CORPUS=1` rewrites the answers.

use std::path::Path;

use bcgc_verify::{Clock, Kind, judge_file};

#[test]
fn the_corpus_gets_its_answers() {
    let folders = [
        ("accept", None),
        ("reference", None),
        ("reject", Some(Kind::Rejected)),
        ("malformed", Some(Kind::NotACertificate)),
        ("unverified", Some(Kind::Unverified)),
    ];
    for (folder, kind) in folders {
        gets_its_answers(folder, kind);
    }
}

#[test]
#[ignore = "takes a minute or two"]
fn slow_references_get_their_answers() {
    gets_its_answers("reference/slow", None);
}

fn gets_its_answers(folder: &str, kind: Option<Kind>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        count += 1;
        let answer = judge_file(&path, &Clock::start(None).on_all_cores());
        let found = answer.as_ref().err().map(|refusal| refusal.kind);
        assert_eq!(found, kind, "{}: {answer:?}", path.display());
        let text = match answer {
            Ok(accepted) => accepted.claims.join("\n") + "\n",
            Err(refusal) => format!("{refusal}\n"),
        };
        let expected = path.with_extension("expect");
        if std::env::var_os("BCGC_UPDATE_CORPUS").is_some() {
            std::fs::write(&expected, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&expected).unwrap_or_default(), text, "{}", path.display());
    }
    assert!(count > 0, "{} is empty", folder.display());
}
