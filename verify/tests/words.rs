//! What other checkers are given: bounds as numbers, and claims in words. That the verified checker gives the same verdicts is
//! compared by `make verified-checker`, which needs it compiled.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use bcgc_verify::{Clock, Tree, bounds, words};
use common::traces::{Q, Trace, mean_certificate, partitions, share_certificate, whole};
use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde_json::json;

fn small(value: &BigRational) -> Q {
    Q::new(value.numer().to_i128().unwrap(), value.denom().to_i128().unwrap())
}

fn leaves(tree: &Tree) -> usize {
    match tree {
        Tree::Leaf { .. } => 1,
        Tree::Node { below, between, above, .. } => {
            leaves(below) + between.iter().map(leaves).sum::<usize>() + leaves(above)
        }
    }
}

#[test]
fn bounds_have_cuts_below_every_partition_and_the_least_one_as_target() {
    let trace = Trace::random(3, 4, 6, 21);
    let document = mean_certificate(&trace).to_string();
    let found = bounds(document.as_bytes(), None, &Clock::start(None)).unwrap();
    assert_eq!(found.iter().map(|bound| bound.claim).collect::<Vec<_>>(), [2, 3]);
    let (_, least) = trace.best_mean();
    for bound in &found {
        assert!(bound.is_over_integers && bound.workers == 3 && small(&bound.kappa) == trace.kappa());
        assert_eq!(small(&bound.target) * trace.kappa(), least);
        assert_eq!(
            (bound.coordinates.to_i128(), leaves(&bound.tree)),
            (Some(6), bound.cuts.rows.len() + 2 + 2 * 7)
        );
        let mut touched = 0;
        for x in partitions(3, 6) {
            let value = trace.mean(&whole(&x)) / trace.kappa();
            for row in &bound.cuts.rows {
                let sum = row.iter().zip(&x).map(|(g, x)| g * x).sum::<num_bigint::BigInt>();
                let cut = small(&BigRational::new(sum, bound.cuts.denominator.clone()));
                assert!(cut <= value, "{x:?}");
                touched += usize::from(cut == value);
            }
        }
        assert!(touched >= bound.cuts.rows.len(), "every cut touches at its point");
    }
}

#[test]
fn words_say_what_can_be_said_and_the_verdict_of_each_claim() {
    let trace = Trace::random(3, 4, 6, 21);
    let mut document = mean_certificate(&trace);
    let said = |document: &serde_json::Value| {
        words(document.to_string().as_bytes(), None, &Clock::start(None)).unwrap()
    };
    let all = said(&document);
    assert_eq!(
        all.iter().map(|words| (words.claim, words.is_accepted)).collect::<Vec<_>>(),
        [(2, true), (3, true)]
    );
    assert!(all[0].text.starts_with("trace\n3 6\n4\n"), "{}", all[0].text);
    // Times largest first, in units of 2^-64 thousandths or a divisor of them.
    let first = all[0].text.lines().nth(3).unwrap();
    let times: Vec<f64> = first.split(' ').map(|word| word.parse().unwrap()).collect();
    let mut own: Vec<f64> = trace.rounds[0].iter().map(|t| *t as f64).collect();
    own.sort_by(|a, b| b.total_cmp(a));
    assert!(
        times.iter().zip(&own).all(|(a, b)| (a / b / (times[0] / own[0]) - 1.0).abs() < 1e-12),
        "{first}"
    );
    // Another choice of levels is beyond `trace`; over reals nothing is said.
    document["claims"][2]["proof"] = json!({"cuts": [{"levels": [0, 0, 0, 0]}], "tree": {"cut": 0}});
    document["claims"][2]["bound"] = json!(0);
    assert!(said(&document)[0].text.starts_with("cuts\n3 6\n0\n1\n"));
    // These words hold no partition: one that is none cannot be said.
    let mut other = document.clone();
    other["claims"][3]["proof"] = document["claims"][2]["proof"].clone();
    assert_eq!(said(&other).iter().map(|words| words.is_accepted).collect::<Vec<_>>(), [true, false]);
    other["claims"][3]["partition"] = json!([6, 1, 0]);
    assert_eq!(said(&other).len(), 1);
    document["claims"][2]["over"] = json!("reals");
    assert_eq!(said(&document).len(), 1);
    document["claims"][3]["partition"] = json!([6, 0, 0]);
    assert_eq!(said(&document).iter().map(|words| words.is_accepted).collect::<Vec<_>>(), [false]);
    assert_eq!(said(&share_certificate(&trace).unwrap()), []);
}

#[test]
fn matrices_have_a_parity_check_where_their_rows_are_independent() {
    let matrix = |rows: serde_json::Value, proof: serde_json::Value| {
        let document = json!({"format": "bcgc-certificate", "version": 1, "claims": [
            {"claim": "decodes", "stragglers": 1, "rows": rows, "proof": proof}]});
        let found = words(document.to_string().as_bytes(), None, &Clock::start(None)).unwrap();
        found.into_iter().next().map(|words| words.text)
    };
    let three = json!([["1/2", 1, 0], [0, 1, -1], ["1/2", 0, 1]]);
    let text = matrix(three, json!({"sets": "all"})).unwrap();
    let check: Vec<i64> = text.lines().last().unwrap().split(' ').map(|word| word.parse().unwrap()).collect();
    assert!(text.starts_with("kernel\n3 1\n2\n1 2 0\n0 2 -2\n1 0 2\n2305843009213693951\n"), "{text}");
    for row in [[1, 2, 0], [0, 1, -1], [1, 0, 2], [1, 1, 1]] {
        assert_eq!(check.iter().zip(row).map(|(a, b)| a * b).sum::<i64>(), 0, "{check:?}");
    }
    let repetition = json!([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]]);
    assert_eq!(matrix(repetition.clone(), json!({"sets": "all"})), None);
    let classes = matrix(repetition, json!({"classes": [[0, 1], [2, 3]]})).unwrap();
    assert!(classes.ends_with("2\n2 0 1\n2 2 3\n"), "{classes}");
}

#[test]
fn the_program_writes_words_and_overwrites_nothing() {
    let folder = std::env::temp_dir().join(format!("bcgc-verify-words-{}", std::process::id()));
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let run = |files: &[PathBuf]| {
        let program = env!("CARGO_BIN_EXE_bcgc-verify");
        Command::new(program).arg("--words").arg(&folder).args(files).output().unwrap()
    };
    let files = [corpus.join("accept/trace-mean.json"), corpus.join("reject/classes-overlap.json")];
    let written = run(&files);
    assert!(written.status.success(), "{written:?}");
    let said = String::from_utf8(written.stdout).unwrap();
    assert_eq!(said, "in words: 2 accepted claims and 1 rejected ones of 2 files, 0 of which have none\n");
    for name in ["accept/trace-mean-2.cert", "accept/trace-mean-3.cert", "reject/classes-overlap-0.cert"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
    for refused in [run(&files), run(&[corpus.join("accept/missing.json")]), run(&[])] {
        assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
