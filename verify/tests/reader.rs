//! Whatever is given to the reader, it answers.

mod common;

use bcgc_verify::{Clock, Kind, judge};
use common::Random;
use common::traces::{Trace, mean_certificate, share_certificate};

fn kind(document: &str) -> Option<Kind> {
    judge(document.as_bytes(), None, &Clock::start(Some(std::time::Duration::from_secs(20))))
        .err()
        .map(|refusal| refusal.kind)
}

#[test]
fn bytes_changed_anywhere_never_panic() {
    let trace = Trace::random(3, 3, 3, 8);
    let law = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/corpus/accept/exponential-value.json"
    ))
    .unwrap();
    let documents =
        [mean_certificate(&trace).to_string(), share_certificate(&trace).unwrap().to_string(), law];
    let tokens: [&[u8]; 16] = [
        b"\"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"-",
        b"0",
        b"9",
        b"1e400",
        b"\"1/3\"",
        b"\"-0.5e-3\"",
        b"\\u0000",
        b"\xff",
    ];
    let mut random = Random(1);
    for round in 0..12_000 {
        let mut bytes = documents[round % 3].clone().into_bytes();
        for _ in 0..1 + random.below(3) {
            let at = random.below(bytes.len());
            let token = tokens[random.below(tokens.len())];
            match random.below(4) {
                0 => bytes[at] = token[0],
                1 => drop(bytes.splice(at..at, token.iter().copied())),
                2 => bytes.truncate(at.max(1)),
                _ => drop(bytes.splice(at..(at + random.below(12)).min(bytes.len()), token.iter().copied())),
            }
        }
        let _ = judge(&bytes, None, &Clock::start(Some(std::time::Duration::from_secs(20))));
    }
}

#[test]
fn gigantic_things_are_refused_quickly() {
    let instance = |deadline: &str| {
        format!(
            r#"{{"format": "bcgc-certificate", "version": 1, "instance": {{"system": {{"workers": 1, "coordinates": 1, "samples": 1, "cycles": 1}},
            "stragglers": {{"trace": {{"rows": [[1]]}}}}, "objective": {{"kind": "completion-probability", "deadline": {deadline}}}}},
            "claims": [{{"claim": "feasible", "partition": [1]}}]}}"#
        )
    };
    assert_eq!(kind(&instance("\"1.5\"")), None);
    for deadline in [
        "NaN",
        "\"NaN\"",
        "\"inf\"",
        "1e3",
        "1.5",
        "\"1e401\"",
        "\"1e999999999999\"",
        "\"1/0\"",
        "\"0x10\"",
        "\" 1\"",
        "\"+1\"",
        "\"1.\"",
        "\".5\"",
        "9007199254740992",
        "01",
        "-1",
        "0",
    ] {
        assert_eq!(kind(&instance(deadline)), Some(Kind::NotACertificate), "{deadline}");
    }
    assert_eq!(kind(&instance(&format!("\"{}\"", "9".repeat(1_000_000)))), Some(Kind::NotACertificate));
    assert_eq!(kind(&instance(&"9".repeat(1_000_000))), Some(Kind::NotACertificate));
    assert_eq!(kind(&"[".repeat(100_000)), Some(Kind::NotACertificate));
    assert_eq!(
        kind(&instance(&format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)))),
        Some(Kind::NotACertificate)
    );
    let large = vec![b' '; 17 << 20];
    let refusal = judge(&large, None, &Clock::start(None)).unwrap_err();
    assert_eq!(refusal.kind, Kind::NotACertificate);
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    assert_eq!(
        kind(r#"{"format": "bcgc-certificate", "format": "bcgc-certificate"}"#),
        Some(Kind::NotACertificate)
    );
}
