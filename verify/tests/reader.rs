//! Whatever is given to the reader, it answers.

mod common;

use bcgc_verify::{Clock, Kind, judge, judge_file};
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

/// A gigabyte of hints, or a trace of a gigabyte: not read further than a document may be long. The files are sparse.
#[test]
fn a_gigabyte_is_refused_by_its_length() {
    let folder = std::env::temp_dir().join(format!("bcgc-verify-gigabyte-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sparse = |name: &str, beginning: &str| {
        let path = folder.join(name);
        std::fs::write(&path, beginning).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_len(1 << 30).unwrap();
        path
    };
    let clock = Clock::start(None);
    let hints = sparse("hints.json", r#"{"format": "bcgc-certificate", "version": 1, "quadratures": ["#);
    let refusal = judge_file(&hints, &clock).unwrap_err();
    assert_eq!(refusal.kind, Kind::NotACertificate);
    assert!(refusal.reason.contains("longer than 16777216 bytes"), "{refusal}");
    sparse("times.csv", "1,2\n");
    let document = r#"{"format": "bcgc-certificate", "version": 1, "instance": {
        "system": {"workers": 2, "coordinates": 1, "samples": 1, "cycles": 1},
        "stragglers": {"trace": {"path": "times.csv", "sha256": "DIGEST"}},
        "objective": {"kind": "expected-runtime"}}, "claims": [{"claim": "feasible", "partition": [1, 0]}]}"#
        .replace("DIGEST", &"0".repeat(64));
    std::fs::write(folder.join("certificate.json"), document).unwrap();
    let refusal = judge_file(&folder.join("certificate.json"), &clock).unwrap_err();
    assert_eq!(refusal.kind, Kind::Unverified);
    assert!(refusal.reason.contains("longer than 16777216 bytes"), "{refusal}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// As many of an item as a document has room for.
fn long(item: &str) -> String {
    [item].repeat(15_000_000 / (item.len() + 1)).join(",")
}

/// The same for proofs by boxes: once, forms filled the memory, copied at every node, and a leaf had no end of weights.
#[test]
fn a_proof_by_boxes_full_of_hints_is_refused_by_their_number() {
    let document = |cuts: &str, forms: &str, leaf: &str| {
        let tree = "[{\"form\":0,\"at\":1,\"below\":".repeat(200) + &format!("[{leaf}]") + &"}]".repeat(200);
        let proof = format!(r#"{{"cuts": [{cuts}], "forms": [{forms}], "tree": {tree}}}"#);
        format!(
            r#"{{"format": "bcgc-certificate", "version": 1, "instance": {{
            "system": {{"workers": 2, "coordinates": 2, "samples": 2, "cycles": 1}},
            "stragglers": {{"law": "shifted-exponential", "rate": 1, "shift": 0}},
            "objective": {{"kind": "completion-probability", "deadline": 9}}}},
            "claims": [{{"claim": "upper-bound", "over": "integers", "bound": 1, "proof": {proof}}}]}}"#
        )
    };
    let (cut, form, leaf) = (r#"{"survivals":[0,0]}"#, "[0,1]", r#"{"cut":0,"slopes":[0,0]}"#);
    let weighed = format!(r#"{{"cuts":[{}],"slopes":[0,0]}}"#, long("[0,1]"));
    let multiplied = format!(r#"{{"cut":0,"slopes":[0,0],"multipliers":[{}]}}"#, long("[0,0]"));
    // The last part of every node is left open, which is said when the leaf has been judged.
    for (text, expected) in [
        (document(cut, form, leaf), Kind::Rejected),
        (document(&long(cut), form, leaf), Kind::Unverified),
        (document(cut, &long(form), leaf), Kind::Unverified),
        (document(cut, form, &weighed), Kind::NotACertificate),
        (document(cut, form, &multiplied), Kind::NotACertificate),
    ] {
        assert_eq!(kind(&text), Some(expected), "{}", &text[..400]);
    }
}

/// Once: to say of which partitions a document speaks, each was compared with all before it, for hours at this length.
#[test]
fn as_many_claims_as_fit_are_judged_in_their_time() {
    let claim = |first: u64| format!(r#"{{"claim":"feasible","partition":[{first},{}]}}"#, 1_000_000 - first);
    let claims: Vec<String> = (0..250_000).map(claim).collect();
    let document = format!(
        r#"{{"format": "bcgc-certificate", "version": 1, "instance": {{
        "system": {{"workers": 2, "coordinates": 1000000, "samples": 1, "cycles": 1}},
        "stragglers": {{"trace": {{"rows": [[1, 2]]}}}}, "objective": {{"kind": "expected-runtime"}}}},
        "claims": [{}]}}"#,
        claims.join(",")
    );
    let clock = Clock::start(Some(std::time::Duration::from_secs(60)));
    let accepted = judge(document.as_bytes(), None, &clock).expect("all hold");
    assert_eq!((accepted.claims.len(), accepted.subject.len()), (250_000, 250_001));
}

/// Hints up to the longest document: refused by their number, in a moment each.
#[test]
fn a_document_full_of_hints_is_refused_by_their_number() {
    let document = |quadratures: &str, stragglers: &str, proof: &str| {
        format!(
            r#"{{"format": "bcgc-certificate", "version": 1, "quadratures": [{quadratures}], "instance": {{
            "system": {{"workers": 2, "coordinates": 1, "samples": 1, "cycles": 1}}, "stragglers": {stragglers},
            "objective": {{"kind": "expected-runtime"}}}},
            "claims": [{{"claim": "lower-bound", "over": "integers", "bound": 0, "proof": {proof}}}]}}"#
        )
    };
    let many = |item: &str| format!("[{}]", long(item));
    let law = r#"{"law": "shifted-exponential", "rate": 1, "shift": 0}"#;
    let trace = r#"{"trace": {"rows": [[1, 2]]}}"#;
    let leaf = r#"{"cuts": [{"point": [1, 0]}], "tree": {"cut": 0}}"#;
    let panels = format!(r#"{{"nodes": [0], "weights": [2], "panels": {}}}"#, many("[9]"));
    let nodes = format!(r#"{{"nodes": {}, "weights": [2], "panels": [[1]]}}"#, many("0"));
    let cuts = format!(r#"{{"cuts": {}, "tree": {{"cut": 0}}}}"#, many(r#"{"point":[1,0]}"#));
    let multipliers =
        format!(r#"{{"cuts": [{{"point": [1, 0]}}], "tree": {{"cut": 0, "multipliers": {}}}}}"#, many("1"));
    let forms =
        format!(r#"{{"cuts": [{{"point": [1, 0]}}], "forms": {}, "tree": {{"cut": 0}}}}"#, many("[0,1]"));
    let weights = format!(r#"{{"cuts": [{{"point": [1, 0]}}], "tree": {{"cuts": {}}}}}"#, many("[0,1]"));
    // To the number that is allowed, and one beyond it.
    let several = |item: &str, count: usize| [item].repeat(count).join(",");
    let quadratures = |count| several(r#"{"nodes":[0],"weights":[2],"panels":[[1]]}"#, count);
    let formed = |count| {
        let forms = several("[0,1]", count);
        format!(r#"{{"cuts": [{{"point": [1, 0]}}], "forms": [{forms}], "tree": {{"cut": 0}}}}"#)
    };
    let weighed = |parts: &str| {
        format!(r#"{{"cuts": [{{"point": [1, 0]}}, {{"point": [0, 1]}}], "tree": {{"cuts": [{parts}]}}}}"#)
    };
    for (text, expected) in [
        (document("", trace, leaf), None),
        (document(&quadratures(1000), trace, leaf), None),
        (document(&quadratures(1001), trace, leaf), Some(Kind::Unverified)),
        (document("", trace, &formed(1000)), None),
        (document("", trace, &formed(1001)), Some(Kind::Unverified)),
        (document("", trace, &weighed(r#"[0,"1/2"],[1,"1/2"]"#)), None),
        (document("", trace, &weighed(r#"[0,"1/2"],[1,"1/4"],[1,"1/4"]"#)), Some(Kind::NotACertificate)),
        (document(&panels, law, leaf), Some(Kind::NotACertificate)),
        (document(&nodes, law, leaf), Some(Kind::NotACertificate)),
        (document("", trace, &cuts), Some(Kind::Unverified)),
        (document("", trace, &multipliers), Some(Kind::NotACertificate)),
        (
            document("", &format!(r#"{{"trace": {{"rows": {}}}}}"#, many("[1,2]")), leaf),
            Some(Kind::Unverified),
        ),
        (document(&many("0")[1..], law, leaf), Some(Kind::NotACertificate)),
        (document(&long(r#"{"nodes":[0],"weights":[2],"panels":[[1]]}"#), law, leaf), Some(Kind::Unverified)),
        (document("", trace, &forms), Some(Kind::Unverified)),
        (document("", trace, &weights), Some(Kind::NotACertificate)),
    ] {
        assert_eq!(kind(&text), expected, "{}", &text[..400.min(text.len())]);
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    assert_eq!(
        kind(r#"{"format": "bcgc-certificate", "format": "bcgc-certificate"}"#),
        Some(Kind::NotACertificate)
    );
}
