//! Stored certificates: every file of `accept/` is accepted, of `reject/` rejected, of `malformed/` no
//! certificate, of `unverified/` not verified; a file `NAME.expect` beside it holds the answer.
//! `BCGC_UPDATE_CORPUS=1` rewrites the answers.

use std::path::Path;

use bcgc_verify::{Clock, Kind, judge_file};

#[test]
fn the_corpus_gets_its_answers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let folders = [
        ("accept", None),
        ("reject", Some(Kind::Rejected)),
        ("malformed", Some(Kind::NotACertificate)),
        ("unverified", Some(Kind::Unverified)),
    ];
    for (folder, kind) in folders {
        let mut count = 0;
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            count += 1;
            let answer = judge_file(&path, &Clock::start(None));
            assert_eq!(
                answer.as_ref().err().map(|refusal| refusal.kind),
                kind,
                "{}: {answer:?}",
                path.display()
            );
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
        assert!(count > 0, "{folder} is empty");
    }
}
